/* SPDX-License-Identifier: MIT */
/*
 * The lines of a transcript: "C: " what the client wrote, "S: " what the server wrote, "** " what
 * else happened. Lines may end in LF or CRLF, the last one in neither. Empty lines are none.
 */
#ifndef LINES_H
#define LINES_H

#include <stddef.h>
#include <stdint.h>

/* More would be no transcript. */
#define MOST_LINE_OCTETS ((size_t)16 << 20)

enum line_kind { LINE_CLIENT, LINE_SERVER, LINE_EVENT, LINE_EMPTY, LINE_NONE };

struct transcript_line {
	enum line_kind kind;
	const char *text; /* behind the mark and one blank */
	size_t size;
	uint64_t number; /* from 1 on */
};

/* What has come of a line whose end is still to come. */
struct line_reader {
	char *bytes;
	size_t size;
	size_t room;
	uint64_t number; /* lines that have ended */
};

enum line_result {
	LINES_MORE, /* all bytes are used, and the line has not ended */
	LINES_LINE, /* here is one */
	LINES_TOO_LONG,
	LINES_NO_MEMORY
};

/*
 * Takes bytes up to the end of a line, and moves *bytes and *size behind it. The line is valid
 * until the next call.
 */
enum line_result next_transcript_line(struct line_reader *reader, const char **bytes, size_t *size,
				      struct transcript_line *line);

/* What stands behind the last LF. Returns LINES_MORE when nothing does. */
enum line_result last_transcript_line(struct line_reader *reader, struct transcript_line *line);

#endif
