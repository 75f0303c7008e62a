/* SPDX-License-Identifier: MIT */
/* How far the reading has come, on standard error. */
#define _POSIX_C_SOURCE 200809L
#include "progress.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output.h"

#define FIRST_WAIT_SECONDS 1
#define WAIT_NANOSECONDS 250000000
#define NANOSECONDS_A_SECOND 1000000000

/* Where replies are shown on a terminal, they are progress enough. */
static bool is_line_wanted(void)
{
	const char *terminal = getenv("TERM");

	return isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO) && terminal != NULL &&
	       strcmp(terminal, "dumb") != 0;
}

static bool is_before(const struct timespec *one, const struct timespec *other)
{
	if (one->tv_sec != other->tv_sec)
		return one->tv_sec < other->tv_sec;
	return one->tv_nsec < other->tv_nsec;
}

static void add_wait(struct timespec *time)
{
	time->tv_nsec += WAIT_NANOSECONDS;
	if (time->tv_nsec >= NANOSECONDS_A_SECOND) {
		time->tv_nsec -= NANOSECONDS_A_SECOND;
		time->tv_sec++;
	}
}

void progress_start(struct progress *progress)
{
	progress->is_shown = false;
	progress->is_wanted =
		is_line_wanted() && clock_gettime(CLOCK_MONOTONIC, &progress->next) == 0;
	if (progress->is_wanted)
		progress->next.tv_sec += FIRST_WAIT_SECONDS;
}

static void write_line(uint64_t octets, uint64_t replies)
{
	struct output output;

	output_open(&output, STDERR_FILENO);
	output_string(&output, "\r");
	output_number(&output, octets);
	output_string(&output, " octets, ");
	output_number(&output, replies);
	output_string(&output, " replies\x1b[K");
	output_flush(&output);
}

void progress_show(struct progress *progress, uint64_t octets, uint64_t replies)
{
	struct timespec now;

	if (!progress->is_wanted || clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		return;
	if (is_before(&now, &progress->next))
		return;
	write_line(octets, replies);
	progress->is_shown = true;
	progress->next = now;
	add_wait(&progress->next);
}

void progress_wipe(struct progress *progress)
{
	struct output output;

	if (!progress->is_shown)
		return;
	output_open(&output, STDERR_FILENO);
	output_string(&output, "\r\x1b[K");
	output_flush(&output);
	progress->is_shown = false;
}
