/* SPDX-License-Identifier: MIT */
/*
 * send: hands one message to one SMTP or LMTP server, and tells what became of each recipient.
 *
 * A complete client, written to be copied. It reads from the top down as the conversation goes:
 *
 *     the answers      what came of each command, and what the library advises on it
 *     the wire         bytes out and in, in the clear or by TLS, with an end to all waiting
 *     commands         one alone, or a group of them (RFC 2920)
 *     the opening      greeting, EHLO or HELO, STARTTLS, AUTH
 *     the transaction  MAIL, RCPT, DATA, the message; once more for those the server put off
 *     the verdicts     what is printed, and the exit status
 *     the message      as it goes over the wire
 *     the arguments
 *
 * Which reply answers which command is the session's to know (smtpreply/session.h), and what it means
 * the advice's (smtpreply/advice.h): no code of a reply stands in this file. One connection is made,
 * to one host; where the advice asks for another, its `otherwise` holds. Memory is bounded by the
 * arguments and the message, whatever a server sends.
 */
#define _POSIX_C_SOURCE 200809L
#include <smtpreply.h>

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#define MAX_MESSAGE ((size_t)64 << 20)
#define MAX_ADDRESS 254    /* RFC 5321, 4.5.3.1.3 */
#define MAX_CREDENTIAL 255 /* RFC 4616, 2 */
#define MAX_COMMAND 1024   /* with all that a MAIL or an AUTH can carry */
#define GROUP_ROOM 4096    /* of commands that are sent before their replies are read */
#define BLOCK 65536        /* of a message, that must go out in time */
#define QUIT_SECONDS 10    /* to say goodbye; nothing depends on it */

enum { ALL_ACCEPTED = 0, BAD_USAGE = 64, REFUSED = 69, TRY_AGAIN = 75, BROKEN = 76 };
enum starttls { NEVER, MAY, MUST };
enum fate { FATE_PENDING, FATE_ACCEPTED, FATE_REFUSED, FATE_DEFERRED, FATE_UNKNOWN };

/* What came of a command. All 0: nothing yet. */
struct answer {
	struct smtpreply_advice advice;
	uint8_t stage;
	uint8_t outcome;
	uint8_t assume;
	bool is_waiting;   /* the server waits for what the advice says to send (334, 354) */
	bool is_challenge; /* and its text is one */
	char said[512];    /* safe to print, as all that is kept of a server's words */
	char queue_id[128];
};

struct recipient {
	const char *address;
	enum fate fate;
	bool is_sent; /* a message to it was on the wire, the final dot included */
	struct answer answer;
};

/* The message as it goes over the wire. */
struct message {
	char *wire;
	size_t size, room, dots;
	size_t octets; /* as SIZE counts them: without the dots that were added (RFC 1870, 3) */
	bool is_8bit;
	bool is_utf8; /* an address or a header has other characters than ASCII (RFC 6531) */
	bool has_failed;
};

struct client {
	/* What is asked for. */
	char *host; /* OpenSSL wants it so */
	const char *port, *sender, *user, *password;
	enum starttls starttls;
	bool is_lmtp, is_help;
	int timeout; /* in seconds */
	struct message message;
	struct recipient *recipients;
	size_t recipient_count;

	/* The wire. */
	int socket;
	BIO *wire; /* over the socket, or over TLS over it */
	long long deadline;
	char unread[4096]; /* by the session */
	size_t unread_first, unread_size;
	char group[GROUP_ROOM];
	size_t group_size;

	/* The conversation. */
	struct smtpreply_session session;
	char text[SMTPREPLY_DEFAULT_MAX_OCTETS + 1]; /* so no text is ever cut */
	struct smtpreply_ehlo ehlo;
	uint32_t known;      /* bits of enum smtpreply_known */
	bool is_to_close;    /* the advice said so */
	bool is_to_reset;    /* likewise */
	bool is_dot_sent;    /* of this transaction */
	bool is_size_told;   /* MAIL carries SIZE, which may be left out */
	bool is_size_barred; /* the advice was to leave it out */
	struct answer step;  /* of the opening, then of MAIL: decides for all */
	struct answer data;  /* of DATA */
	struct answer end;   /* of the final dot; in LMTP the recipients have it */
	struct answer aside; /* of commands that decide nothing */
	struct answer fault; /* what ended the session, for no command of ours */
};

/* The answers. */

static bool is_offered(const struct client *client, enum smtpreply_ehlo_keyword keyword)
{
	return (client->ehlo.keywords & SMTPREPLY_EHLO_BIT(keyword)) != 0;
}

static bool is_waiting(const struct answer *answer, const struct smtpreply *reply)
{
	return reply->severity == SMTPREPLY_INTERMEDIATE &&
	       (answer->advice.action == SMTPREPLY_ACTION_CONTINUE ||
		answer->advice.action == SMTPREPLY_ACTION_END_EMPTY);
}

