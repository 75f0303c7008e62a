/* SPDX-License-Identifier: MIT */
/*
 * Seeds of fuzz_cuts.c, fuzz_model.c, fuzz_print.c and fuzz_stream.c: the samples and the captures, behind the
 * options that come nearest; of fuzz_cuts.c one in each way, of fuzz_print.c one in each
 * form, of fuzz_stream.c behind a greeting and a message.
 */
#include "seeds.h"

#include <stdio.h>

#include <smtpreply.h>

#include "inputs.h"
#include "samples.h"

static unsigned char limit_of_sample(const struct sample *sample)
{
	return sample->max_octets == 0 ? 0 : sample->max_octets < 64 ? 3 : 2;
}

static void seed(const char *target, const char *name, const struct sample *sample,
		 const unsigned char *header, size_t header_size)
{
	write_seed(&(struct seed){
		.target = target,
		.name = name,
		.header = header,
		.header_size = header_size,
		.bytes = sample->bytes,
		.size = sample->size,
	});
}

static void seed_ways(const struct sample *sample, unsigned char refusal)
{
	static const char *const ways[CUT_COUNT] = {
		[CUT_PIECES] = "in-pieces",
		[CUT_BY_LINE] = "by-line",
		[CUT_LITTLE_ROOM] = "little-room",
		[CUT_AFTER_RESET] = "after-reset",
	};
	char name[256];

	for (int cut = 0; cut < CUT_COUNT; cut++) {
		const unsigned char header[CUTS_HEADER] = { refusal, limit_of_sample(sample),
							    (unsigned char)cut, 5, 1 };

		snprintf(name, sizeof name, "%s.%s", sample->name, ways[cut]);
		seed("fuzz_cuts", name, sample, header, sizeof header);
	}
}

static void seed_forms(const struct sample *sample, unsigned char refusal)
{
	const unsigned char header[PRINT_HEADER - 1] = { refusal, limit_of_sample(sample), 5, 3 };

	seed_print_in_each_form(&(struct seed){
		.name = sample->name,
		.header = header,
		.header_size = sizeof header,
		.bytes = sample->bytes,
		.size = sample->size,
	});
}

static void seed_stream(const struct sample *sample, unsigned char refusal)
{
	const unsigned char header[STREAM_HEADER] = {
		STREAM_MOST_COMMANDS,     refusal,
		limit_of_sample(sample),  7,
		SMTPREPLY_STAGE_GREETING, SMTPREPLY_STAGE_EHLO,
		SMTPREPLY_STAGE_MAIL,     SMTPREPLY_STAGE_RCPT,
		SMTPREPLY_STAGE_RCPT,     SMTPREPLY_STAGE_DATA,
		SMTPREPLY_STAGE_DATA_END, SMTPREPLY_STAGE_QUIT,
	};

	seed("fuzz_stream", sample->name, sample, header, sizeof header);
}

static void seed_cuts_with_sample(const struct sample *sample)
{
	const unsigned char refusal = sample->refuse == 0 ? 0 : 3;
	const unsigned char header[MODEL_HEADER] = { refusal, limit_of_sample(sample), 1 };

	seed_ways(sample, refusal);
	seed_forms(sample, refusal);
	seed_stream(sample, refusal);
	seed("fuzz_model", sample->name, sample, header, sizeof header);
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
