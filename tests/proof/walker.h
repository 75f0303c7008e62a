/* SPDX-License-Identifier: MIT */
/*
 * A breadth-first walk over all states that the parser and the stepping model reach together.
 *
 * In each state all 256 bytes are read, and everything that can be seen is compared. States are one
 * where nothing but these differs (tests/PROOF.md says why that is sound); that each of them
 * is without influence is tried on every transition, with other values in their place:
 * - the deviations noted so far, the bytes of the text, what the parser no longer needs;
 * - numbers of a status: only 0, 9, 99, 999 and others are told apart;
 * - with is_far: how many octets and lines came before, and how far a counter is beyond its use.
 */
#ifndef WALKER_H
#define WALKER_H

#include "pair.h"

struct walk {
	struct stepping_options options;
	bool is_far;         /* the reply's limit is never near; else all counters are exact */
	bool has_long_parts; /* of a status, parts of two and three digits too */
	/* Behind what else the walk does not go on, though it compares the step. */
	const uint16_t *codes; /* other codes; the last one is 0 */
	bool has_no_status;    /* the first digit of a status */
	uint32_t lines;        /* so many lines; 0: none */
	/* Called in each state, or NULL: answers NULL, or what is wrong there. */
	const char *(*visit)(const struct walk *walk, const struct pair *pair);
	/* Called for each byte, or NULL: class_of gathers which bytes lead to the same everywhere. */
	uint8_t *class_of;
};

struct walked {
	uint64_t states;
	uint64_t transitions;
	uint64_t differences; /* told on standard error */
};

struct walked walk_all(const struct walk *walk);

#endif
