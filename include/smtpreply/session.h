/* SPDX-License-Identifier: MIT */
/*
 * The session: which reply answers which command (RFC 5321, 4.2; RFC 2920, 3.1; RFC 2033, 4.2).
 *
 * Say what you send, each command with a tag of your own; say when it is on the wire; feed what the
 * server sends. Each event says which reply answers which tag. A complete client loop:
 *
 *     struct smtpreply_expectation slots[64];
 *     struct smtpreply_session session;
 *     struct smtpreply_event event;
 *     smtpreply_session_init(&session, slots, 64, text, sizeof text);
 *     smtpreply_session_expect(&session, SMTPREPLY_STAGE_GREETING, NULL);
 *     while (!session.is_over && (size = read(server, bytes, sizeof bytes)) > 0)
 *             for (offset = 0; smtpreply_session_feed(&session, bytes + offset, size - offset,
 *                                                     &used, &event); offset += used)
 *                     take(&event);
 *     while (smtpreply_session_finish(&session, SMTPREPLY_OUTCOME_LOST, &event))
 *             take(&event);
 *
 * and where take() wants to say more, here three commands at once:
 *
 *     smtpreply_session_expect(&session, SMTPREPLY_STAGE_MAIL, message);
 *     smtpreply_session_expect(&session, SMTPREPLY_STAGE_RCPT, recipient);
 *     smtpreply_session_expect(&session, SMTPREPLY_STAGE_DATA, message);
 *     write(server, commands, size_of_commands);
 *     smtpreply_session_sent(&session, 3);
 *
 * Within an event, expect what comes next; but write it, and say that it is sent, when all bytes that
 * were read are fed. A reply too many among them would else be taken for the answer to it.
 *
 * Replies are counted, never matched by their codes: the first open command has the next reply. Each
 * tag gets exactly one event that settles it: SMTPREPLY_EVENT_REPLY or SMTPREPLY_EVENT_UNANSWERED.
 * Only the end of the data in LMTP is settled by its recipients: each that was accepted has a reply,
 * in their order, with the tag of its RCPT (RFC 2033, 4.2). They are counted when all replies before
 * are in, so that the last BDAT may be pipelined. Behind it pipeline nothing but QUIT: where nobody
 * was accepted no reply is due, yet servers send one; and behind a refused chunk nobody knows how many
 * come. There the session ends in SMTPREPLY_OUTCOME_DESYNC rather than to guess. Nor can another
 * command than QUIT be expected once the end of data for nobody is told: the reply that is not due may
 * be on its way.
 *
 * When the count is lost, the session is over, and stays so: no further reply is believed, and each
 * open tag is unanswered. Close the connection. The session is over
 *
 * - where bytes are no reply                                     SMTPREPLY_OUTCOME_MALFORMED
 * - at a reply with one of SMTPREPLY_FRAMING while other
 *   commands are open: it may be two replies, or one be lost     SMTPREPLY_OUTCOME_DESYNC
 * - at a reply without a command                                 SMTPREPLY_OUTCOME_DESYNC
 * - at an acceptance of data that are not all sent               SMTPREPLY_OUTCOME_DESYNC
 * - at a byte behind the reply to STARTTLS, before TLS           SMTPREPLY_OUTCOME_INJECTED
 * - at a refusal of data that are not all sent: it counts, but
 *   nothing else can be said on this connection                  SMTPREPLY_OUTCOME_LOST
 * - at 421, whatever it answers: the server closes               SMTPREPLY_OUTCOME_LOST
 * - after smtpreply_session_finish()                             what you say
 *
 * A greeting that refuses ends nothing: the server then answers each command, up to QUIT (RFC 5321,
 * 3.1), and each of these replies is counted.
 *
 * What is yours: when to send what. EHLO, DATA, AUTH, STARTTLS, QUIT and the like are the last in a
 * group (RFC 2920, 3.1). A response to a challenge is a command (SMTPREPLY_STAGE_AUTH), and so are
 * the message with its final dot (SMTPREPLY_STAGE_DATA_END: expect it when 354 has come, before you
 * feed what is behind that reply, which may refuse the message) and each chunk. What a reply
 * means: smtpreply/advice.h, whose situation takes stage, outcome and accepted of an event as they
 * are. PRDR is not counted: do not ask for it.
 */
