/* SPDX-License-Identifier: MIT */
/* The files that replay.c and turns.c are given. */
#ifndef FILES_H
#define FILES_H

#include <stddef.h>
#include <stdint.h>

/* Hands out the bytes of a file, or of each file in a folder and its folders, in memory of exactly
 * their size that take frees. */
void each_file(const char *name, void (*take)(uint8_t *bytes, size_t size));

#endif
