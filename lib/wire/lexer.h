/* SPDX-License-Identifier: MIT */
/* The lexer as the parser sees it: bytes of one line in, what ended the reading out. */
#ifndef LEXER_H
#define LEXER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <smtpreply/parser.h>

/* What ended the reading. After the last three, the cursor stands at the byte at fault. */
enum token {
	TOKEN_NONE,       /* no bytes are left */
	TOKEN_BLANK_LINE, /* the end of an empty line */
	TOKEN_LINE,       /* the end of a line with a code */
	TOKEN_BAD_CODE,
	TOKEN_BAD_MARK,
	TOKEN_REFUSED
};

/* Bytes to read. The text of the line that lies in them is text to text_end. */
struct piece {
	const unsigned char *cursor;
	const unsigned char *limit;
	const unsigned char *text;
	const unsigned char *text_end;
	uint32_t refused;
};

/* Internal names that cross a file carry the prefix: a static library has one name space. */
enum token smtpreply_lex(struct smtpreply_lexer *lexer, struct piece *piece);

/* The status of a line's text, 0 for none; is_whole: the line ended behind these bytes. */
uint32_t smtpreply_lex_status(const char *text, size_t size, bool is_whole);

/* The places that the parser knows of; lexer.re asserts their numbers. */

static inline bool is_at_line_start(const struct smtpreply_lexer *lexer)
{
	return lexer->place == 0;
}

static inline bool is_in_blank_line(const struct smtpreply_lexer *lexer)
{
	return lexer->place == 1;
}

#endif
