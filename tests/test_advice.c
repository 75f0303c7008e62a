/* SPDX-License-Identifier: MIT */
/* Advice: what each row of advice.def must give, and what must hold for every code at every stage.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <smtpreply.h>

#include "advice_rows.h"
#include "promises.h"
#include "run.h"

#define STAGE_COUNT (SMTPREPLY_STAGE_UNSOLICITED + 1)
#define OUTCOME_COUNT (SMTPREPLY_OUTCOME_TLS_FAILED + 1)
#define KNOWN_COUNT 1024u
#define TEXT_ROOM 1024

#define SECTION(name)
#define RULE(name, stages, came, condition, action, otherwise, scope, after, source) name,
static const char *const rule_names[] = {
#include "../lib/meaning/advice.def"
};
#undef RULE
#undef SECTION

/* A byte for each line of the table. */
#define SECTION(name) 's',
#define RULE(name, stages, came, condition, action, otherwise, scope, after, source) 'r',
static const char lines_of_rules[] = {
#include "../lib/meaning/advice.def"
};
#undef RULE
#undef SECTION

#define MOST_RULES 21

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Reads one reply; the text lives as long as the caller's buffer. */
static struct smtpreply read_reply(const char *bytes, char *text, size_t room)
{
	struct smtpreply_parser parser;
	size_t used;

	smtpreply_parser_init(&parser, text, room);
	ck_assert_int_eq(smtpreply_feed(&parser, bytes, strlen(bytes), &used), SMTPREPLY_DONE);
	ck_assert_uint_eq(used, strlen(bytes));
	return parser.reply;
}

static struct smtpreply_advice advise_row(const struct advice_row *row)
{
	char text[TEXT_ROOM];
	struct smtpreply reply;
	struct smtpreply_advice advice;

	if (row->bytes != NULL)
		reply = read_reply(row->bytes, text, sizeof text);
	smtpreply_advise(row->bytes != NULL ? &reply : NULL, &row->situation, &advice);
	return advice;
}

START_TEST(gives_what_the_row_says)
{
	const struct advice_row *row = &advice_rows[_i];
	struct smtpreply_advice advice = advise_row(row);
	char given[200];

	write_advice(&advice, given, sizeof given);
	ck_assert_msg(strcmp(given, row->expected) == 0, "%s (%s)\ngives    %s\nbut must %s",
		      row->behaviour, row->bytes ? row->bytes : "no reply", given, row->expected);
}
END_TEST

static bool is_same_case(const struct advice_row *a, const struct advice_row *b)
{
	if (memcmp(&a->situation, &b->situation, sizeof a->situation) != 0)
		return false;
	if (a->bytes == NULL || b->bytes == NULL)
		return a->bytes == b->bytes;
	return strcmp(a->bytes, b->bytes) == 0;
}

START_TEST(a_row_has_a_behaviour_and_a_source_of_its_own)
{
	const struct advice_row *row = &advice_rows[_i];

	ck_assert_msg(row->behaviour[0] != '\0' && row->source[0] != '\0', "row %d", _i);
	for (int i = 0; i < _i; i++) {
		ck_assert_str_ne(advice_rows[i].behaviour, row->behaviour);
		ck_assert_msg(!is_same_case(&advice_rows[i], row), "%s\nis %s", row->behaviour,
			      advice_rows[i].behaviour);
	}
}
END_TEST

START_TEST(a_rule_is_reached_by_a_row)
{
	const size_t length = strlen(rule_names[_i]);

	for (size_t i = 0; i < advice_row_count; i++) {
		size_t size = strlen(advice_rows[i].expected);

		if (size > length && advice_rows[i].expected[size - length - 1] == ' ' &&
		    strcmp(advice_rows[i].expected + size - length, rule_names[_i]) == 0)
			return;
	}
	ck_abort_msg("no row ends in %s", rule_names[_i]);
}
END_TEST

START_TEST(a_rule_has_a_name_of_its_own)
{
	for (int i = 0; i < _i; i++)
		ck_assert_str_ne(rule_names[i], rule_names[_i]);
}
END_TEST

