/* SPDX-License-Identifier: MIT */
/*
 * The main() of a fuzz target without a fuzzing engine: runs it over files and folders. With --near
 * first, also over every input that is one byte away: another case, a byte at the edge of a range of
 * letters or digits, one byte less.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "target.h"

#define LONGEST_NEAR 400
#define OTHER_CASE 0x20

static const uint8_t edges[] = "\t !\"/09:@AFGZ[`afgz{~\x7f\x80\xff\n";
static unsigned long inputs;
static int has_near;

static void run(const uint8_t *data, size_t size)
{
	LLVMFuzzerTestOneInput(data, size);
	inputs++;
}

static void run_without(uint8_t *data, size_t size, size_t place)
{
	uint8_t byte = data[place];

	memmove(data + place, data + place + 1, size - place - 1);
	run(data, size - 1);
	memmove(data + place + 1, data + place, size - place - 1);
	data[place] = byte;
}

static void run_near(uint8_t *data, size_t size)
{
	for (size_t place = 0; place < size; place++) {
		uint8_t byte = data[place];

		for (size_t i = 0; i < sizeof edges - 1; i++) {
			data[place] = edges[i];
			run(data, size);
		}
		data[place] = byte ^ OTHER_CASE;
		run(data, size);
		data[place] = byte;
		run_without(data, size, place);
	}
}

static void run_bytes(uint8_t *data, size_t size)
{
	run(data, size);
	if (has_near && size <= LONGEST_NEAR)
		run_near(data, size);
	free(data);
}

int main(int argc, char **argv)
{
	has_near = argc > 1 && strcmp(argv[1], "--near") == 0;
	for (int i = 1 + has_near; i < argc; i++)
		each_file(argv[i], run_bytes);
	printf("%lu inputs, no finding\n", inputs);
	return inputs > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
