/* SPDX-License-Identifier: MIT */
/*
 * Advice keeps its promises, whatever the server says and wherever the session stands.
 *
 * An input is six bytes, stage, outcome, what is known (two bytes), recipients accepted and how
 * much room the text has (0 for enough), then what the server sends, of which the first reply
 * counts. The promises are those that the tests hold every code to.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "promises.h"
#include "target.h"

#define HEADER_SIZE 6
#define KNOWN_BITS 0x3ffu

static void complain(const char *what, const struct smtpreply *reply,
		     const struct smtpreply_situation *situation,
		     const struct smtpreply_advice *advice)
{
	char given[200];

	write_advice(advice, given, sizeof given);
	fprintf(stderr,
		"%s: stage %s, outcome %s, known %x, accepted %u, code %d, text \"%s\": %s\n", what,
		smtpreply_stage_name(situation->stage), smtpreply_outcome_name(situation->outcome),
		(unsigned)situation->known, (unsigned)situation->accepted,
		reply != NULL ? reply->code : 0, reply != NULL ? reply->text : "", given);
	abort();
}

/* Advice into memory full of a byte, of a reply whose text lies in memory of just its size. */
static struct smtpreply_advice advise(const struct smtpreply *reply,
				      const struct smtpreply_situation *situation, int dirt)
{
	struct smtpreply_advice advice;
	struct smtpreply copy;
	char *text;

	memset(&advice, dirt, sizeof advice);
	if (reply == NULL) {
		smtpreply_advise(NULL, situation, &advice);
		return advice;
	}
	copy = *reply;
	text = make(reply->text_size + 1);
	memcpy(text, reply->text, reply->text_size);
	text[reply->text_size] = '\0';
	copy.text = text;
	smtpreply_advise(&copy, situation, &advice);
	free(text);
	return advice;
}

/* Neither what the memory held before nor a bit without a meaning counts. */
static void check_is_settled(const struct smtpreply *reply,
			     const struct smtpreply_situation *situation,
			     const struct smtpreply_advice *advice)
{
	struct smtpreply_situation other = *situation;
	struct smtpreply_advice again = advise(reply, situation, 0xff);

	if (memcmp(&again, advice, sizeof again) != 0)
		complain("depends on the memory", reply, situation, &again);
	other.known ^= ~KNOWN_BITS;
	again = advise(reply, &other, 0);
	if (memcmp(&again, advice, sizeof again) != 0)
		complain("depends on bits without a meaning", reply, &other, &again);
}

/* A line that was cut off says nothing. */
static void check_reads_whole_lines(const struct smtpreply *reply,
				    const struct smtpreply_situation *situation)
{
	struct smtpreply cut = *reply, whole = *reply;
	struct smtpreply_advice of_cut, of_whole;

	cut.truncated = 1;
	whole.truncated = 0;
	while (whole.text_size > 0 && whole.text[whole.text_size - 1] != '\n')
		whole.text_size--;
	if (whole.text_size > 0)
		whole.text_size--;
	of_cut = advise(&cut, situation, 0);
	of_whole = advise(&whole, situation, 0);
	if (memcmp(&of_cut, &of_whole, sizeof of_cut) != 0)
		complain("reads half a line", &cut, situation, &of_cut);
}

static void must_be_name(const char *name)
{
	must(name[0] != '\0' &&
		     strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(name),
	     "a name is a word");
}

/* Whatever the number, it has a name, "none" included. */
static void check_names(uint32_t number)
{
	must_be_name(smtpreply_severity_name(number));
	must_be_name(smtpreply_error_name(number));
	must_be_name(smtpreply_looks_like_name(number));
	must_be_name(smtpreply_deviation_name(number));
	must_be_name(smtpreply_stage_name(number));
	must_be_name(smtpreply_outcome_name(number));
	must(smtpreply_version()[0] != '\0', "there is a version");
}

static void check(const struct smtpreply *reply, const struct smtpreply_situation *situation)
{
	struct smtpreply_advice advice = advise(reply, situation, 0);
	const char *broken = broken_promise(reply, situation, &advice);

	if (broken != NULL)
		complain(broken, reply, situation, &advice);
	check_is_settled(reply, situation, &advice);
	if (reply != NULL)
		check_reads_whole_lines(reply, situation);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct smtpreply_situation situation = { 0 };
	struct smtpreply_parser parser;
	size_t room, used;
	char *text;

	if (size < HEADER_SIZE)
		return 0;
	size -= HEADER_SIZE;
	situation.stage = data[0];
	situation.outcome = data[1];
	situation.known = (uint32_t)data[2] << 8 | data[3];
	situation.accepted = data[4];
	check_names(data[0]);
	check_names((uint32_t)1 << data[0] % 32);
	room = data[5] != 0 ? data[5] : size + 2;
	text = make(room);
	smtpreply_parser_init(&parser, text, room);
	if (smtpreply_feed(&parser, data + HEADER_SIZE, size, &used) == SMTPREPLY_MORE)
		smtpreply_finish(&parser);
	check(size > 0 ? &parser.reply : NULL, &situation);
	free(text);
	return 0;
}
