/* SPDX-License-Identifier: MIT */
/* The facts of an entry in words, and by which of them two entries differ. */
#include <smtpreply/reference.h>

#include <assert.h>
#include <string.h>

#include "rows.h"

/* The phrases of a group are numbered as what they name. */
static_assert((int)PHRASE_HEADING_DESCRIPTION + SMTPREPLY_HEADING_LAST - 1 ==
		      PHRASE_HEADING_COMMANDS, "in order");
static_assert((int)PHRASE_ASPECT_SEVERITY + SMTPREPLY_ASPECT_LAST - 1 == PHRASE_ASPECT_STANDING,
	      "in order");
static_assert((int)PHRASE_SEVERITY_2 + SMTPREPLY_PERMANENT - SMTPREPLY_POSITIVE == PHRASE_SEVERITY_5,
	      "in order");
static_assert((int)PHRASE_EFFECT_2 + SMTPREPLY_PERMANENT - SMTPREPLY_POSITIVE == PHRASE_EFFECT_5,
	      "in order");
static_assert((int)PHRASE_STANDING_STANDARD + SMTPREPLY_MIDDLEBOX - 1 == PHRASE_STANDING_MIDDLEBOX,
	      "in order");
static_assert((int)PHRASE_RETRY_UNKNOWN + SMTPREPLY_RETRY_NEVER == PHRASE_RETRY_NEVER, "in order");
static_assert((int)PHRASE_LOG_UNKNOWN + SMTPREPLY_LOG_LOCAL == PHRASE_LOG_LOCAL, "in order");
static_assert(1 << (PHRASE_ACTOR_SERVER_OPERATOR - PHRASE_ACTOR_NOBODY) ==
		      SMTPREPLY_ACTOR_SERVER_OPERATOR, "in order");

/* Words that grow into a caller's room: as much as fits, and the size of all. */
struct words {
	char *to;
	size_t room;
	size_t written;
	size_t size;
};

