/* SPDX-License-Identifier: MIT */
/*
 * The lexer: knows the bytes of a line, and nothing of replies, limits and memory.
 *
 *     line = code mark text eol / code eol / eol      mark = SP / "-"
 *     eol  = *CR LF                                   text = any bytes but LF
 *
 * A place in this grammar is a start condition, and one rule reads one byte, so that the reading
 * can stop behind any byte and go on with the next piece: the place and the values in struct
 * smtpreply_lexer are all that is kept. A byte that does not fit where a status or the rest of a
 * UTF-8 character was expected is read again as text. All that is odd is noted at one label.
 */
#include "lexer.h"

#include <assert.h>

/*!conditions:re2c*/
/*!max:re2c*/
static_assert(YYMAXFILL == 1, "the lexer can stop between any two bytes");
static_assert(AT_LINE == 0, "a zeroed lexer stands at the start of a line");

/* Digits are counted so that a number has at most three of them, leading zeros included. */
static void add_digit(struct smtpreply_lexer *lexer, unsigned char digit)
{
	if (lexer->digit_count > 0 && lexer->number == 0)
		lexer->is_loose = 1;
	lexer->number = (uint16_t)(lexer->number * 10 + (digit - '0'));
	lexer->digit_count++;
}

static void start_number(struct smtpreply_lexer *lexer)
{
	lexer->number = 0;
	lexer->digit_count = 0;
}

static void start_status(struct smtpreply_lexer *lexer, bool is_trailing)
{
	start_number(lexer);
	lexer->candidate = 0;
	lexer->part = 0;
	lexer->is_trailing = is_trailing;
	lexer->is_loose = is_trailing;
	lexer->is_pending = 0;
}

/* May a "." stand here? Behind the severity and behind the subject. */
static bool has_next_part(const struct smtpreply_lexer *lexer)
{
	if (lexer->part == 0)
		return lexer->number == 2 || lexer->number == 4 || lexer->number == 5;
	return lexer->part == 1 && lexer->digit_count > 0;
}

static void start_next_part(struct smtpreply_lexer *lexer)
{
	lexer->candidate = lexer->candidate << 10 | lexer->number;
	lexer->part++;
	start_number(lexer);
}

static bool is_complete(const struct smtpreply_lexer *lexer)
{
	return lexer->part == 2 && lexer->digit_count > 0;
}

/* Takes the candidate as the status of the line, and says what is odd about it. */
static uint32_t take_status(struct smtpreply_lexer *lexer)
{
	uint32_t odd = lexer->is_loose ? SMTPREPLY_STATUS_FORM : 0;

	lexer->status = lexer->candidate << 10 | lexer->number;
	if (lexer->status >> 20 != lexer->severity)
		odd |= SMTPREPLY_STATUS_CLASS;
	if (lexer->first_status != 0 && lexer->first_status != lexer->status)
		odd |= SMTPREPLY_STATUS_MIXED;
	return odd;
}

/* What is odd about the line that an LF ends. */
static uint32_t take_line_end(struct smtpreply_lexer *lexer)
{
	uint32_t odd = lexer->is_pending ? take_status(lexer) : 0;

	if (lexer->cr_count == 0)
		odd |= SMTPREPLY_BARE_LF;
	else if (lexer->cr_count > 1)
		odd |= SMTPREPLY_EXTRA_CR;
	if (lexer->code == 0)
		odd |= SMTPREPLY_BLANK_LINE;
	else if (lexer->mark == 0)
		odd |= SMTPREPLY_BARE_CODE;
	return odd;
}

