/* SPDX-License-Identifier: MIT */
/* Feeding, recording and comparing; see outcome.h. */
#include "outcome.h"

#include <stdlib.h>
#include <string.h>

#define DIRT 0xa5

static void *checked(void *memory)
{
	if (memory == NULL)
		abort();
	return memory;
}

/* Makes room for count more members of an array. */
static void *grow(void *array, size_t used, size_t count, size_t *room, size_t member)
{
	if (used + count <= *room)
		return array;
	*room = (used + count) * 2;
	return checked(realloc(array, *room * member));
}

static uint64_t keep_bytes(struct outcome *outcome, const void *bytes, size_t size)
{
	uint64_t where = outcome->byte_count;

	outcome->bytes =
		grow(outcome->bytes, outcome->byte_count, size + 1, &outcome->byte_room, 1);
	if (size > 0)
		memcpy(outcome->bytes + where, bytes, size);
	outcome->byte_count += size;
	return where;
}

static void unfold_status(uint64_t to[3], const struct smtpreply_status *status)
{
	to[0] = status->severity;
	to[1] = status->subject;
	to[2] = status->detail;
}

static void record_lines(struct outcome *outcome, const struct smtpreply *reply)
{
	struct smtpreply_line line = { 0 };
	uint32_t number = 0;

	while (smtpreply_next_line(reply, &line)) {
		struct seen_line *seen;

		outcome->lines = grow(outcome->lines, outcome->line_count, 1, &outcome->line_room,
				      sizeof *outcome->lines);
		seen = &outcome->lines[outcome->line_count++];
		seen->text = keep_bytes(outcome, line.text, line.size);
		seen->size = line.size;
		seen->truncated = line.truncated;
		unfold_status(seen->status, &line.status);
		if (line.number != ++number)
			outcome->fault = "line.number does not count";
		if (line.text < reply->text ||
		    line.text + line.size > reply->text + reply->text_size)
			outcome->fault = "a line outside the text";
	}
}

static struct facts facts_of(const struct smtpreply_parser *parser, enum smtpreply_result result)
{
	struct facts facts = {
		.result = (uint64_t)result,
		.is_idle = smtpreply_is_idle(parser),
		.last_code = parser->reply.last_code,
		.line_count = parser->reply.line_count,
	};

	if (result == SMTPREPLY_LINE)
		return facts;
	facts.error = parser->error;
	facts.refused = parser->refused;
	facts.looks_like = parser->looks_like;
	facts.code = parser->reply.code;
	facts.first_code = parser->reply.first_code;
	facts.severity = parser->reply.severity;
	unfold_status(facts.status, &parser->reply.status);
	facts.size = parser->reply.size;
	facts.deviations = parser->reply.deviations;
	return facts;
}

static void record(struct outcome *outcome, const struct smtpreply_parser *parser,
		   enum smtpreply_result result, size_t offset)
{
	const struct smtpreply *reply = &parser->reply;
	struct event event = { .facts = { .result = (uint64_t)result, .offset = offset } };

	if (result != SMTPREPLY_MORE) {
		event.facts = facts_of(parser, result);
		event.facts.offset = offset;
		event.text = keep_bytes(outcome, reply->text, reply->text_size);
		event.text_size = reply->text_size;
		event.truncated = reply->truncated;
		event.first_line = outcome->line_count;
		if (reply->text[reply->text_size] != '\0')
			outcome->fault = "no NUL behind the text";
		record_lines(outcome, reply);
		event.line_count = outcome->line_count - event.first_line;
	} else {
		event.facts.is_idle = smtpreply_is_idle(parser);
	}
	outcome->events = grow(outcome->events, outcome->event_count, 1, &outcome->event_room,
			       sizeof *outcome->events);
	outcome->events[outcome->event_count++] = event;
}

static struct smtpreply_parser *move(struct smtpreply_parser *parser)
{
	struct smtpreply_parser *moved = checked(malloc(sizeof *moved));

	memcpy(moved, parser, sizeof *moved);
	memset(parser, DIRT, sizeof *parser);
	free(parser);
	return moved;
}

