/* SPDX-License-Identifier: MIT */
/*
 * A dialogue as JSON, one object a line. The keys, their order and their values are a contract:
 * schema/transcript.schema.json describes it. Other keys may follow in later versions.
 */
#include "advice.h"
#include "answer.h"
#include "capabilities.h"
#include "escape.h"
#include "json.h"

static void write_text(struct output *output, const char *key, const char *text, size_t size)
{
	output_string(output, key);
	output_byte(output, '"');
	escape_for_json(output, text, size);
	output_byte(output, '"');
}

static void write_line(struct output *output, uint64_t line)
{
	output_string(output, ",\"transcript_line\":");
	output_number(output, line);
}

static void write_command(struct output *output, const struct answer *answer)
{
	struct shown_command shown = show_command(answer);

	if (shown.text == NULL) {
		output_string(output, ",\"command\":null");
		return;
	}
	output_string(output, ",\"command\":\"");
	escape_for_json(output, shown.text, shown.size);
	output_string(output, shown.rest);
	output_byte(output, '"');
}

/* Where it stands and what it answers. */
static void write_match(struct output *output, const struct answer *answer)
{
	const struct match *match = answer->match;

	write_line(output, answer->line);
	output_string(output, ",\"stage\":");
	write_name(output, smtpreply_stage_name(match->situation.stage));
	write_command(output, answer);
	if (match->recipient != NULL)
		write_text(output, ",\"recipient\":", match->recipient, match->recipient_size);
}

static void write_finding(struct output *output, const char *key, struct finding finding)
{
	if (finding.text != NULL)
		write_text(output, key, finding.text, finding.size);
}

static void print_reply(struct output *output, const struct answer *answer)
{
	open_reply(output, &answer->parser->reply, NULL);
	write_match(output, answer);
	write_advice(output, &answer->advice);
	if (is_offer(answer))
		write_capabilities(output, &answer->parser->reply);
	write_finding(output, ",\"server_name\":", find_server_name(answer));
	write_finding(output, ",\"queue_id\":", find_queue_id(answer));
	write_finding(output, ",\"forward_path\":", find_forward_path(answer));
	output_string(output, "}\n");
}

static void print_error(struct output *output, const struct answer *answer)
{
	open_error(output, answer->parser, NULL);
	write_match(output, answer);
	write_advice(output, &answer->advice);
	output_string(output, "}\n");
}

static void print_unanswered(struct output *output, const struct answer *answer)
{
	output_string(output, "{\"type\":\"unanswered\",\"outcome\":");
	write_name(output, smtpreply_outcome_name(answer->match->situation.outcome));
	write_match(output, answer);
	write_advice(output, &answer->advice);
	output_string(output, "}\n");
}

static void print_event(struct output *output, const struct event *event)
{
	output_string(output, "{\"type\":\"event\",\"event\":");
	write_name(output, event->name);
	write_line(output, event->line->number);
	output_string(output, ",\"text\":\"");
	escape_for_json(output, event->line->text, event->line->size - event->hidden);
	output_string(output, event->hidden > 0 ? " *\"" : "\"");
	if (event->has_advice)
		write_advice(output, &event->advice);
	output_string(output, "}\n");
}

static void print_unread(struct output *output, uint64_t lines)
{
	output_string(output, "{\"type\":\"unread\",\"client_lines\":");
	output_number(output, lines);
	output_string(output, "}\n");
}

const struct answer_form answer_json_form = { print_reply, print_error, print_unanswered,
					      print_event, print_unread };
