/* SPDX-License-Identifier: MIT */
/*
 * Measures how fast replies are read, against memchr() from line to line.
 *
 *     bench [-r ROUNDS] [-f FEEDING]... [-p NAME=COMMAND]... [-j FILE] CORPUS...
 *
 * -f  a row: whole, reply (each reply in one feed), or pieces of so many bytes
 * -p  a row for another library, see peer.h
 * -j  writes the figures to a file, as a JSON array with an object for each corpus
 */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report.h"
#include "rounds.h"

struct plan {
	struct feeding feedings[MAX_ROWS / 2];
	size_t feeding_count;
	struct peer peers[MAX_ROWS / 2 - 1];
	size_t peer_count;
	size_t round_count;
	const char *json_name;
};

static _Noreturn void show_usage(void)
{
	fputs("usage: bench [-r ROUNDS] [-f whole|reply|BYTES]... [-p NAME=COMMAND]...\n"
	      "             [-j FILE] CORPUS...\n",
	      stderr);
	exit(2);
}

static void add_feeding(struct plan *plan, const char *name)
{
	if (plan->feeding_count == sizeof plan->feedings / sizeof plan->feedings[0] ||
	    !feeding_parse(&plan->feedings[plan->feeding_count], name))
		show_usage();
	plan->feeding_count++;
}

static void add_default_feedings(struct plan *plan)
{
	static const char *const names[] = { "whole", "reply", "1460", "64", "16", "7", "1" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		add_feeding(plan, names[i]);
}

static void add_peer(struct plan *plan, char *text)
{
	if (plan->peer_count == sizeof plan->peers / sizeof plan->peers[0])
		show_usage();
	peer_parse(&plan->peers[plan->peer_count++], text);
}

static void set_rounds(struct plan *plan, const char *text)
{
	plan->round_count = strtoul(text, NULL, 10);
	if (plan->round_count < 1 || plan->round_count > MAX_ROUNDS)
		show_usage();
}

static void read_options(struct plan *plan, int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "r:f:p:j:")) != -1)
		switch (option) {
		case 'r':
			set_rounds(plan, optarg);
			break;
		case 'f':
			add_feeding(plan, optarg);
			break;
		case 'p':
			add_peer(plan, optarg);
			break;
		case 'j':
			plan->json_name = optarg;
			break;
		default:
			show_usage();
		}
	if (plan->feeding_count == 0)
		add_default_feedings(plan);
	if (optind == argc)
		show_usage();
}

/* The baseline first. */
static size_t make_rows(struct plan *plan, struct row *rows)
{
	size_t count = 0;

	rows[count++] = (struct row){ .name = "memchr" };
	for (size_t i = 0; i < plan->feeding_count; i++)
		rows[count++] = (struct row){ .name = plan->feedings[i].name,
					      .feeding = &plan->feedings[i] };
	for (size_t i = 0; i < plan->peer_count; i++)
		rows[count++] = (struct row){ .name = plan->peers[i].name,
					      .peer = &plan->peers[i] };
	return count;
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

static void measure_corpus(struct plan *plan, const char *file_name, FILE *json)
{
	static struct row rows[MAX_ROWS];
	struct corpus corpus;
	struct measurement measurement = {
		.corpus_name = last_part(file_name),
		.corpus = &corpus,
		.rows = rows,
		.row_count = make_rows(plan, rows),
		.round_count = plan->round_count,
	};

	corpus_load(&corpus, file_name);
	corpus_find_replies(&corpus);
	for (size_t i = 0; i < plan->peer_count; i++)
		peer_start(&plan->peers[i], file_name);
	run_rounds(&corpus, rows, measurement.row_count, plan->round_count);
	for (size_t i = 0; i < plan->peer_count; i++)
		peer_stop(&plan->peers[i]);
	report_table(stdout, &measurement);
	if (json != NULL)
		report_json(json, &measurement);
	corpus_free(&corpus);
}

static FILE *open_json(const struct plan *plan)
{
	FILE *json = plan->json_name != NULL ? fopen(plan->json_name, "w") : NULL;

	if (plan->json_name != NULL && json == NULL) {
		perror(plan->json_name);
		exit(EXIT_FAILURE);
	}
	return json;
}

int main(int argc, char **argv)
{
	static struct plan plan = { .round_count = 41 };
	FILE *json;

	read_options(&plan, argc, argv);
	json = open_json(&plan);
	for (int i = optind; i < argc; i++) {
		if (json != NULL)
			fputs(i == optind ? "[" : ",\n", json);
		measure_corpus(&plan, argv[i], json);
	}
	if (json != NULL) {
		fputs("]\n", json);
		if (fclose(json) != 0) {
			perror(plan.json_name);
			return EXIT_FAILURE;
		}
	}
	return EXIT_SUCCESS;
}
