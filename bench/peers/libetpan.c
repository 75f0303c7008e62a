/* SPDX-License-Identifier: MIT */
/*
 * libetpan as a peer of bench: see peer.h for what a peer does.
 *
 * libetpan reads replies from a mailstream. This one lies over memory. What is measured is
 * mailsmtp_read_response(), which the library exports but its headers leave out; every public call
 * that reads a reply sends a command first.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <libetpan/libetpan.h>

#include "corpus.h"

int mailsmtp_read_response(mailsmtp *session);

struct memory {
	const struct corpus *corpus;
	size_t offset;
};

static ssize_t read_memory(mailstream_low *low, void *buffer, size_t room)
{
	struct memory *memory = low->data;
	size_t left = memory->corpus->size - memory->offset;
	size_t size = left < room ? left : room;

	memcpy(buffer, memory->corpus->bytes + memory->offset, size);
	memory->offset += size;
	return (ssize_t)size;
}

static ssize_t write_nothing(mailstream_low *low, const void *bytes, size_t size)
{
	(void)low;
	(void)bytes;
	return (ssize_t)size;
}

static int close_nothing(mailstream_low *low)
{
	(void)low;
	return 0;
}

static void free_nothing(mailstream_low *low)
{
	free(low);
}

static mailstream_low_driver driver = {
	.mailstream_read = read_memory,
	.mailstream_write = write_nothing,
	.mailstream_close = close_nothing,
	.mailstream_free = free_nothing,
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* The end of the stream reads as the code 0. */
static size_t read_replies(mailsmtp *session)
{
	size_t count = 0;

	while (mailsmtp_read_response(session) != 0)
		count++;
	return count;
}

static void pass(const struct corpus *corpus)
{
	struct memory memory = { .corpus = corpus };
	mailsmtp *session = mailsmtp_new(0, NULL);
	double start;
	size_t count;

	session->stream = mailstream_new(mailstream_low_new(&memory, &driver), 8192);
	start = now();
	count = read_replies(session);
	printf("%zu %.0f\n", count, now() - start);
	(void)fflush(stdout);
	mailsmtp_free(session);
}

int main(int argc, char **argv)
{
	struct corpus corpus;

	if (argc != 2)
		return 2;
	corpus_load(&corpus, argv[1]);
	while (getchar() != EOF)
		pass(&corpus);
	corpus_free(&corpus);
	return EXIT_SUCCESS;
}
