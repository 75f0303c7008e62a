/* SPDX-License-Identifier: MIT */
/* In place of explanation.c, in a build without the reference. */
#include "explanation.h"

void show_explanation(struct output *output, const char *lead, const struct smtpreply *reply,
		      struct explanations *told)
{
	(void)output;
	(void)lead;
	(void)reply;
	(void)told;
}
