/* SPDX-License-Identifier: MIT */
/*
 * A probe for Nagios and its kin: does a server greet, answer EHLO, offer STARTTLS, and how fast?
 *
 *     check [--starttls] [--warn MS] [--crit MS] [--timeout S] HOST PORT
 *
 * Prints one line with performance data; where a reply fails, also what mail clients make of it and,
 * with the reference, what its code tells who runs the server. It sends no mail and starts no TLS.
 *
 *     0 OK
 *     1 WARNING   mail passes, yet something is wrong: HELO alone is known, a reply took over --warn
 *     2 CRITICAL  mail does not pass: no connection, no reply in time (--timeout, for all of it but
 *                 the look-up of the name), a refusal, no SMTP, a reply over --crit, with --starttls a
 *                 server without it
 *     3 UNKNOWN   nothing is said of the server: wrong usage, a name that cannot be looked up
 */
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <smtpreply.h>

enum verdict { OK, WARNING, CRITICAL, UNKNOWN };

static const char *const verdict_names[] = { "OK", "WARNING", "CRITICAL", "UNKNOWN" };

#define UNSET (-1)
#define DEFAULT_SECONDS 10
#define MOST_SECONDS 86400
#define MOST_MILLISECONDS 86400000
#define LINE_ROOM 512

/* What is asked. */
struct request {
	const char *host, *port;
	long warn, crit; /* in milliseconds; UNSET: no limit */
	long seconds;
	bool needs_tls;
};

/* What is found. The problem and the reply are those of the worst verdict. */
struct finding {
	enum verdict verdict;
	char problem[LINE_ROOM];
	char reply[LINE_ROOM];
	char advice[LINE_ROOM];         /* empty: no reply failed */
	long greeting, hello;           /* times in milliseconds; UNSET: there is none */
	uint16_t code;                  /* of the reply that failed, else 0 */
	struct smtpreply_status status; /* likewise */
};

/* The connection. */
struct probe {
	int socket;
	int64_t deadline;
	struct smtpreply_session session;
	struct smtpreply_expectation slot;
	struct smtpreply_event event;
	char text[SMTPREPLY_DEFAULT_MAX_OCTETS + 1]; /* room for any reply */
	char bytes[4096];
	size_t size, used; /* of bytes: received, and read of them */
};

static int64_t milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What is found. */

/* Prints a reply. A bar would begin performance data. */
static void print_reply(const struct smtpreply *reply, char *line)
{
	smtpreply_print_line(reply, line, LINE_ROOM);
	while ((line = strchr(line, '|')) != NULL)
		*line = '/';
}

/* Of two the worse counts, of equals the first. */
static void find(struct finding *finding, enum verdict verdict, const char *format, ...)
{
	va_list words;

	if (verdict <= finding->verdict)
		return;
	finding->verdict = verdict;
	va_start(words, format);
	vsnprintf(finding->problem, sizeof finding->problem, format, words);
	va_end(words);
}

static void find_slow(struct finding *finding, const struct request *request, const char *what,
		      long time)
{
	if (request->crit != UNSET && time > request->crit)
		find(finding, CRITICAL, "%s took %ld ms", what, time);
	else if (request->warn != UNSET && time > request->warn)
		find(finding, WARNING, "%s took %ld ms", what, time);
}

static const char *const outcomes[] = {
	[SMTPREPLY_OUTCOME_REPLY] = "refused",
	[SMTPREPLY_OUTCOME_LOST] = "the connection was closed",
	[SMTPREPLY_OUTCOME_TIMED_OUT] = "no reply in time",
	[SMTPREPLY_OUTCOME_MALFORMED] = "no SMTP",
	[SMTPREPLY_OUTCOME_DESYNC] = "replies out of step",
};

