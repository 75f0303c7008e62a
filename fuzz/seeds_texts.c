/* SPDX-License-Identifier: MIT */
/*
 * Seeds of fuzz_texts.c: the rows of its tables behind their code. A row has no name, so a seed is
 * named after its table and its line there.
 */
#include "seeds.h"

#include <stdint.h>
#include <stdio.h>

#include "inputs.h"

struct row {
	const char *table;
	unsigned char looked_for;
	int line;
	uint32_t code;
	const char *text;
	size_t size;
};

#define ROW(code, text) { TABLE, LOOKED_FOR, __LINE__, code, text, sizeof(text) - 1 },
#define FOUND(code, text, shown, why) ROW(code, text)
#define NONE(code, text, why) ROW(code, text)
#define NONE_BUT(code, text, cut_short, why) ROW(code, text)
#define CHALLENGE(text, bytes, why) ROW(334, text)
#define NO_CHALLENGE(text, why) ROW(334, text)

static const struct row rows[] = {
#define TABLE "challenges"
#define LOOKED_FOR LOOKED_FOR_CHALLENGE
#include "challenges.def"
#undef TABLE
#undef LOOKED_FOR
#define TABLE "delays"
#define LOOKED_FOR LOOKED_FOR_DELAY
#include "delays.def"
#undef TABLE
#undef LOOKED_FOR
#define TABLE "paths"
#define LOOKED_FOR LOOKED_FOR_PATH
#include "paths.def"
#undef TABLE
#undef LOOKED_FOR
#define TABLE "queue-ids"
#define LOOKED_FOR LOOKED_FOR_QUEUE_ID
#include "queue-ids.def"
#undef TABLE
#undef LOOKED_FOR
#define TABLE "server-names"
#define LOOKED_FOR LOOKED_FOR_SERVER_NAME
#include "server-names.def"
#undef TABLE
#undef LOOKED_FOR
};

static void seed_texts_with_row(const struct row *row)
{
	const unsigned char header[TEXTS_HEADER] = { row->looked_for,
						     (unsigned char)(row->code >> 8),
						     (unsigned char)(row->code & 0xff) };
	char name[64];

	snprintf(name, sizeof name, "%s-%d", row->table, row->line);
	write_seed(&(struct seed){
		.target = "fuzz_texts",
		.name = name,
		.header = header,
		.header_size = sizeof header,
		.bytes = row->text,
		.size = row->size,
	});
}

void seed_texts(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		seed_texts_with_row(&rows[i]);
}
