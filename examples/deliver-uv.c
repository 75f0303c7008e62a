/* SPDX-License-Identifier: MIT */
/*
 * Delivers a queue of messages to one server over many connections at once, in one thread of libuv.
 *
 *     deliver-uv [--connections N] [--lmtp] [--timeout S] [--progress] HOST PORT <QUEUE
 *
 * A line of QUEUE is a message: SENDER RECIPIENT[,RECIPIENT...] FILE. SENDER may be <>. A recipient
 * to whom it was not plainly delivered is told of in a line, then comes a summary. A progress line
 * is on standard error, where that is a terminal. N is 20 at first, S what RFC 5321 asks for.
 *
 * Exit status: 0 all is delivered, 69 something was refused, 75 something is to be tried again or
 * may have been delivered, 76 a server broke the protocol, 64 usage, 71 no memory, 74 no output.
 *
 * A connection has its next transaction written with the end of the message before, where the
 * server pipelines. What a connection leaves undone goes back into the queue; where the end of a
 * message was sent and has no answer, the message may have been delivered, and is not sent again
 * (RFC 1047). Of a server that breaks the protocol nothing is believed.
 *
 * To copy it, start at on_read(): read_replies() has the session give each reply to its message,
 * and write_on() writes what may be written, a step at a time, into a buffer of which one is in
 * flight. STARTTLS, AUTH, SIZE and SMTPUTF8 are in send.c; trying again later is yours. So are the
 * messages: one of 8 bits goes out as it is, also where the server does not offer 8BITMIME.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <smtpreply.h>
#include <uv.h>

enum {
	EXIT_USAGE = 64,
	EXIT_REFUSED = 69,
	EXIT_MEMORY = 71,
	EXIT_OUTPUT = 74,
	EXIT_LATER = 75,
	EXIT_BROKEN = 76
};

#define CONNECTIONS_MAX 400 /* each has two descriptors, and the usual limit is 1024 */
#define RECIPIENTS_MAX 100  /* of a transaction (RFC 5321, 4.5.3.1.8); the others go into another */
#define ADDRESS_MAX 320     /* RFC 5321, 4.5.3.1 */
#define COMMAND_MAX 512     /* RFC 5321, 4.5.3.1.4 */
#define TRIES 3             /* of a message, and of a connection, that came to nothing in a row */
#define GOODBYE_SECONDS 5   /* to say goodbye, once all is settled */
#define PAUSE_MS 300        /* after a connection that came to nothing; longer each time */
#define TEXT_MAX 160        /* of what is said of a recipient */
/* Open at once: the end of the data, RSET, MAIL, RCPT, DATA; in LMTP also whom it is for. */
#define SLOTS (2 * RECIPIENTS_MAX + 4)

/* What becomes of a recipient. Up to AGAIN nothing is decided; what follows is told. */
enum fate {
	WAITING,  /* for a transaction */
	NAMED,    /* in a transaction */
	ACCEPTED, /* by a reply to RCPT */
	AGAIN,    /* to go into another transaction */
	DELIVERED,
	MAYBE,
	LATER,
	REFUSED,
	NOT_ATTEMPTED,
	FATES
};

static const char *const fate_names[FATES] = {
	[DELIVERED] = "delivered",         [MAYBE] = "may have been delivered",
	[LATER] = "to be tried again",     [REFUSED] = "refused",
	[NOT_ATTEMPTED] = "not attempted",
};

struct recipient {
	const char *address;
	struct message *message;
	uint8_t fate;
	bool is_told;
	uint32_t delay;      /* seconds */
	char said[TEXT_MAX]; /* why, safe to print */
};

struct message {
	struct message *next;
	char *line; /* of the queue; holds what the pointers point to */
	const char *sender, *file;
	struct recipient *recipients;
	size_t count;
	uint32_t tries;               /* that decided nothing, in a row */
	bool is_dot_written, is_over; /* its transaction */
};

/* What is written next. At STEP_WAIT a reply decides. */
enum step {
	STEP_WAIT,
	STEP_HELLO,
	STEP_MAIL,
	STEP_RCPT,
	STEP_DATA,
	STEP_BODY,
	STEP_DOT,
	STEP_QUIT
};

struct connection {
	struct delivery *delivery;
	struct addrinfo *address;
	uv_timer_t timer;
	uint32_t barren; /* connections in a row that came to nothing */
	/* From here on it is zeroed for each connection. */
	uv_tcp_t socket;
	uv_connect_t connect;
	uv_write_t write;
	struct smtpreply_session session;
	struct smtpreply_expectation slots[SLOTS];
	char text[4096]; /* of a reply, that to EHLO included */
	enum step step;
	bool is_connected, is_writing, is_closing, is_done, is_closed, is_out_of_step;
	bool is_helo, is_pipelining, is_8bit, is_reset_due, is_dot_alone;
	struct message *message; /* in the transaction that is being written */
	struct message *ending;  /* its end is written, and has no reply yet */
	size_t next_recipient;
	uint32_t recipients_max, transactions_left;
	FILE *file;         /* of message */
	char last;          /* byte of it; at first a line end */
	uint32_t concluded; /* transactions */
	/* The end of each command that is expected and not on the wire, in octets written. */
	uint64_t ends[SLOTS], handed_over;
	uint32_t first_end, end_count;
	size_t size;
	char bytes[16384]; /* to write */
};

