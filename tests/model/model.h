/* SPDX-License-Identifier: MIT */
/*
 * A second reading of the grammar, to compare the library with.
 *
 * Written from the specification alone, and in another way than the library: it has the whole
 * stream, looks at whole lines, asks where each oddity became certain, and lets the smallest
 * offset win. It is slow and plain, and shares no line with the library.
 *
 * Where the specification can be read in two ways, the model reads as the library does:
 * - subject and detail may have leading zeros, not the class; three digits are the most with them;
 * - the trailing form of a status may have leading zeros;
 * - last_code is the code whose third digit made a refused code-mismatch certain;
 * - at one byte the limit of the reply comes first, then deviations, then code and mark;
 * - further deviations certain at the byte at fault are not compared (model_event.undecided), nor
 *   which of several refused ones is named.
 */
#ifndef MODEL_H
#define MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct model_options {
	uint32_t refuse;
	uint32_t max_octets; /* 0: the default */
};

struct model_status {
	unsigned severity; /* 2, 4 or 5; 0: there is none */
	unsigned subject;
	unsigned detail;
};

enum model_kind {
	MODEL_REPLY,
	MODEL_ERROR,
	MODEL_END /* the stream ended where it may */
};

/* What can be seen of a reply, of an error, or of the end. */
struct model_event {
	enum model_kind kind;
	size_t offset; /* behind the last byte taken; of an error, the byte at fault or the end */
	size_t size;   /* octets taken of this reply: it starts at offset - size */
	bool is_idle;
	unsigned error;
	uint32_t refused;
	unsigned looks_like;
	unsigned code;
	unsigned first_code;
	unsigned last_code;
	unsigned severity;
	struct model_status status;
	uint32_t line_count; /* finished lines */
	uint32_t deviations;
	uint32_t undecided; /* others, certain at the byte at fault: noted or not, nobody says */
	size_t text;        /* where in model.text */
	size_t text_size;
	size_t first_shown; /* where in model.statuses; one for each line of the text */
	size_t shown_count;
};

/* The answer. Start with a zeroed one; each reading replaces what the last one gave. */
struct model {
	struct model_event *events; /* the last one is an error or the end */
	size_t event_count;
	unsigned char *text;
	size_t text_size;
	struct model_status *statuses;
	size_t status_count;
	size_t room; /* a stream of that size fits */
};

/* Reads a whole stream that is followed by its end. */
void model_read(struct model *model, const unsigned char *bytes, size_t size,
		const struct model_options *options);

/* The status of a line's text; is_whole: the line ends behind it. */
struct model_status model_status_of(const void *text, size_t size, bool is_whole);

void model_free(struct model *model);

#endif
