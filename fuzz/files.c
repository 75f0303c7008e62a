/* SPDX-License-Identifier: MIT */
/*
 * The files that replay.c and turns.c are given; see files.h. Folders are read by hand: a call of libc
 * that calls back, as nftw() does, hands over memory of which MemorySanitizer has not seen the writing.
 */
#define _POSIX_C_SOURCE 200809L

#include "files.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "target.h"

static void read_file(const char *name, size_t size, void (*take)(uint8_t *bytes, size_t size))
{
	uint8_t *bytes = make(size);
	FILE *file = fopen(name, "rb");

	must(file != NULL && fread(bytes, 1, size, file) == size, "a file can be read");
	fclose(file);
	take(bytes, size);
}

static void read_entry(const char *folder, const char *entry,
		       void (*take)(uint8_t *bytes, size_t size))
{
	size_t size = strlen(folder) + strlen(entry) + 2;
	char *name = make(size);

	snprintf(name, size, "%s/%s", folder, entry);
	each_file(name, take);
	free(name);
}

static void read_folder(const char *name, void (*take)(uint8_t *bytes, size_t size))
{
	DIR *folder = opendir(name);
	const struct dirent *entry;

	must(folder != NULL, "a folder can be read");
	while ((entry = readdir(folder)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			read_entry(name, entry->d_name, take);
	closedir(folder);
}

void each_file(const char *name, void (*take)(uint8_t *bytes, size_t size))
{
	struct stat about;

	if (stat(name, &about) != 0) {
		perror(name);
		exit(EXIT_FAILURE);
	}
	if (S_ISDIR(about.st_mode))
		read_folder(name, take);
	else
		read_file(name, (size_t)about.st_size, take);
}