struct delivery {
	uv_loop_t loop;
	struct addrinfo *addresses;
	struct message *first, *last; /* the queue */
	struct connection *connections;
	size_t place_count; /* of connections: in each one after the other */
	uint64_t message_count, recipient_count, connection_count;
	uint64_t left_count; /* messages that are not settled */
	uint64_t fates[FATES], severities[SMTPREPLY_PERMANENT + 1],
		actions[SMTPREPLY_ACTION_FAIL + 1];
	uint8_t host_fate;        /* of messages that no connection took */
	char host_said[TEXT_MAX]; /* why */
	const char *host, *port;
	uint32_t timeout; /* seconds; 0 for those of the RFC */
	unsigned long connections_max;
	bool is_lmtp, has_progress, is_broken;
	uint32_t open_count;
	char piece[65536]; /* of a file or of a server: used up before the next is read */
};

static void open_connection(struct connection *connection);
static void hurry(struct delivery *delivery);

/* The queue and its recipients. */

static void enqueue(struct delivery *delivery, struct message *message)
{
	message->next = NULL;
	if (delivery->first == NULL)
		delivery->first = message;
	else
		delivery->last->next = message;
	delivery->last = message;
}

static struct message *dequeue(struct delivery *delivery)
{
	struct message *message = delivery->first;

	if (message != NULL)
		delivery->first = message->next;
	return message;
}

static void free_message(struct message *message)
{
	free(message->recipients);
	free(message->line);
	free(message);
}

static void decide(struct recipient *recipient, enum fate fate, const char *said)
{
	recipient->fate = (uint8_t)fate;
	recipient->delay = 0;
	snprintf(recipient->said, sizeof recipient->said, "%s", said);
}

/* Decides for all recipients of one fate. */
static void decide_all(struct message *message, enum fate from, enum fate to, const char *said)
{
	for (size_t i = 0; i < message->count; i++)
		if (message->recipients[i].fate == from)
			decide(&message->recipients[i], to, said);
}

static size_t count_fate(const struct message *message, enum fate fate)
{
	size_t count = 0;

	for (size_t i = 0; i < message->count; i++)
		count += message->recipients[i].fate == fate;
	return count;
}

/* Tells what is decided and was not told; how many that were. */
static size_t tell(struct delivery *delivery, struct message *message)
{
	size_t count = 0;

	for (size_t i = 0; i < message->count; i++) {
		struct recipient *recipient = &message->recipients[i];

		if (recipient->is_told || recipient->fate < DELIVERED)
			continue;
		recipient->is_told = true;
		delivery->fates[recipient->fate]++;
		count++;
		if (recipient->fate == DELIVERED)
			continue;
		printf("%s, %s: %s", recipient->address, message->file,
		       fate_names[recipient->fate]);
		if (recipient->delay > 0)
			printf(" in %" PRIu32 " seconds", recipient->delay);
		printf(": %s\n", recipient->said);
	}
	return count;
}

/*
 * A transaction is over: what is not decided waits for another one, but not for ever. The message
 * is in the queue afterwards, or gone.
 */
static void conclude(struct delivery *delivery, struct message *message, const char *why)
{
	if (tell(delivery, message) > 0)
		message->tries = 0;
	for (enum fate fate = NAMED; fate <= AGAIN; fate++)
		decide_all(message, fate, WAITING, "");
	if (message->tries >= TRIES)
		decide_all(message, WAITING, LATER, why);
	tell(delivery, message);
	message->is_dot_written = false;
	message->is_over = false;
	if (count_fate(message, WAITING) > 0) {
		enqueue(delivery, message);
		return;
	}
	free_message(message);
	if (--delivery->left_count == 0)
		hurry(delivery);
}

/* Nobody knows which reply answered whom: no verdict of this transaction counts. */
static void disbelieve(struct message *message, const char *why)
{
	for (size_t i = 0; message != NULL && i < message->count; i++) {
		struct recipient *recipient = &message->recipients[i];

		if (!recipient->is_told && recipient->fate != WAITING)
			decide(recipient, message->is_dot_written ? MAYBE : AGAIN, why);
	}
}

/* What a reply means: from advice to fates. */

/* A reply, and what it means. */
struct verdict {
	struct connection *connection;
	const struct smtpreply_event *event;
	struct smtpreply_advice advice;
	uint8_t action;
	uint8_t fate; /* of those whom the reply speaks of, unless action is to proceed */
	char said[TEXT_MAX];
};

/* Another host, another login and the like are not open to this program: what stands otherwise holds. */
static enum fate fate_of(const struct smtpreply_advice *advice)
{
	if (advice->scope == SMTPREPLY_SCOPE_SESSION || /* it says nothing of the message */
	    advice->action == SMTPREPLY_ACTION_END_EMPTY ||
	    advice->action == SMTPREPLY_ACTION_NEW_TRANSACTION ||
	    advice->action == SMTPREPLY_ACTION_NEW_CONNECTION)
		return AGAIN;
	return advice->otherwise == SMTPREPLY_ACTION_FAIL ? REFUSED : LATER;
}

static void judge(struct verdict *verdict)
{
	struct connection *connection = verdict->connection;
	const struct smtpreply_event *event = verdict->event;
	const struct smtpreply_advice *advice = &verdict->advice;
	struct smtpreply_situation situation = {
		.stage = event->stage,
		.accepted = event->accepted,
		.known = SMTPREPLY_TLS_OPTIONAL |
			 (connection->concluded > 0 ? (uint32_t)SMTPREPLY_REUSED : 0),
	};

	smtpreply_advise(event->reply, &situation, &verdict->advice);
	verdict->action = advice->action;
	verdict->fate = (uint8_t)fate_of(advice);
	smtpreply_print_line(event->reply, verdict->said, sizeof verdict->said);
	connection->delivery->severities[event->reply->severity]++;
	connection->delivery->actions[advice->action]++;
}

