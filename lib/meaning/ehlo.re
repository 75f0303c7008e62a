/* SPDX-License-Identifier: MIT */
/*
 * EHLO: the lines of a reply, and the words of a line (RFC 5321, 4.1.1.1).
 *
 *     line = name *( blank word )      name = keyword / keyword "="      blank = 1*( SP / HT )
 *
 * No line is searched for a status: none stands on a line of EHLO (RFC 2034, 4). Which words have a
 * number is told by ehlo-words.re, what a line grants by ehlo-values.re. What a reply is, is the
 * parser's; what a client makes of the values is the caller's.
 */
#include <smtpreply/ehlo.h>

#include <assert.h>
#include <string.h>

#include "ehlo-parts.h"
#include "lines.h"
#include "texts.h"

static_assert(offsetof(struct smtpreply_ehlo, doubled) == 8, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, misread) == 16, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, mechanisms) == 24, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, exps_mechanisms) == 32, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, size_octets) == 40, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, future_until) == 48, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, future_seconds) == 56, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, deliver_by_seconds) == 60, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, mail_max) == 64, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, rcpt_max) == 68, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, rcpt_domain_max) == 72, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, xclient) == 76, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, xforward) == 80, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, burl_url_count) == 84, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, unknown_mechanism_count) == 88, "fixed");
static_assert(offsetof(struct smtpreply_ehlo, unknown_count) == 92, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, bad_line_count) == 96, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, truncated_line_count) == 100, "fixed");
static_assert(offsetof(struct smtpreply_ehlo, line_count) == 104, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, result) == 108, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, complete) == 109, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, size) == 110, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, deliver_by) == 111, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, priority) == 112, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, burl_imap) == 113, "the layout is fixed");
static_assert(sizeof(struct smtpreply_ehlo) == 160, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo_item, name_size) == sizeof(size_t), "fixed");
static_assert(offsetof(struct smtpreply_ehlo_item, parameters) == 2 * sizeof(size_t), "fixed");
static_assert(offsetof(struct smtpreply_ehlo_item, parameters_size) == 3 * sizeof(size_t), "fixed");
static_assert(offsetof(struct smtpreply_ehlo_item, keyword) == 7 * sizeof(size_t) + 16, "fixed");
static_assert(sizeof(struct smtpreply_ehlo_item) == 7 * sizeof(size_t) + 24, "fixed");
static_assert(offsetof(struct smtpreply_ehlo_word, size) == sizeof(size_t), "fixed");
static_assert(offsetof(struct smtpreply_ehlo_word, number) == 2 * sizeof(size_t), "fixed");
static_assert(sizeof(struct smtpreply_ehlo_word) == 2 * sizeof(size_t) + 8, "fixed");

/*!re2c
	!include "ehlo.rules";
*/

/* The size of the name that a line starts with, its "=" included; 0: the line has no keyword. */
static size_t lex_name(const char *text, size_t size)
{
	size_t at = 0, marker;

	/*!re2c
	name = (letter | digit) (letter | digit | [_\-])*;

	name "="                        { return at; }
	name stop                       { return at - 1; }
	*                               { return 0; }
	*/
}

/* The size of the domain or address literal that a text starts with; 0: it starts with neither. */
static size_t lex_domain(const char *text, size_t size)
{
	size_t at = 0, marker;

	/*!re2c
	label   = (letter | digit) ([_\-]* (letter | digit))*;
	domain  = label ("." label)*;
	literal = "[" (letter | digit | [.:\-])+ "]";

	(domain | literal) stop         { return at - 1; }
	*                               { return 0; }
	*/
}

/* Items and words. */

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static bool has_commas(const struct smtpreply_ehlo_item *item)
{
	return item->keyword == SMTPREPLY_EHLO_NO_SOLICITING ||
	       item->keyword == SMTPREPLY_EHLO_DELIVERBY;
}

static void trim_parameters(struct smtpreply_ehlo_item *item)
{
	while (item->parameters_size > 0 && is_blank(item->parameters[0])) {
		item->parameters++;
		item->parameters_size--;
	}
	while (item->parameters_size > 0 && is_blank(item->parameters[item->parameters_size - 1]))
		item->parameters_size--;
}

bool smtpreply_ehlo_read_line(const struct smtpreply_line *line, struct smtpreply_ehlo_item *item)
{
	size_t name_size = line->truncated ? 0 : lex_name(line->text, line->size);

	if (name_size == 0)
		return false;
	*item = (struct smtpreply_ehlo_item){
		.name = line->text,
		.name_size = name_size,
		.parameters = line->text + name_size,
		.parameters_size = line->size - name_size,
		.private_line = *line,
		.keyword = smtpreply_ehlo_keyword_number(line->text, name_size),
	};
	trim_parameters(item);
	return true;
}

