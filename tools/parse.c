/* SPDX-License-Identifier: MIT */
/* smtpreply parse: reads what a server sent, from a file or a pipe, and prints each reply. */
#define _POSIX_C_SOURCE 200809L
#include <smtpreply.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "command.h"
#include "form.h"
#include "options.h"
#include "output.h"
#include "progress.h"
#include "streams.h"

/* For completion; --help has them in groups. */
#define DEVIATION_WORDS                                                                            \
	"framing, strict, all, bare-lf, extra-cr, bare-cr, blank-line, bare-code, second-digit, "  \
	"code-mismatch, status-class, status-mixed, status-form, nul, control, non-ascii, "        \
	"bad-utf8, long-line"

struct settings {
	const char *file; /* NULL or "-": standard input */
	const struct form *form;
	uint32_t refuse;
	uint64_t max_octets;
	uint64_t text_size;
	bool has_text_size;
	uint64_t chunk;
};

struct run {
	const struct settings *settings;
	struct smtpreply_parser parser;
	uint64_t octets;  /* octets of the stream that the parser has taken */
	uint64_t replies; /* replies printed */
	int status;
	struct progress progress;
	struct output output;
	char bytes[65536];
};

static bool set_json(void *settings, const char *name, const char *value)
{
	(void)name;
	(void)value;
	((struct settings *)settings)->form = &json_form;
	return true;
}

static bool set_strict(void *settings, const char *name, const char *value)
{
	(void)name;
	(void)value;
	((struct settings *)settings)->refuse |= SMTPREPLY_STRICT;
	return true;
}

static bool is_name(const char *name, const char *word, size_t size)
{
	return strlen(name) == size && memcmp(name, word, size) == 0;
}

/* The deviations that a word names, 0 when it names none. */
static uint32_t find_deviations(const char *word, size_t size)
{
	static const struct {
		const char *name;
		uint32_t deviations;
	} sets[] = {
		{ "framing", SMTPREPLY_FRAMING },
		{ "strict", SMTPREPLY_STRICT },
		{ "all", SMTPREPLY_ALL_DEVIATIONS },
	};

	for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++)
		if (is_name(sets[i].name, word, size))
			return sets[i].deviations;
	for (uint32_t bit = 1; bit <= SMTPREPLY_ALL_DEVIATIONS; bit <<= 1)
		if (is_name(smtpreply_deviation_name(bit), word, size))
			return bit;
	return 0;
}

static bool set_refuse(void *settings, const char *name, const char *value)
{
	const char *word = value;

	for (;;) {
		size_t size = strcspn(word, ",");
		uint32_t deviations = find_deviations(word, size);

		if (deviations == 0) {
			complain("--%s: \"%.*s\" names no deviation", name,
				 size < 100 ? (int)size : 100, word);
			return false;
		}
		((struct settings *)settings)->refuse |= deviations;
		if (word[size] == '\0')
			return true;
		word += size + 1;
	}
}

static bool set_max_octets(void *settings, const char *name, const char *value)
{
	return read_number(name, value, 1, UINT32_MAX, &((struct settings *)settings)->max_octets);
}

/* More room than the longest reply can fill would be no use. */
static bool set_text_size(void *settings, const char *name, const char *value)
{
	((struct settings *)settings)->has_text_size = true;
	return read_number(name, value, 0, (uint64_t)UINT32_MAX + 1,
			   &((struct settings *)settings)->text_size);
}