static void read_more(struct client *client, struct answer *answer, const struct smtpreply *reply)
{
	struct smtpreply_queue_id id;
	size_t size;

	answer->is_waiting = is_waiting(answer, reply);
	switch (answer->stage) {
	case SMTPREPLY_STAGE_EHLO:
	case SMTPREPLY_STAGE_LHLO:
		smtpreply_ehlo_read(&client->ehlo, reply);
		client->known &= ~(uint32_t)SMTPREPLY_TLS_OFFERED;
		if (is_offered(client, SMTPREPLY_EHLO_STARTTLS))
			client->known |= SMTPREPLY_TLS_OFFERED;
		break;
	case SMTPREPLY_STAGE_AUTH:
		answer->is_challenge = answer->is_waiting &&
				       smtpreply_challenge_check(reply->text, reply->text_size,
								 reply->truncated, &size);
		break;
	case SMTPREPLY_STAGE_DATA_END:
	case SMTPREPLY_STAGE_DATA_END_RECIPIENT:
		smtpreply_queue_id_find(reply->code, reply->text, reply->text_size,
					reply->truncated, &id);
		smtpreply_print_text(id.text, id.size, answer->queue_id, sizeof answer->queue_id);
		break;
	default:
		break;
	}
}

/* Keeps what an event tells: each command has the answer as its tag that it is to go into. */
static void take(struct client *client, const struct smtpreply_event *event)
{
	struct answer *answer = event->tag != NULL ? event->tag : &client->fault;
	bool has_parameters = event->stage == SMTPREPLY_STAGE_MAIL && client->is_size_told;
	struct smtpreply_situation situation = {
		.stage = event->stage,
		.outcome = event->outcome,
		.known = client->known | (has_parameters ? SMTPREPLY_PARAMETERS_USED : 0u),
		.accepted = event->accepted,
	};

	*answer = (struct answer){ .stage = event->stage,
				   .outcome = event->outcome,
				   .assume = event->assume };
	smtpreply_advise(event->reply, &situation, &answer->advice);
	client->is_to_close |= answer->advice.close;
	client->is_to_reset |= answer->advice.reset;
	if (event->reply == NULL)
		return;
	smtpreply_print_line(event->reply, answer->said, sizeof answer->said);
	if (event->kind == SMTPREPLY_EVENT_REPLY)
		read_more(client, answer, event->reply);
}

/* Keeps that a command has no reply, and was perhaps not even sent. */
static void take_none(struct client *client, struct answer *answer, enum smtpreply_stage stage,
		      uint32_t outcome, enum smtpreply_assume assume)
{
	take(client, &(struct smtpreply_event){ .kind = SMTPREPLY_EVENT_UNANSWERED,
						.tag = answer,
						.stage = (uint8_t)stage,
						.outcome = (uint8_t)outcome,
						.assume = (uint8_t)assume });
}

/* No reply will come: takes what that means for each open command. */
static void end_session(struct client *client, enum smtpreply_outcome outcome)
{
	struct smtpreply_event event;

	while (smtpreply_session_finish(&client->session, outcome, &event) != SMTPREPLY_EVENT_NONE)
		take(client, &event);
}

static bool may_go_on(const struct client *client)
{
	return !client->session.is_over && !client->is_to_close;
}

static bool is_protocol_broken(const struct client *client)
{
	uint8_t outcome = client->session.outcome;

	return outcome == SMTPREPLY_OUTCOME_MALFORMED || outcome == SMTPREPLY_OUTCOME_DESYNC ||
	       outcome == SMTPREPLY_OUTCOME_INJECTED;
}

/* The opening has failed, without a reply. */
static bool fail(struct client *client, enum smtpreply_stage stage, enum smtpreply_outcome outcome,
		 const char *what, const char *why)
{
	take_none(client, &client->step, stage, outcome, SMTPREPLY_ASSUME_NOT_DONE);
	snprintf(client->step.said, sizeof client->step.said, "%s: %s", what, why);
	end_session(client, outcome);
	return false;
}

/* Tells whether an answer has come that is no acceptance. */
static bool is_in_the_way(const struct answer *answer)
{
	return answer->advice.action != 0 && answer->advice.action != SMTPREPLY_ACTION_PROCEED;
}

/* Stops before a command that this client will not send: a rule of its own. */
static bool stop(struct client *client, enum smtpreply_action action, const char *rule,
		 const char *source, const char *words)
{
	client->step = (struct answer){ .stage = SMTPREPLY_STAGE_MAIL };
	client->step.advice.action = (uint8_t)action;
	client->step.advice.otherwise = (uint8_t)action;
	client->step.advice.rule = rule;
	client->step.advice.source = source;
	snprintf(client->step.said, sizeof client->step.said, "not sent: %s", words);
	return false;
}

/* The wire. */

#define NOT_READY (-1)
#define CLOSED (-2)

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* A limit is for all of a reply, or all of a block, so that single bytes do not draw it out. */
static void start_clock(struct client *client)
{
	client->deadline = now() + client->timeout * 1000LL;
}

/* Waits for the socket; false: the time is over. */
static bool wait_for(const struct client *client, short wanted)
{
	struct pollfd socket = { .fd = client->socket, .events = wanted };
	long long left = client->deadline - now();

	return left > 0 && poll(&socket, 1, (int)left) != 0;
}

/* The bytes that were moved, or why none was; then adds what to wait for. */
static int result_of(const struct client *client, int moved, short *wanted)
{
	if (moved > 0)
		return moved;
	*wanted |= BIO_should_write(client->wire) ? POLLOUT : POLLIN;
	return BIO_should_retry(client->wire) ? NOT_READY : CLOSED;
}

