/* SPDX-License-Identifier: MIT */
/*
 * The session: which reply answers which command.
 *
 * It keeps the open commands in a list, and in LMTP the accepted recipients in another, both in the
 * caller's slots, and gives each reply to the first. What it reads of a reply is what counting needs:
 * severity, 220, 421, and the deviations of framing. What a reply means is left to others.
 */
#include <assert.h>
#include <string.h>

#include <smtpreply/session.h>

#include "name-of.h"

#define NO_SLOT UINT32_MAX
#define TLS_MAY_START 220
#define SESSION_STARTS_ANEW 220
#define SERVICE_CLOSES 421

static_assert(sizeof(struct smtpreply_expectation) == sizeof(void *) + 8, "the layout is fixed");
static_assert(offsetof(struct smtpreply_event, reply) == sizeof(void *), "the layout is fixed");
static_assert(offsetof(struct smtpreply_event, kind) == 2 * sizeof(void *), "the layout is fixed");
static_assert(offsetof(struct smtpreply_event, stage) == 2 * sizeof(void *) + 1, "fixed");
static_assert(offsetof(struct smtpreply_event, outcome) == 2 * sizeof(void *) + 2, "fixed");
static_assert(offsetof(struct smtpreply_event, assume) == 2 * sizeof(void *) + 3, "fixed");
static_assert(offsetof(struct smtpreply_event, left) == 2 * sizeof(void *) + 4, "fixed");
static_assert(offsetof(struct smtpreply_event, accepted) == 2 * sizeof(void *) + 8, "fixed");
static_assert(offsetof(struct smtpreply_event, is_over) == 2 * sizeof(void *) + 12, "fixed");
static_assert(sizeof(struct smtpreply_event) == 2 * sizeof(void *) + 16, "the layout is fixed");
static_assert(offsetof(struct smtpreply_session, open_count) == 256, "the layout is fixed");
static_assert(offsetof(struct smtpreply_session, accepted) == 260, "the layout is fixed");
static_assert(offsetof(struct smtpreply_session, is_over) == 264, "the layout is fixed");
static_assert(offsetof(struct smtpreply_session, outcome) == 265, "the layout is fixed");
static_assert(offsetof(struct smtpreply_session, needs_hello) == 266, "the layout is fixed");
static_assert(offsetof(struct smtpreply_session, is_lmtp) == 267, "the layout is fixed");
static_assert(offsetof(struct smtpreply_session, is_tls) == 268, "the layout is fixed");
static_assert(sizeof(struct smtpreply_session) == 352, "the layout is fixed");
static_assert(sizeof(struct smtpreply_session_state) <= sizeof(uint64_t[10]), "the state has room");

/* Where the session stands; elsewhere than at PLACE_COMMANDS no byte may come. */
enum place {
	PLACE_COMMANDS,
	PLACE_TLS_REFUSED,
	PLACE_TLS_GRANTED,
};

#define AT(stage) (UINT32_C(1) << SMTPREPLY_STAGE_##stage)
#define NEVER_SENT (AT(DATA_END_RECIPIENT) | AT(UNSOLICITED))
#define HELLO (AT(EHLO) | AT(HELO) | AT(LHLO))
/* A 2yz to these ends the transaction before them; what is behind them is of another one. */
#define NEW_START (HELLO | AT(MAIL) | AT(RSET))
/* These take long to send, and may be refused meanwhile. */
#define DATA_BYTES (AT(DATA_END) | AT(BDAT) | AT(BDAT_LAST))
#define END_OF_DATA (AT(DATA_END) | AT(BDAT_LAST) | AT(BURL))
#define TRANSACTION (AT(MAIL) | AT(RCPT) | AT(DATA) | AT(BDAT) | END_OF_DATA)

static bool is_one_of(uint32_t stage, uint32_t stages)
{
	return (stages >> stage & 1) != 0;
}

/* Lines that disagree permit nothing. */
static bool is_mixed(const struct smtpreply *reply)
{
	return (reply->deviations & SMTPREPLY_CODE_MISMATCH) != 0;
}

static bool permits(const struct smtpreply *reply, uint32_t code)
{
	return reply->code == code && !is_mixed(reply);
}

static bool is_refusal(const struct smtpreply *reply)
{
	return reply->severity == SMTPREPLY_TRANSIENT || reply->severity == SMTPREPLY_PERMANENT;
}

/* The slots. A free one is in the list of those given back, or was never taken. */

static struct smtpreply_session_state *state_of(struct smtpreply_session *session)
{
	return &session->private_.state;
}

static bool has_slot(const struct smtpreply_session_state *state)
{
	return state->first_free != NO_SLOT || state->touched < state->slot_count;
}

