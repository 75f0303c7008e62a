/* SPDX-License-Identifier: MIT */
/*
 * The parts of which replies and errors for a person are made.
 *
 * A lead is what each line begins with, blanks.
 */
#ifndef TEXT_H
#define TEXT_H

#include <smtpreply.h>

#include "output.h"

/* The colour of a severity. */
enum colour colour_of(uint32_t severity);

/* "550", in its colour. */
void show_code(struct output *output, const struct smtpreply *reply);

/* "550 5.1.1 permanent negative completion: refused, the same will fail again" */
void show_head(struct output *output, const struct smtpreply *reply);

/* Every line of the text, four columns behind the lead. */
void show_lines(struct output *output, const char *lead, const struct smtpreply *reply);

/* A line for each deviation: "  ! bare-lf: a line ended in LF without CR". */
void show_deviations(struct output *output, const char *lead, const struct smtpreply *reply);

/* What is not a line of the server's: mark, name, ": " and meaning. Ends no line. */
void show_remark(struct output *output, const char *lead, const char *mark, const char *name,
		 const char *meaning);

/* The error of a parser, and what had come of the reply. The offset is NULL where there is none. */
void show_error(struct output *output, const char *lead, const struct smtpreply_parser *parser,
		const uint64_t *offset);

#endif
