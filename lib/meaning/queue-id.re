/* SPDX-License-Identifier: MIT */
/*
 * The queue id of a final 250, a rule for each server's way to write it. A rule whose words could
 * stand in plain prose asks of the id that it looks like one.
 */
#include <smtpreply/queue-id.h>

#include <assert.h>
#include <string.h>

#include "texts.h"

#define SHORTEST_HEXADECIMAL 6

static_assert(offsetof(struct smtpreply_queue_id, size) == sizeof(size_t), "fixed");
static_assert(offsetof(struct smtpreply_queue_id, reserved) == 2 * sizeof(size_t), "fixed");
static_assert(sizeof(struct smtpreply_queue_id) == 2 * sizeof(size_t) + 8, "fixed");

/* "4XyZ" and "DEADBEEF", but not "soon". */
static bool looks_like_id(const unsigned char *word, size_t size)
{
	bool is_hexadecimal = size >= SHORTEST_HEXADECIMAL;

	for (size_t i = 0; i < size; i++) {
		unsigned char letter = word[i] | 0x20;

		if (word[i] >= '0' && word[i] <= '9')
			return true;
		if (letter < 'a' || letter > 'f')
			is_hexadecimal = false;
	}
	return is_hexadecimal;
}

/* Whether a word ends here, marks of a sentence skipped. */
static bool is_end_of_word(const unsigned char *text, size_t size, size_t at)
{
	size_t marker;

	/*!re2c
	!include "texts.rules";

	[.,;)]* [ \t\n]  { return true; }
	*                { return false; }
	*/
}

static struct span search(const unsigned char *text, size_t size)
{
	size_t at = 0, marker, begin = 0, end = 0, next;
	/*!stags:re2c format = "\tsize_t @@ = 0;\n"; */

	/*!re2c
	letter  = alnum | [\x80-\xff];
	word    = alnum+ ([._\-] alnum+)*;
	quoted  = "\"" ([^"\\\n] | "\\" [^\n])* "\"";
	angled  = "<" ([^"<>\n] | quoted)* ">" blank;
	session = [0-9A-Za-z+/=]+ (":" alnum+)*;
	ses     = [0-9a-f]{16} ("-" [0-9a-f]+)+;
	*/
line:
	/*!re2c
	status                                                         { goto forms; }
	""                                                             { goto forms; }
	*/
forms:
	next = at;
	/*!re2c
	'ok' blank 'id=' @begin word @end                              { goto found; }
	@begin word @end blank 'message accepted for delivery'         { goto perhaps; }
	angled @begin session @end blank 'saved'                       { goto found; }
	angled '[internalid=' @begin [0-9]+ @end [,\]]                 { goto found; }
	"<" @begin [^<>\n]+ @end ">" blank 'queued mail for delivery'  { goto found; }
	'ok' blank [0-9]+ blank @begin word @end blank '- gsmtp'       { goto found; }
	'ok' blank [0-9]+ blank 'qp' blank @begin [0-9]+ @end          { goto found; }
	'ok' blank @begin ses @end                                     { goto found; }
	""                                                             { goto words; }
	*/
words:
	/*!re2c
	'queued' blank 'as' blank @begin word @end                     { next = begin; goto perhaps; }
	letter+ | blank                                                { goto words; }
	"\n"                                                           { goto line_end; }
	*                                                              { goto words; }
	*/
line_end:
	if (at <= size)
		goto line;
	return (struct span){ 0, 0 };
perhaps:
	if (!looks_like_id(text + begin, end - begin))
		goto none;
found:
	if (is_end_of_word(text, size, at))
		return (struct span){ begin, end };
none:
	at = next;
	goto words;
}

bool smtpreply_queue_id_find(uint32_t code, const char *text, size_t size, bool truncated,
			     struct smtpreply_queue_id *id)
{
	struct span span;

	memset(id, 0, sizeof *id);
	if (code != 250)
		return false;
	size = size_of_whole_lines(text, size, truncated);
	span = search((const unsigned char *)text, size);
	if (span.begin == span.end)
		return false;
	id->text = text + span.begin;
	id->size = span.end - span.begin;
	return true;
}
