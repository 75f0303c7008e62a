/* SPDX-License-Identifier: MIT */
/* Reads the options of a subcommand by its table, and prints its help from the same table. */
#define _POSIX_C_SOURCE 200809L
#include "options.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "command.h"

struct arguments {
	int count;
	char **values;
};

static const char *next_argument(struct arguments *arguments)
{
	if (arguments->count == 0)
		return NULL;
	arguments->count--;
	return *arguments->values++;
}

/* Finds the option that an argument such as "--name" or "--name=value" names. */
static const struct option *find_option(const struct manual *manual, const char *argument)
{
	size_t size = strcspn(argument + 2, "=");

	for (size_t i = 0; i < manual->option_count; i++) {
		const char *name = manual->options[i].name;

		if (strlen(name) == size && memcmp(name, argument + 2, size) == 0)
			return &manual->options[i];
	}
	return NULL;
}

static bool set_option(const struct option *option, const char *value, struct arguments *arguments,
		       void *settings)
{
	if (option->set == NULL || (option->argument == NULL && value != NULL)) {
		complain("--%s takes no value", option->name);
		return false;
	}
	if (option->argument != NULL && value == NULL)
		value = next_argument(arguments);
	if (option->argument != NULL && value == NULL) {
		complain("--%s needs a value: --%s %s", option->name, option->name,
			 option->argument);
		return false;
	}
	return option->set(settings, option->name, value);
}

static enum options_result read_option(const struct manual *manual, const char *argument,
				       struct arguments *arguments, void *settings)
{
	const struct option *option = NULL;
	const char *equals = strchr(argument, '=');

	if (argument[1] == '-')
		option = find_option(manual, argument);
	if (option == NULL) {
		complain("there is no option %s", argument);
		return OPTIONS_BAD;
	}
	if (option->set == NULL && equals == NULL)
		return OPTIONS_HELP;
	if (!set_option(option, equals != NULL ? equals + 1 : NULL, arguments, settings))
		return OPTIONS_BAD;
	return OPTIONS_READ;
}

static enum options_result read_operand(const struct manual *manual, const char *operand,
					void *settings)
{
	return manual->set_operand(settings, operand) ? OPTIONS_READ : OPTIONS_BAD;
}

static bool is_option(const char *argument)
{
	return argument[0] == '-' && argument[1] != '\0';
}

enum options_result read_options(const struct manual *manual, int count, char *arguments[],
				 void *settings)
{
	struct arguments rest = { count - 1, arguments + 1 };
	enum options_result result = OPTIONS_READ;
	bool are_options_over = false;
	const char *argument;

	while (result == OPTIONS_READ && (argument = next_argument(&rest)) != NULL) {
		if (are_options_over || !is_option(argument))
			result = read_operand(manual, argument, settings);
		else if (strcmp(argument, "--") == 0)
			are_options_over = true;
		else
			result = read_option(manual, argument, &rest, settings);
	}
	if (result == OPTIONS_BAD)
		complain("try: %s --help", manual->command);
	return result;
}

static void print_option(struct output *output, const struct option *option)
{
	static const char spaces[] = "                      ";
	size_t width = strlen("  --") + strlen(option->name);

	output_string(output, "  --");
	output_string(output, option->name);
	if (option->argument != NULL) {
		output_string(output, " ");
		output_string(output, option->argument);
		width += strlen(" ") + strlen(option->argument);
	}
	output_string(output, width < strlen(spaces) ? spaces + width : "  ");
	output_string(output, option->help);
	output_string(output, "\n");
}

static void print_manual(struct output *output, const struct manual *manual)
{
	output_string(output, "usage: ");
	output_string(output, manual->usage);
	output_string(output, "\n\n");
	output_string(output, manual->purpose);
	output_string(output, "\n\noptions:\n");
	for (size_t i = 0; i < manual->option_count; i++)
		print_option(output, &manual->options[i]);
	output_string(output, "\n");
	output_string(output, manual->notes);
}

int print_help(const struct manual *manual)
{
	struct output output;

	output_open(&output, STDOUT_FILENO);
	print_manual(&output, manual);
	return close_output(&output);
}

/* Reads digits and nothing else, up to most. */
static bool read_digits(const char *value, uint64_t most, uint64_t *number)
{
	*number = 0;
	if (*value == '\0')
		return false;
	for (; *value >= '0' && *value <= '9'; value++) {
		uint64_t digit = (uint64_t)(*value - '0');

		if (digit > most || *number > (most - digit) / 10)
			return false;
		*number = *number * 10 + digit;
	}
	return *value == '\0';
}

bool read_number(const char *option, const char *value, uint64_t least, uint64_t most,
		 uint64_t *number)
{
	if (read_digits(value, most, number) && *number >= least)
		return true;
	complain("--%s: \"%s\" is no number from %" PRIu64 " to %" PRIu64, option, value, least,
		 most);
	return false;
}
