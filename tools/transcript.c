/* SPDX-License-Identifier: MIT */
/* smtpreply transcript: reads a whole dialogue, and prints each reply with what it answers. */
#define _POSIX_C_SOURCE 200809L
#include <smtpreply.h>

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "answer.h"
#include "command.h"
#include "dialogue.h"
#include "lines.h"
#include "options.h"
#include "output.h"
#include "request.h"
#include "situation.h"
#include "streams.h"

struct settings {
	struct smtpreply_situation situation; /* the first member, see situation.h */
	const struct answer_form *form;
	const char *file; /* NULL or "-": standard input */
	bool shows_secrets;
	bool lacks_greeting;
};

struct run {
	const struct settings *settings;
	struct smtpreply_parser parser;
	struct dialogue dialogue;
	struct line_reader reader;
	uint64_t line;         /* the number of the last line; 0 before the first */
	uint64_t reply_line;   /* where the reply that is being read began */
	const char *last_rule; /* of the command without a reply that was told of last, or NULL */
	int status;
	struct explanations explanations;
	struct output output;
	char text[SMTPREPLY_DEFAULT_MAX_OCTETS + 1];
	char bytes[65536];
};

static bool set_json(void *settings, const char *name, const char *value)
{
	(void)name;
	(void)value;
	((struct settings *)settings)->form = &answer_json_form;
	return true;
}

static bool set_show_secrets(void *settings, const char *name, const char *value)
{
	(void)name;
	(void)value;
	((struct settings *)settings)->shows_secrets = true;
	return true;
}

static bool set_no_greeting(void *settings, const char *name, const char *value)
{
	(void)name;
	(void)value;
	((struct settings *)settings)->lacks_greeting = true;
	return true;
}

static bool set_file(void *settings, const char *file)
{
	if (((struct settings *)settings)->file != NULL) {
		complain("more than one FILE: %s", file);
		return false;
	}
	((struct settings *)settings)->file = file;
	return true;
}

#define KNOWN KNOWN_OPTION
static const struct option options[] = {
	{ "json", NULL, "print one JSON object a line", set_json, NULL },
	{ "show-secrets", NULL, "show what the client says for AUTH and BURL", set_show_secrets, NULL },
	{ "no-greeting", NULL, "the dialogue begins behind the greeting", set_no_greeting, NULL },
#include "situation.def"
	{ "help", NULL, "print this help", NULL, NULL },
};
#undef KNOWN

const struct manual transcript_manual = {
	.usage = "smtpreply transcript [OPTION]... [FILE]",
	.purpose =
		"Reads a dialogue of a client with an SMTP or LMTP server from FILE or standard\n"
		"input. Prints each reply with the command that it answers, however the client\n"
		"pipelined, and what a client does next. The options tell what the dialogue\n"
		"does not show.",
	.command = "smtpreply transcript",
	.options = options,
	.option_count = sizeof options / sizeof options[0],
	.set_operand = set_file,
	.operands = OPERANDS_FILES,
	.notes = "lines of a dialogue:\n"
		 "  C: TEXT   the client wrote this line; also those of messages and chunks\n"
		 "  S: TEXT   the server wrote this line\n"
		 "  ** TEXT   an event: TLS is up, TLS failed, a timeout, the connection was "
		 "closed,\n"
		 "            reset or lost; others are shown and change nothing\n"
		 "\n"
		 "marks in what is printed:\n"
		 "  ?  what a refusal means, the first time that it comes\n"
		 "  >  what a client does next, why, and whom it concerns\n"
		 "  =  what the text tells: a queue id, a new address\n"
		 "  !  what was odd\n"
		 "\n"
		 "examples:\n"
		 "  smtpreply transcript dialogue.txt\n"
		 "  printf 'S: 220 mx.test.example\\nC: EHLO a.example\\n' | smtpreply transcript\n"
		 "  smtpreply transcript --json --more-hosts --tls-required dialogue.txt\n"
		 "\n"
		 "exit status:\n"
		 "  0   the whole dialogue was read\n"
		 "  64  the command was not used rightly\n"
		 "  65  a line is none of a dialogue, or a line of the server is no reply\n"
		 "  66  the file cannot be read\n"
		 "  71  there is not enough memory\n"
		 "  74  standard output cannot be written\n",
};

/* What was printed before comes first, where both go to one terminal. */
static void stop(struct run *run, const char *complaint)
{
	output_flush(&run->output);
	complain("line %" PRIu64 ": %s", run->line, complaint);
	run->status = EXIT_BAD_STREAM;
}

static void complain_of_memory(struct run *run)
{
	output_flush(&run->output);
	complain("there is no memory for the dialogue");
	run->status = EXIT_NO_MEMORY;
}

