/* SPDX-License-Identifier: MIT */
/* How an input of fuzz_session.c is written: a byte a step of a conversation. */
#ifndef CONVERSATION_H
#define CONVERSATION_H

#include <stdint.h>

/* Two bytes before the steps: how many slots, and a flag; how many bytes a piece has, 0 for all. */
#define CONVERSATION_HEADER 2
#define CONVERSATION_ROOM 0x3f
#define CONVERSATION_BY_LINE 0x40

enum conversation_step {
	STEP_EXPECT = 0x00, /* and a stage, up to 0x1f */
	STEP_SENT = 0x20,   /* and how many, up to 0x1f; 0 for all */
	STEP_TLS = 0x40,
	STEP_CLOSE = 0x41,
	STEP_GARBAGE = 0x42,
	STEP_CUT_REPLY = 0x43, /* a reply that does not end, then the close */
	STEP_REPLY = 0x80,     /* and a number of canned_replies, up to 0x3f */
	STEP_JOINED = 0x40     /* set in a reply: the next step's bytes come in the same piece */
};

struct canned_reply {
	const char *name; /* the codes of its lines, as words of sessions.def show them */
	const char *bytes;
	uint32_t code;
	uint32_t deviations; /* those of framing */
};

#define CANNED_COUNT 24

extern const struct canned_reply canned_replies[CANNED_COUNT];

#endif
