/* SPDX-License-Identifier: MIT */
/* Seeds of fuzz_words.c: the rows of words.def, named after their line there. */
#include "seeds.h"

#include <stdio.h>

struct row {
	int line;
	const char *text;
	size_t size;
};

#define SAYS(word, text, why) { __LINE__, text, sizeof(text) - 1 },
#define SAYS_NOTHING(text, why) SAYS(NOTHING, text, why)

static const struct row rows[] = {
#include "words.def"
};

void seed_words(void)
{
	static const unsigned char header[] = { 0 };
	char name[32];

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		snprintf(name, sizeof name, "words-%d", rows[i].line);
		write_seed(&(struct seed){
			.target = "fuzz_words",
			.name = name,
			.header = header,
			.header_size = sizeof header,
			.bytes = rows[i].text,
			.size = rows[i].size,
		});
	}
}
