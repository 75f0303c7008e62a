/* SPDX-License-Identifier: MIT */
/* The baseline: memchr() from line to line, nothing else. */
#ifndef LINES_H
#define LINES_H

#include <stddef.h>

/* How many LFs there are. */
size_t count_lines(const unsigned char *bytes, size_t size);

#endif
