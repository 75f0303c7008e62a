/* SPDX-License-Identifier: MIT */
/*
 * The session: each row of sessions.def must give its events however the bytes are cut, and in every
 * short conversation reply k answers command k, as counting.c counts them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <smtpreply.h>

#include "counting.h"
#include "run.h"

#define MOST_BYTES 1024
#define MOST_SLOTS 16
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct row {
	const char *name;
	const char *conversation;
	const char *events;
	const char *why;
};

#define SESSION(name, conversation, events, why) { name, conversation, events, why },
static const struct row rows[] = {
#include "sessions.def"
};
#undef SESSION

/* One run of a row. */
struct run {
	struct smtpreply_session session;
	struct smtpreply_expectation slots[MOST_SLOTS];
	char text[64];
	char words[MOST_BYTES]; /* of the conversation, a NUL behind each: tags point here */
	char seen[MOST_BYTES];
	char bytes[MOST_BYTES]; /* of the server, that wait to be fed */
	size_t size;
	size_t fed; /* bytes of the server before these */
	size_t cut; /* an offset where a piece ends; 0 for none */
	bool byte_by_byte;
};

static void see(struct run *run, const char *words)
{
	size_t size = strlen(run->seen);

	ck_assert_uint_lt(size + strlen(words) + 3, sizeof run->seen);
	snprintf(run->seen + size, sizeof run->seen - size, "%s%s", size > 0 ? " " : "", words);
}

static const char *word_of_tag(const struct smtpreply_event *event)
{
	return event->tag != NULL ? event->tag : smtpreply_stage_name(event->stage);
}

/* Is the stage that of the tag, whose first word it is? */
static bool is_stage_of_tag(const char *tag, uint32_t stage)
{
	const char *name = smtpreply_stage_name(stage);

	return strncmp(tag, name, strlen(name)) == 0 &&
	       (tag[strlen(name)] == '\0' || tag[strlen(name)] == ':');
}

static void check_event(const struct run *run, const struct smtpreply_event *event)
{
	bool is_of_end = event->kind == SMTPREPLY_EVENT_ENDED ||
			 (event->kind == SMTPREPLY_EVENT_UNANSWERED && event->is_over);

	if (event->is_over)
		ck_assert_uint_eq(run->session.is_over, 1);
	ck_assert_uint_eq(event->outcome, is_of_end ? run->session.outcome : 0);
	ck_assert_uint_eq(event->assume != 0, event->kind == SMTPREPLY_EVENT_UNANSWERED);
	if (event->kind == SMTPREPLY_EVENT_REPLY || event->kind == SMTPREPLY_EVENT_UNSOLICITED)
		ck_assert_ptr_eq(event->reply, &run->session.parser.reply);
	if (event->kind == SMTPREPLY_EVENT_UNANSWERED)
		ck_assert_ptr_null(event->reply);
	ck_assert(event->reserved[0] == 0 && event->reserved[1] == 0 && event->reserved[2] == 0);
}

static void see_event(struct run *run, const struct smtpreply_event *event)
{
	const char *tag = word_of_tag(event);
	const char *stage =
		is_stage_of_tag(tag, event->stage) ? "" : smtpreply_stage_name(event->stage);
	char words[128], left[16] = "";

	check_event(run, event);
	if (event->left > 0)
		snprintf(left, sizeof left, "+%u", (unsigned)event->left);
	if (event->kind == SMTPREPLY_EVENT_ENDED)
		snprintf(words, sizeof words, "end=%s", smtpreply_outcome_name(event->outcome));
	else if (event->kind == SMTPREPLY_EVENT_UNANSWERED)
		snprintf(words, sizeof words, "%s%s%s~%s%s", tag, *stage ? "@" : "", stage,
			 smtpreply_assume_name(event->assume), left);
	else
		snprintf(words, sizeof words, "%s%s%s=%u%s%s", tag, *stage ? "@" : "", stage,
			 (unsigned)event->reply->code, left, event->is_over ? "!" : "");
	see(run, words);
}

