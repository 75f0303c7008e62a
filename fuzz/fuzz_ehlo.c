/* SPDX-License-Identifier: MIT */
/*
 * What a reply to EHLO grants.
 *
 * An input is four bytes, another way to feed, the room of a small buffer, the size of the first piece
 * and of the others, then what the server sends. Whole and by line, with much room and with little,
 * each reply must give what the plain reading of its lines gives; and less room never more.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inputs.h"
#include "plain_ehlo.h"
#include "target.h"

#define DIRT 0xa5
#define MOST_REPLIES 64
#define BIT(keyword) SMTPREPLY_EHLO_BIT(SMTPREPLY_EHLO_##keyword)

/* How to feed: pieces of some bytes, 0 for all that is left. */
struct way {
	size_t room;
	size_t first_piece;
	size_t piece;
	bool by_line;
};

/* What the first replies of a stream granted. */
struct granted {
	struct smtpreply_ehlo replies[MOST_REPLIES];
	size_t count;
};

/* A reply whose text lies in memory of exactly its size. */
static struct smtpreply copy_reply(const struct smtpreply *reply)
{
	struct smtpreply copy = *reply;

	copy.text = copy_of(reply->text, reply->text_size);
	return copy;
}

static void free_text(const struct smtpreply *reply)
{
	union {
		const char *text;
		void *memory;
	} text = { .text = reply->text };

	free(text.memory);
}

/* Where two readings first differ, a byte of the struct. */
static void must_be_same(const char *what, const struct smtpreply_ehlo *ehlo,
			 const struct smtpreply_ehlo *expected)
{
	size_t at = 0;

	if (memcmp(ehlo, expected, sizeof *ehlo) == 0)
		return;
	while (((const unsigned char *)ehlo)[at] == ((const unsigned char *)expected)[at])
		at++;
	fprintf(stderr,
		"%s differs at byte %zu of the struct\n"
		"keywords %llx, must be %llx; doubled %llx, %llx; misread %llx, %llx\n",
		what, at, (unsigned long long)ehlo->keywords,
		(unsigned long long)expected->keywords, (unsigned long long)ehlo->doubled,
		(unsigned long long)expected->doubled, (unsigned long long)ehlo->misread,
		(unsigned long long)expected->misread);
	abort();
}

static bool is_same_word(const struct smtpreply_ehlo_word *a, const struct smtpreply_ehlo_word *b)
{
	return a->text == b->text && a->size == b->size && a->number == b->number;
}

static void check_words(const struct smtpreply_ehlo_item *item)
{
	struct smtpreply_ehlo_word word = { 0 }, plain = { 0 };

	while (plain_ehlo_next_word(item, &plain)) {
		must(smtpreply_ehlo_next_word(item, &word), "a word is stepped to");
		must(is_same_word(&word, &plain), "a word");
	}
	must(!smtpreply_ehlo_next_word(item, &word), "no word is stepped to behind the last");
	must(is_same_word(&word, &plain), "a word stays where there is no other");
}

static void check_item(const struct smtpreply_ehlo_item *item,
		       const struct smtpreply_ehlo_item *plain)
{
	must(item->name == plain->name && item->name_size == plain->name_size, "a keyword's name");
	must(item->parameters == plain->parameters &&
		     item->parameters_size == plain->parameters_size,
	     "parameters");
	must(item->keyword == plain->keyword, "a keyword's number");
	check_words(item);
}

/* The iterator steps over the lines that the plain reading takes for keyword lines. */
static void check_items(const struct smtpreply *reply, bool is_granting)
{
	struct smtpreply_line line = { 0 };
	struct smtpreply_ehlo_item item = { 0 }, alone = { 0 }, plain = { 0 };

	while (is_granting && smtpreply_next_line(reply, &line)) {
		bool has_keyword = plain_ehlo_read_line(&line, &plain);

		must(smtpreply_ehlo_read_line(&line, &alone) == has_keyword, "a keyword line");
		if (has_keyword)
			check_item(&alone, &plain);
		if (line.number == 1 || !has_keyword)
			continue;
		must(smtpreply_ehlo_next_item(reply, &item), "an item is stepped to");
		check_item(&item, &plain);
	}
	must(!smtpreply_ehlo_next_item(reply, &item), "no item is stepped to behind the last");
}

static void check_name(const struct smtpreply *reply, bool is_granting)
{
	struct smtpreply_line line = { 0 };
	struct smtpreply_ehlo_word name = { 0 }, plain = { 0 };
	bool has_name = is_granting && smtpreply_next_line(reply, &line) &&
			plain_ehlo_read_name(&line, &plain);

	must(smtpreply_ehlo_read_name(reply, &name) == has_name, "whether there is a name");
	must(is_same_word(&name, &plain), "the name of the server");
}

/* Reads a whole reply in each way there is. */
static struct smtpreply_ehlo read_reply(const struct smtpreply *original)
{
	struct smtpreply reply = copy_reply(original);
	struct smtpreply_line line = { 0 };
	struct smtpreply_ehlo ehlo;
	struct plain_ehlo plain;
	bool is_granting;

