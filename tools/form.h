/* SPDX-License-Identifier: MIT */
/* The forms in which replies are printed. An offset counts from the start of the whole stream. */
#ifndef FORM_H
#define FORM_H

#include <smtpreply.h>

#include "output.h"

struct form {
	void (*print_reply)(struct output *output, const struct smtpreply *reply, uint64_t offset);
	/* Takes a parser that has found an error. */
	void (*print_error)(struct output *output, const struct smtpreply_parser *parser,
			    uint64_t offset);
};

extern const struct form text_form; /* for a person */
extern const struct form json_form; /* for a program: one object a line */

#endif
