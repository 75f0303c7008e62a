/* SPDX-License-Identifier: MIT */
/* What is measured: the parser, fed with a corpus in pieces. */
#ifndef FEEDING_H
#define FEEDING_H

#include <stdbool.h>
#include <stddef.h>

#include "corpus.h"

/* A way to cut a corpus into pieces. */
struct feeding {
	const char *name; /* "whole", "reply", or the size of the pieces */
	size_t piece;     /* bytes; 0: each reply is a piece */
};

/* Reads the name of a feeding; false when it is none. */
bool feeding_parse(struct feeding *feeding, const char *name);

/*
 * Feeds the corpus to a new parser with 1024 bytes for the text. Returns how many replies came.
 * Aborts at an error. Pieces of a reply each need corpus_find_replies() before.
 */
size_t feed_corpus(const struct corpus *corpus, const struct feeding *feeding);

#endif
