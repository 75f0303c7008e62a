/* SPDX-License-Identifier: MIT */
/* Keeps the open commands in a queue, and does to the session what each reply permits. */
#include "dialogue.h"

#include <stdlib.h>
#include <string.h>

#include "request.h"

/* Of a command that several replies answer; one line has 512 (RFC 5321, 4.5.3.1.4). */
#define MOST_REPEATED_OCTETS 1000

/* A command that has no reply yet; or the greeting, a reply to the connection itself. */
struct open_command {
	struct open_command *next;
	struct request request;
	bool is_line;   /* the client wrote it; a connection, and a message cut off, are none */
	bool is_secret; /* nothing of it is shown */
	uint64_t line;
	size_t size;
	char text[];
};

static bool is_stage(const struct open_command *command, uint32_t stage)
{
	return command != NULL && command->request.stage == stage;
}

static bool is_auth(const struct open_command *command)
{
	return is_stage(command, SMTPREPLY_STAGE_AUTH) ||
	       is_stage(command, SMTPREPLY_STAGE_AUTH_CANCEL);
}

static bool is_end_of_data(const struct open_command *command)
{
	return is_stage(command, SMTPREPLY_STAGE_DATA_END) ||
	       is_stage(command, SMTPREPLY_STAGE_BDAT_LAST) ||
	       (is_stage(command, SMTPREPLY_STAGE_BURL) && command->request.ends_message);
}

static bool is_dot(const char *text, size_t size)
{
	return size == 1 && text[0] == '.';
}

/* Does this reply permit what the code permits? Lines that disagree permit nothing. */
static bool permits(const struct smtpreply *reply, uint32_t code)
{
	return reply->code == code && (reply->deviations & SMTPREPLY_CODE_MISMATCH) == 0;
}

/* The queue. */

static void set_stage(struct dialogue *dialogue, struct open_command *command, uint32_t stage)
{
	if (is_auth(command))
		dialogue->open_auths--;
	command->request.stage = stage;
	if (is_auth(command))
		dialogue->open_auths++;
}

static void release(struct dialogue *dialogue, struct open_command *command)
{
	dialogue->octets -= sizeof *command + command->size;
	free(command);
}

static struct open_command *pop(struct dialogue *dialogue)
{
	struct open_command *command = dialogue->first;

	dialogue->first = command->next;
	if (dialogue->first == NULL)
		dialogue->last = NULL;
	command->next = NULL;
	if (is_auth(command))
		dialogue->open_auths--;
	return command;
}

static void push(struct dialogue *dialogue, struct open_command *command)
{
	if (dialogue->last != NULL)
		dialogue->last->next = command;
	else
		dialogue->first = command;
	dialogue->last = command;
}

/* Adds an open command, of which the caller may set more; NULL for one without a line. */
static enum dialogue_result add(struct dialogue *dialogue, const char *text, size_t size,
				uint64_t line)
{
	struct open_command *command;

	if (size > MOST_OPEN_OCTETS || dialogue->octets > MOST_OPEN_OCTETS - size)
		return DIALOGUE_TOO_LONG;
	command = calloc(1, sizeof *command + size);
	if (command == NULL)
		return DIALOGUE_NO_MEMORY;
	command->is_line = text != NULL;
	command->is_secret = dialogue->is_auth_open;
	command->line = line;
	command->size = size;
	if (text != NULL)
		memcpy(command->text, text, size);
	dialogue->octets += sizeof *command + size;
	push(dialogue, command);
	return DIALOGUE_GOES_ON;
}

/* A command that is known by its place, not by its verb. */
static enum dialogue_result add_stage(struct dialogue *dialogue, uint32_t stage, const char *text,
				      size_t size, uint64_t line)
{
	enum dialogue_result result = add(dialogue, text, size, line);

	if (result == DIALOGUE_GOES_ON)
		set_stage(dialogue, dialogue->last, stage);
	return result;
}

/* The session. */

static void forget_accepts(struct dialogue *dialogue)
{
	while (dialogue->accepts != NULL) {
		struct open_command *next = dialogue->accepts->next;

		release(dialogue, dialogue->accepts);
		dialogue->accepts = next;
	}
	dialogue->last_accept = NULL;
}

