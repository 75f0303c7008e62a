/* SPDX-License-Identifier: MIT */
/*
 * The words that advice asks a text for.
 *
 * An input is a byte, odd where the text was cut off, then the text. The library shows what it read
 * only by its advice: that must be, to replies at which words decide, what it is to a plain text that
 * says the same.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <smtpreply.h>

#include "plain_words.h"
#include "target.h"

#define HEADER_SIZE 1
#define WORD_COUNT 6

/* A text for each bit of enum plain_words. */
static const char *const sayings[WORD_COUNT] = {
	"too many recipients\n", "mailbox full\n", "greylisted\n",
	"rate limit\n",          "STARTTLS\n",     "message too big\n",
};

/* Where each of them decides. */
static const struct probe {
	uint8_t stage;
	uint16_t code;
} probes[] = {
	{ SMTPREPLY_STAGE_RCPT, 552 },
	{ SMTPREPLY_STAGE_RCPT, 452 },
	{ SMTPREPLY_STAGE_MAIL, 450 },
	{ SMTPREPLY_STAGE_MAIL, 530 },
};

static struct smtpreply reply_of(uint16_t code, const char *text, size_t size, bool truncated)
{
	return (struct smtpreply){
		.code = code,
		.first_code = code,
		.last_code = code,
		.severity = (uint8_t)(code / 100),
		.line_count = 1,
		.text = text,
		.text_size = size,
		.truncated = truncated,
		.private_has_lines = 1,
		.private_last_line_is_whole = !truncated,
	};
}

static const char *rule_for(const struct probe *probe, const char *text, size_t size,
			    bool truncated)
{
	const struct smtpreply_situation situation = { .stage = probe->stage };
	const struct smtpreply reply = reply_of(probe->code, text, size, truncated);
	struct smtpreply_advice advice;

	smtpreply_advise(&reply, &situation, &advice);
	return advice.rule;
}

static void check(const struct probe *probe, const char *text, size_t size, bool truncated,
		  const char *plain)
{
	const char *rule = rule_for(probe, text, size, truncated);
	const char *expected = rule_for(probe, plain, strlen(plain), truncated);

	if (strcmp(rule, expected) == 0)
		return;
	fprintf(stderr, "%u is advised by %s, must be by %s: \"%.*s\"\n", probe->code, rule,
		expected, (int)size, text);
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char plain[128] = "";
	size_t plain_size = 0;
	uint32_t says;
	char *text;

	if (size < HEADER_SIZE)
		return 0;
	size -= HEADER_SIZE;
	text = make(size + 1);
	memcpy(text, data + HEADER_SIZE, size);
	text[size] = '\0';
	says = plain_words(text, size, data[0] & 1);
	for (uint32_t i = 0; i < WORD_COUNT; i++)
		if (says >> i & 1)
			plain_size += (size_t)snprintf(plain + plain_size,
						       sizeof plain - plain_size, "%s", sayings[i]);
	must(plain_size < sizeof plain, "there is room for what it says");
	for (size_t i = 0; i < sizeof probes / sizeof probes[0]; i++)
		check(&probes[i], text, size, data[0] & 1, plain);
	free(text);
	return 0;
}
