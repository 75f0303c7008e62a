/* SPDX-License-Identifier: MIT */
/*
 * Writes the tables of the tests and the captures as seeds of the fuzz targets. What a seed of a
 * target looks like is said in the seeds_*.c of that target.
 *
 * Arguments: the folder, which is made, a file to write when all is done, and the captures.
 */
#define _POSIX_C_SOURCE 200809L

#include "seeds.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *folder;

static FILE *open_or_exit(const char *name, const char *mode)
{
	FILE *file = fopen(name, mode);

	if (file == NULL) {
		perror(name);
		exit(EXIT_FAILURE);
	}
	return file;
}

static void make_folder(const char *name)
{
	if (mkdir(name, 0777) != 0 && errno != EEXIST) {
		perror(name);
		exit(EXIT_FAILURE);
	}
}

/* A row without a reply has no bytes, and no pointer to any. */
static void write_bytes(FILE *file, const void *bytes, size_t size)
{
	if (size > 0)
		(void)fwrite(bytes, 1, size, file); /* fclose tells what failed */
}

void write_seed(const struct seed *seed)
{
	char name[512];
	FILE *file;

	snprintf(name, sizeof name, "%s/%s", folder, seed->target);
	make_folder(name);
	snprintf(name, sizeof name, "%s/%s/%s", folder, seed->target, seed->name);
	file = open_or_exit(name, "wb");
	write_bytes(file, seed->header, seed->header_size);
	write_bytes(file, seed->bytes, seed->size);
	if (fclose(file) != 0) {
		perror(name);
		exit(EXIT_FAILURE);
	}
}

static void write_capture(const char *capture)
{
	static char bytes[65536];
	const char *slash = strrchr(capture, '/');
	const char *name = slash != NULL ? slash + 1 : capture;
	FILE *file = open_or_exit(capture, "rb");
	size_t size = fread(bytes, 1, sizeof bytes, file);

	(void)fclose(file);
	seed_cuts_with_capture(name, bytes, size);
	seed_ehlo_with_capture(name, bytes, size);
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fputs("usage: seeds FOLDER STAMP [CAPTURE...]\n", stderr);
		return EXIT_FAILURE;
	}
	folder = argv[1];
	make_folder(folder);
	seed_cuts();
	seed_ehlo();
	seed_print();
	seed_texts();
	seed_advice();
	seed_session();
#ifdef HAS_REFERENCE
	seed_reference();
#endif
	seed_words();
	for (int i = 3; i < argc; i++)
		write_capture(argv[i]);
	return fclose(open_or_exit(argv[2], "wb")) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
