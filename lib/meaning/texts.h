/* SPDX-License-Identifier: MIT */
/*
 * What the readers of texts share: which bytes of a text may be read.
 *
 * The grammars read through an index: at the end of the text they see an LF that is not there, so
 * they need neither a NUL behind the text nor a byte past it.
 */
#ifndef TEXTS_H
#define TEXTS_H

#include <stdbool.h>
#include <stddef.h>

/* Where a part of a text lies; empty for none. */
struct span {
	size_t begin;
	size_t end;
};

/* The byte at an index; behind the last one an LF. */
static inline unsigned char byte_at(const unsigned char *text, size_t size, size_t at)
{
	return at < size ? text[at] : '\n';
}

/* The bytes up to the last line that is whole; half a word is not what the server said. */
static inline size_t size_of_whole_lines(const char *text, size_t size, bool truncated)
{
	if (!truncated)
		return size;
	while (size > 0 && text[size - 1] != '\n')
		size--;
	return size > 0 ? size - 1 : 0;
}

#endif