/* For a recipient of one fate; what no reply of its own has decided. */
static void apply(struct recipient *recipient, const struct verdict *verdict, enum fate from,
		  enum fate done)
{
	bool is_done = verdict->action == SMTPREPLY_ACTION_PROCEED;

	if (recipient->fate != from)
		return;
	decide(recipient, is_done ? done : (enum fate)verdict->fate, verdict->said);
	if (recipient->fate == LATER)
		recipient->delay = verdict->advice.delay;
}

/* For those in the transaction whom no reply of their own has decided. */
static void apply_to_all(struct message *message, const struct verdict *verdict, enum fate done)
{
	for (size_t i = 0; i < message->count; i++) {
		apply(&message->recipients[i], verdict, NAMED, done);
		apply(&message->recipients[i], verdict, ACCEPTED, done);
	}
}

/* Events. */

static void close_file(struct connection *connection)
{
	if (connection->file != NULL)
		(void)fclose(connection->file);
	connection->file = NULL;
}

static void refuse_host(const struct verdict *verdict)
{
	struct delivery *delivery = verdict->connection->delivery;

	delivery->host_fate = verdict->fate == REFUSED ? REFUSED : NOT_ATTEMPTED;
	memcpy(delivery->host_said, verdict->said, sizeof delivery->host_said);
	verdict->connection->step = STEP_QUIT;
}

static void read_offer(struct connection *connection, const struct smtpreply_event *event)
{
	struct smtpreply_ehlo ehlo = { 0 };

	if (event->stage != SMTPREPLY_STAGE_HELO)
		smtpreply_ehlo_read(&ehlo, event->reply);
	connection->is_pipelining =
		(ehlo.keywords & SMTPREPLY_EHLO_BIT(SMTPREPLY_EHLO_PIPELINING)) != 0;
	connection->is_8bit = (ehlo.keywords & SMTPREPLY_EHLO_BIT(SMTPREPLY_EHLO_8BITMIME)) != 0;
	connection->transactions_left = ehlo.mail_max > 0 ? ehlo.mail_max : UINT32_MAX;
	connection->recipients_max = RECIPIENTS_MAX;
	if (ehlo.rcpt_max > 0 && ehlo.rcpt_max < RECIPIENTS_MAX)
		connection->recipients_max = ehlo.rcpt_max;
}

static void take_hello(const struct verdict *verdict)
{
	struct connection *connection = verdict->connection;

	if (verdict->action == SMTPREPLY_ACTION_PROCEED &&
	    verdict->event->stage == SMTPREPLY_STAGE_GREETING) {
		connection->step = STEP_HELLO;
	} else if (verdict->action == SMTPREPLY_ACTION_PROCEED) {
		read_offer(connection, verdict->event);
		connection->step = STEP_MAIL;
	} else if (verdict->action == SMTPREPLY_ACTION_SAY_HELO) {
		connection->is_helo = true;
		connection->step = STEP_HELLO;
	} else {
		refuse_host(verdict);
	}
}

/* 354: the message, or a lone dot for nobody. For nobody of ours alone, say nothing and go. */
static void start_data(struct connection *connection, bool is_for_somebody)
{
	bool has_accepted = count_fate(connection->message, ACCEPTED) > 0;

	if (connection->is_closing || has_accepted != is_for_somebody)
		connection->is_done = true;
	else if (smtpreply_session_expect(&connection->session, SMTPREPLY_STAGE_DATA_END,
					  connection->message))
		connection->step = has_accepted ? STEP_BODY : STEP_DOT;
}

static void take_data(const struct verdict *verdict)
{
	struct connection *connection = verdict->connection;
	bool is_empty = verdict->action == SMTPREPLY_ACTION_END_EMPTY;

	if (is_empty || (verdict->advice.action == SMTPREPLY_ACTION_CONTINUE &&
			 verdict->event->reply->severity == SMTPREPLY_INTERMEDIATE)) {
		start_data(connection, !is_empty);
		return;
	}
	apply_to_all(connection->message, verdict, LATER);
	connection->message->is_over = true;
	connection->step = STEP_MAIL;
}

/* The reply to RSET says nothing but what advice says. */
static void act_on(const struct verdict *verdict)
{
	struct connection *connection = verdict->connection;
	void *tag = verdict->event->tag;

	switch (verdict->event->stage) {
	case SMTPREPLY_STAGE_GREETING:
	case SMTPREPLY_STAGE_EHLO:
	case SMTPREPLY_STAGE_HELO:
	case SMTPREPLY_STAGE_LHLO:
		take_hello(verdict);
		break;
	case SMTPREPLY_STAGE_MAIL:
		apply_to_all(tag, verdict, NAMED);
		break;
	case SMTPREPLY_STAGE_RCPT:
		apply(tag, verdict, NAMED, ACCEPTED);
		break;
	case SMTPREPLY_STAGE_DATA:
		take_data(verdict);
		break;
	case SMTPREPLY_STAGE_DATA_END:
		apply_to_all(tag, verdict, DELIVERED);
		((struct message *)tag)->is_over = true;
		break;
	case SMTPREPLY_STAGE_DATA_END_RECIPIENT:
		apply(tag, verdict, ACCEPTED, DELIVERED);
		((struct recipient *)tag)->message->is_over = verdict->event->left == 0;
		break;
	case SMTPREPLY_STAGE_QUIT:
		connection->is_done = true;
		break;
	default:
		break;
	}
}

