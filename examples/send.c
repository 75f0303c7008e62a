/* SPDX-License-Identifier: MIT */
/*
 * send: hands one message to one SMTP or LMTP server, and tells what became of each recipient.
 *
 * A complete client, written to be copied. It reads from the top down as the conversation goes.
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

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#define MAX_MESSAGE (64 << 20)
#define MAX_ADDRESS 254     /* RFC 5321, 4.5.3.1.3 */
#define MAX_CREDENTIALS 370 /* name and password: AUTH fits into 512 octets (RFC 4954, 4) */
#define MAX_COMMAND 1024    /* with all that a MAIL can carry */
#define GROUP_ROOM 4096     /* of commands that are sent before their replies are read */
#define QUIT_SECONDS 10     /* to say goodbye; nothing depends on it */

enum { ALL_ACCEPTED = 0, BAD_USAGE = 64, REFUSED = 69, TRY_AGAIN = 75, BROKEN = 76 };
enum starttls { NEVER, MAY, MUST };
enum fate { FATE_ACCEPTED, FATE_REFUSED, FATE_DEFERRED, FATE_UNKNOWN };

/* What came of a command. All 0: nothing yet. */
struct answer {
	struct smtpreply_advice advice;
	uint8_t stage, outcome, assume;
	bool is_waiting; /* the server waits for what the advice says to send (334, 354) */
	char said[512];  /* safe to print, as all that is kept of a server's words */
	char queue_id[128];
};

struct recipient {
	const char *address;
	bool is_pending;      /* its answer does not decide yet */
	struct answer answer; /* the last that says something of it */
};

struct client {
	/* What is asked for. */
	char *host; /* OpenSSL wants it so */
	const char *port, *sender, *user, *password;
	enum starttls starttls;
	bool is_lmtp;
	long timeout; /* in seconds */
	struct recipient *recipients;
	size_t recipient_count;

	/* The message as it goes over the wire. */
	char *message;
	size_t message_size;
	size_t octets; /* as SIZE counts them: without the dots that were added (RFC 1870, 3) */
	bool is_8bit;
	bool is_utf8; /* an address or a header has other characters than ASCII (RFC 6531) */

	/* The wire. */
	int socket;
	BIO *wire; /* over the socket, or over TLS over it */
	long long deadline;
	char group[GROUP_ROOM];
	size_t group_size;
	const char *unsent; /* of the group, or of the message */
	size_t unsent_size;
	bool is_message;

	/* The conversation. */
	struct smtpreply_session session;
	char text[SMTPREPLY_DEFAULT_MAX_OCTETS + 1]; /* so no text is ever cut */
	struct smtpreply_ehlo ehlo;
	uint32_t known;       /* bits of enum smtpreply_known */
	bool is_to_close;     /* the advice said so */
	bool is_to_reset;     /* likewise */
	bool is_dot_sent;     /* of this transaction */
	bool is_empty;        /* of this transaction: a lone dot was its end */
	bool is_leaving;      /* QUIT is said */
	struct answer answer; /* to the last command that was for no recipient */
	struct answer fault;  /* what ended the session, for no command of ours */
};

/* The answers. */

static bool is_offered(const struct client *client, enum smtpreply_ehlo_keyword keyword)
{
	return (client->ehlo.keywords & SMTPREPLY_EHLO_BIT(keyword)) != 0;
}

static void start_message(struct client *client);

static void read_reply(struct client *client, struct answer *answer, const struct smtpreply *reply)
{
	uint8_t action = answer->advice.action;
	struct smtpreply_queue_id id;

	answer->is_waiting =
		reply->severity == SMTPREPLY_INTERMEDIATE &&
		(action == SMTPREPLY_ACTION_CONTINUE || action == SMTPREPLY_ACTION_END_EMPTY);
	if (answer->stage == SMTPREPLY_STAGE_EHLO || answer->stage == SMTPREPLY_STAGE_LHLO)
		smtpreply_ehlo_read(&client->ehlo, reply);
	if (answer->stage != SMTPREPLY_STAGE_DATA_END &&
	    answer->stage != SMTPREPLY_STAGE_DATA_END_RECIPIENT)
		return;
	smtpreply_queue_id_find(reply->code, reply->text, reply->text_size, reply->truncated, &id);
	smtpreply_print_text(id.text, id.size, answer->queue_id, sizeof answer->queue_id);
}