/* What a client does. */
static const char *const actions[] = {
	[SMTPREPLY_ACTION_PROCEED] = "goes on",
	[SMTPREPLY_ACTION_CONTINUE] = "goes on",
	[SMTPREPLY_ACTION_NEW_CONNECTION] = "connects once more",
	[SMTPREPLY_ACTION_TRY_NEXT_HOST] = "tries the next host of the domain",
	[SMTPREPLY_ACTION_RETRY_LATER] = "keeps the mail and tries again later",
	[SMTPREPLY_ACTION_SAY_HELO] = "says HELO in place of EHLO",
	[SMTPREPLY_ACTION_FAIL] = "returns the mail to its sender",
};

/* Why the event is none of what was waited for. A reply that nobody asked for is a reply all the same. */
static uint8_t outcome_of(const struct smtpreply_event *event)
{
	if (event->kind == SMTPREPLY_EVENT_UNSOLICITED)
		return SMTPREPLY_OUTCOME_DESYNC;
	return event->outcome;
}

static void find_failure(struct finding *finding, enum verdict verdict, const struct probe *probe,
			 const struct smtpreply_advice *advice)
{
	static const struct smtpreply none = { .text = "" };
	const struct smtpreply_event *event = &probe->event;
	const struct smtpreply *reply = event->reply != NULL ? event->reply : &none;
	uint8_t looks_like = probe->session.parser.looks_like;

	if (verdict <= finding->verdict)
		return;
	find(finding, verdict, "%s: %s%s%s", smtpreply_stage_name(event->stage),
	     outcomes[outcome_of(event)], looks_like != 0 ? " but " : "",
	     looks_like != 0 ? smtpreply_looks_like_name(looks_like) : "");
	print_reply(reply, finding->reply);
	finding->code = reply->code;
	finding->status = reply->status;
	snprintf(finding->advice, sizeof finding->advice, "A mail client %s, else %s (%s).",
		 actions[advice->action], actions[advice->otherwise], advice->source);
}

/* The connection. */

static bool wait_for(const struct probe *probe, short events)
{
	struct pollfd descriptor = { .fd = probe->socket, .events = events };
	int64_t left = probe->deadline - milliseconds();

	return poll(&descriptor, 1, left > 0 ? (int)left : 0) > 0;
}

