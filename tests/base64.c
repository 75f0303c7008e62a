/* SPDX-License-Identifier: MIT */
/* The plain encoder: a bit at a time. */
#include "base64.h"

size_t encode_plainly(const unsigned char *bytes, size_t count, char *text)
{
	size_t size = (count * 8 + 5) / 6;

	for (size_t i = 0; i < size; i++) {
		unsigned value = 0;

		for (size_t bit = i * 6; bit < i * 6 + 6; bit++)
			value = value * 2 +
				(bit / 8 < count ? (unsigned)bytes[bit / 8] >> (7 - bit % 8) & 1u
						 : 0);
		text[i] = BASE64_ALPHABET[value];
	}
	while (size % 4 != 0)
		text[size++] = '=';
	return size;
}
