/* SPDX-License-Identifier: MIT */
/*
 * Input at the edge of memory: pages that nobody may touch lie before and behind all that the library
 * is given to read or to write, and the program ends where it reads or writes one byte too many.
 *
 *     bounds FILE...
 *
 * All samples and rows of the tests, and what the files hold. Each is read whole and byte by byte, close to the page behind
 * it and to the one before; then what was read is given to each part of the meaning in the same way.
 * All ways must give the same.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <smtpreply.h>

#include "advice_rows.h"
#include "samples.h"
#include "times.h"

#define PAGE ((size_t)4096)
#define ROOM ((size_t)1 << 20)
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct row {
	const char *name;
	uint32_t code;
	const char *text;
	size_t size;
};

/* The rows of what a machine reads: a code and a text. */
#define ROW(code, text) { text, code, text, sizeof(text) - 1 },
#define FOUND(code, text, shown, why) ROW(code, text)
#define NONE(code, text, why) ROW(code, text)
#define NONE_BUT(code, text, cut_short, why) ROW(code, text)
#define CHALLENGE(text, bytes, why) ROW(334, text)
#define NO_CHALLENGE(text, why) ROW(334, text)

static const struct row text_rows[] = {
#include "challenges.def"
#include "delays.def"
#include "paths.def"
#include "queue-ids.def"
#include "server-names.def"
};

/* The rows of what is read of replies; of TEXT too, which is a text. */
#define REPLY(name, bytes, expected, why) { name, 0, bytes, sizeof(bytes) - 1 },
#define OFFERS(name, lines, expected, why)                                                         \
	REPLY(name, "250-mx.test.example\r\n" lines, expected, why)
#define PRINT(name, bytes, form, printed, why) REPLY(name, bytes, printed, why)
#define PRINT_WITH(name, settings, bytes, form, printed, why) REPLY(name, bytes, printed, why)
#define PRINT_FROM(name, size, bytes, form, printed, why) REPLY(name, bytes, printed, why)

static const struct row reply_rows[] = {
#include "ehlo.def"
#include "prints.def"
};

/* Memory with a page before and one behind it. */
struct yard {
	char *begin;
};

static struct yard inputs, buffers, texts, outputs, structs;
static const char *input_name = "", *entry_name = "";
static bool is_at_begin;
static size_t reply_count, call_count;

static void say(const char *words)
{
	size_t size = strlen(words);

	if (write(STDERR_FILENO, words, size) != (ssize_t)size)
		_exit(1);
}

static void end_at_page(int number)
{
	(void)number;
	say("bounds: a byte too many is read or written ");
	say(is_at_begin ? "before" : "behind");
	say(" what was given, by ");
	say(entry_name);
	say(" with ");
	say(input_name);
	say("\n");
	_exit(1);
}

static struct yard fence(void)
{
	char *pages = mmap(NULL, ROOM + 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (pages == MAP_FAILED || mprotect(pages + PAGE, ROOM, PROT_READ | PROT_WRITE) != 0) {
		perror("bounds: mmap");
		exit(1);
	}
	return (struct yard){ pages + PAGE };
}

/* So many bytes, close to the page before them or to the one behind. */
static char *place(const struct yard *yard, size_t size)
{
	if (size > ROOM) {
		fprintf(stderr, "bounds: %s is too large\n", input_name);
		exit(1);
	}
	return is_at_begin ? yard->begin : yard->begin + ROOM - size;
}

static char *place_copy(const struct yard *yard, const void *bytes, size_t size)
{
	char *to = place(yard, size);

	if (size > 0)
		memcpy(to, bytes, size);
	return to;
}

/* What was seen, so that two ways can be compared. */

static uint64_t hash;

static void note_bytes(const void *bytes, size_t size)
{
	const unsigned char *byte = bytes;

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ byte[i]) * UINT64_C(0x100000001b3);
}

static void note(uint64_t number)
{
	note_bytes(&number, sizeof number);
}

static void note_text(const char *text, size_t size)
{
	note(size);
	if (text != NULL)
		note_bytes(text, size);
}