/* An acceptance by RCPT decides nothing yet. */
static void decide(struct recipient *recipient, const struct answer *answer)
{
	if (!recipient->is_pending)
		return;
	recipient->answer = *answer;
	recipient->is_pending = answer->stage == SMTPREPLY_STAGE_RCPT &&
				answer->advice.action == SMTPREPLY_ACTION_PROCEED;
}

static void decide_all(struct client *client, const struct answer *answer)
{
	for (size_t i = 0; i < client->recipient_count; i++)
		decide(&client->recipients[i], answer);
}

static void follow(struct client *client, const struct answer *answer, struct recipient *recipient)
{
	client->is_to_close |= answer->advice.close;
	client->is_to_reset |= answer->advice.reset;
	if (recipient != NULL)
		decide(recipient, answer);
	else if (answer->stage == SMTPREPLY_STAGE_DATA && answer->is_waiting)
		start_message(client);
	else if (answer->stage == SMTPREPLY_STAGE_DATA ||
		 answer->stage == SMTPREPLY_STAGE_DATA_END ||
		 (answer->stage == SMTPREPLY_STAGE_MAIL &&
		  answer->advice.action != SMTPREPLY_ACTION_PROCEED))
		decide_all(client, answer);
}

/* Keeps what an event tells: a command for a recipient has it as its tag. */
static void take(struct client *client, const struct smtpreply_event *event)
{
	bool is_fault =
		event->kind == SMTPREPLY_EVENT_ENDED || event->kind == SMTPREPLY_EVENT_UNSOLICITED;
	struct answer *answer = is_fault ? &client->fault : &client->answer;
	bool has_parameters =
		event->stage == SMTPREPLY_STAGE_MAIL && is_offered(client, SMTPREPLY_EHLO_SIZE);
	struct smtpreply_situation situation = {
		.stage = is_fault ? SMTPREPLY_STAGE_UNSOLICITED : event->stage,
		.outcome = event->outcome,
		.known = client->known | (has_parameters ? SMTPREPLY_PARAMETERS_USED : 0u),
		.accepted = event->accepted,
	};

	*answer = (struct answer){ .stage = event->stage,
				   .outcome = event->outcome,
				   .assume = event->assume };
	smtpreply_advise(event->reply, &situation, &answer->advice);
	if (event->reply != NULL) {
		smtpreply_print_line(event->reply, answer->said, sizeof answer->said);
		if (event->kind == SMTPREPLY_EVENT_REPLY)
			read_reply(client, answer, event->reply);
	}
	if (!is_fault)
		follow(client, answer, event->tag);
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

/* Keeps that a command was not sent. */
static void take_none(struct client *client, enum smtpreply_stage stage,
		      struct recipient *recipient)
{
	struct smtpreply_event event = {
		.kind = SMTPREPLY_EVENT_UNANSWERED,
		.tag = recipient,
		.stage = (uint8_t)stage,
		.outcome = SMTPREPLY_OUTCOME_LOST,
		.assume = SMTPREPLY_ASSUME_NOT_SENT,
	};

	if (client->session.is_over)
		event.outcome = client->session.outcome;
	take(client, &event);
}

/* The opening has failed, without a reply. */
static bool fail(struct client *client, enum smtpreply_stage stage, enum smtpreply_outcome outcome,
		 const char *what, const char *why)
{
	end_session(client, outcome);
	take_none(client, stage, NULL);
	snprintf(client->answer.said, sizeof client->answer.said, "%s: %s", what, why);
	return false;
}

/* Stops before a command that this client will not send: a rule of its own. */
static bool stop(struct client *client, uint8_t action, const char *rule, const char *source,
		 const char *words)
{
	client->answer = (struct answer){
		.stage = SMTPREPLY_STAGE_MAIL,
		.advice = { .action = action, .otherwise = action, .rule = rule, .source = source },
	};
	snprintf(client->answer.said, sizeof client->answer.said, "not sent: %s", words);
	return false;
}

/* The wire. */

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/*
 * A limit is for all of a reply, so that single bytes do not draw it out. The message and the reply to
 * it have twice the time (RFC 5321, 4.5.3.2.6).
 */
static void start_clock(struct client *client)
{
	client->deadline = now() + (client->is_message ? 2000LL : 1000LL) * client->timeout;
}

/* Waits for the socket; false: the time is over. */
static bool wait_for(const struct client *client, short wanted)
{
	struct pollfd socket = { .fd = client->socket, .events = wanted };
	long long left = client->deadline - now();

	return left > 0 && poll(&socket, 1, (int)left) != 0;
}

static void feed(struct client *client, const char *bytes, size_t size)
{
	struct smtpreply_event event;
	size_t used;

	for (; smtpreply_session_feed(&client->session, bytes, size, &used, &event) !=
	       SMTPREPLY_EVENT_NONE;
	     bytes += used, size -= used) {
		take(client, &event);
		if (event.kind == SMTPREPLY_EVENT_REPLY)
			start_clock(client);
	}
}

/* Takes what the server says, or that it says no more; false: nothing is there. */
static bool receive(struct client *client)
{
	char bytes[4096];
	int size = BIO_read(client->wire, bytes, sizeof bytes);

	if (size <= 0 && BIO_should_retry(client->wire))
		return false;
	if (size > 0)
		feed(client, bytes, (size_t)size);
	else
		end_session(client, SMTPREPLY_OUTCOME_LOST);
	return true;
}

/* Writes some of what is left; false: nothing. Where nothing ever can be, the next read tells. */
static bool transmit(struct client *client)
{
	size_t written = 0;

	if (client->unsent_size == 0 ||
	    !BIO_write_ex(client->wire, client->unsent, client->unsent_size, &written))
		return false;
	client->unsent += written;
	client->unsent_size -= written;
	start_clock(client);
	if (client->unsent_size == 0) {
		smtpreply_session_sent(&client->session, UINT32_MAX);
		client->is_dot_sent = client->is_message;
	}
	feed(client, "", 0); /* in LMTP the end of data for nobody has no reply */
	return true;
}

/* Commands. */

/*
 * Sends the group, behind 354 the message too, and takes all replies. What has come is read before
 * anything is written, so that no reply is taken for that to a command which was not sent yet; and
 * while a message is written, for it may be refused.
 */
static void settle(struct client *client)
{
	client->unsent = client->group;
	client->unsent_size = client->group_size;
	client->group_size = 0;
	client->is_message = false;
	start_clock(client);
	while (!client->session.is_over &&
	       (client->unsent_size > 0 || client->is_leaving || client->session.open_count > 0)) {
		bool is_inside_group = !client->is_message && client->unsent_size > 0 &&
				       client->unsent != client->group;

		if ((is_inside_group || !receive(client)) && !transmit(client) &&
		    !wait_for(client, BIO_should_write(client->wire) ? POLLIN | POLLOUT : POLLIN))
			end_session(client, SMTPREPLY_OUTCOME_TIMED_OUT);
	}
}

/* Says that a command will be sent, or keeps that it will not. */
static bool expect(struct client *client, enum smtpreply_stage stage, struct recipient *recipient)
{
	if (may_go_on(client) && smtpreply_session_expect(&client->session, stage, recipient))
		return true;
	take_none(client, stage, recipient);
	return false;
}

/* Adds a command to the group; a server that does not pipeline gets it at once. */
static void say(struct client *client, enum smtpreply_stage stage, struct recipient *recipient,
		const char *format, ...)
{
	char *end = client->group + client->group_size;
	va_list arguments;

	if (!expect(client, stage, recipient))
		return;
	va_start(arguments, format);
	vsnprintf(end, MAX_COMMAND - 2, format, arguments);
	va_end(arguments);
	memcpy(end + strlen(end), "\r\n", sizeof "\r\n");
	client->group_size += strlen(end);
	if (!is_offered(client, SMTPREPLY_EHLO_PIPELINING) ||
	    client->group_size > GROUP_ROOM - MAX_COMMAND)
		settle(client);
}

/* Sends one command alone; returns what to do next. */
static uint32_t ask(struct client *client, enum smtpreply_stage stage, const char *command,
		    const char *argument)
{
	say(client, stage, NULL, "%s%s", command, argument);
	settle(client);
	return client->answer.advice.action;
}

/* The opening. Each step is false where no message can be sent; client->answer says why. */

/* errno says why not. */
static bool connect_to(struct client *client, const struct addrinfo *address)
{
	socklen_t size = sizeof errno;
	int error = ETIMEDOUT;

	BIO_free_all(client->wire); /* to the address before */
	client->wire = NULL;
	client->socket = socket(address->ai_family, SOCK_STREAM, address->ai_protocol);
	if (client->socket < 0)
		return false;
	client->wire = BIO_new_socket(client->socket, BIO_CLOSE);
	start_clock(client);
	fcntl(client->socket, F_SETFL, O_NONBLOCK);
	if (connect(client->socket, address->ai_addr, address->ai_addrlen) != 0 &&
	    errno != EINPROGRESS)
		return false;
	if (wait_for(client, POLLOUT))
		getsockopt(client->socket, SOL_SOCKET, SO_ERROR, &error, &size);
	errno = error;
	return error == 0;
}

/* Tries each address of the host. */
static bool open_connection(struct client *client)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *addresses = NULL;
	int error = getaddrinfo(client->host, client->port, &hints, &addresses);
	struct addrinfo *next = addresses;

	while (next != NULL && !connect_to(client, next))
		next = next->ai_next;
	if (addresses != NULL)
		freeaddrinfo(addresses);
	return next != NULL ||
	       fail(client, SMTPREPLY_STAGE_GREETING, SMTPREPLY_OUTCOME_LOST, "no connection",
		    error != 0 ? gai_strerror(error) : strerror(errno));
}

