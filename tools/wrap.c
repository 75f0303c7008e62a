/* SPDX-License-Identifier: MIT */
/*
 * Breaks text into lines. A line may break at blanks, and beside a character that is two columns
 * wide, as those of Chinese and Japanese are: but not before a mark that closes, nor behind one
 * that opens.
 */
#define _DEFAULT_SOURCE /* for struct winsize */
#include "wrap.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define USUAL_WIDTH 80
#define LEAST_WIDTH 20
#define MOST_WIDTH 1000

struct character {
	uint32_t number; /* in Unicode */
	size_t size;
	size_t width;
};

static uint32_t number_of(const char *bytes, size_t size)
{
	unsigned char first = (unsigned char)bytes[0];
	uint32_t number = size == 1 ? first : first & (0x7fu >> size);

	for (size_t i = 1; i < size; i++)
		number = number << 6 | ((unsigned char)bytes[i] & 0x3f);
	return number;
}

/* East Asian Width W and F (UAX 11), as ranges that a terminal agrees on. */
static bool is_wide(uint32_t number)
{
	static const uint32_t ranges[][2] = {
		{ 0x1100, 0x115f },   { 0x2e80, 0x303e },   { 0x3041, 0xa4cf }, { 0xac00, 0xd7a3 },
		{ 0xf900, 0xfaff },   { 0xfe30, 0xfe6f },   { 0xff00, 0xff60 }, { 0xffe0, 0xffe6 },
		{ 0x1f300, 0x1faff }, { 0x20000, 0x3fffd },
	};

	for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
		if (number >= ranges[i][0] && number <= ranges[i][1])
			return true;
	return false;
}

static struct character read_character(const char *text)
{
	struct character character = { .size = 1 };

	while (((unsigned char)text[character.size] & 0xc0) == 0x80)
		character.size++;
	character.number = number_of(text, character.size);
	character.width = is_wide(character.number) ? 2 : 1;
	return character;
}

static bool is_among(const uint32_t *numbers, uint32_t number)
{
	while (*numbers != 0 && *numbers != number)
		numbers++;
	return *numbers != 0;
}

/* ! ) , . : ; ? ] and the marks 、 。 〉 》 」 』 】 〕 ・ ー ！ ） ， ． ： ； ？ ］ */
static bool may_not_start(uint32_t number)
{
	static const uint32_t marks[] = {
		'!',    ')',    ',',    '.',    ':',    ';',    '?',    ']',    0x3001,
		0x3002, 0x3009, 0x300b, 0x300d, 0x300f, 0x3011, 0x3015, 0x30fb, 0x30fc,
		0xff01, 0xff09, 0xff0c, 0xff0e, 0xff1a, 0xff1b, 0xff1f, 0xff3d, 0,
	};

	return is_among(marks, number);
}

/* ( [ and the marks 〈 《 「 『 【 〔 （ ［ */
static bool may_not_end(uint32_t number)
{
	static const uint32_t marks[] = {
		'(', '[', 0x3008, 0x300a, 0x300c, 0x300e, 0x3010, 0x3014, 0xff08, 0xff3b, 0,
	};

	return is_among(marks, number);
}

static bool may_break(const struct character *last, const struct character *next)
{
	if (last->number == ' ' || last->size == 0)
		return false;
	if (next->number == ' ')
		return true;
	return (last->width == 2 || next->width == 2) && !may_not_start(next->number) &&
	       !may_not_end(last->number);
}

bool next_piece(const char **text, size_t columns, struct piece *piece)
{
	struct piece all = { *text, 0, 0 };
	struct character last = { 0, 0, 0 }, next;

	while (*all.text == ' ')
		all.text++;
	*piece = all;
	while (all.text[all.size] != '\0') {
		next = read_character(all.text + all.size);
		if (may_break(&last, &next))
			*piece = all;
		if (all.size > 0 && all.width + next.width > columns)
			break;
		all.size += next.size;
		all.width += next.width;
		last = next;
	}
	if (piece->size == 0 || all.text[all.size] == '\0')
		*piece = all;
	*text = piece->text + piece->size;
	return piece->size > 0;
}

size_t text_width(const char *text)
{
	size_t width = 0;

	while (*text != '\0') {
		struct character character = read_character(text);

		width += character.width;
		text += character.size;
	}
	return width;
}

static size_t width_in_environment(void)
{
	const char *columns = getenv("COLUMNS");
	long width = columns != NULL ? strtol(columns, NULL, 10) : 0;

	return width > 0 && width <= MOST_WIDTH ? (size_t)width : USUAL_WIDTH;
}

size_t terminal_width(void)
{
	struct winsize window;
	size_t width = 0;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0)
		width = window.ws_col;
	if (width == 0)
		width = width_in_environment();
	return width < LEAST_WIDTH ? LEAST_WIDTH : width;
}