/* The reading begins at a section and ends in it; rcpt_552 alone goes on in the next one. */
START_TEST(no_section_is_long)
{
	int length = 0;

	for (size_t i = 0; i < COUNT(lines_of_rules); i++) {
		length = lines_of_rules[i] == 's' ? 0 : length + 1;
		ck_assert_int_le(length, MOST_RULES);
	}
}
END_TEST

/* The promises. */

static struct smtpreply_advice check(const struct smtpreply *reply, uint32_t stage,
				     uint32_t outcome, uint32_t known, uint32_t accepted)
{
	const struct smtpreply_situation situation = {
		.stage = (uint8_t)stage,
		.outcome = (uint8_t)outcome,
		.known = known,
		.accepted = accepted,
	};
	struct smtpreply_advice advice;
	const char *broken;
	char given[200];

	memset(&advice, 0xaa, sizeof advice);
	smtpreply_advise(reply, &situation, &advice);
	broken = broken_promise(reply, &situation, &advice);
	if (broken == NULL)
		return advice;
	write_advice(&advice, given, sizeof given);
	ck_abort_msg("%s: stage %s, outcome %s, code %d, known %x, accepted %u, text \"%s\": %s",
		     broken, smtpreply_stage_name(stage), smtpreply_outcome_name(outcome),
		     reply ? reply->code : 0, (unsigned)known, (unsigned)accepted,
		     reply ? reply->text : "", given);
}

static void check_in_all_situations(const struct smtpreply *reply, uint32_t stage)
{
	for (uint32_t known = 0; known < KNOWN_COUNT; known++) {
		check(reply, stage, SMTPREPLY_OUTCOME_REPLY, known, 0);
		check(reply, stage, SMTPREPLY_OUTCOME_REPLY, known, 2);
	}
}

static struct smtpreply reply_of(unsigned code, const char *text)
{
	return (struct smtpreply){
		.text = text,
		.text_size = strlen(text),
		.code = (uint16_t)code,
		.first_code = (uint16_t)code,
		.last_code = (uint16_t)code,
		.severity = (uint8_t)(code / 100),
		.line_count = 1,
	};
}

START_TEST(every_code_holds_in_every_situation)
{
	for (unsigned code = 200; code < 600; code++) {
		struct smtpreply reply = reply_of(code, "");

		check_in_all_situations(&reply, (uint32_t)_i);
		reply.deviations = SMTPREPLY_CODE_MISMATCH;
		check(&reply, (uint32_t)_i, SMTPREPLY_OUTCOME_REPLY, 0, 0);
		check(&reply, (uint32_t)_i, SMTPREPLY_OUTCOME_REPLY, SMTPREPLY_TLS_OPTIONAL, 2);
	}
}
END_TEST

START_TEST(every_outcome_holds_in_every_situation)
{
	struct smtpreply reply = reply_of(550, "no in 5 minutes");

	for (uint32_t outcome = SMTPREPLY_OUTCOME_LOST; outcome < OUTCOME_COUNT; outcome++)
		for (uint32_t known = 0; known < KNOWN_COUNT; known++) {
			check(NULL, (uint32_t)_i, outcome, known, 0);
			check(&reply, (uint32_t)_i, outcome, known, 2);
		}
}
END_TEST

/* The statuses that rules ask for, and others that stand for all the rest. */
static const uint16_t statuses[][2] = {
	{ 0, 0 },  { 0, 1 }, { 1, 1 },   { 1, 10 },  { 2, 0 },     { 2, 1 },  { 2, 2 },  { 2, 3 },
	{ 3, 0 },  { 3, 1 }, { 3, 2 },   { 3, 4 },   { 5, 0 },     { 5, 1 },  { 5, 2 },  { 5, 3 },
	{ 5, 4 },  { 5, 6 }, { 7, 0 },   { 7, 1 },   { 7, 8 },     { 7, 10 }, { 7, 11 }, { 7, 12 },
	{ 7, 28 }, { 8, 8 }, { 10, 10 }, { 128, 3 }, { 999, 999 },
};

static const char *const texts[] = {
	"",
	"too many recipients",
	"mailbox full, try again in 300 seconds",
	"greylisted, wait 5 minutes",
	"rate limit exceeded, wait 99999 seconds",
	"Must issue a STARTTLS command first",
	"message too big",
};

