/* SPDX-License-Identifier: MIT */
/* Seeds of fuzz_print.c: the rows of prints.def in each form, with room for all that they print. */
#include "seeds.h"

#include <stdio.h>
#include <string.h>

#include "inputs.h"

struct row {
	const char *name;
	const char *bytes;
	size_t size;
};

#define PRINT(name, bytes, form, expected, why) { name, bytes, sizeof(bytes) - 1 },
#define PRINT_FROM(name, room, bytes, form, expected, why) PRINT(name, bytes, form, expected, why)
#define PRINT_WITH(name, option, bytes, form, expected, why) PRINT(name, bytes, form, expected, why)

static const struct row rows[] = {
#include "prints.def"
};

/* The header is that of the target without the form. */
void seed_print_in_each_form(const struct seed *seed)
{
	static const char *const forms[FORM_COUNT] = {
		[FORM_LINE] = "line",
		[FORM_DIAGNOSTIC] = "diagnostic",
		[FORM_LINES] = "lines",
		[FORM_TEXT] = "text",
	};
	unsigned char header[PRINT_HEADER];
	struct seed whole = *seed;
	char name[256];

	memcpy(header, seed->header, seed->header_size);
	whole.target = "fuzz_print";
	whole.name = name;
	whole.header = header;
	whole.header_size = sizeof header;
	for (int form = 0; form < FORM_COUNT; form++) {
		header[PRINT_HEADER - 1] = (unsigned char)form;
		snprintf(name, sizeof name, "%s.%s", seed->name, forms[form]);
		write_seed(&whole);
	}
}

void seed_print(void)
{
	static const unsigned char header[PRINT_HEADER - 1] = { 0, 0, 0, 255 };

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		seed_print_in_each_form(&(struct seed){
			.name = rows[i].name,
			.header = header,
			.header_size = sizeof header,
			.bytes = rows[i].bytes,
			.size = rows[i].size,
		});
}