/*
 * Takes what the server says, up to the reply to the last open command. What is behind it waits until
 * the next command is expected: it may be a refusal of a message that has not begun.
 */
static void feed(struct client *client)
{
	struct smtpreply_event event;
	size_t used;

	do {
		smtpreply_session_feed(&client->session, client->unread + client->unread_first,
				       client->unread_size, &used, &event);
		client->unread_first += used;
		client->unread_size -= used;
		if (event.kind != SMTPREPLY_EVENT_NONE)
			take(client, &event);
		if (event.kind == SMTPREPLY_EVENT_REPLY)
			start_clock(client);
	} while (event.kind != SMTPREPLY_EVENT_NONE &&
		 (client->session.is_over || client->session.open_count > 0));
}

/* Takes what is there, if anything is. */
static bool receive(struct client *client, short *wanted)
{
	int size;

	if (client->unread_size == 0) {
		size = BIO_read(client->wire, client->unread, sizeof client->unread);
		size = result_of(client, size, wanted);
		if (size == NOT_READY)
			return false;
		if (size == CLOSED)
			end_session(client, SMTPREPLY_OUTCOME_LOST);
		client->unread_first = 0;
		client->unread_size = size > 0 ? (size_t)size : 0;
	}
	feed(client);
	return true;
}

static uint32_t count_lines(const char *bytes, size_t size)
{
	uint32_t count = 0;

	for (size_t i = 0; i < size; i++)
		count += bytes[i] == '\n';
	return count;
}

/* Writes some of what is left. Tells the session of each command that is whole on the wire. */
static size_t transmit(struct client *client, const char *bytes, size_t size, bool is_message,
		       short *wanted)
{
	int part = size < BLOCK ? (int)size : BLOCK;
	int written = result_of(client, BIO_write(client->wire, bytes, part), wanted);

	if (written < 0)
		return 0; /* also where it is closed: a last reply may be on its way */
	smtpreply_session_sent(&client->session, is_message ? (size_t)written == size
							    : count_lines(bytes, (size_t)written));
	feed(client); /* in LMTP the end of data for nobody has no reply */
	return (size_t)written;
}

/*
 * Writes all bytes and takes the replies to all commands, both as they come: neither side ever waits
 * for the other to read. What has come is read before anything is written, so that no reply is taken
 * for that to a command which was not sent yet. False: not all was written.
 */
static bool exchange(struct client *client, const char *bytes, size_t size, bool is_message)
{
	size_t sent = 0;

	start_clock(client);
	while (!client->session.is_over && (sent < size || client->session.open_count > 0)) {
		size_t before = sent;
		short wanted = 0;

		if (receive(client, &wanted))
			continue;
		if (sent < size)
			sent += transmit(client, bytes + sent, size - sent, is_message, &wanted);
		if (sent == before && !wait_for(client, wanted))
			end_session(client, SMTPREPLY_OUTCOME_TIMED_OUT);
		if (sent > before && (sent == size || sent / BLOCK > before / BLOCK))
			start_clock(client);
	}
	return sent == size;
}

/* Commands. */

/* Sends the group, and takes the replies to it. */
static void settle(struct client *client)
{
	size_t size = client->group_size;

	client->group_size = 0;
	exchange(client, client->group, size, false);
}

/* Says that a command will be sent, or keeps as its answer that it will not. */
static bool expect(struct client *client, enum smtpreply_stage stage, struct answer *answer)
{
	uint32_t outcome =
		client->session.is_over ? client->session.outcome : SMTPREPLY_OUTCOME_LOST;

	*answer = (struct answer){ 0 };
	if (may_go_on(client) && smtpreply_session_expect(&client->session, stage, answer))
		return true;
	take_none(client, answer, stage, outcome, SMTPREPLY_ASSUME_NOT_SENT);
	return false;
}

/* Adds a command to the group; a server that does not pipeline gets it at once. */
static void say(struct client *client, enum smtpreply_stage stage, struct answer *answer,
		const char *format, ...)
{
	char *end = client->group + client->group_size;
	va_list arguments;

	if (!expect(client, stage, answer))
		return;
	va_start(arguments, format);
	vsnprintf(end, MAX_COMMAND - 2, format, arguments);
	va_end(arguments);
	client->group_size += strlen(strcat(end, "\r\n"));
	if (!is_offered(client, SMTPREPLY_EHLO_PIPELINING) ||
	    client->group_size > GROUP_ROOM - MAX_COMMAND)
		settle(client);
}

/* Sends one command alone; returns what to do next. */
static uint32_t ask(struct client *client, enum smtpreply_stage stage, const char *command,
		    const char *argument)
{
	say(client, stage, &client->step, "%s%s", command, argument);
	settle(client);
	return client->step.advice.action;
}

/* The opening. Each step is false where no message can be sent; client->step says why. */

