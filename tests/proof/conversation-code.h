/* SPDX-License-Identifier: MIT */
/*
 * The library, driven by conversation.pml: each step of the model's session is taken here too, and
 * each answer compared. Spin keeps and restores session and slots with the model's own state, so both
 * are in every state that the search reaches.
 */
#ifndef CONVERSATION_CODE_H
#define CONVERSATION_CODE_H

#include <smtpreply.h>
#include <stdbool.h>
#include <string.h>

/* Of each item of the model: its bytes, how many are used where it is taken, and the reply's code. */
static const struct coded_item {
	const char *bytes;
	unsigned code;
} coded_items[] = {
	{ "", 0 },
	{ "220 x\r\n", 220 },
	{ "250 x\r\n", 250 },
	{ "354 x\r\n", 354 },
	{ "550 x\r\n", 550 },
	{ "421 x\r\n", 421 },
	{ "250-x\r\n220 x\r\n", 220 },
	{ "250-x\r\n550 x\r\n", 550 },
	{ "\r\n220 x\r\n", 220 },
	{ "25", 0 },
	{ "0 x\r\n", 250 },
	{ "x", 0 },
};

#define CODE_SLOTS 8

struct smtpreply_session session;
struct smtpreply_expectation slots[CODE_SLOTS];
static struct smtpreply_event told;
static char text[4], tags_of_code[CODE_SLOTS + 1];
static char piece[64];
static unsigned piece_items[2];

/* An idle parser starts anew with the next byte, so what is left of the last reply is no state. */
static void forget_reply(void)
{
	struct smtpreply_parser fresh;

	if (!smtpreply_is_idle(&session.parser))
		return;
	smtpreply_parser_init(&fresh, text, sizeof text);
	session.parser = fresh;
}

static bool code_init(unsigned count)
{
	memset(slots, 0, sizeof slots);
	smtpreply_session_init(&session, slots, count, text, sizeof text);
	return true;
}

static bool code_expect(unsigned stage, unsigned tag, bool is_expected)
{
	unsigned wanted = is_expected ? tag : 0;

	return smtpreply_session_expect(&session, stage, &tags_of_code[wanted]) == is_expected;
}

static bool code_sent(void)
{
	smtpreply_session_sent(&session, 1);
	return true;
}

static bool code_takes(unsigned first, unsigned second)
{
	piece_items[0] = first;
	piece_items[1] = second;
	strcpy(piece, coded_items[first].bytes);
	strcat(piece, coded_items[second].bytes);
	return true;
}

/* Where the session ends at bytes that are no reply, the byte at fault is in the item that is not used. */
static bool is_used(size_t used, unsigned used_items, bool was_over)
{
	size_t least = 0, slack = 0;

	for (unsigned i = 0; i < used_items; i++)
		least += strlen(coded_items[piece_items[i]].bytes);
	if (session.outcome == SMTPREPLY_OUTCOME_MALFORMED && !was_over)
		slack = strlen(coded_items[piece_items[used_items]].bytes) - 1;
	return used >= least && used <= least + slack;
}

static bool code_feed(unsigned used_items)
{
	bool was_over = session.is_over;
	size_t used;

	memset(&told, 0xaa, sizeof told);
	smtpreply_session_feed(&session, piece, strlen(piece), &used, &told);
	return is_used(used, used_items, was_over);
}

static bool code_finish(unsigned outcome)
{
	memset(&told, 0xaa, sizeof told);
	smtpreply_session_finish(&session, outcome, &told);
	return true;
}

static bool code_start_tls(bool is_granted)
{
	return smtpreply_session_start_tls(&session) == is_granted;
}

static bool code_tells(unsigned kind, unsigned tag, unsigned stage, unsigned outcome,
		       unsigned assume, unsigned left, unsigned accepted, unsigned item,
		       bool is_over, bool has_reply)
{
	unsigned code = kind == SMTPREPLY_EVENT_REPLY || kind == SMTPREPLY_EVENT_UNSOLICITED ?
				coded_items[item].code :
				0;

	return told.kind == kind && told.tag == (tag != 0 ? &tags_of_code[tag] : NULL) &&
	       told.stage == stage && told.outcome == outcome && told.assume == assume &&
	       told.left == left && told.accepted == accepted && told.is_over == is_over &&
	       (told.reply != NULL) == has_reply && (code == 0 || told.reply->code == code) &&
	       told.reserved[0] == 0 && told.reserved[1] == 0 && told.reserved[2] == 0;
}

static bool code_agrees(unsigned open_count, unsigned accepted, bool is_over, unsigned outcome,
			bool needs_hello, bool is_lmtp, bool is_tls)
{
	forget_reply();
	return session.open_count == open_count && session.accepted == accepted &&
	       session.is_over == is_over && session.outcome == outcome &&
	       session.needs_hello == needs_hello && session.is_lmtp == is_lmtp &&
	       session.is_tls == is_tls;
}

#endif
