/* SPDX-License-Identifier: MIT */
/* Breaks paragraphs into lines, at blanks. */
#include "paragraph.h"

#include <string.h>

#define MOST_COLUMNS 80
#define MORE " ..."

static void add_bytes(struct paragraph *paragraph, const char *bytes, size_t size)
{
	size_t room = sizeof paragraph->text - paragraph->size;

	size = size < room ? size : room;
	memcpy(paragraph->text + paragraph->size, bytes, size);
	paragraph->size += size;
}

void add_words(struct paragraph *paragraph, const char *words)
{
	add_bytes(paragraph, words, strlen(words));
}

void add_number(struct paragraph *paragraph, uint64_t number)
{
	char digits[MOST_DIGITS];
	const char *end = put_number(digits, number);

	add_bytes(paragraph, digits, (size_t)(end - digits));
}

/* The words from here that fit into a line, but at least one. */
static size_t line_size(const struct paragraph *paragraph, size_t start, size_t room)
{
	const char *text = paragraph->text + start;
	size_t rest = paragraph->size - start, end = 0;

	for (size_t i = 1; i <= rest; i++) {
		if (i < rest && text[i] != ' ')
			continue;
		if (i > room && end > 0)
			break;
		end = i;
	}
	return end;
}

void cut_lines(struct paragraph *paragraph, size_t columns, size_t most)
{
	size_t room = MOST_COLUMNS - columns, at = 0;

	for (size_t line = 1; line < most && at < paragraph->size; line++)
		at += line_size(paragraph, at, room) + 1;
	if (at >= paragraph->size || at + line_size(paragraph, at, room) == paragraph->size)
		return;
	paragraph->size = at + line_size(paragraph, at, room - strlen(MORE));
	add_words(paragraph, MORE);
}

void show_paragraph(struct output *output, const char *lead, const char *mark,
		    const struct paragraph *paragraph)
{
	size_t columns = strlen(lead) + strlen(mark), size;

	for (size_t at = 0; at < paragraph->size; at += size + 1) {
		size = line_size(paragraph, at, MOST_COLUMNS - columns);
		output_string(output, lead);
		output_string(output, at == 0 ? mark : "    ");
		output_bytes(output, paragraph->text + at, size);
		output_byte(output, '\n');
	}
}