static void end_transaction(struct dialogue *dialogue)
{
	forget_accepts(dialogue);
	dialogue->accepted = 0;
	dialogue->recipient = NULL;
	dialogue->asks_prdr = false;
	dialogue->has_prdr = false;
	dialogue->is_data_ending = false;
}

static void start_connection(struct dialogue *dialogue)
{
	end_transaction(dialogue);
	dialogue->known = 0;
	dialogue->is_connected = true;
	dialogue->is_lmtp = false;
	dialogue->is_tls_awaited = false;
	dialogue->is_auth_open = false;
	dialogue->is_desync = false;
	dialogue->unread_lines = 0;
	dialogue->place = PLACE_COMMAND;
	dialogue->chunk_left = 0;
}

void dialogue_start_tls(struct dialogue *dialogue)
{
	end_transaction(dialogue);
	dialogue->known = (dialogue->known & SMTPREPLY_REUSED) | SMTPREPLY_TLS_ACTIVE;
	dialogue->is_tls_awaited = false;
}

/* What replies do, a function for each stage. */

static void settle_hello(struct dialogue *dialogue, struct open_command *command,
			 const struct smtpreply *reply)
{
	struct smtpreply_ehlo ehlo;

	if (reply->severity != SMTPREPLY_POSITIVE)
		return;
	end_transaction(dialogue);
	dialogue->is_lmtp = command->request.stage == SMTPREPLY_STAGE_LHLO;
	dialogue->known &= ~(uint32_t)SMTPREPLY_TLS_OFFERED;
	smtpreply_ehlo_read(&ehlo, reply);
	if (command->request.stage != SMTPREPLY_STAGE_HELO &&
	    (ehlo.keywords & SMTPREPLY_EHLO_BIT(SMTPREPLY_EHLO_STARTTLS)) != 0)
		dialogue->known |= SMTPREPLY_TLS_OFFERED;
}

static void settle_starttls(struct dialogue *dialogue, struct open_command *command,
			    const struct smtpreply *reply)
{
	(void)command;
	if (permits(reply, 220))
		dialogue->is_tls_awaited = true;
}

/* A line that was sent before the challenge is the response to it all the same. */
static void take_response(struct dialogue *dialogue, struct open_command *command)
{
	bool is_cancel = command->size == 1 && command->text[0] == '*';

	set_stage(dialogue, command,
		  is_cancel ? SMTPREPLY_STAGE_AUTH_CANCEL : SMTPREPLY_STAGE_AUTH);
	command->request = (struct request){ .stage = command->request.stage };
}

static void settle_auth(struct dialogue *dialogue, struct open_command *command,
			const struct smtpreply *reply)
{
	bool is_cancel = command->request.stage == SMTPREPLY_STAGE_AUTH_CANCEL;

	if (!is_cancel && permits(reply, 334)) {
		if (command->next != NULL)
			take_response(dialogue, command->next);
		else
			dialogue->place = PLACE_RESPONSE;
		return;
	}
	if (!is_cancel && reply->severity == SMTPREPLY_POSITIVE)
		dialogue->known |= SMTPREPLY_AUTHENTICATED;
	dialogue->is_auth_open = dialogue->open_auths > 1;
}

static void settle_mail(struct dialogue *dialogue, struct open_command *command,
			const struct smtpreply *reply)
{
	if (reply->severity != SMTPREPLY_POSITIVE)
		return;
	end_transaction(dialogue);
	dialogue->asks_prdr = command->request.asks_prdr;
}

static void settle_rcpt(struct dialogue *dialogue, struct open_command *command,
			const struct smtpreply *reply)
{
	(void)command;
	if (reply->severity == SMTPREPLY_POSITIVE)
		dialogue->accepted++;
}

/*
 * The server takes all that follows for the message, also what was sent before 354 as a command:
 * those have no reply, up to a lone dot.
 */
static void settle_data(struct dialogue *dialogue, struct open_command *data,
			const struct smtpreply *reply)
{
	if (!permits(reply, 354))
		return;
	while (data->next != NULL && !is_dot(data->next->text, data->next->size)) {
		struct open_command *line = data->next;

		data->next = line->next;
		if (data->next == NULL)
			dialogue->last = data;
		set_stage(dialogue, line, SMTPREPLY_STAGE_OTHER);
		release(dialogue, line);
	}
	if (data->next != NULL)
		set_stage(dialogue, data->next, SMTPREPLY_STAGE_DATA_END);
	else
		dialogue->place = PLACE_MESSAGE;
	dialogue->is_auth_open = dialogue->open_auths > 0;
}

