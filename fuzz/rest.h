/* SPDX-License-Identifier: MIT */
/* What the plain readings of texts share: taking one thing after the other off a line. */
#ifndef REST_H
#define REST_H

#include <stdbool.h>
#include <stddef.h>

/* What is left of a line. A function that takes something moves at behind it, or leaves it. */
struct rest {
	const char *at;
	const char *end;
};

size_t size_of(const struct rest *rest);

/* The line that starts at text; end is that of all lines. */
struct rest line_of(const char *text, const char *end);

/* Leaves out the last line where that is not whole; false for nothing left. */
bool has_whole_lines(const char *text, size_t *size, bool truncated);

bool is_blank(unsigned char byte);
bool is_digit(unsigned char byte);
bool is_alnum(unsigned char byte);

/* Takes words without case, as many blanks as there are, all bytes of a kind (answers how many). */
bool take(struct rest *rest, const char *words);
bool take_blanks(struct rest *rest);
size_t take_all(struct rest *rest, bool (*is_of)(unsigned char byte));

/* Takes an enhanced status, maybe a colon, and blanks, as in "2.0.0: "; else nothing. */
void skip_status(struct rest *rest);

#endif
