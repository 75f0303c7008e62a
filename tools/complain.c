/* SPDX-License-Identifier: MIT */
/* Complaints on standard error. They quote arguments and file names, so they are escaped too. */
#define _POSIX_C_SOURCE 200809L
#include "command.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "escape.h"
#include "output.h"

void complain(const char *format, ...)
{
	char message[8192];
	struct output output;
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);

	output_open(&output, STDERR_FILENO);
	output_string(&output, "smtpreply: ");
	escape_for_terminal(&output, message, strlen(message));
	output_string(&output, "\n");
	output_flush(&output);
}

int close_output(struct output *output)
{
	if (output_flush(output))
		return EXIT_ALL_WELL;
	complain("standard output: %s", strerror(output->error));
	return EXIT_NO_OUTPUT;
}
