/* SPDX-License-Identifier: MIT */
/*
 * Feeds a corpus to the parser in pieces.
 *
 * The loop is the one of the public header, without a thing added. Callgrind counts what
 * feed_corpus() and all it calls execute, therefore it must stay a function of its own.
 */
#include "feeding.h"

#include <stdlib.h>
#include <string.h>

#include <smtpreply/parser.h>

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

bool feeding_parse(struct feeding *feeding, const char *name)
{
	char *end;

	feeding->name = name;
	if (strcmp(name, "whole") == 0) {
		feeding->piece = SIZE_MAX;
		return true;
	}
	if (strcmp(name, "reply") == 0) {
		feeding->piece = 0;
		return true;
	}
	feeding->piece = strtoul(name, &end, 10);
	return feeding->piece > 0 && *end == '\0';
}

/* What is measured holds no error. */
static inline size_t feed_piece(struct smtpreply_parser *parser, const unsigned char *bytes,
				size_t size)
{
	size_t reply_count = 0;
	size_t used;

	for (size_t offset = 0; offset < size; offset += used)
		switch (smtpreply_feed(parser, bytes + offset, size - offset, &used)) {
		case SMTPREPLY_DONE:
			reply_count++;
			break;
		case SMTPREPLY_ERROR:
			abort();
		case SMTPREPLY_LINE:
		case SMTPREPLY_MORE:
			break;
		}
	return reply_count;
}

static size_t feed_pieces(struct smtpreply_parser *parser, const struct corpus *corpus,
			  size_t piece)
{
	size_t reply_count = 0;
	size_t size;

	for (size_t offset = 0; offset < corpus->size; offset += size) {
		size = least(piece, corpus->size - offset);
		reply_count += feed_piece(parser, corpus->bytes + offset, size);
	}
	return reply_count;
}

static size_t feed_replies(struct smtpreply_parser *parser, const struct corpus *corpus)
{
	size_t reply_count = 0;
	size_t offset = 0;

	for (size_t i = 0; i < corpus->reply_count; i++) {
		size_t end = corpus->ends[i];

		reply_count += feed_piece(parser, corpus->bytes + offset, end - offset);
		offset = end;
	}
	return reply_count;
}

__attribute__((noinline)) size_t feed_corpus(const struct corpus *corpus,
					     const struct feeding *feeding)
{
	struct smtpreply_parser parser;
	char text[1024];

	smtpreply_parser_init(&parser, text, sizeof text);
	parser.max_octets = UINT32_MAX; /* some inputs of bench/growth are one endless reply */
	if (feeding->piece == 0)
		return feed_replies(&parser, corpus);
	return feed_pieces(&parser, corpus, feeding->piece);
}
