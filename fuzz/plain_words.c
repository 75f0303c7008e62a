/* SPDX-License-Identifier: MIT */
/*
 * The words that advice asks a text for, read a second time: at each word every phrase of a list is
 * tried, and the longest that fits counts.
 */
#include "plain_words.h"

#include <ctype.h>
#include <string.h>

#include "rest.h"

#define REACH 64 /* how far an "@" may be from a phrase in an address */

/* In a phrase "_" is a gap, "~" a gap or nothing, "*" any letters; a blank is a blank. */
struct phrase {
	const char *pattern;
	uint32_t says;
};

#define MAILBOX(behind)                                                                            \
	{ "mailbox_" behind, PLAIN_FULL }, { "inbox_" behind, PLAIN_FULL },                        \
		{ "account_" behind, PLAIN_FULL },                                                 \
	{                                                                                          \
		"user_" behind, PLAIN_FULL                                                         \
	}

static const struct phrase phrases[] = {
	{ "too_many_rec*", PLAIN_TOO_MANY },
	{ "too_many_rcpt*", PLAIN_TOO_MANY },
	{ "number of_rec*", PLAIN_TOO_MANY },
	{ "number of_rcpt*", PLAIN_TOO_MANY },
	{ "recipient_limit*", PLAIN_TOO_MANY },
	{ "recipients_limit*", PLAIN_TOO_MANY },
	{ "too_many_rec*_from", PLAIN_RATE },
	{ "too_many_rec*_per", PLAIN_RATE },
	{ "too_many_rec*_this", PLAIN_RATE },
	{ "too_many_rcpt*_from", PLAIN_RATE },
	{ "too_many_rcpt*_per", PLAIN_RATE },
	{ "too_many_rcpt*_this", PLAIN_RATE },
	{ "too_many_connections", PLAIN_RATE },
	{ "too_many_mes*", PLAIN_RATE },
	{ "too_many_mail*", PLAIN_RATE },
	{ "connections from", PLAIN_RATE },
	{ "too much mail", PLAIN_RATE },
	{ "rate~limit*", PLAIN_RATE },
	{ "unusual rate", PLAIN_RATE },
	{ "sending_quota_exceeded", PLAIN_RATE },
	{ "throttl*", PLAIN_RATE },
	MAILBOX("full"),
	MAILBOX("is_full"),
	MAILBOX("out of storage"),
	MAILBOX("is_out of storage"),
	{ "over~quota", PLAIN_FULL },
	{ "quota_exceeded", PLAIN_FULL },
	{ "exceed*_quota", PLAIN_FULL },
	{ "exceed*_mailbox_quota", PLAIN_FULL },
	{ "exceed*_storage_quota", PLAIN_FULL },
	{ "exceed*_its_quota", PLAIN_FULL },
	{ "exceed*_the_quota", PLAIN_FULL },
	{ "message size exceed*", PLAIN_TOO_BIG },
	{ "message_too_big", PLAIN_TOO_BIG },
	{ "message_too_large", PLAIN_TOO_BIG },
	{ "message_is_too_big", PLAIN_TOO_BIG },
	{ "message_is_too_large", PLAIN_TOO_BIG },
	{ "grey~list*", PLAIN_GREYLISTED },
	{ "gray~list*", PLAIN_GREYLISTED },
	{ "not yet authorized to deliver", PLAIN_GREYLISTED },
	{ "starttls", PLAIN_STARTTLS },
};

static bool is_letter(unsigned char byte)
{
	return byte >= 0x80 || isalpha(byte);
}

static bool is_gap(unsigned char byte)
{
	return byte == ' ' || byte == '_' || byte == '-';
}

static bool is_of_address(unsigned char byte)
{
	return byte < 0x80 && (isalnum(byte) || (byte != '\0' && strchr("@._-+=", byte) != NULL));
}

/* Takes what one sign of a pattern stands for. */
static bool take_sign(struct rest *rest, char sign)
{
	unsigned char byte = size_of(rest) > 0 ? (unsigned char)*rest->at : '\0';

	if (sign == '*')
		take_all(rest, is_letter);
	else if (sign == '_' ? is_gap(byte) : sign == '~' ? is_gap(byte) : tolower(byte) == sign)
		rest->at++;
	else
		return sign == '~';
	return true;
}

/* The size of what fits a pattern, 0 for none. */
static size_t size_of_fit(struct rest rest, const char *pattern)
{
	const char *begin = rest.at;

	for (; *pattern != '\0'; pattern++)
		if (!take_sign(&rest, *pattern))
			return 0;
	return (size_t)(rest.at - begin);
}

static const struct phrase *longest_phrase(const struct rest *rest, size_t *size)
{
	const struct phrase *longest = NULL;

	for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++) {
		size_t fit = size_of_fit(*rest, phrases[i].pattern);

		if (fit > *size || (fit == *size && longest == NULL)) {
			longest = &phrases[i];
			*size = fit;
		}
	}
	return longest;
}

static bool is_in_address(const char *text, const struct rest *rest)
{
	for (size_t i = 0; i < REACH && i < size_of(rest); i++) {
		if (rest->at[i] == '@')
			return true;
		if (!is_of_address((unsigned char)rest->at[i]))
			break;
	}
	for (size_t i = 1; i <= REACH && i <= (size_t)(rest->at - text); i++) {
		if (rest->at[-(ptrdiff_t)i] == '@')
			return true;
		if (!is_of_address((unsigned char)rest->at[-(ptrdiff_t)i]))
			break;
	}
	return false;
}

/* A word, or the phrase that it begins; a phrase that is shorter than the word is none. */
static uint32_t take_word(const char *text, struct rest *rest)
{
	struct rest word = *rest;
	size_t size = take_all(&word, is_letter);
	const struct phrase *phrase = longest_phrase(rest, &size);

	rest->at += size;
	return phrase != NULL && !is_in_address(text, rest) ? phrase->says : 0;
}

/* What stands in <> is an address; a "<" that nothing closes on its line is none. */
static void take_address(struct rest *rest)
{
	const char *at = rest->at + 1;

	while (at < rest->end && strchr("<>\n", *at) == NULL)
		at++;
	rest->at = at < rest->end && *at == '>' ? at + 1 : rest->at + 1;
}

uint32_t plain_words(const char *text, size_t size, bool truncated)
{
	struct rest rest = { text, text + size };
	uint32_t says = 0;

	if (!has_whole_lines(text, &size, truncated))
		return 0;
	rest.end = text + size;
	while (size_of(&rest) > 0)
		if (is_letter((unsigned char)*rest.at))
			says |= take_word(text, &rest);
		else if (*rest.at == '<')
			take_address(&rest);
		else
			rest.at++;
	return says;
}
