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

#include "skip.h"
#include "status.h"
#include "usual.h"

/*!conditions:re2c*/
/*!max:re2c*/
static_assert(YYMAXFILL == 1, "the lexer can stop between any two bytes");
static_assert(AT_LINE == 0, "a zeroed lexer stands at the start of a line");
static_assert(AT_LINE_CR == 1, "the parser knows a blank line by it");

/* Takes a status as that of the line, and says what is odd about it. */
static uint32_t take_status(struct smtpreply_lexer *lexer, uint32_t status)
{
	uint32_t odd = lexer->is_loose ? SMTPREPLY_STATUS_FORM : 0;

	lexer->status = status;
	if (class_of(status) != lexer->severity)
		odd |= SMTPREPLY_STATUS_CLASS;
	if (lexer->first_status != 0 && lexer->first_status != status)
		odd |= SMTPREPLY_STATUS_MIXED;
	return odd;
}

/* What is odd about the CRs before an LF. */
static uint32_t odd_line_end(size_t cr_count)
{
	if (cr_count == 1)
		return 0;
	return cr_count == 0 ? SMTPREPLY_BARE_LF : SMTPREPLY_EXTRA_CR;
}

enum token smtpreply_lex(struct smtpreply_lexer *lexer, struct piece *piece)
{
	const unsigned char *const begin = piece->cursor;
	const unsigned char *const limit = piece->limit;
	const unsigned char *cursor = begin;
	const unsigned char *start = begin;
	enum token token = TOKEN_NONE;
	uint32_t number = lexer->number;
	uint32_t odd;
	unsigned char place = lexer->place, yych;

