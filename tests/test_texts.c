/* SPDX-License-Identifier: MIT */
/*
 * The texts a machine reads: each row of the tables below is read whole, cut everywhere, and marked
 * as truncated. The text lies in memory of exactly its size, so that a sanitizer sees a byte too
 * many. What came out is compared as words.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <smtpreply.h>

#include "run.h"

#define SHOWN_SIZE 1024

/* A text as a call gets it, and what the call found: a span, and words that say all of it. */
struct question {
	uint32_t code;
	const char *text;
	size_t size;
	bool truncated;
	const char *begin;
	size_t length;
	char shown[SHOWN_SIZE];
};

typedef bool find_function(struct question *question);

static void take_span(struct question *question, const char *text, size_t size)
{
	question->begin = text;
	question->length = size;
}

static bool find_delay(struct question *question)
{
	struct smtpreply_delay delay;
	bool found = smtpreply_delay_find(question->code, question->text, question->size,
					  question->truncated, &delay);

	take_span(question, delay.text, delay.size);
	snprintf(question->shown, SHOWN_SIZE, "%u = %.*s%s", (unsigned)delay.seconds,
		 (int)delay.size, found ? delay.text : "", delay.is_capped ? " capped" : "");
	return found;
}

static bool find_path(struct question *question)
{
	struct smtpreply_path path;
	bool found = smtpreply_path_find(question->code, question->text, question->size,
					 question->truncated, &path);
	bool has_route = path.mailbox_size != path.size;

	take_span(question, path.text, path.size);
	snprintf(question->shown, SHOWN_SIZE, "%.*s%s%.*s%s", (int)path.size,
		 found ? path.text : "", has_route ? " as " : "",
		 has_route ? (int)path.mailbox_size : 0, found ? path.mailbox : "",
		 path.is_open ? " open" : "");
	return found;
}

static bool find_queue_id(struct question *question)
{
	struct smtpreply_queue_id id;
	bool found = smtpreply_queue_id_find(question->code, question->text, question->size,
					     question->truncated, &id);

	take_span(question, id.text, id.size);
	snprintf(question->shown, SHOWN_SIZE, "%.*s", (int)id.size, found ? id.text : "");
	return found;
}

static bool find_server_name(struct question *question)
{
	struct smtpreply_server_name name;
	bool found = smtpreply_server_name_find(question->code, question->text, question->size,
						question->truncated, &name);

	take_span(question, name.text, name.size);
	snprintf(question->shown, SHOWN_SIZE, "%.*s", (int)name.size, found ? name.text : "");
	return found;
}

/* A row: shown is what the whole text gives, NULL for none; cut_short what it may give when cut. */
struct row {
	find_function *find;
	uint32_t code;
	const char *text;
	size_t size;
	const char *shown;
	const char *cut_short;
	const char *why;
};

#define FOUND(code, text, shown, why) { FIND, code, text, sizeof(text) - 1, shown, NULL, why },
#define NONE(code, text, why) { FIND, code, text, sizeof(text) - 1, NULL, NULL, why },
#define NONE_BUT(code, text, cut_short, why)                                                       \
	{ FIND, code, text, sizeof(text) - 1, NULL, cut_short, why },

static const struct row rows[] = {
#define FIND find_delay
#include "delays.def"
#undef FIND
#define FIND find_path
#include "paths.def"
#undef FIND
#define FIND find_queue_id
#include "queue-ids.def"
#undef FIND
#define FIND find_server_name
#include "server-names.def"
#undef FIND
};

#define ROW_COUNT ((int)(sizeof rows / sizeof rows[0]))

/* The text at the very end of memory of its own, so that no byte lies behind it. */
static char *copy_of(const char *text, size_t size)
{
	char *copy = malloc(size > 0 ? size : 1);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, text, size);
	return copy;
}

static bool ask(const struct row *row, size_t size, bool truncated, struct question *question)
{
	char *copy = copy_of(row->text, size);
	const char *text = size > 0 ? copy : copy + 1;
	bool found;

	memset(question, 0xa5, sizeof *question);
	question->code = row->code;
	question->text = text;
	question->size = size;
	question->truncated = truncated;
	found = row->find(question);
	if (found) {
		ck_assert_msg(question->begin >= text, "%s", row->text);
		ck_assert_uint_le(question->length, size);
		ck_assert_uint_le((size_t)(question->begin - text), size - question->length);
	} else {
		ck_assert_ptr_null(question->begin);
		ck_assert_uint_eq(question->length, 0);
	}
	free(copy);
	return found;
}

