/* SPDX-License-Identifier: MIT */
/* What the fuzz targets share; see target.h. */
#include "target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <smtpreply.h>

void is_broken(const char *what)
{
	fprintf(stderr, "broken: %s\n", what);
	abort();
}

void *make(size_t size)
{
	void *memory = malloc(size);

	if (memory == NULL && size == 0)
		memory = malloc(1);
	must(memory != NULL, "there is memory");
	return memory;
}

char *copy_of(const void *bytes, size_t size)
{
	char *copy = make(size);

	if (size > 0)
		memcpy(copy, bytes, size);
	return copy;
}

uint32_t refusal_of(uint8_t choice)
{
	static const uint32_t sets[] = { 0, SMTPREPLY_FRAMING, SMTPREPLY_STRICT,
					 SMTPREPLY_ALL_DEVIATIONS };

	return choice < 16 ? sets[choice % 4] : (uint32_t)1 << choice % 15;
}

uint32_t limit_of(uint8_t choice)
{
	static const uint32_t limits[] = { 0, 64, 520, 7 };

	return limits[choice % 4];
}
