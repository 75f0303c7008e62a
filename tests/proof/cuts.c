/* SPDX-License-Identifier: MIT */
/*
 * Feeds streams cut in every way, and compares each event with that of the stream in one piece.
 *
 * cuts list: the names of the rows. cuts NAME VECTORS CAPTURE...: goes through a row. Nothing is
 * cut behind an error, since nothing is read there. The lines of a reply are not compared: they are
 * made of the text and the reply, which are.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <smtpreply.h>

#include "../samples.h"

#define ALL_CUTS_SIZE 20
#define TWO_CUTS_SIZE 1024
#define ROOM 2048
#define DIFFERENCES_TOLD 3

struct stream {
	const char *name;
	const unsigned char *bytes;
	size_t size;
	uint32_t refuse;
	uint32_t max_octets;
};

enum streams { SAMPLES, VECTORS, CAPTURES };

static const struct row {
	const char *name;
	bool with_all_cuts; /* else one and two */
	enum streams streams;
	size_t room;
	bool by_line;
	uint32_t refuse; /* further deviations */
} rows[] = {
	{ "all cuts of samples", true, SAMPLES, ROOM, false, 0 },
	{ "all cuts of samples, by line", true, SAMPLES, 5, true, 0 },
	{ "all cuts of samples, text of 3", true, SAMPLES, 4, false, 0 },
	{ "all cuts of samples, no text", true, SAMPLES, 0, false, 0 },
	{ "all cuts of samples, strict", true, SAMPLES, ROOM, false, SMTPREPLY_STRICT },
	{ "all cuts of samples, all refused", true, SAMPLES, ROOM, false,
	  SMTPREPLY_ALL_DEVIATIONS },
	{ "two cuts of samples", false, SAMPLES, ROOM, false, 0 },
	{ "two cuts of samples, by line", false, SAMPLES, 8, true, 0 },
	{ "two cuts of samples, text of 3", false, SAMPLES, 4, false, 0 },
	{ "two cuts of samples, strict", false, SAMPLES, ROOM, true, SMTPREPLY_STRICT },
	{ "two cuts of vectors", false, VECTORS, ROOM, false, 0 },
	{ "two cuts of vectors, by line", false, VECTORS, 8, true, 0 },
	{ "two cuts of vectors, strict", false, VECTORS, ROOM, false, SMTPREPLY_STRICT },
	{ "two cuts of captured replies", false, CAPTURES, ROOM, false, 0 },
	{ "two cuts of captured replies, by line", false, CAPTURES, 40, true, 0 },
};

#define ROW_COUNT (sizeof rows / sizeof rows[0])

/* What can be seen where a feed ended something, or the stream ended. */
struct event {
	size_t offset;
	unsigned result;
	bool is_idle;
	uint8_t error;
	uint8_t looks_like;
	uint32_t refused;
	struct smtpreply reply;
	char *text;
};

/* A parser that has read up to offset. Its text is text_now, when it is fed. */
struct state {
	struct smtpreply_parser parser;
	size_t offset;
	size_t event_count;
	bool is_over; /* an error came, or a difference was told */
	char text[ROOM];
};

struct comparison {
	const struct row *row;
	struct stream stream;
	struct event *expected;
	size_t expected_count, expected_room;
	uint64_t streams;
	uint64_t cuts;
	uint64_t differences;
};

static char text_now[ROOM];

/* ---- events ---- */

static struct event see(const struct smtpreply_parser *parser, unsigned result, size_t offset)
{
	struct event event = { .offset = offset, .result = result };

	event.is_idle = smtpreply_is_idle(parser);
	if (result == SMTPREPLY_MORE)
		return event;
	event.error = parser->error;
	event.looks_like = parser->looks_like;
	event.refused = parser->refused;
	event.reply = parser->reply;
	return event;
}

static bool is_same_event(const struct event *a, const struct event *b, const char *text)
{
	return a->offset == b->offset && a->result == b->result && a->is_idle == b->is_idle &&
	       a->error == b->error && a->looks_like == b->looks_like && a->refused == b->refused &&
	       memcmp(&a->reply, &b->reply, sizeof a->reply) == 0 &&
	       (a->text == NULL || memcmp(a->text, text, a->reply.text_size + 1) == 0);
}

static void *checked(void *memory)
{
	if (memory == NULL)
		exit(EXIT_FAILURE);
	return memory;
}

