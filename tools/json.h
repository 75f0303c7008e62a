/* SPDX-License-Identifier: MIT */
/* The parts of which replies and errors as JSON are made: objects to which keys can be added. */
#ifndef JSON_H
#define JSON_H

#include <smtpreply.h>

#include "output.h"

/* Write an object but for its last brace. The offset is NULL where line ends are gone. */
void open_reply(struct output *output, const struct smtpreply *reply, const uint64_t *offset);
void open_error(struct output *output, const struct smtpreply_parser *parser,
		const uint64_t *offset);

/* Writes a string that needs no escape. */
void write_name(struct output *output, const char *name);

#endif
