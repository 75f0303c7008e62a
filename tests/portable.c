/* SPDX-License-Identifier: MIT */
/*
 * The table of samples without Check, for machines that have none; see scripts/check-targets.
 *
 * Each row gives what it says, whole and in pieces. Last comes a number of what every byte at every
 * place of a text gives: the same on every machine.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "notation.h"
#include "samples.h"

#define LARGEST_PIECE 20

static bool gives(const struct sample *sample, const struct way *way, struct outcome *outcome)
{
	char *notation;
	bool is_right;

	observe(outcome, sample->bytes, sample->size, way);
	notation = notation_of(outcome);
	is_right = outcome->fault == NULL && strcmp(notation, sample->expected) == 0;
	if (!is_right)
		printf("%s, pieces of %zu\ngives    %s\nbut must %s\n", sample->name, way->piece,
		       notation, sample->expected);
	free(notation);
	return is_right;
}

static size_t count_failures(struct outcome *outcome)
{
	size_t failures = 0;

	for (size_t i = 0; i < sample_count; i++)
		for (size_t piece = 0; piece <= LARGEST_PIECE; piece++) {
			const struct way way = {
				.piece = piece,
				.room = 70000,
				.refuse = samples[i].refuse,
				.max_octets = samples[i].max_octets,
			};

			failures += !gives(&samples[i], &way, outcome);
		}
	return failures;
}

static uint32_t digest_bytes(struct outcome *outcome)
{
	char line[] = "250 ......................................................\r\n";
	const struct way way = { .room = sizeof line };
	uint32_t digest = 0;

	for (unsigned byte = 0; byte < 256; byte++)
		for (size_t place = 4; place < sizeof line - 3; place++) {
			memset(line + 4, '.', sizeof line - 7);
			line[place] = (char)byte;
			observe(outcome, line, sizeof line - 1, &way);
			digest = digest * 31 + (uint32_t)(outcome->events[0].facts.deviations +
							  outcome->events[0].text_size);
		}
	return digest;
}

int main(void)
{
	struct outcome outcome = { 0 };
	size_t failures = count_failures(&outcome);

	printf("%zu samples, %zu failures, digest %08" PRIx32 "\n", sample_count, failures,
	       digest_bytes(&outcome));
	outcome_free(&outcome);
	return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