static bool connect_to(struct client *client, const struct addrinfo *address)
{
	int error = 0;
	socklen_t size = sizeof error;

	client->socket = socket(address->ai_family, SOCK_STREAM, address->ai_protocol);
	if (client->socket < 0)
		return false;
	client->wire = BIO_new_socket(client->socket, BIO_CLOSE);
	start_clock(client);
	fcntl(client->socket, F_SETFL, O_NONBLOCK);
	if (connect(client->socket, address->ai_addr, address->ai_addrlen) != 0 &&
	    errno != EINPROGRESS)
		return false;
	if (!wait_for(client, POLLOUT))
		error = ETIMEDOUT;
	else
		getsockopt(client->socket, SOL_SOCKET, SO_ERROR, &error, &size);
	errno = error;
	return error == 0 && client->wire != NULL;
}

static void hang_up(struct client *client)
{
	BIO_free_all(client->wire);
	client->wire = NULL;
}

/* Tries each address of the host. */
static bool open_connection(struct client *client)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *addresses = NULL;
	int error = getaddrinfo(client->host, client->port, &hints, &addresses);
	bool is_open = false;

	for (const struct addrinfo *next = addresses; next != NULL && !is_open;
	     next = next->ai_next) {
		hang_up(client);
		is_open = connect_to(client, next);
	}
	if (!is_open)
		fail(client, SMTPREPLY_STAGE_GREETING, SMTPREPLY_OUTCOME_LOST, "no connection",
		     error != 0 ? gai_strerror(error) : strerror(errno));
	if (addresses != NULL)
		freeaddrinfo(addresses);
	return is_open;
}

static bool greet(struct client *client)
{
	smtpreply_session_expect(&client->session, SMTPREPLY_STAGE_GREETING, &client->step);
	exchange(client, "", 0, false);
	return client->step.advice.action == SMTPREPLY_ACTION_PROCEED;
}

/* Our own address as a literal, which is always true (RFC 5321, 4.1.3). */
static void name_self(const struct client *client, char *name, size_t room)
{
	struct sockaddr_storage address = { .ss_family = AF_UNSPEC };
	socklen_t size = sizeof address;
	char host[128] = "127.0.0.1";

	getsockname(client->socket, (struct sockaddr *)&address, &size);
	getnameinfo((struct sockaddr *)&address, size, host, sizeof host, NULL, 0, NI_NUMERICHOST);
	host[strcspn(host, "%")] = '\0';
	snprintf(name, room, strchr(host, ':') != NULL ? "[IPv6:%s]" : "[%s]", host);
}

static bool say_hello(struct client *client)
{
	char name[160];
	uint32_t action;

	name_self(client, name, sizeof name);
	if (client->is_lmtp)
		action = ask(client, SMTPREPLY_STAGE_LHLO, "LHLO ", name);
	else
		action = ask(client, SMTPREPLY_STAGE_EHLO, "EHLO ", name);
	if (action == SMTPREPLY_ACTION_SAY_HELO)
		action = ask(client, SMTPREPLY_STAGE_HELO, "HELO ", name);
	return action == SMTPREPLY_ACTION_PROCEED;
}

/* `must` verifies the certificate for the name or address of the host, `may` does not (RFC 7435). */
static bool add_tls(struct client *client)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	BIO *tls = context != NULL ? BIO_new_ssl(context, 1) : NULL;
	bool is_ready = tls != NULL;
	SSL *ssl = NULL;

	if (is_ready) {
		BIO_get_ssl(tls, &ssl);
		SSL_set_mode(ssl,
			     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
		client->wire = BIO_push(tls, client->wire);
	}
	if (is_ready && client->starttls == MUST) {
		SSL_CTX_set_default_verify_paths(context);
		SSL_set_verify(ssl, SSL_VERIFY_PEER, NULL);
	}
	if (is_ready && !X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), client->host))
		is_ready = SSL_set1_host(ssl, client->host) &&
			   SSL_set_tlsext_host_name(ssl, client->host);
	SSL_CTX_free(context);
	return is_ready;
}

static bool shake_hands(struct client *client)
{
	int result = NOT_READY;

	ERR_clear_error();
	start_clock(client);
	while (result == NOT_READY) {
		short wanted = 0;

		result = result_of(client, (int)BIO_do_handshake(client->wire), &wanted);
		if (result == NOT_READY && !wait_for(client, wanted))
			return false;
	}
	return result != CLOSED;
}

static const char *tls_error(const struct client *client)
{
	const char *reason = ERR_reason_error_string(ERR_peek_error());
	SSL *ssl = NULL;

	if (client->starttls == MUST && BIO_get_ssl(client->wire, &ssl) > 0 &&
	    SSL_get_verify_result(ssl) != X509_V_OK)
		return X509_verify_cert_error_string(SSL_get_verify_result(ssl));
	return reason != NULL ? reason : "the connection was closed, or the time is over";
}

static bool start_tls(struct client *client)
{
	short wanted = 0;

	receive(client, &wanted); /* no byte may come between the reply and TLS */
	if (!smtpreply_session_start_tls(&client->session) || !add_tls(client) ||
	    !shake_hands(client))
		return fail(client, SMTPREPLY_STAGE_STARTTLS, SMTPREPLY_OUTCOME_TLS_FAILED,
			    "no TLS", tls_error(client));
	client->known |= SMTPREPLY_TLS_ACTIVE;
	client->ehlo = (struct smtpreply_ehlo){ 0 }; /* what was offered in the clear is void */
	return say_hello(client);
}

