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
 * What advice says (advice.h), after a reply of that severity, 0 for none: parts of sentences that
 * fit together. What to do, "give up on this recipient and tell the sender"; when that is not open,
 * "If no host is left"; and, as a sentence, whom it affects.
 */
const char *action_phrase(uint32_t action, uint32_t scope, uint32_t severity);
const char *obstacle(uint32_t action, uint32_t severity);
const char *scope_sentence(uint32_t scope);

/* What came in place of a reply: an enum smtpreply_outcome. */
const char *outcome_meaning(uint32_t outcome);

#endif