/* Feeds a piece, which lies in memory of just its size, until nothing more is to tell. */
static void feed_piece(struct run *run, const char *bytes, size_t size)
{
	char *piece = malloc(size > 0 ? size : 1);
	struct smtpreply_event event;
	size_t used, at = 0;

	ck_assert_ptr_nonnull(piece);
	memcpy(piece, bytes, size);
	memset(&event, 0xaa, sizeof event);
	while (smtpreply_session_feed(&run->session, piece + at, size - at, &used, &event) !=
	       SMTPREPLY_EVENT_NONE) {
		see_event(run, &event);
		at += used;
	}
	ck_assert_uint_eq(used, run->session.is_over ? 0 : size - at);
	free(piece);
}

static size_t size_of_piece(const struct run *run, size_t at)
{
	size_t offset = run->fed + at;

	if (run->byte_by_byte)
		return 1;
	if (offset < run->cut && run->cut < run->fed + run->size)
		return run->cut - offset;
	return run->size - at;
}

/* Feeds what has come since the client acted last. */
static void feed_bytes(struct run *run)
{
	for (size_t at = 0; at < run->size;) {
		size_t size = size_of_piece(run, at);

		feed_piece(run, run->bytes + at, size);
		at += size;
	}
	run->fed += run->size;
	run->size = 0;
	feed_piece(run, "", 0);
}

static void finish(struct run *run, uint32_t outcome)
{
	struct smtpreply_event event;

	while (smtpreply_session_finish(&run->session, outcome, &event) != SMTPREPLY_EVENT_NONE)
		see_event(run, &event);
	ck_assert_uint_eq(run->session.is_over, 1);
	ck_assert_uint_eq(run->session.open_count, 0);
}

static void add_bytes(struct run *run, const char *bytes)
{
	ck_assert_uint_lt(run->size + strlen(bytes), sizeof run->bytes);
	memcpy(run->bytes + run->size, bytes, strlen(bytes));
	run->size += strlen(bytes);
}

static void serve(struct run *run, const char *word)
{
	if (word[0] == '=') {
		add_bytes(run, word + 1);
		return;
	}
	if (strcmp(word, "blank") != 0) {
		add_bytes(run, word);
		add_bytes(run, word[strlen(word) - 1] == '-' ? "more" : " text");
	}
	add_bytes(run, "\r\n");
}

static uint32_t stage_of_word(const char *word)
{
	uint32_t stage = 0;

	while (stage <= SMTPREPLY_STAGE_UNSOLICITED && !is_stage_of_tag(word, stage))
		stage++;
	return stage;
}

static void expect(struct run *run, char *word, bool is_sent)
{
	char refused[64];

	if (!smtpreply_session_expect(&run->session, stage_of_word(word), word)) {
		snprintf(refused, sizeof refused, "%s!", word);
		see(run, refused);
	} else if (is_sent) {
		smtpreply_session_sent(&run->session, 1);
	}
}

static void start(struct run *run, uint32_t slots)
{
	memset(run->slots, 0xaa, sizeof run->slots);
	memset(&run->session, 0xaa, sizeof run->session);
	smtpreply_session_init(&run->session, run->slots, slots, run->text, sizeof run->text);
}

static void act(struct run *run, char *word)
{
	if (strncmp(word, "slots:", 6) == 0)
		start(run, (uint32_t)strtoul(word + 6, NULL, 10));
	else if (strncmp(word, "sent:", 5) == 0)
		smtpreply_session_sent(&run->session, (uint32_t)strtoul(word + 5, NULL, 10));
	else if (strcmp(word, "sent") == 0)
		smtpreply_session_sent(&run->session, UINT32_MAX);
	else if (strcmp(word, "tls") == 0)
		see(run, smtpreply_session_start_tls(&run->session) ? "tls" : "no-tls");
	else if (strcmp(word, "hello?") == 0)
		see(run, run->session.needs_hello ? "hello" : "no-hello");
	else if (strcmp(word, "close") == 0)
		finish(run, SMTPREPLY_OUTCOME_LOST);
	else if (strcmp(word, "timeout") == 0)
		finish(run, SMTPREPLY_OUTCOME_TIMED_OUT);
	else
		expect(run, word + (word[0] == '+'), word[0] != '+');
}