static bool is_within_character(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

static size_t size_of_character(const char *string)
{
	size_t size = 1;

	while (is_within_character(string[size]))
		size++;
	return size;
}

/* Once a character did not fit, nothing behind it is written. */
static void put_character(struct words *words, const char *bytes, size_t size)
{
	if (words->written == words->size && words->written + size < words->room) {
		memcpy(words->to + words->written, bytes, size);
		words->written += size;
	}
	words->size += size;
}

static void put(struct words *words, const char *string)
{
	while (*string != '\0') {
		size_t size = size_of_character(string);

		put_character(words, string, size);
		string += size;
	}
}

static size_t end_words(const struct words *words)
{
	if (words->room > 0)
		words->to[words->written] = '\0';
	return words->size;
}

/* Puts a word behind others of a list. */
static void put_next(struct words *words, const char *between, const char *word)
{
	if (words->size > 0)
		put(words, between);
	put(words, word);
}

static void put_phrase(struct words *words, enum phrase first, uint32_t number, uint32_t language)
{
	put(words, smtpreply_phrase((enum phrase)(first + number), language));
}

static void put_actors(struct words *words, uint32_t actors, uint32_t language)
{
	for (uint32_t i = 0; actors >> i != 0; i++)
		if (actors >> i & 1)
			put_next(words, smtpreply_phrase(PHRASE_BETWEEN, language),
				 smtpreply_phrase((enum phrase)(PHRASE_ACTOR_NOBODY + i), language));
}

static void put_commands(struct words *words, uint32_t commands, uint32_t language)
{
	if (commands == 0)
		put(words, smtpreply_phrase(PHRASE_NEVER_SENT, language));
	for (uint32_t i = 0; commands >> i != 0; i++)
		if (commands >> i & 1)
			put_next(words, smtpreply_phrase(PHRASE_BETWEEN, language),
				 smtpreply_command_name(i));
}

static bool is_code(const struct smtpreply_entry *entry)
{
	return entry->kind == SMTPREPLY_KIND_CODE || entry->kind == SMTPREPLY_KIND_CODE_CLASS;
}

static bool is_keyword(const struct smtpreply_entry *entry)
{
	return entry->kind == SMTPREPLY_KIND_KEYWORD;
}

/* What a status says without its class is said of all classes: not how bad it is. */
static bool has_severity(const struct smtpreply_entry *entry)
{
	return is_code(entry) || entry->severity != 0;
}

static bool is_listed(const struct smtpreply_entry *entry)
{
	return entry->match == SMTPREPLY_MATCH_EXACT &&
	       (entry->kind == SMTPREPLY_KIND_CODE || entry->kind == SMTPREPLY_KIND_STATUS);
}

static bool has_aspect(const struct smtpreply_entry *entry, uint32_t aspect)
{
	switch (aspect) {
	case SMTPREPLY_ASPECT_SEVERITY:
	case SMTPREPLY_ASPECT_EFFECT:
	case SMTPREPLY_ASPECT_RETRY:
	case SMTPREPLY_ASPECT_LOG:
		return has_severity(entry);
	case SMTPREPLY_ASPECT_ACTORS:
		return entry->actors != 0;
	case SMTPREPLY_ASPECT_COMMANDS:
		return is_listed(entry) && is_code(entry);
	case SMTPREPLY_ASPECT_COMPANIONS:
		return *smtpreply_entry_text(entry, SMTPREPLY_TEXT_COMPANIONS, 0) != '\0';
	case SMTPREPLY_ASPECT_CATEGORY:
		return entry->match != SMTPREPLY_MATCH_CLASS &&
		       (entry->kind == SMTPREPLY_KIND_CODE ||
			entry->kind == SMTPREPLY_KIND_STATUS ||
			entry->kind == SMTPREPLY_KIND_SUBJECT);
	case SMTPREPLY_ASPECT_STANDING:
		return is_listed(entry) || is_keyword(entry);
	default:
		return false;
	}
}

static void put_severity(struct words *words, uint32_t severity, uint32_t language)
{
	if (severity != 0)
		put_phrase(words, PHRASE_SEVERITY_2, severity - SMTPREPLY_POSITIVE, language);
	else
		put_phrase(words, PHRASE_SEVERITY_NONE, 0, language);
}

/* A code that is known has an effect of its own, all else that of its first digit. */
static void put_effect(struct words *words, const struct smtpreply_entry *entry, uint32_t language)
{
	if (entry->kind == SMTPREPLY_KIND_CODE)
		put(words, smtpreply_entry_text(entry, SMTPREPLY_TEXT_EFFECT, language));
	else if (entry->severity != 0)
		put_phrase(words, PHRASE_EFFECT_2, entry->severity - SMTPREPLY_POSITIVE, language);
	else
		put_phrase(words, PHRASE_EFFECT_NONE, 0, language);
}

static const char *category_of(const struct smtpreply_entry *entry, uint32_t language)
{
	enum phrase phrase = PHRASE_CATEGORY_NONE;

	if (!is_code(entry))
		phrase = (enum phrase)(PHRASE_SUBJECT_0 + entry->category);
	else if (entry->category <= PHRASE_CATEGORY_5 - PHRASE_CATEGORY_0)
		phrase = (enum phrase)(PHRASE_CATEGORY_0 + entry->category);
	return smtpreply_phrase(phrase, language);
}

static void put_aspect(struct words *words, const struct smtpreply_entry *entry, uint32_t aspect,
		       uint32_t language)
{
	switch (aspect) {
	case SMTPREPLY_ASPECT_SEVERITY:
		put_severity(words, entry->severity, language);
		break;
	case SMTPREPLY_ASPECT_EFFECT:
		put_effect(words, entry, language);
		break;
	case SMTPREPLY_ASPECT_RETRY:
		put_phrase(words, PHRASE_RETRY_UNKNOWN, entry->retry, language);
		break;
	case SMTPREPLY_ASPECT_ACTORS:
		put_actors(words, entry->actors, language);
		break;
	case SMTPREPLY_ASPECT_LOG:
		put_phrase(words, PHRASE_LOG_UNKNOWN, entry->log, language);
		break;
	case SMTPREPLY_ASPECT_COMMANDS:
		put_commands(words, entry->commands, language);
		break;
	case SMTPREPLY_ASPECT_COMPANIONS:
		put(words, smtpreply_entry_text(entry, SMTPREPLY_TEXT_COMPANIONS, language));
		break;
	case SMTPREPLY_ASPECT_CATEGORY:
		put(words, category_of(entry, language));
		break;
	default:
		put_phrase(words, PHRASE_STANDING_STANDARD, entry->standing - 1u, language);
		break;
	}
}

size_t smtpreply_entry_aspect(const struct smtpreply_entry *entry, uint32_t aspect,
			      uint32_t language, char *words, size_t room)
{
	struct words all = { .to = words, .room = room };

	if (has_aspect(entry, aspect))
		put_aspect(&all, entry, aspect, language);
	return end_words(&all);
}

static bool are_equal(const char *one, const char *other)
{
	while (*one == *other && *one != '\0') {
		one++;
		other++;
	}
	return *one == *other;
}

static bool is_same_effect(const struct smtpreply_entry *one, const struct smtpreply_entry *other)
{
	if (one->kind != SMTPREPLY_KIND_CODE && other->kind != SMTPREPLY_KIND_CODE)
		return one->severity == other->severity;
	return are_equal(smtpreply_entry_text(one, SMTPREPLY_TEXT_EFFECT, SMTPREPLY_ENGLISH),
			 smtpreply_entry_text(other, SMTPREPLY_TEXT_EFFECT, SMTPREPLY_ENGLISH));
}

/* A code comes with statuses, a status with codes. */
static bool are_companions_comparable(const struct smtpreply_entry *one,
				      const struct smtpreply_entry *other)
{
	return is_code(one) == is_code(other);
}

static bool is_same(const struct smtpreply_entry *one, const struct smtpreply_entry *other,
		    uint32_t aspect)
{
	switch (aspect) {
	case SMTPREPLY_ASPECT_SEVERITY:
		return one->severity == other->severity;
	case SMTPREPLY_ASPECT_EFFECT:
		return is_same_effect(one, other);
	case SMTPREPLY_ASPECT_RETRY:
		return one->retry == other->retry;
	case SMTPREPLY_ASPECT_ACTORS:
		return one->actors == other->actors;
	case SMTPREPLY_ASPECT_LOG:
		return one->log == other->log;
	case SMTPREPLY_ASPECT_COMMANDS:
		return one->commands == other->commands;
	case SMTPREPLY_ASPECT_COMPANIONS:
		return !are_companions_comparable(one, other) ||
		       are_equal(smtpreply_entry_text(one, SMTPREPLY_TEXT_COMPANIONS, 0),
				 smtpreply_entry_text(other, SMTPREPLY_TEXT_COMPANIONS, 0));
	case SMTPREPLY_ASPECT_CATEGORY:
		return are_equal(category_of(one, SMTPREPLY_ENGLISH),
				 category_of(other, SMTPREPLY_ENGLISH));
	default:
		return one->standing == other->standing;
	}
}

bool smtpreply_entry_differs(const struct smtpreply_entry *one, const struct smtpreply_entry *other,
			     uint32_t aspect)
{
	return has_aspect(one, aspect) && has_aspect(other, aspect) && !is_same(one, other, aspect);
}

size_t smtpreply_entry_when(const struct smtpreply_entry *entry, uint32_t language, char *words,
			    size_t room)
{
	const char *when = smtpreply_entry_text(entry, SMTPREPLY_TEXT_SEND_WHEN, language);
	struct words all = { .to = words, .room = room };
	char title[SMTPREPLY_TITLE_ROOM];

	/* Where the clause is English, so is the sentence around it. */
	if (!smtpreply_entry_is_translated(entry, SMTPREPLY_TEXT_SEND_WHEN, language))
		language = SMTPREPLY_ENGLISH;
	if (*when == '\0')
		return end_words(&all);
	smtpreply_entry_title(entry, title, sizeof title);
	put(&all, smtpreply_phrase(PHRASE_WHEN_BEFORE, language));
	put(&all, title);
	put(&all, smtpreply_phrase(PHRASE_WHEN_BETWEEN, language));
	put(&all, when);
	put(&all, smtpreply_phrase(PHRASE_WHEN_BEHIND, language));
	return end_words(&all);
}

const char *smtpreply_heading_title(uint32_t heading, uint32_t language)
{
	if (heading == 0 || heading > SMTPREPLY_HEADING_LAST)
		return "";
	return smtpreply_phrase((enum phrase)(PHRASE_HEADING_DESCRIPTION + heading - 1), language);
}

const char *smtpreply_aspect_title(uint32_t aspect, uint32_t language)
{
	if (aspect == 0 || aspect > SMTPREPLY_ASPECT_LAST)
		return "";
	return smtpreply_phrase((enum phrase)(PHRASE_ASPECT_SEVERITY + aspect - 1), language);
}