enum token smtpreply_lex(struct smtpreply_lexer *lexer, struct piece *piece)
{
	const unsigned char *cursor = piece->cursor;
	const unsigned char *const limit = piece->limit;
	const unsigned char *text = cursor;
	enum token token = TOKEN_NONE;
	unsigned char place = lexer->place;
	unsigned char yych;
	uint32_t odd;

next:
	/*!re2c
	re2c:define:YYCTYPE = "unsigned char";
	re2c:define:YYCURSOR = "cursor";
	re2c:define:YYLIMIT = "limit";
	re2c:define:YYFILL = "goto stop;";
	re2c:define:YYFILL:naked = 1;
	re2c:define:YYGETCONDITION = "place";
	re2c:define:YYGETCONDITION:naked = 1;
	re2c:define:YYSETCONDITION = "place = @@;";
	re2c:define:YYSETCONDITION:naked = 1;
	re2c:cond:prefix = "";
	re2c:cond:enumprefix = "AT_";
	re2c:yych:emit = 0;

	plain   = [\t\x20-\x7e] \ "(";
	control = [\x01-\x08\x0b\x0c\x0e-\x1f\x7f];
	tail    = [\x80-\xbf];

	<LINE>                        [2-5]      => SECOND_DIGIT { goto first_digit; }
	<SECOND_DIGIT>                [0-5]      => THIRD_DIGIT  { add_digit(lexer, yych); goto THIRD_DIGIT; }
	<SECOND_DIGIT>                [6-9]      => THIRD_DIGIT  { add_digit(lexer, yych); odd = SMTPREPLY_SECOND_DIGIT; goto odd; }
	<THIRD_DIGIT>                 [0-9]      => MARK         { goto third_digit; }
	<LINE, LINE_CR>               "\r"       => LINE_CR      { lexer->cr_count++; goto LINE_CR; }
	<LINE, LINE_CR>               "\n"       => LINE         { goto line_end; }
	<LINE, LINE_CR, SECOND_DIGIT, THIRD_DIGIT> *             { token = TOKEN_BAD_CODE; goto fault; }

	<MARK>                        [ \-]      => HEAD         { goto text_start; }
	<MARK, MARK_CR>               "\r"       => MARK_CR      { lexer->cr_count++; goto MARK_CR; }
	<MARK, MARK_CR>               "\n"       => LINE         { text = cursor - 1; goto line_end; }
	<MARK, MARK_CR>               *                          { token = TOKEN_BAD_MARK; goto fault; }

	<HEAD>                        [ \t]      => HEAD         { lexer->is_loose = 1; goto HEAD; }
	<HEAD>                        [([]       => HEAD_OPENED  { lexer->is_loose = 1; goto HEAD_OPENED; }
	<HEAD, HEAD_OPENED>           "#"        => HASH         { lexer->is_loose = 1; goto HASH; }
	<TEXT_OPENED>                 "#"        => HASH         { start_status(lexer, true); goto HASH; }
	<HEAD, HEAD_OPENED, HASH>     [0-9]      => STATUS       { add_digit(lexer, yych); goto STATUS; }
	<STATUS>                      [0-9]                      { goto status_digit; }
	<STATUS>                      "."                        { goto status_dot; }
	<STATUS>                      [\t :;,)\]]=> TEXT         { goto status_end; }
	<STATUS>                      "\r"       => TEXT_CR      { lexer->is_pending = is_complete(lexer) && !lexer->is_trailing; goto text_cr; }
	<STATUS>                      "\n"       => LINE         { lexer->is_pending = is_complete(lexer) && !lexer->is_trailing; goto line_end; }
	<STATUS_CLOSED>               "\r"       => TEXT_CR      { lexer->is_pending = 1; goto text_cr; }
	<STATUS_CLOSED>               "\n"       => LINE         { lexer->is_pending = 1; goto line_end; }

	<TEXT>                        plain+                     { goto TEXT; }
	<TEXT>                        "("       :=> TEXT_OPENED
	<TEXT, TEXT_CR>               "\r"       => TEXT_CR      { goto text_cr; }
	<TEXT, TEXT_CR>               "\n"       => LINE         { goto line_end; }
	<TEXT_CR>                     *          => TEXT         { goto bare_cr; }
	<TEXT>                        "\x00"                     { odd = SMTPREPLY_NUL; goto odd; }
	<TEXT>                        control                    { odd = SMTPREPLY_CONTROL; goto odd; }

	<TEXT>                        [\xc2-\xdf]             => TAIL    { odd = SMTPREPLY_NON_ASCII; goto odd; }
	<TEXT>                        "\xe0"                  => TAIL_E0 { odd = SMTPREPLY_NON_ASCII; goto odd; }
	<TEXT>                        [\xe1-\xec\xee\xef]     => TAIL_2  { odd = SMTPREPLY_NON_ASCII; goto odd; }
	<TEXT>                        "\xed"                  => TAIL_ED { odd = SMTPREPLY_NON_ASCII; goto odd; }
	<TEXT>                        "\xf0"                  => TAIL_F0 { odd = SMTPREPLY_NON_ASCII; goto odd; }
	<TEXT>                        [\xf1-\xf3]             => TAIL_3  { odd = SMTPREPLY_NON_ASCII; goto odd; }
	<TEXT>                        "\xf4"                  => TAIL_F4 { odd = SMTPREPLY_NON_ASCII; goto odd; }
	<TEXT>                        [\x80-\xc1\xf5-\xff]               { odd = SMTPREPLY_NON_ASCII | SMTPREPLY_BAD_UTF8; goto odd; }
	<TAIL>                        tail                   :=> TEXT
	<TAIL_2>                      tail                   :=> TAIL
	<TAIL_3>                      tail                   :=> TAIL_2
	<TAIL_E0>                     [\xa0-\xbf]            :=> TAIL
	<TAIL_ED>                     [\x80-\x9f]            :=> TAIL
	<TAIL_F0>                     [\x90-\xbf]            :=> TAIL_2
	<TAIL_F4>                     [\x80-\x8f]            :=> TAIL_2
	<TAIL, TAIL_2, TAIL_3, TAIL_E0, TAIL_ED, TAIL_F0, TAIL_F4> * => TEXT { odd = SMTPREPLY_BAD_UTF8; goto odd_again; }

	<*>                           *          => TEXT         { goto again; }
	*/

first_digit:
	if (yych == lexer->barred_digit) {
		token = TOKEN_BAD_CODE;
		goto fault;
	}
	lexer->severity = (uint8_t)(yych - '0');
	lexer->number = lexer->severity;
	goto SECOND_DIGIT;

third_digit:
	add_digit(lexer, yych);
	lexer->code = lexer->number;
	if (lexer->first_code == 0 || lexer->first_code == lexer->code)
		goto MARK;
	odd = SMTPREPLY_CODE_MISMATCH;
	goto odd;

text_start:
	lexer->mark = yych;
	text = cursor;
	start_status(lexer, false);
	goto HEAD;

status_digit:
	if (lexer->digit_count == 3)
		goto again;
	add_digit(lexer, yych);
	goto STATUS;

status_dot:
	if (!has_next_part(lexer))
		goto again;
	start_next_part(lexer);
	goto STATUS;

status_end: /* a byte that may stand behind a status; whatever it ends, it is text */
	if (!is_complete(lexer) || lexer->status != 0)
		goto TEXT;
	if (lexer->is_trailing) {
		if (yych != ')')
			goto TEXT;
		place = AT_STATUS_CLOSED;
		goto STATUS_CLOSED;
	}
	if (yych != ' ' && yych != '\t')
		lexer->is_loose = 1;
	odd = take_status(lexer);
	if (odd == 0)
		goto TEXT;
	goto odd;

text_cr:
	lexer->cr_count++;
	goto TEXT_CR;

bare_cr:
	lexer->cr_count = 0;
	lexer->is_pending = 0;
	odd = SMTPREPLY_BARE_CR;
	goto odd_again;

odd_again: /* the byte tells what was odd before it, and is then read again as text */
	if (odd & lexer->refuse)
		goto refused;
	lexer->deviations |= odd;
again:
	place = AT_TEXT;
	cursor--;
	goto TEXT;

odd: /* the byte makes a deviation certain */
	if (odd & lexer->refuse)
		goto refused;
	lexer->deviations |= odd;
	goto next;

line_end:
	odd = take_line_end(lexer);
	if (odd & lexer->refuse)
		goto refused;
	lexer->deviations |= odd;
	lexer->place = place;
	piece->cursor = cursor;
	piece->text = text;
	piece->text_end = cursor - 1;
	return lexer->code == 0 ? TOKEN_BLANK_LINE : TOKEN_LINE;

refused: /* of several deviations the one that stands first in the list, its lowest bit */
	odd &= lexer->refuse;
	piece->refused = odd & (~odd + 1);
	token = TOKEN_REFUSED;
fault:
	cursor--;
stop:
	lexer->place = place;
	piece->cursor = cursor;
	piece->text = text;
	piece->text_end = cursor;
	return token;
}

uint32_t smtpreply_lex_status(const char *text, size_t size, bool is_whole)
{
	static const unsigned char end[] = { '\n' };
	struct smtpreply_lexer lexer = { .place = AT_HEAD };
	struct piece piece = { .cursor = (const unsigned char *)text };

	piece.limit = piece.cursor + size;
	smtpreply_lex(&lexer, &piece);
	if (is_whole) {
		piece.cursor = end;
		piece.limit = end + sizeof end;
		smtpreply_lex(&lexer, &piece);
	}
	return lexer.status;
}