/* Others that have no reply are not done, and are put back when the connection is closed. */
static void take_unanswered(const struct smtpreply_event *event)
{
	const char *why = smtpreply_outcome_name(event->outcome);
	struct message *message = event->tag;

	if (event->stage == SMTPREPLY_STAGE_DATA_END_RECIPIENT &&
	    event->assume == SMTPREPLY_ASSUME_MAY_BE_DONE)
		decide(event->tag, MAYBE, why);
	if (event->stage != SMTPREPLY_STAGE_DATA_END)
		return;
	if (event->assume == SMTPREPLY_ASSUME_MAY_BE_DONE)
		decide_all(message, ACCEPTED, MAYBE, why);
	message->is_over = event->assume == SMTPREPLY_ASSUME_NO_MATTER;
}

static bool is_broken(const struct connection *connection)
{
	uint32_t outcome = connection->session.outcome;

	return connection->is_out_of_step || outcome == SMTPREPLY_OUTCOME_MALFORMED ||
	       outcome == SMTPREPLY_OUTCOME_DESYNC || outcome == SMTPREPLY_OUTCOME_INJECTED;
}

static void take_end(struct connection *connection, const struct smtpreply_event *event)
{
	char said[TEXT_MAX] = "";

	if (!is_broken(connection))
		return;
	if (event->reply != NULL)
		smtpreply_print_line(event->reply, said, sizeof said);
	connection->delivery->is_broken = true;
	printf("the server broke the protocol at %s: %s\n", smtpreply_stage_name(event->stage),
	       said);
}

/* Such as 250 to DATA: the session counts, and cannot know. */
static bool is_no_answer(const struct verdict *verdict)
{
	return verdict->advice.action == SMTPREPLY_ACTION_NEW_CONNECTION &&
	       verdict->event->reply->severity < SMTPREPLY_TRANSIENT;
}

static void take_reply(struct connection *connection, const struct smtpreply_event *event)
{
	struct verdict verdict = { .connection = connection, .event = event };

	judge(&verdict);
	connection->is_closing |= verdict.advice.close;
	connection->is_reset_due |= verdict.advice.reset;
	if (is_no_answer(&verdict)) {
		connection->is_out_of_step = connection->is_done = true;
		take_end(connection, event);
	} else {
		act_on(&verdict);
	}
}

static void take(struct connection *connection, const struct smtpreply_event *event)
{
	if (event->kind == SMTPREPLY_EVENT_REPLY)
		take_reply(connection, event);
	else if (event->kind == SMTPREPLY_EVENT_UNANSWERED)
		take_unanswered(event);
	else
		take_end(connection, event);
}

/*
 * The end of a transaction, or of the connection. One that ends behind another message says nothing of
 * this one: the try does not count.
 */
static void settle(struct connection *connection, struct message **message, const char *why)
{
	struct message *settled = *message;
	bool is_first = connection->concluded == 0 &&
			(connection->ending == NULL || message == &connection->ending);

	if (settled == NULL)
		return;
	if (message == &connection->message)
		close_file(connection);
	*message = NULL;
	connection->concluded += settled->is_over;
	settled->tries += settled->is_over || is_first;
	conclude(connection->delivery, settled, why);
}

static void settle_what_is_over(struct connection *connection)
{
	static const char why[] = "nothing was decided";

	if (connection->ending != NULL && connection->ending->is_over) {
		connection->is_dot_alone = false;
		settle(connection, &connection->ending, why);
	}
	if (connection->message != NULL && connection->message->is_over)
		settle(connection, &connection->message, why);
}

/* Writing: a step puts a command into the buffer, and says what is next. */

static void put(struct connection *connection, const char *bytes, size_t size)
{
	memcpy(connection->bytes + connection->size, bytes, size);
	connection->size += size;
}

static void mark_end(struct connection *connection)
{
	uint32_t at = (connection->first_end + connection->end_count++) % SLOTS;

	connection->ends[at] = connection->handed_over + connection->size;
}

static void command(struct connection *connection, uint32_t stage, void *tag, const char *words,
		    const char *argument, const char *parameters)
{
	if (!smtpreply_session_expect(&connection->session, stage, tag))
		return;
	put(connection, words, strlen(words));
	put(connection, argument, strlen(argument));
	put(connection, parameters, strlen(parameters));
	put(connection, "\r\n", 2);
	mark_end(connection);
}

/* Its name is its own address as a literal, which is always true (RFC 5321, 4.1.3). */
static void name_self(const struct connection *connection, char *name, size_t room)
{
	struct sockaddr_storage address = { .ss_family = AF_UNSPEC };
	int size = sizeof address;
	char host[64] = "127.0.0.1";

	uv_tcp_getsockname(&connection->socket, (struct sockaddr *)&address, &size);
	uv_ip_name((struct sockaddr *)&address, host, sizeof host);
	snprintf(name, room, address.ss_family == AF_INET6 ? "[IPv6:%s]" : "[%s]", host);
}

static void write_hello(struct connection *connection)
{
	char name[80];

	name_self(connection, name, sizeof name);
	connection->step = STEP_WAIT;
	if (connection->delivery->is_lmtp)
		command(connection, SMTPREPLY_STAGE_LHLO, NULL, "LHLO ", name, "");
	else if (connection->is_helo)
		command(connection, SMTPREPLY_STAGE_HELO, NULL, "HELO ", name, "");
	else
		command(connection, SMTPREPLY_STAGE_EHLO, NULL, "EHLO ", name, "");
}

