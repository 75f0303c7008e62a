/* SPDX-License-Identifier: MIT */
/*
 * The options of a subcommand: one table to read them by and to print the help from.
 *
 * Options and operands may stand in any order; "--" ends the options; a lone "-" is an operand.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "output.h"

struct option {
	const char *name;     /* without the dashes */
	const char *argument; /* what the help calls its value; NULL when it takes none */
	const char *help;
	/* Takes the value (NULL when there is none), or complains and returns false. NULL: help. */
	bool (*set)(void *settings, const char *name, const char *value);
	const char *words; /* values to complete, ", " between two; NULL for none */
};

/* What a shell completes where an operand stands, besides manual.operand_words. */
enum operands { OPERANDS_FREE, OPERANDS_FILES, OPERANDS_ENTRIES /* of the reference */ };

struct manual {
	const char *usage;
	const char *purpose;
	const char *command; /* the words to type before --help */
	const struct option *options;
	size_t option_count;
	bool (*set_operand)(void *settings, const char *operand);
	enum operands operands;
	const char *operand_words; /* as the words of an option */
	const char *notes;         /* examples and exit statuses */
};

enum options_result {
	OPTIONS_READ,
	OPTIONS_HELP, /* --help was there */
	OPTIONS_BAD   /* somebody has complained */
};

/* Reads the arguments behind the name of the subcommand. */
enum options_result read_options(const struct manual *manual, int count, char *arguments[],
				 void *settings);

/* Prints the help on standard output. Returns the exit status. */
int print_help(const struct manual *manual);

/* Reads a number: digits and nothing else, least to most. Else complains and returns false. */
bool read_number(const char *option, const char *value, uint64_t least, uint64_t most,
		 uint64_t *number);

#endif
