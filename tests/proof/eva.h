/* SPDX-License-Identifier: MIT */
/*
 * Read before each file that Eva reads: what it would else know too roughly.
 *
 * memcpy of no bytes may have a pointer behind the end of an object (C11, 7.24.1 and 7.1.4), which the
 * contract in Frama-C's string.h forbids. The lowest bit of a word is one that is set in it; the
 * contract of the builtin gives any. Sums and differences modulo 2^64 it does not know by their names.
 */
#ifndef EVA_H
#define EVA_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <smtpreply/export.h>

/* Attributes of functions stop Frama-C from printing them. */
#undef SMTPREPLY_API
#define SMTPREPLY_API

void *copy(void *to, const void *from, size_t size);
#define memcpy copy

int lowest_bit(unsigned long long word);
#define __builtin_ctzll lowest_bit

#define __builtin_add_overflow(left, right, result) (*(result) = (left) + (right))
#define __builtin_sub_overflow(left, right, result) (*(result) = (left) - (right))

/*
 * What the shortcuts of usual.h found, kept in a variable on which Eva tells states apart: the bytes
 * that they compared stay known. The lexer calls these in their place.
 */
extern bool is_found;

#define NOTED(name)                                                                                \
	static inline bool note_##name(const unsigned char *bytes, size_t size)                    \
	{                                                                                          \
		if (!is_##name(bytes, size)) {                                                     \
			is_found = false;                                                          \
			return false;                                                              \
		}                                                                                  \
		is_found = true;                                                                   \
		return true;                                                                       \
	}

#endif
