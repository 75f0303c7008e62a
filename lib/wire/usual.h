/* SPDX-License-Identifier: MIT */
/*
 * Knows what most lines are made of: a code such as "250", a status such as "2.1.5 ", CR LF.
 *
 * A shortcut, not a rule: what is not usual, or not there as a whole, the lexer reads byte by byte,
 * and it gives the same without the shortcut.
 */
#ifndef USUAL_H
#define USUAL_H

#include <stdbool.h>
#include <stddef.h>

#include "skip.h"

#define USUAL_CODE_SIZE 3
#define USUAL_STATUS_SIZE 6
#define USUAL_LINE_END_SIZE 2

static inline bool is_there(size_t size, size_t usual_size)
{
#if defined(SKIP_NONE)
	(void)size;
	(void)usual_size;
	return false;
#else
	return size >= usual_size;
#endif
}

static inline bool is_between(unsigned char byte, unsigned char first, unsigned char last)
{
	return byte >= first && byte <= last;
}

static inline bool is_usual_code(const unsigned char *bytes, size_t size)
{
	return is_there(size, USUAL_CODE_SIZE) && is_between(bytes[0], '2', '5') &&
	       is_between(bytes[1], '0', '5') && is_between(bytes[2], '0', '9');
}

static inline bool is_usual_status(const unsigned char *bytes, size_t size)
{
	return is_there(size, USUAL_STATUS_SIZE) &&
	       (bytes[0] == '2' || bytes[0] == '4' || bytes[0] == '5') && bytes[1] == '.' &&
	       is_between(bytes[2], '0', '9') && bytes[3] == '.' &&
	       is_between(bytes[4], '0', '9') && bytes[5] == ' ';
}

static inline bool is_usual_line_end(const unsigned char *bytes, size_t size)
{
	return is_there(size, USUAL_LINE_END_SIZE) && bytes[0] == '\r' && bytes[1] == '\n';
}

#endif
