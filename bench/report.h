/* SPDX-License-Identifier: MIT */
/* Says what the rounds gave: as a table to read, and as JSON for plots. */
#ifndef REPORT_H
#define REPORT_H

#include <stdio.h>

#include "quartiles.h"
#include "rounds.h"

/* The rows of a corpus. */
struct measurement {
	const char *corpus_name;
	const struct corpus *corpus;
	const struct row *rows;
	size_t row_count;
	size_t round_count;
};

void report_table(FILE *file, const struct measurement *measurement);

/* One JSON object, without a line end. */
void report_json(FILE *file, const struct measurement *measurement);

#endif
