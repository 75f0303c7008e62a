/* SPDX-License-Identifier: MIT */
/* The texts of an entry: its words in a language, and what needs no translation. */
#include <smtpreply/reference.h>

#include <assert.h>
#include <string.h>

#include "name-of.h"
#include "rows.h"

/* What needs no translation, in the order of the texts' numbers. */
#define CODE(number, standing, commands, actors, retry, log, companions, reference, ...)           \
	TEXT(CODE_##number, companions "\0" reference)
#define STATUS(subject, detail, standing, classes, actors, companions, reference, ...)             \
	TEXT(STATUS_##subject##_##detail, companions "\0" reference)
#define SUBJECT(subject, reference, ...) TEXT(SUBJECT_##subject, "\0" reference)
#define STATUS_CLASS(class, reference, ...) TEXT(STATUS_CLASS_##class, "\0" reference)
#define CODE_CLASS(digit, reference, ...) TEXT(CODE_CLASS_##digit, "\0" reference)
#define KEYWORD(identifier, keyword, standing, syntax, commands, parameters, reference, ...)       \
	TEXT(KEYWORD_##identifier, syntax "\0" reference "\0" commands "\0" parameters)

struct pool {
#define TEXT(row, text) char row_##row[sizeof(text)];
#include "classes.def"
#include "codes.def"
#include "keywords.def"
#include "statuses.def"
#undef TEXT
};

static const struct pool pool = {
#define TEXT(row, text) text,
#include "classes.def"
#include "codes.def"
#include "keywords.def"
#include "statuses.def"
#undef TEXT
};

static const uint16_t begins[ROW_COUNT] = {
#define TEXT(row, text) [ROW_##row] = offsetof(struct pool, row_##row),
#include "classes.def"
#include "codes.def"
#include "keywords.def"
#include "statuses.def"
#undef TEXT
};

static_assert(sizeof pool <= UINT16_MAX, "where a text begins fits");

static const struct smtpreply_words *words_in(uint32_t language)
{
	return language == SMTPREPLY_JAPANESE ? &smtpreply_japanese : &smtpreply_english;
}

const char *smtpreply_phrase(enum phrase phrase, uint32_t language)
{
	const struct smtpreply_words *words = words_in(language);

	if (words->phrases[phrase] == 0)
		words = &smtpreply_english;
	return words->pool + words->phrases[phrase];
}

static const char *string_behind(const char *string, unsigned count)
{
	while (count > 0)
		if (*string++ == '\0')
			count--;
	return string;
}

/* Of the texts that need translation, where each lies in its row, plus one. */
static const uint8_t places[] = {
	[SMTPREPLY_TEXT_NAME] = PLACE_NAME + 1,
	[SMTPREPLY_TEXT_MEANING] = PLACE_MEANING + 1,
	[SMTPREPLY_TEXT_SEEN] = PLACE_SEEN + 1,
	[SMTPREPLY_TEXT_FIX_SENDER] = PLACE_FIX_SENDER + 1,
	[SMTPREPLY_TEXT_FIX_SERVER] = PLACE_FIX_SERVER + 1,
	[SMTPREPLY_TEXT_SEND_WHEN] = PLACE_SEND_WHEN + 1,
	[SMTPREPLY_TEXT_EFFECT] = PLACE_EFFECT + 1,
};

static bool is_translatable(uint32_t text)
{
	return text < LENGTH(places) && places[text] != 0;
}

static const char *find_words(const struct smtpreply_entry *entry, uint32_t text,
			      uint32_t language)
{
	const struct smtpreply_words *words = words_in(language);

	if (words->rows[entry->row] == 0)
		words = &smtpreply_english;
	return string_behind(words->pool + words->rows[entry->row], places[text] - 1u);
}

/*
 * Where an untranslated text lies in its row; the reference has the same place in all. What stands
 * in for an unknown detail lends it its words, but not its companions.
 */
static const char *find_fact(const struct smtpreply_entry *entry, uint32_t text)
{
	const char *row = (const char *)&pool + begins[entry->row];
	bool is_keyword = entry->kind == SMTPREPLY_KIND_KEYWORD;
	bool is_exact = entry->match == SMTPREPLY_MATCH_EXACT;

	switch (text) {
	case SMTPREPLY_TEXT_COMPANIONS:
		return is_exact && !is_keyword ? row : "";
	case SMTPREPLY_TEXT_REFERENCE:
		return string_behind(row, 1);
	case SMTPREPLY_TEXT_SYNTAX:
		return is_keyword ? row : "";
	case SMTPREPLY_TEXT_COMMANDS:
		return is_keyword ? string_behind(row, 2) : "";
	case SMTPREPLY_TEXT_PARAMETERS:
		return is_keyword ? string_behind(row, 3) : "";
	default:
		return "";
	}
}

const char *smtpreply_entry_text(const struct smtpreply_entry *entry, uint32_t text,
				 uint32_t language)
{
	if (entry->kind == 0)
		return "";
	return is_translatable(text) ? find_words(entry, text, language) : find_fact(entry, text);
}

bool smtpreply_entry_is_translated(const struct smtpreply_entry *entry, uint32_t text,
				   uint32_t language)
{
	return entry->kind == 0 || !is_translatable(text) ||
	       words_in(language)->rows[entry->row] != 0;
}