#ifndef SMTPREPLY_SESSION_H
#define SMTPREPLY_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <smtpreply/export.h>
#include <smtpreply/parser.h>
#include <smtpreply/stage.h>

SMTPREPLY_BEGIN_DECLARATIONS

/** What an event tells. The numbers never change. */
enum smtpreply_event_kind {
	SMTPREPLY_EVENT_NONE = 0,        /**< nothing to tell */
	SMTPREPLY_EVENT_REPLY = 1,       /**< reply answers the command with this tag */
	SMTPREPLY_EVENT_LINE = 2,        /**< only with parser.by_line: a line of the reply that will
					      answer this tag; see SMTPREPLY_LINE */
	SMTPREPLY_EVENT_UNSOLICITED = 3, /**< reply answers nothing; the session is over */
	SMTPREPLY_EVENT_ENDED = 4,       /**< the session is over; outcome says why */
	SMTPREPLY_EVENT_UNANSWERED = 5   /**< the command with this tag has no reply; assume says
					      what that means */
};

/** What to assume of a command without a reply. The numbers never change. */
enum smtpreply_assume {
	SMTPREPLY_ASSUME_NOT_SENT = 1,    /**< it was not all on the wire: it has done nothing */
	SMTPREPLY_ASSUME_NOT_DONE = 2,    /**< as if 451 had come (RFC 5321, 3.8) */
	SMTPREPLY_ASSUME_MAY_BE_DONE = 3, /**< likewise; but the end of the data was on the wire, so
					       the message may have been delivered, and will be
					       twice after another try (RFC 1047) */
	SMTPREPLY_ASSUME_NO_MATTER = 4    /**< nothing depends on it: QUIT; and in LMTP the end of
					       data for which nobody was accepted, which has no reply
					       (RFC 2033, 4.2 and 4.3): earlier replies stand */
};

/** What happened. The tag is yours, all else is valid until the next call with the session. */
struct smtpreply_event {
	void *tag;                     /**< of the command, or of the recipient; else NULL */
	const struct smtpreply *reply; /**< in session.parser: the reply; the line; what had come
					    before SMTPREPLY_EVENT_ENDED, for a log, where that ended
					    it; else NULL */
	uint8_t kind;                  /**< an enum smtpreply_event_kind */
	uint8_t stage;                 /**< an enum smtpreply_stage: what is answered, or is not; for
					    SMTPREPLY_EVENT_ENDED what was the first open command */
	uint8_t outcome;               /**< an enum smtpreply_outcome: SMTPREPLY_OUTCOME_REPLY, or why
					    the session is over */
	uint8_t assume;                /**< for SMTPREPLY_EVENT_UNANSWERED, an enum smtpreply_assume;
					    else 0 */
	uint32_t left;       /**< replies to the same command that are still to come; over 0 only for
				  SMTPREPLY_STAGE_DATA_END_RECIPIENT */
	uint32_t accepted;   /**< recipients of this transaction that are accepted so far, this reply
				  included */
	uint8_t is_over;     /**< 1: the session is over. Close the connection */
	uint8_t reserved[3]; /**< 0 */
};

/** Room for one open command, or one accepted recipient of LMTP. All of it is private. */
struct smtpreply_expectation {
	void *private_tag;
	uint32_t private_next;
	uint8_t private_stage;
	uint8_t reserved[3];
};

