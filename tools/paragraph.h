/* SPDX-License-Identifier: MIT */
/*
 * Sentences of the command's own, put together and broken into lines of a terminal. They are ASCII;
 * this is not for text of a server.
 */
#ifndef PARAGRAPH_H
#define PARAGRAPH_H

#include <stddef.h>
#include <stdint.h>

#include "output.h"

/* Zero it first. */
struct paragraph {
	size_t size;
	char text[2048]; /* what does not fit is left out */
};

void add_words(struct paragraph *paragraph, const char *words);
void add_number(struct paragraph *paragraph, uint64_t number);

/* Leaves what stands in so many lines behind so many columns; "..." tells that there was more. */
void cut_lines(struct paragraph *paragraph, size_t columns, size_t most);

/* Prints it behind the mark; further lines are indented as far. All begin with the lead, blanks. */
void show_paragraph(struct output *output, const char *lead, const char *mark,
		    const struct paragraph *paragraph);

#endif
