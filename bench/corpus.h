/* SPDX-License-Identifier: MIT */
/* A corpus in memory, and where its replies end. */
#ifndef CORPUS_H
#define CORPUS_H

#include <stddef.h>

struct corpus {
	unsigned char *bytes;
	size_t size;
	/* set by corpus_find_replies(): the offsets behind the replies, the last of them size */
	size_t *ends;
	size_t reply_count;
};

/* Reads a file. Ends the program when that fails. */
void corpus_load(struct corpus *corpus, const char *file_name);

/* Looks for the replies. Ends the program when there is an error among them. */
void corpus_find_replies(struct corpus *corpus);

void corpus_free(struct corpus *corpus);

#endif
