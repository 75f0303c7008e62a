/* SPDX-License-Identifier: MIT */
/* Feeds a stream in every way there is; see ways.h. */
#include "ways.h"

#include <check.h>

#define LARGE 70000

static void check_cut(const char *name, const void *bytes, size_t size, const struct way *way,
		      const struct outcome *expected, struct outcome *outcome)
{
	const char *difference;

	observe(outcome, bytes, size, way);
	difference = differs_by_cut(expected, outcome);
	ck_assert_msg(difference == NULL,
		      "%s: %s depends on the cut: pieces of %zu and %zu, room %zu%s", name,
		      difference, way->first_piece, way->piece, way->room,
		      way->by_line ? ", by line" : "");
}

static void check_cuts(const char *name, const void *bytes, size_t size, struct way way,
		       const struct outcome *expected)
{
	struct outcome outcome = { 0 };

	way.first_piece = 0;
	for (way.piece = 1; way.piece <= 9; way.piece++)
		check_cut(name, bytes, size, &way, expected, &outcome);
	way.piece = 0;
	for (way.first_piece = 1; way.first_piece < size; way.first_piece++)
		check_cut(name, bytes, size, &way, expected, &outcome);
	outcome_free(&outcome);
}

static void check_room(const char *name, const void *bytes, size_t size, struct way way,
		       size_t room, const struct outcome *large)
{
	struct outcome whole = { 0 };
	const char *difference;

	way.room = room;
	observe(&whole, bytes, size, &way);
	difference = differs_by_room(large, &whole, room);
	ck_assert_msg(difference == NULL, "%s: %s is wrong with room for %zu", name, difference,
		      room);
	check_cuts(name, bytes, size, way, &whole);
	outcome_free(&whole);
}

static void check_rooms(const char *name, const void *bytes, size_t size, struct way way,
			const struct outcome *large)
{
	size_t longest = longest_text(large);
	const size_t rooms[] = { 0, 1, longest, longest + 1, LARGE };

	for (size_t i = 0; i < sizeof rooms / sizeof rooms[0]; i++)
		check_room(name, bytes, size, way, rooms[i], large);
}

void check_all_ways(const char *name, const void *bytes, size_t size, const struct way *options)
{
	struct way way = *options;
	struct outcome by_reply = { 0 }, by_line = { 0 };
	const char *difference;

	way.room = LARGE;
	way.by_line = false;
	observe(&by_reply, bytes, size, &way);
	ck_assert_msg(by_reply.fault == NULL, "%s: %s", name, by_reply.fault);
	check_rooms(name, bytes, size, way, &by_reply);
	way.by_line = true;
	observe(&by_line, bytes, size, &way);
	difference = differs_by_line(&by_reply, &by_line);
	ck_assert_msg(difference == NULL, "%s: %s differs by line", name, difference);
	check_rooms(name, bytes, size, way, &by_line);
	outcome_free(&by_reply);
	outcome_free(&by_line);
}
