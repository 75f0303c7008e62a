/* SPDX-License-Identifier: MIT */
/*
 * How the inputs of the targets begin, for the targets and their seeds. One byte chooses one of
 * several ways: an input is tried in one alone, so that more inputs are tried.
 */
#ifndef INPUTS_H
#define INPUTS_H

/* fuzz_cuts.c: what is refused, the limit of a reply, the way, the first piece and the others. */
#define CUTS_HEADER 5

enum cut {
	CUT_PIECES,
	CUT_BY_LINE,
	CUT_LITTLE_ROOM, /* as many bytes of room as the first piece has */
	CUT_AFTER_RESET, /* behind as many bytes that were forgotten */
	CUT_COUNT
};

/* fuzz_model.c: what is refused, the limit of a reply, the pieces. */
#define MODEL_HEADER 3

/* fuzz_ehlo.c: the way, little room, the first piece and the others. */
#define EHLO_HEADER 4

enum ehlo_way { EHLO_BY_LINE, EHLO_LITTLE_ROOM, EHLO_BY_LINE_WITH_LITTLE_ROOM, EHLO_WAY_COUNT };

/* fuzz_texts.c: what is looked for, then the code, two bytes. */
#define TEXTS_HEADER 3

enum looked_for {
	LOOKED_FOR_PATH,
	LOOKED_FOR_SERVER_NAME,
	LOOKED_FOR_QUEUE_ID,
	LOOKED_FOR_DELAY,
	LOOKED_FOR_CHALLENGE,
	LOOKED_FOR_ENCODED, /* the challenge that the text makes */
	LOOKED_FOR_COUNT
};

/* fuzz_print.c: text buffer and refusal, limit of a reply, by line or not, room, form. */
#define PRINT_HEADER 5

enum form { FORM_LINE, FORM_DIAGNOSTIC, FORM_LINES, FORM_TEXT, FORM_COUNT };

/*
 * fuzz_stream.c: how many commands, what is refused, limit of a reply and by line (4), the pieces; then
 * a stage for each command that there may be.
 */
#define STREAM_MOST_COMMANDS 8
#define STREAM_HEADER (4 + STREAM_MOST_COMMANDS)

/* fuzz_reference.c: what is asked, the language, and three numbers of two bytes; then words. */
#define REFERENCE_HEADER 8

enum asked { ASKED_CODE, ASKED_STATUS, ASKED_KEYWORD, ASKED_SEARCH, ASKED_COUNT };

#endif
