/* SPDX-License-Identifier: MIT */
/*
 * smtpreply completion: prints what a shell needs to complete command lines of smtpreply, from the
 * tables that --help is printed from.
 */
#define _POSIX_C_SOURCE 200809L
#include <smtpreply.h>

#include <string.h>
#include <unistd.h>

#include "command.h"
#include "commands.h"
#include "options.h"
#include "output.h"

struct shell {
	const char *name;
	void (*print)(struct output *output);
};

struct settings {
	const struct shell *shell;
};

/* Of a list of words with ", " between two, takes the first. */
static bool next_word(const char **words, const char **word, size_t *size)
{
	*words += strspn(*words, ", ");
	*word = *words;
	*size = strcspn(*words, ", ");
	*words += *size;
	return *size > 0;
}

static void put_words(struct output *output, const char *words)
{
	const char *word, *between = "";
	size_t size;

	while (next_word(&words, &word, &size)) {
		output_string(output, between);
		output_bytes(output, word, size);
		between = " ";
	}
}

static void put_entries(struct output *output)
{
#ifdef HAS_REFERENCE
	struct smtpreply_entry entry;
	char title[SMTPREPLY_TITLE_ROOM];

	for (size_t i = 0; smtpreply_entry_get(i, &entry); i++) {
		smtpreply_entry_title(&entry, title, sizeof title);
		output_string(output, i > 0 ? " " : "");
		output_string(output, title);
	}
#else
	(void)output;
#endif
}

static bool has_operand_words(const struct manual *manual)
{
	return manual->operand_words != NULL || manual->operands == OPERANDS_ENTRIES;
}

static void put_operand_words(struct output *output, const struct manual *manual)
{
	if (manual->operand_words != NULL)
		put_words(output, manual->operand_words);
	else if (manual->operands == OPERANDS_ENTRIES)
		put_entries(output);
}

/* Bash. */

static void put_bash_values(struct output *output, const struct manual *manual)
{
	for (size_t i = 0; i < manual->option_count; i++) {
		const struct option *option = &manual->options[i];

		if (option->argument == NULL)
			continue;
		output_string(output, "\t\t--");
		output_string(output, option->name);
		output_string(output, ") words='");
		put_words(output, option->words != NULL ? option->words : "");
		output_string(output, "' ;;\n");
	}
}

static void put_bash_options(struct output *output, const struct manual *manual)
{
	for (size_t i = 0; i < manual->option_count; i++) {
		output_string(output, i > 0 ? " --" : "--");
		output_string(output, manual->options[i].name);
	}
}

static void put_bash_operands(struct output *output, const struct manual *manual)
{
	if (manual->operands == OPERANDS_FILES) {
		output_string(output, "local IFS=$'\\n'\n"
				      "\t\t\t\tCOMPREPLY=($(compgen -f -- \"$current\"))\n"
				      "\t\t\t\tcompopt -o filenames 2>/dev/null");
		return;
	}
	output_string(output, "words='");
	put_operand_words(output, manual);
	output_string(output, "'");
}

static void put_bash_command(struct output *output, const struct command *command)
{
	output_string(output, "\t");
	output_string(output, command->name);
	output_string(output, ")\n\t\tcase $previous in\n");
	put_bash_values(output, command->manual);
	output_string(output, "\t\t*)\n\t\t\tcase $current in\n\t\t\t-*) words='");
	put_bash_options(output, command->manual);
	output_string(output, "' ;;\n\t\t\t*) ");
	put_bash_operands(output, command->manual);
	output_string(output, " ;;\n\t\t\tesac ;;\n\t\tesac ;;\n");
}