/* Returns 0, or the number of an error. */
static int end_connecting(const struct probe *probe)
{
	int error = 0;
	socklen_t size = sizeof error;

	if (!wait_for(probe, POLLOUT))
		return ETIMEDOUT;
	if (getsockopt(probe->socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
		return errno;
	return error;
}

/* The same. */
static int connect_to(struct probe *probe, const struct addrinfo *address)
{
	int error;

	probe->socket = socket(address->ai_family, address->ai_socktype, address->ai_protocol);
	if (probe->socket < 0)
		return errno;
	fcntl(probe->socket, F_SETFL, O_NONBLOCK);
	if (connect(probe->socket, address->ai_addr, address->ai_addrlen) == 0)
		return 0;
	error = errno == EINPROGRESS ? end_connecting(probe) : errno;
	if (error != 0)
		close(probe->socket);
	return error;
}

static bool open_connection(struct probe *probe, const struct request *request,
			    struct finding *finding)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *addresses;
	int error = getaddrinfo(request->host, request->port, &hints, &addresses);

	if (error != 0) {
		find(finding, UNKNOWN, "%s: %s", request->host, gai_strerror(error));
		return false;
	}
	error = ECONNREFUSED;
	for (const struct addrinfo *at = addresses; at != NULL && error != 0; at = at->ai_next)
		error = connect_to(probe, at);
	freeaddrinfo(addresses);
	if (error != 0)
		find(finding, CRITICAL, "no connection to %s, port %s: %s", request->host,
		     request->port, strerror(error));
	return error == 0;
}

/* Looks for an event in the bytes that have come. */
static bool has_event(struct probe *probe)
{
	size_t used;

	smtpreply_session_feed(&probe->session, probe->bytes + probe->used,
			       probe->size - probe->used, &used, &probe->event);
	probe->used += used;
	return probe->event.kind != SMTPREPLY_EVENT_NONE;
}

static void wait_for_event(struct probe *probe)
{
	while (!has_event(probe)) {
		uint32_t why = SMTPREPLY_OUTCOME_TIMED_OUT;
		ssize_t size = 0;

		if (wait_for(probe, POLLIN)) {
			why = SMTPREPLY_OUTCOME_LOST;
			size = recv(probe->socket, probe->bytes, sizeof probe->bytes, 0);
		}
		if (size <= 0) {
			smtpreply_session_finish(&probe->session, why, &probe->event);
			return;
		}
		probe->size = (size_t)size;
		probe->used = 0;
	}
}

/* The dialogue. */

/* Sends a command and waits for what answers it. What came before it was sent does not, but is told
 * in its place. A command is short enough to be taken at once by a socket that was idle. */
static void say(struct probe *probe, uint32_t stage, const char *command)
{
	size_t size = strlen(command);

	if (has_event(probe))
		return;
	smtpreply_session_expect(&probe->session, stage, NULL);
	if (size > 0 && send(probe->socket, command, size, 0) == (ssize_t)size)
		smtpreply_session_sent(&probe->session, 1);
	wait_for_event(probe);
}

/* Takes a step: what a client does next. All but to go on, and to say HELO, is a failure. */
static uint8_t step(struct probe *probe, uint32_t stage, const char *command,
		    struct finding *finding)
{
	struct smtpreply_situation situation = { .known = SMTPREPLY_TLS_OPTIONAL };
	struct smtpreply_advice advice;

	say(probe, stage, command);
	situation.stage = probe->event.stage;
	situation.outcome = outcome_of(&probe->event);
	smtpreply_advise(probe->event.reply, &situation, &advice);
	if (probe->event.kind != SMTPREPLY_EVENT_REPLY || advice.action != SMTPREPLY_ACTION_PROCEED)
		find_failure(finding,
			     advice.action == SMTPREPLY_ACTION_SAY_HELO ? WARNING : CRITICAL, probe,
			     &advice);
	return advice.action;
}

static bool read_greeting(struct probe *probe, int64_t start, struct finding *finding)
{
	if (step(probe, SMTPREPLY_STAGE_GREETING, "", finding) != SMTPREPLY_ACTION_PROCEED)
		return false;
	finding->greeting = (long)(milliseconds() - start);
	print_reply(probe->event.reply, finding->reply);
	return true;
}

static void say_hello(struct probe *probe, bool needs_tls, struct finding *finding)
{
	int64_t start = milliseconds();
	struct smtpreply_ehlo ehlo = { 0 };
	uint8_t action = step(probe, SMTPREPLY_STAGE_EHLO, "EHLO check.invalid\r\n", finding);

	if (action == SMTPREPLY_ACTION_PROCEED)
		smtpreply_ehlo_read(&ehlo, probe->event.reply);
	else if (action == SMTPREPLY_ACTION_SAY_HELO)
		action = step(probe, SMTPREPLY_STAGE_HELO, "HELO check.invalid\r\n", finding);
	if (action != SMTPREPLY_ACTION_PROCEED)
		return;
	finding->hello = (long)(milliseconds() - start);
	if (needs_tls && (ehlo.keywords & SMTPREPLY_EHLO_BIT(SMTPREPLY_EHLO_STARTTLS)) == 0)
		find(finding, CRITICAL, "STARTTLS is not offered");
}

/* That the answer to QUIT is missing is no problem; that there is a reply too many, or no reply, is. */
static void quit(struct probe *probe, struct finding *finding)
{
	struct finding last = *finding;
	uint8_t outcome;

	if (probe->session.is_over)
		return;
	step(probe, SMTPREPLY_STAGE_QUIT, "QUIT\r\n", &last);
	outcome = outcome_of(&probe->event);
	if (outcome == SMTPREPLY_OUTCOME_MALFORMED || outcome == SMTPREPLY_OUTCOME_DESYNC)
		*finding = last;
}

static void check(const struct request *request, struct finding *finding)
{
	static struct probe probe;
	int64_t start = milliseconds();

	probe.deadline = start + request->seconds * 1000;
	if (!open_connection(&probe, request, finding))
		return;
	smtpreply_session_init(&probe.session, &probe.slot, 1, probe.text, sizeof probe.text);
	if (read_greeting(&probe, start, finding))
		say_hello(&probe, request->needs_tls, finding);
	quit(&probe, finding);
	close(probe.socket);
	find_slow(finding, request, "greeting", finding->greeting);
	find_slow(finding, request, "ehlo", finding->hello);
}

/* The report. */

static void print_limit(long limit)
{
	putchar(';');
	if (limit != UNSET)
		printf("%ld", limit);
}

static void print_time(const struct request *request, const char *label, long time)
{
	if (time == UNSET)
		return;
	printf(" %s=%ldms", label, time);
	print_limit(request->warn);
	print_limit(request->crit);
	printf(";0");
}

#ifdef HAS_REFERENCE
static void explain(const struct smtpreply_entry *entry)
{
	char title[SMTPREPLY_TITLE_ROOM];

	smtpreply_entry_title(entry, title, sizeof title);
	printf("%s: %s. %s\n", title,
	       smtpreply_entry_text(entry, SMTPREPLY_TEXT_NAME, SMTPREPLY_ENGLISH),
	       smtpreply_entry_text(entry, SMTPREPLY_TEXT_FIX_SERVER, SMTPREPLY_ENGLISH));
}

static void print_reference(const struct finding *finding)
{
	struct smtpreply_entry entry;

	if (finding->code != 0) {
		smtpreply_entry_find_code(finding->code, &entry);
		explain(&entry);
	}
	if (finding->status.severity != 0 && smtpreply_entry_find_status(&finding->status, &entry))
		explain(&entry);
}
#endif

static void print_finding(const struct request *request, const struct finding *finding)
{
	const char *between = finding->problem[0] != '\0' && finding->reply[0] != '\0' ? ": " : "";

	printf("SMTP %s - %s%s%s", verdict_names[finding->verdict], finding->problem, between,
	       finding->reply);
	if (finding->greeting != UNSET)
		printf(" |");
	print_time(request, "greeting", finding->greeting);
	print_time(request, "ehlo", finding->hello);
	putchar('\n');
	if (finding->advice[0] != '\0')
		puts(finding->advice);
#ifdef HAS_REFERENCE
	print_reference(finding);
#endif
}

/* The command line. */

static bool read_number(const char *word, long most, long *number)
{
	char *end;

	errno = 0;
	*number = strtol(word, &end, 10);
	return *word >= '0' && *word <= '9' && *end == '\0' && errno == 0 && *number <= most;
}

static bool read_option(struct request *request, const char *name, const char *value)
{
	if (strcmp(name, "--warn") == 0)
		return read_number(value, MOST_MILLISECONDS, &request->warn);
	if (strcmp(name, "--crit") == 0)
		return read_number(value, MOST_MILLISECONDS, &request->crit);
	if (strcmp(name, "--timeout") == 0)
		return read_number(value, MOST_SECONDS, &request->seconds);
	return false;
}

static bool read_arguments(struct request *request, char **words)
{
	while (*words != NULL && strncmp(*words, "--", 2) == 0)
		if (strcmp(*words, "--starttls") == 0) {
			request->needs_tls = true;
			words++;
		} else if (words[1] != NULL && read_option(request, words[0], words[1])) {
			words += 2;
		} else {
			return false;
		}
	if (words[0] == NULL || words[1] == NULL || words[2] != NULL)
		return false;
	request->host = words[0];
	request->port = words[1];
	return true;
}

int main(int count, char *arguments[])
{
	struct request request = { .warn = UNSET, .crit = UNSET, .seconds = DEFAULT_SECONDS };
	struct finding finding = { .greeting = UNSET, .hello = UNSET };

	if (count < 1 || !read_arguments(&request, arguments + 1)) {
		puts("SMTP UNKNOWN - usage: check [--starttls] [--warn MS] [--crit MS] "
		     "[--timeout S] HOST PORT");
		return UNKNOWN;
	}
	(void)signal(SIGPIPE, SIG_IGN);
	check(&request, &finding);
	print_finding(&request, &finding);
	return (int)finding.verdict;
}
