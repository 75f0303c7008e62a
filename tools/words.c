/* SPDX-License-Identifier: MIT */
/* What the numbers of the library say, in words for a person. All of them are tables. */
#include "words.h"

#include <smtpreply.h>

#include <stddef.h>

struct word {
	uint32_t number;
	const char *text;
};

/* Each table ends in the text for a number that a newer library has and this command has not. */
static const struct word severity_titles[] = {
	{ SMTPREPLY_POSITIVE, "positive completion" },
	{ SMTPREPLY_INTERMEDIATE, "positive intermediate" },
	{ SMTPREPLY_TRANSIENT, "transient negative completion" },
	{ SMTPREPLY_PERMANENT, "permanent negative completion" },
	{ 0, "unknown severity" },
};

static const struct word severity_meanings[] = {
	{ SMTPREPLY_POSITIVE, "done" },
	{ SMTPREPLY_INTERMEDIATE, "go on, nothing is done yet" },
	{ SMTPREPLY_TRANSIENT, "not done, a later try may succeed" },
	{ SMTPREPLY_PERMANENT, "refused, the same will fail again" },
	{ 0, "this command does not know it" },
};

static const struct word error_meanings[] = {
	{ SMTPREPLY_BAD_CODE, "this byte cannot stand in a reply code" },
	{ SMTPREPLY_BAD_MARK, "neither a space, a hyphen nor a line end follows the code" },
	{ SMTPREPLY_REFUSED, "the reply has a deviation that was to be refused" },
	{ SMTPREPLY_TOO_LONG, "the reply has more octets than allowed" },
	{ SMTPREPLY_CUT_OFF, "the stream ended inside a reply" },
	{ 0, "this command does not know it" },
};

static const struct word looks_like_meanings[] = {
	{ SMTPREPLY_POP3, "a mailbox server answers; mail is sent to port 25, 465 or 587" },
	{ SMTPREPLY_IMAP, "a mailbox server answers; mail is sent to port 25, 465 or 587" },
	{ SMTPREPLY_HTTP, "a web server or proxy answers; check the host and the port" },
	{ SMTPREPLY_SSH, "a login server answers; check the host and the port" },
	{ SMTPREPLY_TLS, "the server speaks TLS from the first byte, as on port 465" },
	{ 0, "this command does not know it" },
};

static const struct word deviation_meanings[] = {
	{ SMTPREPLY_BARE_LF, "a line ended in LF without CR" },
	{ SMTPREPLY_EXTRA_CR, "a line ended in more than one CR and LF" },
	{ SMTPREPLY_BARE_CR, "a CR stood inside a line" },
	{ SMTPREPLY_BLANK_LINE, "an empty line stood before a line; a reply may be missing" },
	{ SMTPREPLY_BARE_CODE, "a line ended right after its code" },
	{ SMTPREPLY_SECOND_DIGIT, "the second digit of a code is none that SMTP has" },
	{ SMTPREPLY_CODE_MISMATCH, "lines carry different codes, of which the safest counts" },
	{ SMTPREPLY_STATUS_CLASS, "a status contradicts the code of its line; the code counts" },
	{ SMTPREPLY_STATUS_MIXED, "lines carry different statuses; the first that fits counts" },
	{ SMTPREPLY_STATUS_FORM, "a status was written loosely" },
	{ SMTPREPLY_NUL, "a NUL stood in the text" },
	{ SMTPREPLY_CONTROL, "a control character stood in the text" },
	{ SMTPREPLY_NON_ASCII, "the text is not ASCII alone" },
	{ SMTPREPLY_BAD_UTF8, "the text is not UTF-8" },
	{ SMTPREPLY_LONG_LINE, "a line was longer than 512 octets" },
	{ 0, "this command does not know it" },
};

static const struct word action_meanings[] = {
	{ SMTPREPLY_ACTION_PROCEED, "it is done; go on to the next step" },
	{ SMTPREPLY_ACTION_CONTINUE, "send what the server waits for" },
	{ SMTPREPLY_ACTION_END_EMPTY, "send a lone dot, for nobody was accepted" },
	{ SMTPREPLY_ACTION_NEW_TRANSACTION, "send it in another transaction, behind this one, with "
					    "fewer recipients" },
	{ SMTPREPLY_ACTION_NEW_CONNECTION, "connect to the same host anew, now, and start over" },
	{ SMTPREPLY_ACTION_TRY_NEXT_HOST, "try the next host of the domain" },
	{ SMTPREPLY_ACTION_RETRY_LATER, "keep it in the queue and try again later" },
	{ SMTPREPLY_ACTION_SAY_HELO, "say HELO in place of EHLO" },
	{ SMTPREPLY_ACTION_WITHOUT_TLS, "go on without TLS" },
	{ SMTPREPLY_ACTION_START_TLS, "start TLS, then send the command once more" },
	{ SMTPREPLY_ACTION_AUTHENTICATE, "authenticate, after a failure by another mechanism, then "
					 "send the command once more" },
	{ SMTPREPLY_ACTION_DROP_PARAMETER, "send the command once more, without its parameters" },
	{ SMTPREPLY_ACTION_FAIL, "give up, and tell the sender" },
	{ 0, "this command does not know it" },
};

static const struct word scope_meanings[] = {
	{ SMTPREPLY_SCOPE_RECIPIENT, "this recipient; the others go on" },
	{ SMTPREPLY_SCOPE_MESSAGE, "the message, for all recipients without a final verdict" },
	{ SMTPREPLY_SCOPE_SESSION, "this session; it says nothing of the message" },
	{ SMTPREPLY_SCOPE_HOST, "this server; other messages will fare the same" },
	{ SMTPREPLY_SCOPE_SOURCE, "your own address or rate; other servers may answer the same" },
	{ 0, "this command does not know it" },
};

/* A reply is no outcome that needs words, and has the number that ends the table. */
static const struct word outcome_meanings[] = {
	{ SMTPREPLY_OUTCOME_LOST, "the connection ended before a reply" },
	{ SMTPREPLY_OUTCOME_TIMED_OUT, "no reply came in time" },
	{ SMTPREPLY_OUTCOME_MALFORMED, "what came is no reply" },
	{ SMTPREPLY_OUTCOME_DESYNC, "nobody knows which reply answers which command" },
	{ SMTPREPLY_OUTCOME_INJECTED, "bytes came behind the reply to STARTTLS, before TLS" },
	{ SMTPREPLY_OUTCOME_TLS_FAILED, "TLS could not be started" },
	{ 0, "a reply came" },
};

static const char *find_word(const struct word *word, uint32_t number)
{
	while (word->number != number && word->number != 0)
		word++;
	return word->text;
}

const char *severity_title(uint32_t severity)
{
	return find_word(severity_titles, severity);
}

const char *severity_meaning(uint32_t severity)
{
	return find_word(severity_meanings, severity);
}

const char *error_meaning(uint32_t error)
{
	return find_word(error_meanings, error);
}

const char *looks_like_meaning(uint32_t looks_like)
{
	return find_word(looks_like_meanings, looks_like);
}

const char *deviation_meaning(uint32_t deviation)
{
	return find_word(deviation_meanings, deviation);
}

const char *action_meaning(uint32_t action, uint32_t severity)
{
	if (action == SMTPREPLY_ACTION_CONTINUE && severity != SMTPREPLY_INTERMEDIATE)
		return "this reply decides nothing; what earlier ones said stands";
	return find_word(action_meanings, action);
}

const char *scope_meaning(uint32_t scope)
{
	return find_word(scope_meanings, scope);
}

const char *outcome_meaning(uint32_t outcome)
{
	return find_word(outcome_meanings, outcome);
}
