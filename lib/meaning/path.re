/* SPDX-License-Identifier: MIT */
/*
 * The forward path of 251 and 551 (RFC 5321, 4.1.2). A server may write the address that was asked
 * about as well, so a path must be announced by a word before it, or stand alone on its line.
 */
#include <smtpreply/path.h>

#include <assert.h>
#include <string.h>

#include "texts.h"

static_assert(offsetof(struct smtpreply_path, size) == sizeof(size_t), "fixed");
static_assert(offsetof(struct smtpreply_path, mailbox) == 2 * sizeof(size_t), "fixed");
static_assert(offsetof(struct smtpreply_path, mailbox_size) == 3 * sizeof(size_t), "fixed");
static_assert(offsetof(struct smtpreply_path, is_open) == 4 * sizeof(size_t), "fixed");
static_assert(sizeof(struct smtpreply_path) == 4 * sizeof(size_t) + 8, "fixed");

/* Where the parts of a path lie. */
struct places {
	size_t begin;
	size_t mailbox;
	size_t end;
	bool is_open;
};

/*!re2c
!include "texts.rules";

high      = [\x80-\xff];                     // RFC 6531, 3.3
atom      = (alnum | [!#$%&'*+/=?^_`{|}~\-] | high)+;
quoted    = "\"" ([ !#-[\]-~] | high | "\\" [ -~])* "\"";
local     = atom ("." atom)* | quoted;
letter    = alnum | high;
label     = letter ("-"* letter)*;
domain    = label ("." label)*;
literal   = "[" [!-Z^-~]+ "]";
mailbox   = local "@" (domain | literal);
route     = "@" domain (",@" domain)* ":";
lost      = [.,;)]* [ \t\n];                 // what may stand where the ">" was lost

forward   = 'forward' ('ed' | 'ing')? | 'redirect' ('ed' | 'ing')? | 'moved' | 'changed';
announced = 'try' | 'use' | forward blank 'to' | 'address' blank 'is';
*/

/* Reads a path that starts behind its "<". */
static bool read_path(const unsigned char *text, size_t size, size_t at, struct places *places)
{
	size_t marker, begin = at, mailbox, end;
	/*!stags:re2c:path format = "\tsize_t @@ = 0;\n"; */

	/*!re2c:path
	route? @mailbox mailbox  { end = at; goto end; }
	">"                      { *places = (struct places){ begin, begin, begin, false }; return true; }
	*                        { return false; }
	*/
end:
	/*!re2c
	">"                      { *places = (struct places){ begin, mailbox, end, false }; return true; }
	lost                     { *places = (struct places){ begin, mailbox, end, true }; return true; }
	*                        { return false; }
	*/
}

static bool is_last(const unsigned char *text, size_t size, size_t at)
{
	size_t marker;

	/*!re2c
	blank? "\n"  { return true; }
	*            { return false; }
	*/
}

/* Tries each place where a path may stand: alone on a line, or announced. */
static bool search(const unsigned char *text, size_t size, struct places *places)
{
	size_t at = 0, marker;

line:
	/*!re2c
	status? blank? "<"          { goto alone; }
	""                          { goto words; }
	*/
alone:
	if (read_path(text, size, at, places) && !places->is_open &&
	    is_last(text, size, places->end + 1))
		return true;
words:
	/*!re2c
	announced ":"? blank? "<"   { goto announced; }
	letter+ | blank             { goto words; }
	"\n"                        { goto line_end; }
	*                           { goto words; }
	*/
line_end:
	if (at <= size)
		goto line;
	return false;
announced:
	if (read_path(text, size, at, places))
		return true;
	goto words;
}

bool smtpreply_path_find(uint32_t code, const char *text, size_t size, bool truncated,
			 struct smtpreply_path *path)
{
	struct places places;

	memset(path, 0, sizeof *path);
	if (code != 251 && code != 551)
		return false;
	size = size_of_whole_lines(text, size, truncated);
	if (!search((const unsigned char *)text, size, &places))
		return false;
	path->text = text + places.begin;
	path->size = places.end - places.begin;
	path->mailbox = text + places.mailbox;
	path->mailbox_size = places.end - places.mailbox;
	path->is_open = places.is_open;
	return true;
}
