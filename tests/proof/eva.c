/* SPDX-License-Identifier: MIT */
/*
 * What Eva goes through to show that the reader has no undefined behaviour.
 *
 * step: any valid parser reads any piece of SIZE bytes, and is valid again. What valid means stands in
 * make_open() and check_open(), the same twice. So no number of pieces leads out of it.
 * lex: the lexer alone reads any piece.
 * life: memory that was never written becomes a parser, which is used in all ways.
 * line: any line of any text of SIZE bytes. names: any number.
 *
 * ROOM is the size of the text buffer; 0: there is none. Pieces and texts are objects of their own, so
 * that a byte before or behind them is an alarm.
 */
#include <__fc_builtin.h>

#include "lexer.h"
#include "status.h"

enum places {
#include "places.h"
};

/* A status, or what a status with a part too long would make. */
#define LEAST_STATUS (2u << 2 * PART_BITS)
#define MOST_STATUS ((6u << 2 * PART_BITS) - 1)

/* The numbers that the digits of the detail make at most, what stood in the subject included. */
#define LEAST_SUBJECT (2u << PART_BITS)
#define MOST_SUBJECT ((5u << PART_BITS) + 999)
#define MOST_DETAIL_1 ((MOST_SUBJECT << PART_BITS) + 9)
#define MOST_DETAIL_2 (MOST_DETAIL_1 + 9 * PART_MASK + 9)
#define MOST_DETAIL_3 (MOST_DETAIL_2 + 9 * PART_MASK + 9)

static struct smtpreply_parser the_parser;
static unsigned char the_piece[SIZE];
static char the_text[SIZE];
#if ROOM > 0
static char the_room[ROOM];
#define BUFFER the_room
#define CAPACITY (ROOM - 1)
#else
#define BUFFER ((char *)0)
#define CAPACITY 0
#endif

static uint32_t any(uint32_t low, uint32_t high)
{
	return Frama_C_unsigned_int_interval(low, high);
}

static uint32_t any_class(void)
{
	uint32_t class = any(2, 5);

	return class == 3 ? 2 : class;
}

static volatile unsigned char any_byte;

static void forget(void *object, size_t size)
{
	unsigned char *bytes = object;

	for (size_t i = 0; i < size; i++)
		bytes[i] = any_byte;
}

bool is_found;

#undef memcpy
void *copy(void *to, const void *from, size_t size)
{
	return size == 0 ? to : memcpy(to, from, size);
}

/* Any bit that is set: one of those of each byte that is not 0. */
int lowest_bit(unsigned long long word)
{
	unsigned byte = any(0, 7);

	//@ split byte;
	if (word >> 8 * byte == 0) {
		//@ admit no_bit: \false;
		;
	}
	return (int)(8 * byte + any(0, 7));
}

/* A parser between two replies. */
static void make_closed(bool has_text)
{
	forget(&the_parser, sizeof the_parser);
	the_parser.private_.state.buffer = BUFFER;
	the_parser.private_.state.capacity = CAPACITY;
	the_parser.private_.state.is_open = 0;
	the_parser.error = 0;
	the_parser.reply.text = "";
	the_parser.reply.text_size = 0;
#if ROOM > 0
	forget(the_room, sizeof the_room);
#endif
#if ROOM == 1
	the_parser.reply.text = Frama_C_nondet_ptr(the_room, "");
#elif ROOM > 1
	if (has_text) {
		the_parser.reply.text = the_room;
		the_parser.reply.text_size = any(0, CAPACITY);
	}
#endif
}

/* The groups are 0 to 10, and these: a parser between two replies; a part of group 0. */
#define CLOSED 11
#define JUST_TEXT 12

