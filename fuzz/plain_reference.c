/* SPDX-License-Identifier: MIT */
/* The second reading of the reference; see plain_reference.h. */
#define _GNU_SOURCE

#include "plain_reference.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "target.h"

#define ROOM 4096

/* What entries say of themselves. */

static bool has_class(uint32_t severity)
{
	return severity == 2 || severity == 4 || severity == 5;
}

static void title_of_status(const struct smtpreply_entry *entry, char *title, size_t room)
{
	bool is_exact = entry->match == SMTPREPLY_MATCH_EXACT;
	char severity[2] = { 'X', '\0' }, subject[8] = "X", detail[8] = "X";

	if (entry->status.severity != 0)
		severity[0] = (char)('0' + entry->status.severity);
	if (!is_exact || entry->kind != SMTPREPLY_KIND_STATUS_CLASS)
		snprintf(subject, sizeof subject, "%u", entry->status.subject);
	if (!is_exact || entry->kind == SMTPREPLY_KIND_STATUS)
		snprintf(detail, sizeof detail, "%u", entry->status.detail);
	snprintf(title, room, "%s.%s.%s", severity, subject, detail);
}

void plain_title(const struct smtpreply_entry *entry, char *title, size_t room)
{
	bool is_class =
		entry->kind == SMTPREPLY_KIND_CODE_CLASS && entry->match == SMTPREPLY_MATCH_EXACT;

	if (is_class)
		snprintf(title, room, "%uxx", entry->code / 100u);
	else if (entry->kind == SMTPREPLY_KIND_CODE || entry->kind == SMTPREPLY_KIND_CODE_CLASS)
		snprintf(title, room, "%03u", entry->code);
	else if (entry->kind == SMTPREPLY_KIND_KEYWORD || entry->kind == 0)
		smtpreply_entry_title(entry, title, room);
	else
		title_of_status(entry, title, room);
}

static void words_of_aspect(const struct smtpreply_entry *entry, uint32_t aspect, uint32_t language,
			    char words[ROOM])
{
	must(smtpreply_entry_aspect(entry, aspect, language, words, ROOM) < ROOM,
	     "an aspect has room");
}

/* Two entries differ where both have words, and others. */
bool plain_differs(const struct smtpreply_entry *one, const struct smtpreply_entry *other,
		   uint32_t aspect)
{
	char first[ROOM], second[ROOM];

	if (aspect == SMTPREPLY_ASPECT_COMPANIONS && one->kind != other->kind)
		return false;
	words_of_aspect(one, aspect, SMTPREPLY_ENGLISH, first);
	words_of_aspect(other, aspect, SMTPREPLY_ENGLISH, second);
	return *first != '\0' && *second != '\0' && strcmp(first, second) != 0;
}

/* Lookups. */

bool plain_find_code(uint32_t code, struct smtpreply_entry *entry)
{
	for (size_t i = 0; smtpreply_entry_get(i, entry); i++)
		if (entry->kind == SMTPREPLY_KIND_CODE && entry->code == code)
			return true;
	smtpreply_entry_find_code_class(code / 100, entry);
	entry->match = SMTPREPLY_MATCH_CLASS;
	entry->code = (uint16_t)code;
	entry->category = (uint8_t)(code / 10 % 10);
	return false;
}

static bool find_numbers(uint32_t subject, uint32_t detail, struct smtpreply_entry *entry)
{
	for (size_t i = 0; smtpreply_entry_get(i, entry); i++)
		if (entry->kind == SMTPREPLY_KIND_STATUS && entry->status.subject == subject &&
		    entry->status.detail == detail)
			return true;
	return false;
}

/* The facts that its class adds are those of the class's own entry. */
static void take_class(struct smtpreply_entry *entry, uint32_t severity)
{
	struct smtpreply_entry class;

	if (!smtpreply_entry_find_status_class(severity, &class))
		return;
	entry->severity = class.severity;
	entry->retry = class.retry;
	entry->log = class.log;
	if (entry->actors == 0 || severity == SMTPREPLY_POSITIVE)
		entry->actors = class.actors;
}

