/* SPDX-License-Identifier: MIT */
/*
 * A conversation counted by hand: what the session must tell, found a plain way. It has arrays where
 * the session has lists, knows of replies and not of bytes, and tells all of an end at once.
 */
#ifndef COUNTING_H
#define COUNTING_H

#include <smtpreply.h>

#define MOST_COUNTED 64

/* A command, or the recipient of a message in LMTP. */
struct counted_command {
	uint32_t stage;
	void *tag;
	bool is_sent;
};

struct counting {
	struct counted_command commands[MOST_COUNTED]; /* the first is to be answered next */
	size_t count;
	struct counted_command recipients[MOST_COUNTED]; /* those accepted, in LMTP */
	size_t recipient_count;
	size_t room;
	uint32_t accepted;
	bool is_lmtp;
	bool needs_hello;
	bool is_tls;
	bool is_chunk_refused;
	bool is_only_quit_left;
	bool may_start_tls;
	bool has_starttls_reply; /* and nothing was said since */
	bool is_over;
	uint32_t outcome;
	struct smtpreply_event events[2 * MOST_COUNTED + 4]; /* reply is NULL */
	uint32_t codes[2 * MOST_COUNTED + 4];                /* of the replies, else 0 */
	size_t event_count;
};

/* room is at most MOST_COUNTED. */
void counting_start(struct counting *counting, size_t room);

bool counting_expect(struct counting *counting, uint32_t stage, void *tag);
void counting_sent(struct counting *counting, size_t count);
bool counting_start_tls(struct counting *counting);

/* Forgets the events that are compared. */
void counting_clear(struct counting *counting);

/* Each of these adds events. Bytes have come, and no reply yet; false when nobody reads them: */
bool counting_read(struct counting *counting);
/* a whole reply has come: */
void counting_reply(struct counting *counting, uint32_t code, uint32_t deviations);
/* a byte that cannot be of a reply: */
void counting_garbage(struct counting *counting);
/* nothing, but there may be something to tell: */
void counting_wait(struct counting *counting);
/* the end, maybe inside a reply: */
void counting_close(struct counting *counting, uint32_t outcome, bool is_in_reply);
/* the end inside a line of which nothing but CRs has come: */
void counting_close_in_blank_line(struct counting *counting, uint32_t outcome);

/* Is the event at this place the one that the session told? */
bool counting_tells(const struct counting *counting, size_t place,
		    const struct smtpreply_event *event);

/* Does the session show what was counted? */
bool counting_agrees(const struct counting *counting, const struct smtpreply_session *session);

#endif
