/* SPDX-License-Identifier: MIT */
/* Writes an outcome as samples.def shows it. */
#include "notation.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONG_TEXT 24
#define SHOWN 16

struct note {
	char *text;
	size_t size, room;
};

static void put(struct note *note, const char *format, ...)
{
	va_list arguments;
	int size;

	if (note->room - note->size < 256) {
		char *text = realloc(note->text, note->room + 4096);

		if (text == NULL)
			abort();
		note->text = text;
		note->room += 4096;
	}
	va_start(arguments, format);
	size = vsnprintf(note->text + note->size, note->room - note->size, format, arguments);
	va_end(arguments);
	note->size += (size_t)size;
}

static void put_text(struct note *note, const unsigned char *text, size_t size)
{
	size_t shown = size > LONG_TEXT ? SHOWN : size;

	put(note, " \"");
	for (size_t i = 0; i < shown; i++)
		if (text[i] >= ' ' && text[i] <= '~' && text[i] != '"' && text[i] != '\\')
			put(note, "%c", text[i]);
		else
			put(note, "\\x%02x", text[i]);
	put(note, "\"");
	if (shown < size)
		put(note, "...%zu", size - shown);
}

static void put_lines(struct note *note, const struct outcome *outcome, const struct event *event)
{
	for (uint64_t i = 0; i < event->line_count; i++) {
		const struct seen_line *line = &outcome->lines[event->first_line + i];

		put_text(note, outcome->bytes + line->text, line->size);
	}
}

static void put_deviations(struct note *note, uint64_t deviations)
{
	const char *before = " [";

	if (deviations == 0)
		return;
	for (uint32_t bit = 1; bit <= SMTPREPLY_ALL_DEVIATIONS; bit <<= 1)
		if (deviations & bit) {
			put(note, "%s%s", before, smtpreply_deviation_name(bit));
			before = " ";
		}
	put(note, "]");
}

static void put_reply(struct note *note, const struct facts *facts)
{
	put(note, "%" PRIu64, facts->code);
	if (facts->first_code != facts->code || facts->last_code != facts->code)
		put(note, " (%" PRIu64 " to %" PRIu64 ")", facts->first_code, facts->last_code);
	if (facts->status[0] != 0)
		put(note, " %" PRIu64 ".%" PRIu64 ".%" PRIu64, facts->status[0], facts->status[1],
		    facts->status[2]);
	put(note, " @%" PRIu64 "+%" PRIu64, facts->offset - facts->size, facts->size);
}

static void put_error(struct note *note, const struct facts *facts)
{
	put(note, "%s @%" PRIu64, smtpreply_error_name((uint32_t)facts->error), facts->offset);
	if (facts->looks_like != 0)
		put(note, " %s", smtpreply_looks_like_name((uint32_t)facts->looks_like));
	if (facts->refused != 0)
		put(note, " %s", smtpreply_deviation_name((uint32_t)facts->refused));
}

char *notation_of(const struct outcome *outcome)
{
	struct note note = { NULL, 0, 0 };

	put(&note, "%s", "");
	for (size_t i = 0; i < outcome->event_count; i++) {
		const struct event *event = &outcome->events[i];

		if (event->facts.result == SMTPREPLY_MORE)
			continue;
		if (note.size > 0)
			put(&note, " | ");
		if (event->facts.result == SMTPREPLY_ERROR)
			put_error(&note, &event->facts);
		else
			put_reply(&note, &event->facts);
		put_lines(&note, outcome, event);
		put_deviations(&note, event->facts.deviations);
	}
	return note.text;
}