/* Runs a row with one way of cutting; returns how many bytes the server sent. */
static size_t run_row(const struct row *row, size_t cut, bool byte_by_byte)
{
	struct run run = { .cut = cut, .byte_by_byte = byte_by_byte };

	ck_assert_int_lt(snprintf(run.words, sizeof run.words, "%s", row->conversation), MOST_BYTES);
	start(&run, MOST_SLOTS);
	for (char *word = strtok(run.words, " "); word != NULL; word = strtok(NULL, " ")) {
		if (word[0] == '<') {
			serve(&run, word + 1);
			continue;
		}
		feed_bytes(&run);
		act(&run, word);
		feed_piece(&run, "", 0);
	}
	feed_bytes(&run);
	ck_assert_msg(strcmp(run.seen, row->events) == 0,
		      "%s (%s)\n%s\ngives    %s\nbut must %s\ncut at %zu%s", row->name, row->why,
		      row->conversation, run.seen, row->events, cut,
		      byte_by_byte ? " and everywhere" : "");
	return run.fed;
}

START_TEST(gives_its_events_however_the_bytes_are_cut)
{
	size_t size = run_row(&rows[_i], 0, false);

	run_row(&rows[_i], 0, true);
	for (size_t cut = 1; cut < size; cut++)
		run_row(&rows[_i], cut, false);
}
END_TEST

START_TEST(a_row_has_a_name_and_a_conversation_of_its_own)
{
	for (int i = 0; i < _i; i++) {
		ck_assert_str_ne(rows[i].name, rows[_i].name);
		ck_assert_str_ne(rows[i].conversation, rows[_i].conversation);
	}
}
END_TEST

/* What the rows do not show. */

/* Feeds a string whole and wants one event of it; what is left over stays there. */
static struct smtpreply_event feed_one(struct smtpreply_session *session, const char *bytes)
{
	struct smtpreply_event event;
	size_t used;

	ck_assert_uint_ne(smtpreply_session_feed(session, bytes, strlen(bytes), &used, &event),
			  SMTPREPLY_EVENT_NONE);
	return event;
}

static void start_with(struct run *run, uint32_t stage, void *tag)
{
	memset(run, 0, sizeof *run);
	start(run, MOST_SLOTS);
	ck_assert(smtpreply_session_expect(&run->session, stage, tag));
	smtpreply_session_sent(&run->session, 1);
}

START_TEST(tls_does_not_start_while_bytes_are_left_over)
{
	struct run run;

	start_with(&run, SMTPREPLY_STAGE_STARTTLS, NULL);
	ck_assert_uint_eq(feed_one(&run.session, "220 go\r\n2").kind, SMTPREPLY_EVENT_REPLY);
	ck_assert(!smtpreply_session_start_tls(&run.session));
	ck_assert_uint_eq(feed_one(&run.session, "").outcome, SMTPREPLY_OUTCOME_INJECTED);
	ck_assert(!smtpreply_session_start_tls(&run.session));
}
END_TEST

START_TEST(tls_forgets_the_reply_that_granted_it)
{
	struct run run;

	start_with(&run, SMTPREPLY_STAGE_STARTTLS, NULL);
	run.session.parser.refuse = SMTPREPLY_NUL;
	feed_one(&run.session, "220 go\r\n");
	ck_assert(smtpreply_session_start_tls(&run.session));
	ck_assert_uint_eq(run.session.parser.reply.code, 0);
	ck_assert_uint_eq(run.session.parser.refuse, SMTPREPLY_NUL);
	ck_assert_uint_eq(run.session.is_tls, 1);
}
END_TEST

START_TEST(lines_tell_whose_reply_they_are_of)
{
	struct smtpreply_event event;
	struct run run;

	start_with(&run, SMTPREPLY_STAGE_EHLO, &run);
	run.session.parser.by_line = 1;
	event = feed_one(&run.session, "250-mx.test.example\r\n");
	ck_assert_uint_eq(event.kind, SMTPREPLY_EVENT_LINE);
	ck_assert_uint_eq(event.stage, SMTPREPLY_STAGE_EHLO);
	ck_assert_ptr_eq(event.tag, &run);
	ck_assert_str_eq(event.reply->text, "mx.test.example");
	ck_assert_uint_eq(feed_one(&run.session, "250 SIZE\r\n").kind, SMTPREPLY_EVENT_REPLY);
	event = feed_one(&run.session, "250-more\r\n");
	ck_assert_uint_eq(event.kind, SMTPREPLY_EVENT_LINE);
	ck_assert_uint_eq(event.stage, SMTPREPLY_STAGE_UNSOLICITED);
	ck_assert_ptr_null(event.tag);
}
END_TEST

