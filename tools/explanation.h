/* SPDX-License-Identifier: MIT */
/* What a refusal means and how its sender mends it, told once. */
#ifndef EXPLANATION_H
#define EXPLANATION_H

#include <smtpreply.h>

#include <stddef.h>

#include "output.h"

#define MOST_EXPLANATIONS 256

/* What was told. Zero it first. */
struct explanations {
	size_t count;
	const char *texts[MOST_EXPLANATIONS];
};

/*
 * Explains the status of a refusal, else its code, where it is known and was not told before. Prints
 * nothing in a build without the reference.
 */
void show_explanation(struct output *output, const char *lead, const struct smtpreply *reply,
		      struct explanations *told);

#endif
