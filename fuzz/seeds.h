/* SPDX-License-Identifier: MIT */
/* Writes the seeds of the fuzz targets: a file each, in a folder a target. */
#ifndef SEEDS_H
#define SEEDS_H

#include <stddef.h>

/* A seed of a target: what chooses the options, then the bytes of a server. */
struct seed {
	const char *target;
	const char *name;
	const unsigned char *header;
	size_t header_size;
	const char *bytes;
	size_t size;
};

void write_seed(const struct seed *seed);

/* Each writes the seeds of one target; a capture is the stream of a real server. */
void seed_cuts(void);
void seed_cuts_with_capture(const char *name, const char *bytes, size_t size);
void seed_ehlo(void);
void seed_ehlo_with_capture(const char *name, const char *bytes, size_t size);
void seed_print(void);
void seed_print_in_each_form(const struct seed *seed);
void seed_texts(void);
void seed_advice(void);
void seed_session(void);
void seed_reference(void);
void seed_words(void);

#endif
