/* SPDX-License-Identifier: MIT */
/* What a server offers in its reply to EHLO, printed. */
#ifndef CAPABILITIES_H
#define CAPABILITIES_H

#include <smtpreply.h>

#include <stdbool.h>

#include "output.h"

/* Does the reply grant anything? */
bool has_capabilities(const struct smtpreply *reply);

/* The keywords with their parameters as one block, its lines behind the lead. */
void show_capabilities(struct output *output, const char *lead, const struct smtpreply *reply);

/* Writes the key "ehlo" and its object, a comma before it. */
void write_capabilities(struct output *output, const struct smtpreply *reply);

#endif
