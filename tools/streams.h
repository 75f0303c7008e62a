/* SPDX-License-Identifier: MIT */
/* What a subcommand reads and writes: a file or standard input, and standard output. */
#ifndef STREAMS_H
#define STREAMS_H

#include <stddef.h>
#include <sys/types.h>

#include "output.h"

/* Opens a file; NULL and "-" are standard input. Returns a descriptor, or -1 and sets errno. */
int open_input(const char *file);

/* Reads what there is, up to size. Returns 0 at the end, or -1 and sets errno. */
ssize_t read_input(int descriptor, char *bytes, size_t size);

/* Leaves standard input open. */
void close_input(int descriptor);

/* Complains of an errno. Returns the exit status for it. */
int complain_of_file(const char *file, int error);

/* Opens standard output, in colour for a person at a terminal. */
void open_output(struct output *output);

#endif