/* A chunk that is refused is the end of the transaction (RFC 3030, 2). */
static void settle_bdat(struct dialogue *dialogue, struct open_command *command,
			const struct smtpreply *reply)
{
	(void)command;
	if (reply->severity != SMTPREPLY_POSITIVE)
		end_transaction(dialogue);
}

static void settle_rset(struct dialogue *dialogue, struct open_command *command,
			const struct smtpreply *reply)
{
	(void)command;
	if (reply->severity == SMTPREPLY_POSITIVE)
		end_transaction(dialogue);
}

/* XCLIENT is answered by a greeting, and the session starts anew. */
static void settle_xclient(struct dialogue *dialogue, struct open_command *command,
			   const struct smtpreply *reply)
{
	(void)command;
	if (!permits(reply, 220))
		return;
	end_transaction(dialogue);
	dialogue->known &= SMTPREPLY_REUSED | SMTPREPLY_TLS_ACTIVE;
}

static void settle_quit(struct dialogue *dialogue, struct open_command *command,
			const struct smtpreply *reply)
{
	if (reply->severity == SMTPREPLY_POSITIVE && command->next == NULL)
		dialogue->is_connected = false;
}

/* clang-format off */
/* Called while the command is still the first open one. */
static void (*const settlers[])(struct dialogue *, struct open_command *,
				const struct smtpreply *) = {
	[SMTPREPLY_STAGE_EHLO] = settle_hello,
	[SMTPREPLY_STAGE_HELO] = settle_hello,
	[SMTPREPLY_STAGE_LHLO] = settle_hello,
	[SMTPREPLY_STAGE_STARTTLS] = settle_starttls,
	[SMTPREPLY_STAGE_AUTH] = settle_auth,
	[SMTPREPLY_STAGE_AUTH_CANCEL] = settle_auth,
	[SMTPREPLY_STAGE_MAIL] = settle_mail,
	[SMTPREPLY_STAGE_RCPT] = settle_rcpt,
	[SMTPREPLY_STAGE_DATA] = settle_data,
	[SMTPREPLY_STAGE_BDAT] = settle_bdat,
	[SMTPREPLY_STAGE_RSET] = settle_rset,
	[SMTPREPLY_STAGE_XCLIENT] = settle_xclient,
	[SMTPREPLY_STAGE_QUIT] = settle_quit,
};
/* clang-format on */

#define SETTLER_COUNT (sizeof settlers / sizeof settlers[0])

/* Keeps the accepted recipients that will each have a reply behind the end of the data. */
static void close_command(struct dialogue *dialogue, const struct smtpreply *reply)
{
	struct open_command *command = pop(dialogue);
	bool is_kept = is_stage(command, SMTPREPLY_STAGE_RCPT) && reply != NULL &&
		       reply->severity == SMTPREPLY_POSITIVE &&
		       (dialogue->is_lmtp || dialogue->asks_prdr);

	if (!is_kept) {
		release(dialogue, command);
		return;
	}
	if (dialogue->last_accept != NULL)
		dialogue->last_accept->next = command;
	else
		dialogue->accepts = command;
	dialogue->last_accept = command;
}

/* The end of the data, and its replies. */

/* Only now are all recipients of the transaction answered, however much was pipelined. */
static void begin_end_of_data(struct dialogue *dialogue)
{
	if (dialogue->is_data_ending || !is_end_of_data(dialogue->first))
		return;
	dialogue->is_data_ending = true;
	if (dialogue->is_lmtp)
		dialogue->recipient = dialogue->accepts;
}

/* Steps to the next reply that the end of the data has. Returns false when there is none. */
static bool step_in_end_of_data(struct dialogue *dialogue, const struct smtpreply *reply)
{
	bool is_for_one = dialogue->recipient != NULL;

	if (reply != NULL && reply->severity == SMTPREPLY_POSITIVE)
		dialogue->known |= SMTPREPLY_REUSED;
	if (is_for_one) {
		dialogue->recipient = dialogue->recipient->next;
		return dialogue->recipient != NULL || dialogue->has_prdr;
	}
	if (reply == NULL || dialogue->has_prdr || !dialogue->asks_prdr || !permits(reply, 353))
		return false;
	dialogue->has_prdr = true;
	dialogue->recipient = dialogue->accepts;
	return true;
}