/* What the session keeps between two calls. All of it is private. */
struct smtpreply_session_state {
	struct smtpreply_expectation *slots;
	uint32_t slot_count;
	uint32_t touched;
	uint32_t first_free;
	uint32_t first;
	uint32_t last;
	uint32_t first_unsent;
	uint32_t first_accept;
	uint32_t last_accept;
	uint32_t accept_count;
	uint32_t sent_ends;
	uint8_t place;
	uint8_t is_told;
	uint8_t has_reply;
	uint8_t is_chunk_refused;
	uint8_t has_begun;
	uint8_t is_early;
	uint8_t is_stray;
	uint8_t is_only_quit_left;
};

/**
 * A conversation with one server. The memory is yours.
 *
 * 352 bytes; holds no pointer into itself, so it may be moved or copied between two calls. A copy
 * shares the expectations and the text buffer.
 */
struct smtpreply_session {
	struct smtpreply_parser parser; /**< set refuse, max_octets and by_line after init; feed it
					     only through the session. SMTPREPLY_FRAMING need not be
					     refused */
	uint32_t open_count;            /**< commands without a reply */
	uint32_t accepted;              /**< recipients of this transaction that are accepted */
	uint8_t is_over;                /**< 1: nothing more is believed. Close the connection */
	uint8_t outcome;                /**< why, an enum smtpreply_outcome; 0 before */
	uint8_t needs_hello;            /**< 1: nothing that the server granted holds: at the start,
					     after TLS has started (RFC 3207, 4.2) and after 220 to
					     XCLIENT. Say EHLO, anew. A 2yz to it, all lines of one
					     code, sets 0 */
	uint8_t is_lmtp;                /**< 1: LHLO was accepted (RFC 2033) */
	uint8_t is_tls;                 /**< 1: smtpreply_session_start_tls() was true */
	uint8_t reserved[3];            /**< 0 */
	union {
		uint64_t all[10];
		struct smtpreply_session_state state;
	} private_;
};

/**
 * Makes a session ready for a new connection. Nothing is expected, not even a greeting.
 *
 * Whatever the memory held before does not matter.
 *
 * \param session  the session
 * \param slots    must outlive the session; may be NULL with count 0
 * \param count    how many: as many as commands are open at once, and with LMTP the accepted
 *                 recipients of a transaction besides
 * \param text     the buffer for the text of a reply, as for smtpreply_parser_init()
 * \param room     its size in bytes
 */
SMTPREPLY_API void smtpreply_session_init(struct smtpreply_session *session,
					  struct smtpreply_expectation *slots, uint32_t count,
					  char *text, size_t room);

/**
 * Says that a command will be sent behind all others. Call it before its first byte is written.
 *
 * \param session  the session
 * \param stage    an enum smtpreply_stage: what is sent. SMTPREPLY_STAGE_GREETING is the connection,
 *                 which needs no smtpreply_session_sent(), and goes before all commands, also those
 *                 that do not wait for it
 * \param tag      yours; may be NULL
 * \return true: it is expected. false, and nothing is changed: there is no slot; the session is over;
 * the command is behind a STARTTLS whose reply has not come, or was 220 (RFC 3207, 4); the stage is a
 * greeting behind a command, SMTPREPLY_STAGE_DATA_END_RECIPIENT or SMTPREPLY_STAGE_UNSOLICITED, which
 * nobody sends, or none; or, in LMTP behind the end of data for nobody, it is not QUIT. Do not send it
 * then
 */
SMTPREPLY_API bool smtpreply_session_expect(struct smtpreply_session *session, uint32_t stage,
					    void *tag);

/**
 * Says that commands are on the wire to their last byte, the final dot or the chunk included. Call it
 * before you feed what came after.
 *
 * What comes or begins before is no reply to them, with one exception: a server may refuse a message
 * or a chunk while it is being sent. In LMTP feed once with size 0 behind the end of the data: where
 * nobody was accepted it has no reply, and the event comes at once.
 *
 * \param session  the session
 * \param count    how many of those expected that are not on the wire, the oldest first; UINT32_MAX,
 *                 or any number over theirs, for all
 */