/* Its name is its own address as a literal, which is always true (RFC 5321, 4.1.3). */
static bool say_hello(struct client *client)
{
	struct sockaddr_storage address = { .ss_family = AF_UNSPEC };
	socklen_t size = sizeof address;
	char host[128] = "127.0.0.1", name[160];
	uint32_t action;

	getsockname(client->socket, (struct sockaddr *)&address, &size);
	getnameinfo((struct sockaddr *)&address, size, host, sizeof host, NULL, 0, NI_NUMERICHOST);
	host[strcspn(host, "%")] = '\0';
	snprintf(name, sizeof name, strchr(host, ':') != NULL ? "[IPv6:%s]" : "[%s]", host);
	action = client->is_lmtp ? ask(client, SMTPREPLY_STAGE_LHLO, "LHLO ", name)
				 : ask(client, SMTPREPLY_STAGE_EHLO, "EHLO ", name);
	if (action == SMTPREPLY_ACTION_SAY_HELO)
		action = ask(client, SMTPREPLY_STAGE_HELO, "HELO ", name);
	if (is_offered(client, SMTPREPLY_EHLO_STARTTLS))
		client->known |= SMTPREPLY_TLS_OFFERED;
	return action == SMTPREPLY_ACTION_PROCEED;
}

/* `must` verifies the certificate for the name or address of the host, `may` does not (RFC 7435). */
static bool add_tls(struct client *client)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	BIO *tls = BIO_new_ssl(context, 1);
	SSL *ssl = NULL;

	SSL_CTX_free(context); /* tls holds it */
	if (BIO_get_ssl(tls, &ssl) <= 0)
		return false;
	client->wire = BIO_push(tls, client->wire);
	SSL_set_mode(ssl, SSL_MODE_ENABLE_PARTIAL_WRITE);
	if (client->starttls == MUST) {
		SSL_CTX_set_default_verify_paths(SSL_get_SSL_CTX(ssl));
		SSL_set_verify(ssl, SSL_VERIFY_PEER, NULL);
	}
	return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), client->host) ||
	       (SSL_set1_host(ssl, client->host) && SSL_set_tlsext_host_name(ssl, client->host));
}

