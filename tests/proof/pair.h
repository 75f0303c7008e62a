/* SPDX-License-Identifier: MIT */
/* The parser and the stepping model, side by side on the same bytes. */
#ifndef PAIR_H
#define PAIR_H

#include <smtpreply.h>

#include "../model/stepping.h"

struct pair {
	struct smtpreply_parser parser;
	struct stepping model;
};

/* The parser of every pair keeps its text here; it is restored before each byte. */
extern char pair_text[STEPPING_ROOM + 1];

/* A capacity of 0 stands for no buffer at all. */
void pair_init(struct pair *pair, const struct stepping_options *options);

/* Reads a byte with both: answers NULL, or what differs. */
const char *pair_read(struct pair *pair, const struct stepping_options *options, unsigned char byte,
		      struct stepping_seen *seen);

/* What the end of the stream, an empty feed and a reset would give here; changes nothing. */
const char *pair_end(const struct pair *pair, const struct stepping_options *options,
		     struct stepping_seen *seen);

#endif
