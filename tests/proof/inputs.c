/* SPDX-License-Identifier: MIT */
/*
 * Every sequence of the classes of bytes up to a length, behind a beginning; and every number where
 * a code or a status has one. inputs list | inputs list-long: the names of the rows of inputs.def.
 * inputs NAME CLASSES: goes through a row, and tells what was found. inputs classes: prints the
 * classes, a line of ranges each, as the walk finds them.
 *
 * A sequence is read by extending a shorter one. Behind an error each byte is tried, and nothing
 * may change: so all that is longer is the same, and is counted without being read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../model/model.h"
#include "walker.h"

#define LONGEST 64
#define CLASS_COUNT 64
#define NAMED_COUNT 14
#define FREE_LENGTH 8 /* behind it, sequences go on behind two codes alone */
#define DIFFERENCES_TOLD 3
#define FAR SMTPREPLY_DEFAULT_MAX_OCTETS

enum kind { ALL_CLASSES, NAMED_CLASSES, PATTERN };

static const struct row {
	const char *name;
	bool is_long;
	enum kind kind;
	unsigned length;
	uint32_t refuse;
	bool by_line;
	bool with_whole_lines; /* compares the whole-line model too */
	const char *begin;     /* or the pattern */
} rows[] = {
#define ROW(...) { __VA_ARGS__ },
#include "inputs.def"
};

#define ROW_COUNT (sizeof rows / sizeof rows[0])

struct search {
	const struct row *row;
	struct stepping_options options;
	unsigned char alphabet[CLASS_COUNT];
	unsigned alphabet_size;
	unsigned char bytes[LONGEST];
	size_t size;
	struct model model;
	uint64_t sequences; /* all of them */
	uint64_t read;      /* those that were read byte by byte */
	uint64_t differences;
};

static void tell(struct search *search, const char *what)
{
	if (search->differences++ >= DIFFERENCES_TOLD)
		return;
	fprintf(stderr, "differs: %s; in \"", what);
	for (size_t i = 0; i < search->size; i++)
		fprintf(stderr, "\\x%02x", search->bytes[i]);
	fprintf(stderr, "\"\n");
}

/* ---- the whole-line model ---- */

static bool is_status_alike(const struct model_status *a, const struct stepping_status *b)
{
	return a->severity == b->severity && a->subject == b->subject && a->detail == b->detail;
}

static bool is_refusal_alike(const struct model_event *event, const struct stepping_seen *seen)
{
	if (event->refused == 0)
		return seen->refused == 0;
	return (event->refused & seen->refused) != 0;
}

static const char *event_differs(const struct model_event *event, const struct stepping_seen *seen)
{
	uint32_t undecided = event->undecided | event->refused | seen->undecided;

	if (event->error != seen->error || !is_refusal_alike(event, seen) ||
	    event->looks_like != seen->looks_like)
		return "the models differ: error";
	if (event->code != seen->code || event->severity != seen->severity ||
	    event->first_code != seen->first_code || event->last_code != seen->last_code)
		return "the models differ: codes";
	if (!is_status_alike(&event->status, &seen->status))
		return "the models differ: status";
	if (event->line_count != seen->line_count || event->size != seen->size)
		return "the models differ: line_count or size";
	if (((event->deviations ^ seen->deviations) & ~undecided) != 0)
		return "the models differ: deviations";
	return NULL;
}

/* What the whole-line model says last of the bytes so far: ended here, or what the end would be. */
static const char *whole_lines_differ(struct search *search, const struct pair *pair,
				      const struct stepping_seen *seen)
{
	const struct model_options options = { search->options.refuse, search->options.max_octets };
	const struct model_event *event;
	const char *what;

	model_read(&search->model, search->bytes, search->size, &options);
	if (search->model.events == NULL)
		return "the models differ: no event";
	event = &search->model.events[search->model.event_count - 1];
	if (seen->result == SMTPREPLY_DONE) {
		if (search->model.event_count < 2 || event->kind != MODEL_END || !event->is_idle)
			return "the models differ: a reply that ended";
		event--;
	}
	if ((event->kind == MODEL_ERROR) != (seen->result == SMTPREPLY_ERROR) ||
	    event->is_idle != seen->is_idle)
		return "the models differ: result";
	if (event->kind == MODEL_END)
		return NULL;
	what = event_differs(event, seen);
	if (what == NULL &&
	    (event->text_size != seen->text_size ||
	     memcmp(search->model.text + event->text, pair->model.text, seen->text_size) != 0))
		what = "the models differ: text";
	return what;
}

/* ---- a byte more ---- */

static uint64_t count_longer(const struct search *search, unsigned left)
{
	uint64_t count = 0, of_length = 1;

	while (left-- > 0) {
		of_length *= search->alphabet_size;
		count += of_length;
	}
	return count;
}

/* Answers whether the sequence can go on. Patterns are long, and ended only where they end. */
static bool add_byte(struct search *search, struct pair *pair, unsigned char byte)
{
	bool may_end = search->row->kind != PATTERN || search->row->with_whole_lines;
	struct stepping_seen seen;
	const char *what = pair_read(pair, &search->options, byte, &seen);

	search->bytes[search->size++] = byte;
	search->read++;
	if (what == NULL && seen.result == SMTPREPLY_MORE && may_end)
		what = pair_end(pair, &search->options, &seen);
	if (what == NULL && search->row->with_whole_lines)
		what = whole_lines_differ(search, pair, &seen);
	if (what != NULL)
		tell(search, what);
	return what == NULL && pair->parser.error == 0;
}