START_TEST(lines_of_a_recipients_reply_have_its_tag)
{
	struct smtpreply_event event;
	struct run run;
	char recipient;

	start_with(&run, SMTPREPLY_STAGE_LHLO, NULL);
	smtpreply_session_expect(&run.session, SMTPREPLY_STAGE_RCPT, &recipient);
	smtpreply_session_expect(&run.session, SMTPREPLY_STAGE_BDAT_LAST, NULL);
	smtpreply_session_sent(&run.session, UINT32_MAX);
	feed_one(&run.session, "250 ok\r\n");
	feed_one(&run.session, "250 ok\r\n");
	run.session.parser.by_line = 1;
	event = feed_one(&run.session, "250-more\r\n");
	ck_assert_uint_eq(event.kind, SMTPREPLY_EVENT_LINE);
	ck_assert_uint_eq(event.stage, SMTPREPLY_STAGE_DATA_END_RECIPIENT);
	ck_assert_ptr_eq(event.tag, &recipient);
}
END_TEST

START_TEST(what_had_come_is_shown_at_the_end)
{
	struct smtpreply_event event;
	struct run run;

	start_with(&run, SMTPREPLY_STAGE_MAIL, NULL);
	feed_piece(&run, "550-blocked", 11);
	smtpreply_session_finish(&run.session, SMTPREPLY_OUTCOME_LOST, &event);
	ck_assert_uint_eq(event.kind, SMTPREPLY_EVENT_ENDED);
	ck_assert_uint_eq(event.stage, SMTPREPLY_STAGE_MAIL);
	ck_assert_str_eq(event.reply->text, "blocked");

	start_with(&run, SMTPREPLY_STAGE_MAIL, NULL);
	event = feed_one(&run.session, "550-blocked\r\nx");
	ck_assert_uint_eq(event.outcome, SMTPREPLY_OUTCOME_MALFORMED);
	ck_assert_str_eq(event.reply->text, "blocked");

	start_with(&run, SMTPREPLY_STAGE_MAIL, NULL);
	ck_assert(smtpreply_session_expect(&run.session, SMTPREPLY_STAGE_RCPT, NULL));
	event = feed_one(&run.session, "250-ok\r\n550 no\r\n");
	ck_assert_uint_eq(event.outcome, SMTPREPLY_OUTCOME_DESYNC);
	ck_assert_str_eq(event.reply->text, "ok\nno");
}
END_TEST

START_TEST(where_nothing_had_come_nothing_is_shown)
{
	struct smtpreply_event event;
	struct run run;

	start_with(&run, SMTPREPLY_STAGE_MAIL, NULL);
	smtpreply_session_finish(&run.session, SMTPREPLY_OUTCOME_REPLY, &event);
	ck_assert_uint_eq(event.outcome, SMTPREPLY_OUTCOME_LOST);
	ck_assert_ptr_null(event.reply);
	start_with(&run, SMTPREPLY_STAGE_MAIL, NULL);
	smtpreply_session_finish(&run.session, SMTPREPLY_OUTCOME_TLS_FAILED + 1, &event);
	ck_assert_uint_eq(event.outcome, SMTPREPLY_OUTCOME_LOST);
}
END_TEST

START_TEST(the_end_has_the_outcome_that_the_caller_names)
{
	uint32_t outcome = SMTPREPLY_OUTCOME_LOST + (uint32_t)_i;
	struct smtpreply_event event;
	struct run run;

	start_with(&run, SMTPREPLY_STAGE_MAIL, NULL);
	smtpreply_session_finish(&run.session, outcome, &event);
	ck_assert_uint_eq(event.outcome, outcome);
}
END_TEST

