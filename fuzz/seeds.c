/* SPDX-License-Identifier: MIT */
/*
 * Writes the table of samples as seeds of the fuzz targets, a file each, named as the sample.
 *
 * Arguments: the folder, which is made, and a file to write when all is done.
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <smtpreply.h>

#include "samples.h"

static FILE *create(const char *name)
{
	FILE *file = fopen(name, "wb");

	if (file == NULL) {
		perror(name);
		exit(EXIT_FAILURE);
	}
	return file;
}

/* The options of fuzz_cuts.c that come nearest to the sample's. */
static void write_header(FILE *file, const struct sample *sample)
{
	const unsigned char header[] = {
		sample->refuse == 0 ? 0 : 3,
		sample->max_octets == 0   ? 0
		: sample->max_octets < 64 ? 3
					  : 2,
		5,
		3,
	};

	fwrite(header, 1, sizeof header, file);
}

static void write_seed(const char *folder, const struct sample *sample)
{
	char name[512];
	FILE *file;

	snprintf(name, sizeof name, "%s/%s", folder, sample->name);
	file = create(name);
	write_header(file, sample);
	fwrite(sample->bytes, 1, sample->size, file);
	if (fclose(file) != 0) {
		perror(name);
		exit(EXIT_FAILURE);
	}
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fputs("usage: seeds FOLDER STAMP\n", stderr);
		return EXIT_FAILURE;
	}
	if (mkdir(argv[1], 0777) != 0 && errno != EEXIST) {
		perror(argv[1]);
		return EXIT_FAILURE;
	}
	for (size_t i = 0; i < sample_count; i++)
		write_seed(argv[1], &samples[i]);
	return fclose(create(argv[2])) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
