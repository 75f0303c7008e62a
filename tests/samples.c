/* SPDX-License-Identifier: MIT */
/* Makes an array of samples.def. */
#include "samples.h"

#include <smtpreply.h>

#include "times.h"

#define SAMPLE(name, bytes, expected, why) { name, bytes, sizeof(bytes) - 1, expected, why, 0, 0 },
#define SAMPLE_WITH(name, option, bytes, expected, why)                                            \
	{ name, bytes, sizeof(bytes) - 1, expected, why, option },

const struct sample samples[] = {
#include "samples.def"
};

const size_t sample_count = sizeof samples / sizeof samples[0];
