/* SPDX-License-Identifier: MIT */
/* What the numbers of the library say, in words for a person. */
#ifndef WORDS_H
#define WORDS_H

#include <stdint.h>

/* What a severity is called, such as "positive completion", and what it says. */
const char *severity_title(uint32_t severity);
const char *severity_meaning(uint32_t severity);

/* One sentence on an enum smtpreply_error, smtpreply_deviation or smtpreply_looks_like. */
const char *error_meaning(uint32_t error);
const char *deviation_meaning(uint32_t deviation);
const char *looks_like_meaning(uint32_t looks_like);

/*
 * What to do after a reply of that severity (0 for none), whom it concerns, and what came in place
 * of a reply: the enums of advice.h.
 */
const char *action_meaning(uint32_t action, uint32_t severity);
const char *scope_meaning(uint32_t scope);
const char *outcome_meaning(uint32_t outcome);

#endif
