/* SPDX-License-Identifier: MIT */
/*
 * The challenge of 334 (RFC 4954, 8): groups of four characters, the last one maybe padded. The
 * grammar alone decides what a challenge is; decoding relies on it.
 */
#include <smtpreply/challenge.h>

#include "texts.h"

/*!re2c
!include "texts.rules";

sextet = [0-9A-Za-z+/];
group  = sextet{4};
two    = sextet{2} [048AEIMQUYcgkosw] "=";      // 16 bits: the last 2 are 0
one    = sextet [AQgw] "==";                    // 8 bits: the last 4 are 0
*/

/* Reads a challenge, or what of it is one. Answers where it ends. */
static size_t read_challenge(const unsigned char *text, size_t size, size_t *padding)
{
	size_t at = 0, marker;

	/*!re2c
	group+      { *padding = 0; return at; }
	group* two  { *padding = 1; return at; }
	group* one  { *padding = 2; return at; }
	""          { *padding = 0; return at; }
	*/
}

static uint32_t value_of(unsigned char sextet)
{
	if (sextet >= 'a')
		return sextet - 'a' + 26u;
	if (sextet >= 'A')
		return sextet - 'A' + 0u;
	if (sextet >= '0')
		return sextet - '0' + 52u;
	return sextet == '+' ? 62 : 63;
}

bool smtpreply_challenge_check(const char *text, size_t size, bool truncated, size_t *decoded_size)
{
	size_t padding;

	*decoded_size = 0;
	if (truncated || read_challenge((const unsigned char *)text, size, &padding) != size)
		return false;
	*decoded_size = size / 4 * 3 - padding;
	return true;
}

bool smtpreply_challenge_decode(const char *text, size_t size, bool truncated, void *bytes,
				size_t capacity, size_t *decoded_size)
{
	uint8_t *next = bytes;
	uint32_t bits = 0, held = 0;

	if (!smtpreply_challenge_check(text, size, truncated, decoded_size) ||
	    *decoded_size > capacity)
		return false;
	for (size_t i = 0; i < size && text[i] != '='; i++) {
		bits = (bits & 0xff) << 6 | value_of((unsigned char)text[i]);
		held += 6;
		if (held >= 8) {
			held -= 8;
			*next++ = (uint8_t)(bits >> held);
		}
	}
	return true;
}