static bool start_tls(struct client *client)
{
	receive(client); /* no byte may come between the reply and TLS */
	if (!smtpreply_session_start_tls(&client->session) || !add_tls(client) ||
	    BIO_do_connect_retry(client->wire, (int)client->timeout, 0) <= 0) {
		const char *reason = ERR_reason_error_string(ERR_peek_last_error());

		return fail(client, SMTPREPLY_STAGE_STARTTLS, SMTPREPLY_OUTCOME_TLS_FAILED,
			    "no TLS", reason != NULL ? reason : "the connection was closed");
	}
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

/* Sends bytes as base64, behind a command or alone. */
static uint32_t ask_encoded(struct client *client, const char *command, const char *bytes,
			    size_t size)
{
	unsigned char encoded[MAX_COMMAND / 2];

	EVP_EncodeBlock(encoded, (const unsigned char *)bytes, (int)size);
	return ask(client, SMTPREPLY_STAGE_AUTH, command, (char *)encoded);
}

/* Where the server asks for more than there is to say. */
static void cancel_login(struct client *client)
{
	struct answer challenge = client->answer;

	if (challenge.is_waiting)
		ask(client, SMTPREPLY_STAGE_AUTH_CANCEL, "*", "");
	client->answer = challenge;
}

/* PLAIN (RFC 4616), then LOGIN where the advice is another mechanism. Only within TLS. */
static bool log_in(struct client *client)
{
	const char *const words[] = { client->user, client->password };
	uint64_t mechanisms = client->ehlo.mechanisms;
	uint32_t action = SMTPREPLY_ACTION_AUTHENTICATE;
	char plain[MAX_CREDENTIALS + 3];
	int size = snprintf(plain, sizeof plain, "%c%s%c%s", 0, words[0], 0, words[1]);

	stop(client, SMTPREPLY_ACTION_RETRY_LATER, "auth-not-offered", "RFC 4954 4",
	     "the server offers neither AUTH PLAIN nor AUTH LOGIN");
	if (mechanisms & SMTPREPLY_EHLO_BIT(SMTPREPLY_EHLO_AUTH_PLAIN))
		action = ask_encoded(client, "AUTH PLAIN ", plain, (size_t)size);
	if (action == SMTPREPLY_ACTION_AUTHENTICATE &&
	    mechanisms & SMTPREPLY_EHLO_BIT(SMTPREPLY_EHLO_AUTH_LOGIN)) {
		action = ask(client, SMTPREPLY_STAGE_AUTH, "AUTH LOGIN", "");
		for (int i = 0; i < 2 && client->answer.is_waiting; i++)
			action = ask_encoded(client, "", words[i], strlen(words[i]));
	}
	cancel_login(client);
	if (action == SMTPREPLY_ACTION_PROCEED)
		client->known |= SMTPREPLY_AUTHENTICATED;
	return action == SMTPREPLY_ACTION_PROCEED;
}

static bool open_session(struct client *client)
{
	if (!open_connection(client))
		return false;
	smtpreply_session_expect(&client->session, SMTPREPLY_STAGE_GREETING, NULL);
	settle(client);
	return client->answer.advice.action == SMTPREPLY_ACTION_PROCEED && say_hello(client) &&
	       secure(client) && (client->user == NULL || log_in(client));
}

/* The transaction. */

static bool has_pending(const struct client *client)
{
	for (size_t i = 0; i < client->recipient_count; i++)
		if (client->recipients[i].is_pending)
			return true;
	return false;
}

/* What the server would refuse, by what it offers, is refused here. */
static bool is_message_fit(struct client *client)
{
	bool takes_8bit = is_offered(client, SMTPREPLY_EHLO_8BITMIME);
	bool takes_utf8 = takes_8bit && is_offered(client, SMTPREPLY_EHLO_SMTPUTF8);

	if (client->ehlo.size == SMTPREPLY_EHLO_SIZE_LIMIT &&
	    client->octets > client->ehlo.size_octets)
		return stop(client, SMTPREPLY_ACTION_FAIL, "size-announced", "RFC 1870 6.2",
			    "the message is larger than the server takes");
	if (client->is_utf8 && !takes_utf8)
		return stop(client, SMTPREPLY_ACTION_FAIL, "smtputf8-not-offered", "RFC 6531 3.2",
			    "an address or a header needs SMTPUTF8, and the server has it not");
	if (client->is_8bit && !takes_8bit)
		return stop(client, SMTPREPLY_ACTION_FAIL, "8bitmime-not-offered", "RFC 6152 3",
			    "the message needs 8BITMIME, and the server has it not");
	return true;
}

/* At 354 the message follows, or a lone dot where nobody was accepted. */
static void start_message(struct client *client)
{
	bool is_empty = client->answer.advice.action == SMTPREPLY_ACTION_END_EMPTY;

	if ((!is_empty && !has_pending(client)) ||
	    !expect(client, SMTPREPLY_STAGE_DATA_END, NULL)) {
		end_session(client, SMTPREPLY_OUTCOME_LOST); /* QUIT would be of the message */
		return;
	}
	client->is_empty = is_empty;
	client->is_message = !is_empty;
	client->unsent = is_empty ? ".\r\n" : client->message;
	client->unsent_size = is_empty ? 3 : client->message_size;
}

static void transact(struct client *client)
{
	struct recipient *recipient = client->recipients;
	char size[32] = "";

	client->is_dot_sent = client->is_empty = false;
	if (client->is_to_reset)
		say(client, SMTPREPLY_STAGE_RSET, NULL, "RSET");
	client->is_to_reset = false;
	if (is_offered(client, SMTPREPLY_EHLO_SIZE))
		snprintf(size, sizeof size, " SIZE=%zu", client->octets);
	say(client, SMTPREPLY_STAGE_MAIL, NULL, "MAIL FROM:<%s>%s%s%s", client->sender, size,
	    client->is_8bit || client->is_utf8 ? " BODY=8BITMIME" : "",
	    client->is_utf8 ? " SMTPUTF8" : "");
	for (size_t i = 0; i < client->recipient_count; i++, recipient++)
		if (recipient->is_pending)
			say(client, SMTPREPLY_STAGE_RCPT, recipient, "RCPT TO:<%s>",
			    recipient->address);
	if (has_pending(client))
		say(client, SMTPREPLY_STAGE_DATA, NULL, "DATA");
	settle(client);
	if (client->is_empty && client->session.is_lmtp) /* nobody knows if a reply is due */
		end_session(client, SMTPREPLY_OUTCOME_LOST);
}

/*
 * Puts those into another transaction for whom that is the advice. It follows one that had a message,
 * or told SIZE: so there is an end to them.
 */
static void renew(struct client *client)
{
	bool is_size_told = is_offered(client, SMTPREPLY_EHLO_SIZE);

	client->known |= client->is_dot_sent ? SMTPREPLY_REUSED : 0;
	for (size_t i = 0; i < client->recipient_count; i++) {
		const struct answer *answer = &client->recipients[i].answer;
		bool is_again = answer->advice.action == SMTPREPLY_ACTION_NEW_TRANSACTION &&
				answer->stage == SMTPREPLY_STAGE_RCPT && client->is_dot_sent;

		if (answer->advice.action == SMTPREPLY_ACTION_DROP_PARAMETER) {
			client->ehlo.keywords &= ~SMTPREPLY_EHLO_BIT(SMTPREPLY_EHLO_SIZE);
			is_again = is_size_told;
		}
		client->recipients[i].is_pending = is_again && may_go_on(client);
	}
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
	client->is_leaving = true;
	say(client, SMTPREPLY_STAGE_QUIT, NULL, "QUIT");
	settle(client);
	BIO_free_all(client->wire);
}

static void converse(struct client *client)
{
	if (!open_session(client) || !is_message_fit(client))
		decide_all(client, &client->answer);
	while (has_pending(client)) {
		transact(client);
		renew(client);
	}
	quit(client);
}

/* The verdicts. */

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
	if (advice->action == SMTPREPLY_ACTION_PROCEED && answer->stage != SMTPREPLY_STAGE_RCPT)
		return FATE_ACCEPTED;
	return FATE_DEFERRED;
}

