/* SPDX-License-Identifier: MIT */
/*
 * Seeds of fuzz_ehlo.c: the rows of ehlo.def, each keyword and mechanism alone, and the captures, in
 * each way.
 */
#include "seeds.h"

#include <stdio.h>
#include <string.h>

#include <smtpreply.h>

#include "inputs.h"
#include "times.h"

struct row {
	const char *name;
	const char *bytes;
	size_t size;
};

#define REPLY(name, bytes, expected, why) { name, bytes, sizeof(bytes) - 1 },
#define OFFERS(name, lines, expected, why)                                                         \
	REPLY(name, "250-mx.test.example\r\n" lines, expected, why)

static const struct row rows[] = {
#include "ehlo.def"
};

typedef const char *name_function(uint32_t number);

/* Names end where a number has none. */
static void seed_ehlo_with_names(const char *before, name_function *name_of)
{
	char bytes[64];
	const char *name;

	for (uint32_t number = 1; strcmp(name = name_of(number), name_of(0)) != 0; number++) {
		snprintf(bytes, sizeof bytes, "250-a\r\n250 %s%s\r\n", before, name);
		seed_ehlo_with_capture(name, bytes, strlen(bytes));
	}
}

void seed_ehlo(void)
{
	seed_ehlo_with_names("", smtpreply_ehlo_keyword_name);
	seed_ehlo_with_names("AUTH ", smtpreply_ehlo_mechanism_name);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		seed_ehlo_with_capture(rows[i].name, rows[i].bytes, rows[i].size);
}

void seed_ehlo_with_capture(const char *name, const char *bytes, size_t size)
{
	static const char *const ways[EHLO_WAY_COUNT] = {
		[EHLO_BY_LINE] = "by-line",
		[EHLO_LITTLE_ROOM] = "little-room",
		[EHLO_BY_LINE_WITH_LITTLE_ROOM] = "by-line-with-little-room",
	};
	char seed_name[256];

	for (int way = 0; way < EHLO_WAY_COUNT; way++) {
		const unsigned char header[EHLO_HEADER] = { (unsigned char)way, 25, 5, 3 };

		snprintf(seed_name, sizeof seed_name, "%s.%s", name, ways[way]);
		write_seed(&(struct seed){
			.target = "fuzz_ehlo",
			.name = seed_name,
			.header = header,
			.header_size = sizeof header,
			.bytes = bytes,
			.size = size,
		});
	}
}
