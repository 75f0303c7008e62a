/* SPDX-License-Identifier: MIT */
/*
 * How far the reading has come, on standard error while somebody waits at a terminal.
 *
 * One line, rewritten in place, from the second second on, and wiped at the end.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct progress {
	bool is_wanted;
	bool is_shown;
	struct timespec next; /* when to write the line again */
};

void progress_start(struct progress *progress);

/* Looks at the clock: call it once a read, not once a reply. */
void progress_show(struct progress *progress, uint64_t octets, uint64_t replies);

void progress_wipe(struct progress *progress);

#endif
