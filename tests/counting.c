/* SPDX-License-Identifier: MIT */
/* A conversation counted by hand; see counting.h. */
#include "counting.h"

#include <string.h>

static struct smtpreply_event *tell(struct counting *counting, uint32_t kind, uint32_t code)
{
	struct smtpreply_event *event = &counting->events[counting->event_count];

	memset(event, 0, sizeof *event);
	event->kind = (uint8_t)kind;
	event->accepted = counting->accepted;
	counting->codes[counting->event_count++] = code;
	return event;
}

static void remove_first(struct counted_command *commands, size_t *count)
{
	memmove(commands, commands + 1, --*count * sizeof *commands);
}

static bool ends_data(uint32_t stage)
{
	return stage == SMTPREPLY_STAGE_DATA_END || stage == SMTPREPLY_STAGE_BDAT_LAST ||
	       stage == SMTPREPLY_STAGE_BURL;
}

static bool has_data(uint32_t stage)
{
	return stage == SMTPREPLY_STAGE_DATA_END || stage == SMTPREPLY_STAGE_BDAT_LAST ||
	       stage == SMTPREPLY_STAGE_BDAT;
}

static bool is_of_transaction(uint32_t stage)
{
	return ends_data(stage) || stage == SMTPREPLY_STAGE_MAIL || stage == SMTPREPLY_STAGE_RCPT ||
	       stage == SMTPREPLY_STAGE_DATA || stage == SMTPREPLY_STAGE_BDAT;
}

static void forget_transaction(struct counting *counting)
{
	counting->recipient_count = 0;
	counting->accepted = 0;
	counting->is_chunk_refused = false;
}

static bool is_hello(uint32_t stage)
{
	return stage == SMTPREPLY_STAGE_EHLO || stage == SMTPREPLY_STAGE_HELO ||
	       stage == SMTPREPLY_STAGE_LHLO;
}

static bool starts_another(uint32_t stage)
{
	return stage == SMTPREPLY_STAGE_MAIL || stage == SMTPREPLY_STAGE_RSET || is_hello(stage);
}

/* Fills in whom the next reply is for, and takes it off. */
static void settle(struct counting *counting, struct smtpreply_event *event)
{
	struct counted_command command = counting->commands[0];
	bool is_last = true;

	if (ends_data(command.stage) && counting->recipient_count > 0) {
		command.tag = counting->recipients[0].tag;
		command.stage = SMTPREPLY_STAGE_DATA_END_RECIPIENT;
		remove_first(counting->recipients, &counting->recipient_count);
		event->left = (uint32_t)counting->recipient_count;
		is_last = event->left == 0;
	}
	event->tag = command.tag;
	event->stage = (uint8_t)command.stage;
	if (!is_last)
		return;
	if (ends_data(counting->commands[0].stage))
		forget_transaction(counting);
	remove_first(counting->commands, &counting->count);
}

static uint8_t assumption(const struct counting *counting)
{
	uint32_t stage = counting->commands[0].stage;

	if (stage == SMTPREPLY_STAGE_QUIT)
		return SMTPREPLY_ASSUME_NO_MATTER;
	if (!counting->commands[0].is_sent)
		return SMTPREPLY_ASSUME_NOT_SENT;
	for (size_t i = 0; is_of_transaction(stage) && i < counting->count; i++)
		if (counting->commands[i].is_sent && ends_data(counting->commands[i].stage))
			return SMTPREPLY_ASSUME_MAY_BE_DONE;
	return SMTPREPLY_ASSUME_NOT_DONE;
}

static void tell_all_unanswered(struct counting *counting)
{
	while (counting->count > 0) {
		struct smtpreply_event *event = tell(counting, SMTPREPLY_EVENT_UNANSWERED, 0);

		event->assume = assumption(counting);
		event->outcome = (uint8_t)counting->outcome;
		event->is_over = 1;
		if (starts_another(counting->commands[0].stage))
			forget_transaction(counting);
		settle(counting, event);
	}
}

