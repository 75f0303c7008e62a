/* SPDX-License-Identifier: MIT */
/*
 * Prints what to do next, in sentences put together of the phrases of words.c:
 *
 *       > retry-later: keep the message for this recipient and try again in 300
 *         seconds, as the text asks. Other recipients are not affected.
 *         [rule rcpt-transient, scope recipient; RFC 5321 4.2.1, 3.3]
 *
 * Names, rules and sources are the library's, and need no escape.
 */
#include "advice.h"

#include "json.h"
#include "paragraph.h"
#include "words.h"

/* Whom an action is for: where the source is at fault, what the reply answers. */
static uint32_t scope_of_action(const struct smtpreply_advice *advice, uint32_t stage)
{
	bool is_for_recipient =
		stage == SMTPREPLY_STAGE_RCPT || stage == SMTPREPLY_STAGE_DATA_END_RECIPIENT;

	if (advice->scope == SMTPREPLY_SCOPE_SOURCE && is_for_recipient)
		return SMTPREPLY_SCOPE_RECIPIENT;
	return advice->scope;
}

static void add_sentence(struct paragraph *paragraph, const char *words)
{
	add_words(paragraph, " ");
	add_words(paragraph, words);
}

static void add_delay(struct paragraph *paragraph, uint32_t delay)
{
	if (delay == 0) {
		add_words(paragraph, " later");
		return;
	}
	add_words(paragraph, " in ");
	add_number(paragraph, delay);
	add_words(paragraph, delay == 1 ? " second" : " seconds");
	add_words(paragraph, ", as the text asks");
}

static void add_action(struct paragraph *paragraph, uint32_t action,
		       const struct smtpreply_advice *advice, uint32_t stage, uint32_t severity)
{
	add_words(paragraph, smtpreply_action_name(action));
	add_words(paragraph, ": ");
	if (advice->close && action == advice->action)
		add_words(paragraph, "end this connection, then ");
	add_words(paragraph, action_phrase(action, scope_of_action(advice, stage), severity));
	if (action == SMTPREPLY_ACTION_RETRY_LATER)
		add_delay(paragraph, advice->delay);
	add_words(paragraph, ".");
}

/* No recipient was refused where there is none yet, or where that would have decided. */
static bool is_scope_plain(const struct smtpreply_advice *advice, uint32_t stage)
{
	return advice->scope == SMTPREPLY_SCOPE_MESSAGE &&
	       (stage == SMTPREPLY_STAGE_MAIL || advice->action == SMTPREPLY_ACTION_CONTINUE);
}

static void show_rule(struct output *output, const char *lead,
		      const struct smtpreply_advice *advice)
{
	struct paragraph paragraph = { .size = 0 };

	add_words(&paragraph, "[rule ");
	add_words(&paragraph, advice->rule);
	add_words(&paragraph, ", scope ");
	add_words(&paragraph, smtpreply_scope_name(advice->scope));
	add_words(&paragraph, "; ");
	add_words(&paragraph, advice->source);
	add_words(&paragraph, "]");
	show_paragraph(output, lead, "    ", &paragraph);
}

void show_advice(struct output *output, const char *lead, const struct smtpreply_advice *advice,
		 uint32_t stage, uint32_t severity)
{
	struct paragraph paragraph = { .size = 0 };

	add_action(&paragraph, advice->action, advice, stage, severity);
	if (advice->otherwise != advice->action) {
		add_sentence(&paragraph, obstacle(advice->action, severity));
		add_words(&paragraph, ", ");
		add_action(&paragraph, advice->otherwise, advice, stage, severity);
	}
	if (!is_scope_plain(advice, stage))
		add_sentence(&paragraph, scope_sentence(advice->scope));
	if (advice->reset)
		add_sentence(&paragraph, "Send RSET before anything else on this connection.");
	show_paragraph(output, lead, "  > ", &paragraph);
	show_rule(output, lead, advice);
}

static void write_named(struct output *output, const char *key, const char *name)
{
	output_string(output, key);
	write_name(output, name);
}

void write_advice(struct output *output, const struct smtpreply_advice *advice)
{
	write_named(output, ",\"advice\":{\"action\":", smtpreply_action_name(advice->action));
	write_named(output, ",\"otherwise\":", smtpreply_action_name(advice->otherwise));
	write_named(output, ",\"scope\":", smtpreply_scope_name(advice->scope));
	output_string(output, advice->close ? ",\"close\":true" : ",\"close\":false");
	output_string(output, advice->reset ? ",\"reset\":true" : ",\"reset\":false");
	output_string(output, ",\"delay_seconds\":");
	if (advice->delay != 0)
		output_number(output, advice->delay);
	else
		output_string(output, "null");
	write_named(output, ",\"rule\":", advice->rule);
	write_named(output, ",\"source\":", advice->source);
	output_byte(output, '}');
}