/* ---- sequences ---- */

static bool is_kept_code(unsigned code)
{
	return code == 0 || code == 250 || code == 550;
}

static void extend(struct search *search, const struct pair *pair, unsigned left)
{
	for (unsigned i = 0; i < search->alphabet_size; i++) {
		struct pair next = *pair;
		size_t size = search->size;
		bool goes_on = add_byte(search, &next, search->alphabet[i]);

		search->sequences++;
		if (!goes_on)
			search->sequences += count_longer(search, left - 1);
		else if (left > 1 &&
			 (search->row->length <= FREE_LENGTH || is_kept_code(next.model.last_code)))
			extend(search, &next, left - 1);
		search->size = size;
	}
}

/* ---- patterns ---- */

/* In a pattern: "@" 2 to 5; "^" 2, 4 or 5; "#" a digit; "~" a digit or none; else the byte. */
static const char *choices_of(char sign)
{
	switch (sign) {
	case '@':
		return "2345";
	case '^':
		return "245";
	case '#':
	case '~':
		return "0123456789";
	default:
		return NULL;
	}
}

static void follow(struct search *search, const struct pair *pair, const char *pattern);

static void choose(struct search *search, const struct pair *pair, const char *pattern,
		   unsigned char byte)
{
	struct pair next = *pair;
	size_t size = search->size;

	if (add_byte(search, &next, byte))
		follow(search, &next, pattern + 1);
	search->size = size;
}

static void follow(struct search *search, const struct pair *pair, const char *pattern)
{
	const char *choices = choices_of(*pattern);

	if (*pattern == '\0') {
		search->sequences++;
		return;
	}
	if (choices == NULL) {
		choose(search, pair, pattern, (unsigned char)*pattern);
		return;
	}
	if (*pattern == '~')
		follow(search, pair, pattern + 1);
	for (; *choices != '\0'; choices++)
		choose(search, pair, pattern, (unsigned char)*choices);
}

/* ---- classes ---- */

/* A class in a file of them: "NAME HEX-HEX HEX ...", with a "*" before the name of those named. */
static void read_classes(struct search *search, const char *file_name)
{
	char line[512];
	FILE *file = fopen(file_name, "r");

	if (file == NULL) {
		fprintf(stderr, "inputs: %s cannot be read\n", file_name);
		exit(EXIT_FAILURE);
	}
	while (fgets(line, sizeof line, file) != NULL) {
		const char *blank = strchr(line, ' ');

		if (blank == NULL || line[0] == '#')
			continue;
		if (search->row->kind == ALL_CLASSES || line[0] == '*')
			search->alphabet[search->alphabet_size++] =
				(unsigned char)strtoul(blank, NULL, 16);
	}
	(void)fclose(file);
}

static void print_class(const uint8_t *class_of, unsigned number)
{
	for (unsigned first = 0; first < 256; first++) {
		unsigned last = first;

		if (class_of[first] != number)
			continue;
		while (last < 255 && class_of[last + 1] == number)
			last++;
		printf(first == last ? " %02x" : " %02x-%02x", first, last);
		first = last;
	}
	printf("\n");
}

static int print_classes(void)
{
	static const uint16_t codes[] = { 250, 550, 0 };
	uint8_t class_of[256] = { 0 };
	const struct walk walk = {
		.options = { .max_octets = 13, .line_octets = LINE_OCTETS },
		.codes = codes,
		.class_of = class_of,
	};
	struct walked walked = walk_all(&walk);

	for (unsigned number = 0; number < 256; number++)
		if (memchr(class_of, (int)number, sizeof class_of) != NULL)
			print_class(class_of, number);
	return walked.differences == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* ---- the command ---- */

static int list(bool with_long)
{
	for (size_t i = 0; i < ROW_COUNT; i++)
		if (with_long || !rows[i].is_long)
			printf("%s\n", rows[i].name);
	return EXIT_SUCCESS;
}

static int go_through(const struct row *row, const char *classes)
{
	struct search search = {
		.row = row,
		.options = { row->refuse, FAR, LINE_OCTETS, STEPPING_ROOM, row->by_line },
	};
	const char *begin = row->begin;
	bool goes_on = true;
	struct pair pair;

	pair_init(&pair, &search.options);
	if (row->kind == PATTERN) {
		follow(&search, &pair, begin);
	} else {
		read_classes(&search, classes);
		for (; *begin != '\0' && goes_on; begin++)
			goes_on = add_byte(&search, &pair, (unsigned char)*begin);
		if (goes_on)
			extend(&search, &pair, row->length);
	}
	model_free(&search.model);
	printf("%12llu sequences %12llu read %llu differences: %s\n",
	       (unsigned long long)search.sequences, (unsigned long long)search.read,
	       (unsigned long long)search.differences, row->name);
	return search.differences == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	const char *name = argc >= 2 ? argv[1] : "";

	if (strcmp(name, "classes") == 0)
		return print_classes();
	if (strcmp(name, "list") == 0 || strcmp(name, "list-long") == 0)
		return list(strcmp(name, "list-long") == 0);
	for (size_t i = 0; i < ROW_COUNT && argc == 3; i++)
		if (strcmp(name, rows[i].name) == 0)
			return go_through(&rows[i], argv[2]);
	fprintf(stderr, "inputs: no row \"%s\"\n", name);
	return EXIT_FAILURE;
}