/* A group of places in the grammar, with the numbers that belong there. */
static void make_place(struct smtpreply_lexer *lexer, uint32_t group)
{
	lexer->is_pending = 0;
	switch (group) {
	case 0:
		lexer->place = (uint8_t)any(0, PLACES - 1);
		if (lexer->place == AT_SECOND_DIGIT || lexer->place == AT_THIRD_DIGIT ||
		    (lexer->place >= AT_CLASS && lexer->place <= AT_TRAILING_END))
			lexer->place = AT_TEXT;
		break;
	case 1:
		lexer->place = AT_SECOND_DIGIT;
		lexer->number = any(2, 5);
		break;
	case 2:
		lexer->place = AT_THIRD_DIGIT;
		lexer->number = any(20, 59);
		break;
	case 3:
		lexer->place = (uint8_t)any(AT_CLASS, AT_SUBJECT);
		lexer->number = any_class();
		break;
	case 4:
		lexer->place = AT_SUBJECT_1;
		lexer->number = (any_class() << PART_BITS) + any(0, 9);
		break;
	case 5:
		lexer->place = AT_SUBJECT_2;
		lexer->number = (any_class() << PART_BITS) + any(0, 99);
		break;
	case 6:
		lexer->place = (uint8_t)any(AT_SUBJECT_3, AT_DETAIL);
		lexer->number = any(LEAST_SUBJECT, MOST_SUBJECT);
		break;
	case 7:
		lexer->place = AT_DETAIL_1;
		lexer->number = any(LEAST_STATUS, MOST_DETAIL_1);
		break;
	case 8:
		lexer->place = AT_DETAIL_2;
		lexer->number = any(LEAST_STATUS, MOST_DETAIL_2);
		break;
	case 9:
		lexer->place = (uint8_t)any(AT_DETAIL_3, AT_TRAILING_END);
		lexer->number = any(LEAST_STATUS, MOST_DETAIL_3);
		break;
	case JUST_TEXT:
		lexer->place = AT_TEXT;
		break;
	default:
		lexer->place = AT_TEXT_CR;
		lexer->is_pending = 1;
		lexer->number = any(LEAST_STATUS, MOST_DETAIL_3);
	}
}

/* A parser inside a reply. */
static void make_open(uint32_t group)
{
	struct smtpreply_state *state = &the_parser.private_.state;

	state->is_open = 1;
	state->severity = (uint8_t)any(0, 5);
	state->lexer.severity = (uint8_t)any(0, 5);
	state->lexer.status = any(0, MOST_STATUS);
	make_place(&state->lexer, group);
}

static void check_place(const struct smtpreply_lexer *lexer)
{
	uint32_t number = lexer->number;
	uint32_t class = number >> PART_BITS;
	uint32_t last = number & PART_MASK;

	switch (lexer->place) {
	case AT_SECOND_DIGIT:
		//@ assert digit: 2 <= number <= 5;
		break;
	case AT_THIRD_DIGIT:
		//@ assert digits: 20 <= number <= 59;
		break;
	case AT_CLASS:
	case AT_SUBJECT:
		//@ assert class: number == 2 || number == 4 || number == 5;
		break;
	case AT_SUBJECT_1:
		//@ assert subject_1: (class == 2 || class == 4 || class == 5) && last <= 9;
		break;
	case AT_SUBJECT_2:
		//@ assert subject_2: (class == 2 || class == 4 || class == 5) && last <= 99;
		break;
	case AT_SUBJECT_3:
	case AT_DETAIL:
		//@ assert subject: LEAST_SUBJECT <= number <= MOST_SUBJECT;
		break;
	case AT_DETAIL_1:
		//@ assert detail_1: LEAST_STATUS <= number <= MOST_DETAIL_1;
		break;
	case AT_DETAIL_2:
		//@ assert detail_2: LEAST_STATUS <= number <= MOST_DETAIL_2;
		break;
	case AT_DETAIL_3:
	case AT_TRAILING_END:
		//@ assert detail_3: LEAST_STATUS <= number <= MOST_DETAIL_3;
		break;
	default:
		if (lexer->is_pending != 0) {
			//@ assert pending_place: lexer->place == AT_TEXT_CR;
			//@ assert pending: LEAST_STATUS <= number <= MOST_DETAIL_3;
			;
		}
	}
}

static void check_open(const struct smtpreply_state *state)
{
	//@ assert severities: state->severity <= 5 && state->lexer.severity <= 5;
	//@ assert status: state->lexer.status <= MOST_STATUS;
	//@ assert place: state->lexer.place < PLACES;
	check_place(&state->lexer);
}

