/* SPDX-License-Identifier: MIT */
/*
 * What somebody wants explained: names of entries, a pasted reply, or a pasted line of a log.
 *
 * Names are codes, statuses, classes and keywords with blanks between them. In anything else a
 * reply is looked for, as servers, logs and bounce messages write it; failing that, the first
 * status that stands alone, then the first known code.
 */
#ifndef QUERY_H
#define QUERY_H

#include <smtpreply.h>

#include <stddef.h>

#define MOST_ENTRIES 16

enum query_result {
	QUERY_FOUND,
	QUERY_NO_NAME, /* a word is no name that is known: query->word */
	QUERY_NOTHING, /* there is nothing to explain in it */
	QUERY_TOO_MANY /* names */
};

struct query {
	size_t count;
	struct smtpreply_entry entries[MOST_ENTRIES]; /* codes first */
	const char *reply; /* the first line of the reply that was found in the text, or NULL */
	size_t reply_size;
	const char *word;
	size_t word_size;
};

/* Reads a text; the query points into it. */
enum query_result read_query(struct query *query, const char *text, size_t size);

#endif