static void check(struct run *run, enum dialogue_result result)
{
	if (result == DIALOGUE_TOO_LONG)
		stop(run, "too much waits for replies");
	else if (result == DIALOGUE_NO_MEMORY)
		complain_of_memory(run);
}

/* Asks for advice on what the match says; there is no reply where an outcome stands for one. */
static void advise(struct run *run, const struct match *match, struct answer *answer)
{
	memset(answer, 0, sizeof *answer);
	answer->match = match;
	answer->parser = &run->parser;
	answer->line = run->reply_line;
	answer->explanations = &run->explanations;
	answer->hides_secrets = !run->settings->shows_secrets;
	smtpreply_advise(&run->parser.reply, &match->situation, &answer->advice);
}

/* Tells of each open command that it will have no reply. */
static void give_up_all(struct run *run, uint8_t outcome)
{
	struct match match;
	struct answer answer;

	while (dialogue_is_open(&run->dialogue)) {
		dialogue_match(&run->dialogue, &match);
		match.situation.outcome = outcome;
		advise(run, &match, &answer);
		answer.line = match.line != 0 ? match.line : run->line;
		answer.is_like_last = run->last_rule == answer.advice.rule;
		run->settings->form->print_unanswered(&run->output, &answer);
		run->last_rule = answer.advice.rule;
		dialogue_give_up(&run->dialogue);
	}
}

static void take_reply(struct run *run)
{
	struct match match;
	struct answer answer;

	dialogue_match(&run->dialogue, &match);
	advise(run, &match, &answer);
	run->settings->form->print_reply(&run->output, &answer);
	run->last_rule = NULL;
	if (!dialogue_settle(&run->dialogue, &run->parser.reply))
		give_up_all(run, SMTPREPLY_OUTCOME_DESYNC);
}

/* Behind an error nobody knows where replies begin. */
static void take_error(struct run *run)
{
	struct match match;
	struct answer answer;

	dialogue_match(&run->dialogue, &match);
	match.situation.outcome = SMTPREPLY_OUTCOME_MALFORMED;
	advise(run, &match, &answer);
	run->settings->form->print_error(&run->output, &answer);
	run->status = EXIT_BAD_STREAM;
}

static void feed(struct run *run, const char *bytes, size_t size)
{
	size_t used;

	while (size > 0 && run->status == EXIT_ALL_WELL) {
		enum smtpreply_result result = smtpreply_feed(&run->parser, bytes, size, &used);

		bytes += used;
		size -= used;
		if (result == SMTPREPLY_DONE)
			take_reply(run);
		else if (result == SMTPREPLY_ERROR)
			take_error(run);
	}
}

static void tell_unread(struct run *run)
{
	if (run->dialogue.unread_lines > 0)
		run->settings->form->print_unread(&run->output, run->dialogue.unread_lines);
}

static void take_server_line(struct run *run, const struct transcript_line *line)
{
	if (smtpreply_is_idle(&run->parser))
		run->reply_line = line->number;
	tell_unread(run);
	check(run, dialogue_connect(&run->dialogue));
	feed(run, line->text, line->size);
	feed(run, "\r\n", 2);
}

static void take_client_line(struct run *run, const struct transcript_line *line)
{
	check(run, dialogue_take_line(&run->dialogue, line->text, line->size, line->number));
}

/* Events. Each cuts off a reply that has not ended. */

enum event_kind { EVENT_OTHER, EVENT_TLS, EVENT_TLS_FAILED, EVENT_TIMEOUT, EVENT_CLOSED };

static bool has_words(const struct transcript_line *line, const char *words)
{
	size_t size = strlen(words);

	for (size_t i = 0; i + size <= line->size; i++)
		if (strncasecmp(line->text + i, words, size) == 0)
			return true;
	return false;
}

static enum event_kind kind_of(const struct transcript_line *line)
{
#define EVENT(words, kind) { words, kind },
	static const struct {
		const char *words;
		enum event_kind kind;
	} events[] = {
#include "events.def"
	};
#undef EVENT

	for (size_t i = 0; i < sizeof events / sizeof events[0]; i++)
		if (has_words(line, events[i].words))
			return events[i].kind;
	return EVENT_OTHER;
}

static void print_event(struct run *run, const struct transcript_line *line, enum event_kind kind)
{
	static const char *const names[] = { "other", "tls", "tls-failed", "timeout", "closed" };
	struct event event = { .name = names[kind], .line = line };
	struct match match;

	if (!run->settings->shows_secrets)
		event.hidden = size_of_secret(line->text, line->size);
	if (kind == EVENT_TLS_FAILED) {
		dialogue_match(&run->dialogue, &match);
		match.situation.stage = SMTPREPLY_STAGE_STARTTLS;
		match.situation.outcome = SMTPREPLY_OUTCOME_TLS_FAILED;
		smtpreply_advise(NULL, &match.situation, &event.advice);
		event.has_advice = true;
	}
	run->settings->form->print_event(&run->output, &event);
	run->last_rule = NULL;
}

