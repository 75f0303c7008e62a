/* SPDX-License-Identifier: MIT */
/* Feeds a stream in every way there is: what comes out may not depend on it. */
#ifndef WAYS_H
#define WAYS_H

#include "outcome.h"

/*
 * Whole, in pieces of 1 to 9 bytes and in every two-piece cut; by reply and by line; with buffers
 * of size 0, 1, just short, just enough and large. Fails the Check test that runs where something
 * differs. way gives the parser's options.
 */
void check_all_ways(const char *name, const void *bytes, size_t size, const struct way *way);

#endif
