/* SPDX-License-Identifier: MIT */
/* Reads the line of a command: its verb, and of some commands what stands behind it. */
#define _POSIX_C_SOURCE 200809L
#include "request.h"

#include <smtpreply.h>

#include <string.h>
#include <strings.h>

#define VERB(word, stage) { word, stage },
static const struct {
	const char *word;
	uint32_t stage;
} verbs[] = {
#include "verbs.def"
};
#undef VERB

struct words {
	const char *text;
	size_t size; /* of the line */
	size_t at;   /* where the word begins */
	size_t end;
};

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static bool is_in_verb(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9');
}

static bool next_word(struct words *words)
{
	words->at = words->end;
	while (words->at < words->size && is_blank(words->text[words->at]))
		words->at++;
	words->end = words->at;
	while (words->end < words->size && !is_blank(words->text[words->end]))
		words->end++;
	return words->end > words->at;
}

static bool is_word(const struct words *words, const char *word)
{
	size_t size = words->end - words->at;

	return strlen(word) == size && strncasecmp(words->text + words->at, word, size) == 0;
}

/* Blanks before a verb do not hide it: a password may follow. */
static void read_verb(struct request *request, struct words *words)
{
	while (words->at < words->size && is_blank(words->text[words->at]))
		words->at++;
	words->end = words->at;
	while (words->end < words->size && is_in_verb(words->text[words->end]))
		words->end++;
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
		if (is_word(words, verbs[i].word))
			request->stage = verbs[i].stage;
}

/* Where a path that starts at "<" ends; a ">" in quotes is part of it. */
static size_t end_of_path(const char *line, size_t size, size_t at)
{
	bool is_quoted = false;

	for (; at < size; at++) {
		if (line[at] == '\\' && is_quoted)
			at++;
		else if (line[at] == '"')
			is_quoted = !is_quoted;
		else if (line[at] == '>' && !is_quoted)
			return at + 1;
	}
	return size;
}

static void read_path(struct request *request, struct words *words)
{
	const char *colon = memchr(words->text, ':', words->size);

	if (colon == NULL)
		return;
	words->end = (size_t)(colon - words->text) + 1;
	if (!next_word(words))
		return;
	if (words->text[words->at] == '<')
		words->end = end_of_path(words->text, words->size, words->at);
	request->path = words->at;
	request->path_size = words->end - words->at;
	while (next_word(words)) {
		request->has_parameters = true;
		request->asks_prdr |= is_word(words, "PRDR");
	}
}

/* A number that is none, or too large, counts as 0: what follows are commands then. */
static uint64_t read_octets(const struct words *words)
{
	uint64_t octets = 0;

	for (size_t i = words->at; i < words->end; i++) {
		char byte = words->text[i];

		if (byte < '0' || byte > '9' || octets > UINT64_MAX / 10 - 1)
			return 0;
		octets = octets * 10 + (uint64_t)(byte - '0');
	}
	return octets;
}

static bool is_last_next(struct words *words)
{
	return next_word(words) && is_word(words, "LAST");
}

static void read_chunk(struct request *request, struct words *words)
{
	if (!next_word(words))
		return;
	request->octets = read_octets(words);
	if (is_last_next(words))
		request->stage = SMTPREPLY_STAGE_BDAT_LAST;
}

/* AUTH, and its name of Exchange, X-EXPS; in other places only with a blank behind it. */
size_t size_of_secret(const char *line, size_t size)
{
	for (size_t end = 4; end < size; end++)
		if (is_blank(line[end]) && (strncasecmp(line + end - 4, "AUTH", 4) == 0 ||
					    strncasecmp(line + end - 4, "EXPS", 4) == 0))
			return size - end;
	return 0;
}

/* The URL of BURL lets whoever has it read a message (RFC 4467, 1), and may hold a password. */
static size_t hidden_of(const struct request *request, const struct words *words)
{
	if (request->stage == SMTPREPLY_STAGE_AUTH || request->stage == SMTPREPLY_STAGE_BURL)
		return words->size - words->end;
	return size_of_secret(words->text, words->size);
}

void read_request(struct request *request, const char *line, size_t size)
{
	struct words words = { line, size, 0, 0 };

	memset(request, 0, sizeof *request);
	request->stage = SMTPREPLY_STAGE_OTHER;
	read_verb(request, &words);
	request->hidden = hidden_of(request, &words);
	if (request->stage == SMTPREPLY_STAGE_MAIL || request->stage == SMTPREPLY_STAGE_RCPT)
		read_path(request, &words);
	else if (request->stage == SMTPREPLY_STAGE_BDAT)
		read_chunk(request, &words);
	else if (request->stage == SMTPREPLY_STAGE_BURL)
		request->ends_message = next_word(&words) && is_last_next(&words);
}
