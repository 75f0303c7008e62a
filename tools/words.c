/* SPDX-License-Identifier: MIT */
/* What the numbers of the library say, in words for a person. All of them are tables. */
#include "words.h"

#include <smtpreply.h>

#include <stdbool.h>
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

/* The last row of an action is for any scope that it has no row for. */
struct phrase {
	uint32_t action;
	uint32_t scope;
	const char *text;
};

static const struct phrase action_phrases[] = {
	{ SMTPREPLY_ACTION_PROCEED, 0, "go on to the next step" },
	{ SMTPREPLY_ACTION_CONTINUE, 0, "send what the server waits for" },
	{ SMTPREPLY_ACTION_END_EMPTY, 0, "send a lone dot, for nobody was accepted" },
	{ SMTPREPLY_ACTION_NEW_TRANSACTION, SMTPREPLY_SCOPE_RECIPIENT,
	  "send the message to this recipient in another transaction, after this one" },
	{ SMTPREPLY_ACTION_NEW_TRANSACTION, 0,
	  "send the message in other transactions, with fewer recipients each" },
	{ SMTPREPLY_ACTION_NEW_CONNECTION, 0,
	  "connect to the same host again at once and start over" },
	{ SMTPREPLY_ACTION_TRY_NEXT_HOST, 0, "try the next host of the domain" },
	{ SMTPREPLY_ACTION_RETRY_LATER, SMTPREPLY_SCOPE_RECIPIENT,
	  "keep the message for this recipient and try again" },
	{ SMTPREPLY_ACTION_RETRY_LATER, SMTPREPLY_SCOPE_SESSION, "keep the mail and try again" },
	{ SMTPREPLY_ACTION_RETRY_LATER, 0, "keep the message and try again" },
	{ SMTPREPLY_ACTION_SAY_HELO, 0, "say HELO in place of EHLO" },
	{ SMTPREPLY_ACTION_WITHOUT_TLS, 0, "send the mail without TLS" },
	{ SMTPREPLY_ACTION_START_TLS, 0, "start TLS, then try again at once" },
	{ SMTPREPLY_ACTION_AUTHENTICATE, 0,
	  "log in, by another mechanism that you allow where one has failed, then try again at "
	  "once" },
	{ SMTPREPLY_ACTION_DROP_PARAMETER, 0,
	  "send the command again without the parameters that may be left out" },
	{ SMTPREPLY_ACTION_FAIL, SMTPREPLY_SCOPE_RECIPIENT,
	  "give up on this recipient and tell the sender" },
	{ SMTPREPLY_ACTION_FAIL, SMTPREPLY_SCOPE_SESSION, "give up on this command" },
	{ SMTPREPLY_ACTION_FAIL, 0, "give up on the message and tell the sender" },
	{ 0, 0, "this command does not know it" },
};

/* When an action is not open to the client. */
static const struct word obstacles[] = {
	{ SMTPREPLY_ACTION_CONTINUE, "If you cannot" },
	{ SMTPREPLY_ACTION_NEW_CONNECTION, "If that has been tried" },
	{ SMTPREPLY_ACTION_TRY_NEXT_HOST, "If no host is left" },
	{ SMTPREPLY_ACTION_SAY_HELO, "If HELO will not do" },
	{ SMTPREPLY_ACTION_START_TLS, "If TLS cannot be had" },
	{ SMTPREPLY_ACTION_AUTHENTICATE, "If you cannot log in" },
	{ SMTPREPLY_ACTION_DROP_PARAMETER, "If none may be left out" },
	{ 0, "If that cannot be" },
};

static const struct word scope_sentences[] = {
	{ SMTPREPLY_SCOPE_RECIPIENT, "Other recipients are not affected." },
	{ SMTPREPLY_SCOPE_MESSAGE, "Recipients already refused are not affected." },
	{ SMTPREPLY_SCOPE_SESSION, "This is about the session, not the mail." },
	{ SMTPREPLY_SCOPE_HOST, "Other messages would fare the same with this server." },
	{ SMTPREPLY_SCOPE_SOURCE, "The reason is your own address or rate: slow down, for other "
				  "servers may answer the same." },
	{ 0, "This command does not know whom that affects." },
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

/* Does a client that is told to continue have nothing to send? */
static bool is_idle(uint32_t action, uint32_t severity)
{
	return action == SMTPREPLY_ACTION_CONTINUE && severity != SMTPREPLY_INTERMEDIATE;
}

const char *action_phrase(uint32_t action, uint32_t scope, uint32_t severity)
{
	const struct phrase *phrase = action_phrases;

	if (is_idle(action, severity))
		return "this reply decides nothing; what earlier ones said stands";
	while (phrase->action != 0 &&
	       (phrase->action != action || (phrase->scope != scope && phrase->scope != 0)))
		phrase++;
	return phrase->text;
}

const char *obstacle(uint32_t action, uint32_t severity)
{
	if (is_idle(action, severity))
		return "If no earlier one decides";
	return find_word(obstacles, action);
}

const char *scope_sentence(uint32_t scope)
{
	return find_word(scope_sentences, scope);
}

const char *outcome_meaning(uint32_t outcome)
{
	return find_word(outcome_meanings, outcome);
}
