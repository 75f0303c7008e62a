/* SPDX-License-Identifier: MIT */
/*
 * The texts a machine reads: path, server name, queue id, delay, challenge.
 *
 * An input is three bytes, what is looked for and the code, its highest bit telling whether the text
 * was cut off, then the text. What the library finds must be what the plain reading finds, must lie
 * within the text, and must not depend on what stands behind the text.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base64.h"
#include "inputs.h"
#include "plain_delay.h"
#include "plain_texts.h"
#include "target.h"

#define DIRT 0xa5

struct question {
	uint32_t code;
	const char *text;
	size_t size;
	bool truncated;
};

/*
 * What was found, by places instead of pointers, so that it can be compared with that of a copy.
 * Places count from 1; 0 stands for NULL.
 */
struct finding {
	size_t is_found;
	size_t begin, size;
	size_t mailbox, mailbox_size;
	size_t number;
	size_t is_marked; /* open, or capped */
	size_t has_dirt;  /* a reserved member is not 0 */
};

typedef struct finding find_function(const struct question *question, bool plainly);

static size_t place_of(const char *text, const struct question *question)
{
	return text != NULL ? (size_t)(text - question->text) + 1 : 0;
}

static bool has_dirt(const void *reserved, size_t size)
{
	static const unsigned char zeros[16];

	return memcmp(reserved, zeros, size) != 0;
}

static struct finding find_path(const struct question *question, bool plainly)
{
	struct smtpreply_path path;
	bool found;

	memset(&path, DIRT, sizeof path);
	found = (plainly ? plain_path_find : smtpreply_path_find)(
		question->code, question->text, question->size, question->truncated, &path);
	return (struct finding){
		.is_found = found,
		.begin = place_of(path.text, question),
		.size = path.size,
		.mailbox = place_of(path.mailbox, question),
		.mailbox_size = path.mailbox_size,
		.is_marked = path.is_open,
		.has_dirt = has_dirt(path.reserved, sizeof path.reserved),
	};
}

static struct finding find_server_name(const struct question *question, bool plainly)
{
	struct smtpreply_server_name name;
	bool found;

	memset(&name, DIRT, sizeof name);
	found = (plainly ? plain_server_name_find : smtpreply_server_name_find)(
		question->code, question->text, question->size, question->truncated, &name);
	return (struct finding){
		.is_found = found,
		.begin = place_of(name.text, question),
		.size = name.size,
		.has_dirt = has_dirt(name.reserved, sizeof name.reserved),
	};
}

static struct finding find_queue_id(const struct question *question, bool plainly)
{
	struct smtpreply_queue_id id;
	bool found;

	memset(&id, DIRT, sizeof id);
	found = (plainly ? plain_queue_id_find : smtpreply_queue_id_find)(
		question->code, question->text, question->size, question->truncated, &id);
	return (struct finding){
		.is_found = found,
		.begin = place_of(id.text, question),
		.size = id.size,
		.has_dirt = has_dirt(id.reserved, sizeof id.reserved),
	};
}

static struct finding find_delay(const struct question *question, bool plainly)
{
	struct smtpreply_delay delay;
	bool found;

	memset(&delay, DIRT, sizeof delay);
	found = (plainly ? plain_delay_find : smtpreply_delay_find)(
		question->code, question->text, question->size, question->truncated, &delay);
	return (struct finding){
		.is_found = found,
		.begin = place_of(delay.text, question),
		.size = delay.size,
		.number = delay.seconds,
		.is_marked = delay.is_capped,
		.has_dirt = has_dirt(delay.reserved, sizeof delay.reserved),
	};
}

static void show(const char *what, const struct finding *finding)
{
	fprintf(stderr, "%s: %s at %zu, %zu bytes; mailbox at %zu, %zu bytes; %zu%s%s\n", what,
		finding->is_found ? "found" : "none", finding->begin, finding->size,
		finding->mailbox, finding->mailbox_size, finding->number,
		finding->is_marked ? ", marked" : "", finding->has_dirt ? ", dirty" : "");
}

static void must_be_same(const char *what, const struct question *question, const struct finding *a,
			 const struct finding *b)
{
	if (memcmp(a, b, sizeof *a) == 0)
		return;
	fprintf(stderr, "%s differs for %u, %zu bytes: ", what, (unsigned)question->code,
		question->size);
	(void)fwrite(question->text, 1, question->size, stderr);
	fputc('\n', stderr);
	show("one", a);
	show("the other", b);
	abort();
}

static struct finding find_in_copy(find_function *find, const struct question *question,
				   bool plainly)
{
	struct question asked = *question;
	char *copy = copy_of(question->text, question->size);
	struct finding finding;

	asked.text = copy;
	finding = find(&asked, plainly);
	free(copy);
	return finding;
}

/* The text stands behind itself once more. */
static struct finding find_before_more(find_function *find, const struct question *question)
{
	struct question asked = *question;
	char *copy = make(question->size * 2);
	struct finding finding;

	if (question->size > 0) {
		memcpy(copy, question->text, question->size);
		memcpy(copy + question->size, question->text, question->size);
	}
	asked.text = copy;
	finding = find(&asked, false);
	free(copy);
	return finding;
}

static struct finding find_in_whole_lines(find_function *find, const struct question *question)
{
	struct question asked = *question;