static void enter(const char *name)
{
	entry_name = name;
	call_count++;
}

/* The parts of the meaning, each given a text of its own size. */

static void ask_texts(uint32_t code, const char *text, size_t size, bool truncated)
{
	struct smtpreply_path path;
	struct smtpreply_delay delay;
	struct smtpreply_queue_id id;
	struct smtpreply_server_name name;

	enter("smtpreply_path_find");
	note(smtpreply_path_find(code, text, size, truncated, &path));
	note_text(path.text, path.size);
	note_text(path.mailbox, path.mailbox_size);
	enter("smtpreply_delay_find");
	note(smtpreply_delay_find(code, text, size, truncated, &delay));
	note(delay.seconds);
	enter("smtpreply_queue_id_find");
	note(smtpreply_queue_id_find(code, text, size, truncated, &id));
	note_text(id.text, id.size);
	enter("smtpreply_server_name_find");
	note(smtpreply_server_name_find(code, text, size, truncated, &name));
	note_text(name.text, name.size);
}

static void ask_challenge(const char *text, size_t size, bool truncated)
{
	size_t decoded = 0;
	char *to;

	enter("smtpreply_challenge_check");
	note(smtpreply_challenge_check(text, size, truncated, &decoded));
	to = place(&outputs, decoded);
	enter("smtpreply_challenge_decode");
	if (smtpreply_challenge_decode(text, size, truncated, to, decoded, &decoded))
		note_text(to, decoded);
}

static void ask_print_text(const char *text, size_t size)
{
	size_t needed = smtpreply_print_text(text, size, NULL, 0);

	enter("smtpreply_print_text");
	for (size_t room = 0; room <= needed + 1; room += needed / 3 + 1) {
		char *to = place(&outputs, room);

		note(smtpreply_print_text(text, size, to, room));
		note_bytes(to, room > 0 ? strlen(to) : 0);
	}
}

static void ask_reference(const char *text, size_t size)
{
	struct smtpreply_entry entry;

	enter("smtpreply_entry_find_keyword");
	note(smtpreply_entry_find_keyword(text, size, &entry));
	enter("smtpreply_entry_search");
	if (size < 256 && smtpreply_entry_get(call_count % smtpreply_entry_count(), &entry))
		smtpreply_entry_search(&entry, text, size, 0);
}

static void ask_print(const struct smtpreply *reply)
{
	static size_t (*const prints[])(const struct smtpreply *reply, char *to, size_t room) = {
		smtpreply_print_line,
		smtpreply_print_diagnostic,
		smtpreply_print_lines,
	};

	enter("smtpreply_print_line, _diagnostic or _lines");
	for (size_t i = 0; i < COUNT(prints); i++) {
		size_t needed = prints[i](reply, NULL, 0);

		for (size_t room = 0; room <= needed + 1; room += needed / 3 + 1) {
			char *to = place(&outputs, room);

			note(prints[i](reply, to, room));
			note_bytes(to, room > 0 ? strlen(to) : 0);
		}
	}
}

static void ask_ehlo(const struct smtpreply *reply)
{
	struct smtpreply_ehlo *ehlo = (struct smtpreply_ehlo *)place(&structs, sizeof *ehlo);
	struct smtpreply_ehlo_item item = { 0 };
	struct smtpreply_ehlo_word name, word;

	enter("smtpreply_ehlo_read and its companions");
	smtpreply_ehlo_read(ehlo, reply);
	note_bytes(&ehlo->keywords, sizeof ehlo->keywords);
	note(smtpreply_ehlo_read_name(reply, &name));
	while (smtpreply_ehlo_next_item(reply, &item)) {
		memset(&word, 0, sizeof word);
		while (smtpreply_ehlo_next_word(&item, &word))
			note_text(word.text, word.size);
	}
}

static void ask_advice(const struct smtpreply *reply)
{
	struct smtpreply_situation situation = { 0 };
	struct smtpreply_advice advice;

	enter("smtpreply_advise");
	for (int stage = 0; stage <= SMTPREPLY_STAGE_UNSOLICITED; stage++) {
		situation.stage = (uint8_t)stage;
		smtpreply_advise(reply, &situation, &advice);
		note(advice.action * 256u + advice.otherwise);
		note(advice.delay);
	}
}

