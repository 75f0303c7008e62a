/* SPDX-License-Identifier: MIT */
/*
 * A buffered writer on a file descriptor.
 *
 * An error sticks: everything written after it is dropped, and output_flush() tells of it. The
 * short functions stand here so that the pieces of known size cost no call.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct output {
	int descriptor;
	int error;       /* the errno of the first write that failed, or 0 */
	bool has_colour; /* for a person at a terminal */
	size_t size;     /* bytes that wait in the buffer */
	char bytes[65536];
};

/* What output_colour() writes, the numbers of ECMA-48. */
enum colour {
	COLOUR_NONE = 0,
	COLOUR_BOLD = 1,
	COLOUR_RED = 31,
	COLOUR_GREEN = 32,
	COLOUR_YELLOW = 33,
	COLOUR_CYAN = 36
};

void output_open(struct output *output, int descriptor);

/* Returns false when this or an earlier write failed. */
bool output_flush(struct output *output);

/* For bytes that the buffer has no room for. */
void output_long(struct output *output, const char *bytes, size_t size);

/* The most digits of a number. */
#define MOST_DIGITS 20

/*
 * Write to memory that the caller knows to be large enough, and return what stands behind: cheaper
 * than the buffer where many short pieces follow each other. A number needs room for MOST_DIGITS,
 * however few it has; put_digits() is for two or more.
 */
char *put_digits(char *to, uint64_t number);

static inline char *put_number(char *to, uint64_t number)
{
	if (number >= 10)
		return put_digits(to, number);
	*to = (char)('0' + number);
	return to + 1;
}

static inline char *put_string(char *to, const char *string)
{
	size_t size = strlen(string);

	memcpy(to, string, size);
	return to + size;
}

/* Switches to a colour, where there is colour. */
void output_colour(struct output *output, enum colour colour);

static inline void output_bytes(struct output *output, const char *bytes, size_t size)
{
	if (size > sizeof output->bytes - output->size) {
		output_long(output, bytes, size);
		return;
	}
	memcpy(output->bytes + output->size, bytes, size);
	output->size += size;
}

static inline void output_string(struct output *output, const char *string)
{
	output_bytes(output, string, strlen(string));
}

static inline void output_byte(struct output *output, char byte)
{
	output_bytes(output, &byte, 1);
}

static inline void output_number(struct output *output, uint64_t number)
{
	char digits[MOST_DIGITS];
	const char *end = put_number(digits, number);

	output_bytes(output, digits, (size_t)(end - digits));
}

#endif
