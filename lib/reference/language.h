/* SPDX-License-Identifier: MIT */
/*
 * Makes the words of a language from its file of texts. To be included by a file that names both:
 * TEXTS is the file, LANGUAGE the variable.
 *
 * The texts lie in one pool, one behind the other, and are found by where they begin: no pointers,
 * so no relocations.
 */
#include <stddef.h>

#include "rows.h"

#define SEVEN(name, meaning, seen, fix_sender, fix_server, send_when, effect)                      \
	name "\0" meaning "\0" seen "\0" fix_sender "\0" fix_server "\0" send_when "\0" effect

/* Each kind of text by the row that it belongs to. */
#define CODE_TEXT(number, name, meaning, effect, seen, fix_sender, fix_server, send_when)          \
	TEXT(CODE_##number,                                                                        \
	     SEVEN(name, meaning, seen, fix_sender, fix_server, send_when, effect))
#define CODE_CLASS_TEXT(digit, name, meaning, seen, fix_sender, fix_server, send_when)             \
	TEXT(CODE_CLASS_##digit, SEVEN(name, meaning, seen, fix_sender, fix_server, send_when, ""))
#define STATUS_TEXT(subject, detail, name, meaning, seen, fix_sender, fix_server, send_when)       \
	TEXT(STATUS_##subject##_##detail,                                                          \
	     SEVEN(name, meaning, seen, fix_sender, fix_server, send_when, ""))
#define SUBJECT_TEXT(subject, name, meaning, seen, fix_sender, fix_server, send_when)              \
	TEXT(SUBJECT_##subject, SEVEN(name, meaning, seen, fix_sender, fix_server, send_when, ""))
#define STATUS_CLASS_TEXT(class, name, meaning, seen, fix_sender, fix_server, send_when)           \
	TEXT(STATUS_CLASS_##class,                                                                 \
	     SEVEN(name, meaning, seen, fix_sender, fix_server, send_when, ""))
#define KEYWORD_TEXT(identifier, name, meaning, seen, fix_sender, fix_server)                      \
	TEXT(KEYWORD_##identifier, SEVEN(name, meaning, seen, fix_sender, fix_server, "", ""))

struct pool {
	char nothing[1];
#define TEXT(row, text) char row_##row[sizeof(text)];
#define PHRASE_TEXT(identifier, text) char phrase_##identifier[sizeof(text)];
#include TEXTS
#undef TEXT
#undef PHRASE_TEXT
};

static const struct pool pool = {
	"",
#define TEXT(row, text) text,
#define PHRASE_TEXT(identifier, text) text,
#include TEXTS
#undef TEXT
#undef PHRASE_TEXT
};

static const uint32_t rows[ROW_COUNT] = {
#define TEXT(row, text) [ROW_##row] = offsetof(struct pool, row_##row),
#define PHRASE_TEXT(identifier, text)
#include TEXTS
#undef TEXT
#undef PHRASE_TEXT
};

static const uint32_t phrases[PHRASE_COUNT] = {
#define TEXT(row, text)
#define PHRASE_TEXT(identifier, text)                                                              \
	[PHRASE_##identifier] = offsetof(struct pool, phrase_##identifier),
#include TEXTS
#undef TEXT
#undef PHRASE_TEXT
};

const struct smtpreply_words LANGUAGE = { (const char *)&pool, rows, phrases };