static void print_verdict(const char *address, enum fate fate, const struct answer *answer)
{
	static const char *const words[] = {
		[FATE_ACCEPTED] = "accepted",
		[FATE_REFUSED] = "refused",
		[FATE_DEFERRED] = "to be tried again",
		[FATE_UNKNOWN] = "may have been delivered, to be tried again",
	};
	const struct smtpreply_advice *advice = &answer->advice;
	const char *absence = answer->assume == SMTPREPLY_ASSUME_NOT_SENT ? "not sent" : "no reply";
	char printed[4 * MAX_ADDRESS + 1];

	smtpreply_print_text(address, strlen(address), printed, sizeof printed);
	printf("%s: %s\n    %s: %s", printed, words[fate], smtpreply_stage_name(answer->stage),
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

/* Once the count of replies was lost, nobody knows what any of them answered. */
static int report(const struct client *client)
{
	uint8_t outcome = client->session.outcome;
	bool is_broken = outcome == SMTPREPLY_OUTCOME_MALFORMED ||
			 outcome == SMTPREPLY_OUTCOME_DESYNC ||
			 outcome == SMTPREPLY_OUTCOME_INJECTED;
	enum fate doubt = client->known & SMTPREPLY_REUSED ? FATE_UNKNOWN : FATE_DEFERRED;
	int status = ALL_ACCEPTED;

	for (size_t i = 0; i < client->recipient_count; i++) {
		const struct recipient *recipient = &client->recipients[i];
		const struct answer *answer = is_broken ? &client->fault : &recipient->answer;
		enum fate fate = is_broken ? doubt : fate_of(answer);

		print_verdict(recipient->address, fate, answer);
		if (fate == FATE_REFUSED)
			status = REFUSED;
		else if (fate != FATE_ACCEPTED && status == ALL_ACCEPTED)
			status = TRY_AGAIN;
	}
	return is_broken ? BROKEN : status;
}

/* The arguments and the message. */

static const char help[] =
	"usage: send [OPTION]... HOST PORT SENDER RECIPIENT... <MESSAGE\n\n"
	"  --starttls never|may|must  may, the default: TLS where it is offered, unverified;\n"
	"                             must: else nothing is sent, and the certificate is verified\n"
	"  --user NAME                log in; the password is SEND_PASSWORD in the environment;\n"
	"                             means --starttls must\n"
	"  --lmtp                     speak LMTP\n"
	"  --timeout S                seconds to wait for a reply, 300; twice that to send a part\n"
	"                             of the message, or for the reply to it\n"
	"  --help                     print this help\n\n"
	"exit status:\n"
	"  0   the server took the message for all recipients\n"
	"  64  the command was not used rightly, or the message is over 64 MiB or unreadable\n"
	"  69  a recipient, or the message, was refused for good\n"
	"  75  nothing was refused, but there is something to try again, such as a host not found\n"
	"  76  the server broke the protocol: nothing that it said counts\n";

static void check(bool is_right, const char *complaint)
{
	if (is_right)
		return;
	fprintf(stderr, "send: %s; try: send --help\n", complaint);
	exit(BAD_USAGE);
}

/* An address goes between < and > of a command, and must neither end it nor the line. */
static bool read_address(struct client *client, const char *address)
{
	for (const char *next = address; *next != '\0'; next++) {
		unsigned char byte = (unsigned char)*next;

		if (byte <= ' ' || byte == 0x7f || byte == '<' || byte == '>')
			return false;
		client->is_utf8 |= byte > 0x7f;
	}
	return strlen(address) <= MAX_ADDRESS;
}

static enum starttls starttls_of(const char *word)
{
	static const char *const words[] = { [NEVER] = "never", [MAY] = "may", [MUST] = "must" };

	for (enum starttls mode = NEVER; mode <= MUST; mode++)
		if (strcmp(word, words[mode]) == 0)
			return mode;
	check(false, "--starttls is never, may or must");
	return MUST;
}

static long timeout_of(const char *word)
{
	char *end;
	long seconds = strtol(word, &end, 10);

	check(*end == '\0' && seconds >= 1 && seconds <= 86400, "--timeout is 1 to 86400 seconds");
	return seconds;
}

static void read_options(struct client *client, int count, char *arguments[])
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
		check(option != '?', "there is no such option, or its value is missing");
		if (option == 'h')
			exit(fputs(help, stdout) < 0);
		client->starttls = option == 's' ? starttls_of(optarg) : client->starttls;
		client->timeout = option == 't' ? timeout_of(optarg) : client->timeout;
		client->user = option == 'u' ? optarg : client->user;
		client->is_lmtp |= option == 'l';
	}
}

