/* SPDX-License-Identifier: MIT */
/* Advice, printed: as lines for a person, as a JSON object for a program. */
#ifndef ADVICE_H
#define ADVICE_H

#include <smtpreply.h>

#include "output.h"

/*
 * What to do and what else, whom it affects, how long to wait, and why. Each line begins with the
 * lead, blanks. The stage is what was answered, the severity the reply's, 0 for none.
 */
void show_advice(struct output *output, const char *lead, const struct smtpreply_advice *advice,
		 uint32_t stage, uint32_t severity);

/* Writes the key "advice" and its object, a comma before it. */
void write_advice(struct output *output, const struct smtpreply_advice *advice);

#endif
