/* SPDX-License-Identifier: MIT */
/*
 * Which reply answers which command, in a dialogue that is read from one end to the other.
 *
 * Replies are counted, never matched by their codes: the first open command has the next reply.
 * What a reply permits decides what the next lines of the client are: commands, a message, a chunk,
 * a response to a challenge. The dialogue also keeps what it has shown of the session, for advice.
 * It prints nothing, and reads no transcript: others hand it lines and replies.
 */
#ifndef DIALOGUE_H
#define DIALOGUE_H

#include <smtpreply.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Memory for commands that wait for a reply, and for accepted recipients of LMTP and PRDR. */
#define MOST_OPEN_OCTETS ((size_t)64 << 20)

struct open_command;

/* What the next line of the client is, when it is not a command. */
enum client_place {
	PLACE_COMMAND,
	PLACE_MESSAGE,  /* a line of the message, or the final dot */
	PLACE_CHUNK,    /* part of a chunk of BDAT */
	PLACE_RESPONSE, /* the response to a challenge of AUTH */
};

struct dialogue {
	struct open_command *first; /* the open commands, the oldest first */
	struct open_command *last;
	size_t octets; /* that the commands take */
	size_t open_auths;

	uint32_t told;  /* bits of enum smtpreply_known that the caller knows */
	uint32_t known; /* those that this connection has shown */
	bool is_connected;
	bool is_lmtp;
	bool is_tls_awaited;   /* 220 has answered STARTTLS */
	bool is_auth_open;     /* what the client says is a secret */
	bool has_auth;         /* AUTH or a challenge was seen, in any connection */
	bool is_desync;        /* the last reply may have been two */
	uint64_t unread_lines; /* of the client's, behind the end of the connection */

	enum client_place place;
	uint64_t chunk_left;

	uint32_t accepted;            /* recipients of this transaction */
	struct open_command *accepts; /* their commands, where each will have a reply of its own */
	struct open_command *last_accept;
	struct open_command *recipient; /* whose reply is next behind the end of the data */
	bool asks_prdr;
	bool has_prdr;       /* 353 has come: replies for each recipient, then one for all */
	bool is_data_ending; /* the first open command ends the data, and its replies come */
};

/* What a reply answers, or what has none. The spans are valid until the next call that changes. */
struct match {
	struct smtpreply_situation situation; /* with the stage */
	const char *command;                  /* NULL for none */
	size_t size;
	bool is_secret; /* but for so many bytes: */
	size_t shown;
	uint64_t line;         /* where the command stands in the transcript; 0 for none */
	const char *recipient; /* whom this reply is for; NULL when not for one alone */
	size_t recipient_size;
};

enum dialogue_result {
	DIALOGUE_GOES_ON,
	DIALOGUE_TOO_LONG, /* more than MOST_OPEN_OCTETS */
	DIALOGUE_NO_MEMORY
};

/* Starts with a connection whose greeting is to come, or has been. */
enum dialogue_result dialogue_start(struct dialogue *dialogue, uint32_t told, bool has_greeting);

void dialogue_free(struct dialogue *dialogue);

/* Takes a line of the client's, without its line end. */
enum dialogue_result dialogue_take_line(struct dialogue *dialogue, const char *text, size_t size,
					uint64_t line);

/* The server begins a reply: where the connection had ended, this is a new one. */
enum dialogue_result dialogue_connect(struct dialogue *dialogue);

/* What the next reply answers. */
void dialogue_match(struct dialogue *dialogue, struct match *match);

/*
 * The reply that dialogue_match() was asked for. Returns false when from here on nobody knows which
 * reply answers which of the open commands.
 */
bool dialogue_settle(struct dialogue *dialogue, const struct smtpreply *reply);

/* Is there a command without a reply? */
bool dialogue_is_open(const struct dialogue *dialogue);

/* What dialogue_match() tells of will have no reply. */
void dialogue_give_up(struct dialogue *dialogue);

/* TLS is up. Commands from before it are to be given up first. */
void dialogue_start_tls(struct dialogue *dialogue);

/* The connection is about to end; a message without its final dot counts as an open command. */
enum dialogue_result dialogue_cut(struct dialogue *dialogue);

/* The connection has ended, and all that was open has been given up. */
void dialogue_disconnect(struct dialogue *dialogue);

#endif