	memset(&ehlo, DIRT, sizeof ehlo);
	smtpreply_ehlo_read(&ehlo, &reply);
	plain_ehlo_begin(&plain);
	while (smtpreply_next_line(&reply, &line))
		plain_ehlo_add_line(&plain, &line);
	plain_ehlo_end(&plain, &reply);
	must_be_same("the plain reading", &ehlo, &plain.values);
	is_granting = ehlo.result == SMTPREPLY_EHLO_GRANTED;
	check_items(&reply, is_granting);
	if (reply.code != 0)
		check_name(&reply, is_granting);
	free_text(&reply);
	return ehlo;
}

/* Adds a line to both readings; at the end of the reply they must be the same. */
static void read_line(const struct smtpreply *original, bool is_last, struct smtpreply_ehlo *ehlo,
		      struct plain_ehlo *plain)
{
	struct smtpreply reply = copy_reply(original);
	struct smtpreply_line line = { 0 };

	if (reply.line_count == 1) {
		plain_ehlo_begin(plain);
		check_name(&reply, reply.last_code / 100 == 2);
	}
	must(smtpreply_next_line(&reply, &line), "a line by line");
	plain_ehlo_add_line(plain, &line);
	smtpreply_ehlo_add_line(ehlo, &reply);
	free_text(&reply);
	if (!is_last) {
		must(ehlo->result == SMTPREPLY_EHLO_OPEN, "the result is open till the end");
		return;
	}
	plain_ehlo_end(plain, &reply);
	must_be_same("the plain reading by line", ehlo, &plain->values);
}

static void keep(struct granted *granted, const struct smtpreply_ehlo *ehlo)
{
	if (granted->count < MOST_REPLIES)
		granted->replies[granted->count++] = *ehlo;
}

/* Feeds a stream till its end or an error, and reads each reply. */
static void read_stream(struct granted *granted, const uint8_t *bytes, size_t size,
			const struct way *way)
{
	char *text = make(way->room);
	struct smtpreply_parser parser;
	struct smtpreply_ehlo ehlo = { 0 };
	struct plain_ehlo plain;
	size_t offset = 0, piece = way->first_piece, used;

	granted->count = 0;
	smtpreply_parser_init(&parser, text, way->room);
	parser.by_line = way->by_line;
	while (offset < size) {
		size_t fed = piece == 0 || piece > size - offset ? size - offset : piece;
		enum smtpreply_result result = smtpreply_feed(&parser, bytes + offset, fed, &used);

		offset += used;
		piece = way->piece;
		if (result == SMTPREPLY_ERROR)
			break;
		if (way->by_line && result != SMTPREPLY_MORE)
			read_line(&parser.reply, result == SMTPREPLY_DONE, &ehlo, &plain);
		else if (result == SMTPREPLY_DONE)
			ehlo = read_reply(&parser.reply);
		if (result == SMTPREPLY_DONE)
			keep(granted, &ehlo);
	}
	if (smtpreply_finish(&parser) == SMTPREPLY_ERROR && !way->by_line) {
		ehlo = read_reply(&parser.reply);
		must(ehlo.result == SMTPREPLY_EHLO_OPEN, "what broke off grants nothing");
	}
	free(text);
}

static bool is_part(uint64_t set, uint64_t of)
{
	return (set & ~of) == 0;
}

/* Of a keyword that came twice, the second line may count where the first one had no room. */
static void check_grants_no_more(const struct smtpreply_ehlo *small,
				 const struct smtpreply_ehlo *large)
{
	must(small->result == large->result, "the result does not depend on the room");
	must(small->complete <= large->complete, "what is complete with little room");
	must(is_part(small->keywords, large->keywords | (large->doubled & BIT(FUTURERELEASE))),
	     "less room grants no more keywords");
	must(is_part(small->mechanisms, large->mechanisms), "less room grants no more mechanisms");
	must(is_part(small->exps_mechanisms, large->exps_mechanisms),
	     "less room grants no more mechanisms of X-EXPS");
	must(large->doubled != 0 || is_part(small->xclient, large->xclient),
	     "less room grants no more of XCLIENT");
	must(!small->complete || memcmp(small, large, sizeof *small) == 0,
	     "what is complete is all there is");
}

static void compare(const struct granted *whole, const struct granted *other, bool is_small)
{
	must(whole->count == other->count, "the number of replies");
	for (size_t i = 0; i < whole->count; i++)
		if (is_small)
			check_grants_no_more(&other->replies[i], &whole->replies[i]);
		else
			must_be_same("what another way grants", &other->replies[i],
				     &whole->replies[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct granted whole, other;
	struct way way = { 0 };
	enum ehlo_way choice;

	if (size < EHLO_HEADER)
		return 0;
	size -= EHLO_HEADER;
	way.room = size + 2;
	read_stream(&whole, data + EHLO_HEADER, size, &way);

	choice = (enum ehlo_way)(data[0] % EHLO_WAY_COUNT);
	way.by_line = choice != EHLO_LITTLE_ROOM;
	way.room = choice == EHLO_BY_LINE ? size + 2 : data[1];
	way.first_piece = data[2];
	way.piece = data[3];
	read_stream(&other, data + EHLO_HEADER, size, &way);
	compare(&whole, &other, choice != EHLO_BY_LINE);
	return 0;
}