static bool open_file(struct connection *connection, struct message *message)
{
	connection->file = fopen(message->file, "r");
	connection->last = '\n';
	if (connection->file != NULL)
		return true;
	decide_all(message, WAITING, NOT_ATTEMPTED, strerror(errno));
	conclude(connection->delivery, message, "");
	return false;
}

/* Takes the next message that can be read, and as many of its recipients as may be. */
static bool begin(struct connection *connection)
{
	struct message *message;
	uint32_t room = connection->recipients_max;

	do {
		message = dequeue(connection->delivery);
		if (message == NULL)
			return false;
	} while (!open_file(connection, message));
	for (size_t i = 0; i < message->count && room > 0; i++) {
		if (message->recipients[i].fate != WAITING)
			continue;
		message->recipients[i].fate = NAMED;
		room--;
	}
	connection->message = message;
	connection->next_recipient = 0;
	return true;
}

static bool has_work(const struct connection *connection)
{
	return !connection->is_closing && connection->transactions_left > 0 &&
	       connection->delivery->first != NULL;
}

static void write_mail(struct connection *connection)
{
	if (!has_work(connection)) {
		connection->step = STEP_QUIT;
	} else if (connection->is_reset_due) {
		connection->is_reset_due = false;
		command(connection, SMTPREPLY_STAGE_RSET, NULL, "RSET", "", "");
	} else if (begin(connection)) {
		connection->transactions_left--;
		connection->step = STEP_RCPT;
		command(connection, SMTPREPLY_STAGE_MAIL, connection->message, "MAIL FROM:<",
			connection->message->sender, connection->is_8bit ? "> BODY=8BITMIME" : ">");
	}
}

static void write_rcpt(struct connection *connection)
{
	struct message *message = connection->message;
	struct recipient *recipient = &message->recipients[connection->next_recipient];

	if (connection->next_recipient == message->count) {
		connection->step = STEP_DATA;
		return;
	}
	connection->next_recipient++;
	if (recipient->fate == NAMED)
		command(connection, SMTPREPLY_STAGE_RCPT, recipient, "RCPT TO:<",
			recipient->address, ">");
}

static void write_data(struct connection *connection)
{
	struct message *message = connection->message;

	connection->step = STEP_WAIT;
	if (connection->session.open_count > 0 || count_fate(message, ACCEPTED) > 0) {
		command(connection, SMTPREPLY_STAGE_DATA, message, "DATA", "", "");
		return;
	}
	connection->is_reset_due = true;
	connection->step = STEP_MAIL;
	message->is_over = true;
	settle_what_is_over(connection);
}

/* Each CR, LF and CRLF becomes CRLF (RFC 5321, 2.3.8); dots are stuffed (RFC 5321, 4.5.2). */
static void put_text(struct connection *connection, const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		char last = connection->last;

		connection->last = text[i];
		if (text[i] == '\n' && last == '\r')
			continue;
		if (text[i] == '.' && (last == '\n' || last == '\r'))
			put(connection, ".", 1);
		if (text[i] == '\n' || text[i] == '\r')
			put(connection, "\r\n", 2);
		else
			put(connection, &text[i], 1);
	}
}

/* From a disk, so it does not block for long. Where it may, read in a thread of libuv. */
static void write_body(struct connection *connection)
{
	char *piece = connection->delivery->piece;
	size_t room = (sizeof connection->bytes - connection->size) / 2;
	size_t size = fread(piece, 1, room, connection->file);

	put_text(connection, piece, size);
	if (ferror(connection->file)) { /* half a message must not be delivered */
		decide_all(connection->message, ACCEPTED, NOT_ATTEMPTED, strerror(errno));
		connection->step = STEP_WAIT;
		connection->is_done = true;
	} else if (feof(connection->file)) {
		connection->step = STEP_DOT;
	}
}

/* In LMTP nothing but QUIT can follow a lone dot: see smtpreply/session.h. */
static void write_dot(struct connection *connection)
{
	put_text(connection, "\n", connection->last != '\n' && connection->last != '\r');
	put(connection, ".\r\n", 3);
	mark_end(connection);
	close_file(connection);
	connection->ending = connection->message;
	connection->message = NULL;
	connection->is_dot_alone = count_fate(connection->ending, ACCEPTED) == 0;
	connection->ending->is_dot_written = true;
	connection->step =
		connection->is_dot_alone && connection->delivery->is_lmtp ? STEP_QUIT : STEP_MAIL;
}

static void write_quit(struct connection *connection)
{
	connection->step = STEP_WAIT;
	command(connection, SMTPREPLY_STAGE_QUIT, NULL, "QUIT", "", "");
}

static void (*const writers[])(struct connection *) = {
	[STEP_HELLO] = write_hello, [STEP_MAIL] = write_mail, [STEP_RCPT] = write_rcpt,
	[STEP_DATA] = write_data,   [STEP_BODY] = write_body, [STEP_DOT] = write_dot,
	[STEP_QUIT] = write_quit,
};

/* RFC 2920, 3.1: a group may begin with the end of the data, and ends with DATA. */
static bool may_write(const struct connection *connection)
{
	if (connection->step == STEP_WAIT ||
	    sizeof connection->bytes - connection->size < (size_t)2 * COMMAND_MAX)
		return false;
	if (connection->step == STEP_BODY || connection->step == STEP_DOT)
		return true;
	if (connection->step == STEP_MAIL && !has_work(connection))
		return connection->session.open_count == 0;
	return connection->session.open_count == 0 ||
	       (connection->is_pipelining && !connection->is_dot_alone);
}

