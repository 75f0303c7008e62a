/* SPDX-License-Identifier: MIT */
/* What the fuzz targets share; see target.h. */
#include "target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void must(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "broken: %s\n", what);
	abort();
}

void *make(size_t size)
{
	void *memory = malloc(size);

	must(memory != NULL || size == 0, "there is memory");
	return memory != NULL ? memory : make(1);
}

char *copy_of(const void *bytes, size_t size)
{
	char *copy = make(size);

	if (size > 0)
		memcpy(copy, bytes, size);
	return copy;
}
