/* SPDX-License-Identifier: MIT */
/* The command smtpreply: finds the subcommand and leaves the rest to it. */
#define _POSIX_C_SOURCE 200809L
#include <smtpreply.h>

#include <string.h>
#include <unistd.h>

#include "command.h"
#include "commands.h"
#include "output.h"

static int print_overview(void)
{
	static const char spaces[] = "            ";
	struct output output;

	output_open(&output, STDOUT_FILENO);
	output_string(&output, "usage: smtpreply COMMAND [OPTION]... [ARGUMENT]...\n"
			       "       smtpreply --help | --version\n\n"
			       "Reads the replies of SMTP and LMTP servers.\n\ncommands:\n");
	for (size_t i = 0; i < command_count; i++) {
		output_string(&output, "  ");
		output_string(&output, commands[i].name);
		output_string(&output, spaces + strlen(commands[i].name));
		output_string(&output, commands[i].purpose);
		output_string(&output, "\n");
	}
	output_string(&output, "\nsmtpreply COMMAND --help tells more of a command.\n");
	return close_output(&output);
}

static int print_version(void)
{
	struct output output;

	output_open(&output, STDOUT_FILENO);
	output_string(&output, "smtpreply ");
	output_string(&output, smtpreply_version());
	output_string(&output, "\n");
	return close_output(&output);
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < command_count; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

int main(int count, char *arguments[])
{
	const struct command *command;

	if (count < 2) {
		complain("no command; try: smtpreply --help");
		return EXIT_BAD_USAGE;
	}
	if (strcmp(arguments[1], "--help") == 0)
		return print_overview();
	if (strcmp(arguments[1], "--version") == 0)
		return print_version();
	command = find_command(arguments[1]);
	if (command == NULL) {
		complain("there is no command %s; try: smtpreply --help", arguments[1]);
		return EXIT_BAD_USAGE;
	}
	return command->run(count - 1, arguments + 1);
}