static const uint32_t usual_known[] = {
	0,
	SMTPREPLY_MORE_HOSTS,
	SMTPREPLY_REUSED,
	SMTPREPLY_TLS_ACTIVE,
	SMTPREPLY_TLS_OFFERED,
	SMTPREPLY_TLS_REQUIRED,
	SMTPREPLY_TLS_OPTIONAL,
	SMTPREPLY_CAN_AUTHENTICATE,
	SMTPREPLY_AUTHENTICATED,
	SMTPREPLY_SUBMISSION,
	SMTPREPLY_SUBMISSION | SMTPREPLY_CAN_AUTHENTICATE,
	SMTPREPLY_TLS_OPTIONAL | SMTPREPLY_TLS_REQUIRED,
	SMTPREPLY_PARAMETERS_USED,
	KNOWN_COUNT - 1,
};

/* All that may be known, for a reply without words; with words, nothing or all of it. */
static void check_with_words(struct smtpreply *reply, uint32_t stage)
{
	for (size_t text = 0; text < COUNT(texts); text++) {
		size_t step = text == 0 ? 1 : COUNT(usual_known) - 1;

		reply->text = texts[text];
		reply->text_size = strlen(texts[text]);
		for (size_t known = 0; known < COUNT(usual_known); known += step) {
			check(reply, stage, SMTPREPLY_OUTCOME_REPLY, usual_known[known], 0);
			check(reply, stage, SMTPREPLY_OUTCOME_REPLY, usual_known[known], 1);
		}
	}
}

START_TEST(every_status_and_word_holds_at_every_code)
{
	for (unsigned code = 200; code < 600; code++)
		for (size_t status = 0; status < COUNT(statuses); status++) {
			struct smtpreply reply = reply_of(code, "");

			reply.status.severity = reply.severity;
			reply.status.subject = statuses[status][0];
			reply.status.detail = statuses[status][1];
			check_with_words(&reply, (uint32_t)_i);
		}
}
END_TEST

/* A status refines a refusal; what is accepted is accepted. */
START_TEST(a_status_changes_nothing_of_an_acceptance)
{
	for (unsigned code = 200; code < 400; code++)
		for (size_t status = 0; status < COUNT(statuses); status++) {
			struct smtpreply reply = reply_of(code, texts[1]);
			struct smtpreply_advice bare =
				check(&reply, (uint32_t)_i, SMTPREPLY_OUTCOME_REPLY, 0, 1);
			struct smtpreply_advice told;

			reply.status.severity = reply.severity;
			reply.status.subject = statuses[status][0];
			reply.status.detail = statuses[status][1];
			told = check(&reply, (uint32_t)_i, SMTPREPLY_OUTCOME_REPLY, 0, 1);
			ck_assert_str_eq(bare.rule, told.rule);
		}
}
END_TEST

/* Numbers of no meaning. */

START_TEST(an_unknown_stage_counts_as_other)
{
	const struct smtpreply reply = reply_of(550, "");
	struct smtpreply_situation situation = { .stage = STAGE_COUNT };
	struct smtpreply_advice advice;

	smtpreply_advise(&reply, &situation, &advice);
	ck_assert_str_eq(advice.rule, "command-permanent");
	situation.stage = 255;
	smtpreply_advise(&reply, &situation, &advice);
	ck_assert_str_eq(advice.rule, "command-permanent");
}
END_TEST

START_TEST(an_unknown_outcome_counts_as_lost)
{
	const struct smtpreply reply = reply_of(250, "");
	struct smtpreply_situation situation = { .stage = SMTPREPLY_STAGE_MAIL,
						 .outcome = OUTCOME_COUNT };
	struct smtpreply_advice advice;

	smtpreply_advise(&reply, &situation, &advice);
	ck_assert_str_eq(advice.rule, "lost");
}
END_TEST

START_TEST(a_reply_without_a_code_counts_as_malformed)
{
	static const uint16_t codes[] = { 0, 1, 199, 600, 999, 65535 };
	const struct smtpreply_situation situation = { .stage = SMTPREPLY_STAGE_MAIL };
	struct smtpreply reply = reply_of(250, "");
	struct smtpreply_advice advice;

	reply.code = codes[_i];
	smtpreply_advise(&reply, &situation, &advice);
	ck_assert_str_eq(advice.rule, "malformed");
}
END_TEST