/* The connection. */

static void close_connection(struct connection *connection, uint32_t outcome);
static void go_on(struct connection *connection);

/*
 * What is on the wire is what the kernel took, which the size of the write queue tells at once; the
 * callback of the write may come behind the replies.
 */
static void note_sent(struct connection *connection)
{
	const uv_stream_t *stream = (const uv_stream_t *)&connection->socket;
	uint64_t on_wire = connection->handed_over - uv_stream_get_write_queue_size(stream);

	while (connection->end_count > 0 && connection->ends[connection->first_end] <= on_wire) {
		smtpreply_session_sent(&connection->session, 1);
		connection->first_end = (connection->first_end + 1) % SLOTS;
		connection->end_count--;
	}
}

/*
 * True where there was something to tell. A transaction is settled when all that came with its last
 * reply is counted: what breaks the count behind it makes it doubtful.
 */
static bool read_replies(struct connection *connection, const char *bytes, size_t size)
{
	struct smtpreply_event event;
	bool is_told = false;
	size_t used;

	note_sent(connection);
	while (smtpreply_session_feed(&connection->session, bytes, size, &used, &event) !=
	       SMTPREPLY_EVENT_NONE) {
		take(connection, &event);
		is_told = true;
		bytes += used;
		size -= used;
	}
	if (!connection->session.is_over && !connection->is_done)
		settle_what_is_over(connection);
	return is_told;
}

static void on_timeout(uv_timer_t *timer)
{
	close_connection(timer->data, SMTPREPLY_OUTCOME_TIMED_OUT);
}

/* RFC 5321, 4.5.3.2: ten minutes for the end of the data, five are enough for all else. */
static void restart_timer(struct connection *connection)
{
	uint32_t seconds = connection->ending != NULL ? 600 : 300;

	if (connection->delivery->timeout > 0)
		seconds = connection->delivery->timeout;
	if (connection->delivery->left_count == 0 && seconds > GOODBYE_SECONDS)
		seconds = GOODBYE_SECONDS;
	uv_timer_start(&connection->timer, on_timeout, seconds * (uint64_t)1000, 0);
}

/* Nothing is left but to say goodbye, and connections that no server has greeted. */
static void hurry(struct delivery *delivery)
{
	for (size_t i = 0; i < delivery->place_count; i++)
		if (!delivery->connections[i].is_closed)
			restart_timer(&delivery->connections[i]);
}

/* After an error nothing more is on the wire; read on, for the server may have said why it went. */
static void on_written(uv_write_t *write, int status)
{
	struct connection *connection = write->data;

	if (status < 0)
		connection->end_count = 0;
	if (status < 0 || connection->is_closed)
		return;
	connection->is_writing = false;
	connection->size = 0;
	restart_timer(connection);
	read_replies(connection, "", 0);
	go_on(connection);
}

static void write_on(struct connection *connection)
{
	uv_buf_t bytes;

	if (connection->is_writing)
		return;
	while (may_write(connection))
		writers[connection->step](connection);
	if (connection->size == 0 || connection->is_done)
		return;
	bytes = uv_buf_init(connection->bytes, (unsigned)connection->size);
	connection->write.data = connection;
	connection->handed_over += connection->size;
	connection->is_writing = uv_write(&connection->write, (uv_stream_t *)&connection->socket,
					  &bytes, 1, on_written) == 0;
	if (!connection->is_writing)
		connection->is_done = true;
}

static void go_on(struct connection *connection)
{
	if (!connection->session.is_over && !connection->is_done)
		write_on(connection);
	if (connection->session.is_over || connection->is_done)
		close_connection(connection, SMTPREPLY_OUTCOME_LOST);
}

/* One buffer for all connections: what comes is used up before the next is read. */
static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
	struct connection *connection = handle->data;

	(void)suggested;
	*buffer = uv_buf_init(connection->delivery->piece, sizeof connection->delivery->piece);
}

static void on_read(uv_stream_t *stream, ssize_t size, const uv_buf_t *buffer)
{
	struct connection *connection = stream->data;

	if (size < 0) {
		close_connection(connection, SMTPREPLY_OUTCOME_LOST);
		return;
	}
	if (read_replies(connection, buffer->base, (size_t)size))
		restart_timer(connection);
	go_on(connection);
}

static void on_connect(uv_connect_t *connect, int status)
{
	struct connection *connection = connect->data;
	struct delivery *delivery = connection->delivery;

	if (connection->is_closed)
		return;
	if (status < 0) {
		delivery->host_fate = NOT_ATTEMPTED;
		snprintf(delivery->host_said, sizeof delivery->host_said, "%s",
			 uv_strerror(status));
		close_connection(connection, SMTPREPLY_OUTCOME_LOST);
		return;
	}
	connection->is_connected = true;
	uv_tcp_nodelay(&connection->socket, 1); /* each write is as large as it gets */
	smtpreply_session_expect(&connection->session, SMTPREPLY_STAGE_GREETING, NULL);
	restart_timer(connection);
	uv_read_start((uv_stream_t *)&connection->socket, on_alloc, on_read);
}

static void on_pause_over(uv_timer_t *timer)
{
	open_connection(timer->data);
}

