/* SPDX-License-Identifier: MIT */
/*
 * Finds what is to be explained in what somebody typed or pasted. Where a reply is found, the
 * library's parser reads it; here is only where it begins and which lines it has.
 */
#include "query.h"

#include <stdbool.h>
#include <string.h>

#include "name.h"

#define CODE_SIZE 3

/*
 * What may stand right before a status or a code in a sentence. A number behind "=" is a status,
 * as in dsn=5.1.1, but no code: logs have S=221 for a size.
 */
#define LEADS "(['\"<#"

struct text {
	const char *bytes;
	size_t size;
};

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static bool is_white(char byte)
{
	return is_blank(byte) || byte == '\r' || byte == '\n';
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Takes the next word from the front of the text. */
static bool next_word(struct text *text, struct text *word)
{
	while (text->size > 0 && is_white(*text->bytes)) {
		text->bytes++;
		text->size--;
	}
	word->bytes = text->bytes;
	while (text->size > 0 && !is_white(*text->bytes)) {
		text->bytes++;
		text->size--;
	}
	word->size = (size_t)(text->bytes - word->bytes);
	return word->size > 0;
}

static bool is_of_code(const struct smtpreply_entry *entry)
{
	return entry->kind == SMTPREPLY_KIND_CODE || entry->kind == SMTPREPLY_KIND_CODE_CLASS;
}

static bool is_among(char byte, const char *bytes)
{
	return byte != '\0' && strchr(bytes, byte) != NULL;
}

/* Takes off what stands behind a word, and before it up to the last of the leads. */
static void trim(struct text *word, const char *leads)
{
	while (word->size > 0 && is_among(word->bytes[word->size - 1], ")],;:.?!'\">"))
		word->size--;
	for (size_t i = word->size; i > 0; i--)
		if (is_among(word->bytes[i - 1], leads)) {
			word->bytes += i;
			word->size -= i;
			return;
		}
}

static bool is_whole_status(const struct smtpreply_entry *entry)
{
	return entry->kind == SMTPREPLY_KIND_STATUS && entry->severity != 0;
}

/* Names. */

/* dsn=5.1.1 is how a log writes a status, though DSN is a keyword. */
static bool is_assigned_status(struct text word)
{
	struct smtpreply_entry entry;

	trim(&word, "=");
	return find_by_name(word.bytes, word.size, &entry) && is_whole_status(&entry);
}

static bool find_name(const struct text *word, struct smtpreply_entry *entry)
{
	return find_by_name(word->bytes, word->size, entry) &&
	       (entry->kind != SMTPREPLY_KIND_KEYWORD || !is_assigned_status(*word));
}

static bool add_entry(struct query *query, const struct smtpreply_entry *entry)
{
	if (query->count == MOST_ENTRIES)
		return false;
	query->entries[query->count++] = *entry;
	return true;
}

static bool add_names(struct query *query, struct text text, bool are_codes)
{
	struct smtpreply_entry entry;
	struct text word;

	while (next_word(&text, &word))
		if (find_name(&word, &entry) && is_of_code(&entry) == are_codes &&
		    !add_entry(query, &entry))
			return false;
	return true;
}

/* What the words of a text are. */
struct words {
	size_t count;
	size_t strange; /* name nothing; the first of these is query->word */
	size_t keywords;
};

static void count_word(struct query *query, const struct text *word, struct words *words)
{
	struct smtpreply_entry entry;

	words->count++;
	if (find_name(word, &entry)) {
		words->keywords += entry.kind == SMTPREPLY_KIND_KEYWORD ? 1 : 0;
	} else if (words->strange++ == 0) {
		query->word = word->bytes;
		query->word_size = word->size;
	}
}

static struct words count_words(struct query *query, struct text text)
{
	struct words words = { 0, 0, 0 };
	struct text word;

	while (next_word(&text, &word))
		count_word(query, &word, &words);
	return words;
}

/* Replies. */

/* Does a code with its mark begin here? */
static bool is_code_at(const struct text *text, size_t at)
{
	size_t end = at + CODE_SIZE;

	if (end > text->size || text->bytes[at] < '1' || text->bytes[at] > '9' ||
	    !is_digit(text->bytes[at + 1]) || !is_digit(text->bytes[at + 2]))
		return false;
	return end == text->size || is_white(text->bytes[end]) || text->bytes[end] == '-';
}

/*
 * May a reply begin here? At the start of a line; behind a colon or a semicolon and a blank, as
 * logs and Diagnostic-Code have it; behind a bracket or a quotation mark.
 */
static bool is_lead_before(const struct text *text, size_t at)
{
	size_t before = at;

	while (before > 0 && is_white(text->bytes[before - 1]))
		before--;
	if (before == 0)
		return true;
	switch (text->bytes[before - 1]) {
	case ':':
	case ';':
		return before < at;
	case '(':
	case '"':
	case '\'':
		return true;
	default:
		return text->bytes[at - 1] == '\n';
	}
}

/* Some relays quote a reply within a reply: "550-550-5.7.1 ..." is read from its second code on. */
static size_t skip_doubled(const struct text *text, size_t at)
{
	size_t next = at + CODE_SIZE + 1;

	while (is_code_at(text, next) &&
	       memcmp(text->bytes + at, text->bytes + next, CODE_SIZE) == 0) {
		at = next;
		next = at + CODE_SIZE + 1;
	}
	return at;
}

/* Returns where the first reply begins, text->size for none. */
static size_t find_reply(const struct text *text)
{
	size_t at = 0;

	while (at < text->size && !(is_code_at(text, at) && is_lead_before(text, at)))
		at++;
	return at;
}

static size_t end_of_line(const struct text *text, size_t at)
{
	const char *feed = memchr(text->bytes + at, '\n', text->size - at);
	size_t end = feed != NULL ? (size_t)(feed - text->bytes) : text->size;

	return end > at && text->bytes[end - 1] == '\r' ? end - 1 : end;
}

/* Where the line below begins, its blanks skipped; text->size behind the last. */
static size_t next_line(const struct text *text, size_t at)
{
	at = end_of_line(text, at);
	while (at < text->size && is_white(text->bytes[at]))
		at++;
	return at;
}

/* Feeds a line; what was cut out of a longer reply ends with its last line all the same. */
static enum smtpreply_result feed_line(struct smtpreply_parser *parser, const struct text *text,
				       size_t at, bool is_last)
{
	size_t used, rest = at + CODE_SIZE, end = end_of_line(text, at);
	const char *mark = is_last || rest >= end ? " " : text->bytes + rest;

	smtpreply_feed(parser, text->bytes + at, CODE_SIZE, &used);
	smtpreply_feed(parser, mark, 1, &used);
	if (rest < end)
		smtpreply_feed(parser, text->bytes + rest + 1, end - rest - 1, &used);
	return smtpreply_feed(parser, "\r\n", 2, &used);
}

/* Lines that begin with a code, one below the other, are one reply. */
static bool parse_reply(struct smtpreply_parser *parser, const struct text *text, size_t at)
{
	enum smtpreply_result result = SMTPREPLY_MORE;

	smtpreply_parser_init(parser, NULL, 0);
	while (result == SMTPREPLY_MORE) {
		size_t next = next_line(text, at);
		bool is_last = !is_code_at(text, next);

		result = feed_line(parser, text, at, is_last);
		at = next;
		if (is_last && result == SMTPREPLY_MORE)
			result = smtpreply_finish(parser);
	}
	return result == SMTPREPLY_DONE;
}

static void read_reply(struct query *query, const struct text *text, size_t at)
{
	struct smtpreply_parser parser;
	struct smtpreply_entry entry;

	query->reply = text->bytes + at;
	query->reply_size = end_of_line(text, at) - at;
	at = skip_doubled(text, at);
	if (!parse_reply(&parser, text, at)) {
		find_by_name(text->bytes + at, CODE_SIZE, &entry);
		add_entry(query, &entry);
		return;
	}
	smtpreply_entry_find_code(parser.reply.code, &entry);
	add_entry(query, &entry);
	if (parser.reply.status.severity != 0) {
		smtpreply_entry_find_status(&parser.reply.status, &entry);
		add_entry(query, &entry);
	}
}

/* Words within other text. */

static bool is_known_code(const struct smtpreply_entry *entry)
{
	return entry->kind == SMTPREPLY_KIND_CODE;
}

static bool find_word(struct query *query, struct text text, const char *leads,
		      bool (*is_wanted)(const struct smtpreply_entry *))
{
	struct smtpreply_entry entry;
	struct text word;

	while (next_word(&text, &word)) {
		trim(&word, leads);
		if (find_by_name(word.bytes, word.size, &entry) && is_wanted(&entry))
			return add_entry(query, &entry);
	}
	return false;
}

/* "250 OK" and "250 SIZE 1000" are replies: a code in front of keywords makes no list of names. */
static bool are_names(const struct words *words, const struct text *text, size_t reply)
{
	struct text rest = *text, first;

	if (words->strange > 0)
		return false;
	return words->keywords == 0 || reply == text->size || !next_word(&rest, &first) ||
	       first.bytes != text->bytes + reply;
}

enum query_result read_query(struct query *query, const char *bytes, size_t size)
{
	const struct text text = { bytes, size };
	size_t reply = find_reply(&text);
	struct words words;

	memset(query, 0, sizeof *query);
	words = count_words(query, text);
	if (words.count == 0)
		return QUERY_NOTHING;
	if (are_names(&words, &text, reply))
		return add_names(query, text, true) && add_names(query, text, false)
			       ? QUERY_FOUND
			       : QUERY_TOO_MANY;
	if (reply < text.size)
		read_reply(query, &text, reply);
	else if (!find_word(query, text, LEADS "=", is_whole_status) &&
		 !find_word(query, text, LEADS, is_known_code))
		return words.strange == 1 ? QUERY_NO_NAME : QUERY_NOTHING;
	return QUERY_FOUND;
}
