/* SPDX-License-Identifier: MIT */
/* Seeds of fuzz_ehlo.c: the rows of ehlo.def and the captures, with little room in small pieces. */
#include "seeds.h"

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

void seed_ehlo(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		seed_ehlo_with_capture(rows[i].name, rows[i].bytes, rows[i].size);
}

void seed_ehlo_with_capture(const char *name, const char *bytes, size_t size)
{
	static const unsigned char header[] = { 25, 5, 3 };

	write_seed(&(struct seed){
		.target = "fuzz_ehlo",
		.name = name,
		.header = header,
		.header_size = sizeof header,
		.bytes = bytes,
		.size = size,
	});
}
