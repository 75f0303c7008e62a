/* SPDX-License-Identifier: MIT */
/* A second reading of the words that advice asks a text for, by a list of phrases. */
#ifndef PLAIN_WORDS_H
#define PLAIN_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum plain_words {
	PLAIN_TOO_MANY = 1 << 0,
	PLAIN_FULL = 1 << 1,
	PLAIN_GREYLISTED = 1 << 2,
	PLAIN_RATE = 1 << 3,
	PLAIN_STARTTLS = 1 << 4,
	PLAIN_TOO_BIG = 1 << 5,
};

/* All that a text says, bits of enum plain_words. */
uint32_t plain_words(const char *text, size_t size, bool truncated);

#endif