/* Credentials go out only within verified TLS. */
static void read_credentials(struct client *client)
{
	if (client->user == NULL)
		return;
	check(client->starttls != NEVER, "--user needs TLS, and --starttls never forbids it");
	client->starttls = MUST;
	client->password = getenv("SEND_PASSWORD");
	check(client->password != NULL, "the password is missing: set SEND_PASSWORD");
	check(strlen(client->user) + strlen(client->password) <= MAX_CREDENTIALS,
	      "name and password have 370 bytes at most, together");
	client->known |= SMTPREPLY_CAN_AUTHENTICATE;
}

static void read_operands(struct client *client, int count, char *operands[])
{
	check(count >= 4, "HOST, PORT, SENDER or RECIPIENT is missing");
	client->host = operands[0];
	client->port = operands[1];
	client->sender = operands[2];
	client->recipient_count = (size_t)count - 3;
	client->recipients = calloc(client->recipient_count, sizeof *client->recipients);
	if (client->recipients == NULL)
		exit(TRY_AGAIN);
	for (int i = 2; i < count; i++) {
		check(read_address(client, operands[i]) && (i == 2 || operands[i][0] != '\0'),
		      "an address is empty, too long, or has a blank, a control, < or >");
		if (i > 2)
			client->recipients[i - 3] =
				(struct recipient){ .address = operands[i], .is_pending = true };
	}
}

