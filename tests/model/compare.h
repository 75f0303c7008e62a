/* SPDX-License-Identifier: MIT */
/* Reads a stream with the model and with the library, and tells where they differ. */
#ifndef COMPARE_H
#define COMPARE_H

#include "../outcome.h"
#include "model.h"

struct comparison {
	struct model model;
	struct outcome expected; /* what the model says, in the words of the library */
	struct outcome observed;
	size_t count;
	size_t difference_count;
};

/* Counts; tells of the first differences on standard error. */
void compare(struct comparison *comparison, const unsigned char *bytes, size_t size,
	     const struct way *way);

void comparison_free(struct comparison *comparison);

#endif
