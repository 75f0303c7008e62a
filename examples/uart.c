/* SPDX-License-Identifier: MIT */
/*
 * An alarm by mail, from a device without an operating system.
 *
 * A modem or a serial line to a TCP bridge has the connection to the server; two callbacks move its
 * bytes. One message to one recipient, a command at a time, no extension of SMTP: TLS and login are
 * the bridge's. A struct device is all the memory it needs besides its stack.
 *
 * It uses the session and the advice of the library, and nothing of libc. Compiled for a host it is a
 * program whose line is standard input and output; without one it brings along the four functions
 * that the library calls.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <smtpreply/advice.h>
#include <smtpreply/session.h>

/* What next_byte() returns in place of a byte. */
#define NO_BYTE (-1) /* none came in time */
#define NO_LINE (-2) /* none will come: the connection has ended */

/* The line to the server. */
struct line {
	void *context;
	void (*send_bytes)(void *context, const char *bytes, size_t size);
	/* Waits for a byte until so many seconds after the last call of send_bytes(); with 0, does not
	 * wait. Bytes that come while others are sent must wait in a buffer of the receiver. */
	int (*next_byte)(void *context, uint32_t seconds);
};

/* What to send. No control character may stand in any of it but the LF that ends each line of the
 * message; a header, an empty line, a text. A submission server adds the date (RFC 6409, 8.2). */
struct alarm {
	const char *client; /* the name of this device, for EHLO */
	const char *sender;
	const char *recipient;
	const char *message;
};

enum result {
	ALARM_SENT = 1,       /* the server answers for it now */
	ALARM_TRY_LATER = 2,  /* not sent; the same may be taken later (RFC 5321, 4.5.4.1) */
	ALARM_REFUSED = 3,    /* not sent; the same will be refused again: somebody must mend it */
	ALARM_UNREADABLE = 4, /* not sent; what came is no SMTP: look at the line, then try again */
	ALARM_UNCERTAIN = 5,  /* it may have been delivered: the answer to it was lost. After
				 another try it may come twice (RFC 1047) */
};

/* What became of it, and which reply decided. */
struct report {
	uint8_t result;  /* an enum result */
	uint8_t action;  /* an enum smtpreply_action: the advice */
	uint8_t stage;   /* an enum smtpreply_stage: what was answered, or was not */
	uint8_t outcome; /* an enum smtpreply_outcome: what came in place of a reply */
	uint16_t code;   /* of the reply; 0: there was none */
	struct smtpreply_status status;
};

struct device {
	struct report report; /* read it after send_alarm() */
	const struct line *line;
	uint32_t lost; /* why nothing more came, an enum smtpreply_outcome */
	struct smtpreply_expectation slot;
	struct smtpreply_session session;
	char text[128];
};

void send_alarm(struct device *device, const struct line *line, const struct alarm *alarm);

/* How long to wait, in seconds (RFC 5321, 4.5.3.2). Nothing depends on the answer to QUIT. */
static const uint16_t patience[] = {
	[SMTPREPLY_STAGE_GREETING] = 300, [SMTPREPLY_STAGE_EHLO] = 300,
	[SMTPREPLY_STAGE_HELO] = 300,     [SMTPREPLY_STAGE_MAIL] = 300,
	[SMTPREPLY_STAGE_RCPT] = 300,     [SMTPREPLY_STAGE_DATA] = 120,
	[SMTPREPLY_STAGE_DATA_END] = 600, [SMTPREPLY_STAGE_QUIT] = 10,
};

static void send_text(const struct device *device, const char *text)
{
	size_t size = 0;

	while (text[size] != '\0')
		size++;
	device->line->send_bytes(device->line->context, text, size);
}

/* A dot that starts a line is doubled (RFC 5321, 4.5.2). */
static void send_message(const struct device *device, const char *message)
{
	bool is_start = true;

	for (; *message != '\0'; message++) {
		if (is_start && *message == '.')
			send_text(device, ".");
		is_start = *message == '\n';
		if (is_start)
			send_text(device, "\r\n");
		else
			device->line->send_bytes(device->line->context, message, 1);
	}
	if (!is_start)
		send_text(device, "\r\n");
}

/* Does this byte settle the open command? The end of a session comes as several events. */
static bool settles(struct device *device, unsigned char byte, struct smtpreply_event *event)
{
	size_t used;

	do
		smtpreply_session_feed(&device->session, &byte, 1, &used, event);
	while (event->kind == SMTPREPLY_EVENT_ENDED || event->kind == SMTPREPLY_EVENT_UNSOLICITED);
	return event->kind != SMTPREPLY_EVENT_NONE;
}