/* Ends each line with CRLF, doubles a dot that begins one, and looks for what needs an extension. */
static void read_message(struct client *client)
{
	FILE *wire = open_memstream(&client->message, &client->message_size);
	bool is_start = true, is_header = true;
	int last = EOF;

	if (wire == NULL)
		exit(TRY_AGAIN);
	for (int byte; client->octets <= MAX_MESSAGE && (byte = getchar()) != EOF; last = byte) {
		bool is_end = byte == '\r' || byte == '\n';
		size_t size = is_end ? 2 : 1;

		if (byte == '\n' && last == '\r')
			continue;
		if (is_start && byte == '.')
			putc('.', wire);
		is_header &= !(is_start && is_end);
		client->is_8bit |= byte > 0x7f;
		client->is_utf8 |= byte > 0x7f && is_header;
		client->octets += fwrite(is_end ? "\r\n" : (char[]){ (char)byte }, 1, size, wire);
		is_start = is_end;
	}
	client->octets += fwrite("\r\n", 1, is_start ? 0 : 2, wire);
	fputs(".\r\n", wire);
	check(client->octets <= MAX_MESSAGE, "the message is over 64 MiB");
	check(!ferror(stdin) && !ferror(wire) && fclose(wire) == 0, "the message cannot be read");
}

int main(int count, char *arguments[])
{
	static struct client client = { .starttls = MAY, .timeout = 300 };
	struct smtpreply_expectation *slots;
	size_t slot_count;
	int status;

	read_options(&client, count, arguments);
	read_credentials(&client);
	read_operands(&client, count - optind, arguments + optind);
	read_message(&client);
	slot_count = client.recipient_count + 8; /* commands beside RCPT */
	slots = calloc(slot_count, sizeof *slots);
	if (slots == NULL)
		exit(TRY_AGAIN);
	client.known |= client.starttls == MUST ? SMTPREPLY_TLS_REQUIRED : SMTPREPLY_TLS_OPTIONAL;
	smtpreply_session_init(&client.session, slots, (uint32_t)slot_count, client.text,
			       sizeof client.text);
	(void)signal(SIGPIPE, SIG_IGN);
	converse(&client);
	status = report(&client);
	free(slots);
	free(client.recipients);
	free(client.message);
	return status;
}
