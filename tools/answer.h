/* SPDX-License-Identifier: MIT */
/* The forms in which a dialogue is printed: each reply with what it answers and what is next. */
#ifndef ANSWER_H
#define ANSWER_H

#include <smtpreply.h>

#include <stdbool.h>
#include <stdint.h>

#include "dialogue.h"
#include "explanation.h"
#include "lines.h"
#include "output.h"

/* What has come, and where: the parser holds the reply or the error. */
struct answer {
	const struct match *match;
	const struct smtpreply_parser *parser;
	struct smtpreply_advice advice;
	uint64_t line; /* of the transcript, from 1 on: where the reply, or a command without
			      one, stands */
	bool hides_secrets;
	struct explanations *explanations; /* those that were told, for a person */
	bool is_like_last; /* without a reply, for the same reason as the command before */
};

/* What else happened. */
struct event {
	const char *name;
	const struct transcript_line *line;
	size_t hidden;   /* octets of a secret, at the end of the line */
	bool has_advice; /* TLS could not be started */
	struct smtpreply_advice advice;
};

struct answer_form {
	void (*print_reply)(struct output *output, const struct answer *answer);
	void (*print_error)(struct output *output, const struct answer *answer);
	void (*print_unanswered)(struct output *output, const struct answer *answer);
	void (*print_event)(struct output *output, const struct event *event);
	/* Lines of the client behind the end of the connection. */
	void (*print_unread)(struct output *output, uint64_t lines);
};

extern const struct answer_form answer_text_form; /* for a person */
extern const struct answer_form answer_json_form; /* for a program: one object a line */

/* A text that a machine reads out of a reply, by its place in the dialogue. */
struct finding {
	const char *text; /* NULL: there is none */
	size_t size;
};

/* The command, of which a secret shows as "*". */
struct shown_command {
	const char *text; /* NULL for no command */
	size_t size;
	const char *rest; /* "", "*" or " *" */
};

struct shown_command show_command(const struct answer *answer);

struct finding find_server_name(const struct answer *answer);
struct finding find_queue_id(const struct answer *answer);
struct finding find_forward_path(const struct answer *answer);

/* Does the reply offer what EHLO and LHLO ask for? */
bool is_offer(const struct answer *answer);

#endif