static bool listen(struct device *device, uint32_t seconds, struct smtpreply_event *event)
{
	int byte;

	while ((byte = device->line->next_byte(device->line->context, seconds)) >= 0)
		if (settles(device, (unsigned char)byte, event))
			return true;
	device->lost = byte == NO_LINE ? SMTPREPLY_OUTCOME_LOST : SMTPREPLY_OUTCOME_TIMED_OUT;
	return false;
}

static void give_up(struct device *device, struct smtpreply_event *event)
{
	do
		smtpreply_session_finish(&device->session, device->lost, event);
	while (event->kind == SMTPREPLY_EVENT_ENDED);
}

/*
 * Sends the end of a command, or of the message, and waits for what settles it. A reply that came
 * before its command had ended answers something else, and the session says so; a message may be
 * refused early.
 */
static void settle(struct device *device, uint32_t stage, const char *end,
		   struct smtpreply_event *event)
{
	smtpreply_session_expect(&device->session, stage, NULL);
	if (listen(device, 0, event))
		return;
	send_text(device, end);
	smtpreply_session_sent(&device->session, 1);
	if (!listen(device, patience[stage], event))
		give_up(device, event);
}

/* Of a refusal: is it for now, or for good? What this device cannot do is done otherwise. */
static uint8_t result_of(const struct smtpreply_event *event, const struct smtpreply_advice *advice)
{
	uint8_t action = advice->action;

	if (event->assume == SMTPREPLY_ASSUME_MAY_BE_DONE)
		return ALARM_UNCERTAIN;
	if (event->outcome == SMTPREPLY_OUTCOME_MALFORMED ||
	    event->outcome == SMTPREPLY_OUTCOME_DESYNC)
		return ALARM_UNREADABLE;
	if (action != SMTPREPLY_ACTION_FAIL && action != SMTPREPLY_ACTION_RETRY_LATER)
		action = advice->otherwise;
	return action == SMTPREPLY_ACTION_FAIL ? ALARM_REFUSED : ALARM_TRY_LATER;
}

/* Settles one step, reports of it, and says what to do next. */
static uint8_t step(struct device *device, uint32_t stage, const char *end)
{
	struct smtpreply_situation situation = { .known = SMTPREPLY_TLS_OPTIONAL };
	struct smtpreply_advice advice;
	struct smtpreply_event event;

	settle(device, stage, end, &event);
	situation.stage = event.stage;
	situation.outcome = event.outcome;
	situation.accepted = event.accepted;
	smtpreply_advise(event.reply, &situation, &advice);
	device->report = (struct report){ .result = result_of(&event, &advice),
					  .action = advice.action,
					  .stage = event.stage,
					  .outcome = event.outcome };
	if (event.reply != NULL) {
		device->report.code = event.reply->code;
		device->report.status = event.reply->status;
	}
	return advice.action;
}

static uint8_t command(struct device *device, uint32_t stage, const char *verb,
		       const char *argument, const char *end)
{
	send_text(device, verb);
	send_text(device, argument);
	return step(device, stage, end);
}

static bool say_hello(struct device *device, const char *name)
{
	uint8_t action = command(device, SMTPREPLY_STAGE_EHLO, "EHLO ", name, "\r\n");

	if (action == SMTPREPLY_ACTION_SAY_HELO)
		action = command(device, SMTPREPLY_STAGE_HELO, "HELO ", name, "\r\n");
	return action == SMTPREPLY_ACTION_PROCEED;
}

static bool name_sender(struct device *device, const char *sender)
{
	return command(device, SMTPREPLY_STAGE_MAIL, "MAIL FROM:<", sender, ">\r\n") ==
	       SMTPREPLY_ACTION_PROCEED;
}

static bool name_recipient(struct device *device, const char *recipient)
{
	return command(device, SMTPREPLY_STAGE_RCPT, "RCPT TO:<", recipient, ">\r\n") ==
	       SMTPREPLY_ACTION_PROCEED;
}

static bool hand_over(struct device *device, const char *message)
{
	if (command(device, SMTPREPLY_STAGE_DATA, "DATA", "", "\r\n") != SMTPREPLY_ACTION_CONTINUE)
		return false;
	send_message(device, message);
	return step(device, SMTPREPLY_STAGE_DATA_END, ".\r\n") == SMTPREPLY_ACTION_PROCEED;
}