START_TEST(bits_without_a_meaning_are_not_facts)
{
	const struct smtpreply_situation situation = {
		.stage = SMTPREPLY_STAGE_RCPT,
		.known = ~(uint32_t)(KNOWN_COUNT - 1),
	};
	const struct smtpreply reply = reply_of(552, "no");
	struct smtpreply_advice advice;

	smtpreply_advise(&reply, &situation, &advice);
	ck_assert_str_eq(advice.rule, "rcpt-552-unread-alone");
}
END_TEST

/* Words are read in whole lines only, and a NUL in the text does not end them. */

static const char *rule_of(const char *bytes, size_t size, size_t room)
{
	const struct smtpreply_situation situation = { .stage = SMTPREPLY_STAGE_RCPT };
	char *text = malloc(room);
	struct smtpreply_parser parser;
	struct smtpreply_advice advice;
	size_t used;

	smtpreply_parser_init(&parser, text, room);
	ck_assert_int_eq(smtpreply_feed(&parser, bytes, size, &used), SMTPREPLY_DONE);
	smtpreply_advise(&parser.reply, &situation, &advice);
	free(text);
	return advice.rule;
}

START_TEST(a_line_that_was_cut_tells_nothing)
{
	static const char bytes[] = "452-mailbox full of it\r\n452 that is all\r\n";
	static const size_t first_line = sizeof "mailbox full of it" - 1;

	for (size_t room = 1; room < 2 * sizeof bytes; room++)
		ck_assert_str_eq(rule_of(bytes, sizeof bytes - 1, room),
				 room <= first_line + 1 ? "rcpt-transient" : "rcpt-full-now");
}
END_TEST

START_TEST(a_nul_ends_no_text)
{
	static const char bytes[] = "452 no\0 \0mailbox full\r\n";

	ck_assert_str_eq(rule_of(bytes, sizeof bytes - 1, 100), "rcpt-full-now");
}
END_TEST

/* The words in a text. */

enum said { NOTHING, TOO_MANY, FULL, GREYLISTED, RATE, STARTTLS, TOO_BIG };

/* Where each decides, and the rule by which. */
static const struct decision {
	uint8_t stage;
	uint16_t code;
	const char *rule;
} decisions[] = {
	[TOO_MANY] = { SMTPREPLY_STAGE_RCPT, 552, "rcpt-552-too-many-alone" },
	[FULL] = { SMTPREPLY_STAGE_RCPT, 552, "rcpt-full" },
	[GREYLISTED] = { SMTPREPLY_STAGE_MAIL, 450, "greylisted" },
	[RATE] = { SMTPREPLY_STAGE_MAIL, 450, "rate" },
	[STARTTLS] = { SMTPREPLY_STAGE_MAIL, 530, "tls-first" },
	[TOO_BIG] = { SMTPREPLY_STAGE_RCPT, 552, "rcpt-too-big" },
};

static const struct saying {
	enum said says;
	const char *text;
	const char *why;
} sayings[] = {
#define SAYS(word, text, why) { word, text, why },
#define SAYS_NOTHING(text, why) SAYS(NOTHING, text, why)
#include "words.def"
};

static const char *rule_of_text(const struct decision *decision, const char *text)
{
	const struct smtpreply_situation situation = { .stage = decision->stage };
	const struct smtpreply reply = {
		.code = decision->code,
		.first_code = decision->code,
		.last_code = decision->code,
		.severity = (uint8_t)(decision->code / 100),
		.text = text,
		.text_size = strlen(text),
	};
	struct smtpreply_advice advice;

	smtpreply_advise(&reply, &situation, &advice);
	return advice.rule;
}

START_TEST(a_text_says_what_the_row_says)
{
	const struct saying *saying = &sayings[_i];

	ck_assert_str_ne(saying->why, "");
	for (size_t said = TOO_MANY; said < COUNT(decisions); said++) {
		const struct decision *decision = &decisions[said];
		const char *rule = rule_of_text(decision, saying->text);

		if (saying->says == said)
			ck_assert_msg(strcmp(rule, decision->rule) == 0, "%s: %s, since %s",
				      saying->text, rule, saying->why);
		else
			ck_assert_msg(strcmp(rule, decision->rule) != 0, "%s: %s, since %s",
				      saying->text, rule, saying->why);
	}
}
END_TEST

