/* SPDX-License-Identifier: MIT */
/*
 * Seeds of fuzz_cuts.c and fuzz_print.c: the samples and the captures, behind the options that come
 * nearest.
 */
#include "seeds.h"

#include "samples.h"

static void seed_cuts_with_sample(const struct sample *sample)
{
	const unsigned char header[] = {
		sample->refuse == 0 ? 0 : 3,
		sample->max_octets == 0   ? 0
		: sample->max_octets < 64 ? 3
					  : 2,
		5,
		3,
	};
	static const char *const targets[] = { "fuzz_cuts", "fuzz_print" };

	for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
		write_seed(&(struct seed){
			.target = targets[i],
			.name = sample->name,
			.header = header,
			.header_size = sizeof header,
			.bytes = sample->bytes,
			.size = sample->size,
		});
}

void seed_cuts(void)
{
	for (size_t i = 0; i < sample_count; i++)
		seed_cuts_with_sample(&samples[i]);
}

void seed_cuts_with_capture(const char *name, const char *bytes, size_t size)
{
	seed_cuts_with_sample(&(struct sample){ .name = name, .bytes = bytes, .size = size });
}
