/* SPDX-License-Identifier: MIT */
/*
 * Prints what to do next:
 *
 *       > retry-later: keep it in the queue and try again later
 *       > concerns recipient: this recipient; the others go on
 *       > wait 300 seconds, as the text asks
 *       > because rcpt-transient, RFC 5321 4.2.1
 *
 * Names, rules and sources are the library's, and need no escape.
 */
#include "advice.h"

#include "json.h"
#include "text.h"
#include "words.h"

#define MARK "  > "

static void show_line(struct output *output, const char *lead, const char *text)
{
	output_string(output, lead);
	output_string(output, MARK);
	output_string(output, text);
	output_string(output, "\n");
}

static void show_action(struct output *output, const char *lead, const char *mark, uint32_t action,
			uint32_t severity)
{
	show_remark(output, lead, mark, smtpreply_action_name(action),
		    action_meaning(action, severity));
	output_string(output, "\n");
}

static void show_first(struct output *output, const char *lead,
		       const struct smtpreply_advice *advice)
{
	if (advice->close)
		show_line(output, lead, "first end this connection");
	else if (advice->reset)
		show_line(output, lead, "first send RSET, if the connection is used on");
}

static void show_delay(struct output *output, const char *lead, uint32_t delay)
{
	if (delay == 0)
		return;
	output_string(output, lead);
	output_string(output, MARK "wait ");
	output_number(output, delay);
	output_string(output, delay == 1 ? " second" : " seconds");
	output_string(output, ", as the text asks\n");
}

static void show_rule(struct output *output, const struct smtpreply_advice *advice)
{
	output_string(output, advice->rule);
	output_string(output, ", ");
	output_string(output, advice->source);
}

void show_advice(struct output *output, const char *lead, const struct smtpreply_advice *advice,
		 uint32_t severity)
{
	show_action(output, lead, MARK, advice->action, severity);
	if (advice->otherwise != advice->action)
		show_action(output, lead, MARK "if that cannot be, ", advice->otherwise, severity);
	show_remark(output, lead, MARK "concerns ", smtpreply_scope_name(advice->scope),
		    scope_meaning(advice->scope));
	output_string(output, "\n");
	show_first(output, lead, advice);
	show_delay(output, lead, advice->delay);
	output_string(output, lead);
	output_string(output, MARK "because ");
	show_rule(output, advice);
	output_string(output, "\n");
}

void show_short_advice(struct output *output, const char *lead,
		       const struct smtpreply_advice *advice, uint32_t severity)
{
	show_remark(output, lead, MARK, smtpreply_action_name(advice->action),
		    action_meaning(advice->action, severity));
	if (advice->otherwise != advice->action) {
		output_string(output, "; if that cannot be, ");
		output_string(output, smtpreply_action_name(advice->otherwise));
	}
	if (advice->delay != 0) {
		output_string(output, "; wait ");
		output_number(output, advice->delay);
		output_string(output, " seconds");
	}
	output_string(output, "\n");
	show_remark(output, lead, MARK "concerns ", smtpreply_scope_name(advice->scope),
		    scope_meaning(advice->scope));
	if (advice->close)
		output_string(output, "; first end this connection");
	else if (advice->reset)
		output_string(output, "; first send RSET");
	output_string(output, " (");
	show_rule(output, advice);
	output_string(output, ")\n");
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