START_TEST(gives_what_the_row_says)
{
	const struct row *row = &rows[_i];
	struct question question;
	bool found = ask(row, row->size, false, &question);

	ck_assert_msg(found == (row->shown != NULL) &&
			      (!found || strcmp(question.shown, row->shown) == 0),
		      "%u %s\ngives    %s\nbut must %s\nsince    %s", row->code, row->text,
		      found ? question.shown : "none", row->shown ? row->shown : "none", row->why);
}
END_TEST

/* Cut, a text gives no more than whole; what it gives although the whole has none, the row says. */
START_TEST(gives_no_more_when_it_is_cut)
{
	const struct row *row = &rows[_i];
	struct question whole, cut;
	bool may_find = ask(row, row->size, false, &whole) || row->cut_short != NULL;
	size_t most = row->shown ? whole.length : row->cut_short ? strlen(row->cut_short) : 0;
	bool has_cut_short = false;

	for (size_t size = 0; size < row->size; size++) {
		if (!ask(row, size, false, &cut))
			continue;
		ck_assert_msg(may_find, "%s, cut at %zu, gives %s", row->text, size, cut.shown);
		ck_assert_msg(cut.length <= most, "%s, cut at %zu: %s", row->text, size, cut.shown);
		if (row->cut_short != NULL && strcmp(cut.shown, row->cut_short) == 0)
			has_cut_short = true;
	}
	ck_assert_msg(row->cut_short == NULL || has_cut_short, "%s: never cut short", row->text);
}
END_TEST

static size_t size_of_whole_lines(const char *text, size_t size)
{
	while (size > 0 && text[size - 1] != '\n')
		size--;
	return size > 0 ? size - 1 : 0;
}

START_TEST(reads_no_line_that_is_not_whole)
{
	const struct row *row = &rows[_i];
	struct question cut, whole;

	for (size_t size = 0; size <= row->size; size++) {
		bool found = ask(row, size, true, &cut);

		ck_assert(found == ask(row, size_of_whole_lines(row->text, size), false, &whole));
		ck_assert_msg(!found || strcmp(cut.shown, whole.shown) == 0, "%s", row->text);
	}
}
END_TEST

START_TEST(has_a_reason)
{
	ck_assert_uint_gt(strlen(rows[_i].why), 0);
	for (int i = 0; i < _i; i++)
		ck_assert(rows[i].find != rows[_i].find || rows[i].code != rows[_i].code ||
			  rows[i].size != rows[_i].size ||
			  memcmp(rows[i].text, rows[_i].text, rows[i].size) != 0);
}
END_TEST

/* Pieces of which a text without end could make a reading start again and again. */
static const char *const pieces[] = {
	"0",       "1-",     "5 to ",     "in 0",     "again ",      "retry 1 hour ",
	"5 m in ", "in ",    "5 m 4 m ",  "n't",      "1 hour ago ", "<",
	"<\"",     "\"\\",   "try <\"\\", "try <@a:", "try <a@b.",   "try:",
	"a-",      "-",      "a.",        "\xff",     "queued as ",  "queued as 1-",
	"[IPv6:",  "2.0.0 ", "<a@b> ",    "ok 1 ",    "forward ",    " ",
	"\n",
};

#define PIECE_COUNT ((int)(sizeof pieces / sizeof pieces[0]))
#define LONG_SIZE ((size_t)1 << 20)

/* Were the time not linear, this would run into the time limit of a test. */
START_TEST(reads_a_long_text_in_time)
{
	static find_function *const functions[] = { find_delay, find_path, find_queue_id,
						    find_server_name };
	static const uint32_t codes[] = { 451, 551, 250, 220 };
	size_t length = strlen(pieces[_i]);
	char *text = malloc(LONG_SIZE);

	ck_assert_ptr_nonnull(text);
	for (size_t i = 0; i < LONG_SIZE; i++)
		text[i] = pieces[_i][i % length];
	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
		struct question question = { .code = codes[i], .text = text, .size = LONG_SIZE };

		functions[i](&question);
		ck_assert_uint_le(question.length, LONG_SIZE);
	}
	free(text);
}
END_TEST

int main(void)
{
	const struct test tests[] = {
		{ gives_what_the_row_says, ROW_COUNT },
		{ gives_no_more_when_it_is_cut, ROW_COUNT },
		{ reads_no_line_that_is_not_whole, ROW_COUNT },
		{ has_a_reason, ROW_COUNT },
		{ reads_a_long_text_in_time, PIECE_COUNT },
	};

	return run_tests("texts", tests, sizeof tests / sizeof tests[0]);
}