static void end(struct counting *counting, uint32_t outcome)
{
	struct smtpreply_event *event = tell(counting, SMTPREPLY_EVENT_ENDED, 0);

	event->stage = (uint8_t)(counting->count > 0 ? counting->commands[0].stage
						     : (uint32_t)SMTPREPLY_STAGE_UNSOLICITED);
	event->outcome = (uint8_t)outcome;
	event->is_over = 1;
	counting->is_over = true;
	counting->outcome = outcome;
	tell_all_unanswered(counting);
}

static void end_with(struct counting *counting, struct smtpreply_event *event, uint32_t outcome)
{
	event->is_over = 1;
	counting->is_over = true;
	counting->outcome = outcome;
	tell_all_unanswered(counting);
}

/* The end of the data in LMTP, once its turn has come. */
static void wait(struct counting *counting)
{
	struct smtpreply_event *event;

	if (counting->is_over || !counting->is_lmtp || counting->count == 0 ||
	    !counting->commands[0].is_sent || !ends_data(counting->commands[0].stage))
		return;
	if (counting->is_chunk_refused && counting->recipient_count > 1)
		end(counting, SMTPREPLY_OUTCOME_DESYNC);
	if (counting->is_over || counting->recipient_count > 0)
		return;
	event = tell(counting, SMTPREPLY_EVENT_UNANSWERED, 0);
	event->assume = SMTPREPLY_ASSUME_NO_MATTER;
	settle(counting, event);
	counting->is_only_quit_left = true;
	if (counting->count > 0 && counting->commands[0].stage != SMTPREPLY_STAGE_QUIT)
		end(counting, SMTPREPLY_OUTCOME_DESYNC);
}

static void note_acceptance(struct counting *counting, uint32_t stage, bool is_mixed)
{
	if (starts_another(stage))
		forget_transaction(counting);
	if (is_hello(stage))
		counting->is_lmtp = stage == SMTPREPLY_STAGE_LHLO;
	if (is_hello(stage) && !is_mixed)
		counting->needs_hello = false;
	if (stage != SMTPREPLY_STAGE_RCPT)
		return;
	counting->accepted++;
	if (counting->is_lmtp)
		counting->recipients[counting->recipient_count++] = counting->commands[0];
}

static void note_reply(struct counting *counting, uint32_t code, bool is_mixed)
{
	uint32_t stage = counting->commands[0].stage;

	if (code / 100 == 2)
		note_acceptance(counting, stage, is_mixed);
	if (stage == SMTPREPLY_STAGE_BDAT && code / 100 > 3)
		counting->is_chunk_refused = true;
	if (stage == SMTPREPLY_STAGE_STARTTLS) {
		counting->has_starttls_reply = true;
		counting->may_start_tls = code == 220 && !is_mixed;
	}
	if (stage == SMTPREPLY_STAGE_XCLIENT && code == 220 && !is_mixed) {
		forget_transaction(counting);
		counting->needs_hello = true;
	}
}

static void take_answer(struct counting *counting, uint32_t code, bool is_mixed)
{
	bool is_early = !counting->commands[0].is_sent;
	struct smtpreply_event *event;

	note_reply(counting, code, is_mixed);
	event = tell(counting, SMTPREPLY_EVENT_REPLY, code);
	settle(counting, event);
	if (is_early || code == 421)
		end_with(counting, event, SMTPREPLY_OUTCOME_LOST);
}

static void take_unsolicited(struct counting *counting, uint32_t code)
{
	struct smtpreply_event *event = tell(counting, SMTPREPLY_EVENT_UNSOLICITED, code);

	event->stage = SMTPREPLY_STAGE_UNSOLICITED;
	end_with(counting, event, code == 421 ? SMTPREPLY_OUTCOME_LOST : SMTPREPLY_OUTCOME_DESYNC);
}

void counting_clear(struct counting *counting)
{
	counting->event_count = 0;
}

void counting_start(struct counting *counting, size_t room)
{
	memset(counting, 0, sizeof *counting);
	counting->room = room;
	counting->needs_hello = true;
}

