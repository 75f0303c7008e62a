/* SPDX-License-Identifier: MIT */
/* The table of samples, see samples.def. */
#ifndef SAMPLES_H
#define SAMPLES_H

#include <stddef.h>
#include <stdint.h>

struct sample {
	const char *name;
	const char *bytes;
	size_t size;
	const char *expected;
	const char *why;
	uint32_t refuse;
	uint32_t max_octets;
};

extern const struct sample samples[];
extern const size_t sample_count;

#endif
