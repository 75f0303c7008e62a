/* SPDX-License-Identifier: MIT */
/*
 * Reads one reply and asks once what it means, for callgrind to count the instructions of the
 * library's calls. Prints the rule of the advice and how many lines EHLO has.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <smtpreply.h>

static uint8_t stage_by_name(const char *name)
{
	uint8_t stage = 0;

	while (stage < UINT8_MAX && strcmp(smtpreply_stage_name(stage), name) != 0)
		stage++;
	return stage;
}

/* The reply in one feed. */
static void read_reply(struct smtpreply_parser *parser, const char *bytes)
{
	size_t used;

	if (smtpreply_feed(parser, bytes, strlen(bytes), &used) != SMTPREPLY_DONE)
		abort();
}

static void print_advice(const struct smtpreply *reply, uint8_t stage, uint32_t accepted)
{
	const struct smtpreply_situation situation = { .stage = stage, .accepted = accepted };
	struct smtpreply_advice advice;

	smtpreply_advise(reply, &situation, &advice);
	puts(advice.rule);
}

static void print_ehlo(const struct smtpreply *reply)
{
	struct smtpreply_ehlo ehlo;

	memset(&ehlo, 0, sizeof ehlo);
	smtpreply_ehlo_read(&ehlo, reply);
	printf("%u\n", (unsigned)ehlo.line_count);
}

int main(int argc, char **argv)
{
	struct smtpreply_parser parser;
	char text[1024];

	if (argc != 4) {
		fputs("usage: meaning STAGE ACCEPTED REPLY\n", stderr);
		return 2;
	}
	smtpreply_parser_init(&parser, text, sizeof text);
	read_reply(&parser, argv[3]);
	print_advice(&parser.reply, stage_by_name(argv[1]), (uint32_t)strtoul(argv[2], NULL, 10));
	print_ehlo(&parser.reply);
	return EXIT_SUCCESS;
}
