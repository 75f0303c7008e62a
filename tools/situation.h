/* SPDX-License-Identifier: MIT */
/*
 * What is known of a session, as options tell it.
 *
 * The settings of a subcommand that has these options begin with a struct smtpreply_situation.
 */
#ifndef SITUATION_H
#define SITUATION_H

#include <stdbool.h>
#include <stdint.h>

/* For a table of struct option: #define KNOWN KNOWN_OPTION, and include situation.def. */
#define KNOWN_OPTION(name, bit, help) { name, NULL, help, set_known },

/* Sets the bit of the option of that name. */
bool set_known(void *settings, const char *name, const char *value);

/* The number of a stage or an outcome, its name in any case; -1 when there is none. */
int find_stage(const char *name);
int find_outcome(const char *name);

#endif
