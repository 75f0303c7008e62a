/* SPDX-License-Identifier: MIT */
/*
 * Seeds of fuzz_texts.c: the rows of its tables behind their code, each for whatever may be looked for.
 * A row has no name, so a seed is named after its table and its line there.
 */
#include "seeds.h"

#include <stdint.h>
#include <stdio.h>

#include "inputs.h"

struct row {
	const char *table;
	int line;
	uint32_t code;
	const char *text;
	size_t size;
};

#define ROW(code, text) { TABLE, __LINE__, code, text, sizeof(text) - 1 },
#define FOUND(code, text, shown, why) ROW(code, text)
#define NONE(code, text, why) ROW(code, text)
#define NONE_BUT(code, text, cut_short, why) ROW(code, text)
#define CHALLENGE(text, bytes, why) ROW(334, text)
#define NO_CHALLENGE(text, why) ROW(334, text)

static const struct row rows[] = {
#define TABLE "challenges"
#include "challenges.def"
#undef TABLE
#define TABLE "delays"
#include "delays.def"
#undef TABLE
#define TABLE "paths"
#include "paths.def"
#undef TABLE
#define TABLE "queue-ids"
#include "queue-ids.def"
#undef TABLE
#define TABLE "server-names"
#include "server-names.def"
#undef TABLE
};

static void seed_texts_with_row(const struct row *row)
{
	static const char *const names[LOOKED_FOR_COUNT] = {
		[LOOKED_FOR_PATH] = "path",           [LOOKED_FOR_SERVER_NAME] = "server-name",
		[LOOKED_FOR_QUEUE_ID] = "queue-id",   [LOOKED_FOR_DELAY] = "delay",
		[LOOKED_FOR_CHALLENGE] = "challenge", [LOOKED_FOR_ENCODED] = "encoded",
	};
	char name[64];

	for (int i = 0; i < LOOKED_FOR_COUNT; i++) {
		const unsigned char header[TEXTS_HEADER] = { (unsigned char)i,
							     (unsigned char)(row->code >> 8),
							     (unsigned char)(row->code & 0xff) };

		snprintf(name, sizeof name, "%s-%d.%s", row->table, row->line, names[i]);
		write_seed(&(struct seed){
			.target = "fuzz_texts",
			.name = name,
			.header = header,
			.header_size = sizeof header,
			.bytes = row->text,
			.size = row->size,
		});
	}
}

void seed_texts(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		seed_texts_with_row(&rows[i]);
}
