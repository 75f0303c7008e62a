/* SPDX-License-Identifier: MIT */
/* The table of subcommands. A build without the reference has none of those that need it. */
#include "commands.h"

#include "command.h"

const struct command commands[] = {
	{ "advise", "say what to do next after one reply", advise_command, &advise_manual },
#ifdef HAS_REFERENCE
	{ "compare", "set codes or statuses side by side", compare_command, &compare_manual },
#endif
	{ "completion", "print the completion script of a shell", completion_command,
	  &completion_manual },
#ifdef HAS_REFERENCE
	{ "explain", "say what a code, a status, a keyword or a log line means", explain_command,
	  &explain_manual },
	{ "list", "list codes, statuses and keywords", list_command, &list_manual },
#endif
	{ "parse", "print each reply of a server", parse_command, &parse_manual },
#ifdef HAS_REFERENCE
	{ "search", "find codes, statuses and keywords by words", search_command, &search_manual },
#endif
	{ "transcript", "print each reply of a dialogue with what it answers, and what is next",
	  transcript_command, &transcript_manual },
};

const size_t command_count = sizeof commands / sizeof commands[0];