/* Feeds a piece until it is used up or an error stops it. */
static struct smtpreply_parser *feed_piece(struct smtpreply_parser *parser, const void *bytes,
					   size_t size, struct outcome *outcome, size_t *offset)
{
	unsigned char *copy = checked(malloc(size));
	size_t fed = 0, used = 0;

	memcpy(copy, bytes, size);
	while (fed < size && parser->error == 0) {
		enum smtpreply_result result =
			smtpreply_feed(parser, copy + fed, size - fed, &used);

		if (used > size - fed || (result == SMTPREPLY_MORE && used != size - fed))
			outcome->fault = "used is wrong";
		fed += used;
		*offset += used;
		if (result != SMTPREPLY_MORE)
			record(outcome, parser, result, *offset);
		parser = move(parser);
	}
	free(copy);
	return parser;
}

/* Errors stay, and an empty feed changes nothing. */
static void check_rest(struct smtpreply_parser *parser, struct outcome *outcome)
{
	struct smtpreply_parser before = *parser;
	size_t used = 1;
	enum smtpreply_result result = smtpreply_feed(parser, NULL, 0, &used);

	if (used != 0 || memcmp(&before, parser, sizeof before) != 0 ||
	    result != (parser->error ? SMTPREPLY_ERROR : SMTPREPLY_MORE))
		outcome->fault = "an empty feed changed something";
	if (parser->error == 0)
		return;
	result = smtpreply_feed(parser, "250 ok\r\n", 8, &used);
	if (result != SMTPREPLY_ERROR || used != 0 || memcmp(&before, parser, sizeof before) != 0)
		outcome->fault = "an error did not stay";
}

static struct smtpreply_parser *dirty_parser(char *text, const struct way *way)
{
	struct smtpreply_parser *parser = checked(malloc(sizeof *parser));

	memset(parser, DIRT, sizeof *parser);
	smtpreply_parser_init(parser, text, way->room);
	parser->refuse = way->refuse;
	parser->max_octets = way->max_octets;
	parser->by_line = way->by_line;
	return parser;
}

/* What came before a reset leaves nothing behind. */
static struct smtpreply_parser *feed_stale(struct smtpreply_parser *parser, const void *bytes,
					   size_t size, struct outcome *outcome)
{
	size_t offset = 0;

	if (size == 0)
		return parser;
	parser = feed_piece(parser, bytes, size, outcome, &offset);
	smtpreply_parser_reset(parser);
	if (!smtpreply_is_idle(parser))
		outcome->fault = "a parser is not idle after a reset";
	return parser;
}

static void forget(struct outcome *outcome)
{
	outcome->event_count = outcome->line_count = outcome->byte_count = 0;
	keep_bytes(outcome, "", 0); /* so that there are bytes to point into */
}

void observe(struct outcome *outcome, const void *bytes, size_t size, const struct way *way)
{
	const unsigned char *stream = bytes;
	/* without room there may be a pointer or none */
	char *text = way->room || size % 2 ? checked(malloc(way->room)) : NULL;
	struct smtpreply_parser *parser = dirty_parser(text, way);
	size_t offset = 0, next, begin;

	outcome->fault = NULL;
	if (text != NULL)
		memset(text, DIRT, way->room);
	parser = feed_stale(parser, bytes, way->stale < size ? way->stale : size, outcome);
	forget(outcome);
	for (begin = 0; begin < size && parser->error == 0; begin = next) {
		size_t piece = begin == 0 && way->first_piece ? way->first_piece : way->piece;

		next = piece == 0 || piece > size - begin ? size : begin + piece;
		parser = feed_piece(parser, stream + begin, next - begin, outcome, &offset);
		check_rest(parser, outcome);
	}
	if (parser->error == 0)
		record(outcome, parser, smtpreply_finish(parser), offset);
	check_rest(parser, outcome);
	free(parser);
	free(text);
}

void outcome_free(struct outcome *outcome)
{
	free(outcome->events);
	free(outcome->lines);
	free(outcome->bytes);
	*outcome = (struct outcome){ 0 };
}

size_t longest_text(const struct outcome *outcome)
{
	size_t longest = 0;

	for (size_t i = 0; i < outcome->event_count; i++)
		if (outcome->events[i].text_size > longest)
			longest = outcome->events[i].text_size;
	return longest;
}