static uint32_t take_slot(struct smtpreply_session_state *state)
{
	uint32_t slot = state->first_free;

	if (slot == NO_SLOT)
		return state->touched++;
	state->first_free = state->slots[slot].private_next;
	return slot;
}

static void free_slot(struct smtpreply_session_state *state, uint32_t slot)
{
	state->slots[slot].private_next = state->first_free;
	state->first_free = slot;
}

/* Adds a slot behind the last one of a list. */
static void append(struct smtpreply_session_state *state, uint32_t *first, uint32_t *last,
		   uint32_t slot)
{
	state->slots[slot].private_next = NO_SLOT;
	if (*first == NO_SLOT)
		*first = slot;
	else
		state->slots[*last].private_next = slot;
	*last = slot;
}

/* The open commands. */

static bool is_open(const struct smtpreply_session_state *state)
{
	return state->first != NO_SLOT;
}

static bool is_sent(const struct smtpreply_session_state *state)
{
	return is_open(state) && state->first != state->first_unsent;
}

static uint8_t first_stage(const struct smtpreply_session_state *state)
{
	return is_open(state) ? state->slots[state->first].private_stage
			      : (uint8_t)SMTPREPLY_STAGE_UNSOLICITED;
}

static bool is_end_first(const struct smtpreply_session_state *state)
{
	return is_one_of(first_stage(state), END_OF_DATA);
}

/* May a reply come now? A command that is not on the wire has none, but data may be refused early. */
static bool is_awaited(const struct smtpreply_session_state *state)
{
	return is_sent(state) || is_one_of(first_stage(state), DATA_BYTES);
}

/* Takes the first command off the list, and leaves its slot to the caller. */
static uint32_t shift(struct smtpreply_session *session)
{
	struct smtpreply_session_state *state = state_of(session);
	uint32_t slot = state->first;

	if (is_sent(state))
		state->sent_ends -= is_end_first(state);
	else
		state->first_unsent = state->slots[slot].private_next;
	state->first = state->slots[slot].private_next;
	session->open_count--;
	return slot;
}

/* The transaction, and its accepted recipients in LMTP. */

static uint32_t shift_recipient(struct smtpreply_session_state *state)
{
	uint32_t slot = state->first_accept;

	state->first_accept = state->slots[slot].private_next;
	state->accept_count--;
	return slot;
}

static void end_transaction(struct smtpreply_session *session)
{
	struct smtpreply_session_state *state = state_of(session);

	if (state->first_accept != NO_SLOT) {
		state->slots[state->last_accept].private_next = state->first_free;
		state->first_free = state->first_accept;
		state->first_accept = NO_SLOT;
		state->accept_count = 0;
	}
	state->is_chunk_refused = 0;
	session->accepted = 0;
}

static bool is_recipient_next(const struct smtpreply_session_state *state)
{
	return is_end_first(state) && state->first_accept != NO_SLOT;
}

/* Settles the recipient whose turn it is at the end of the data, and the end with the last one. */
static void settle_recipient(struct smtpreply_session *session, struct smtpreply_event *event)
{
	struct smtpreply_session_state *state = state_of(session);
	uint32_t slot = shift_recipient(state);

	event->tag = state->slots[slot].private_tag;
	event->stage = SMTPREPLY_STAGE_DATA_END_RECIPIENT;
	event->left = state->accept_count;
	free_slot(state, slot);
	if (state->accept_count > 0)
		return;
	free_slot(state, shift(session));
	end_transaction(session);
}

static void settle_command(struct smtpreply_session *session, struct smtpreply_event *event,
			   bool is_kept)
{
	struct smtpreply_session_state *state = state_of(session);
	bool is_end = is_end_first(state);
	uint32_t slot = shift(session);

	event->tag = state->slots[slot].private_tag;
	event->stage = state->slots[slot].private_stage;
	if (is_kept) {
		append(state, &state->first_accept, &state->last_accept, slot);
		state->accept_count++;
		return;
	}
	free_slot(state, slot);
	if (is_end)
		end_transaction(session);
}

/* The end of the session. */

static void end(struct smtpreply_session *session, uint32_t outcome, bool has_reply)
{
	session->is_over = 1;
	session->outcome = (uint8_t)outcome;
	state_of(session)->is_told = 0;
	state_of(session)->has_reply = has_reply;
}

/* The event itself tells of the end. */
static void end_with(struct smtpreply_session *session, struct smtpreply_event *event,
		     uint32_t outcome)
{
	end(session, outcome, false);
	state_of(session)->is_told = 1;
	event->is_over = 1;
}