static void ask_lines(const struct smtpreply *reply)
{
	struct smtpreply_line line = { 0 };

	enter("smtpreply_next_line");
	while (smtpreply_next_line(reply, &line)) {
		const char *text = place_copy(&texts, line.text, line.size);

		note_text(text, line.size);
		note(line.status.detail);
		ask_texts(reply->code, text, line.size, line.truncated != 0);
		ask_challenge(text, line.size, line.truncated != 0);
		ask_print_text(text, line.size);
		ask_reference(text, line.size);
		enter("smtpreply_next_line");
	}
}

/* The reply's text ends in a NUL, and nothing stands behind that. */
static void ask_all(const struct smtpreply *reply)
{
	struct smtpreply moved = *reply;

	reply_count++;
	note(reply->code * 65536u + reply->line_count);
	note(reply->deviations);
	ask_lines(reply);
	moved.text = place_copy(&texts, reply->text, reply->text_size + 1);
	ask_print(&moved);
	ask_ehlo(&moved);
	ask_advice(&moved);
	moved.text = place_copy(&texts, reply->text, reply->text_size);
	ask_texts(reply->code, moved.text, reply->text_size, reply->truncated != 0);
	ask_print_text(moved.text, reply->text_size);
}

/* The wire. */

struct way {
	bool is_byte_by_byte;
	size_t room; /* of the text */
	uint32_t refuse;
	uint32_t max_octets;
};

static bool feed_piece(struct smtpreply_parser *parser, const char *bytes, size_t size)
{
	enum smtpreply_result result;
	size_t used;

	for (size_t at = 0; at < size; at += used) {
		const char *piece = place_copy(&inputs, bytes + at, size - at);

		enter("smtpreply_feed");
		result = smtpreply_feed(parser, piece, size - at, &used);
		if (result == SMTPREPLY_ERROR)
			return false;
		if (result == SMTPREPLY_DONE)
			ask_all(&parser->reply);
	}
	return true;
}

static void feed_parser(const char *bytes, size_t size, const struct way *way)
{
	struct smtpreply_parser parser;
	char *text = place(&buffers, way->room);
	bool goes_on = true;

	smtpreply_parser_init(&parser, text, way->room);
	parser.refuse = way->refuse;
	parser.max_octets = way->max_octets;
	if (way->is_byte_by_byte)
		for (size_t i = 0; i < size && goes_on; i++)
			goes_on = feed_piece(&parser, bytes + i, 1);
	else
		feed_piece(&parser, bytes, size);
	enter("smtpreply_finish");
	note(smtpreply_finish(&parser));
	note(parser.error);
	note_text(parser.reply.text, parser.reply.text_size);
}

/* Commands enough are open; the session tells what it likes. */
static void feed_session(const char *bytes, size_t size, bool is_byte_by_byte)
{
	struct smtpreply_expectation *slots =
		(struct smtpreply_expectation *)place(&structs, 4 * sizeof *slots);
	struct smtpreply_session session;
	struct smtpreply_event event;
	size_t used;

	smtpreply_session_init(&session, slots, 4, NULL, 0);
	while (smtpreply_session_expect(&session, SMTPREPLY_STAGE_NOOP, NULL))
		;
	smtpreply_session_sent(&session, UINT32_MAX);
	enter("smtpreply_session_feed");
	for (size_t at = 0; at < size && !session.is_over; at += used) {
		size_t count = is_byte_by_byte ? 1 : size - at;

		smtpreply_session_feed(&session, place_copy(&inputs, bytes + at, count), count,
				       &used, &event);
		note(event.kind);
		if (event.kind == SMTPREPLY_EVENT_NONE)
			used = count;
	}
}

static uint64_t hash_of_way(const char *bytes, size_t size, const struct way *way)
{
	hash = UINT64_C(0xcbf29ce484222325);
	feed_parser(bytes, size, way);
	return hash;
}