SMTPREPLY_API void smtpreply_session_sent(struct smtpreply_session *session, uint32_t count);

/**
 * Reads bytes of a server until there is something to tell. Call it until it answers
 * SMTPREPLY_EVENT_NONE, with size 0 too where no bytes are left.
 *
 * \param session  the session
 * \param bytes    what the server sent; not kept; may be NULL with size 0
 * \param size     how many bytes
 * \param used     set to the number of bytes taken, never NULL. The caller feeds the others again
 * \param event    set to what happened; whatever it held before does not matter
 * \return event->kind.
 * - SMTPREPLY_EVENT_NONE: all bytes are used. Or, when session.is_over, all is told and none is used.
 * - SMTPREPLY_EVENT_REPLY: a reply answers a command. To STARTTLS: ask
 *   smtpreply_session_start_tls() before you start TLS.
 * - SMTPREPLY_EVENT_ENDED, SMTPREPLY_EVENT_UNSOLICITED, or a reply with event->is_over: the session
 *   is over. Then come SMTPREPLY_EVENT_UNANSWERED for all open tags, in their order.
 * - SMTPREPLY_EVENT_UNANSWERED otherwise: SMTPREPLY_ASSUME_NO_MATTER.
 */
SMTPREPLY_API enum smtpreply_event_kind smtpreply_session_feed(struct smtpreply_session *session,
							       const void *bytes, size_t size,
							       size_t *used,
							       struct smtpreply_event *event);

/**
 * Says that no more bytes come, and ends the session. Call it until it answers SMTPREPLY_EVENT_NONE.
 *
 * \param session  the session
 * \param outcome  why: SMTPREPLY_OUTCOME_LOST, SMTPREPLY_OUTCOME_TIMED_OUT,
 *                 SMTPREPLY_OUTCOME_TLS_FAILED; any number that is no enum smtpreply_outcome, and
 *                 SMTPREPLY_OUTCOME_REPLY, count as SMTPREPLY_OUTCOME_LOST. Not read when the
 *                 session was over, nor behind half a reply that came before any command that
 *                 it could answer: that is SMTPREPLY_OUTCOME_DESYNC
 * \param event    set: SMTPREPLY_EVENT_ENDED, unless the session was over or nothing was open; then
 *                 SMTPREPLY_EVENT_UNANSWERED for all open tags, in their order
 * \return event->kind
 */
SMTPREPLY_API enum smtpreply_event_kind smtpreply_session_finish(struct smtpreply_session *session,
								 uint32_t outcome,
								 struct smtpreply_event *event);

/**
 * Asks whether TLS may start, and starts the session anew (RFC 3207, 4.2). Call it behind the reply
 * to STARTTLS and before the handshake.
 *
 * \return
 * - true: the reply was a 220 and no byte has come behind it. Start the handshake now, and feed only
 *   what comes through TLS. session.needs_hello is 1: forget what EHLO granted, and say it again.
 * - false: do not start it; nothing has changed. After another reply than 220 the session goes on in
 *   the clear, if you want that, with the next command.
 */
SMTPREPLY_API bool smtpreply_session_start_tls(struct smtpreply_session *session);

/**
 * The name of a kind of event, such as "unsolicited".
 *
 * \param kind  a value of enum smtpreply_event_kind
 * \return a constant string; "none" for any other value
 */
SMTPREPLY_API const char *smtpreply_event_name(uint32_t kind);

/**
 * The name of what to assume: "not-sent", "not-done", "may-be-done", "no-matter".
 *
 * \param assume  a value of enum smtpreply_assume
 * \return a constant string; "none" for any other value
 */
SMTPREPLY_API const char *smtpreply_assume_name(uint32_t assume);

SMTPREPLY_END_DECLARATIONS

#endif
