/* SPDX-License-Identifier: MIT */
/* A buffered writer on a file descriptor. */
#define _POSIX_C_SOURCE 200809L
#include "output.h"

#include <errno.h>
#include <unistd.h>

void output_open(struct output *output, int descriptor)
{
	output->descriptor = descriptor;
	output->error = 0;
	output->has_colour = false;
	output->size = 0;
}

bool output_flush(struct output *output)
{
	size_t offset = 0;

	while (offset < output->size && output->error == 0) {
		ssize_t written =
			write(output->descriptor, output->bytes + offset, output->size - offset);

		if (written >= 0)
			offset += (size_t)written;
		else if (errno != EINTR)
			output->error = errno;
	}
	output->size = 0;
	return output->error == 0;
}

void output_long(struct output *output, const char *bytes, size_t size)
{
	size_t room = sizeof output->bytes - output->size;

	while (size > room) {
		memcpy(output->bytes + output->size, bytes, room);
		output->size = sizeof output->bytes;
		bytes += room;
		size -= room;
		output_flush(output);
		room = sizeof output->bytes;
	}
	memcpy(output->bytes + output->size, bytes, size);
	output->size += size;
}

/* Two digits a step, since a division is what costs here; so does a copy of unknown size. */
char *put_digits(char *to, uint64_t number)
{
	static const char pairs[] = "00010203040506070809101112131415161718192021222324"
				    "25262728293031323334353637383940414243444546474849"
				    "50515253545556575859606162636465666768697071727374"
				    "75767778798081828384858687888990919293949596979899";
	char digits[2 * MOST_DIGITS];
	size_t first = MOST_DIGITS;

	while (number >= 10) {
		first -= 2;
		memcpy(digits + first, pairs + 2 * (number % 100), 2);
		number /= 100;
	}
	if (number > 0)
		digits[--first] = (char)('0' + number);
	memcpy(to, digits + first, MOST_DIGITS);
	return to + MOST_DIGITS - first;
}

void output_colour(struct output *output, enum colour colour)
{
	if (!output->has_colour)
		return;
	output_string(output, "\x1b[");
	output_number(output, (uint64_t)colour);
	output_string(output, "m");
}