/* No reply made the end of the data one that nobody can count. */
START_TEST(what_cannot_be_counted_shows_no_reply)
{
	struct smtpreply_event event;
	struct run run;

	start_with(&run, SMTPREPLY_STAGE_LHLO, NULL);
	smtpreply_session_expect(&run.session, SMTPREPLY_STAGE_BDAT_LAST, NULL);
	smtpreply_session_expect(&run.session, SMTPREPLY_STAGE_MAIL, NULL);
	smtpreply_session_sent(&run.session, UINT32_MAX);
	feed_one(&run.session, "250 ok\r\n");
	ck_assert_uint_eq(feed_one(&run.session, "").kind, SMTPREPLY_EVENT_UNANSWERED);
	event = feed_one(&run.session, "");
	ck_assert_uint_eq(event.outcome, SMTPREPLY_OUTCOME_DESYNC);
	ck_assert_ptr_null(event.reply);
}
END_TEST

/* The chunk that was refused is known to the client already. */
START_TEST(a_refused_chunk_is_not_shown_at_the_end)
{
	static const uint32_t stages[] = {
		SMTPREPLY_STAGE_RCPT,
		SMTPREPLY_STAGE_RCPT,
		SMTPREPLY_STAGE_BDAT,
		SMTPREPLY_STAGE_BDAT_LAST,
	};
	struct smtpreply_event event;
	struct run run;

	start_with(&run, SMTPREPLY_STAGE_LHLO, NULL);
	for (size_t i = 0; i < COUNT(stages); i++)
		smtpreply_session_expect(&run.session, stages[i], NULL);
	smtpreply_session_sent(&run.session, UINT32_MAX);
	for (int i = 0; i < 3; i++)
		feed_one(&run.session, "250 ok\r\n");
	feed_one(&run.session, "552 no\r\n");
	event = feed_one(&run.session, "");
	ck_assert_uint_eq(event.outcome, SMTPREPLY_OUTCOME_DESYNC);
	ck_assert_ptr_null(event.reply);
}
END_TEST

/* Nor what came before it, which the client has seen. */
START_TEST(what_was_injected_is_not_shown)
{
	struct smtpreply_event event;
	struct run run;

	start_with(&run, SMTPREPLY_STAGE_STARTTLS, NULL);
	feed_one(&run.session, "220 go\r\n250 ok\r\n");
	event = feed_one(&run.session, "250 ok\r\n");
	ck_assert_uint_eq(event.kind, SMTPREPLY_EVENT_ENDED);
	ck_assert_uint_eq(event.outcome, SMTPREPLY_OUTCOME_INJECTED);
	ck_assert_ptr_null(event.reply);
}
END_TEST

/* Nobody was accepted, so no reply to the chunk was due; and none was lost. */
START_TEST(the_end_tells_first_what_had_no_reply_anyway)
{
	struct smtpreply_event event;
	struct run run;

	start_with(&run, SMTPREPLY_STAGE_LHLO, NULL);
	feed_one(&run.session, "250 ok\r\n");
	smtpreply_session_expect(&run.session, SMTPREPLY_STAGE_BDAT_LAST, &run);
	smtpreply_session_expect(&run.session, SMTPREPLY_STAGE_QUIT, &event);
	smtpreply_session_sent(&run.session, 2);
	smtpreply_session_finish(&run.session, SMTPREPLY_OUTCOME_LOST, &event);
	ck_assert_uint_eq(event.kind, SMTPREPLY_EVENT_UNANSWERED);
	ck_assert_uint_eq(event.assume, SMTPREPLY_ASSUME_NO_MATTER);
	ck_assert_uint_eq(event.outcome, SMTPREPLY_OUTCOME_REPLY);
	ck_assert_ptr_eq(event.tag, &run);
	smtpreply_session_finish(&run.session, SMTPREPLY_OUTCOME_LOST, &event);
	ck_assert_uint_eq(event.kind, SMTPREPLY_EVENT_ENDED);
	ck_assert_uint_eq(event.stage, SMTPREPLY_STAGE_QUIT);
}
END_TEST

