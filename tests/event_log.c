/* SPDX-License-Identifier: MIT */
/* The event log: what the parser and the session make of the samples; see event_log.h. */
#include "event_log.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

SMTPREPLY_BEGIN_DECLARATIONS
#include "notation.h"
#include "samples.h"
SMTPREPLY_END_DECLARATIONS

#define LARGE_ROOM 70000
#define SMALL_ROOM 24
#define ALL_STAGES (SMTPREPLY_STAGE_UNSOLICITED + 1)
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

void log_bytes(FILE *log, const void *bytes, size_t size)
{
	const unsigned char *byte = (const unsigned char *)bytes;

	fputc('"', log);
	for (size_t i = 0; i < size; i++)
		if (byte[i] >= ' ' && byte[i] <= '~' && byte[i] != '"' && byte[i] != '\\')
			fputc(byte[i], log);
		else
			fprintf(log, "\\x%02x", byte[i]);
	fputc('"', log);
}

/* The wire. */

static void log_event(FILE *log, const struct outcome *outcome, const struct event *event)
{
	const struct facts *facts = &event->facts;
	const uint64_t numbers[] = {
		facts->result,    facts->offset,     facts->is_idle,    facts->error,
		facts->refused,   facts->looks_like, facts->code,       facts->first_code,
		facts->last_code, facts->severity,   facts->status[0],  facts->status[1],
		facts->status[2], facts->line_count, facts->size,       facts->deviations,
		event->text_size, event->truncated,  event->line_count,
	};

	fputs("   ", log);
	for (size_t i = 0; i < COUNT(numbers); i++)
		fprintf(log, " %" PRIu64, numbers[i]);
	fputc(' ', log);
	log_bytes(log, outcome->bytes + event->text, (size_t)event->text_size);
	fputc('\n', log);
}

static void log_outcome(FILE *log, const struct outcome *outcome)
{
	char *notation = notation_of(outcome);

	fprintf(log, "%s%s\n", outcome->fault != NULL ? outcome->fault : "", notation);
	for (size_t i = 0; i < outcome->event_count; i++)
		log_event(log, outcome, &outcome->events[i]);
	free(notation);
}

static struct way way_of(const struct sample *sample, size_t piece, size_t room)
{
	struct way way;

	memset(&way, 0, sizeof way);
	way.piece = piece;
	way.room = room;
	if (sample != NULL) {
		way.refuse = sample->refuse;
		way.max_octets = sample->max_octets;
	}
	return way;
}

static void log_sample(FILE *log, const struct sample *sample, struct outcome *outcome)
{
	static const size_t rooms[] = { LARGE_ROOM, SMALL_ROOM, 0 };

	for (size_t i = 0; i < COUNT(rooms); i++)
		for (size_t piece = 0; piece < 2; piece++)
			for (unsigned by_line = 0; by_line < 2; by_line++) {
				struct way way = way_of(sample, piece, rooms[i]);

				way.by_line = by_line != 0;
				observe(outcome, sample->bytes, sample->size, &way);
				fprintf(log, "sample %s, room %zu, pieces of %zu, by line %u: ",
					sample->name, rooms[i], piece, by_line);
				log_outcome(log, outcome);
			}
}

/* Does a sample give what its row says, in pieces of all these sizes? */
static bool gives_its_row(FILE *log, const struct sample *sample, struct outcome *outcome)
{
	static const size_t pieces[] = { 0, 1, 2, 3, 5, 8, 16, 17 };
	bool is_right = true;

	for (size_t i = 0; i < COUNT(pieces); i++) {
		struct way way = way_of(sample, pieces[i], LARGE_ROOM);
		char *notation;

		observe(outcome, sample->bytes, sample->size, &way);
		notation = notation_of(outcome);
		if (outcome->fault != NULL || strcmp(notation, sample->expected) != 0) {
			fprintf(log, "FAILED %s, pieces of %zu\ngives    %s\nbut must %s\n",
				sample->name, pieces[i], notation, sample->expected);
			is_right = false;
		}
		free(notation);
	}
	return is_right;
}

/* Every byte at every place of a line with a status and at those of a text longer than a block. */
static void log_every_byte(FILE *log, struct outcome *outcome)
{
	static const char *const lines[] = {
		"250 2.1.5 a\xc3\xa9 (#2.1.5)\r\n",
		"250 ......................................................\r\n",
	};
	struct way way = way_of(NULL, 0, LARGE_ROOM);

	for (size_t i = 0; i < COUNT(lines); i++)
		for (size_t place = 0; place < strlen(lines[i]); place++)
			for (unsigned byte = 0; byte < 256; byte++) {
				char line[80];
				char *notation;

				snprintf(line, sizeof line, "%s", lines[i]);
				line[place] = (char)byte;
				observe(outcome, line, strlen(lines[i]), &way);
				notation = notation_of(outcome);
				fprintf(log, "byte %02x at %zu: %s\n", byte, place, notation);
				free(notation);
			}
}

