/* SPDX-License-Identifier: MIT */
/* Writes an outcome as samples.def shows it. */
#ifndef NOTATION_H
#define NOTATION_H

#include "outcome.h"

/* The caller frees the string. */
char *notation_of(const struct outcome *outcome);

#endif
