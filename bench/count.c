/* SPDX-License-Identifier: MIT */
/* Feeds a corpus once, for callgrind to count instructions. Prints bytes and replies. */
#include <stdio.h>
#include <stdlib.h>

#include "corpus.h"
#include "feeding.h"

int main(int argc, char **argv)
{
	struct feeding feeding;
	struct corpus corpus;

	if (argc != 3 || !feeding_parse(&feeding, argv[1])) {
		fputs("usage: count whole|reply|BYTES FILE\n", stderr);
		return 2;
	}
	corpus_load(&corpus, argv[2]);
	if (feeding.piece == 0)
		corpus_find_replies(&corpus);
	printf("%zu %zu\n", corpus.size, feed_corpus(&corpus, &feeding));
	corpus_free(&corpus);
	return EXIT_SUCCESS;
}
