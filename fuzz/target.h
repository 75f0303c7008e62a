/* SPDX-License-Identifier: MIT */
/* What the fuzz targets share: how they are called, how they fail, and memory of exact sizes. */
#ifndef TARGET_H
#define TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A target. The engine, or replay.c, calls it with each input. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the run where a condition does not hold, telling what must hold. */
void must(bool condition, const char *what);

/* Memory that the caller frees, never NULL; a sanitizer sees a byte past its end. */
void *make(size_t size);

/* A copy in such memory. */
char *copy_of(const void *bytes, size_t size);

#endif