static void expect(struct comparison *comparison, struct event event)
{
	if (comparison->expected_count == comparison->expected_room) {
		comparison->expected_room = comparison->expected_room * 2 + 16;
		comparison->expected = checked(
			realloc(comparison->expected, comparison->expected_room * sizeof event));
	}
	if (event.result != SMTPREPLY_MORE) {
		event.text = checked(malloc(event.reply.text_size + 1));
		memcpy(event.text, event.reply.text, event.reply.text_size + 1);
	}
	comparison->expected[comparison->expected_count++] = event;
}

static void forget_expected(struct comparison *comparison)
{
	while (comparison->expected_count > 0)
		free(comparison->expected[--comparison->expected_count].text);
}

static void tell(struct comparison *comparison, const struct state *state, const char *what)
{
	if (comparison->differences++ < DIFFERENCES_TOLD)
		fprintf(stderr, "differs: %s, in a piece that ends at %zu of %s, %s\n", what,
			state->offset, comparison->stream.name, comparison->row->name);
}

/* The first reading, in one piece, says what is expected; the others are compared with it. */
static void take_event(struct comparison *comparison, struct state *state, unsigned result,
		       bool is_first)
{
	struct event event = see(&state->parser, result, state->offset);
	size_t number = state->event_count++;

	if (result == SMTPREPLY_ERROR)
		state->is_over = true;
	if (is_first)
		expect(comparison, event);
	else if (number < comparison->expected_count &&
		 is_same_event(&comparison->expected[number], &event, state->parser.reply.text))
		return;
	else {
		tell(comparison, state, "an event");
		state->is_over = true;
	}
}

/* ---- feeding ---- */

static void start(const struct comparison *comparison, struct state *state)
{
	const struct row *row = comparison->row;

	memset(state, 0, sizeof *state);
	smtpreply_parser_init(&state->parser, row->room ? text_now : NULL, row->room);
	state->parser.refuse = comparison->stream.refuse | row->refuse;
	state->parser.max_octets = comparison->stream.max_octets;
	state->parser.by_line = row->by_line;
}

/* Feeds a piece that ends there, as often as it takes. */
static void feed_up_to(struct comparison *comparison, struct state *state, size_t end,
		       bool is_first)
{
	while (state->offset < end && !state->is_over) {
		size_t size = end - state->offset, used = size + 1;
		unsigned result = smtpreply_feed(
			&state->parser, comparison->stream.bytes + state->offset, size, &used);

		if (used > size || (result == SMTPREPLY_MORE && used != size)) {
			tell(comparison, state, "used");
			state->is_over = true;
			return;
		}
		state->offset += used;
		if (result != SMTPREPLY_MORE)
			take_event(comparison, state, result, is_first);
	}
}

static void end(struct comparison *comparison, struct state *state, bool is_first)
{
	if (!state->is_over)
		take_event(comparison, state, smtpreply_finish(&state->parser), is_first);
	if (comparison->differences == 0 && state->event_count != comparison->expected_count)
		tell(comparison, state, "the number of events");
	comparison->cuts++;
}

/* Copies what a text has, which no stream makes longer than itself. */
static void copy_state(const struct comparison *comparison, struct state *to,
		       const struct state *from, const char *text)
{
	memcpy(to, from, offsetof(struct state, text));
	memcpy(to->text, text, comparison->stream.size + 1);
}

static void keep_text(const struct comparison *comparison, struct state *state)
{
	memcpy(state->text, text_now, comparison->stream.size + 1);
}

static void restore_text(const struct comparison *comparison, const struct state *state)
{
	memcpy(text_now, state->text, comparison->stream.size + 1);
}

/* ---- cuts ---- */

static void cut_everywhere(struct comparison *comparison, const struct state *state)
{
	for (size_t at = state->offset + 1; at <= comparison->stream.size; at++) {
		struct state next;

		copy_state(comparison, &next, state, state->text);
		restore_text(comparison, state);
		feed_up_to(comparison, &next, at, false);
		keep_text(comparison, &next);
		if (next.is_over || at == comparison->stream.size)
			end(comparison, &next, false);
		else if (next.offset < comparison->stream.size)
			cut_everywhere(comparison, &next);
	}
}

static void cut_twice(struct comparison *comparison, const struct state *once)
{
	size_t size = comparison->stream.size;
	struct state state;

	for (size_t at = once->offset + 1; at <= size && !once->is_over; at++) {
		copy_state(comparison, &state, once, once->text);
		restore_text(comparison, once);
		feed_up_to(comparison, &state, at, false);
		feed_up_to(comparison, &state, size, false);
		end(comparison, &state, false);
	}
}