	while (asked.size > 0 && asked.text[asked.size - 1] != '\n')
		asked.size--;
	if (asked.size == 0)
		return (struct finding){ 0 };
	asked.size--;
	asked.truncated = false;
	return find_in_copy(find, &asked, false);
}

static void check_place(const struct finding *finding, size_t size)
{
	static const struct finding none = { 0 };

	if (!finding->is_found) {
		must(memcmp(finding, &none, sizeof none) == 0, "none is all 0");
		return;
	}
	must(finding->begin > 0 && finding->begin - 1 <= size &&
		     finding->size <= size - (finding->begin - 1),
	     "a span lies within the text");
	must(finding->mailbox_size <= finding->size, "a mailbox is a part of its path");
	must(!finding->has_dirt, "reserved members are 0");
}

static void check_finder(find_function *find, const struct question *question)
{
	struct question cut = *question;
	struct finding whole = find_in_copy(find, question, false);
	struct finding other = find_in_copy(find, question, true);

	check_place(&whole, question->size);
	must_be_same("the plain reading", question, &whole, &other);
	other = find_before_more(find, question);
	must_be_same("what more memory gives", question, &whole, &other);
	cut.truncated = true;
	whole = find_in_copy(find, &cut, false);
	other = find_in_whole_lines(find, &cut);
	must_be_same("a text that was cut off", question, &whole, &other);
}

/* With no room for all, nothing is written. */
static void check_room(const struct question *question, size_t count)
{
	unsigned char *bytes;
	size_t decoded_size = 0;

	if (count == 0)
		return;
	bytes = make(count - 1);
	memset(bytes, DIRT, count - 1);
	must(!smtpreply_challenge_decode(question->text, question->size, false, bytes, count - 1,
					 &decoded_size),
	     "a challenge needs its room");
	must(decoded_size == count, "the size is told without room");
	for (size_t i = 0; i < count - 1; i++)
		must(bytes[i] == DIRT, "without room for all nothing is written");
	free(bytes);
}

static void check_challenge(const struct question *question)
{
	size_t room = question->size / 4 * 3, checked = 1, decoded = 1, expected = 1;
	unsigned char *plain = make(room), *bytes;
	bool is_good = smtpreply_challenge_check(question->text, question->size,
						 question->truncated, &checked);

	must(plain_challenge_decode(question->text, question->size, question->truncated, plain,
				    &expected) == is_good,
	     "what a challenge is");
	must(checked == expected, "the size of a challenge before it is decoded");
	bytes = make(checked);
	must(smtpreply_challenge_decode(question->text, question->size, question->truncated, bytes,
					checked, &decoded) == is_good,
	     "decoding takes what the check takes");
	must(decoded == checked && memcmp(bytes, plain, checked) == 0,
	     "what a challenge decodes to");
	if (is_good)
		check_room(question, checked);
	free(plain);
	free(bytes);
}

/* Any bytes, encoded, are a challenge that gives them back. */
static void check_round_trip(const struct question *question, const char *text, size_t size)
{
	unsigned char *bytes = make(question->size);
	size_t decoded_size = 0;

	must(smtpreply_challenge_decode(text, size, false, bytes, question->size, &decoded_size),
	     "what was encoded is a challenge");
	must(decoded_size == question->size &&
		     (size == 0 || memcmp(bytes, question->text, decoded_size) == 0),
	     "what was encoded comes back");
	free(bytes);
}

/* What was encoded, and then with one of the last bytes wrong: the first bytes of the text choose. */
static void check_encoded(const struct question *question)
{
	char *encoded = make(question->size / 3 * 4 + 4);
	size_t size =
		encode_plainly((const unsigned char *)question->text, question->size, encoded);
	struct question asked = { .code = question->code, .size = size };
	char *copy = copy_of(encoded, size);

	check_round_trip(question, copy, size);
	if (question->size > 1) {
		copy[size - 1 - (unsigned char)question->text[0] % 4] = question->text[1];
		asked.text = copy;
		check_challenge(&asked);
	}
	free(copy);
	free(encoded);
}

static void check_text(enum looked_for looked_for, const struct question *question)
{
	switch (looked_for) {
	case LOOKED_FOR_PATH:
		check_finder(find_path, question);
		break;
	case LOOKED_FOR_SERVER_NAME:
		check_finder(find_server_name, question);
		break;
	case LOOKED_FOR_QUEUE_ID:
		check_finder(find_queue_id, question);
		break;
	case LOOKED_FOR_DELAY:
		check_finder(find_delay, question);
		break;
	case LOOKED_FOR_CHALLENGE:
		check_challenge(question);
		break;
	case LOOKED_FOR_ENCODED:
	case LOOKED_FOR_COUNT:
	default:
		check_encoded(question);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct question question;
	char *copy;

	if (size < TEXTS_HEADER)
		return 0;
	size -= TEXTS_HEADER;
	copy = copy_of(data + TEXTS_HEADER, size);
	question = (struct question){
		.code = (uint32_t)(data[1] & 0x7f) << 8 | data[2],
		.text = copy,
		.size = size,
		.truncated = data[1] >> 7,
	};
	check_text((enum looked_for)(data[0] % LOOKED_FOR_COUNT), &question);
	free(copy);
	return 0;
}