START_TEST(accepted_recipients_are_told_with_each_reply)
{
	struct smtpreply_event event;
	struct run run;

	start_with(&run, SMTPREPLY_STAGE_RCPT, NULL);
	ck_assert_uint_eq(feed_one(&run.session, "250 ok\r\n").accepted, 1);
	smtpreply_session_expect(&run.session, SMTPREPLY_STAGE_RCPT, NULL);
	smtpreply_session_expect(&run.session, SMTPREPLY_STAGE_DATA_END, NULL);
	smtpreply_session_sent(&run.session, UINT32_MAX);
	ck_assert_uint_eq(feed_one(&run.session, "550 no\r\n").accepted, 1);
	event = feed_one(&run.session, "250 ok\r\n");
	ck_assert_uint_eq(event.accepted, 1);
	ck_assert_uint_eq(run.session.accepted, 0);
}
END_TEST

START_TEST(without_memory_nothing_can_be_expected)
{
	struct smtpreply_session session;

	smtpreply_session_init(&session, NULL, 5, NULL, 0);
	ck_assert(!smtpreply_session_expect(&session, SMTPREPLY_STAGE_MAIL, NULL));
	ck_assert_uint_eq(session.open_count, 0);
}
END_TEST

START_TEST(a_session_may_be_moved)
{
	struct smtpreply_session moved;
	struct run run;

	start_with(&run, SMTPREPLY_STAGE_MAIL, &run);
	feed_piece(&run, "250", 3);
	moved = run.session;
	memset(&run.session, 0xaa, sizeof run.session);
	ck_assert_ptr_eq(feed_one(&moved, " ok\r\n").tag, &run);
}
END_TEST

START_TEST(numbers_have_names)
{
	ck_assert_str_eq(smtpreply_event_name(SMTPREPLY_EVENT_NONE), "none");
	ck_assert_str_eq(smtpreply_event_name(SMTPREPLY_EVENT_REPLY), "reply");
	ck_assert_str_eq(smtpreply_event_name(SMTPREPLY_EVENT_LINE), "line");
	ck_assert_str_eq(smtpreply_event_name(SMTPREPLY_EVENT_UNSOLICITED), "unsolicited");
	ck_assert_str_eq(smtpreply_event_name(SMTPREPLY_EVENT_ENDED), "ended");
	ck_assert_str_eq(smtpreply_event_name(SMTPREPLY_EVENT_UNANSWERED), "unanswered");
	ck_assert_str_eq(smtpreply_event_name(SMTPREPLY_EVENT_UNANSWERED + 1), "none");
	ck_assert_str_eq(smtpreply_assume_name(0), "none");
	ck_assert_str_eq(smtpreply_assume_name(SMTPREPLY_ASSUME_NOT_SENT), "not-sent");
	ck_assert_str_eq(smtpreply_assume_name(SMTPREPLY_ASSUME_NOT_DONE), "not-done");
	ck_assert_str_eq(smtpreply_assume_name(SMTPREPLY_ASSUME_MAY_BE_DONE), "may-be-done");
	ck_assert_str_eq(smtpreply_assume_name(SMTPREPLY_ASSUME_NO_MATTER), "no-matter");
	ck_assert_str_eq(smtpreply_assume_name(SMTPREPLY_ASSUME_NO_MATTER + 1), "none");
}
END_TEST

/*
 * The walks: all conversations of a few steps, each step tried behind each other. The session is kept
 * and put back around a step.
 */

#define WALK_SLOTS 8

struct step {
	enum { STEP_EXPECT, STEP_SAY, STEP_SENT, STEP_REPLY, STEP_TLS, STEP_CLOSE } kind;
	uint32_t stage;
	const char *bytes;
	uint32_t code;
	uint32_t deviations;
};

#define EXPECT(name)                                                                               \
	{                                                                                          \
		.kind = STEP_EXPECT, .stage = SMTPREPLY_STAGE_##name                               \
	}
#define SAY(name)                                                                                  \
	{                                                                                          \
		.kind = STEP_SAY, .stage = SMTPREPLY_STAGE_##name                                  \
	}
#define REPLY(number)                                                                              \
	{                                                                                          \
		.kind = STEP_REPLY, .bytes = #number " x\r\n", .code = (number)                    \
	}
#define MIXED(first, last, number)                                                                 \
	{                                                                                          \
		.kind = STEP_REPLY, .bytes = #first "-x\r\n" #last " x\r\n", .code = (number),     \
		.deviations = SMTPREPLY_CODE_MISMATCH                                              \
	}

