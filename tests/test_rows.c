/* SPDX-License-Identifier: MIT */
/*
 * The rows of the reference: what the tables of lib/reference say in a column comes out at the call
 * and the member that are for it. What a row says is true or not; that is for test_reference.c and
 * tests/package.
 */
#include <stdint.h>

#include <smtpreply.h>

#include "run.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum command {
#define COMMAND(identifier, name, stage) COMMAND_##identifier,
#include "../lib/reference/commands.def"
#undef COMMAND
};

/* The words that the tables use. */
enum {
#define COMMAND(identifier, name, stage) identifier = 1 << COMMAND_##identifier,
#include "../lib/reference/commands.def"
#undef COMMAND
	SUCCESS = 1 << 2,
	TRANSIENT = 1 << 4,
	PERMANENT = 1 << 5,
	NOBODY = SMTPREPLY_ACTOR_NOBODY,
	CLIENT = SMTPREPLY_ACTOR_CLIENT,
	SENDER = SMTPREPLY_ACTOR_SENDER,
	SENDER_OPERATOR = SMTPREPLY_ACTOR_SENDER_OPERATOR,
	RECIPIENT = SMTPREPLY_ACTOR_RECIPIENT,
	SERVER_OPERATOR = SMTPREPLY_ACTOR_SERVER_OPERATOR
};

enum phrase {
#define PHRASE(identifier, text) PHRASE_##identifier,
#include "../lib/reference/phrases.def"
#undef PHRASE
};

static const char *const phrases[] = {
#define PHRASE(identifier, text) text,
#include "../lib/reference/phrases.def"
#undef PHRASE
};

enum { CLASS_1 = 1, CLASS_2, CLASS_3, CLASS_4, CLASS_5, CLASS_OTHER };

struct row {
	enum smtpreply_kind kind;
	uint32_t number, detail;
	uint8_t standing, retry, log, actors;
	uint32_t commands, classes;
	enum phrase in_words[SMTPREPLY_ASPECT_LAST + 1]; /* 0 for those that are not asked */
	const char *keyword;
	const char *texts[SMTPREPLY_TEXT_PARAMETERS + 1]; /* NULL stands for none */
};

#define WORDS(of_name, of_meaning, of_seen, of_fix_sender, of_fix_server)                          \
	[SMTPREPLY_TEXT_NAME] = of_name, [SMTPREPLY_TEXT_MEANING] = of_meaning,                    \
	[SMTPREPLY_TEXT_SEEN] = of_seen, [SMTPREPLY_TEXT_FIX_SENDER] = of_fix_sender,              \
	[SMTPREPLY_TEXT_FIX_SERVER] = of_fix_server
#define CODE(of_number, of_standing, of_commands, of_actors, of_retry, of_log, companions,         \
	     reference, name, meaning, effect, seen, fix_sender, fix_server, send_when)            \
	{ .kind = SMTPREPLY_KIND_CODE,                                                             \
	  .number = of_number,                                                                     \
	  .standing = SMTPREPLY_##of_standing,                                                     \
	  .retry = SMTPREPLY_RETRY_##of_retry,                                                     \
	  .log = SMTPREPLY_LOG_##of_log,                                                           \
	  .actors = (of_actors),                                                                   \
	  .commands = (of_commands),                                                               \
	  .in_words = { [SMTPREPLY_ASPECT_RETRY] = PHRASE_RETRY_##of_retry,                        \
			[SMTPREPLY_ASPECT_LOG] = PHRASE_LOG_##of_log,                              \
			[SMTPREPLY_ASPECT_STANDING] = PHRASE_STANDING_##of_standing },             \
	  .texts = { WORDS(name, meaning, seen, fix_sender, fix_server),                           \
		     [SMTPREPLY_TEXT_COMPANIONS] = companions,                                     \
		     [SMTPREPLY_TEXT_REFERENCE] = reference, [SMTPREPLY_TEXT_EFFECT] = effect,     \
		     [SMTPREPLY_TEXT_SEND_WHEN] = send_when } },
#define STATUS(subject, of_detail, of_standing, of_classes, of_actors, companions, reference,      \
	       name, meaning, seen, fix_sender, fix_server, send_when)                             \
	{ .kind = SMTPREPLY_KIND_STATUS,                                                           \
	  .number = subject,                                                                       \
	  .detail = of_detail,                                                                     \
	  .standing = SMTPREPLY_##of_standing,                                                     \
	  .actors = (of_actors),                                                                   \
	  .classes = (of_classes),                                                                 \
	  .in_words = { [SMTPREPLY_ASPECT_STANDING] = PHRASE_STANDING_##of_standing },             \
	  .texts = { WORDS(name, meaning, seen, fix_sender, fix_server),                           \
		     [SMTPREPLY_TEXT_COMPANIONS] = companions,                                     \
		     [SMTPREPLY_TEXT_REFERENCE] = reference,                                       \
		     [SMTPREPLY_TEXT_SEND_WHEN] = send_when } },
#define GROUP(of_kind, of_number, reference, name, meaning, seen, fix_sender, fix_server,          \
	      send_when)                                                                           \
	{ .kind = of_kind,                                                                         \
	  .number = of_number,                                                                     \
	  .standing = SMTPREPLY_STANDARD,                                                          \
	  .texts = { WORDS(name, meaning, seen, fix_sender, fix_server),                           \
		     [SMTPREPLY_TEXT_REFERENCE] = reference,                                       \
		     [SMTPREPLY_TEXT_SEND_WHEN] = send_when } },