static void finish_reply(struct run *run)
{
	if (smtpreply_finish(&run->parser) == SMTPREPLY_ERROR)
		take_error(run);
	else
		smtpreply_parser_reset(&run->parser);
}

static void end_connection(struct run *run)
{
	check(run, dialogue_cut(&run->dialogue));
	give_up_all(run, SMTPREPLY_OUTCOME_LOST);
	dialogue_disconnect(&run->dialogue);
}

/* What was sent before TLS has no reply within it; implicit TLS starts before the greeting. */
static void start_tls(struct run *run)
{
	if (run->dialogue.is_tls_awaited)
		give_up_all(run, SMTPREPLY_OUTCOME_LOST);
	dialogue_start_tls(&run->dialogue);
}

static void take_event(struct run *run, const struct transcript_line *line)
{
	enum event_kind kind = kind_of(line);

	if (kind != EVENT_OTHER)
		finish_reply(run);
	if (run->status != EXIT_ALL_WELL)
		return;
	print_event(run, line, kind);
	if (kind == EVENT_TLS)
		start_tls(run);
	else if (kind == EVENT_TIMEOUT)
		give_up_all(run, SMTPREPLY_OUTCOME_TIMED_OUT);
	else if (kind == EVENT_CLOSED)
		end_connection(run);
}

static void take_line(struct run *run, const struct transcript_line *line)
{
	run->line = line->number;
	if (line->kind == LINE_CLIENT)
		take_client_line(run, line);
	else if (line->kind == LINE_SERVER)
		take_server_line(run, line);
	else if (line->kind == LINE_EVENT)
		take_event(run, line);
	else if (line->kind == LINE_NONE)
		stop(run, "begins with none of \"C: \", \"S: \", \"** \"");
}

static void take_bytes(struct run *run, const char *bytes, size_t size)
{
	struct transcript_line line;

	while (run->status == EXIT_ALL_WELL) {
		switch (next_transcript_line(&run->reader, &bytes, &size, &line)) {
		case LINES_MORE:
			return;
		case LINES_LINE:
			take_line(run, &line);
			break;
		case LINES_TOO_LONG:
			run->line++;
			stop(run, "too long");
			break;
		case LINES_NO_MEMORY:
			complain_of_memory(run);
			break;
		}
	}
}

static void finish(struct run *run)
{
	struct transcript_line line;

	if (last_transcript_line(&run->reader, &line) == LINES_LINE)
		take_line(run, &line);
	if (run->status == EXIT_ALL_WELL)
		finish_reply(run);
	if (run->status == EXIT_ALL_WELL && run->line > 0)
		end_connection(run);
	if (run->status == EXIT_ALL_WELL)
		tell_unread(run);
}

/* Output is written after each read, so that the replies of a live dialogue appear at once. */
static void read_dialogue(struct run *run, int descriptor)
{
	ssize_t size;

	while (run->status == EXIT_ALL_WELL) {
		size = read_input(descriptor, run->bytes, sizeof run->bytes);
		if (size < 0)
			run->status = complain_of_file(run->settings->file, errno);
		if (size <= 0)
			break;
		take_bytes(run, run->bytes, (size_t)size);
		if (!output_flush(&run->output))
			return;
	}
	if (run->status == EXIT_ALL_WELL)
		finish(run);
}

static void read_file(struct run *run)
{
	int descriptor = open_input(run->settings->file);

	if (descriptor < 0) {
		run->status = complain_of_file(run->settings->file, errno);
		return;
	}
	read_dialogue(run, descriptor);
	close_input(descriptor);
}

static int run_transcript(const struct settings *settings)
{
	struct run run;
	int output_status;

	run.settings = settings;
	run.reader = (struct line_reader){ 0 };
	run.line = 0;
	run.reply_line = 0;
	run.last_rule = NULL;
	run.explanations.count = 0;
	run.status = EXIT_ALL_WELL;
	smtpreply_parser_init(&run.parser, run.text, sizeof run.text);
	open_output(&run.output);
	check(&run,
	      dialogue_start(&run.dialogue, settings->situation.known, !settings->lacks_greeting));
	read_file(&run);
	dialogue_free(&run.dialogue);
	free(run.reader.bytes);
	output_status = close_output(&run.output);
	return output_status != EXIT_ALL_WELL ? output_status : run.status;
}

int transcript_command(int count, char *arguments[])
{
	struct settings settings = { .form = &answer_text_form };

	switch (read_options(&transcript_manual, count, arguments, &settings)) {
	case OPTIONS_HELP:
		return print_help(&transcript_manual);
	case OPTIONS_BAD:
		return EXIT_BAD_USAGE;
	case OPTIONS_READ:
		break;
	}
	return run_transcript(&settings);
}