/* A second cut at the end is none. */
static void cut_once_and_twice(struct comparison *comparison)
{
	struct state state;

	for (size_t at = 1; at < comparison->stream.size; at++) {
		start(comparison, &state);
		feed_up_to(comparison, &state, at, false);
		keep_text(comparison, &state);
		cut_twice(comparison, &state);
	}
}

static void compare(struct comparison *comparison, struct stream stream)
{
	struct state state;

	if (stream.size > (comparison->row->with_all_cuts ? ALL_CUTS_SIZE : TWO_CUTS_SIZE))
		return;
	comparison->stream = stream;
	comparison->streams++;
	forget_expected(comparison);
	start(comparison, &state);
	feed_up_to(comparison, &state, stream.size, true);
	end(comparison, &state, true);
	if (!comparison->row->with_all_cuts) {
		cut_once_and_twice(comparison);
		return;
	}
	start(comparison, &state);
	cut_everywhere(comparison, &state);
}

/* ---- streams ---- */

static void compare_samples(struct comparison *comparison)
{
	for (size_t i = 0; i < sample_count; i++)
		compare(comparison,
			(struct stream){ samples[i].name, (const unsigned char *)samples[i].bytes,
					 samples[i].size, samples[i].refuse,
					 samples[i].max_octets });
}

static FILE *open_file(const char *name)
{
	FILE *file = fopen(name, "rb");

	if (file == NULL) {
		fprintf(stderr, "cuts: %s cannot be read\n", name);
		exit(EXIT_FAILURE);
	}
	return file;
}

static size_t read_hex(const char *hex, unsigned char *bytes, size_t room)
{
	size_t size = 0;

	while (size < room && isxdigit((unsigned char)hex[2 * size]) &&
	       isxdigit((unsigned char)hex[2 * size + 1])) {
		const char digits[] = { hex[2 * size], hex[2 * size + 1], '\0' };

		bytes[size++] = (unsigned char)strtoul(digits, NULL, 16);
	}
	return size;
}

/* A row of the file is a name, a TAB, the bytes in hex. */
static void compare_vectors(struct comparison *comparison, const char *file_name)
{
	static char line[8192];
	unsigned char bytes[4096];
	FILE *file = open_file(file_name);

	while (fgets(line, sizeof line, file) != NULL) {
		char *name = strtok(line, "\t"), *hex = strtok(NULL, "\t");
		size_t size = hex != NULL ? read_hex(hex, bytes, sizeof bytes) : 0;

		if (size > 0)
			compare(comparison, (struct stream){ name, bytes, size, 0, 0 });
	}
	(void)fclose(file);
}

/* Each reply of a capture, as the parser divides them. */
static void compare_capture(struct comparison *comparison, const char *file_name)
{
	static unsigned char bytes[65536];
	FILE *file = open_file(file_name);
	size_t size = fread(bytes, 1, sizeof bytes, file), begin, used;
	struct smtpreply_parser parser;

	(void)fclose(file);
	smtpreply_parser_init(&parser, NULL, 0);
	for (begin = 0; begin < size; begin += used) {
		if (smtpreply_feed(&parser, bytes + begin, size - begin, &used) != SMTPREPLY_DONE)
			return;
		compare(comparison, (struct stream){ file_name, bytes + begin, used, 0, 0 });
	}
}

/* ---- the command ---- */

static int list(void)
{
	for (size_t i = 0; i < ROW_COUNT; i++)
		printf("%s\n", rows[i].name);
	return EXIT_SUCCESS;
}

static int go_through(const struct row *row, char **arguments, int count)
{
	struct comparison comparison = { .row = row };

	if (row->streams == SAMPLES)
		compare_samples(&comparison);
	if (row->streams == VECTORS)
		compare_vectors(&comparison, arguments[0]);
	for (int i = 1; i < count && row->streams == CAPTURES; i++)
		compare_capture(&comparison, arguments[i]);
	forget_expected(&comparison);
	free(comparison.expected);
	printf("%6llu streams %12llu cuts %llu differences: %s\n",
	       (unsigned long long)comparison.streams, (unsigned long long)comparison.cuts,
	       (unsigned long long)comparison.differences, row->name);
	return comparison.differences == 0 && comparison.streams > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	const char *name = argc >= 2 ? argv[1] : "";

	if (strcmp(name, "list") == 0)
		return list();
	for (size_t i = 0; i < ROW_COUNT && argc > 3; i++)
		if (strcmp(name, rows[i].name) == 0)
			return go_through(&rows[i], argv + 2, argc - 2);
	fprintf(stderr, "cuts: no row \"%s\"\n", name);
	return EXIT_FAILURE;
}