static bool set_chunk(void *settings, const char *name, const char *value)
{
	return read_number(name, value, 1, UINT32_MAX, &((struct settings *)settings)->chunk);
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

static const struct option options[] = {
	{ "json", NULL, "print one JSON object a line", set_json, NULL },
	{ "strict", NULL, "refuse what no RFC asks a client to bear", set_strict, NULL },
	{ "refuse", "NAME,NAME", "refuse these deviations; see below for the names", set_refuse,
	  DEVIATION_WORDS },
	{ "max-octets", "N", "end at a reply of more than N octets (default 65536)", set_max_octets,
	  NULL },
	{ "text-size", "N", "keep at most N - 1 bytes of a reply's text (default: all)",
	  set_text_size, NULL },
	{ "chunk", "N", "feed the parser at most N bytes at a time; changes no output", set_chunk,
	  NULL },
	{ "help", NULL, "print this help", NULL, NULL },
};

const struct manual parse_manual = {
	.usage = "smtpreply parse [OPTION]... [FILE]",
	.purpose = "Reads what an SMTP or LMTP server sent, byte for byte, from FILE or standard\n"
		   "input, and prints each reply. Stops at the first error.",
	.command = "smtpreply parse",
	.options = options,
	.option_count = sizeof options / sizeof options[0],
	.set_operand = set_file,
	.operands = OPERANDS_FILES,
	.notes = "deviations, for --refuse:\n"
		 "  bare-lf, extra-cr, bare-cr, blank-line, bare-code, second-digit,\n"
		 "  code-mismatch, status-class, status-mixed, status-form, nul, control,\n"
		 "  non-ascii, bad-utf8, long-line\n"
		 "and sets of them:\n"
		 "  framing  blank-line, code-mismatch\n"
		 "  strict   framing, bare-lf, extra-cr, bare-cr, nul, control\n"
		 "  all      all of them\n"
		 "\n"
		 "examples:\n"
		 "  smtpreply parse session.bin\n"
		 "  printf '550 5.1.1 No such user\\r\\n' | smtpreply parse\n"
		 "  smtpreply parse --json --refuse framing,bare-lf session.bin\n"
		 "\n"
		 "exit status:\n"
		 "  0   the whole stream was replies\n"
		 "  64  the command was not used rightly\n"
		 "  65  the stream ended in an error\n"
		 "  66  the file cannot be read\n"
		 "  71  there is not enough memory\n"
		 "  74  standard output cannot be written\n",
};

static void print_error(struct run *run)
{
	run->settings->form->print_error(&run->output, &run->parser, run->octets);
	run->status = EXIT_BAD_STREAM;
}

static void print_reply(struct run *run)
{
	const struct smtpreply *reply = &run->parser.reply;

	run->settings->form->print_reply(&run->output, reply, run->octets - reply->size);
	run->replies++;
}

/* Feeds bytes until they are used or the parser has found an error. */
static void feed(struct run *run, const char *bytes, size_t size)
{
	size_t chunk = run->settings->chunk < size ? (size_t)run->settings->chunk : size;

	while (size > 0 && run->status == EXIT_ALL_WELL) {
		size_t used;
		enum smtpreply_result result =
			smtpreply_feed(&run->parser, bytes, chunk < size ? chunk : size, &used);

		run->octets += used;
		bytes += used;
		size -= used;
		if (result == SMTPREPLY_DONE)
			print_reply(run);
		else if (result == SMTPREPLY_ERROR)
			print_error(run);
	}
}

static void finish(struct run *run)
{
	if (smtpreply_finish(&run->parser) == SMTPREPLY_ERROR)
		print_error(run);
}

static void complain_of_input(struct run *run)
{
	int error = errno;

	progress_wipe(&run->progress);
	run->status = complain_of_file(run->settings->file, error);
}

/* Output is written after each read, so that the replies of a live server appear at once. */
static void read_stream(struct run *run, int descriptor)
{
	ssize_t size;

	while (run->status == EXIT_ALL_WELL &&
	       (size = read_input(descriptor, run->bytes, sizeof run->bytes)) != 0) {
		if (size < 0) {
			complain_of_input(run);
			return;
		}
		feed(run, run->bytes, (size_t)size);
		if (!output_flush(&run->output))
			return;
		progress_show(&run->progress, run->octets, run->replies);
	}
	if (run->status == EXIT_ALL_WELL)
		finish(run);
}

static void read_file(struct run *run)
{
	int descriptor = open_input(run->settings->file);

	if (descriptor < 0) {
		complain_of_input(run);
		return;
	}
	read_stream(run, descriptor);
	close_input(descriptor);
}

static int run_parse(const struct settings *settings, char *text, size_t room)
{
	struct run run;
	int output_status;

	run.settings = settings;
	run.octets = 0;
	run.replies = 0;
	run.status = EXIT_ALL_WELL;
	smtpreply_parser_init(&run.parser, text, room);
	run.parser.refuse = settings->refuse;
	run.parser.max_octets = (uint32_t)settings->max_octets;
	open_output(&run.output);
	progress_start(&run.progress);
	read_file(&run);
	progress_wipe(&run.progress);
	output_status = close_output(&run.output);
	return output_status != EXIT_ALL_WELL ? output_status : run.status;
}

static int parse_with_room(const struct settings *settings)
{
	uint64_t room = settings->has_text_size ? settings->text_size : settings->max_octets + 1;
	char *text;
	int status;

	if (room == 0)
		return run_parse(settings, NULL, 0);
	text = room <= SIZE_MAX ? malloc((size_t)room) : NULL;
	if (text == NULL) {
		complain("there is no memory for the text of a reply; try --text-size");
		return EXIT_NO_MEMORY;
	}
	status = run_parse(settings, text, (size_t)room);
	free(text);
	return status;
}

int parse_command(int count, char *arguments[])
{
	struct settings settings = {
		.form = &text_form,
		.max_octets = SMTPREPLY_DEFAULT_MAX_OCTETS,
		.chunk = UINT32_MAX,
	};

	switch (read_options(&parse_manual, count, arguments, &settings)) {
	case OPTIONS_HELP:
		return print_help(&parse_manual);
	case OPTIONS_BAD:
		return EXIT_BAD_USAGE;
	case OPTIONS_READ:
		break;
	}
	return parse_with_room(&settings);
}
