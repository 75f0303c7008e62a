/* SPDX-License-Identifier: MIT */
/*
 * Two threads use the library at once and share nothing but its constant tables: each must write the
 * event log that one thread writes alone. Made for ThreadSanitizer; see sanitizers.md. Nothing keeps them
 * in step: that would order what they do, and hide a race.
 */
#define _POSIX_C_SOURCE 200809L

#include "event_log.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct copy {
	char *bytes;
	size_t size;
};

static void *write_copy(void *argument)
{
	struct copy *copy = argument;
	FILE *log = open_memstream(&copy->bytes, &copy->size);

	if (log == NULL)
		abort();
	write_event_log(log);
	fclose(log);
	return NULL;
}

static bool is_same(const struct copy *one, const struct copy *other)
{
	return one->size == other->size && memcmp(one->bytes, other->bytes, one->size) == 0;
}

int main(void)
{
	struct copy alone, beside[2];
	pthread_t threads[2];
	bool is_right;

	for (size_t i = 0; i < 2; i++)
		if (pthread_create(&threads[i], NULL, write_copy, &beside[i]) != 0)
			abort();
	for (size_t i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	write_copy(&alone); /* last: what is written once would be written here, and no race seen */
	is_right = is_same(&alone, &beside[0]) && is_same(&alone, &beside[1]);
	printf("%zu bytes of log, %s in two threads\n", alone.size,
	       is_right ? "the same" : "others");
	free(alone.bytes);
	free(beside[0].bytes);
	free(beside[1].bytes);
	return is_right ? EXIT_SUCCESS : EXIT_FAILURE;
}