	if (place == AT_LINE && is_usual_code(cursor, (size_t)(limit - cursor)) &&
	    *cursor != lexer->barred_digit)
		goto usual_code;
next:
	if (place == AT_TEXT)
		goto text;
	/*!re2c
	re2c:api:style = free-form;
	re2c:define:YYCTYPE = "unsigned char";
	re2c:define:YYCURSOR = "cursor";
	re2c:define:YYLIMIT = "limit";
	re2c:define:YYFILL = "goto stop;";
	re2c:define:YYGETCONDITION = "place";
	re2c:define:YYSETCONDITION = "place = @@;";
	re2c:cond:prefix = "";
	re2c:cond:enumprefix = "AT_";
	re2c:yych:emit = 0;

	plain   = [\t\x20-\x7e] \ "(";
	control = [\x01-\x08\x0b\x0c\x0e-\x1f\x7f];
	tail    = [\x80-\xbf];
	behind  = [:;,)\]];     // may stand behind a status, loosely

	<LINE, LINE_CR>                       "\r"     => LINE_CR       { lexer->cr_count++; goto LINE_CR; }
	<LINE, LINE_CR>                       "\n"     => LINE          { token = TOKEN_BLANK_LINE; odd = SMTPREPLY_BLANK_LINE; goto line_end; }
	<LINE>                                [2-5]    => SECOND_DIGIT  { goto first_digit; }
	<SECOND_DIGIT>                        [0-5]    => THIRD_DIGIT   { number = number * 10 + yych - '0'; goto THIRD_DIGIT; }
	<SECOND_DIGIT>                        [6-9]    => THIRD_DIGIT   { number = number * 10 + yych - '0'; odd = SMTPREPLY_SECOND_DIGIT; goto odd; }
	<THIRD_DIGIT>                         [0-9]    => MARK          { goto third_digit; }
	<LINE, LINE_CR, SECOND_DIGIT, THIRD_DIGIT>  *                   { token = TOKEN_BAD_CODE; goto fault; }

	<MARK>                                [ \-]    => HEAD          { goto mark; }
	<MARK, MARK_CR>                       "\r"     => MARK_CR       { lexer->cr_count++; goto MARK_CR; }
	<MARK, MARK_CR>                       "\n"     => LINE          { goto bare_code_end; }
	<MARK, MARK_CR>                       *                         { token = TOKEN_BAD_MARK; goto fault; }

	<HEAD>                                [ \t]                     { lexer->is_loose = 1; goto HEAD; }
	<HEAD>                                [([]     => OPENED        { lexer->is_loose = 1; goto OPENED; }
	<HEAD, OPENED>                        "#"      => HASH          { lexer->is_loose = 1; goto HASH; }
	<HEAD, OPENED, HASH>                  [245]    => CLASS         { number = yych - '0'; goto CLASS; }
	<CLASS>                               "."     :=> SUBJECT
	<SUBJECT>                             [0-9]    => SUBJECT_1     { number = add_part(number, yych); goto SUBJECT_1; }
	<SUBJECT_1>                           [0-9]    => SUBJECT_2     { goto another_digit; }
	<SUBJECT_2>                           [0-9]    => SUBJECT_3     { goto another_digit; }
	<SUBJECT_1, SUBJECT_2, SUBJECT_3>     "."     :=> DETAIL
	<DETAIL>                              [0-9]    => DETAIL_1      { number = add_part(number, yych); goto DETAIL_1; }
	<DETAIL_1>                            [0-9]    => DETAIL_2      { goto another_digit; }
	<DETAIL_2>                            [0-9]    => DETAIL_3      { goto another_digit; }
	<DETAIL_1, DETAIL_2, DETAIL_3>        [ \t]    => TEXT          { goto status_end; }
	<DETAIL_1, DETAIL_2, DETAIL_3>        behind   => TEXT          { goto loose_status_end; }
	<DETAIL_1, DETAIL_2, DETAIL_3, TRAILING_END> "\r" => TEXT_CR    { lexer->is_pending = !lexer->is_trailing; lexer->cr_count++; goto TEXT_CR; }
	<DETAIL_1, DETAIL_2, DETAIL_3, TRAILING_END> "\n" => LINE       { lexer->is_pending = !lexer->is_trailing; goto text_end; }
	<TEXT>                                "("     :=> TEXT_OPENED
	<TEXT_OPENED>                         "#"      => HASH          { lexer->is_loose = lexer->is_trailing = 1; goto HASH; }

	<TEXT>                                plain+                    { goto text; }
	<TEXT, TEXT_CR>                       "\r"     => TEXT_CR       { lexer->cr_count++; goto TEXT_CR; }
	<TEXT, TEXT_CR>                       "\n"     => LINE          { goto text_end; }
	<TEXT_CR>                             *        => TEXT          { goto bare_cr; }
	<TEXT>                                "\x00"                    { odd = SMTPREPLY_NUL; goto odd; }
	<TEXT>                                control                   { odd = SMTPREPLY_CONTROL; goto odd; }

	<TEXT>                                [\xc2-\xdf]           => TAIL    { goto non_ascii; }
	<TEXT>                                "\xe0"                => TAIL_E0 { goto non_ascii; }
	<TEXT>                                [\xe1-\xec\xee\xef]   => TAIL_2  { goto non_ascii; }
	<TEXT>                                "\xed"                => TAIL_ED { goto non_ascii; }
	<TEXT>                                "\xf0"                => TAIL_F0 { goto non_ascii; }
	<TEXT>                                [\xf1-\xf3]           => TAIL_3  { goto non_ascii; }
	<TEXT>                                "\xf4"                => TAIL_F4 { goto non_ascii; }
	<TEXT>                                [\x80-\xc1\xf5-\xff]             { odd = SMTPREPLY_NON_ASCII | SMTPREPLY_BAD_UTF8; goto odd; }
	<TAIL>                                tail                 :=> TEXT
	<TAIL_2>                              tail                 :=> TAIL
	<TAIL_3>                              tail                 :=> TAIL_2
	<TAIL_E0>                             [\xa0-\xbf]          :=> TAIL
	<TAIL_ED>                             [\x80-\x9f]          :=> TAIL
	<TAIL_F0>                             [\x90-\xbf]          :=> TAIL_2
	<TAIL_F4>                             [\x80-\x8f]          :=> TAIL_2
	<TAIL, TAIL_2, TAIL_3, TAIL_E0, TAIL_ED, TAIL_F0, TAIL_F4> *   => TEXT { odd = SMTPREPLY_BAD_UTF8; goto odd_again; }

	<*>                                   *        => TEXT          { goto again; }
	*/

usual_code: /* three bytes in one step */
	lexer->severity = (uint8_t)(cursor[0] - '0');
	number = lexer->severity * 10u + cursor[1] - '0';
	yych = cursor[2];
	cursor += USUAL_CODE_SIZE;
	place = AT_MARK;
	goto third_digit;

first_digit:
	if (yych == lexer->barred_digit) {
		token = TOKEN_BAD_CODE;
		goto fault;
	}
	lexer->severity = (uint8_t)(yych - '0');
	number = lexer->severity;
	goto SECOND_DIGIT;

third_digit:
	lexer->code = (uint16_t)(number * 10 + yych - '0');
	if (lexer->first_code == 0)
		lexer->first_code = lexer->code;
	if (lexer->first_code == lexer->code)
		goto MARK;
	odd = SMTPREPLY_CODE_MISMATCH;
	goto odd;

mark:
	lexer->mark = yych;
	start = cursor;
	if (!is_usual_status(cursor, (size_t)(limit - cursor)))
		goto HEAD;
	number = add_part(add_part(cursor[0] - '0', cursor[2]), cursor[4]);
	cursor += USUAL_STATUS_SIZE;
	place = AT_TEXT;
	goto leading_status;

another_digit:
	if (is_last_part_zero(number))
		lexer->is_loose = 1;
	number = add_digit(number, yych);
	goto next;

loose_status_end:
	lexer->is_loose = 1;
status_end: /* whatever the byte ends, it is text */
	if (lexer->status != 0)
		goto text;
	if (lexer->is_trailing) {
		if (yych != ')')
			goto text;
		lexer->is_trailing = 0;
		place = AT_TRAILING_END;
		goto TRAILING_END;
	}
leading_status:
	odd = take_status(lexer, number);
	if (odd == 0)
		goto text;
	goto odd;

text:
	cursor = skip_plain(begin, cursor, limit);
	if (!is_usual_line_end(cursor, (size_t)(limit - cursor)))
		goto TEXT;
	cursor += USUAL_LINE_END_SIZE;
	place = AT_LINE;
	lexer->cr_count = 1;
	goto text_end;

bare_cr:
	lexer->cr_count = 0;
	lexer->is_pending = 0;
	odd = SMTPREPLY_BARE_CR;
odd_again: /* the byte tells what was odd before it, and is then read again as text */
	if (odd & lexer->refuse)
		goto refused;
	lexer->deviations |= odd;
again:
	cursor--;
	goto text;

non_ascii:
	odd = SMTPREPLY_NON_ASCII;
odd: /* the byte makes a deviation certain */
	if (odd & lexer->refuse)
		goto refused;
	lexer->deviations |= odd;
	goto next;

bare_code_end:
	token = TOKEN_LINE;
	start = cursor - 1;
	odd = SMTPREPLY_BARE_CODE;
	goto line_end;

text_end:
	token = TOKEN_LINE;
	odd = lexer->is_pending ? take_status(lexer, number) : 0;
line_end:
	odd |= odd_line_end(lexer->cr_count);
	if (odd & lexer->refuse)
		goto refused;
	lexer->deviations |= odd;
	piece->text_end = cursor - 1;
	goto end;

refused: /* of several deviations the one that stands first in the list, its lowest bit */
	odd &= lexer->refuse;
	piece->refused = odd & (~odd + 1);
	token = TOKEN_REFUSED;
fault:
	cursor--;
stop:
	piece->text_end = cursor;
end:
	piece->text = start;
	piece->cursor = cursor;
	lexer->number = number;
	lexer->place = place;
	return token;
}

uint32_t smtpreply_lex_status(const char *text, size_t size, bool is_whole)
{
	static const unsigned char line_end[] = { '\n' };
	const unsigned char *bytes = (const unsigned char *)text;
	struct smtpreply_lexer lexer = { .place = AT_HEAD };
	struct piece piece = { .cursor = bytes, .limit = bytes + size };

	smtpreply_lex(&lexer, &piece);
	if (is_whole) {
		piece.cursor = line_end;
		piece.limit = line_end + sizeof line_end;
		smtpreply_lex(&lexer, &piece);
	}
	return lexer.status;
}