static void settle_end_of_data(struct dialogue *dialogue, const struct smtpreply *reply)
{
	if (step_in_end_of_data(dialogue, reply))
		return;
	close_command(dialogue, reply);
	end_transaction(dialogue);
}

/* What others call. */

enum dialogue_result dialogue_start(struct dialogue *dialogue, uint32_t told, bool has_greeting)
{
	memset(dialogue, 0, sizeof *dialogue);
	dialogue->told = told;
	if (has_greeting)
		return dialogue_connect(dialogue);
	start_connection(dialogue);
	return DIALOGUE_GOES_ON;
}

void dialogue_free(struct dialogue *dialogue)
{
	end_transaction(dialogue);
	while (dialogue->first != NULL)
		release(dialogue, pop(dialogue));
}

enum dialogue_result dialogue_connect(struct dialogue *dialogue)
{
	if (dialogue->is_connected)
		return DIALOGUE_GOES_ON;
	start_connection(dialogue);
	return add_stage(dialogue, SMTPREPLY_STAGE_GREETING, NULL, 0, 0);
}

/* Behind AUTH or a challenge a line that is no command may be a response, whatever was replied. */
static void take_unknown(struct dialogue *dialogue, struct open_command *command)
{
	command->is_secret |= dialogue->has_auth;
	dialogue->has_auth |= command->request.hidden > 0;
}

static enum dialogue_result take_command(struct dialogue *dialogue, const char *text, size_t size,
					 uint64_t line)
{
	enum dialogue_result result = add(dialogue, text, size, line);
	struct request request;

	if (result != DIALOGUE_GOES_ON)
		return result;
	read_request(&request, text, size);
	dialogue->last->request = request;
	if (is_stage(dialogue->last, SMTPREPLY_STAGE_OTHER))
		take_unknown(dialogue, dialogue->last);
	if (is_auth(dialogue->last)) {
		dialogue->has_auth = true;
		dialogue->is_auth_open = true;
		dialogue->open_auths++;
	}
	dialogue->chunk_left = request.octets;
	dialogue->place = dialogue->chunk_left > 0 ? PLACE_CHUNK : PLACE_COMMAND;
	return DIALOGUE_GOES_ON;
}

/*
 * In a transcript the line ends of a chunk are gone; what is behind its end is a command. One that
 * is not known may be half of AUTH.
 */
static enum dialogue_result take_chunk(struct dialogue *dialogue, const char *text, size_t size,
				       uint64_t line)
{
	enum dialogue_result result;
	size_t rest;

	if (dialogue->chunk_left > size + strlen("\r\n")) {
		dialogue->chunk_left -= size + strlen("\r\n");
		return DIALOGUE_GOES_ON;
	}
	rest = dialogue->chunk_left < size ? (size_t)(size - dialogue->chunk_left) : 0;
	dialogue->chunk_left = 0;
	dialogue->place = PLACE_COMMAND;
	if (rest == 0)
		return DIALOGUE_GOES_ON;
	result = take_command(dialogue, text + size - rest, rest, line);
	if (result == DIALOGUE_GOES_ON && is_stage(dialogue->last, SMTPREPLY_STAGE_OTHER))
		dialogue->has_auth = dialogue->last->is_secret = true;
	return result;
}

static enum dialogue_result take_message(struct dialogue *dialogue, const char *text, size_t size,
					 uint64_t line)
{
	if (!is_dot(text, size))
		return DIALOGUE_GOES_ON;
	dialogue->place = PLACE_COMMAND;
	return add_stage(dialogue, SMTPREPLY_STAGE_DATA_END, text, size, line);
}

static enum dialogue_result take_response_line(struct dialogue *dialogue, const char *text,
					       size_t size, uint64_t line)
{
	enum dialogue_result result = add(dialogue, text, size, line);

	dialogue->place = PLACE_COMMAND;
	if (result == DIALOGUE_GOES_ON)
		take_response(dialogue, dialogue->last);
	return result;
}