static void end_injected(struct smtpreply_session *session)
{
	end(session, SMTPREPLY_OUTCOME_INJECTED, false);
	state_of(session)->place = PLACE_COMMANDS;
}

/* The end of the data may have been behind this command already. */
static uint8_t assume_of_first(const struct smtpreply_session_state *state)
{
	uint8_t stage = first_stage(state);

	if (stage == SMTPREPLY_STAGE_QUIT)
		return SMTPREPLY_ASSUME_NO_MATTER;
	if (!is_sent(state))
		return SMTPREPLY_ASSUME_NOT_SENT;
	return state->sent_ends > 0 && is_one_of(stage, TRANSACTION) ? SMTPREPLY_ASSUME_MAY_BE_DONE
								     : SMTPREPLY_ASSUME_NOT_DONE;
}

static void tell_unanswered(struct smtpreply_session *session, struct smtpreply_event *event,
			    uint8_t assume)
{
	event->kind = SMTPREPLY_EVENT_UNANSWERED;
	event->assume = assume;
	if (is_one_of(first_stage(state_of(session)), NEW_START))
		end_transaction(session);
	if (is_recipient_next(state_of(session)))
		settle_recipient(session, event);
	else
		settle_command(session, event, false);
}

static void tell_of_end(struct smtpreply_session *session, struct smtpreply_event *event)
{
	struct smtpreply_session_state *state = state_of(session);

	if (state->is_told && !is_open(state))
		return;
	event->outcome = session->outcome;
	event->is_over = 1;
	if (state->is_told) {
		tell_unanswered(session, event, assume_of_first(state));
		return;
	}
	state->is_told = 1;
	event->kind = SMTPREPLY_EVENT_ENDED;
	event->stage = first_stage(state);
	if (state->has_reply)
		event->reply = &session->parser.reply;
}

/* What a reply does. */

static void apply_acceptance(struct smtpreply_session *session, uint32_t stage, bool grants)
{
	if (is_one_of(stage, NEW_START))
		end_transaction(session);
	if (is_one_of(stage, HELLO)) {
		if (grants)
			session->needs_hello = 0;
		session->is_lmtp = stage == SMTPREPLY_STAGE_LHLO;
	}
	if (stage == SMTPREPLY_STAGE_RCPT)
		session->accepted++;
}

static void apply(struct smtpreply_session *session, uint32_t stage, const struct smtpreply *reply)
{
	struct smtpreply_session_state *state = state_of(session);

	if (reply->severity == SMTPREPLY_POSITIVE)
		apply_acceptance(session, stage, !is_mixed(reply));
	if (stage == SMTPREPLY_STAGE_BDAT && is_refusal(reply))
		state->is_chunk_refused = 1;
	if (stage == SMTPREPLY_STAGE_STARTTLS)
		state->place =
			permits(reply, TLS_MAY_START) ? PLACE_TLS_GRANTED : PLACE_TLS_REFUSED;
	if (stage == SMTPREPLY_STAGE_XCLIENT && permits(reply, SESSION_STARTS_ANEW)) {
		end_transaction(session);
		session->needs_hello = 1;
	}
}

static void answer(struct smtpreply_session *session, struct smtpreply_event *event)
{
	struct smtpreply_session_state *state = state_of(session);
	const struct smtpreply *reply = &session->parser.reply;
	uint32_t stage = first_stage(state);

	event->kind = SMTPREPLY_EVENT_REPLY;
	event->reply = reply;
	apply(session, stage, reply);
	event->accepted = session->accepted;
	if (is_recipient_next(state))
		settle_recipient(session, event);
	else
		settle_command(session, event,
			       session->is_lmtp && stage == SMTPREPLY_STAGE_RCPT &&
				       reply->severity == SMTPREPLY_POSITIVE);
	if (state->is_early || reply->code == SERVICE_CLOSES)
		end_with(session, event, SMTPREPLY_OUTCOME_LOST);
}

static void tell_unsolicited(struct smtpreply_session *session, struct smtpreply_event *event)
{
	const struct smtpreply *reply = &session->parser.reply;

	event->kind = SMTPREPLY_EVENT_UNSOLICITED;
	event->stage = SMTPREPLY_STAGE_UNSOLICITED;
	event->reply = reply;
	end_with(session, event,
		 reply->code == SERVICE_CLOSES ? SMTPREPLY_OUTCOME_LOST : SMTPREPLY_OUTCOME_DESYNC);
}

