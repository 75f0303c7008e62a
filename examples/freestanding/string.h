/* SPDX-License-Identifier: MIT */
/*
 * What the library needs of <string.h>, for a target without a libc. The functions are yours; see the
 * end of examples/uart.c.
 */
#ifndef FREESTANDING_STRING_H
#define FREESTANDING_STRING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memset(void *to, int byte, size_t size);
void *memchr(const void *in, int byte, size_t size);
int memcmp(const void *one, const void *other, size_t size);

#endif
