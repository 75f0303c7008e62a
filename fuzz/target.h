/* SPDX-License-Identifier: MIT */
/*
 * What the fuzz targets share: how they are called, how they fail, memory of exact sizes, and how a
 * byte of the input chooses options.
 */
#ifndef TARGET_H
#define TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A target. The engine, or replay.c, calls it with each input. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the run, telling what must hold. */
_Noreturn void is_broken(const char *what);

/* Ends the run where a condition does not hold; here, so that an analyser knows. */
static inline void must(bool condition, const char *what)
{
	if (!condition)
		is_broken(what);
}

/* Memory that the caller frees, never NULL; a sanitizer sees a byte past its end. */
void *make(size_t size);

/* A copy in such memory. */
char *copy_of(const void *bytes, size_t size);

/* What a byte has the parser refuse: nothing, a named set or a single deviation. */
uint32_t refusal_of(uint8_t choice);

/* The limit of a reply that a byte chooses: the default, or one that few replies keep. */
uint32_t limit_of(uint8_t choice);

#endif
