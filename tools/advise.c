/* SPDX-License-Identifier: MIT */
/* smtpreply advise: says what to do next after one reply, which somebody pasted. */
#define _POSIX_C_SOURCE 200809L
#include <smtpreply.h>

#include <string.h>
#include <unistd.h>

#include "advice.h"
#include "command.h"
#include "json.h"
#include "options.h"
#include "output.h"
#include "pasted.h"
#include "situation.h"
#include "streams.h"
#include "text.h"
#include "words.h"

struct settings {
	struct smtpreply_situation situation; /* the first member, see situation.h */
	bool is_json;
	bool has_stage;
	bool is_input_wanted; /* "-" in place of REPLY */
	struct pasted pasted; /* the words of REPLY */
};

static bool set_json(void *settings, const char *name, const char *value)
{
	(void)name;
	(void)value;
	((struct settings *)settings)->is_json = true;
	return true;
}

static bool set_accepted(void *settings, const char *name, const char *value)
{
	uint64_t number;

	if (!read_number(name, value, 0, UINT32_MAX, &number))
		return false;
	((struct settings *)settings)->situation.accepted = (uint32_t)number;
	return true;
}

static bool set_outcome(void *settings, const char *name, const char *value)
{
	int outcome = find_outcome(value);

	if (outcome < 0) {
		complain("--%s: \"%s\" names no outcome", name, value);
		return false;
	}
	((struct settings *)settings)->situation.outcome = (uint8_t)outcome;
	return true;
}

static bool set_stage(struct settings *settings, const char *name)
{
	int stage = find_stage(name);

	if (stage < 0) {
		complain("there is no stage \"%s\"; stages are " STAGE_WORDS, name);
		return false;
	}
	settings->situation.stage = (uint8_t)stage;
	settings->has_stage = true;
	return true;
}

/* The stage, then the reply, of which the shell may have made several words. */
static bool set_operand(void *settings, const char *operand)
{
	struct settings *ours = settings;

	if (!ours->has_stage)
		return set_stage(ours, operand);
	if (strcmp(operand, "-") == 0 && !ours->pasted.has_words) {
		ours->is_input_wanted = true;
		return true;
	}
	paste_word(&ours->pasted, operand);
	return true;
}

#define KNOWN KNOWN_OPTION
static const struct option options[] = {
	{ "accepted", "N", "recipients of this transaction that were accepted", set_accepted,
	  NULL },
	{ "outcome", "NAME", "what came in place of a reply; see below", set_outcome,
	  OUTCOME_WORDS },
#include "situation.def"
	{ "json", NULL, "print a JSON object", set_json, NULL },
	{ "help", NULL, "print this help", NULL, NULL },
};
#undef KNOWN

const struct manual advise_manual = {
	.usage = "smtpreply advise [OPTION]... STAGE [REPLY]",
	.purpose = "Says what a client does next after REPLY, or a reply from standard input, to\n"
		   "what STAGE names. The options tell what else is known; what they do not tell\n"
		   "is read cautiously.",
	.command = "smtpreply advise",
	.options = options,
	.option_count = sizeof options / sizeof options[0],
	.set_operand = set_operand,
	.operand_words = STAGE_WORDS,
	.notes = "stages:\n"
		 "  greeting, ehlo, helo, lhlo, starttls, auth, auth-cancel, mail, rcpt, data,\n"
		 "  data-end (the final dot), data-end-recipient (the same, a reply for each\n"
		 "  recipient), bdat, bdat-last, burl, rset, vrfy, expn, help, noop, quit, etrn,\n"
		 "  atrn, xclient, unsolicited (a reply that nobody asked for), other\n"
		 "\n"
		 "outcomes, for --outcome:\n"
		 "  reply, lost, timed-out, malformed, desync, injected, tls-failed\n"
		 "\n"
		 "examples:\n"
		 "  smtpreply advise rcpt --accepted 3 '452 4.5.3 Too many recipients'\n"
		 "  smtpreply advise starttls --tls-optional 454 4.7.0 TLS not available\n"
		 "  smtpreply advise data-end --outcome timed-out\n"
		 "  smtpreply advise --json mail <reply.txt\n"
		 "\n"
		 "exit status:\n"
		 "  0   there is advice on a reply, or on what came in place of one\n"
		 "  64  the command was not used rightly\n"
		 "  65  REPLY is no reply\n"
		 "  66  standard input cannot be read\n"
		 "  74  standard output cannot be written\n",
};

