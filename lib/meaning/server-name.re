/* SPDX-License-Identifier: MIT */
/*
 * The server's name in 220, 221 and 421: the first word of a text if it is a domain or an address
 * literal (RFC 5321, 4.1.2 and 4.1.3). What is no name by its looks, no grammar can tell: see the
 * words that may follow a domain without a dot.
 */
#include <smtpreply/server-name.h>

#include <assert.h>
#include <string.h>

#include "texts.h"

/* octets of a domain; RFC 5321, 4.5.3.1.2 */
#define DOMAIN_OCTETS 255

static_assert(offsetof(struct smtpreply_server_name, size) == sizeof(size_t), "fixed");
static_assert(offsetof(struct smtpreply_server_name, reserved) == 2 * sizeof(size_t), "fixed");
static_assert(sizeof(struct smtpreply_server_name) == 2 * sizeof(size_t) + 8, "fixed");

/* An empty span for none. */
static struct span read_name(const unsigned char *text, size_t size)
{
	size_t at = 0, marker, begin, end;
	/*!stags:re2c format = "\tsize_t @@ = 0;\n"; */

	/*!re2c
	!include "texts.rules";

	label   = alnum ("-"* alnum)*;
	top     = [A-Za-z] ("-"* alnum)*;
	domain  = (label ".")+ top;
	octet   = [0-9] | [1-9][0-9] | "1" [0-9]{2} | "2" [0-4][0-9] | "25" [0-5];
	literal = "[" (octet ("." octet){3} | label ":" [\x21-\x5a\x5e-\x7e]+) "]";
	service = 'esmtp' | 'smtp' | 'lmtp' | 'service';

	status       { goto name; }
	""           { goto name; }
	*/
name:
	begin = at;
	/*!re2c
	(service blank)? service [ \t\n]   { return (struct span){ 0, 0 }; } // no name of one label
	domain @end [ \t:,;\n]             { return (struct span){ begin, end }; }
	literal @end [ \t\n]               { return (struct span){ begin, end }; }
	'localhost' @end [ \t\n]           { return (struct span){ begin, end }; }
	top @end blank service [ \t\n]     { return (struct span){ begin, end }; }
	*                                  { return (struct span){ 0, 0 }; }
	*/
}

static bool has_server_name(uint32_t code)
{
	return code == 220 || code == 221 || code == 421;
}

bool smtpreply_server_name_find(uint32_t code, const char *text, size_t size, bool truncated,
				struct smtpreply_server_name *name)
{
	struct span span;

	memset(name, 0, sizeof *name);
	if (!has_server_name(code))
		return false;
	size = size_of_whole_lines(text, size, truncated);
	span = read_name((const unsigned char *)text, size);
	if (span.begin == span.end || span.end - span.begin > DOMAIN_OCTETS)
		return false;
	name->text = text + span.begin;
	name->size = span.end - span.begin;
	return true;
}
