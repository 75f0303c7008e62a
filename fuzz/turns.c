/* SPDX-License-Identifier: MIT */
/*
 * The main() that takes every wrong turn: feeds a fuzz target each beginning of each seed, followed
 * by each of the 256 bytes and nothing more, and then by the rest of the seed. So every byte comes at
 * every place of a grammar to which a seed leads, and what the library must then give is for the
 * target to know.
 *
 * Beginnings that seeds share are taken once, and those of over 160 bytes not.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "target.h"

#define MOST_SEEDS 4096
#define LONGEST_BEGINNING 160

struct seed {
	uint8_t *bytes;
	size_t size;
};

static struct seed seeds[MOST_SEEDS];
static size_t seed_count;
static unsigned long turns;

static void keep_seed(uint8_t *bytes, size_t size)
{
	must(seed_count < MOST_SEEDS, "there is room for the seeds");
	seeds[seed_count++] = (struct seed){ bytes, size };
}

/* The number of bytes with which both begin. */
static size_t shared_beginning(const struct seed *a, const struct seed *b)
{
	size_t size = 0;

	while (size < a->size && size < b->size && a->bytes[size] == b->bytes[size])
		size++;
	return size;
}

static int compare_seeds(const void *left, const void *right)
{
	const struct seed *a = left, *b = right;
	size_t shared = shared_beginning(a, b);

	if (shared < a->size && shared < b->size)
		return a->bytes[shared] - b->bytes[shared];
	return (a->size > b->size) - (a->size < b->size);
}

/*
 * The byte at a place becomes another one, and of the seed the first size bytes count. They lie in
 * memory of exactly their size, so that a sanitizer sees a byte read too many.
 */
static void take_turn(const struct seed *seed, size_t place, unsigned byte, size_t size)
{
	uint8_t *input = make(size);

	memcpy(input, seed->bytes, size <= seed->size ? size : seed->size);
	input[place] = (uint8_t)byte;
	LLVMFuzzerTestOneInput(input, size);
	free(input);
	turns++;
}

static void take_turns(const struct seed *seed, size_t first)
{
	for (size_t place = first; place <= seed->size && place <= LONGEST_BEGINNING; place++)
		for (unsigned byte = 0; byte < 256; byte++) {
			take_turn(seed, place, byte, place + 1);
			if (place + 1 < seed->size && seed->size <= LONGEST_BEGINNING)
				take_turn(seed, place, byte, seed->size);
		}
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		each_file(argv[i], keep_seed);
	must(seed_count > 0, "there are seeds");
	qsort(seeds, seed_count, sizeof seeds[0], compare_seeds);
	take_turns(&seeds[0], 0);
	for (size_t i = 1; i < seed_count; i++)
		take_turns(&seeds[i], shared_beginning(&seeds[i - 1], &seeds[i]) + 1);
	printf("%lu turns from %zu seeds, no finding\n", turns, seed_count);
	return EXIT_SUCCESS;
}
