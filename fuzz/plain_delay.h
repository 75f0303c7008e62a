/* SPDX-License-Identifier: MIT */
/*
 * A second reading of a retry delay, to compare the library with: written by hand from
 * include/smtpreply/delay.h, sentence by sentence. It may be slow.
 */
#ifndef PLAIN_DELAY_H
#define PLAIN_DELAY_H

#include <smtpreply.h>

/* Answers as smtpreply_delay_find(). */
bool plain_delay_find(uint32_t code, const char *text, size_t size, bool truncated,
		      struct smtpreply_delay *delay);

#endif
