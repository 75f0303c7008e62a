/* SPDX-License-Identifier: MIT */
/* The event log: what is read out of the texts of the tables, and how it prints. */
#include "event_log.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "times.h"

SMTPREPLY_BEGIN_DECLARATIONS
#include "advice_rows.h"
#include "promises.h"
#include "samples.h"
SMTPREPLY_END_DECLARATIONS

#define LARGE_ROOM 70000
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A code and a text, or the bytes of replies with code 0. */
struct row {
	uint32_t code;
	const char *text;
	size_t size;
};

#define FOUND(code, text, shown, why) { code, text, sizeof(text) - 1 },
#define NONE(code, text, why) { code, text, sizeof(text) - 1 },
#define NONE_BUT(code, text, cut_short, why) { code, text, sizeof(text) - 1 },
#define CHALLENGE(text, bytes, why) { 334, text, sizeof(text) - 1 },
#define NO_CHALLENGE(text, why) { 334, text, sizeof(text) - 1 },
#define REPLY(name, bytes, expected, why) { 0, bytes, sizeof(bytes) - 1 },
#define OFFERS(name, lines, expected, why) REPLY(name, "250-mx.test.example\r\n" lines, "", "")
#define PRINT(name, bytes, form, prints, why) REPLY(name, bytes, "", "")
#define PRINT_FROM(name, room, bytes, form, prints, why) REPLY(name, bytes, "", "")
#define PRINT_WITH(name, option, bytes, form, prints, why) REPLY(name, bytes, "", "")

static const struct row rows[] = {
#include "challenges.def"
#include "delays.def"
#include "ehlo.def"
#include "paths.def"
#include "prints.def"
#include "queue-ids.def"
#include "server-names.def"
};

static void log_number(FILE *log, uint64_t number)
{
	fprintf(log, " %" PRIu64, number);
}

/* A span, and where it stands in the text. */
static void log_span(FILE *log, const char *what, const char *text, const char *span, size_t size)
{
	fprintf(log, "    %s at %u ", what, (unsigned)(span - text));
	log_bytes(log, span, size);
}

static void log_delay(FILE *log, uint32_t code, const char *text, size_t size, bool truncated)
{
	struct smtpreply_delay delay;

	if (!smtpreply_delay_find(code, text, size, truncated, &delay))
		return;
	log_span(log, "delay", text, delay.text, delay.size);
	fprintf(log, " %u %u\n", (unsigned)delay.seconds, delay.is_capped);
}

static void log_path(FILE *log, uint32_t code, const char *text, size_t size, bool truncated)
{
	struct smtpreply_path path;

	if (!smtpreply_path_find(code, text, size, truncated, &path))
		return;
	log_span(log, "path", text, path.text, path.size);
	log_span(log, "mailbox", text, path.mailbox, path.mailbox_size);
	fprintf(log, " %u\n", path.is_open);
}

static void log_names(FILE *log, uint32_t code, const char *text, size_t size, bool truncated)
{
	struct smtpreply_queue_id id;
	struct smtpreply_server_name name;

	if (smtpreply_queue_id_find(code, text, size, truncated, &id)) {
		log_span(log, "queue-id", text, id.text, id.size);
		fputc('\n', log);
	}
	if (smtpreply_server_name_find(code, text, size, truncated, &name)) {
		log_span(log, "server-name", text, name.text, name.size);
		fputc('\n', log);
	}
}

static void log_challenge(FILE *log, const char *text, size_t size, bool truncated)
{
	char bytes[512];
	size_t decoded;

	if (!smtpreply_challenge_check(text, size, truncated, &decoded))
		return;
	log_number(log, decoded);
	if (smtpreply_challenge_decode(text, size, truncated, bytes, sizeof bytes, &decoded))
		log_bytes(log, bytes, decoded);
	fputc('\n', log);
}

static void log_text(FILE *log, uint32_t code, const char *text, size_t size)
{
	static const uint32_t codes[] = { 220, 250, 334, 354, 421, 451, 551 };
	char *printed = (char *)malloc(4 * size + 1);

	fprintf(log, "text %u ", (unsigned)code);
	log_bytes(log, text, size);
	fprintf(log, "\n    prints %.*s\n",
		(int)smtpreply_print_text(text, size, printed, 4 * size + 1), printed);
	free(printed);
	for (unsigned truncated = 0; truncated < 2; truncated++) {
		log_challenge(log, text, size, truncated != 0);
		for (size_t i = 0; i < COUNT(codes); i++) {
			log_delay(log, codes[i], text, size, truncated != 0);
			log_path(log, codes[i], text, size, truncated != 0);
			log_names(log, codes[i], text, size, truncated != 0);
		}
	}
}

static void log_items(FILE *log, const struct smtpreply *reply)
{
	struct smtpreply_ehlo_item item;
	struct smtpreply_ehlo_word word;

	memset(&item, 0, sizeof item);
	while (smtpreply_ehlo_next_item(reply, &item)) {
		log_span(log, smtpreply_ehlo_keyword_name(item.keyword), reply->text, item.name,
			 item.name_size);
		memset(&word, 0, sizeof word);
		while (smtpreply_ehlo_next_word(&item, &word)) {
			log_number(log, word.number);
			log_bytes(log, word.text, word.size);
		}
		fputc('\n', log);
	}
}