struct walk {
	const struct step *steps;
	size_t step_count;
	unsigned most_commands;
	unsigned most_steps;
	bool is_lmtp;
	size_t ends; /* conversations */
	size_t answers;
	struct smtpreply_session session;
	struct smtpreply_expectation slots[WALK_SLOTS];
	char text[8];
	struct counting counting;
	const struct step *path[32];
	unsigned commands, length;
	unsigned replies; /* that answered something, in SMTP the number of the next command */
};

static char numbers[16];

/* An argument of the program; each more makes the walk some twenty times longer. */
static unsigned walk_commands = 4;

static void fail_walk(const struct walk *walk, const char *what)
{
	char path[256] = "";

	for (unsigned i = 0; i < walk->length; i++) {
		const struct step *step = walk->path[i];
		size_t size = strlen(path);

		snprintf(path + size, sizeof path - size, " %u%s", (unsigned)step->kind,
			 step->bytes != NULL ? step->bytes : smtpreply_stage_name(step->stage));
	}
	ck_abort_msg("%s behind%s", what, path);
}

static void compare_event(struct walk *walk, size_t place, const struct smtpreply_event *event)
{
	if (!counting_tells(&walk->counting, place, event))
		fail_walk(walk, smtpreply_event_name(event->kind));
	if (event->kind != SMTPREPLY_EVENT_REPLY)
		return;
	walk->answers++;
	if (!walk->is_lmtp && event->tag != &numbers[walk->replies++])
		fail_walk(walk, "reply k does not answer command k");
}

static void compare_all(struct walk *walk, const char *bytes, size_t size)
{
	struct smtpreply_event event;
	size_t used, place = 0;

	for (; smtpreply_session_feed(&walk->session, bytes, size, &used, &event) !=
	       SMTPREPLY_EVENT_NONE;
	     bytes += used, size -= used)
		compare_event(walk, place++, &event);
	if (place != walk->counting.event_count ||
	    !counting_agrees(&walk->counting, &walk->session))
		fail_walk(walk, "another state");
}

static void compare_finish(struct walk *walk)
{
	struct smtpreply_event event;
	size_t place = 0;

	counting_close(&walk->counting, SMTPREPLY_OUTCOME_LOST, false);
	while (smtpreply_session_finish(&walk->session, SMTPREPLY_OUTCOME_LOST, &event) !=
	       SMTPREPLY_EVENT_NONE)
		compare_event(walk, place++, &event);
	if (place != walk->counting.event_count ||
	    !counting_agrees(&walk->counting, &walk->session))
		fail_walk(walk, "another end");
}

static void compare_expect(struct walk *walk, const struct step *step)
{
	char *tag = &numbers[walk->commands];
	bool is_expected = smtpreply_session_expect(&walk->session, step->stage, tag);

	if (is_expected != counting_expect(&walk->counting, step->stage, tag))
		fail_walk(walk, "expected or not");
	walk->commands += is_expected;
}

static void take_step(struct walk *walk, const struct step *step)
{
	walk->path[walk->length++] = step;
	counting_clear(&walk->counting);
	if (step->kind == STEP_EXPECT || step->kind == STEP_SAY)
		compare_expect(walk, step);
	if (step->kind == STEP_SENT || step->kind == STEP_SAY) {
		smtpreply_session_sent(&walk->session, 1);
		counting_sent(&walk->counting, 1);
	}
	if (step->kind == STEP_TLS &&
	    smtpreply_session_start_tls(&walk->session) != counting_start_tls(&walk->counting))
		fail_walk(walk, "TLS or not");
	if (step->kind == STEP_CLOSE) {
		compare_finish(walk);
	} else if (step->kind == STEP_REPLY) {
		counting_reply(&walk->counting, step->code, step->deviations);
		compare_all(walk, step->bytes, strlen(step->bytes));
	} else {
		counting_wait(&walk->counting);
		compare_all(walk, "", 0);
	}
}

static bool may_step(const struct walk *walk, const struct step *step)
{
	if (step->kind == STEP_EXPECT || step->kind == STEP_SAY)
		return walk->commands < walk->most_commands;
	return true;
}

