/* SPDX-License-Identifier: MIT */
/* The subcommands: one table for main.c to run them by, and for completion.c to tell shells. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include <stddef.h>

#include "options.h"

struct command {
	const char *name;
	const char *purpose;
	int (*run)(int count, char *arguments[]); /* arguments[0] is the name */
	const struct manual *manual;
};

extern const struct command commands[];
extern const size_t command_count;

#endif