static void write_advised(struct output *output, const struct settings *settings,
			  const struct smtpreply_advice *advice)
{
	output_string(output, ",\"stage\":");
	write_name(output, smtpreply_stage_name(settings->situation.stage));
	write_advice(output, advice);
	output_string(output, "}\n");
}

static void print_reply(struct output *output, const struct settings *settings,
			const struct smtpreply *reply)
{
	struct smtpreply_advice advice;

	smtpreply_advise(reply, &settings->situation, &advice);
	if (settings->is_json) {
		open_reply(output, reply, NULL);
		write_advised(output, settings, &advice);
		return;
	}
	show_head(output, reply);
	show_lines(output, "", reply);
	show_deviations(output, "", reply);
	show_advice(output, "", &advice, settings->situation.stage, reply->severity);
}

static void print_error(struct output *output, const struct settings *settings,
			const struct smtpreply_parser *parser, uint64_t offset)
{
	struct smtpreply_advice advice;

	smtpreply_advise(&parser->reply, &settings->situation, &advice);
	if (settings->is_json) {
		open_error(output, parser, &offset);
		write_advised(output, settings, &advice);
		return;
	}
	show_error(output, "", parser, &offset);
	show_advice(output, "", &advice, settings->situation.stage, 0);
}

static void print_outcome(struct output *output, const struct settings *settings)
{
	const char *name = smtpreply_outcome_name(settings->situation.outcome);
	struct smtpreply_advice advice;

	smtpreply_advise(NULL, &settings->situation, &advice);
	if (settings->is_json) {
		output_string(output, "{\"type\":\"outcome\",\"outcome\":");
		write_name(output, name);
		write_advised(output, settings, &advice);
		return;
	}
	show_remark(output, "", "", name, outcome_meaning(settings->situation.outcome));
	output_string(output, "\n");
	show_advice(output, "", &advice, settings->situation.stage, 0);
}

/* Reads the pasted text as one reply, and prints it or its error. */
static int advise_on_reply(struct output *output, const struct settings *settings)
{
	const struct pasted *pasted = &settings->pasted;
	char text[sizeof pasted->text];
	struct smtpreply_parser parser;
	size_t used;
	enum smtpreply_result result;

	smtpreply_parser_init(&parser, text, sizeof text);
	result = smtpreply_feed(&parser, pasted->text, pasted->size, &used);
	if (result == SMTPREPLY_MORE)
		result = smtpreply_finish(&parser);
	if (result == SMTPREPLY_ERROR) {
		print_error(output, settings, &parser, used);
		return EXIT_BAD_STREAM;
	}
	if (used < pasted->size) {
		complain("that is more than one reply; try: smtpreply parse");
		return EXIT_BAD_STREAM;
	}
	print_reply(output, settings, &parser.reply);
	return EXIT_ALL_WELL;
}

static int advise(struct output *output, struct settings *settings)
{
	int status = EXIT_ALL_WELL;

	if (settings->situation.outcome != SMTPREPLY_OUTCOME_REPLY) {
		print_outcome(output, settings);
		return EXIT_ALL_WELL;
	}
	if (!settings->pasted.has_words)
		status = paste_input(&settings->pasted);
	if (status != EXIT_ALL_WELL)
		return status;
	if (!complete_paste(&settings->pasted)) {
		complain("there is no reply");
		return EXIT_BAD_STREAM;
	}
	return advise_on_reply(output, settings);
}

/* What read_options() cannot see: operands that are missing, or do not go together. */
static bool is_whole(const struct settings *settings)
{
	bool has_reply = settings->pasted.has_words || settings->is_input_wanted;
	const char *complaint = NULL;

	if (!settings->has_stage)
		complaint = "no stage";
	else if (settings->is_input_wanted && settings->pasted.has_words)
		complaint = "a reply from standard input, and one as an argument";
	else if (settings->situation.outcome != SMTPREPLY_OUTCOME_REPLY && has_reply)
		complaint = "an outcome in place of a reply, and a reply";
	if (complaint != NULL)
		complain("%s; try: %s --help", complaint, advise_manual.command);
	return complaint == NULL;
}

int advise_command(int count, char *arguments[])
{
	static struct settings settings;
	struct output output;
	int status, output_status;

	switch (read_options(&advise_manual, count, arguments, &settings)) {
	case OPTIONS_HELP:
		return print_help(&advise_manual);
	case OPTIONS_BAD:
		return EXIT_BAD_USAGE;
	case OPTIONS_READ:
		break;
	}
	if (!is_whole(&settings))
		return EXIT_BAD_USAGE;
	open_output(&output);
	status = advise(&output, &settings);
	output_status = close_output(&output);
	return output_status != EXIT_ALL_WELL ? output_status : status;
}