/* Behind an error nothing is read again, and between two replies all but the buffer is forgotten. */
static void check_parser(void)
{
	const struct smtpreply_state *state = &the_parser.private_.state;

	//@ assert buffer: state->buffer == BUFFER;
	//@ assert capacity: state->capacity == CAPACITY;
	//@ assert text_size: the_parser.reply.text_size <= CAPACITY;
	//@ assert text: the_parser.reply.text == BUFFER || the_parser.reply.text_size == 0;
	if (the_parser.error == 0 && state->is_open)
		check_open(state);
}

void step(void)
{
	uint32_t group = any(FIRST_GROUP, LAST_GROUP);
	bool has_text = any(0, ROOM > 1);
	size_t used;

	//@ split has_text;
	make_closed(has_text);
	forget(the_piece, sizeof the_piece);
	if (group != CLOSED) {
		//@ split group;
		make_open(group);
	}
	smtpreply_feed(&the_parser, the_piece, sizeof the_piece, &used);
	//@ assert used: used <= SIZE;
	check_parser();
}

/* The lexer alone, whose pieces can be longer: no limits, no text, one line. */
void lex(void)
{
	uint32_t group = any(FIRST_GROUP, LAST_GROUP);
	struct piece read = { .cursor = the_piece, .limit = the_piece + SIZE };
	enum token token;

	make_closed(false);
	forget(the_piece, sizeof the_piece);
	//@ split group;
	make_open(group);
	token = smtpreply_lex(&the_parser.private_.state.lexer, &read);
	//@ assert cursor: \valid_read(read.cursor) || (token < TOKEN_BAD_CODE && read.cursor == read.limit);
	//@ assert text: (unsigned char *)the_piece <= read.text <= read.text_end <= read.limit;
	if (token == TOKEN_NONE)
		check_open(&the_parser.private_.state);
}

void line(void)
{
	struct smtpreply reply;
	struct smtpreply_line line;
	bool is_empty = any(0, 1);

	//@ split is_empty;
	forget(the_text, sizeof the_text);
	forget(&reply, sizeof reply);
	forget(&line, sizeof line);
	reply.text = the_text;
	reply.text_size = is_empty ? 0 : sizeof the_text;
	line.private_end = any(0, SIZE);
	//@ split line.private_end;
	smtpreply_next_line(&reply, &line);
}

/* The end of the stream and a new one, in any state. */
static void end(void)
{
	bool has_text = any(0, ROOM > 1);

	//@ split has_text;
	make_closed(has_text);
	if (any(0, 1)) {
		make_open(0);
		the_parser.error = (uint8_t)any(0, 5);
	}
	smtpreply_is_idle(&the_parser);
	smtpreply_finish(&the_parser);
	check_parser();
	smtpreply_parser_reset(&the_parser);
	check_parser();
}

void life(void)
{
	struct smtpreply_parser fresh;
	size_t used;

	smtpreply_parser_init(&fresh, any(0, 1) ? BUFFER : NULL, any(0, 1) ? ROOM : 0);
	smtpreply_is_idle(&fresh);
	smtpreply_feed(&fresh, NULL, 0, &used);
	smtpreply_finish(&fresh);
	fresh.by_line = (uint8_t)any(0, 1);
	fresh.refuse = any(0, UINT32_MAX);
	fresh.max_octets = any(0, UINT32_MAX);
	forget(the_piece, sizeof the_piece);
	smtpreply_feed(&fresh, the_piece, sizeof the_piece, &used);
	smtpreply_feed(&fresh, the_piece, sizeof the_piece, &used);
	smtpreply_finish(&fresh);
	smtpreply_parser_reset(&fresh);
	forget(&the_parser, sizeof the_parser);
	smtpreply_parser_init(&the_parser, BUFFER, ROOM);
	check_parser();
	end();
}

void names(void)
{
	uint32_t number = any(0, UINT32_MAX);

	smtpreply_error_name(number);
	smtpreply_deviation_name(number);
	smtpreply_looks_like_name(number);
	smtpreply_severity_name(number);
	smtpreply_version();
}
