/* SPDX-License-Identifier: MIT */
/*
 * The reference finds what a walk over all entries finds.
 *
 * An input is eight bytes, what is asked, the language, and three numbers, then words. Lookups,
 * titles, texts and searches are compared with plain_reference.c; what is written into little room
 * must be the beginning of what is written into enough, whole characters of it.
 */
#include <stdlib.h>
#include <string.h>

#include "inputs.h"
#include "plain_reference.h"
#include "target.h"

#define DIRT 0xa5
#define ENOUGH 4096

struct question {
	uint32_t language;
	uint32_t first, second, third;
	const char *words;
	size_t size;
};

typedef size_t write_function(const struct smtpreply_entry *entry, uint32_t aspect,
			      uint32_t language, char *words, size_t room);

static size_t write_title(const struct smtpreply_entry *entry, uint32_t aspect, uint32_t language,
			  char *words, size_t room)
{
	(void)aspect;
	(void)language;
	return smtpreply_entry_title(entry, words, room);
}

static size_t write_when(const struct smtpreply_entry *entry, uint32_t aspect, uint32_t language,
			 char *words, size_t room)
{
	(void)aspect;
	return smtpreply_entry_when(entry, language, words, room);
}

/* How much of words is written into so much room: no half of a character. */
static size_t size_in(const char *words, size_t size, size_t room)
{
	size_t most = room - 1 < size ? room - 1 : size;

	while (((unsigned char)words[most] & 0xc0) == 0x80)
		most--;
	return most;
}

/* Into memory of exactly the room. */
static void check_room(write_function *write, const struct smtpreply_entry *entry, uint32_t aspect,
		       const struct question *question, const char *expected)
{
	char whole[ENOUGH];
	size_t size = write(entry, aspect, question->language, whole, sizeof whole);
	size_t room = question->third % (size + 2), most;
	char *words = make(room);

	must(size == strlen(whole), "enough room is enough");
	must(expected == NULL || strcmp(whole, expected) == 0, "what is written");
	must(write(entry, aspect, question->language, room > 0 ? words : NULL, room) == size,
	     "the size does not depend on the room");
	if (room > 0) {
		most = size_in(whole, size, room);
		must(memcmp(words, whole, most) == 0 && words[most] == '\0',
		     "little room has the beginning");
	}
	free(words);
}

static void check_texts(const struct smtpreply_entry *entry, const struct question *question)
{
	uint32_t text = question->second;
	const char *english = smtpreply_entry_text(entry, text, SMTPREPLY_ENGLISH);
	const char *words = smtpreply_entry_text(entry, text, question->language);

	must(strcmp(english, smtpreply_entry_text(entry, text, UINT32_MAX)) == 0,
	     "any other language is English");
	must(smtpreply_entry_is_translated(entry, text, question->language) ||
		     strcmp(words, english) == 0,
	     "what has no translation comes in English");
	must(entry->kind != 0 || *words == '\0', "nothing has no text");
}

/* What can be asked of an entry, however it was found. */
static void check_entry(const struct smtpreply_entry *entry, const struct question *question)
{
	char title[ENOUGH];
	struct smtpreply_entry other;

	plain_title(entry, title, sizeof title);
	check_room(write_title, entry, 0, question, title);
	check_room(write_when, entry, 0, question, NULL);
	check_room(smtpreply_entry_aspect, entry, question->second, question, NULL);
	check_texts(entry, question);
	smtpreply_entry_get(question->first % smtpreply_entry_count(), &other);
	must(smtpreply_entry_differs(entry, &other, question->second) ==
		     plain_differs(entry, &other, question->second),
	     "what tells two entries apart");
}

static void must_be_same(bool is_found, const struct smtpreply_entry *entry, bool is_plainly_found,
			 const struct smtpreply_entry *plain)
{
	must(is_found == is_plainly_found, "whether an entry is found");
	must(memcmp(entry, plain, sizeof *entry) == 0, "which entry is found");
}

static void check_code(const struct question *question)
{
	struct smtpreply_entry entry, plain;
	uint32_t code = question->first % 1000;

	memset(&entry, DIRT, sizeof entry);
	must_be_same(smtpreply_entry_find_code(code, &entry), &entry, plain_find_code(code, &plain),
		     &plain);
	check_entry(&entry, question);
	must(smtpreply_entry_find_code_class(code / 100, &entry) == (code >= 200 && code < 600),
	     "whether a class of codes is found");
	check_entry(&entry, question);
}

static void check_status(const struct question *question)
{
	const struct smtpreply_status status = { .severity = (uint16_t)(question->third % 8),
						 .subject = (uint16_t)(question->first % 1000),
						 .detail = (uint16_t)(question->second % 1000) };
	struct smtpreply_entry entry, plain;

	memset(&entry, DIRT, sizeof entry);
	must_be_same(smtpreply_entry_find_status(&status, &entry), &entry,
		     plain_find_status(&status, &plain), &plain);
	check_entry(&entry, question);
	must(smtpreply_entry_find_subject(status.severity, status.subject, &entry) ==
		     (status.subject < 8),
	     "whether a subject is found");
	check_entry(&entry, question);
	must(smtpreply_entry_find_status_class(status.severity, &entry) ==
		     (status.severity == 2 || status.severity == 4 || status.severity == 5),
	     "whether a class of statuses is found");
	check_entry(&entry, question);
}

static void check_keyword(const struct question *question)
{
	struct smtpreply_entry entry, plain;

	memset(&entry, DIRT, sizeof entry);
	must_be_same(smtpreply_entry_find_keyword(question->words, question->size, &entry), &entry,
		     plain_find_keyword(question->words, question->size, &plain), &plain);
	check_entry(&entry, question);
}

static void check_search(const struct question *question)
{
	struct smtpreply_entry entry;
	uint32_t worth;

	must(smtpreply_entry_get(question->first % smtpreply_entry_count(), &entry),
	     "there is an entry");
	worth = smtpreply_entry_search(&entry, question->words, question->size, question->language);
	must((worth > 0) ==
		     plain_search(&entry, question->words, question->size, question->language),
	     "whether a search finds an entry");
}

static void ask(enum asked asked, const struct question *question)
{
	switch (asked) {
	case ASKED_CODE:
		check_code(question);
		break;
	case ASKED_STATUS:
		check_status(question);
		break;
	case ASKED_KEYWORD:
		check_keyword(question);
		break;
	case ASKED_SEARCH:
	case ASKED_COUNT:
	default:
		check_search(question);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct question question;
	char *words;

	if (size < REFERENCE_HEADER)
		return 0;
	size -= REFERENCE_HEADER;
	words = copy_of(data + REFERENCE_HEADER, size);
	question = (struct question){
		.language = data[1],
		.first = (uint32_t)data[2] << 8 | data[3],
		.second = (uint32_t)data[4] << 8 | data[5],
		.third = (uint32_t)data[6] << 8 | data[7],
		.words = words,
		.size = size,
	};
	ask((enum asked)(data[0] % ASKED_COUNT), &question);
	free(words);
	return 0;
}