static void check_same(uint64_t one, uint64_t other)
{
	if (one == other)
		return;
	fprintf(stderr, "bounds: %s gives another thing where it lies elsewhere or in pieces\n",
		input_name);
	exit(1);
}

static void check_room(const char *bytes, size_t size, struct way way)
{
	uint64_t first = 0, here;

	for (int turn = 0; turn < 4; turn++) {
		is_at_begin = turn % 2 != 0;
		way.is_byte_by_byte = turn / 2 != 0;
		here = hash_of_way(bytes, size, &way);
		if (turn == 0)
			first = here;
		check_same(first, here);
		feed_session(bytes, size, way.is_byte_by_byte);
	}
}

static void check(const char *name, const char *bytes, size_t size, uint32_t refuse, uint32_t most)
{
	static const size_t rooms[] = { 0, 1, 2, 16, 40, 1024 };

	input_name = name;
	for (size_t i = 0; i < COUNT(rooms); i++)
		check_room(bytes, size,
			   (struct way){ .room = rooms[i], .refuse = refuse, .max_octets = most });
}

static void check_file(const char *name)
{
	FILE *file = fopen(name, "rb");
	char *bytes = malloc(ROOM);
	size_t size;

	if (file == NULL || bytes == NULL) {
		fprintf(stderr, "bounds: %s cannot be read\n", name);
		exit(1);
	}
	size = fread(bytes, 1, ROOM, file);
	(void)fclose(file);
	check(name, bytes, size, 0, 0);
	free(bytes);
}

/* A row's text on its own, and as that of a reply. */
static void check_text(const struct row *row)
{
	struct smtpreply reply = { .code = (uint16_t)row->code, .line_count = 1 };
	uint64_t hashes[2];

	input_name = row->name;
	reply.severity = (uint8_t)(row->code / 100);
	reply.text_size = row->size;
	for (int turn = 0; turn < 2; turn++) {
		const char *text;

		is_at_begin = turn != 0;
		hash = 0;
		text = place_copy(&texts, row->text, row->size);
		ask_texts(row->code, text, row->size, false);
		ask_texts(row->code, text, row->size, true);
		ask_challenge(text, row->size, false);
		ask_print_text(text, row->size);
		ask_reference(text, row->size);
		reply.text = place_copy(&texts, row->text, row->size + 1);
		ask_advice(&reply);
		hashes[turn] = hash;
	}
	check_same(hashes[0], hashes[1]);
}

static size_t check_rows(void)
{
	for (size_t i = 0; i < sample_count; i++)
		check(samples[i].name, samples[i].bytes, samples[i].size, samples[i].refuse,
		      samples[i].max_octets);
	for (size_t i = 0; i < COUNT(text_rows); i++)
		check_text(&text_rows[i]);
	for (size_t i = 0; i < COUNT(reply_rows); i++)
		check(reply_rows[i].name, reply_rows[i].text, reply_rows[i].size, 0, 0);
	for (size_t i = 0; i < advice_row_count; i++)
		check(advice_rows[i].behaviour, advice_rows[i].bytes, advice_rows[i].size, 0, 0);
	return sample_count + COUNT(text_rows) + COUNT(reply_rows) + advice_row_count;
}

/* The yard itself must work: a byte behind it ends the program. */
static void touch_page(const char *where)
{
	volatile char *byte =
		strcmp(where, "--behind") == 0 ? inputs.begin + ROOM : inputs.begin - 1;

	is_at_begin = strcmp(where, "--behind") != 0;
	input_name = where;
	entry_name = "the trial";
	*byte = 0;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = end_at_page };
	size_t input_count;

	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
	inputs = fence();
	texts = fence();
	outputs = fence();
	buffers = fence();
	structs = fence();
	if (argc == 2 && strncmp(argv[1], "--be", 4) == 0) {
		touch_page(argv[1]);
		return 0;
	}
	input_count = check_rows() + (size_t)(argc - 1);
	for (int i = 1; i < argc; i++)
		check_file(argv[i]);
	printf("%zu inputs, %zu replies, %zu calls\n", input_count, reply_count, call_count);
	return 0;
}
