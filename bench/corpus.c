/* SPDX-License-Identifier: MIT */
/* Loads a corpus. Nothing here is measured. */
#include "corpus.h"

#include <stdio.h>
#include <stdlib.h>

#include <smtpreply/parser.h>

static _Noreturn void give_up(const char *what, const char *reason)
{
	fprintf(stderr, "%s: %s\n", what, reason);
	exit(EXIT_FAILURE);
}

static size_t size_of(FILE *file)
{
	long size;

	if (fseek(file, 0, SEEK_END) != 0)
		return 0;
	size = ftell(file);
	if (size <= 0 || fseek(file, 0, SEEK_SET) != 0)
		return 0;
	return (size_t)size;
}

void corpus_load(struct corpus *corpus, const char *file_name)
{
	FILE *file = fopen(file_name, "rb");

	*corpus = (struct corpus){ 0 };
	if (file == NULL)
		give_up(file_name, "cannot be opened");
	corpus->size = size_of(file);
	if (corpus->size == 0)
		give_up(file_name, "is empty or no file");
	corpus->bytes = malloc(corpus->size);
	if (corpus->bytes == NULL)
		give_up(file_name, "does not fit into memory");
	if (fread(corpus->bytes, 1, corpus->size, file) != corpus->size)
		give_up(file_name, "cannot be read");
	(void)fclose(file);
}

/* Counts the pieces that end in a reply or at the end, and notes their ends where there is room. */
static size_t find_ends(const struct corpus *corpus, size_t *ends)
{
	struct smtpreply_parser parser;
	size_t count = 0;
	size_t used;

	smtpreply_parser_init(&parser, NULL, 0);
	for (size_t offset = 0; offset < corpus->size; count++) {
		const unsigned char *bytes = corpus->bytes + offset;

		if (smtpreply_feed(&parser, bytes, corpus->size - offset, &used) == SMTPREPLY_ERROR)
			give_up("corpus", smtpreply_error_name(parser.error));
		offset += used;
		if (ends != NULL)
			ends[count] = offset;
	}
	return count;
}

void corpus_find_replies(struct corpus *corpus)
{
	corpus->reply_count = find_ends(corpus, NULL);
	corpus->ends = calloc(corpus->reply_count + 1, sizeof *corpus->ends);
	if (corpus->ends == NULL)
		give_up("corpus", "has too many replies for the memory");
	find_ends(corpus, corpus->ends);
}

void corpus_free(struct corpus *corpus)
{
	free(corpus->bytes);
	free(corpus->ends);
}