static void walk_on(struct walk *walk)
{
	struct walk before = *walk;

	if (walk->length == walk->most_steps || walk->session.is_over) {
		walk->ends++;
		return;
	}
	for (size_t i = 0; i < walk->step_count; i++) {
		size_t ends = walk->ends, answers = walk->answers;

		if (!may_step(walk, &walk->steps[i]))
			continue;
		*walk = before;
		walk->ends = ends;
		walk->answers = answers;
		take_step(walk, &walk->steps[i]);
		walk_on(walk);
	}
}

static void start_walk(struct walk *walk)
{
	static const struct step lhlo = SAY(LHLO), accepted = REPLY(250);

	smtpreply_session_init(&walk->session, walk->slots, WALK_SLOTS, walk->text,
			       sizeof walk->text);
	counting_start(&walk->counting, WALK_SLOTS);
	if (!walk->is_lmtp)
		return;
	take_step(walk, &lhlo);
	take_step(walk, &accepted);
	walk->most_commands++;
	walk->most_steps += 2;
}

/* All replies that there may be, and one too many, in every order, with a close at every place. */
START_TEST(reply_k_answers_command_k_in_every_order)
{
	static const struct step steps[] = {
		SAY(MAIL),
		SAY(RCPT),
		SAY(BDAT),
		SAY(BDAT_LAST),
		REPLY(250),
		REPLY(550),
		{ .kind = STEP_CLOSE },
	};
	static struct walk walk;

	walk = (struct walk){
		.steps = steps,
		.step_count = COUNT(steps),
		.most_commands = walk_commands,
		.most_steps = 2 * walk_commands + 2,
		.is_lmtp = _i == 1,
	};
	start_walk(&walk);
	walk_on(&walk);
	ck_assert_uint_gt(walk.ends, 30000);
	ck_assert_uint_gt(walk.answers, 10000);
}
END_TEST

/* Fewer commands, and all that may go wrong. */
START_TEST(every_turn_of_a_short_conversation_is_as_counted)
{
	static const struct step steps[] = {
		SAY(RCPT),  SAY(STARTTLS),         EXPECT(DATA_END),     EXPECT(BDAT_LAST),
		SAY(QUIT),  { .kind = STEP_SENT }, REPLY(220),           REPLY(421),
		REPLY(554), MIXED(220, 250, 250),  { .kind = STEP_TLS },
	};
	static struct walk walk;

	walk = (struct walk){
		.steps = steps,
		.step_count = COUNT(steps),
		.most_commands = 3,
		.most_steps = 6,
		.is_lmtp = _i == 1,
	};
	start_walk(&walk);
	walk_on(&walk);
	ck_assert_uint_gt(walk.ends, 10000);
}
END_TEST

int main(int argc, char **argv)
{
	const struct test tests[] = {
		{ gives_its_events_however_the_bytes_are_cut, COUNT(rows) },
		{ a_row_has_a_name_and_a_conversation_of_its_own, COUNT(rows) },
		{ tls_does_not_start_while_bytes_are_left_over, 1 },
		{ tls_forgets_the_reply_that_granted_it, 1 },
		{ lines_tell_whose_reply_they_are_of, 1 },
		{ lines_of_a_recipients_reply_have_its_tag, 1 },
		{ what_had_come_is_shown_at_the_end, 1 },
		{ where_nothing_had_come_nothing_is_shown, 1 },
		{ the_end_has_the_outcome_that_the_caller_names, SMTPREPLY_OUTCOME_TLS_FAILED },
		{ what_cannot_be_counted_shows_no_reply, 1 },
		{ a_refused_chunk_is_not_shown_at_the_end, 1 },
		{ what_was_injected_is_not_shown, 1 },
		{ the_end_tells_first_what_had_no_reply_anyway, 1 },
		{ accepted_recipients_are_told_with_each_reply, 1 },
		{ without_memory_nothing_can_be_expected, 1 },
		{ a_session_may_be_moved, 1 },
		{ numbers_have_names, 1 },
		{ reply_k_answers_command_k_in_every_order, 2 },
		{ every_turn_of_a_short_conversation_is_as_counted, 2 },
	};

	if (argc > 1)
		walk_commands = (unsigned)strtoul(argv[1], NULL, 10);
	return run_tests("session", tests, COUNT(tests));
}