enum dialogue_result dialogue_take_line(struct dialogue *dialogue, const char *text, size_t size,
					uint64_t line)
{
	static enum dialogue_result (*const takers[])(struct dialogue *, const char *, size_t,
						      uint64_t) = {
		[PLACE_COMMAND] = take_command,
		[PLACE_MESSAGE] = take_message,
		[PLACE_CHUNK] = take_chunk,
		[PLACE_RESPONSE] = take_response_line,
	};

	if (!dialogue->is_connected) {
		dialogue->unread_lines++;
		return DIALOGUE_GOES_ON;
	}
	if (dialogue->is_tls_awaited)
		dialogue_start_tls(dialogue);
	return takers[dialogue->place](dialogue, text, size, line);
}

static void describe_command(const struct open_command *command, struct match *match)
{
	match->line = command->line;
	if (!command->is_line)
		return;
	match->command = command->text;
	match->size = command->size;
	match->is_secret = command->is_secret || command->request.hidden > 0;
	match->shown = command->is_secret ? 0 : command->size - command->request.hidden;
	if (command->request.has_parameters)
		match->situation.known |= SMTPREPLY_PARAMETERS_USED;
}

/* The command is shown for each recipient: a long one would make the output grow without bound. */
static void describe_recipient(const struct open_command *recipient, struct match *match)
{
	if (match->size > MOST_REPEATED_OCTETS)
		match->size = MOST_REPEATED_OCTETS;
	if (match->shown > match->size)
		match->shown = match->size;
	match->situation.stage = SMTPREPLY_STAGE_DATA_END_RECIPIENT;
	match->recipient = recipient->text + recipient->request.path;
	match->recipient_size = recipient->request.path_size;
}

static uint8_t outcome_without_command(const struct dialogue *dialogue)
{
	if (dialogue->is_tls_awaited)
		return SMTPREPLY_OUTCOME_INJECTED;
	return dialogue->is_desync ? SMTPREPLY_OUTCOME_DESYNC : SMTPREPLY_OUTCOME_REPLY;
}

void dialogue_match(struct dialogue *dialogue, struct match *match)
{
	memset(match, 0, sizeof *match);
	match->situation.known = dialogue->told | dialogue->known;
	match->situation.accepted = dialogue->accepted;
	if (dialogue->first == NULL) {
		match->situation.stage = SMTPREPLY_STAGE_UNSOLICITED;
		match->situation.outcome = outcome_without_command(dialogue);
		return;
	}
	begin_end_of_data(dialogue);
	match->situation.stage = (uint8_t)dialogue->first->request.stage;
	describe_command(dialogue->first, match);
	if (dialogue->recipient != NULL)
		describe_recipient(dialogue->recipient, match);
}

/* A line of 334 is enough: a client may have taken it for a challenge. */
static bool may_be_challenge(const struct smtpreply *reply)
{
	return reply->code == 334 || reply->first_code == 334 || reply->last_code == 334;
}

bool dialogue_settle(struct dialogue *dialogue, const struct smtpreply *reply)
{
	struct open_command *command = dialogue->first;

	dialogue->has_auth |= may_be_challenge(reply);
	if (command == NULL)
		return true;
	if (dialogue->place == PLACE_CHUNK && command == dialogue->last)
		dialogue->place = PLACE_COMMAND;
	if (is_end_of_data(command)) {
		settle_end_of_data(dialogue, reply);
	} else {
		uint32_t stage = command->request.stage;

		if (stage < SETTLER_COUNT && settlers[stage] != NULL)
			settlers[stage](dialogue, command, reply);
		close_command(dialogue, reply);
	}
	dialogue->is_desync =
		(reply->deviations & SMTPREPLY_FRAMING) != 0 && dialogue->first != NULL;
	return !dialogue->is_desync;
}

bool dialogue_is_open(const struct dialogue *dialogue)
{
	return dialogue->first != NULL;
}

void dialogue_give_up(struct dialogue *dialogue)
{
	if (is_end_of_data(dialogue->first))
		settle_end_of_data(dialogue, NULL);
	else
		close_command(dialogue, NULL);
}

enum dialogue_result dialogue_cut(struct dialogue *dialogue)
{
	if (dialogue->place != PLACE_MESSAGE)
		return DIALOGUE_GOES_ON;
	dialogue->place = PLACE_COMMAND;
	return add_stage(dialogue, SMTPREPLY_STAGE_DATA_END, NULL, 0, 0);
}

void dialogue_disconnect(struct dialogue *dialogue)
{
	dialogue->is_connected = false;
}
