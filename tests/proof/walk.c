/* SPDX-License-Identifier: MIT */
/*
 * The walks that are made, a row each, for one limit of a line (LINE_OCTETS).
 *
 * walk list | walk list-long: the names. walk NAME: makes it, and tells what was found. In each
 * state, pieces of many bytes must lead where their bytes do one by one, so that the shortcuts over
 * plain text and usual lines are entered from everywhere; and the limit of the reply must be met
 * where it is near.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "walker.h"

#define LONGEST_RUN 64
#define FAR SMTPREPLY_DEFAULT_MAX_OCTETS

static const uint16_t usual_codes[] = { 250, 550, 0 };
static const uint16_t one_code[] = { 250, 0 };
static const uint16_t all_kinds[] = { 250, 251, 290, 354, 421, 450, 451, 550, 0 };
static const uint16_t some_kinds[] = { 250, 354, 421, 550, 0 };

static const struct row {
	const char *name;
	bool is_long;
	struct walk walk;
} rows[] = {
#define ROW(line_, name_, is_long_, refuse_, max_, capacity_, by_line_, is_far_, ...)              \
	{                                                                                          \
		.name = name_,                                                                     \
		.is_long = is_long_,                                                               \
		.walk = {                                                                          \
			.options = { refuse_, max_, line_, capacity_, by_line_ },                  \
			.is_far = is_far_,                                                         \
			__VA_ARGS__,                                                               \
		},                                                                                 \
	},
#include "walks.def"
};

#define ROW_COUNT (sizeof rows / sizeof rows[0])

/* ---- pieces ---- */

static const char *const pieces[] = {
	"250 ",
	"250-2.0.0 ",
	"260 a\r\n",
	"399-4.0.0 a\r\n",
	"50 2.9.9 a\r\n",
	"0\r\n250 5.0.0 b\r\n",
	"\r\n",
	"\r\n250 a\r\n",
	" 2.0.0 aaaaaaaaaaaaaaaaaaaa\r\n",
	"-9.0.0 \r\n250-\r\n550 5.0.0\r\n",
	"2.0.0 ",
	"5.9.9 x(#5.0.0)\r\n",
	".0.0 \r\n",
	"aaaaaaaaaaaaaaa(#5.9.0)\r\n250",
	"aaaaaaaaaaaaaaaa(#2.0.9)\n",
	"aaaaaaaaaaaaaaaaa\r\r\n",
	"aaaaaaaaaaaaaaa\x7f\r\n",
	"aaaaaaaaaaaaaaaa\xc3\xa9\r\n",
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\x01z",
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\xe0\x80(",
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\ta\r(",
	"\xf0\x9f\x98\x80zzzzzzzzzzzzzzzzzzzz\n",
};

/* Feeds until something ends, at most step bytes at a time. Answers how many were used. */
static size_t feed(struct smtpreply_parser *parser, const char *bytes, size_t size, size_t step,
		   enum smtpreply_result *result)
{
	size_t fed = 0, used = 0;

	do {
		size_t piece = size - fed < step ? size - fed : step;

		*result = smtpreply_feed(parser, bytes + fed, piece, &used);
		fed += used;
	} while (*result == SMTPREPLY_MORE && fed < size);
	return fed;
}

static const char *piece_differs(const struct pair *pair, const char *bytes, size_t size)
{
	struct smtpreply_parser whole = pair->parser, singly = pair->parser;
	char text[sizeof pair_text];
	enum smtpreply_result result, expected;
	size_t used, expected_used;

	memcpy(pair_text, pair->model.text, STEPPING_ROOM);
	expected_used = feed(&singly, bytes, size, 1, &expected);
	memcpy(text, pair_text, sizeof text);
	memcpy(pair_text, pair->model.text, STEPPING_ROOM);
	used = feed(&whole, bytes, size, size, &result);
	if (result != expected || used != expected_used)
		return "a piece gives another result than its bytes";
	if (memcmp(&whole, &singly, sizeof whole) != 0)
		return "a piece leads to another state than its bytes";
	return memcmp(text, pair_text, sizeof text) != 0 ? "a piece gives another text" : NULL;
}

static const char *pieces_differ(const struct pair *pair)
{
	char plain[LONGEST_RUN];
	const char *what = NULL;

	memset(plain, 'a', sizeof plain);
	for (size_t size = 2; size <= LONGEST_RUN && what == NULL; size++)
		what = piece_differs(pair, plain, size);
	for (size_t i = 0; i < sizeof pieces / sizeof pieces[0] && what == NULL; i++)
		what = piece_differs(pair, pieces[i], strlen(pieces[i]));
	return what;
}

/* ---- the limit of the reply ---- */

/* The same state with so many octets left, however many came before. */
static struct pair with_octets_left(const struct walk *walk, const struct pair *pair, size_t left)
{
	struct pair near = *pair;
	struct smtpreply_state *state = &near.parser.private_.state;
	size_t size = state->max_octets - left,
	       to_limit = state->next_limit - pair->parser.reply.size;

	if (state->next_limit == state->max_octets || to_limit > left)
		to_limit = left;
	near.model.octets = walk->options.max_octets - (uint32_t)left;
	near.parser.reply.size = size;
	state->next_limit = size + to_limit;
	return near;
}

static const char *limit_differs(const struct walk *walk, const struct pair *pair)
{
	static const unsigned char bytes[] = "25a-\r\n(\xc3";

	for (size_t left = 0; left <= 2; left++)
		for (size_t i = 0; i < sizeof bytes; i++) {
			struct pair near = with_octets_left(walk, pair, left);
			struct stepping_seen seen = { 0 };
			const char *what = NULL;

			while (what == NULL && seen.result == SMTPREPLY_MORE)
				what = pair_read(&near, &walk->options, bytes[i], &seen);
			if (what != NULL)
				return what;
		}
	return NULL;
}

static const char *visit(const struct walk *walk, const struct pair *pair)
{
	const char *what = pieces_differ(pair);

	if (what != NULL || !walk->is_far || !pair->parser.private_.state.is_open)
		return what;
	return limit_differs(walk, pair);
}

/* ---- the command ---- */

static int list(bool with_long)
{
	for (size_t i = 0; i < ROW_COUNT; i++)
		if (rows[i].walk.options.line_octets == LINE_OCTETS &&
		    (with_long || !rows[i].is_long))
			printf("%s\n", rows[i].name);
	return EXIT_SUCCESS;
}

static int make(const struct row *row)
{
	struct walk walk = row->walk;
	struct walked walked;

	walk.visit = visit;
	walked = walk_all(&walk);
	printf("%8llu states %11llu transitions %llu differences: lines of %d octets, %s\n",
	       (unsigned long long)walked.states, (unsigned long long)walked.transitions,
	       (unsigned long long)walked.differences, LINE_OCTETS, row->name);
	return walked.differences == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	const char *name = argc == 2 ? argv[1] : "";

	if (strcmp(name, "list") == 0 || strcmp(name, "list-long") == 0)
		return list(strcmp(name, "list-long") == 0);
	for (size_t i = 0; i < ROW_COUNT; i++)
		if (rows[i].walk.options.line_octets == LINE_OCTETS &&
		    strcmp(name, rows[i].name) == 0)
			return make(&rows[i]);
	fprintf(stderr, "walk: no walk \"%s\"\n", name);
	return EXIT_FAILURE;
}
