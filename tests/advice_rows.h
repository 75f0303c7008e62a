/* SPDX-License-Identifier: MIT */
/* The table of advice, see advice.def. */
#ifndef ADVICE_ROWS_H
#define ADVICE_ROWS_H

#include <smtpreply.h>

struct advice_row {
	const char *behaviour;
	const char *source;
	const char *bytes; /* NULL for no reply */
	size_t size;
	struct smtpreply_situation situation;
	const char *expected;
};

extern const struct advice_row advice_rows[];
extern const size_t advice_row_count;

#endif