#define SUBJECT(subject, ...) GROUP(SMTPREPLY_KIND_SUBJECT, subject, __VA_ARGS__)
#define STATUS_CLASS(class, ...) GROUP(SMTPREPLY_KIND_STATUS_CLASS, class, __VA_ARGS__)
#define CODE_CLASS(digit, ...) GROUP(SMTPREPLY_KIND_CODE_CLASS, CLASS_##digit, __VA_ARGS__)
#define KEYWORD(identifier, of_keyword, of_standing, syntax, commands, parameters, reference,      \
		name, meaning, seen, fix_sender, fix_server)                                       \
	{ .kind = SMTPREPLY_KIND_KEYWORD,                                                          \
	  .standing = SMTPREPLY_##of_standing,                                                     \
	  .keyword = of_keyword,                                                                   \
	  .in_words = { [SMTPREPLY_ASPECT_STANDING] = PHRASE_STANDING_##of_standing },             \
	  .texts = { WORDS(name, meaning, seen, fix_sender, fix_server),                           \
		     [SMTPREPLY_TEXT_SYNTAX] = syntax, [SMTPREPLY_TEXT_COMMANDS] = commands,       \
		     [SMTPREPLY_TEXT_PARAMETERS] = parameters,                                     \
		     [SMTPREPLY_TEXT_REFERENCE] = reference } },

static const struct row rows[] = {
#include "../lib/reference/classes.def"
#include "../lib/reference/codes.def"
#include "../lib/reference/keywords.def"
#include "../lib/reference/statuses.def"
};

static struct smtpreply_entry entry_of(const struct row *row)
{
	const struct smtpreply_status status = { .subject = (uint16_t)row->number,
						 .detail = (uint16_t)row->detail };
	struct smtpreply_entry entry;

	if (row->kind == SMTPREPLY_KIND_CODE)
		smtpreply_entry_find_code(row->number, &entry);
	else if (row->kind == SMTPREPLY_KIND_CODE_CLASS)
		smtpreply_entry_find_code_class(row->number, &entry);
	else if (row->kind == SMTPREPLY_KIND_STATUS)
		smtpreply_entry_find_status(&status, &entry);
	else if (row->kind == SMTPREPLY_KIND_SUBJECT)
		smtpreply_entry_find_subject(0, row->number, &entry);
	else if (row->kind == SMTPREPLY_KIND_STATUS_CLASS)
		smtpreply_entry_find_status_class(row->number, &entry);
	else
		smtpreply_entry_find_keyword(row->keyword, strlen(row->keyword), &entry);
	return entry;
}

START_TEST(each_text_is_that_of_its_column)
{
	const struct row *row = &rows[_i];
	struct smtpreply_entry entry = entry_of(row);

	ck_assert_uint_eq(entry.kind, row->kind);
	ck_assert_uint_eq(entry.match, SMTPREPLY_MATCH_EXACT);
	for (uint32_t text = 1; text < COUNT(row->texts); text++)
		ck_assert_str_eq(smtpreply_entry_text(&entry, text, SMTPREPLY_ENGLISH),
				 row->texts[text] != NULL ? row->texts[text] : "");
}
END_TEST

START_TEST(each_fact_is_that_of_its_column)
{
	const struct row *row = &rows[_i];
	struct smtpreply_entry entry = entry_of(row);

	ck_assert_uint_eq(entry.commands, row->commands);
	ck_assert_uint_eq(entry.classes, row->classes);
	if (row->kind == SMTPREPLY_KIND_CODE || row->kind == SMTPREPLY_KIND_STATUS ||
	    row->kind == SMTPREPLY_KIND_KEYWORD) {
		ck_assert_uint_eq(entry.standing, row->standing);
		ck_assert_uint_eq(entry.retry, row->retry);
		ck_assert_uint_eq(entry.log, row->log);
		ck_assert_uint_eq(entry.actors, row->actors);
	}
}
END_TEST

START_TEST(each_fact_has_its_words)
{
	const struct row *row = &rows[_i];
	struct smtpreply_entry entry = entry_of(row);
	char words[256];

	for (uint32_t aspect = 1; aspect <= SMTPREPLY_ASPECT_LAST; aspect++) {
		if (row->in_words[aspect] == 0)
			continue;
		smtpreply_entry_aspect(&entry, aspect, SMTPREPLY_ENGLISH, words, sizeof words);
		ck_assert_str_eq(words, phrases[row->in_words[aspect]]);
	}
}
END_TEST

START_TEST(headings_and_aspects_have_titles)
{
	for (uint32_t i = 0; i < SMTPREPLY_HEADING_LAST; i++)
		ck_assert_str_eq(smtpreply_heading_title(i + 1, SMTPREPLY_ENGLISH),
				 phrases[PHRASE_HEADING_DESCRIPTION + i]);
	for (uint32_t i = 0; i < SMTPREPLY_ASPECT_LAST; i++)
		ck_assert_str_eq(smtpreply_aspect_title(i + 1, SMTPREPLY_ENGLISH),
				 phrases[PHRASE_ASPECT_SEVERITY + i]);
}
END_TEST

/* What the first digit alone says, of a code, a status and a class: DESIGN, section 4. */
START_TEST(a_first_digit_has_its_facts)
{
	static const struct {
		uint8_t retry, log, actors;
	} facts[10] = {
		[2] = { SMTPREPLY_RETRY_NEEDLESS, SMTPREPLY_LOG_SENT, NOBODY },
		[3] = { SMTPREPLY_RETRY_GO_ON, SMTPREPLY_LOG_NOTHING, CLIENT },
		[4] = { SMTPREPLY_RETRY_LATER, SMTPREPLY_LOG_DEFERRED, CLIENT },
		[5] = { SMTPREPLY_RETRY_CHANGED, SMTPREPLY_LOG_BOUNCED, SENDER },
	};
	const uint32_t digit = (uint32_t)_i;
	const bool has_facts = digit >= 2 && digit <= 5;
	struct smtpreply_entry entry;

	ck_assert(smtpreply_entry_find_code_class(digit, &entry) == has_facts);
	ck_assert_uint_eq(entry.code, digit * 100);
	ck_assert_uint_eq(entry.severity, has_facts ? digit : 0);
	ck_assert_uint_eq(entry.retry, facts[digit].retry);
	ck_assert_uint_eq(entry.log, facts[digit].log);
	ck_assert_uint_eq(entry.actors, facts[digit].actors);
}
END_TEST

int main(void)
{
	const struct test tests[] = {
		{ each_text_is_that_of_its_column, COUNT(rows) },
		{ each_fact_is_that_of_its_column, COUNT(rows) },
		{ each_fact_has_its_words, COUNT(rows) },
		{ headings_and_aspects_have_titles, 1 },
		{ a_first_digit_has_its_facts, 10 },
	};

	return run_tests("rows", tests, COUNT(tests));
}