/* Is the reply due to more than one reader? Then one that may be two, or half of one, is nobody's. */
static bool is_in_doubt(struct smtpreply_session *session)
{
	const struct smtpreply_session_state *state = state_of(session);

	return (session->parser.reply.deviations & SMTPREPLY_FRAMING) != 0 &&
	       (session->open_count > 1 || (is_end_first(state) && state->accept_count > 1));
}

static void take_reply(struct smtpreply_session *session, struct smtpreply_event *event)
{
	const struct smtpreply_session_state *state = state_of(session);

	if (state->is_stray)
		tell_unsolicited(session, event);
	else if (is_in_doubt(session) || (state->is_early && !is_refusal(&session->parser.reply)))
		end(session, SMTPREPLY_OUTCOME_DESYNC, true);
	else
		answer(session, event);
}

static void tell_line(struct smtpreply_session *session, struct smtpreply_event *event)
{
	const struct smtpreply_session_state *state = state_of(session);
	bool is_for_recipient = is_recipient_next(state);
	uint32_t slot = is_for_recipient ? state->first_accept : state->first;

	event->kind = SMTPREPLY_EVENT_LINE;
	event->reply = &session->parser.reply;
	event->stage = SMTPREPLY_STAGE_UNSOLICITED;
	if (state->is_stray)
		return;
	event->stage =
		is_for_recipient ? (uint8_t)SMTPREPLY_STAGE_DATA_END_RECIPIENT : first_stage(state);
	event->tag = state->slots[slot].private_tag;
}

/*
 * In LMTP the end of the data has as many replies as recipients were accepted, which is known once it
 * is the first command. For nobody it has none, or one (see the header), which may come late; behind a
 * refused chunk nobody knows.
 */
static void count_replies(struct smtpreply_session *session, struct smtpreply_event *event)
{
	struct smtpreply_session_state *state = state_of(session);

	if (!session->is_lmtp || !is_sent(state) || !is_end_first(state))
		return;
	if (state->is_chunk_refused && state->accept_count > 1)
		end(session, SMTPREPLY_OUTCOME_DESYNC, false);
	if (state->accept_count > 0)
		return;
	tell_unanswered(session, event, SMTPREPLY_ASSUME_NO_MATTER);
	state->is_only_quit_left = 1;
	if (is_open(state) && first_stage(state) != SMTPREPLY_STAGE_QUIT)
		end(session, SMTPREPLY_OUTCOME_DESYNC, false);
}

/* A reply is to what is on the wire when it begins. Blank lines before it are no beginning. */
static void note_begin(struct smtpreply_session *session, const unsigned char *bytes, size_t size)
{
	struct smtpreply_session_state *state = state_of(session);
	size_t i = 0;

	if (state->has_begun)
		return;
	while (i < size && (bytes[i] == '\r' || bytes[i] == '\n'))
		i++;
	if (i == size)
		return;
	state->has_begun = 1;
	state->is_early = !is_sent(state);
	state->is_stray = !is_awaited(state);
}

static void read_on(struct smtpreply_session *session, const void *bytes, size_t size, size_t *used,
		    struct smtpreply_event *event)
{
	enum smtpreply_result result;

	note_begin(session, bytes, size);
	result = smtpreply_feed(&session->parser, bytes, size, used);
	if (result == SMTPREPLY_DONE) {
		state_of(session)->has_begun = 0;
		take_reply(session, event);
	} else if (result == SMTPREPLY_LINE) {
		tell_line(session, event);
	} else if (result == SMTPREPLY_ERROR) {
		end(session, SMTPREPLY_OUTCOME_MALFORMED, true);
	}
}

static void start_event(const struct smtpreply_session *session, struct smtpreply_event *event)
{
	memset(event, 0, sizeof *event);
	event->accepted = session->accepted;
}

/* The public calls. */

void smtpreply_session_init(struct smtpreply_session *session, struct smtpreply_expectation *slots,
			    uint32_t count, char *text, size_t room)
{
	struct smtpreply_session_state *state = state_of(session);

	memset(session, 0, sizeof *session);
	smtpreply_parser_init(&session->parser, text, room);
	session->needs_hello = 1;
	state->slots = slots;
	state->slot_count = slots != NULL ? count : 0;
	state->first_free = NO_SLOT;
	state->first = NO_SLOT;
	state->first_unsent = NO_SLOT;
	state->first_accept = NO_SLOT;
}

static bool may_expect(const struct smtpreply_session *session, uint32_t stage)
{
	const struct smtpreply_session_state *state = &session->private_.state;

	if (session->is_over || state->place == PLACE_TLS_GRANTED || !has_slot(state))
		return false;
	if (stage > SMTPREPLY_STAGE_UNSOLICITED || is_one_of(stage, NEVER_SENT))
		return false;
	if (state->is_only_quit_left && stage != SMTPREPLY_STAGE_QUIT)
		return false;
	if (!is_open(state))
		return true;
	return stage != SMTPREPLY_STAGE_GREETING &&
	       state->slots[state->last].private_stage != SMTPREPLY_STAGE_STARTTLS;
}