START_TEST(names_of_numbers)
{
	static const char *const stages[] = {
		"other",
		"greeting",
		"ehlo",
		"helo",
		"lhlo",
		"starttls",
		"auth",
		"auth-cancel",
		"mail",
		"rcpt",
		"data",
		"data-end",
		"data-end-recipient",
		"bdat",
		"bdat-last",
		"burl",
		"rset",
		"vrfy",
		"expn",
		"help",
		"noop",
		"quit",
		"etrn",
		"atrn",
		"xclient",
		"unsolicited",
		"none",
	};
	static const char *const outcomes[] = { "reply",  "lost",     "timed-out",  "malformed",
						"desync", "injected", "tls-failed", "none" };
	static const char *const actions[] = {
		"none",           "proceed",       "continue",       "end-empty", "new-transaction",
		"new-connection", "try-next-host", "retry-later",    "say-helo",  "without-tls",
		"start-tls",      "authenticate",  "drop-parameter", "fail",      "none",
	};
	static const char *const scopes[] = { "none", "recipient", "message", "session",
					      "host", "source",    "none" };

	for (uint32_t i = 0; i < COUNT(stages); i++)
		ck_assert_str_eq(smtpreply_stage_name(i), stages[i]);
	for (uint32_t i = 0; i < COUNT(outcomes); i++)
		ck_assert_str_eq(smtpreply_outcome_name(i), outcomes[i]);
	for (uint32_t i = 0; i < COUNT(actions); i++)
		ck_assert_str_eq(smtpreply_action_name(i), actions[i]);
	for (uint32_t i = 0; i < COUNT(scopes); i++)
		ck_assert_str_eq(smtpreply_scope_name(i), scopes[i]);
	ck_assert_str_eq(smtpreply_scope_name(UINT32_MAX), "none");
}
END_TEST

START_TEST(each_number_has_a_name_of_its_own)
{
	for (uint32_t i = 0; i < STAGE_COUNT; i++) {
		ck_assert_str_ne(smtpreply_stage_name(i), "none");
		for (uint32_t j = 0; j < i; j++)
			ck_assert_str_ne(smtpreply_stage_name(i), smtpreply_stage_name(j));
	}
	for (uint32_t i = 0; i < OUTCOME_COUNT; i++)
		ck_assert_str_ne(smtpreply_outcome_name(i), "none");
	for (uint32_t i = SMTPREPLY_ACTION_PROCEED; i <= SMTPREPLY_ACTION_FAIL; i++)
		ck_assert_str_ne(smtpreply_action_name(i), "none");
}
END_TEST

int main(void)
{
	const struct test tests[] = {
		{ a_row_has_a_behaviour_and_a_source_of_its_own, (int)advice_row_count },
		{ gives_what_the_row_says, (int)advice_row_count },
		{ a_rule_is_reached_by_a_row, (int)COUNT(rule_names) },
		{ a_rule_has_a_name_of_its_own, (int)COUNT(rule_names) },
		{ no_section_is_long, 1 },
		{ every_outcome_holds_in_every_situation, STAGE_COUNT },
		{ an_unknown_stage_counts_as_other, 1 },
		{ an_unknown_outcome_counts_as_lost, 1 },
		{ a_reply_without_a_code_counts_as_malformed, 6 },
		{ bits_without_a_meaning_are_not_facts, 1 },
		{ a_line_that_was_cut_tells_nothing, 1 },
		{ a_nul_ends_no_text, 1 },
		{ a_text_says_what_the_row_says, COUNT(sayings) },
		{ names_of_numbers, 1 },
		{ each_number_has_a_name_of_its_own, 1 },
		/* those that take longest */
		{ a_status_changes_nothing_of_an_acceptance, STAGE_COUNT },
		{ every_code_holds_in_every_situation, STAGE_COUNT },
		{ every_status_and_word_holds_at_every_code, STAGE_COUNT },
	};

	return run_tests("advice", tests, COUNT(tests));
}
