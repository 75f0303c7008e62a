/* SPDX-License-Identifier: MIT */
/* Takes the times. What they mean is for report.c. */
#define _POSIX_C_SOURCE 200809L

#include "rounds.h"

#include <time.h>

#include "lines.h"

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static double measure_loop(const struct corpus *corpus)
{
	double start = now();

	count_lines(corpus->bytes, corpus->size);
	return now() - start;
}

static double measure(const struct corpus *corpus, struct row *row)
{
	double start;

	if (row->peer != NULL)
		return peer_pass(row->peer, &row->reply_count);
	start = now();
	row->reply_count = row->feeding != NULL ? feed_corpus(corpus, row->feeding)
						: count_lines(corpus->bytes, corpus->size);
	return now() - start;
}

static void run_round(const struct corpus *corpus, struct row *rows, size_t row_count, size_t round)
{
	for (size_t i = 0; i < row_count; i++) {
		rows[i].loop_nanoseconds[round] = measure_loop(corpus);
		rows[i].nanoseconds[round] = measure(corpus, &rows[i]);
	}
}

void run_rounds(const struct corpus *corpus, struct row *rows, size_t row_count, size_t round_count)
{
	run_round(corpus, rows, row_count, 0); /* warms up, and is written over */
	for (size_t round = 0; round < round_count; round++)
		run_round(corpus, rows, row_count, round);
}
