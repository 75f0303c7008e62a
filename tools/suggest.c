/* SPDX-License-Identifier: MIT */
/*
 * Finds the nearest name by the distance of Damerau and Levenshtein (its restricted form): how many
 * letters to insert, to leave out, to replace or to swap with their neighbour.
 */
#define _POSIX_C_SOURCE 200809L
#include "suggest.h"

#include <smtpreply.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "command.h"

#define MOST_LETTERS (SMTPREPLY_TITLE_ROOM - 1)
#define SUBJECTS 8

/* Longer words are quoted in part. */
#define MOST_QUOTED 100

/* What was typed, and the best name so far. */
struct guess {
	char word[MOST_LETTERS + 1];
	bool is_number;  /* it has a digit */
	size_t distance; /* a name has to be nearer */
	size_t common;   /* letters in front that the best name shares */
	char title[SMTPREPLY_TITLE_ROOM];
};

/* Letters that are taken for digits count as them, in the word and in the name alike. */
static char plain_letter(char letter, bool is_number)
{
	static const char alike[][2] = { { 'O', '0' }, { 'I', '1' }, { 'L', '1' } };

	if (letter >= 'a' && letter <= 'z')
		letter = (char)(letter - 'a' + 'A');
	for (size_t i = 0; is_number && i < sizeof alike / sizeof alike[0]; i++)
		if (alike[i][0] == letter)
			return alike[i][1];
	return letter;
}

static size_t least(size_t one, size_t other)
{
	return one < other ? one : other;
}

/* The next row of the table of distances: before and last are the two rows above it. */
static void fill_row(size_t *row, const size_t *last, const size_t *before, const char *one,
		     size_t at, const char *other)
{
	row[0] = at + 1;
	for (size_t i = 0; other[i] != '\0'; i++) {
		size_t cost = one[at] == other[i] ? 0 : 1;

		row[i + 1] = least(last[i] + cost, least(last[i + 1], row[i]) + 1);
		if (at > 0 && i > 0 && one[at] == other[i - 1] && one[at - 1] == other[i])
			row[i + 1] = least(row[i + 1], before[i - 1] + 1);
	}
}

static size_t distance_between(const char *one, const char *other)
{
	size_t rows[3][MOST_LETTERS + 1] = { { 0 } };
	size_t size = strlen(one), other_size = strlen(other);

	for (size_t i = 0; i <= other_size; i++)
		rows[0][i] = i;
	for (size_t i = 0; i < size; i++)
		fill_row(rows[(i + 1) % 3], rows[i % 3], rows[(i + 2) % 3], one, i, other);
	return rows[size % 3][other_size];
}

/* A name that the word begins with has more in common than any other. */
static size_t count_common(const char *one, const char *other)
{
	size_t count = 0;

	while (one[count] != '\0' && one[count] == other[count])
		count++;
	return other[count] == '\0' ? MOST_LETTERS : count;
}

static bool has_digit(const char *word, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (word[i] >= '0' && word[i] <= '9')
			return true;
	return false;
}

static void make_plain(char *plain, const char *word, size_t size, bool is_number)
{
	for (size_t i = 0; i < size; i++)
		plain[i] = plain_letter(word[i], is_number);
	plain[size] = '\0';
}

/* Of names that are equally near, the one that begins as the word does. */
static void consider(struct guess *guess, const char *title)
{
	char plain[SMTPREPLY_TITLE_ROOM];
	size_t distance, common;

	make_plain(plain, title, strlen(title), guess->is_number);
	distance = distance_between(guess->word, plain);
	common = count_common(guess->word, plain);
	if (distance > guess->distance || (distance == guess->distance && common <= guess->common))
		return;
	guess->distance = distance;
	guess->common = common;
	snprintf(guess->title, sizeof guess->title, "%s", title);
}

/* A status is meant with the class that was typed. */
static void consider_entry(struct guess *guess, const struct smtpreply_entry *entry)
{
	char title[SMTPREPLY_TITLE_ROOM];
	char first = guess->word[0];

	smtpreply_entry_title(entry, title, sizeof title);
	if (entry->kind == SMTPREPLY_KIND_STATUS && (first == '2' || first == '4' || first == '5'))
		title[0] = first;
	consider(guess, title);
}

static void consider_subjects(struct guess *guess)
{
	static const char classes[] = "245X";

	for (uint32_t subject = 0; subject < SUBJECTS; subject++)
		for (size_t i = 0; classes[i] != '\0'; i++) {
			const char title[] = { classes[i], '.', (char)('0' + subject), '\0' };

			consider(guess, title);
		}
}

static bool suggest_name(const char *word, size_t size, char title[SMTPREPLY_TITLE_ROOM])
{
	struct guess guess = { .distance = 0, .common = 0 };
	struct smtpreply_entry entry;

	if (size < 2 || size > MOST_LETTERS)
		return false;
	guess.is_number = has_digit(word, size);
	make_plain(guess.word, word, size, guess.is_number);
	guess.distance = (size + 2) / 4 + 1;
	consider_subjects(&guess);
	for (size_t i = 0; smtpreply_entry_get(i, &entry); i++)
		consider_entry(&guess, &entry);
	memcpy(title, guess.title, sizeof guess.title);
	return title[0] != '\0';
}

void complain_of_name(const char *word, size_t size)
{
	int quoted = size < MOST_QUOTED ? (int)size : MOST_QUOTED;
	char title[SMTPREPLY_TITLE_ROOM];

	if (suggest_name(word, size, title))
		complain("\"%.*s\" is not in the reference; did you mean %s?", quoted, word, title);
	else
		complain("\"%.*s\" is not in the reference; try: smtpreply search", quoted, word);
}
