/* SPDX-License-Identifier: MIT */
/*
 * Breaks text into lines for a terminal. Text is UTF-8, as the tables of the library have it: this
 * is not for text of a server.
 */
#ifndef WRAP_H
#define WRAP_H

#include <stdbool.h>
#include <stddef.h>

/* A part of a text that fits into one line. */
struct piece {
	const char *text;
	size_t size;
	size_t width; /* columns */
};

/*
 * Takes from the front of *text as much as fits into so many columns, but at least a character;
 * blanks where a line breaks are dropped. Returns false at the end.
 */
bool next_piece(const char **text, size_t columns, struct piece *piece);

/* The columns of a whole text. */
size_t text_width(const char *text);

/* The columns of standard output: of the terminal, else of COLUMNS, else 80. */
size_t terminal_width(void);

#endif
