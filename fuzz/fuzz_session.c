/* SPDX-License-Identifier: MIT */
/*
 * The session tells what a conversation counted by hand tells, however it goes on.
 *
 * An input is a conversation as conversation.h writes it. What the session must tell is found by
 * tests/counting.c, which knows of replies and not of bytes. The bytes come in pieces. Lines are not
 * counted: each must have the tag of the reply that it is of.
 */
#include <stdlib.h>
#include <string.h>

#include "conversation.h"
#include "counting.h"
#include "target.h"

#define MOST_BYTES 4096
#define TEXT_ROOM 8

struct conversation {
	struct smtpreply_session session;
	struct smtpreply_expectation *slots;
	struct counting counting;
	char *text;
	size_t cut;
	char bytes[MOST_BYTES]; /* that were joined and not fed yet */
	size_t size;
	size_t told; /* events that were compared */
	uint32_t commands;
	void *tag_of_line;
	bool has_line;
};

static char tags[MOST_COUNTED * 2];

static void start(struct conversation *conversation, uint32_t room)
{
	smtpreply_session_init(&conversation->session, conversation->slots, room,
			       conversation->text, TEXT_ROOM);
	counting_start(&conversation->counting, room);
	conversation->size = 0;
	conversation->told = 0;
	conversation->commands = 0;
	conversation->has_line = false;
}

static void compare(struct conversation *conversation, const struct smtpreply_event *event)
{
	if (event->kind == SMTPREPLY_EVENT_LINE) {
		conversation->has_line = true;
		conversation->tag_of_line = event->tag;
		return;
	}
	if (conversation->has_line && event->kind == SMTPREPLY_EVENT_REPLY)
		must(event->tag == conversation->tag_of_line, "a line has the tag of its reply");
	conversation->has_line = false;
	must(counting_tells(&conversation->counting, conversation->told++, event),
	     smtpreply_event_name(event->kind));
}

/* A client asks in the midst of a piece: what is left of it must not be forgotten. */
static void check_left_over(const struct conversation *conversation,
			    const struct smtpreply_event *event)
{
	struct smtpreply_session copy = conversation->session;

	if (event->kind == SMTPREPLY_EVENT_REPLY && event->stage == SMTPREPLY_STAGE_STARTTLS)
		must(!smtpreply_session_start_tls(&copy), "no byte stands before TLS");
}

static void feed_piece(struct conversation *conversation, const char *bytes, size_t size)
{
	char *piece = copy_of(bytes, size);
	struct smtpreply_event event;
	size_t used, at = 0;

	memset(&event, 0xff, sizeof event);
	while (smtpreply_session_feed(&conversation->session, piece + at, size - at, &used,
				      &event) != SMTPREPLY_EVENT_NONE) {
		at += used;
		must(at <= size, "no more bytes are used than there are");
		compare(conversation, &event);
		if (at < size)
			check_left_over(conversation, &event);
	}
	must(used == (conversation->session.is_over ? 0 : size - at), "the bytes are used");
	free(piece);
}

/* All that was joined comes, and all that is counted must have been told. */
static void flush(struct conversation *conversation)
{
	size_t cut = conversation->cut > 0 ? conversation->cut : MOST_BYTES;

	for (size_t at = 0; at < conversation->size; at += cut)
		feed_piece(conversation, conversation->bytes + at,
			   conversation->size - at < cut ? conversation->size - at : cut);
	conversation->size = 0;
	counting_wait(&conversation->counting);
	feed_piece(conversation, "", 0);
	must(conversation->told == conversation->counting.event_count, "all is told");
	must(counting_agrees(&conversation->counting, &conversation->session),
	     "the state is the same");
	counting_clear(&conversation->counting);
	conversation->told = 0;
}

static void join(struct conversation *conversation, const char *bytes)
{
	size_t size = strlen(bytes);

	memcpy(conversation->bytes + conversation->size, bytes, size);
	conversation->size += size;
}

static void expect(struct conversation *conversation, uint32_t stage)
{
	char *tag = &tags[conversation->commands % sizeof tags];
	bool is_expected = smtpreply_session_expect(&conversation->session, stage, tag);

	must(is_expected == counting_expect(&conversation->counting, stage, tag),
	     "a command is expected when it may be");
	conversation->commands++;
}

static void reply(struct conversation *conversation, uint8_t step)
{
	const struct canned_reply *canned = &canned_replies[(step & 0x3f) % CANNED_COUNT];

	join(conversation, canned->bytes);
	counting_reply(&conversation->counting, canned->code, canned->deviations);
	if (!(step & STEP_JOINED) || conversation->size > MOST_BYTES / 2)
		flush(conversation);
}

static void finish(struct conversation *conversation, bool is_in_reply)
{
	struct smtpreply_event event;

	counting_close(&conversation->counting, SMTPREPLY_OUTCOME_TIMED_OUT, is_in_reply);
	while (smtpreply_session_finish(&conversation->session, SMTPREPLY_OUTCOME_TIMED_OUT,
					&event) != SMTPREPLY_EVENT_NONE)
		compare(conversation, &event);
	flush(conversation);
	must(conversation->session.open_count == 0, "no command stays open");
}

static void cut_off(struct conversation *conversation)
{
	bool is_in_reply = counting_read(&conversation->counting);

	join(conversation, "250-more");
	flush(conversation);
	finish(conversation, is_in_reply);
}

static void garble(struct conversation *conversation)
{
	join(conversation, "x");
	counting_garbage(&conversation->counting);
}

static void say_sent(struct conversation *conversation, uint8_t step)
{
	uint32_t count = step == STEP_SENT ? UINT32_MAX : (uint32_t)(step - STEP_SENT);

	smtpreply_session_sent(&conversation->session, count);
	counting_sent(&conversation->counting, count);
}

static void start_tls(struct conversation *conversation)
{
	bool may_start = smtpreply_session_start_tls(&conversation->session);

	must(may_start == counting_start_tls(&conversation->counting), "TLS starts when it may");
}

static void take_step(struct conversation *conversation, uint8_t step)
{
	if (step & STEP_REPLY) {
		reply(conversation, step);
		return;
	}
	if (conversation->size > 0)
		flush(conversation);
	if (step < STEP_SENT)
		expect(conversation, step);
	else if (step < STEP_TLS)
		say_sent(conversation, step);
	else if (step == STEP_TLS)
		start_tls(conversation);
	else if (step == STEP_CLOSE)
		finish(conversation, false);
	else if (step == STEP_CUT_REPLY)
		cut_off(conversation);
	else if (step == STEP_GARBAGE)
		garble(conversation);
	flush(conversation);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct conversation *conversation;
	uint32_t room;

	if (size < CONVERSATION_HEADER)
		return 0;
	conversation = make(sizeof *conversation);
	memset(conversation, 0xff, sizeof *conversation);
	room = data[0] & CONVERSATION_ROOM;
	conversation->slots = make(room * sizeof *conversation->slots);
	conversation->text = make(TEXT_ROOM);
	start(conversation, room);
	conversation->session.parser.by_line = (data[0] & CONVERSATION_BY_LINE) != 0;
	conversation->cut = data[1];
	for (size_t i = CONVERSATION_HEADER; i < size; i++)
		take_step(conversation, data[i]);
	flush(conversation);
	finish(conversation, false);
	free(conversation->text);
	free(conversation->slots);
	free(conversation);
	return 0;
}
