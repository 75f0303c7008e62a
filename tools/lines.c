/* SPDX-License-Identifier: MIT */
/* Cuts a transcript into lines, however it comes, and reads their marks. */
#include "lines.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_ROOM 4096

static const struct {
	const char *mark;
	enum line_kind kind;
} marks[] = {
	{ "C:", LINE_CLIENT },
	{ "S:", LINE_SERVER },
	{ "**", LINE_EVENT },
};

#define MARK_SIZE 2

static enum line_kind kind_of(const char *bytes, size_t size)
{
	if (size == 0)
		return LINE_EMPTY;
	for (size_t i = 0; size >= MARK_SIZE && i < sizeof marks / sizeof marks[0]; i++)
		if (memcmp(marks[i].mark, bytes, MARK_SIZE) == 0)
			return marks[i].kind;
	return LINE_NONE;
}

static enum line_result read_mark(struct line_reader *reader, struct transcript_line *line)
{
	line->text = reader->bytes;
	line->size = reader->size;
	line->number = ++reader->number;
	reader->size = 0;
	if (line->size > 0 && line->text[line->size - 1] == '\r')
		line->size--;
	line->kind = kind_of(line->text, line->size);
	if (line->kind == LINE_EMPTY || line->kind == LINE_NONE)
		return LINES_LINE;
	line->text += MARK_SIZE;
	line->size -= MARK_SIZE;
	if (line->size > 0 && line->text[0] == ' ') {
		line->text++;
		line->size--;
	}
	return LINES_LINE;
}

static enum line_result make_room(struct line_reader *reader, size_t size)
{
	size_t room = reader->room > 0 ? reader->room : FIRST_ROOM;
	char *bytes;

	if (size > MOST_LINE_OCTETS)
		return LINES_TOO_LONG;
	while (room < size)
		room *= 2;
	if (room == reader->room)
		return LINES_LINE;
	bytes = realloc(reader->bytes, room);
	if (bytes == NULL)
		return LINES_NO_MEMORY;
	reader->bytes = bytes;
	reader->room = room;
	return LINES_LINE;
}

enum line_result next_transcript_line(struct line_reader *reader, const char **bytes, size_t *size,
				      struct transcript_line *line)
{
	const char *feed = *size > 0 ? memchr(*bytes, '\n', *size) : NULL;
	size_t piece = feed != NULL ? (size_t)(feed - *bytes) : *size;
	enum line_result result = make_room(reader, reader->size + piece);

	if (result != LINES_LINE)
		return result;
	if (piece > 0)
		memcpy(reader->bytes + reader->size, *bytes, piece);
	reader->size += piece;
	if (feed != NULL)
		piece++;
	*bytes += piece;
	*size -= piece;
	return feed != NULL ? read_mark(reader, line) : LINES_MORE;
}

enum line_result last_transcript_line(struct line_reader *reader, struct transcript_line *line)
{
	return reader->size > 0 ? read_mark(reader, line) : LINES_MORE;
}
