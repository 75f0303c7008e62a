/* SPDX-License-Identifier: MIT */
/* Makes an array of samples.def. */
#include "samples.h"

#include <smtpreply.h>

#define TIMES_10(x) x x x x x x x x x x
#define TIMES_100(x)                                                                               \
	TIMES_10(x)                                                                                \
	TIMES_10(x)                                                                                \
	TIMES_10(x)                                                                                \
	TIMES_10(x) TIMES_10(x) TIMES_10(x) TIMES_10(x) TIMES_10(x) TIMES_10(x) TIMES_10(x)
#define TIMES_500(x) TIMES_100(x) TIMES_100(x) TIMES_100(x) TIMES_100(x) TIMES_100(x)

#define SAMPLE(name, bytes, expected, why) { name, bytes, sizeof(bytes) - 1, expected, why, 0, 0 },
#define SAMPLE_WITH(name, option, bytes, expected, why)                                            \
	{ name, bytes, sizeof(bytes) - 1, expected, why, option },

const struct sample samples[] = {
#include "samples.def"
};

const size_t sample_count = sizeof samples / sizeof samples[0];