/* Call it when the line is up. Afterwards hang up. */
void send_alarm(struct device *device, const struct line *line, const struct alarm *alarm)
{
	struct smtpreply_event event;

	device->line = line;
	smtpreply_session_init(&device->session, &device->slot, 1, device->text,
			       sizeof device->text);
	if (step(device, SMTPREPLY_STAGE_GREETING, "") == SMTPREPLY_ACTION_PROCEED &&
	    say_hello(device, alarm->client) && name_sender(device, alarm->sender) &&
	    name_recipient(device, alarm->recipient) && hand_over(device, alarm->message))
		device->report.result = ALARM_SENT;
	if (!device->session.is_over) {
		send_text(device, "QUIT");
		settle(device, SMTPREPLY_STAGE_QUIT, "\r\n", &event);
	}
}

#if __STDC_HOSTED__

/* On a host: standard input and output are the line. */

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#define EXIT_USAGE 64

struct host_line {
	uint32_t most_seconds; /* to wait, whatever the step; 0: no limit */
	int64_t sent_at;       /* in milliseconds */
};

/* What each result is called, and the exit status that says it. */
static const struct {
	const char *words;
	int status;
} results[] = {
	[ALARM_SENT] = { "sent", 0 },
	[ALARM_TRY_LATER] = { "not sent, try later", 75 },
	[ALARM_REFUSED] = { "refused", 69 },
	[ALARM_UNREADABLE] = { "not sent, no SMTP on the line", 76 },
	[ALARM_UNCERTAIN] = { "may have been delivered", 75 },
};

static int64_t milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void send_bytes(void *context, const char *bytes, size_t size)
{
	struct host_line *line = context;
	ssize_t written;

	for (; size > 0 && (written = write(STDOUT_FILENO, bytes, size)) > 0; bytes += written)
		size -= (size_t)written;
	line->sent_at = milliseconds();
}

static int next_byte(void *context, uint32_t seconds)
{
	const struct host_line *line = context;
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	int64_t left = 0;
	unsigned char byte;

	if (line->most_seconds > 0 && seconds > line->most_seconds)
		seconds = line->most_seconds;
	if (seconds > 0)
		left = line->sent_at + (int64_t)seconds * 1000 - milliseconds();
	if (poll(&input, 1, left > 0 ? (int)left : 0) <= 0)
		return NO_BYTE;
	return read(STDIN_FILENO, &byte, 1) == 1 ? byte : NO_LINE;
}

static void tell(const struct report *report)
{
	fprintf(stderr, "%s: %s, ", results[report->result].words,
		smtpreply_stage_name(report->stage));
	if (report->code != 0)
		fprintf(stderr, "%d, ", report->code);
	if (report->status.severity != 0)
		fprintf(stderr, "%d.%d.%d, ", report->status.severity, report->status.subject,
			report->status.detail);
	if (report->outcome != SMTPREPLY_OUTCOME_REPLY)
		fprintf(stderr, "%s, ", smtpreply_outcome_name(report->outcome));
	fprintf(stderr, "%s\n", smtpreply_action_name(report->action));
}

int main(int count, char *arguments[])
{
	struct host_line host = { .sent_at = milliseconds() };
	struct line line = { &host, send_bytes, next_byte };
	struct device device;

	if (count == 7 && strcmp(arguments[1], "--timeout") == 0) {
		host.most_seconds = (uint32_t)strtoul(arguments[2], NULL, 10);
		arguments += 2;
		count -= 2;
	}
	if (count != 5) {
		fputs("usage: uart [--timeout SECONDS] CLIENT SENDER RECIPIENT MESSAGE\n", stderr);
		return EXIT_USAGE;
	}
	(void)signal(SIGPIPE, SIG_IGN);
	send_alarm(&device, &line,
		   &(struct alarm){ arguments[1], arguments[2], arguments[3], arguments[4] });
	tell(&device.report);
	return results[device.report.result].status;
}

#else

/* Without a libc: the four functions that the library calls, and compilers too. */

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memset(void *to, int byte, size_t size);
void *memchr(const void *in, int byte, size_t size);
int memcmp(const void *one, const void *other, size_t size);

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
	unsigned char *at = to;
	const unsigned char *next = from;

	for (; size > 0; size--)
		*at++ = *next++;
	return to;
}

void *memset(void *to, int byte, size_t size)
{
	unsigned char *at = to;

	for (; size > 0; size--)
		*at++ = (unsigned char)byte;
	return to;
}

void *memchr(const void *in, int byte, size_t size)
{
	const unsigned char *at = in;

	for (; size > 0; size--, at++)
		if (*at == (unsigned char)byte)
			return (void *)(uintptr_t)at;
	return NULL;
}

int memcmp(const void *one, const void *other, size_t size)
{
	const unsigned char *left = one, *right = other;

	for (; size > 0; size--, left++, right++)
		if (*left != *right)
			return *left - *right;
	return 0;
}

#endif
