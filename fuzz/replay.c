/* SPDX-License-Identifier: MIT */
/* The main() of a fuzz target without a fuzzing engine: runs it over files and folders. */
#define _XOPEN_SOURCE 700

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

#include "target.h"

static unsigned long inputs;

static int run_file(const char *name, const struct stat *about, int type, struct FTW *where)
{
	size_t size = (size_t)about->st_size;
	uint8_t *data;
	FILE *file;

	(void)where;
	if (type != FTW_F)
		return 0;
	file = fopen(name, "rb");
	data = malloc(size + 1);
	if (file == NULL || data == NULL || fread(data, 1, size, file) != size) {
		perror(name);
		exit(EXIT_FAILURE);
	}
	fclose(file);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
	inputs++;
	return 0;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (nftw(argv[i], run_file, 16, FTW_PHYS) != 0) {
			perror(argv[i]);
			return EXIT_FAILURE;
		}
	printf("%lu inputs, no finding\n", inputs);
	return inputs > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
