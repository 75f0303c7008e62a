/* SPDX-License-Identifier: MIT */
/*
 * The numbers of the entries, of the phrases and of the commands, from the tables; and how the
 * parts of the reference hand on what they know.
 *
 * A row is an entry: the codes come first, then the statuses, the keywords, and the classes that
 * answer for what is not known. The facts of a row are in entries.c, its words in a language file.
 */
#ifndef ROWS_H
#define ROWS_H

#include <stdint.h>

#include <smtpreply/reference.h>

enum row {
#define CODE(number, ...) ROW_CODE_##number,
#include "codes.def"
#undef CODE
#define STATUS(subject, detail, ...) ROW_STATUS_##subject##_##detail,
#define SUBJECT(...)
#define STATUS_CLASS(...)
#include "statuses.def"
#undef STATUS
#undef SUBJECT
#undef STATUS_CLASS
#define KEYWORD(identifier, ...) ROW_KEYWORD_##identifier,
#include "keywords.def"
#undef KEYWORD
	LISTED_ROWS,
	ROW_BEFORE_CLASSES = LISTED_ROWS - 1,
#define CODE_CLASS(digit, ...) ROW_CODE_CLASS_##digit,
#include "classes.def"
#undef CODE_CLASS
#define STATUS(...)
#define SUBJECT(subject, ...) ROW_SUBJECT_##subject,
#define STATUS_CLASS(class, ...) ROW_STATUS_CLASS_##class,
#include "statuses.def"
#undef STATUS
#undef SUBJECT
#undef STATUS_CLASS
	ROW_COUNT
};

enum phrase {
#define PHRASE(identifier, text) PHRASE_##identifier,
#include "phrases.def"
#undef PHRASE
	PHRASE_COUNT
};

enum command {
#define COMMAND(identifier, name, stage) COMMAND_##identifier,
#include "commands.def"
#undef COMMAND
	COMMAND_COUNT
};

/* The words of a language. An offset of 0 stands for what it has no words for. */
struct smtpreply_words {
	const char *pool;
	const uint32_t *rows;    /* of each row, where its texts begin */
	const uint32_t *phrases; /* of each phrase, where it is */
};

/* The texts of a row in the order in which they lie, each ended by a NUL. */
enum place { PLACE_NAME, PLACE_MEANING, PLACE_SEEN, PLACE_FIX_SENDER, PLACE_FIX_SERVER, PLACE_SEND_WHEN, PLACE_EFFECT };

extern const struct smtpreply_words smtpreply_english;
extern const struct smtpreply_words smtpreply_japanese;

/* A phrase, in English where the language has none. */
const char *smtpreply_phrase(enum phrase phrase, uint32_t language);

/* The keyword of a row. */
const char *smtpreply_keyword_of_row(uint32_t row);

#endif
