/* SPDX-License-Identifier: MIT */
/*
 * The words in a reply's text that a rule of advice asks for.
 *
 * RFC 5321 gives no form to the text, so this is known practice: what servers are seen to write. A
 * phrase begins where a word begins and stands in one line. What stands in <> is an address, and so
 * is a word with an "@": the client may have written it, so it is no word of the server. Of a
 * truncated text the last line is not read: half of it may mean another thing.
 *
 * The NUL behind the text, and no phrase has one, keeps the reading inside. What costs is the way
 * over words that begin no phrase: a blank behind one is taken with it.
 */
#include <stdbool.h>

#include "words.h"

/* How far from the end of a phrase an "@" counts, as a local part is long (RFC 5321, 4.5.3.1.1). */
#define REACH 64

static const unsigned char *begin_of_last_line(const unsigned char *text, const unsigned char *end)
{
	while (end != text && end[-1] != '\n')
		end--;
	return end;
}

static const unsigned char *end_of_whole_lines(const struct smtpreply *reply)
{
	const unsigned char *text = (const unsigned char *)reply->text;
	const unsigned char *end = text + reply->text_size;

	return reply->truncated ? begin_of_last_line(text, end) : end;
}

static bool is_of_address(unsigned char byte)
{
	unsigned char letter = byte | 0x20;

	return (letter >= 'a' && letter <= 'z') || (byte >= '0' && byte <= '9') || byte == '@' ||
	       byte == '.' || byte == '_' || byte == '-' || byte == '+' || byte == '=';
}

/* Where a phrase ends. One of several words is tried by its last: no address has a blank. */
static bool is_in_address(const unsigned char *text, const unsigned char *end)
{
	const unsigned char *begin = end;

	for (int i = 0; i < REACH && is_of_address(*end); i++)
		if (*end++ == '@')
			return true;
	for (int i = 0; i < REACH && begin != text && is_of_address(begin[-1]); i++)
		if (*--begin == '@')
			return true;
	return false;
}

uint32_t smtpreply_words(const struct smtpreply *reply)
{
	const unsigned char *cursor = (const unsigned char *)reply->text;
	const unsigned char *const end = end_of_whole_lines(reply);
	const unsigned char *marker;
	uint32_t says, words = 0;

	while (cursor < end) {
		/*!re2c
		re2c:define:YYCTYPE = "unsigned char";
		re2c:define:YYCURSOR = cursor;
		re2c:define:YYMARKER = marker;
		re2c:yyfill:enable = 0;

		address    = "<" [^<>\n\x00]* ">";
		letter     = [a-zA-Z\x80-\xff];
		other      = [^<a-zA-Z\x80-\xff\x00];
		gap        = [ _-];
		is         = ('is' gap)?;
		recipients = 'rec' letter* | 'rcpt' letter*;
		mailbox    = 'mailbox' | 'inbox' | 'account' | 'user';
		quota      = ('mailbox' | 'storage' | 'its' | 'the') gap 'quota' | 'quota';

		'too' gap 'many' gap recipients            { says = SAYS_TOO_MANY; goto found; }
		'number of' gap recipients                 { says = SAYS_TOO_MANY; goto found; }
		'recipient' 's'? gap 'limit' letter*       { says = SAYS_TOO_MANY; goto found; }

		'too' gap 'many' gap recipients gap ('from' | 'per' | 'this')
		                                           { says = SAYS_RATE; goto found; }
		'too' gap 'many' gap ('connections' | 'mes' letter* | 'mail' letter*)
		                                           { says = SAYS_RATE; goto found; }
		'connections from'                         { says = SAYS_RATE; goto found; }
		'too much mail'                            { says = SAYS_RATE; goto found; }
		'rate' gap? 'limit' letter*                { says = SAYS_RATE; goto found; }
		'unusual rate'                             { says = SAYS_RATE; goto found; }
		'sending' gap 'quota' gap 'exceeded'       { says = SAYS_RATE; goto found; }
		'throttl' letter*                          { says = SAYS_RATE; goto found; }

		mailbox gap is 'full'                      { says = SAYS_FULL; goto found; }
		mailbox gap is 'out of storage'            { says = SAYS_FULL; goto found; }
		'over' gap? 'quota'                        { says = SAYS_FULL; goto found; }
		'quota' gap 'exceeded'                     { says = SAYS_FULL; goto found; }
		'exceed' letter* gap quota                 { says = SAYS_FULL; goto found; }

		'message size exceed' letter*              { says = SAYS_TOO_BIG; goto found; }
		'message' gap is 'too' gap ('big' | 'large')
		                                           { says = SAYS_TOO_BIG; goto found; }

		('grey' | 'gray') gap? 'list' letter*      { says = SAYS_GREYLISTED; goto found; }
		'not yet authorized to deliver'            { says = SAYS_GREYLISTED; goto found; }

		'starttls'                                 { says = SAYS_STARTTLS; goto found; }

		letter+                                    { cursor += *cursor == ' '; continue; }
		other | address | "<" | "\x00"             { continue; }
		*/
	found:
		if (!is_in_address((const unsigned char *)reply->text, cursor))
			words |= says;
	}
	return words;
}