static bool same(const void *a, const void *b, size_t size)
{
	return size == 0 || memcmp(a, b, size) == 0;
}

const char *differs_by_cut(const struct outcome *a, const struct outcome *b)
{
	if (a->fault != NULL)
		return a->fault;
	if (b->fault != NULL)
		return b->fault;
	if (a->event_count != b->event_count ||
	    !same(a->events, b->events, a->event_count * sizeof *a->events))
		return "an event";
	if (a->line_count != b->line_count ||
	    !same(a->lines, b->lines, a->line_count * sizeof *a->lines))
		return "a line";
	if (a->byte_count != b->byte_count || !same(a->bytes, b->bytes, a->byte_count))
		return "the text";
	return NULL;
}

static const char *line_differs_by_room(const struct outcome *large, const struct seen_line *whole,
					const struct outcome *small, const struct seen_line *line)
{
	static const uint64_t none[3];
	bool is_same_status = same(whole->status, line->status, sizeof line->status);

	if (line->size > whole->size)
		return "a line that is longer with less room";
	if (!same(large->bytes + whole->text, small->bytes + line->text, line->size))
		return "a line that is no prefix";
	if (line->size < whole->size && !line->truncated)
		return "a cut line that does not say so";
	if (!is_same_status && !(line->truncated && same(line->status, none, sizeof none)))
		return "the status of a line";
	return NULL;
}

static const char *event_differs_by_room(const struct outcome *large, const struct event *whole,
					 const struct outcome *small, const struct event *event,
					 size_t room)
{
	size_t capacity = room ? room - 1 : 0;
	size_t size = whole->text_size < capacity ? whole->text_size : capacity;

	if (!same(&whole->facts, &event->facts, sizeof whole->facts))
		return "a fact";
	if (event->text_size != size)
		return "text_size";
	if (!same(large->bytes + whole->text, small->bytes + event->text, size))
		return "a text that is no prefix";
	if (event->truncated != (whole->text_size > capacity))
		return "truncated";
	if (event->line_count > whole->line_count)
		return "a line too many";
	if (!event->truncated && event->line_count != whole->line_count)
		return "a line too few";
	for (uint64_t i = 0; i < event->line_count; i++) {
		const char *what =
			line_differs_by_room(large, &large->lines[whole->first_line + i], small,
					     &small->lines[event->first_line + i]);

		if (what != NULL)
			return what;
	}
	return NULL;
}

const char *differs_by_room(const struct outcome *large, const struct outcome *small, size_t room)
{
	if (small->fault != NULL)
		return small->fault;
	if (large->event_count != small->event_count)
		return "an event";
	for (size_t i = 0; i < large->event_count; i++) {
		const char *what = event_differs_by_room(large, &large->events[i], small,
							 &small->events[i], room);

		if (what != NULL)
			return what;
	}
	return NULL;
}

/* Lines one by one are the lines of the replies. */
static const char *lines_differ(const struct outcome *a, const struct outcome *b)
{
	if (a->line_count != b->line_count)
		return "the number of lines";
	for (size_t i = 0; i < a->line_count; i++) {
		const struct seen_line *left = &a->lines[i], *right = &b->lines[i];

		if (left->size != right->size ||
		    !same(a->bytes + left->text, b->bytes + right->text, left->size))
			return "the text of a line";
		if (!same(left->status, right->status, sizeof left->status) ||
		    left->truncated != right->truncated)
			return "the status of a line";
	}
	return NULL;
}

const char *differs_by_line(const struct outcome *by_reply, const struct outcome *by_line)
{
	size_t at = 0;
	uint64_t lines = 0;

	if (by_line->fault != NULL)
		return by_line->fault;
	for (size_t i = 0; i < by_line->event_count; i++) {
		const struct facts *facts = &by_line->events[i].facts;

		if (facts->result == SMTPREPLY_LINE) {
			if (facts->line_count != ++lines)
				return "the count of lines so far";
			if (by_line->events[i].line_count != 1)
				return "a line that is not one line";
			continue;
		}
		if (at == by_reply->event_count ||
		    !same(facts, &by_reply->events[at].facts, sizeof *facts))
			return "a fact";
		at++;
		lines = 0;
	}
	return at == by_reply->event_count ? lines_differ(by_reply, by_line) : "an event";
}