bool smtpreply_session_expect(struct smtpreply_session *session, uint32_t stage, void *tag)
{
	struct smtpreply_session_state *state = state_of(session);
	uint32_t slot;

	if (!may_expect(session, stage))
		return false;
	slot = take_slot(state);
	memset(&state->slots[slot], 0, sizeof state->slots[slot]);
	state->slots[slot].private_tag = tag;
	state->slots[slot].private_stage = (uint8_t)stage;
	append(state, &state->first, &state->last, slot);
	if (state->first_unsent == NO_SLOT && stage != SMTPREPLY_STAGE_GREETING)
		state->first_unsent = slot;
	state->place = PLACE_COMMANDS;
	session->open_count++;
	return true;
}

void smtpreply_session_sent(struct smtpreply_session *session, uint32_t count)
{
	struct smtpreply_session_state *state = state_of(session);

	for (; count > 0 && state->first_unsent != NO_SLOT; count--) {
		const struct smtpreply_expectation *slot = &state->slots[state->first_unsent];

		state->sent_ends += is_one_of(slot->private_stage, END_OF_DATA);
		state->first_unsent = slot->private_next;
	}
}

enum smtpreply_event_kind smtpreply_session_feed(struct smtpreply_session *session,
						 const void *bytes, size_t size, size_t *used,
						 struct smtpreply_event *event)
{
	const struct smtpreply_session_state *state = state_of(session);

	*used = 0;
	start_event(session, event);
	if (size > 0 && state->place != PLACE_COMMANDS)
		end_injected(session);
	if (!session->is_over)
		count_replies(session, event);
	if (!session->is_over && event->kind == SMTPREPLY_EVENT_NONE)
		read_on(session, bytes, size, used, event);
	if (*used < size && state->place != PLACE_COMMANDS)
		end_injected(session);
	if (session->is_over && event->kind == SMTPREPLY_EVENT_NONE)
		tell_of_end(session, event);
	return (enum smtpreply_event_kind)event->kind;
}

/* Half a reply that nothing asked for breaks the count, whyever the other half does not come. */
static uint32_t outcome_of_end(struct smtpreply_session *session, uint32_t outcome, bool is_cut_off)
{
	bool is_known =
		outcome > SMTPREPLY_OUTCOME_REPLY && outcome <= SMTPREPLY_OUTCOME_TLS_FAILED;

	if (is_cut_off && state_of(session)->is_stray)
		return SMTPREPLY_OUTCOME_DESYNC;
	return is_known ? outcome : (uint32_t)SMTPREPLY_OUTCOME_LOST;
}

enum smtpreply_event_kind smtpreply_session_finish(struct smtpreply_session *session,
						   uint32_t outcome, struct smtpreply_event *event)
{
	start_event(session, event);
	if (!session->is_over)
		count_replies(session, event);
	if (event->kind != SMTPREPLY_EVENT_NONE)
		return (enum smtpreply_event_kind)event->kind;
	if (!session->is_over) {
		bool is_cut_off = smtpreply_finish(&session->parser) == SMTPREPLY_ERROR;

		end(session, outcome_of_end(session, outcome, is_cut_off), is_cut_off);
		state_of(session)->is_told = !is_cut_off && session->open_count == 0;
	}
	tell_of_end(session, event);
	return (enum smtpreply_event_kind)event->kind;
}

bool smtpreply_session_start_tls(struct smtpreply_session *session)
{
	struct smtpreply_session_state *state = state_of(session);

	if (session->is_over || state->place != PLACE_TLS_GRANTED)
		return false;
	smtpreply_parser_reset(&session->parser);
	state->place = PLACE_COMMANDS;
	end_transaction(session);
	session->is_lmtp = 0;
	session->needs_hello = 1;
	session->is_tls = 1;
	return true;
}

/* The names of the numbers. */

#define NAME_SIZE 12

const char *smtpreply_event_name(uint32_t kind)
{
	static const char names[][NAME_SIZE] = {
		"", "reply", "line", "unsolicited", "ended", "unanswered",
	};

	return NAME_OF(names, kind);
}

const char *smtpreply_assume_name(uint32_t assume)
{
	static const char names[][NAME_SIZE] = {
		"", "not-sent", "not-done", "may-be-done", "no-matter",
	};

	return NAME_OF(names, assume);
}