/* In the clear it goes on only where the advice allows that. */
static bool secure(struct client *client)
{
	uint32_t action;

	if (client->starttls == NEVER)
		return true;
	if (!is_offered(client, SMTPREPLY_EHLO_STARTTLS))
		return client->starttls == MAY ||
		       stop(client, SMTPREPLY_ACTION_RETRY_LATER, "starttls-not-offered",
			    "RFC 3207 6", "the server does not offer STARTTLS");
	action = ask(client, SMTPREPLY_STAGE_STARTTLS, "STARTTLS", "");
	if (action == SMTPREPLY_ACTION_PROCEED)
		return start_tls(client);
	return action == SMTPREPLY_ACTION_WITHOUT_TLS && may_go_on(client);
}

static void encode(const char *bytes, size_t size, char *encoded)
{
	EVP_EncodeBlock((unsigned char *)encoded, (const unsigned char *)bytes, (int)size);
}

/* Answers each challenge with the next response; cancels one too many, or none that is one. */
static uint32_t log_in_with(struct client *client, const char *mechanism, const char *initial,
			    char responses[][MAX_COMMAND / 2], size_t count)
{
	uint32_t action = ask(client, SMTPREPLY_STAGE_AUTH, mechanism, initial);

	for (size_t i = 0; i < count && client->step.is_challenge; i++)
		action = ask(client, SMTPREPLY_STAGE_AUTH, responses[i], "");
	if (client->step.is_waiting) {
		say(client, SMTPREPLY_STAGE_AUTH_CANCEL, &client->aside, "*");
		settle(client);
	}
	return action;
}

static bool has_mechanism(const struct client *client, enum smtpreply_ehlo_mechanism mechanism)
{
	return (client->ehlo.mechanisms & SMTPREPLY_EHLO_BIT(mechanism)) != 0;
}

/* PLAIN (RFC 4616), then LOGIN where the advice is another mechanism. Only within TLS. */
static bool log_in(struct client *client)
{
	const char *user = client->user, *password = client->password;
	char plain[2 * MAX_CREDENTIAL + 3], initial[MAX_COMMAND], responses[2][MAX_COMMAND / 2];
	uint32_t action = SMTPREPLY_ACTION_AUTHENTICATE;

	if (user == NULL)
		return true;
	if (!has_mechanism(client, SMTPREPLY_EHLO_AUTH_PLAIN) &&
	    !has_mechanism(client, SMTPREPLY_EHLO_AUTH_LOGIN))
		return stop(client, SMTPREPLY_ACTION_RETRY_LATER, "auth-not-offered", "RFC 4954 4",
			    "the server offers neither AUTH PLAIN nor AUTH LOGIN");
	snprintf(plain, sizeof plain, "%c%s%c%s", 0, user, 0, password);
	encode(plain, strlen(user) + strlen(password) + 2, initial);
	encode(user, strlen(user), responses[0]);
	encode(password, strlen(password), responses[1]);
	if (has_mechanism(client, SMTPREPLY_EHLO_AUTH_PLAIN))
		action = log_in_with(client, "AUTH PLAIN ", initial, responses, 0);
	if (action == SMTPREPLY_ACTION_AUTHENTICATE && may_go_on(client) &&
	    has_mechanism(client, SMTPREPLY_EHLO_AUTH_LOGIN))
		action = log_in_with(client, "AUTH LOGIN", "", responses, 2);
	if (action == SMTPREPLY_ACTION_PROCEED)
		client->known |= SMTPREPLY_AUTHENTICATED;
	return action == SMTPREPLY_ACTION_PROCEED;
}

static bool open_session(struct client *client)
{
	return open_connection(client) && greet(client) && say_hello(client) && secure(client) &&
	       log_in(client);
}

/* The transaction. */

/* What the server would refuse, by what it offers, is refused here. */
static bool is_message_fit(struct client *client)
{
	const struct message *message = &client->message;
	bool takes_8bit = is_offered(client, SMTPREPLY_EHLO_8BITMIME);
	bool takes_utf8 = takes_8bit && is_offered(client, SMTPREPLY_EHLO_SMTPUTF8);

	if (client->ehlo.size == SMTPREPLY_EHLO_SIZE_LIMIT &&
	    message->octets > client->ehlo.size_octets)
		return stop(client, SMTPREPLY_ACTION_FAIL, "size-announced", "RFC 1870 6.2",
			    "the message is larger than the server takes");
	if (message->is_utf8 && !takes_utf8)
		return stop(client, SMTPREPLY_ACTION_FAIL, "smtputf8-not-offered", "RFC 6531 3.2",
			    "an address or a header needs SMTPUTF8, and the server has it not");
	if (message->is_8bit && !takes_8bit)
		return stop(client, SMTPREPLY_ACTION_FAIL, "8bitmime-not-offered", "RFC 6152 3",
			    "the message needs 8BITMIME, and the server has it not");
	return true;
}

static void say_mail(struct client *client)
{
	const struct message *message = &client->message;
	char size[32] = "";

	client->is_size_told = is_offered(client, SMTPREPLY_EHLO_SIZE) && !client->is_size_barred;
	if (client->is_size_told)
		snprintf(size, sizeof size, " SIZE=%zu", message->octets);
	say(client, SMTPREPLY_STAGE_MAIL, &client->step, "MAIL FROM:<%s>%s%s%s", client->sender,
	    size, message->is_8bit || message->is_utf8 ? " BODY=8BITMIME" : "",
	    message->is_utf8 ? " SMTPUTF8" : "");
}

