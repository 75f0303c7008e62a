/* SPDX-License-Identifier: MIT */
/* Seeds of fuzz_advice.c: the rows of advice.def behind their situation, named by their number. */
#include "seeds.h"

#include <stdio.h>

#include "advice_rows.h"

static void seed_advice_with_row(const struct advice_row *row, size_t number)
{
	const struct smtpreply_situation *situation = &row->situation;
	const unsigned char header[] = {
		situation->stage,
		situation->outcome,
		(unsigned char)(situation->known >> 8),
		(unsigned char)(situation->known & 0xff),
		(unsigned char)situation->accepted,
		0,
	};
	char name[64];

	snprintf(name, sizeof name, "%03zu-%s", number, smtpreply_stage_name(situation->stage));
	write_seed(&(struct seed){
		.target = "fuzz_advice",
		.name = name,
		.header = header,
		.header_size = sizeof header,
		.bytes = row->bytes,
		.size = row->size,
	});
}

void seed_advice(void)
{
	for (size_t i = 0; i < advice_row_count; i++)
		seed_advice_with_row(&advice_rows[i], i);
}