/* Bash splits --option=value at the sign. */
static void print_bash(struct output *output)
{
	output_string(output, "# bash completion for smtpreply\n"
			      "_smtpreply()\n"
			      "{\n"
			      "\tlocal current=${COMP_WORDS[COMP_CWORD]} previous= words=\n"
			      "\tCOMPREPLY=()\n"
			      "\t((COMP_CWORD > 1)) && previous=${COMP_WORDS[COMP_CWORD-1]}\n"
			      "\tif [[ $previous == '=' ]]; then\n"
			      "\t\tprevious=${COMP_WORDS[COMP_CWORD-2]}\n"
			      "\telif [[ $current == '=' ]]; then\n"
			      "\t\tcurrent=\n"
			      "\tfi\n"
			      "\tcase $COMP_CWORD,${COMP_WORDS[1]} in\n"
			      "\t1,*) words='");
	for (size_t i = 0; i < command_count; i++) {
		output_string(output, commands[i].name);
		output_string(output, " ");
	}
	output_string(output, "--help --version' ;;\n\tesac\n"
			      "\t((COMP_CWORD > 1)) && case ${COMP_WORDS[1]} in\n");
	for (size_t i = 0; i < command_count; i++)
		put_bash_command(output, &commands[i]);
	output_string(output,
		      "\tesac\n"
		      "\t[[ $words ]] && COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
		      "\treturn 0\n"
		      "}\n"
		      "complete -F _smtpreply smtpreply\n");
}

/* Zsh. */

/* Within '...', in which brackets and colons mean something to _arguments. */
static void put_zsh_text(struct output *output, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			output_string(output, "'\\'");
		else if (strchr("[]:\\", *text) != NULL)
			output_byte(output, '\\');
		output_byte(output, *text);
	}
}

static void put_zsh_option(struct output *output, const struct option *option)
{
	output_string(output, "\t\t\t'--");
	output_string(output, option->name);
	output_string(output, option->argument != NULL ? "=[" : "[");
	put_zsh_text(output, option->help);
	output_string(output, "]");
	if (option->argument != NULL) {
		output_string(output, ":");
		output_string(output, option->argument);
		output_string(output, ":(");
		put_words(output, option->words != NULL ? option->words : "");
		output_string(output, ")");
	}
	output_string(output, "' \\\n");
}

static void put_zsh_command(struct output *output, const struct command *command)
{
	const struct manual *manual = command->manual;

	output_string(output, "\t");
	output_string(output, command->name);
	output_string(output, ")\n\t\t_arguments \\\n");
	for (size_t i = 0; i < manual->option_count; i++)
		put_zsh_option(output, &manual->options[i]);
	if (manual->operands == OPERANDS_FILES) {
		output_string(output, "\t\t\t'*:file:_files' ;;\n");
		return;
	}
	output_string(output, "\t\t\t'*: :(");
	put_operand_words(output, manual);
	output_string(output, ")' ;;\n");
}

static void print_zsh(struct output *output)
{
	output_string(output, "#compdef smtpreply\n"
			      "_smtpreply()\n"
			      "{\n"
			      "\tlocal -a commands=(\n");
	for (size_t i = 0; i < command_count; i++) {
		output_string(output, "\t\t'");
		output_string(output, commands[i].name);
		output_string(output, ":");
		put_zsh_text(output, commands[i].purpose);
		output_string(output, "'\n");
	}
	output_string(output, "\t)\n"
			      "\tif ((CURRENT == 2)); then\n"
			      "\t\t_describe command commands\n"
			      "\t\t_arguments '--help[print help]' '--version[print the version]'\n"
			      "\t\treturn\n"
			      "\tfi\n"
			      "\tlocal command=$words[2]\n"
			      "\tshift words\n"
			      "\t((CURRENT--))\n"
			      "\tcase $command in\n");
	for (size_t i = 0; i < command_count; i++)
		put_zsh_command(output, &commands[i]);
	output_string(output, "\tesac\n"
			      "}\n"
			      "if [[ $funcstack[1] == _smtpreply ]]; then\n"
			      "\t_smtpreply \"$@\"\n"
			      "else\n"
			      "\tcompdef _smtpreply smtpreply\n"
			      "fi\n");
}

/* Fish. */

static void put_fish_text(struct output *output, const char *text)
{
	output_string(output, "'");
	for (; *text != '\0'; text++) {
		if (*text == '\'' || *text == '\\')
			output_byte(output, '\\');
		output_byte(output, *text);
	}
	output_string(output, "'");
}