size_t log_wire(FILE *log)
{
	struct outcome outcome;
	size_t failures = 0;

	memset(&outcome, 0, sizeof outcome);
	for (size_t i = 0; i < sample_count; i++) {
		failures += !gives_its_row(log, &samples[i], &outcome);
		log_sample(log, &samples[i], &outcome);
	}
	log_every_byte(log, &outcome);
	outcome_free(&outcome);
	for (uint32_t i = 0; i < 32; i++)
		fprintf(log, "names %s %s %s %s\n", smtpreply_error_name(i),
			smtpreply_deviation_name((uint32_t)1 << i), smtpreply_looks_like_name(i),
			smtpreply_severity_name(i));
	return failures;
}

/* The session. */

struct conversation {
	struct smtpreply_session session;
	struct smtpreply_expectation slots[64];
	char text[256];
};

static void log_session_event(FILE *log, const struct smtpreply_event *event)
{
	fprintf(log, "    %s %s %s %s %u %u %u", smtpreply_event_name(event->kind),
		smtpreply_stage_name(event->stage), smtpreply_outcome_name(event->outcome),
		smtpreply_assume_name(event->assume), (unsigned)event->left,
		(unsigned)event->accepted, event->is_over);
	if (event->reply != NULL)
		fprintf(log, " %u, %zu octets", event->reply->code, event->reply->size);
	fputc('\n', log);
}

static void expect(struct conversation *conversation, uint32_t stage)
{
	if (smtpreply_session_expect(&conversation->session, stage, NULL))
		smtpreply_session_sent(&conversation->session, 1);
}

static void start(struct conversation *conversation)
{
	smtpreply_session_init(&conversation->session, conversation->slots,
			       COUNT(conversation->slots), conversation->text,
			       sizeof conversation->text);
}

static void converse(FILE *log, struct conversation *conversation, const char *bytes, size_t size,
		     size_t piece)
{
	struct smtpreply_session *session = &conversation->session;
	struct smtpreply_event event;

	for (size_t at = 0, used; at < size && !session->is_over; at += used) {
		size_t left = piece > 0 && piece < size - at ? piece : size - at;

		if (smtpreply_session_feed(session, bytes + at, left, &used, &event) !=
		    SMTPREPLY_EVENT_NONE)
			log_session_event(log, &event);
	}
	fprintf(log, "    %u open, %u accepted, hello %u, lmtp %u\n", (unsigned)session->open_count,
		(unsigned)session->accepted, session->needs_hello, session->is_lmtp);
	fprintf(log, "    tls %u\n", smtpreply_session_start_tls(session));
	while (smtpreply_session_finish(session, SMTPREPLY_OUTCOME_LOST, &event) !=
	       SMTPREPLY_EVENT_NONE)
		log_session_event(log, &event);
}

/* The commands of a session that sends two messages, pipelined, and the replies of a sample. */
static void log_sample_as_session(FILE *log, const struct sample *sample, size_t piece)
{
	static const uint32_t stages[] = {
		SMTPREPLY_STAGE_GREETING, SMTPREPLY_STAGE_EHLO, SMTPREPLY_STAGE_MAIL,
		SMTPREPLY_STAGE_RCPT,     SMTPREPLY_STAGE_RCPT, SMTPREPLY_STAGE_BDAT_LAST,
		SMTPREPLY_STAGE_MAIL,     SMTPREPLY_STAGE_RCPT, SMTPREPLY_STAGE_DATA,
	};
	struct conversation conversation;

	start(&conversation);
	for (size_t i = 0; i < COUNT(stages); i++)
		expect(&conversation, stages[i]);
	fprintf(log, "session of %s, pieces of %zu\n", sample->name, piece);
	converse(log, &conversation, sample->bytes, sample->size, piece);
}

/* Each stage, in an LMTP session with one accepted recipient, and each kind of reply. */
static void log_stage(FILE *log, uint32_t stage, const char *reply)
{
	static const char *const before = "250 lmtp\r\n250 from\r\n250 to\r\n";
	struct conversation conversation;
	char bytes[128];

	start(&conversation);
	expect(&conversation, SMTPREPLY_STAGE_LHLO);
	expect(&conversation, SMTPREPLY_STAGE_MAIL);
	expect(&conversation, SMTPREPLY_STAGE_RCPT);
	expect(&conversation, stage);
	snprintf(bytes, sizeof bytes, "%s%s", before, reply);
	fprintf(log, "stage %s: %.3s\n", smtpreply_stage_name(stage), reply);
	converse(log, &conversation, bytes, strlen(bytes), 0);
}

void log_session(FILE *log)
{
	static const char *const replies[] = {
		"220 go\r\n",     "250 ok\r\n",    "334 \r\n",      "354 go on\r\n",
		"421 bye\r\n",    "450 later\r\n", "550 never\r\n", "250-a\r\n251 b\r\n",
		"\r\n250 ok\r\n", "250 o",
	};

	for (size_t i = 0; i < sample_count; i++)
		for (size_t piece = 0; piece < 2; piece++)
			log_sample_as_session(log, &samples[i], piece);
	for (uint32_t stage = 0; stage <= ALL_STAGES; stage++)
		for (size_t i = 0; i < COUNT(replies); i++)
			log_stage(log, stage, replies[i]);
}

size_t write_event_log(FILE *log)
{
	size_t failures = log_wire(log);

	log_meaning(log);
	log_session(log);
	log_reference(log);
	fprintf(log, "%zu samples, %zu failures\n", sample_count, failures);
	return failures;
}