/* Behind 354: the message, or a lone dot where nobody was accepted. */
static void send_message(struct client *client)
{
	bool is_empty = client->data.advice.action == SMTPREPLY_ACTION_END_EMPTY;
	bool is_wanted = is_empty || !is_in_the_way(&client->step);
	const char *bytes = is_empty ? ".\r\n" : client->message.wire;
	size_t size = is_empty ? 3 : client->message.size;

	if (!is_wanted ||
	    !expect(client, SMTPREPLY_STAGE_DATA_END, is_empty ? &client->aside : &client->end)) {
		end_session(client, SMTPREPLY_OUTCOME_LOST); /* QUIT would be of the message */
		return;
	}
	client->is_dot_sent = exchange(client, bytes, size, true) && !is_empty;
	client->known |= SMTPREPLY_REUSED;
	if (is_empty && client->session.is_lmtp) /* nobody knows whether a reply is due */
		end_session(client, SMTPREPLY_OUTCOME_LOST);
}

static void transact(struct client *client)
{
	struct recipient *recipient = client->recipients;

	client->is_dot_sent = false;
	client->data = (struct answer){ 0 };
	if (client->is_to_reset)
		say(client, SMTPREPLY_STAGE_RSET, &client->aside, "RSET");
	client->is_to_reset = false;
	say_mail(client);
	for (size_t i = 0; i < client->recipient_count; i++, recipient++)
		if (recipient->fate == FATE_PENDING && !is_in_the_way(&client->step))
			say(client, SMTPREPLY_STAGE_RCPT, &recipient->answer, "RCPT TO:<%s>",
			    recipient->address);
	if (client->session.open_count > 0 || client->session.accepted > 0)
		say(client, SMTPREPLY_STAGE_DATA, &client->data, "DATA");
	settle(client);
	if (client->data.is_waiting)
		send_message(client);
}

/* Of all that was answered, what decides on a recipient. */
static const struct answer *decisive(const struct client *client, const struct recipient *recipient)
{
	const struct answer *own = &recipient->answer;

	if (is_in_the_way(&client->step))
		return &client->step;
	if (is_in_the_way(own) || own->stage == SMTPREPLY_STAGE_DATA_END_RECIPIENT)
		return own;
	return client->data.is_waiting ? &client->end : &client->data;
}

/*
 * An action that is not open to this client, such as another host, leaves what stands otherwise. A new
 * connection is open to whoever runs it again.
 */
static enum fate fate_of(const struct answer *answer)
{
	const struct smtpreply_advice *advice = &answer->advice;

	if (answer->assume == SMTPREPLY_ASSUME_MAY_BE_DONE)
		return FATE_UNKNOWN;
	if (advice->otherwise == SMTPREPLY_ACTION_FAIL &&
	    advice->action != SMTPREPLY_ACTION_NEW_CONNECTION)
		return FATE_REFUSED;
	return advice->action == SMTPREPLY_ACTION_PROCEED ? FATE_ACCEPTED : FATE_DEFERRED;
}

/* Decides on the recipients, but for those that go into another transaction: are there any? */
static bool conclude(struct client *client)
{
	bool may_repeat = client->is_dot_sent && may_go_on(client), is_more = false;
	struct recipient *recipient = client->recipients;

	for (size_t i = 0; i < client->recipient_count; i++, recipient++) {
		if (recipient->fate != FATE_PENDING)
			continue;
		recipient->is_sent |= client->is_dot_sent;
		if (may_repeat &&
		    recipient->answer.advice.action == SMTPREPLY_ACTION_NEW_TRANSACTION) {
			is_more = true;
			continue;
		}
		recipient->answer = *decisive(client, recipient);
		recipient->fate = fate_of(&recipient->answer);
	}
	return is_more;
}

static bool is_size_to_drop(struct client *client)
{
	if (client->step.advice.action != SMTPREPLY_ACTION_DROP_PARAMETER)
		return false;
	client->is_size_barred = true;
	return client->is_size_told && may_go_on(client);
}

/* A transaction follows one that settled a recipient, or told SIZE: so there is an end to them. */
static void deliver(struct client *client)
{
	do
		transact(client);
	while (is_size_to_drop(client) || conclude(client));
}

/*
 * Says goodbye, and waits a while for the server to close. Nothing depends on that, but for a reply
 * too many, which shows only now: then nothing that was read holds.
 */
static void quit(struct client *client)
{
	if (client->timeout > QUIT_SECONDS)
		client->timeout = QUIT_SECONDS;
	client->is_to_close = false;
	say(client, SMTPREPLY_STAGE_QUIT, &client->aside, "QUIT");
	settle(client);
	while (!client->session.is_over) {
		short wanted = 0;

		if (!receive(client, &wanted) && !wait_for(client, wanted))
			end_session(client, SMTPREPLY_OUTCOME_TIMED_OUT);
	}
}

static void converse(struct client *client)
{
	if (open_session(client) && is_message_fit(client))
		deliver(client);
	else
		conclude(client);
	if (!client->session.is_over)
		quit(client);
	hang_up(client);
}

