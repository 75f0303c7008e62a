/* SPDX-License-Identifier: MIT */
/* Seeds of fuzz_print.c: the rows of prints.def, with room for all that they print. */
#include "seeds.h"

struct row {
	const char *name;
	const char *bytes;
	size_t size;
};

#define PRINT(name, bytes, form, expected, why) { name, bytes, sizeof(bytes) - 1 },
#define PRINT_FROM(name, room, bytes, form, expected, why) PRINT(name, bytes, form, expected, why)
#define PRINT_WITH(name, option, bytes, form, expected, why)                                       \
	PRINT(name, bytes, form, expected, why)

static const struct row rows[] = {
#include "prints.def"
};

void seed_print(void)
{
	static const unsigned char header[] = { 0, 0, 0, 255 };

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		write_seed(&(struct seed){
			.target = "fuzz_print",
			.name = rows[i].name,
			.header = header,
			.header_size = sizeof header,
			.bytes = rows[i].bytes,
			.size = rows[i].size,
		});
}
