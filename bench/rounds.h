/* SPDX-License-Identifier: MIT */
/*
 * Rounds: each lets every row read the corpus once, so that all meet the same weather.
 *
 * Times are of the processor, in nanoseconds: what others do on it in between does not count.
 */
#ifndef ROUNDS_H
#define ROUNDS_H

#include <stddef.h>

#include "corpus.h"
#include "feeding.h"
#include "peer.h"

enum { MAX_ROUNDS = 1000, MAX_ROWS = 64 };

/* What is measured: a feeding or a peer; with neither, the memchr() loop. */
struct row {
	const char *name;
	const struct feeding *feeding;
	struct peer *peer;
	size_t reply_count;
	double nanoseconds[MAX_ROUNDS];
	double loop_nanoseconds[MAX_ROUNDS]; /* of the memchr() loop, right before */
};

/* Measures the rows; the first round warms up and does not count. */
void run_rounds(const struct corpus *corpus, struct row *rows, size_t row_count,
		size_t round_count);

#endif