bool smtpreply_ehlo_next_word(const struct smtpreply_ehlo_item *item,
			      struct smtpreply_ehlo_word *word)
{
	const char *end = item->parameters + item->parameters_size;
	const char *text = word->text == NULL ? item->parameters : word->text + word->size;
	char separator = has_commas(item) ? ',' : ' ';
	size_t size = 0;

	while (text < end && (is_blank(*text) || *text == separator))
		text++;
	if (text == end)
		return false;
	while (text + size < end && !is_blank(text[size]) && text[size] != separator)
		size++;
	*word = (struct smtpreply_ehlo_word){
		.text = text,
		.size = size,
		.number = smtpreply_ehlo_word_number(item->keyword, text, size),
	};
	return true;
}

/* Replies. */

static void take_line(struct smtpreply_ehlo *ehlo, const struct smtpreply_line *line, bool is_first)
{
	struct smtpreply_ehlo_item item;

	ehlo->line_count++;
	if (line->truncated)
		ehlo->truncated_line_count++;
	else if (is_first)
		return;
	else if (smtpreply_ehlo_read_line(line, &item))
		smtpreply_ehlo_take_item(ehlo, &item);
	else
		ehlo->bad_line_count++;
}

static uint8_t result_of(const struct smtpreply *reply)
{
	if (reply->code == 0)
		return SMTPREPLY_EHLO_OPEN;
	if (reply->deviations & SMTPREPLY_CODE_MISMATCH)
		return SMTPREPLY_EHLO_MISMATCH;
	return reply->severity == SMTPREPLY_POSITIVE ? SMTPREPLY_EHLO_GRANTED
						     : SMTPREPLY_EHLO_REFUSED;
}

/* The reply may have ended: then its code decides whether the values count. */
static void decide(struct smtpreply_ehlo *ehlo, const struct smtpreply *reply)
{
	uint8_t result = result_of(reply);

	if (result == SMTPREPLY_EHLO_GRANTED)
		ehlo->complete = ehlo->truncated_line_count == 0 &&
				 ehlo->line_count == reply->line_count;
	else if (result != SMTPREPLY_EHLO_OPEN)
		memset(ehlo, 0, sizeof *ehlo);
	ehlo->result = result;
}

void smtpreply_ehlo_read(struct smtpreply_ehlo *ehlo, const struct smtpreply *reply)
{
	struct smtpreply_line line = { 0 };

	memset(ehlo, 0, sizeof *ehlo);
	while (step_line(reply, &line))
		take_line(ehlo, &line, line.number == 1);
	decide(ehlo, reply);
}

/* A text of several lines is that of a parser without by_line, and is read as such. */
void smtpreply_ehlo_add_line(struct smtpreply_ehlo *ehlo, const struct smtpreply *reply)
{
	struct smtpreply_line line = { 0 };

	if (memchr(reply->text, '\n', reply->text_size) != NULL) {
		smtpreply_ehlo_read(ehlo, reply);
		return;
	}
	if (reply->line_count <= 1 || ehlo->result != SMTPREPLY_EHLO_OPEN)
		memset(ehlo, 0, sizeof *ehlo);
	if (step_line(reply, &line)) {
		line.truncated = reply->truncated;
		take_line(ehlo, &line, reply->line_count == 1);
	}
	decide(ehlo, reply);
}

/* A reply that has not ended may still grant if its line so far is a positive one. */
static bool may_grant(const struct smtpreply *reply)
{
	uint8_t result = result_of(reply);

	if (result == SMTPREPLY_EHLO_OPEN)
		return reply->last_code / 100 == SMTPREPLY_POSITIVE;
	return result == SMTPREPLY_EHLO_GRANTED;
}

bool smtpreply_ehlo_read_name(const struct smtpreply *reply, struct smtpreply_ehlo_word *name)
{
	struct smtpreply_line line = { 0 };
	size_t size;

	if (!may_grant(reply) || !step_line(reply, &line) || line.truncated)
		return false;
	while (line.size > 0 && is_blank(line.text[0])) {
		line.text++;
		line.size--;
	}
	size = lex_domain(line.text, line.size);
	if (size == 0)
		return false;
	*name = (struct smtpreply_ehlo_word){ .text = line.text, .size = size };
	return true;
}

bool smtpreply_ehlo_next_item(const struct smtpreply *reply, struct smtpreply_ehlo_item *item)
{
	struct smtpreply_line line = item->private_line;

	if (result_of(reply) != SMTPREPLY_EHLO_GRANTED)
		return false;
	while (step_line(reply, &line))
		if (line.number > 1 && smtpreply_ehlo_read_line(&line, item))
			return true;
	return false;
}