bool counting_expect(struct counting *counting, uint32_t stage, void *tag)
{
	bool is_greeting = stage == SMTPREPLY_STAGE_GREETING;

	if (counting->is_over || counting->count + counting->recipient_count >= counting->room ||
	    (counting->has_starttls_reply && counting->may_start_tls))
		return false;
	if (counting->is_only_quit_left && stage != SMTPREPLY_STAGE_QUIT)
		return false;
	if (stage >= SMTPREPLY_STAGE_UNSOLICITED || stage == SMTPREPLY_STAGE_DATA_END_RECIPIENT)
		return false;
	if (counting->count > 0 && (is_greeting || counting->commands[counting->count - 1].stage ==
							   SMTPREPLY_STAGE_STARTTLS))
		return false;
	counting->has_starttls_reply = false;
	counting->commands[counting->count++] =
		(struct counted_command){ .stage = stage, .tag = tag, .is_sent = is_greeting };
	return true;
}

void counting_sent(struct counting *counting, size_t count)
{
	for (size_t i = 0; i < counting->count && count > 0; i++)
		if (!counting->commands[i].is_sent) {
			counting->commands[i].is_sent = true;
			count--;
		}
}

bool counting_start_tls(struct counting *counting)
{
	if (counting->is_over || !counting->has_starttls_reply || !counting->may_start_tls)
		return false;
	forget_transaction(counting);
	counting->has_starttls_reply = false;
	counting->needs_hello = true;
	counting->is_lmtp = false;
	counting->is_tls = true;
	return true;
}

bool counting_read(struct counting *counting)
{
	if (counting->has_starttls_reply) {
		counting->has_starttls_reply = false;
		end(counting, SMTPREPLY_OUTCOME_INJECTED);
		return false;
	}
	wait(counting);
	return !counting->is_over;
}

/* A reply that begins now answers nothing. Data may be refused while they are sent. */
static bool is_stray(const struct counting *counting)
{
	const struct counted_command *first = counting->commands;

	return counting->count == 0 || (!first->is_sent && !has_data(first->stage));
}

void counting_reply(struct counting *counting, uint32_t code, uint32_t deviations)
{
	bool is_shared;

	if (!counting_read(counting))
		return;
	is_shared = counting->count > 1 || (counting->count == 1 && counting->recipient_count > 1 &&
					    ends_data(counting->commands[0].stage));
	if (is_stray(counting))
		take_unsolicited(counting, code);
	else if (((deviations & SMTPREPLY_FRAMING) != 0 && is_shared) ||
		 (!counting->commands[0].is_sent && code / 100 < 4))
		end(counting, SMTPREPLY_OUTCOME_DESYNC);
	else
		take_answer(counting, code, (deviations & SMTPREPLY_CODE_MISMATCH) != 0);
	wait(counting);
}

void counting_garbage(struct counting *counting)
{
	if (counting_read(counting))
		end(counting, SMTPREPLY_OUTCOME_MALFORMED);
}

void counting_wait(struct counting *counting)
{
	wait(counting);
}

void counting_close(struct counting *counting, uint32_t outcome, bool is_in_reply)
{
	wait(counting);
	if (counting->is_over)
		return;
	if (is_in_reply && is_stray(counting))
		outcome = SMTPREPLY_OUTCOME_DESYNC;
	if (counting->count > 0 || is_in_reply)
		end(counting, outcome);
	counting->is_over = true;
	counting->outcome = outcome;
}

void counting_close_in_blank_line(struct counting *counting, uint32_t outcome)
{
	wait(counting);
	if (!counting->is_over)
		end(counting, outcome);
}

bool counting_tells(const struct counting *counting, size_t place,
		    const struct smtpreply_event *event)
{
	struct smtpreply_event plain = *event;
	uint32_t code = 0;

	if (event->kind == SMTPREPLY_EVENT_REPLY || event->kind == SMTPREPLY_EVENT_UNSOLICITED)
		code = event->reply->code;
	plain.reply = NULL;
	return place < counting->event_count && code == counting->codes[place] &&
	       memcmp(&plain, &counting->events[place], sizeof plain) == 0;
}

bool counting_agrees(const struct counting *counting, const struct smtpreply_session *session)
{
	return session->open_count == counting->count && session->accepted == counting->accepted &&
	       session->is_over == counting->is_over && session->outcome == counting->outcome &&
	       session->needs_hello == counting->needs_hello &&
	       session->is_lmtp == counting->is_lmtp && session->is_tls == counting->is_tls;
}
