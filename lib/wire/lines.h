/* SPDX-License-Identifier: MIT */
/*
 * The lines of a reply's text, which LF joins: steps from one to the next. Inline, which makes the
 * parser smaller than a function of its own would (bench/size).
 */
#ifndef LINES_H
#define LINES_H

#include <stdbool.h>
#include <string.h>

#include <smtpreply/parser.h>

static inline bool has_first_line(const struct smtpreply *reply)
{
	return reply->private_has_lines && (reply->line_count > 0 || reply->text_size > 0);
}

/* All lines but the last are whole. */
static inline bool is_line_whole(const struct smtpreply *reply, const struct smtpreply_line *line)
{
	return line->private_end < reply->text_size || reply->private_last_line_is_whole;
}

/* As smtpreply_next_line(), but leaves the status of the line alone: reading it costs most. */
static inline bool step_line(const struct smtpreply *reply, struct smtpreply_line *line)
{
	size_t begin = line->number == 0 ? 0 : line->private_end + 1;
	const char *feed;

	if (line->number == 0 ? !has_first_line(reply) : begin > reply->text_size)
		return false;
	line->text = reply->text + begin;
	line->size = reply->text_size - begin;
	feed = memchr(line->text, '\n', line->size);
	if (feed != NULL)
		line->size = (size_t)(feed - line->text);
	line->private_end = begin + line->size;
	line->number++;
	line->truncated = reply->truncated && !is_line_whole(reply, line);
	return true;
}

#endif