static void put_fish_start(struct output *output, const struct command *command)
{
	output_string(output, "complete -c smtpreply -n '__fish_seen_subcommand_from ");
	output_string(output, command->name);
	output_string(output, "'");
}

static void put_fish_option(struct output *output, const struct command *command,
			    const struct option *option)
{
	put_fish_start(output, command);
	output_string(output, " -l ");
	output_string(output, option->name);
	if (option->argument != NULL) {
		output_string(output, " -x -a '");
		put_words(output, option->words != NULL ? option->words : "");
		output_string(output, "'");
	}
	output_string(output, " -d ");
	put_fish_text(output, option->help);
	output_string(output, "\n");
}

static void put_fish_operands(struct output *output, const struct command *command)
{
	if (command->manual->operands == OPERANDS_FILES) {
		put_fish_start(output, command);
		output_string(output, " -F\n");
	} else if (has_operand_words(command->manual)) {
		put_fish_start(output, command);
		output_string(output, " -a '");
		put_operand_words(output, command->manual);
		output_string(output, "'\n");
	}
}

static void print_fish(struct output *output)
{
	output_string(output, "complete -c smtpreply -f\n"
			      "complete -c smtpreply -n __fish_use_subcommand -l help\n"
			      "complete -c smtpreply -n __fish_use_subcommand -l version\n");
	for (size_t i = 0; i < command_count; i++) {
		output_string(output, "complete -c smtpreply -n __fish_use_subcommand -a ");
		output_string(output, commands[i].name);
		output_string(output, " -d ");
		put_fish_text(output, commands[i].purpose);
		output_string(output, "\n");
		for (size_t k = 0; k < commands[i].manual->option_count; k++)
			put_fish_option(output, &commands[i], &commands[i].manual->options[k]);
		put_fish_operands(output, &commands[i]);
	}
}

static const struct shell shells[] = {
	{ "bash", print_bash },
	{ "zsh", print_zsh },
	{ "fish", print_fish },
};

#define SHELL_WORDS "bash, zsh, fish"

static bool set_operand(void *settings, const char *operand)
{
	struct settings *ours = settings;

	if (ours->shell != NULL) {
		complain("more than one shell: %s", operand);
		return false;
	}
	for (size_t i = 0; i < sizeof shells / sizeof shells[0]; i++)
		if (strcmp(shells[i].name, operand) == 0)
			ours->shell = &shells[i];
	if (ours->shell == NULL)
		complain("\"%s\" is none of " SHELL_WORDS, operand);
	return ours->shell != NULL;
}

static const struct option options[] = {
	{ "help", NULL, "print this help", NULL, NULL },
};

const struct manual completion_manual = {
	.usage = "smtpreply completion [OPTION]... bash|zsh|fish",
	.purpose = "Prints the script by which a shell completes the command lines of smtpreply.",
	.command = "smtpreply completion",
	.options = options,
	.option_count = sizeof options / sizeof options[0],
	.set_operand = set_operand,
	.operand_words = SHELL_WORDS,
	.notes = "An installation has put the scripts where shells look for them.\n"
		 "\n"
		 "examples:\n"
		 "  eval \"$(smtpreply completion bash)\"\n"
		 "  smtpreply completion fish | source\n"
		 "\n"
		 "exit status:\n"
		 "  0   the script was printed\n"
		 "  64  the command was not used rightly\n"
		 "  74  standard output cannot be written\n",
};

int completion_command(int count, char *arguments[])
{
	struct settings settings = { NULL };
	struct output output;

	switch (read_options(&completion_manual, count, arguments, &settings)) {
	case OPTIONS_HELP:
		return print_help(&completion_manual);
	case OPTIONS_BAD:
		return EXIT_BAD_USAGE;
	case OPTIONS_READ:
		break;
	}
	if (settings.shell == NULL) {
		complain("no shell; try: %s --help", completion_manual.command);
		return EXIT_BAD_USAGE;
	}
	output_open(&output, STDOUT_FILENO);
	settings.shell->print(&output);
	return close_output(&output);
}
