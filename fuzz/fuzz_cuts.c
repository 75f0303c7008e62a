/* SPDX-License-Identifier: MIT */
/*
 * However the bytes are cut, the outcome is the same.
 *
 * An input is five bytes, which choose what is refused, the limit of a reply, another way to feed
 * and two numbers of that way, then what the server sends. Whole and the other way must give the
 * same replies.
 */
#include <stdio.h>
#include <stdlib.h>

#include "inputs.h"
#include "notation.h"
#include "target.h"

/* Ends the run, telling both outcomes, where something differs. */
static void check(const char *difference, const struct outcome *whole, const struct outcome *other)
{
	if (difference == NULL)
		return;
	fprintf(stderr, "%s differs:\n%s\n%s\n", difference, notation_of(whole),
		notation_of(other));
	abort();
}

static const char *differs(enum cut cut, const struct outcome *whole, const struct outcome *other,
			   size_t room)
{
	switch (cut) {
	case CUT_BY_LINE:
		return differs_by_line(whole, other);
	case CUT_LITTLE_ROOM:
		return differs_by_room(whole, other, room);
	case CUT_PIECES:
	case CUT_AFTER_RESET:
	case CUT_COUNT:
	default:
		return differs_by_cut(whole, other);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct outcome whole, other;
	const uint8_t *bytes = data + CUTS_HEADER;
	enum cut cut;
	struct way way;

	if (size < CUTS_HEADER)
		return 0;
	size -= CUTS_HEADER;
	cut = (enum cut)(data[2] % CUT_COUNT);
	way = (struct way){
		.refuse = refusal_of(data[0]),
		.max_octets = limit_of(data[1]),
		.room = size + 2,
	};
	observe(&whole, bytes, size, &way);
	check(whole.fault, &whole, &whole);

	way.first_piece = data[3];
	way.piece = data[4];
	way.by_line = cut == CUT_BY_LINE;
	if (cut == CUT_LITTLE_ROOM)
		way.room = data[3];
	if (cut == CUT_AFTER_RESET)
		way.stale = data[3];
	observe(&other, bytes, size, &way);
	check(differs(cut, &whole, &other, way.room), &whole, &other);
	return 0;
}
