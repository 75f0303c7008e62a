/* SPDX-License-Identifier: MIT */
/*
 * Writes the table of samples and the captures as seeds of the fuzz targets, a file each.
 *
 * Arguments: the folder, which is made, a file to write when all is done, and the captures.
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <smtpreply.h>

#include "samples.h"

static FILE *open_or_exit(const char *name, const char *mode)
{
	FILE *file = fopen(name, mode);

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
	file = open_or_exit(name, "wb");
	write_header(file, sample);
	fwrite(sample->bytes, 1, sample->size, file);
	if (fclose(file) != 0) {
		perror(name);
		exit(EXIT_FAILURE);
	}
}

static void write_capture(const char *folder, const char *capture)
{
	static char bytes[65536];
	const char *slash = strrchr(capture, '/');
	FILE *file = open_or_exit(capture, "rb");
	const struct sample sample = {
		.name = slash != NULL ? slash + 1 : capture,
		.bytes = bytes,
		.size = fread(bytes, 1, sizeof bytes, file),
	};

	fclose(file);
	write_seed(folder, &sample);
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fputs("usage: seeds FOLDER STAMP [CAPTURE...]\n", stderr);
		return EXIT_FAILURE;
	}
	if (mkdir(argv[1], 0777) != 0 && errno != EEXIST) {
		perror(argv[1]);
		return EXIT_FAILURE;
	}
	for (size_t i = 0; i < sample_count; i++)
		write_seed(argv[1], &samples[i]);
	for (int i = 3; i < argc; i++)
		write_capture(argv[1], argv[i]);
	return fclose(open_or_exit(argv[2], "wb")) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
