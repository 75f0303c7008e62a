/* SPDX-License-Identifier: MIT */
/* What somebody may have meant by a word that names nothing. */
#ifndef SUGGEST_H
#define SUGGEST_H

#include <stddef.h>

/*
 * Complains that a word names nothing, and suggests the name that is nearest, if any is near: a
 * letter or two too many, too few, wrong or swapped.
 */
void complain_of_name(const char *word, size_t size);

#endif
