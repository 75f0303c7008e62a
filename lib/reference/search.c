/* SPDX-License-Identifier: MIT */
/* How well an entry matches the words of a search. */
#include <smtpreply/reference.h>

#include "name-of.h"
#include "rows.h"

struct word {
	const char *bytes;
	size_t size;
};

static char lower(char letter)
{
	return (char)(letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter);
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

/* Takes the next word from the front of *words. */
static bool next_word(const char **words, const char *end, struct word *word)
{
	while (*words < end && is_blank(**words))
		(*words)++;
	word->bytes = *words;
	while (*words < end && !is_blank(**words))
		(*words)++;
	word->size = (size_t)(*words - word->bytes);
	return word->size > 0;
}

static bool begins_with(const char *text, const struct word *word)
{
	for (size_t i = 0; i < word->size; i++)
		if (text[i] == '\0' || lower(text[i]) != lower(word->bytes[i]))
			return false;
	return true;
}

static bool is_in(const char *text, const struct word *word)
{
	for (; *text != '\0'; text++)
		if (begins_with(text, word))
			return true;
	return false;
}

/* What a word is worth where it is found; the dearest place counts. */
static const struct {
	uint8_t text;
	uint8_t worth;
} places[] = {
	{ SMTPREPLY_TEXT_NAME, 16 },      { SMTPREPLY_TEXT_MEANING, 8 },
	{ SMTPREPLY_TEXT_EFFECT, 6 },     { SMTPREPLY_TEXT_SEEN, 4 },
	{ SMTPREPLY_TEXT_SEND_WHEN, 4 },  { SMTPREPLY_TEXT_FIX_SENDER, 2 },
	{ SMTPREPLY_TEXT_FIX_SERVER, 2 }, { SMTPREPLY_TEXT_COMPANIONS, 1 },
	{ SMTPREPLY_TEXT_REFERENCE, 1 },  { SMTPREPLY_TEXT_COMMANDS, 4 },
	{ SMTPREPLY_TEXT_PARAMETERS, 4 }, { SMTPREPLY_TEXT_SYNTAX, 4 },
};

#define WORTH_OF_TITLE 64
#define WORTH_OF_FACT 2

static enum phrase phrase_of_severity(uint8_t severity)
{
	return severity != 0 ? (enum phrase)(PHRASE_SEVERITY_2 + severity - SMTPREPLY_POSITIVE)
			     : PHRASE_SEVERITY_NONE;
}

/* The facts that have words of their own. Of the entries that are listed only codes have them. */
static bool is_in_facts(const struct smtpreply_entry *entry, const struct word *word,
			uint32_t language)
{
	if (entry->kind != SMTPREPLY_KIND_CODE)
		return false;
	return is_in(smtpreply_phrase(phrase_of_severity(entry->severity), language), word) ||
	       is_in(smtpreply_phrase((enum phrase)(PHRASE_RETRY_UNKNOWN + entry->retry), language),
		     word) ||
	       is_in(smtpreply_phrase((enum phrase)(PHRASE_LOG_UNKNOWN + entry->log), language),
		     word);
}

static uint32_t worth_in_texts(const struct smtpreply_entry *entry, const struct word *word,
			       uint32_t language)
{
	uint32_t worth = is_in_facts(entry, word, language) ? WORTH_OF_FACT : 0;

	for (size_t i = 0; i < LENGTH(places); i++) {
		const char *text = smtpreply_entry_text(entry, places[i].text, language);

		if (places[i].worth > worth && is_in(text, word))
			worth = places[i].worth;
	}
	return worth;
}

static uint32_t worth_of(const struct smtpreply_entry *entry, const struct word *word,
			 uint32_t language)
{
	char title[SMTPREPLY_TITLE_ROOM];
	size_t size = smtpreply_entry_title(entry, title, sizeof title);
	uint32_t worth, translated;

	if (size == word->size && begins_with(title, word))
		return WORTH_OF_TITLE;
	worth = worth_in_texts(entry, word, SMTPREPLY_ENGLISH);
	translated = worth_in_texts(entry, word, language);
	return translated > worth ? translated : worth;
}

uint32_t smtpreply_entry_search(const struct smtpreply_entry *entry, const char *words, size_t size,
				uint32_t language)
{
	const char *end = size > 0 ? words + size : words;
	struct word word;
	uint32_t sum = 0;

	while (next_word(&words, end, &word)) {
		uint32_t worth = worth_of(entry, &word, language);

		if (worth == 0)
			return 0;
		sum += worth;
	}
	return sum;
}
