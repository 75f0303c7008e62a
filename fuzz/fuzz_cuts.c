/* SPDX-License-Identifier: MIT */
/*
 * However the bytes are cut, the outcome is the same.
 *
 * An input is four bytes that choose the parser's options and the cut, then what the server sends.
 * Whole, in pieces, byte by byte, by line and with a small buffer must give the same replies.
 */
#include <stdio.h>
#include <stdlib.h>

#include "notation.h"
#include "target.h"

#define HEADER_SIZE 4

static struct way way_of(const uint8_t header[HEADER_SIZE])
{
	static const uint32_t refusals[] = { 0, SMTPREPLY_FRAMING, SMTPREPLY_STRICT,
					     SMTPREPLY_ALL_DEVIATIONS };
	static const uint32_t limits[] = { 0, 64, 520, 7 };

	return (struct way){
		.refuse = header[0] < 16 ? refusals[header[0] % 4] : (uint32_t)1 << header[0] % 15,
		.max_octets = limits[header[1] % 4],
		.first_piece = header[2],
		.piece = header[3],
	};
}

/* Ends the run, telling both outcomes, where something differs. */
static void check(const char *difference, const struct outcome *whole, const struct outcome *other)
{
	if (difference == NULL)
		return;
	fprintf(stderr, "%s differs:\n%s\n%s\n", difference, notation_of(whole),
		notation_of(other));
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct outcome whole, other;
	const uint8_t *bytes = data + HEADER_SIZE;
	struct way way, cut;

	if (size < HEADER_SIZE)
		return 0;
	size -= HEADER_SIZE;
	cut = way = way_of(data);
	way.first_piece = way.piece = 0;
	way.room = cut.room = size + 2;
	observe(&whole, bytes, size, &way);
	check(whole.fault, &whole, &whole);

	observe(&other, bytes, size, &cut);
	check(differs_by_cut(&whole, &other), &whole, &other);

	cut.first_piece = cut.piece = 1;
	observe(&other, bytes, size, &cut);
	check(differs_by_cut(&whole, &other), &whole, &other);

	way.by_line = true;
	observe(&other, bytes, size, &way);
	check(differs_by_line(&whole, &other), &whole, &other);

	way.by_line = false;
	way.room = data[1] >> 2;
	observe(&other, bytes, size, &way);
	check(differs_by_room(&whole, &other, way.room), &whole, &other);
	return 0;
}
