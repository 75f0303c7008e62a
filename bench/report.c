/* SPDX-License-Identifier: MIT */
/*
 * Medians and quartiles of what was measured.
 *
 * Ratios are taken within each round, before the median: what slows the machine for a while slows
 * both sides of one.
 */
#include "report.h"

#include <string.h>

static struct quartiles nanoseconds_of(const struct measurement *measurement, const struct row *row)
{
	double values[MAX_ROUNDS];

	memcpy(values, row->nanoseconds, measurement->round_count * sizeof *values);
	return quartiles_of(values, measurement->round_count);
}

/* The speed of the row over that of the memchr() loop. */
static struct quartiles ratio_of(const struct measurement *measurement, const struct row *row)
{
	double values[MAX_ROUNDS];

	for (size_t i = 0; i < measurement->round_count; i++)
		values[i] = row->loop_nanoseconds[i] / row->nanoseconds[i];
	return quartiles_of(values, measurement->round_count);
}

static void print_row(FILE *file, const struct measurement *measurement, const struct row *row)
{
	struct quartiles nanoseconds = nanoseconds_of(measurement, row);
	struct quartiles ratio = ratio_of(measurement, row);
	double bytes = (double)measurement->corpus->size;

	fprintf(file, "%-12s %8.0f (%6.0f to %6.0f) %10.1f %8.1f %% (%5.1f to %5.1f)\n", row->name,
		bytes / nanoseconds.median * 1e3, bytes / nanoseconds.third * 1e3,
		bytes / nanoseconds.first * 1e3,
		nanoseconds.median / (double)measurement->corpus->reply_count, ratio.median * 100,
		ratio.first * 100, ratio.third * 100);
}

void report_table(FILE *file, const struct measurement *measurement)
{
	fprintf(file, "\n%s: %zu bytes, %zu replies, %zu rounds\n", measurement->corpus_name,
		measurement->corpus->size, measurement->corpus->reply_count,
		measurement->round_count);
	fprintf(file, "%-12s %8s  %16s  %10s %8s\n", "", "MB/s", "quartiles", "ns/reply",
		"of memchr");
	for (size_t i = 0; i < measurement->row_count; i++)
		print_row(file, measurement, &measurement->rows[i]);
}

static void print_quartiles(FILE *file, const char *name, struct quartiles values)
{
	fprintf(file, ", \"%s\": [%.6g, %.6g, %.6g]", name, values.first, values.median,
		values.third);
}

void report_json(FILE *file, const struct measurement *measurement)
{
	fprintf(file, "{\"corpus\": \"%s\", \"bytes\": %zu, \"replies\": %zu, \"rounds\": %zu,\n",
		measurement->corpus_name, measurement->corpus->size,
		measurement->corpus->reply_count, measurement->round_count);
	fprintf(file, " \"rows\": [");
	for (size_t i = 0; i < measurement->row_count; i++) {
		const struct row *row = &measurement->rows[i];

		fprintf(file, "%s\n  {\"name\": \"%s\", \"replies\": %zu", i == 0 ? "" : ",",
			row->name, row->reply_count);
		print_quartiles(file, "nanoseconds", nanoseconds_of(measurement, row));
		print_quartiles(file, "ratio", ratio_of(measurement, row));
		fputs("}", file);
	}
	fputs("]}", file);
}
