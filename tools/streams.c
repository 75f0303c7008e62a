/* SPDX-License-Identifier: MIT */
/* Opens what a subcommand reads and writes. */
#define _POSIX_C_SOURCE 200809L
#include "streams.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"

static bool is_standard_input(const char *file)
{
	return file == NULL || strcmp(file, "-") == 0;
}

int open_input(const char *file)
{
	return is_standard_input(file) ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC);
}

ssize_t read_input(int descriptor, char *bytes, size_t size)
{
	ssize_t got;

	do
		got = read(descriptor, bytes, size);
	while (got < 0 && errno == EINTR);
	return got;
}

void close_input(int descriptor)
{
	if (descriptor != STDIN_FILENO)
		close(descriptor);
}

int complain_of_file(const char *file, int error)
{
	complain("%s: %s", is_standard_input(file) ? "standard input" : file, strerror(error));
	return EXIT_NO_INPUT;
}

/* Colour is for people: at a terminal that knows it, unless they asked for none. */
static bool is_colour_wanted(void)
{
	const char *no_colour = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");

	return isatty(STDOUT_FILENO) && (no_colour == NULL || no_colour[0] == '\0') &&
	       (terminal == NULL || strcmp(terminal, "dumb") != 0);
}

void open_output(struct output *output)
{
	output_open(output, STDOUT_FILENO);
	output->has_colour = is_colour_wanted();
}
