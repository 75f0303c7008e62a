/* SPDX-License-Identifier: MIT */
/*
 * The words in a reply's text that a rule of advice asks for.
 *
 * RFC 5321 gives no form to the text, so this is known practice: what servers are seen to write. A
 * phrase begins where a word begins and stands in one line. What stands in <> is an address, which
 * the client itself may have written: it is no word of the server. Of a truncated text the last
 * line is not read: half of it may mean another thing.
 *
 * The NUL behind the text, and no phrase has one, keeps the reading inside. What costs is the way
 * over words that begin no phrase: a blank behind one is taken with it.
 */
#include "words.h"

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

uint32_t smtpreply_words(const struct smtpreply *reply)
{
	const unsigned char *cursor = (const unsigned char *)reply->text;
	const unsigned char *const end = end_of_whole_lines(reply);
	const unsigned char *marker;
	uint32_t words = 0;

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

		'too' gap 'many' gap recipients            { words |= SAYS_TOO_MANY; continue; }
		'number of' gap recipients                 { words |= SAYS_TOO_MANY; continue; }
		'recipient' 's'? gap 'limit' letter*       { words |= SAYS_TOO_MANY; continue; }

		'too' gap 'many' gap recipients gap ('from' | 'per' | 'this')
		                                           { words |= SAYS_RATE; continue; }
		'too' gap 'many' gap ('connections' | 'mes' letter* | 'mail' letter*)
		                                           { words |= SAYS_RATE; continue; }
		'connections from'                         { words |= SAYS_RATE; continue; }
		'too much mail'                            { words |= SAYS_RATE; continue; }
		'rate' gap? 'limit' letter*                { words |= SAYS_RATE; continue; }
		'unusual rate'                             { words |= SAYS_RATE; continue; }
		'sending' gap 'quota' gap 'exceeded'       { words |= SAYS_RATE; continue; }
		'throttl' letter*                          { words |= SAYS_RATE; continue; }

		mailbox gap is 'full'                      { words |= SAYS_FULL; continue; }
		mailbox gap is 'out of storage'            { words |= SAYS_FULL; continue; }
		'over' gap? 'quota'                        { words |= SAYS_FULL; continue; }
		'quota' gap 'exceeded'                     { words |= SAYS_FULL; continue; }
		'exceed' letter* gap quota                 { words |= SAYS_FULL; continue; }

		'message size exceed' letter*              { words |= SAYS_TOO_BIG; continue; }
		'message' gap is 'too' gap ('big' | 'large')
		                                           { words |= SAYS_TOO_BIG; continue; }

		('grey' | 'gray') gap? 'list' letter*      { words |= SAYS_GREYLISTED; continue; }
		'not yet authorized to deliver'            { words |= SAYS_GREYLISTED; continue; }

		'starttls'                                 { words |= SAYS_STARTTLS; continue; }

		letter+                                    { cursor += *cursor == ' '; continue; }
		other+ | address | "<" | "\x00"            { continue; }
		*/
	}
	return words;
}