/* Connects again where there is work and it makes sense. */
static void on_closed(uv_handle_t *handle)
{
	struct connection *connection = handle->data;
	struct delivery *delivery = connection->delivery;
	bool is_next = !connection->is_connected && connection->address->ai_next != NULL;

	delivery->open_count--;
	if (is_next)
		connection->address = connection->address->ai_next;
	else if (!connection->is_connected)
		connection->address = delivery->addresses;
	if (!is_next)
		connection->barren = connection->concluded > 0 ? 0 : connection->barren + 1;
	if (delivery->first == NULL || connection->barren == TRIES)
		uv_close((uv_handle_t *)&connection->timer, NULL);
	else if (connection->barren == 0 || is_next)
		open_connection(connection);
	else
		uv_timer_start(&connection->timer, on_pause_over,
			       PAUSE_MS * (uint64_t)connection->barren, 0);
}

static void close_connection(struct connection *connection, uint32_t outcome)
{
	struct smtpreply_event event;
	const char *why;

	if (connection->is_closed)
		return;
	connection->is_closed = true;
	note_sent(connection);
	while (smtpreply_session_finish(&connection->session, outcome, &event) !=
	       SMTPREPLY_EVENT_NONE)
		take(connection, &event);
	why = smtpreply_outcome_name(connection->is_out_of_step ? SMTPREPLY_OUTCOME_DESYNC
								: connection->session.outcome);
	if (is_broken(connection)) {
		disbelieve(connection->ending, why);
		disbelieve(connection->message, why);
	}
	settle(connection, &connection->message, why);
	settle(connection, &connection->ending, why);
	uv_timer_stop(&connection->timer);
	uv_close((uv_handle_t *)&connection->socket, on_closed);
}

static void open_connection(struct connection *connection)
{
	struct delivery *delivery = connection->delivery;
	int status;

	memset(&connection->socket, 0, sizeof *connection - offsetof(struct connection, socket));
	connection->socket.data = connection;
	connection->connect.data = connection;
	smtpreply_session_init(&connection->session, connection->slots, SLOTS, connection->text,
			       sizeof connection->text);
	uv_tcp_init(&delivery->loop, &connection->socket);
	delivery->open_count++;
	delivery->connection_count++;
	restart_timer(connection);
	status = uv_tcp_connect(&connection->connect, &connection->socket,
				connection->address->ai_addr, on_connect);
	if (status < 0)
		on_connect(&connection->connect, status);
}

/* The queue, read as a whole before the first connection. */

/* Keeps out what would end a command, and start another, and what needs SMTPUTF8. */
static bool is_address(const char *address)
{
	for (const char *at = address; *at != '\0'; at++)
		if (*at <= ' ' || *at >= 0x7f || *at == '<' || *at == '>')
			return false;
	return strlen(address) <= ADDRESS_MAX;
}

static bool read_recipients(struct message *message, char *list)
{
	char *rest = list;

	message->recipients = calloc(strlen(list) / 2 + 1, sizeof *message->recipients);
	if (message->recipients == NULL)
		exit(EXIT_MEMORY);
	for (char *address = list; (address = strtok_r(rest, ",", &rest)) != NULL;) {
		struct recipient *recipient = &message->recipients[message->count++];

		recipient->address = address;
		recipient->message = message;
		if (!is_address(address))
			return false;
	}
	return message->count > 0;
}

/* SENDER RECIPIENT[,RECIPIENT...] FILE */
static bool read_message(struct message *message)
{
	char *rest = message->line;
	const char *sender = strtok_r(rest, " ", &rest);
	char *list = sender != NULL ? strtok_r(rest, " ", &rest) : NULL;

	if (list == NULL || *rest == '\0')
		return false;
	message->sender = strcmp(sender, "<>") == 0 ? "" : sender;
	message->file = rest;
	return is_address(message->sender) && read_recipients(message, list);
}

static void read_queue(struct delivery *delivery)
{
	unsigned long number = 0;
	char *line = NULL;
	size_t room = 0;

	for (ssize_t size; (size = getline(&line, &room, stdin)) > 0; line = NULL, room = 0) {
		struct message *message = calloc(1, sizeof *message);

		if (message == NULL)
			exit(EXIT_MEMORY);
		number++;
		line[strcspn(line, "\n")] = '\0';
		message->line = line;
		if (strlen(line) + 1 < (size_t)size || !read_message(message)) {
			fprintf(stderr, "deliver-uv: line %lu is no message\n", number);
			exit(EXIT_USAGE);
		}
		delivery->message_count++;
		delivery->left_count++;
		delivery->recipient_count += message->count;
		enqueue(delivery, message);
	}
	free(line);
	if (!feof(stdin)) {
		perror("deliver-uv: the queue");
		exit(EXIT_USAGE);
	}
}

/* What no connection took. A refusal by the host is one of all that is left. */
static void settle_rest(struct delivery *delivery)
{
	struct message *message;

	while ((message = dequeue(delivery)) != NULL) {
		decide_all(message, WAITING,
			   message->tries > 0 ? LATER : (enum fate)delivery->host_fate,
			   delivery->host_said);
		conclude(delivery, message, "");
	}
}

/* The progress line, the summary, the exit status. */

static void show_progress(uv_timer_t *timer)
{
	const struct delivery *delivery = timer->data;
	uint64_t told = 0;

	for (enum fate fate = DELIVERED; fate < FATES; fate++)
		told += delivery->fates[fate];
	fprintf(stderr,
		"%" PRIu64 " of %" PRIu64 " recipients, %" PRIu64 " delivered, %" PRIu32
		" connections%s",
		told, delivery->recipient_count, delivery->fates[DELIVERED], delivery->open_count,
		isatty(STDERR_FILENO) ? "  \r" : "\n");
}