static void log_ehlo(FILE *log, const struct smtpreply *reply)
{
	struct smtpreply_ehlo ehlo;
	struct smtpreply_ehlo_word name;

	smtpreply_ehlo_read(&ehlo, reply);
	{
		const uint64_t numbers[] = {
			ehlo.keywords,
			ehlo.doubled,
			ehlo.misread,
			ehlo.mechanisms,
			ehlo.exps_mechanisms,
			ehlo.size_octets,
			ehlo.future_until,
			ehlo.future_seconds,
			ehlo.deliver_by_seconds,
			ehlo.mail_max,
			ehlo.rcpt_max,
			ehlo.rcpt_domain_max,
			ehlo.xclient,
			ehlo.xforward,
			ehlo.burl_url_count,
			ehlo.unknown_mechanism_count,
			ehlo.unknown_count,
			ehlo.bad_line_count,
			ehlo.truncated_line_count,
			ehlo.line_count,
			ehlo.result,
			ehlo.complete,
			ehlo.size,
			ehlo.deliver_by,
			ehlo.priority,
			ehlo.burl_imap,
		};

		fputs("    grants", log);
		for (size_t i = 0; i < COUNT(numbers); i++)
			log_number(log, numbers[i]);
		fputc('\n', log);
	}
	if (smtpreply_ehlo_read_name(reply, &name)) {
		log_span(log, "name", reply->text, name.text, name.size);
		fputc('\n', log);
	}
	log_items(log, reply);
}

static void log_prints(FILE *log, const struct smtpreply *reply)
{
	size_t room = 8 * reply->text_size + 64;
	char *printed = (char *)malloc(room);

	fprintf(log, "    %.*s\n", (int)smtpreply_print_line(reply, printed, room), printed);
	fprintf(log, "    %.*s\n", (int)smtpreply_print_diagnostic(reply, printed, room), printed);
	fprintf(log, "    %.*s\n", (int)smtpreply_print_lines(reply, printed, room), printed);
	free(printed);
}

static void log_stages(FILE *log, const struct smtpreply *reply)
{
	struct smtpreply_situation situation;
	struct smtpreply_advice advice;
	char words[200];

	memset(&situation, 0, sizeof situation);
	for (unsigned stage = 0; stage <= SMTPREPLY_STAGE_UNSOLICITED; stage++) {
		situation.stage = (uint8_t)stage;
		smtpreply_advise(reply, &situation, &advice);
		write_advice(&advice, words, sizeof words);
		fprintf(log, "    %s: %s\n", smtpreply_stage_name(stage), words);
	}
}

static void log_reply(FILE *log, const struct smtpreply *reply)
{
	log_text(log, reply->code, reply->text, reply->text_size);
	log_ehlo(log, reply);
	log_prints(log, reply);
	log_stages(log, reply);
}

/* Each reply of a stream, and an error at its end. */
static void log_replies(FILE *log, const char *bytes, size_t size, size_t room)
{
	char *text = (char *)malloc(room);
	struct smtpreply_parser parser;
	enum smtpreply_result result = SMTPREPLY_MORE;

	smtpreply_parser_init(&parser, text, room);
	for (size_t at = 0, used; at < size && result != SMTPREPLY_ERROR; at += used) {
		result = smtpreply_feed(&parser, bytes + at, size - at, &used);
		if (result != SMTPREPLY_MORE)
			log_reply(log, &parser.reply);
	}
	if (smtpreply_finish(&parser) == SMTPREPLY_ERROR)
		log_reply(log, &parser.reply);
	free(text);
}

static void log_advice(FILE *log, const struct advice_row *row)
{
	char text[1024], words[200];
	struct smtpreply_parser parser;
	struct smtpreply_advice advice;
	size_t used;

	smtpreply_parser_init(&parser, text, sizeof text);
	if (row->bytes != NULL)
		smtpreply_feed(&parser, row->bytes, row->size, &used);
	smtpreply_advise(row->bytes != NULL ? &parser.reply : NULL, &row->situation, &advice);
	write_advice(&advice, words, sizeof words);
	fprintf(log, "advice %s: %s, %s\n", row->behaviour, words, advice.source);
}

void log_meaning(FILE *log)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if (rows[i].code != 0)
			log_text(log, rows[i].code, rows[i].text, rows[i].size);
		else
			log_replies(log, rows[i].text, rows[i].size, LARGE_ROOM);
	for (size_t i = 0; i < sample_count; i++)
		log_replies(log, samples[i].bytes, samples[i].size, 100);
	for (size_t i = 0; i < advice_row_count; i++)
		log_advice(log, &advice_rows[i]);
	for (uint32_t i = 0; i < 70; i++)
		fprintf(log, "names %s %s %s\n", smtpreply_ehlo_keyword_name(i),
			smtpreply_ehlo_mechanism_name(i), smtpreply_ehlo_size_name(i));
}