/* The verdicts. */

/* Once the count of replies was lost, nobody knows what any of them answered. */
static void disbelieve(struct client *client)
{
	struct recipient *recipient = client->recipients;

	for (size_t i = 0; i < client->recipient_count; i++, recipient++) {
		recipient->answer = client->fault;
		recipient->fate = recipient->is_sent ? FATE_UNKNOWN : FATE_DEFERRED;
	}
}

static void print_answer(const struct answer *answer)
{
	const struct smtpreply_advice *advice = &answer->advice;
	const char *absence = answer->assume == SMTPREPLY_ASSUME_NOT_SENT ? "not sent" : "no reply";

	printf("    %s: %s", smtpreply_stage_name(answer->stage),
	       answer->said[0] != '\0' ? answer->said : absence);
	if (answer->outcome != SMTPREPLY_OUTCOME_REPLY)
		printf(" (%s)", smtpreply_outcome_name(answer->outcome));
	printf("\n    advice: %s", smtpreply_action_name(advice->action));
	if (advice->otherwise != advice->action)
		printf(", otherwise %s", smtpreply_action_name(advice->otherwise));
	if (advice->delay != 0)
		printf(", in %u seconds", (unsigned)advice->delay);
	printf(" [%s; %s]\n", advice->rule, advice->source);
	if (answer->queue_id[0] != '\0')
		printf("    queue id: %s\n", answer->queue_id);
}

static void print_verdict(const struct recipient *recipient)
{
	static const char *const words[] = {
		[FATE_PENDING] = "not decided",
		[FATE_ACCEPTED] = "accepted",
		[FATE_REFUSED] = "refused",
		[FATE_DEFERRED] = "to be tried again",
		[FATE_UNKNOWN] = "may have been delivered, to be tried again",
	};
	char address[4 * MAX_ADDRESS + 1];

	smtpreply_print_text(recipient->address, strlen(recipient->address), address,
			     sizeof address);
	printf("%s: %s\n", address, words[recipient->fate]);
	print_answer(&recipient->answer);
}

static int report(struct client *client)
{
	int status = ALL_ACCEPTED;

	if (is_protocol_broken(client))
		disbelieve(client);
	for (size_t i = 0; i < client->recipient_count; i++) {
		enum fate fate = client->recipients[i].fate;

		print_verdict(&client->recipients[i]);
		if (fate == FATE_REFUSED)
			status = REFUSED;
		else if (fate != FATE_ACCEPTED && status == ALL_ACCEPTED)
			status = TRY_AGAIN;
	}
	return is_protocol_broken(client) ? BROKEN : status;
}

/* The message. */

static void add(struct message *message, const char *bytes, size_t size)
{
	size_t room = message->room;
	char *wire = message->wire;

	if (room - message->size < size) {
		room = 2 * room + 65536;
		wire = message->has_failed ? NULL : realloc(wire, room);
	}
	if (wire == NULL) {
		message->has_failed = true;
		return;
	}
	message->wire = wire;
	message->room = room;
	memcpy(wire + message->size, bytes, size);
	message->size += size;
}

/* Ends each line with CRLF, doubles a dot that begins one, and looks for what needs an extension. */
static void read_lines(struct message *message, FILE *file)
{
	bool is_start = true, is_header = true;
	int last = EOF;

	for (int byte; message->size <= MAX_MESSAGE && (byte = getc(file)) != EOF; last = byte) {
		bool is_end = byte == '\r' || byte == '\n';

		if (byte == '\n' && last == '\r')
			continue;
		if (is_start && byte == '.') {
			add(message, ".", 1);
			message->dots++;
		}
		is_header &= !(is_start && is_end);
		message->is_8bit |= byte > 0x7f;
		message->is_utf8 |= byte > 0x7f && is_header;
		add(message, is_end ? "\r\n" : (char[]){ (char)byte }, is_end ? 2 : 1);
		is_start = is_end;
	}
	if (!is_start)
		add(message, "\r\n", 2);
}

/* What is wrong with the message, or NULL. */
static const char *read_message(struct message *message)
{
	read_lines(message, stdin);
	if (message->size > MAX_MESSAGE)
		return "the message is over 64 MiB";
	message->octets = message->size - message->dots;
	add(message, ".\r\n", 3);
	return message->has_failed || ferror(stdin) ? "the message cannot be read" : NULL;
}

/* The arguments. */

static const char help[] =
	"usage: send [OPTION]... HOST PORT SENDER RECIPIENT... <MESSAGE\n"
	"\n"
	"Sends a message by SMTP, and tells what became of each recipient. SENDER may be ''.\n"
	"\n"
	"  --starttls never|may|must  may, the default: TLS where it is offered, unverified;\n"
	"                             must: else nothing is sent, and the certificate is verified\n"
	"  --user NAME                log in; the password is SEND_PASSWORD in the environment;\n"
	"                             means --starttls must\n"
	"  --lmtp                     speak LMTP\n"
	"  --timeout S                seconds to wait for a reply, or to send 64 KiB; 300\n"
	"  --help                     print this help\n"
	"\n"
	"exit status:\n"
	"  0   the server took the message for all recipients\n"
	"  64  the command was not used rightly, or the message is over 64 MiB or unreadable\n"
	"  69  a recipient, or the message, was refused for good\n"
	"  75  nothing was refused, but there is something to try again; no connection, no host\n"
	"      of that name, no TLS and no login where they are needed are such things\n"
	"  76  the server broke the protocol: nothing that it said counts\n";

