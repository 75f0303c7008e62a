/* SPDX-License-Identifier: MIT */
/*
 * A dialogue for a person. What went well is short, what did not is explained:
 *
 *     MAIL FROM:<a@test.example>
 *       250 2.1.0 Ok
 *     RCPT TO:<x@test.example>
 *       550 5.1.1 permanent negative completion: refused, the same will fail again
 *           5.1.1 no such user
 *         ? 5.1.1 means: No such mailbox. Check the spelling before the @ first, then ask ...
 *         > fail: give up on this recipient and tell the sender. Other recipients are not
 *           affected.
 *           [rule rcpt-permanent, scope recipient; RFC 5321 3.3, 4.2.1]
 */
#include "advice.h"
#include "answer.h"
#include "capabilities.h"
#include "escape.h"
#include "explanation.h"
#include "text.h"
#include "words.h"

#define LEAD "  "

static void show_no_command(struct output *output, const struct answer *answer)
{
	uint32_t stage = answer->match->situation.stage;
	struct finding server = find_server_name(answer);

	if (stage == SMTPREPLY_STAGE_UNSOLICITED)
		output_string(output, "(no command)");
	else if (stage != SMTPREPLY_STAGE_GREETING)
		output_string(output, "(a message without its end)");
	else if (server.text == NULL)
		output_string(output, "(connection)");
	else {
		output_string(output, "(connection to ");
		escape_for_terminal(output, server.text, server.size);
		output_string(output, ")");
	}
}

static void show_request(struct output *output, const struct answer *answer)
{
	struct shown_command shown = show_command(answer);

	if (shown.text == NULL)
		show_no_command(output, answer);
	else if (shown.size == 0 && shown.rest[0] == '\0')
		output_string(output, "(empty line)");
	else {
		escape_for_terminal(output, shown.text, shown.size);
		output_string(output, shown.rest);
	}
}

static void show_match(struct output *output, const struct answer *answer)
{
	const struct match *match = answer->match;

	show_request(output, answer);
	if (match->situation.stage == SMTPREPLY_STAGE_DATA_END && match->command != NULL)
		output_string(output, " (end of the message)");
	if (match->recipient != NULL) {
		output_string(output, " (for ");
		escape_for_terminal(output, match->recipient, match->recipient_size);
		output_string(output, ")");
	}
	output_string(output, "\n");
}

/* A challenge or 354 is what was asked for; another reply that decides nothing needs words. */
static bool is_plain(const struct answer *answer)
{
	uint32_t action = answer->advice.action;

	return action == SMTPREPLY_ACTION_PROCEED ||
	       (action == SMTPREPLY_ACTION_CONTINUE &&
		answer->parser->reply.severity == SMTPREPLY_INTERMEDIATE);
}

static void show_first_line(struct output *output, const struct smtpreply *reply,
			    const struct smtpreply_line *line)
{
	output_string(output, LEAD);
	show_code(output, reply);
	output_string(output, line->size > 0 ? " " : "");
	escape_for_terminal(output, line->text, line->size);
	output_string(output, "\n");
}

/* The code, and the text as it came. Of an offer the rest is shown in a block. */
static void show_plain(struct output *output, const struct answer *answer)
{
	const struct smtpreply *reply = &answer->parser->reply;
	struct smtpreply_line line = { 0 };

	if (smtpreply_next_line(reply, &line))
		show_first_line(output, reply, &line);
	if (is_offer(answer)) {
		show_capabilities(output, LEAD, reply);
		return;
	}
	while (smtpreply_next_line(reply, &line)) {
		output_string(output, LEAD "    ");
		escape_for_terminal(output, line.text, line.size);
		output_string(output, "\n");
	}
}

static void show_explained(struct output *output, const struct answer *answer)
{
	output_string(output, LEAD);
	show_head(output, &answer->parser->reply);
	show_lines(output, LEAD, &answer->parser->reply);
}

static void show_finding(struct output *output, const char *name, struct finding finding)
{
	if (finding.text == NULL)
		return;
	output_string(output, LEAD "  = ");
	output_string(output, name);
	output_string(output, " ");
	escape_for_terminal(output, finding.text, finding.size);
	output_string(output, "\n");
}

static void show_answer_advice(struct output *output, const struct answer *answer,
			       uint32_t severity)
{
	show_advice(output, LEAD, &answer->advice, answer->match->situation.stage, severity);
}

static bool is_refusal(const struct smtpreply *reply)
{
	return reply->severity == SMTPREPLY_TRANSIENT || reply->severity == SMTPREPLY_PERMANENT;
}

static void print_reply(struct output *output, const struct answer *answer)
{
	const struct smtpreply *reply = &answer->parser->reply;

	show_match(output, answer);
	if (is_plain(answer))
		show_plain(output, answer);
	else
		show_explained(output, answer);
	show_deviations(output, LEAD, reply);
	show_finding(output, "queue id", find_queue_id(answer));
	show_finding(output, "new address", find_forward_path(answer));
	if (is_refusal(reply))
		show_explanation(output, LEAD, reply, answer->explanations);
	if (!is_plain(answer))
		show_answer_advice(output, answer, reply->severity);
}

static void print_error(struct output *output, const struct answer *answer)
{
	show_match(output, answer);
	show_error(output, LEAD, answer->parser, NULL);
	output_string(output, LEAD "  ! line ");
	output_number(output, answer->line);
	output_string(output, " of the transcript; nothing behind it can be read\n");
	show_answer_advice(output, answer, 0);
}

static void print_unanswered(struct output *output, const struct answer *answer)
{
	show_match(output, answer);
	output_string(output, LEAD "no reply: ");
	if (answer->is_like_last) {
		output_string(output, "likewise\n");
		return;
	}
	output_string(output, outcome_meaning(answer->match->situation.outcome));
	output_string(output, "\n");
	if (answer->advice.action != SMTPREPLY_ACTION_PROCEED)
		show_answer_advice(output, answer, 0);
}

static void print_event(struct output *output, const struct event *event)
{
	output_string(output, "** ");
	escape_for_terminal(output, event->line->text, event->line->size - event->hidden);
	output_string(output, event->hidden > 0 ? " *\n" : "\n");
	if (event->has_advice)
		show_advice(output, LEAD, &event->advice, SMTPREPLY_STAGE_STARTTLS, 0);
}

static void print_unread(struct output *output, uint64_t lines)
{
	output_string(output, "(the client wrote ");
	output_number(output, lines);
	output_string(output, lines == 1 ? " line" : " lines");
	output_string(output, " more, behind the end of the connection)\n");
}

const struct answer_form answer_text_form = { print_reply, print_error, print_unanswered,
					      print_event, print_unread };