bool plain_find_status(const struct smtpreply_status *status, struct smtpreply_entry *entry)
{
	uint32_t severity = has_class(status->severity) ? status->severity : 0;
	bool is_found = find_numbers(status->subject, status->detail, entry);

	if (is_found || find_numbers(status->subject, 0, entry)) {
		entry->match = is_found ? SMTPREPLY_MATCH_EXACT : SMTPREPLY_MATCH_SUBJECT;
		take_class(entry, severity);
	} else {
		smtpreply_entry_find_status_class(severity, entry);
		entry->match = SMTPREPLY_MATCH_CLASS;
	}
	entry->status = *status;
	entry->status.severity = (uint16_t)severity;
	entry->category = (uint8_t)status->subject;
	return is_found;
}

static bool find_name(const char *keyword, size_t size, struct smtpreply_entry *entry)
{
	char name[SMTPREPLY_TITLE_ROOM];

	for (size_t i = 0; smtpreply_entry_get(i, entry); i++)
		if (entry->kind == SMTPREPLY_KIND_KEYWORD &&
		    smtpreply_entry_title(entry, name, sizeof name) == size &&
		    strncasecmp(name, keyword, size) == 0)
			return true;
	return false;
}

/* Four X at least, of which the last letter need not be one. */
static bool is_masked(const char *keyword, size_t size)
{
	size_t count = 0;

	while (count < size && (keyword[count] == 'X' || keyword[count] == 'x'))
		count++;
	return count >= 4 && count + 1 >= size;
}

bool plain_find_keyword(const char *keyword, size_t size, struct smtpreply_entry *entry)
{
	size_t name = 0;

	if (is_masked(keyword, size))
		return find_name("XXXXXXXA", 8, entry);
	if (find_name(keyword, size, entry))
		return true;
	while (name < size && keyword[name] != '=')
		name++;
	return name > 0 && name < size &&
	       (find_name(keyword, name + 1, entry) || find_name(keyword, name, entry));
}

/* Searches. */

static char *lower(const char *text, size_t size)
{
	char *copy = copy_of(text, size);

	for (size_t i = 0; i < size; i++)
		if (isascii(copy[i]))
			copy[i] = (char)tolower((unsigned char)copy[i]);
	return copy;
}

static bool has(const char *text, const char *word, size_t size)
{
	char *low_text = lower(text, strlen(text)), *low_word = lower(word, size);
	bool is_there = memmem(low_text, strlen(text), low_word, size) != NULL;

	free(low_text);
	free(low_word);
	return is_there;
}

static bool is_title(const struct smtpreply_entry *entry, const char *word, size_t size)
{
	char title[SMTPREPLY_TITLE_ROOM];

	return smtpreply_entry_title(entry, title, sizeof title) == size && has(title, word, size);
}

/* In a text, or in the words of severity, retry or log. */
static bool is_said(const struct smtpreply_entry *entry, const char *word, size_t size,
		    uint32_t language)
{
	static const uint32_t aspects[] = { SMTPREPLY_ASPECT_SEVERITY, SMTPREPLY_ASPECT_RETRY,
					    SMTPREPLY_ASPECT_LOG };
	char words[ROOM];

	for (uint32_t text = SMTPREPLY_TEXT_COMPANIONS; text <= SMTPREPLY_TEXT_PARAMETERS; text++)
		if (has(smtpreply_entry_text(entry, text, language), word, size))
			return true;
	for (size_t i = 0; i < sizeof aspects / sizeof aspects[0]; i++) {
		words_of_aspect(entry, aspects[i], language, words);
		if (has(words, word, size))
			return true;
	}
	return false;
}

bool plain_search(const struct smtpreply_entry *entry, const char *words, size_t size,
		  uint32_t language)
{
	bool has_word = false;

	for (size_t at = 0, end; at < size; at = end + 1) {
		for (end = at; end < size && words[end] != ' ' && words[end] != '\t';)
			end++;
		if (end == at)
			continue;
		has_word = true;
		if (!is_title(entry, words + at, end - at) &&
		    !is_said(entry, words + at, end - at, SMTPREPLY_ENGLISH) &&
		    !is_said(entry, words + at, end - at, language))
			return false;
	}
	return has_word;
}
