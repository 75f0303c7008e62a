/* SPDX-License-Identifier: MIT */
/*
 * Feeds a stream to a parser in one way, and records everything that can be seen of it.
 *
 * Every feed is from a heap copy of exactly its size, so that a sanitizer sees a byte read too
 * many; the parser starts in dirty memory and moves to another place after every feed.
 */
#ifndef OUTCOME_H
#define OUTCOME_H

#include <smtpreply.h>

/*
 * How to feed: first_piece bytes, then pieces of piece bytes; 0 stands for all that is left. Before
 * all that, so many stale bytes of the stream, of which a reset forgets everything.
 */
struct way {
	size_t first_piece;
	size_t piece;
	size_t stale;
	size_t room;
	bool by_line;
	uint32_t refuse;
	uint32_t max_octets;
};

/* What no buffer size changes. Only 64-bit members: no padding, so memcmp() tells. */
struct facts {
	uint64_t result;
	uint64_t offset; /* in the stream, behind the last byte used */
	uint64_t is_idle;
	uint64_t error;
	uint64_t refused;
	uint64_t looks_like;
	uint64_t code;
	uint64_t first_code;
	uint64_t last_code;
	uint64_t severity;
	uint64_t status[3];
	uint64_t line_count;
	uint64_t size;
	uint64_t deviations;
};

struct seen_line {
	uint64_t text; /* where in outcome.bytes */
	uint64_t size;
	uint64_t status[3];
	uint64_t truncated;
};

struct event {
	struct facts facts;
	uint64_t text; /* where in outcome.bytes */
	uint64_t text_size;
	uint64_t truncated;
	uint64_t first_line; /* where in outcome.lines */
	uint64_t line_count;
};

struct outcome {
	struct event *events;
	size_t event_count, event_room;
	struct seen_line *lines;
	size_t line_count, line_room;
	unsigned char *bytes;
	size_t byte_count, byte_room;
	const char *fault; /* a promise that was broken on the way, or NULL */
};

/* Replaces what an outcome held. The last event is that of smtpreply_finish(). */
void observe(struct outcome *outcome, const void *bytes, size_t size, const struct way *way);

void outcome_free(struct outcome *outcome);

/* Each answers NULL, or what differs. */
const char *differs_by_cut(const struct outcome *a, const struct outcome *b);
const char *differs_by_room(const struct outcome *large, const struct outcome *small, size_t room);
const char *differs_by_line(const struct outcome *by_reply, const struct outcome *by_line);

/* The longest text of its events. */
size_t longest_text(const struct outcome *outcome);

#endif
