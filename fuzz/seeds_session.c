/* SPDX-License-Identifier: MIT */
/* Seeds of fuzz_session.c: the rows of sessions.def, a byte a word. */
#include "seeds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <smtpreply.h>

#include "conversation.h"

#define MOST_STEPS 128
#define SLOTS 16

struct row {
	const char *name;
	const char *conversation;
};

#define SESSION(name, conversation, events, why) { name, conversation },
static const struct row rows[] = {
#include "../tests/sessions.def"
};
#undef SESSION

struct steps {
	unsigned char bytes[MOST_STEPS];
	size_t count;
	char reply[16]; /* the lines of a reply so far */
};

static void add_step(struct steps *steps, unsigned step)
{
	if (steps->count < MOST_STEPS)
		steps->bytes[steps->count++] = (unsigned char)step;
}

/* A reply of which no canned one is stays out. */
static void add_reply(struct steps *steps, const char *line)
{
	size_t size = strlen(steps->reply);

	snprintf(steps->reply + size, sizeof steps->reply - size, "%s%s", line,
		 strcmp(line, "blank") == 0 ? "-" : "");
	if (steps->reply[strlen(steps->reply) - 1] == '-')
		return;
	for (unsigned i = 0; i < CANNED_COUNT; i++)
		if (strcmp(canned_replies[i].name, steps->reply) == 0)
			add_step(steps, STEP_REPLY | STEP_JOINED | i);
	steps->reply[0] = '\0';
}

static void add_command(struct steps *steps, const char *word)
{
	size_t size = strcspn(word, ":");

	for (unsigned stage = 0; stage <= SMTPREPLY_STAGE_UNSOLICITED; stage++)
		if (strlen(smtpreply_stage_name(stage)) == size &&
		    strncmp(smtpreply_stage_name(stage), word, size) == 0)
			add_step(steps, STEP_EXPECT | stage);
}

static void add_word(struct steps *steps, const char *word)
{
	if (strncmp(word, "<=", 2) == 0)
		add_step(steps, STEP_GARBAGE);
	else if (word[0] == '<')
		add_reply(steps, word + 1);
	else if (strcmp(word, "tls") == 0)
		add_step(steps, STEP_TLS);
	else if (strcmp(word, "sent") == 0)
		add_step(steps, STEP_SENT);
	else if (strcmp(word, "close") == 0)
		add_step(steps, steps->reply[0] != '\0' ? STEP_CUT_REPLY : STEP_CLOSE);
	else if (word[0] == '+')
		add_command(steps, word + 1);
	else {
		add_command(steps, word);
		add_step(steps, STEP_SENT | 1);
	}
}

static void seed_row(const struct row *row)
{
	const unsigned char header[CONVERSATION_HEADER] = { SLOTS, 0 };
	struct steps steps = { .count = 0 };
	char words[1024];

	if ((size_t)snprintf(words, sizeof words, "%s", row->conversation) >= sizeof words)
		abort();
	for (char *word = strtok(words, " "); word != NULL; word = strtok(NULL, " "))
		add_word(&steps, word);
	write_seed(&(struct seed){
		.target = "fuzz_session",
		.name = row->name,
		.header = header,
		.header_size = sizeof header,
		.bytes = (const char *)steps.bytes,
		.size = steps.count,
	});
}

void seed_session(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		seed_row(&rows[i]);
}