static void show_count(const char *name, uint64_t count)
{
	printf("  %-24s %10" PRIu64 "\n", name, count);
}

static void show_summary(const struct delivery *delivery)
{
	printf("%" PRIu64 " messages to %" PRIu64 " recipients, %" PRIu64 " connections\n",
	       delivery->message_count, delivery->recipient_count, delivery->connection_count);
	for (enum fate fate = DELIVERED; fate < FATES; fate++)
		show_count(fate_names[fate], delivery->fates[fate]);
	printf("replies by severity\n");
	for (uint32_t i = SMTPREPLY_POSITIVE; i <= SMTPREPLY_PERMANENT; i++)
		show_count(smtpreply_severity_name(i), delivery->severities[i]);
	printf("replies by advice\n");
	for (uint32_t i = SMTPREPLY_ACTION_PROCEED; i <= SMTPREPLY_ACTION_FAIL; i++)
		if (delivery->actions[i] > 0)
			show_count(smtpreply_action_name(i), delivery->actions[i]);
}

static int exit_status(const struct delivery *delivery)
{
	if (fflush(stdout) != 0 || ferror(stdout))
		return EXIT_OUTPUT;
	if (delivery->is_broken)
		return EXIT_BROKEN;
	if (delivery->fates[REFUSED] > 0)
		return EXIT_REFUSED;
	return delivery->fates[DELIVERED] < delivery->recipient_count ? EXIT_LATER : 0;
}

/* The arguments. */

static void fail_usage(void)
{
	fputs("usage: deliver-uv [--connections N] [--lmtp] [--timeout S] [--progress] "
	      "HOST PORT <QUEUE\n",
	      stderr);
	exit(EXIT_USAGE);
}

static unsigned long read_number(const char *text, unsigned long most)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);

	if (text[0] < '0' || text[0] > '9' || *end != '\0' || number == 0 || number > most)
		fail_usage();
	return number;
}

static void read_arguments(struct delivery *delivery, int count, char **arguments)
{
	static const struct option options[] = {
		{ "connections", required_argument, NULL, 'c' },
		{ "lmtp", no_argument, NULL, 'l' },
		{ "timeout", required_argument, NULL, 't' },
		{ "progress", no_argument, NULL, 'p' },
		{ 0 },
	};

	for (int option; (option = getopt_long(count, arguments, "", options, NULL)) != -1;) {
		if (option == 'c')
			delivery->connections_max = read_number(optarg, CONNECTIONS_MAX);
		else if (option == 'l')
			delivery->is_lmtp = true;
		else if (option == 't')
			delivery->timeout = (uint32_t)read_number(optarg, 86400);
		else if (option == 'p')
			delivery->has_progress = true;
		else
			fail_usage();
	}
	if (count - optind != 2)
		fail_usage();
	delivery->host = arguments[optind];
	delivery->port = arguments[optind + 1];
}

static int find_host(struct delivery *delivery, uv_getaddrinfo_t *request)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	int status = uv_getaddrinfo(&delivery->loop, request, NULL, delivery->host, delivery->port,
				    &hints);

	delivery->addresses = request->addrinfo;
	delivery->host_fate = NOT_ATTEMPTED;
	snprintf(delivery->host_said, sizeof delivery->host_said, "%s",
		 status < 0 ? uv_strerror(status) : "no connection came to anything");
	return status;
}

static void deliver(struct delivery *delivery)
{
	size_t count = delivery->connections_max < delivery->message_count
			       ? delivery->connections_max
			       : (size_t)delivery->message_count;
	struct connection *connections = calloc(count, sizeof *connections);
	uv_timer_t progress;

	delivery->connections = connections;
	delivery->place_count = count;
	if (connections == NULL && count > 0)
		exit(EXIT_MEMORY);
	uv_timer_init(&delivery->loop, &progress);
	uv_unref((uv_handle_t *)&progress);
	progress.data = delivery;
	if (delivery->has_progress || isatty(STDERR_FILENO))
		uv_timer_start(&progress, show_progress, 200, 200);
	for (size_t i = 0; i < count; i++) {
		connections[i].delivery = delivery;
		connections[i].address = delivery->addresses;
		uv_timer_init(&delivery->loop, &connections[i].timer);
		connections[i].timer.data = &connections[i];
		open_connection(&connections[i]);
	}
	uv_run(&delivery->loop, UV_RUN_DEFAULT);
	if (uv_is_active((uv_handle_t *)&progress))
		show_progress(&progress);
	uv_close((uv_handle_t *)&progress, NULL);
	uv_run(&delivery->loop, UV_RUN_DEFAULT);
	delivery->place_count = 0;
	free(connections);
}

int main(int count, char **arguments)
{
	static struct delivery delivery = { .connections_max = 20 };
	uv_getaddrinfo_t request;

	read_arguments(&delivery, count, arguments);
	read_queue(&delivery);
	(void)signal(SIGPIPE, SIG_IGN);
	uv_loop_init(&delivery.loop);
	if (find_host(&delivery, &request) == 0)
		deliver(&delivery);
	settle_rest(&delivery);
	uv_freeaddrinfo(request.addrinfo);
	uv_loop_close(&delivery.loop);
	show_summary(&delivery);
	return exit_status(&delivery);
}