static int complain(const char *words)
{
	fprintf(stderr, "send: %s; try: send --help\n", words);
	return BAD_USAGE;
}

/* An address goes between < and > of a command, and must neither end it nor the line. */
static bool read_address(struct client *client, const char *address)
{
	const char *next = address;

	for (; *next != '\0'; next++) {
		unsigned char byte = (unsigned char)*next;

		if (byte <= ' ' || byte == 0x7f || byte == '<' || byte == '>')
			return false;
		client->message.is_utf8 |= byte > 0x7f;
	}
	return next - address <= MAX_ADDRESS;
}

static bool read_starttls(const char *word, enum starttls *starttls)
{
	static const char *const words[] = { "never", "may", "must" };

	for (size_t i = 0; i < 3; i++) {
		if (strcmp(word, words[i]) != 0)
			continue;
		*starttls = (enum starttls)i;
		return true;
	}
	return false;
}

static bool read_timeout(const char *word, int *timeout)
{
	char *end;
	long seconds = strtol(word, &end, 10);

	*timeout = (int)seconds;
	return end != word && *end == '\0' && seconds >= 1 && seconds <= 86400;
}

/* What is wrong with the options, or NULL. */
static const char *read_options(int count, char *arguments[], struct client *client)
{
	static const struct option options[] = {
		{ "starttls", required_argument, NULL, 's' },
		{ "user", required_argument, NULL, 'u' },
		{ "lmtp", no_argument, NULL, 'l' },
		{ "timeout", required_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};

	opterr = 0;
	for (int option; (option = getopt_long(count, arguments, "+", options, NULL)) != -1;) {
		if (option == 's' && !read_starttls(optarg, &client->starttls))
			return "--starttls is never, may or must";
		if (option == 't' && !read_timeout(optarg, &client->timeout))
			return "--timeout is 1 to 86400 seconds";
		if (option == '?')
			return "there is no such option, or its value is missing";
		if (option == 'u')
			client->user = optarg;
		client->is_lmtp |= option == 'l';
		client->is_help |= option == 'h';
	}
	return NULL;
}

/* Credentials go out only within verified TLS. What is wrong with them, or NULL. */
static const char *read_credentials(struct client *client)
{
	if (client->user == NULL)
		return NULL;
	if (client->starttls == NEVER)
		return "--user needs TLS, and --starttls never forbids it";
	client->starttls = MUST;
	client->password = getenv("SEND_PASSWORD");
	if (client->password == NULL)
		return "the password is missing: set SEND_PASSWORD";
	if (strlen(client->user) > MAX_CREDENTIAL || strlen(client->password) > MAX_CREDENTIAL)
		return "name and password have 255 bytes at most";
	return NULL;
}

/* What is wrong with the operands, or NULL. */
static const char *read_operands(int count, char *operands[], struct client *client)
{
	if (count < 4)
		return "HOST, PORT, SENDER or RECIPIENT is missing";
	client->host = operands[0];
	client->port = operands[1];
	client->sender = operands[2];
	for (int i = 2; i < count; i++)
		if (!read_address(client, operands[i]) || (i > 2 && operands[i][0] == '\0'))
			return "an address is empty, too long, or has a blank, a control, < or >";
	return NULL;
}

/* Readies what is counted in recipients, and sends. */
static int send_to(struct client *client, char *addresses[], size_t count)
{
	size_t slot_count = count + 8; /* commands beside RCPT */
	struct smtpreply_expectation *slots = calloc(slot_count, sizeof *slots);
	int status = TRY_AGAIN;

	client->recipients = calloc(count, sizeof *client->recipients);
	client->recipient_count = count;
	client->known = client->starttls == MUST ? SMTPREPLY_TLS_REQUIRED : SMTPREPLY_TLS_OPTIONAL;
	client->known |= client->user != NULL ? SMTPREPLY_CAN_AUTHENTICATE : 0;
	if (slots != NULL && client->recipients != NULL) {
		for (size_t i = 0; i < count; i++)
			client->recipients[i].address = addresses[i];
		smtpreply_session_init(&client->session, slots, (uint32_t)slot_count, client->text,
				       sizeof client->text);
		converse(client);
		status = report(client);
	}
	free(client->recipients);
	free(slots);
	return status;
}

int main(int count, char *arguments[])
{
	struct client client = { .starttls = MAY, .timeout = 300 };
	const char *complaint = read_options(count, arguments, &client);
	int status;

	if (client.is_help)
		return fputs(help, stdout) < 0;
	if (complaint == NULL)
		complaint = read_credentials(&client);
	if (complaint == NULL)
		complaint = read_operands(count - optind, arguments + optind, &client);
	if (complaint == NULL)
		complaint = read_message(&client.message);
	signal(SIGPIPE, SIG_IGN);
	status = complaint != NULL
			 ? complain(complaint)
			 : send_to(&client, arguments + optind + 3, (size_t)(count - optind - 3));
	free(client.message.wire);
	return status;
}
