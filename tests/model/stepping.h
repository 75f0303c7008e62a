/* SPDX-License-Identifier: MIT */
/*
 * The second reading once more, a byte at a time, so that it can walk beside the parser.
 *
 * Small readers that know nothing of each other look at every byte: one for the code, one for the
 * line end, one for UTF-8, one for a status in front, one for a status at the end. What none of
 * them needs any more is 0, so that equal members mean an equal future. It is held against the
 * whole-line model (tests/proof/inputs), and shares no line with the library.
 */
#ifndef STEPPING_H
#define STEPPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STEPPING_ROOM 24 /* the most text that is kept; a larger capacity has no meaning */

/* How the parser is set up, and how it was built. */
struct stepping_options {
	uint32_t refuse;
	uint32_t max_octets;
	uint32_t line_octets;
	uint32_t capacity; /* bytes of text that fit */
	bool by_line;
};

struct stepping_status {
	uint16_t severity;
	uint16_t subject;
	uint16_t detail;
};

/* What of a line is being read. */
enum stepping_place { IN_CODE, IN_BLANK, AT_MARK, IN_BARE_CODE, IN_TEXT };

/* What of a status is being read. */
enum stepping_stage {
	NOT_THERE,
	AT_START,
	OPENED,
	HASHED,
	BEHIND_CLASS,
	IN_SUBJECT,
	IN_DETAIL,
	ENDED
};

/* A status that may be one. */
struct stepping_reading {
	struct stepping_status status;
	uint8_t stage;
	uint8_t digits; /* of the part that is being read */
	uint8_t is_loose;
	uint8_t reserved;
};

struct stepping_line {
	uint32_t returns; /* the run of CRs before this byte */
	uint16_t octet;   /* how many were read; stays behind the limit */
	uint16_t code;
	struct stepping_status status;
	uint8_t place;
	uint8_t mark;
	struct stepping_reading leading;
	struct stepping_reading trailing;
	uint8_t utf8_left; /* bytes that must follow, the next from low to high */
	uint8_t utf8_low;
	uint8_t utf8_high;
	uint8_t reserved;
};

/* All 0 between two replies. */
struct stepping {
	uint32_t octets;
	uint32_t line_count;
	uint32_t deviations;
	uint32_t text_size; /* the CRs of a line end are in it until the LF comes */
	uint16_t code;      /* the safest so far */
	uint16_t first_code;
	uint16_t last_code;
	struct stepping_status first_status;
	struct stepping_status statuses[6]; /* the first one of each class */
	uint8_t has_positive;
	uint8_t has_intermediate;
	uint8_t has_text_lines;
	uint8_t is_cut_between_lines;
	struct stepping_line line;
	char text[STEPPING_ROOM]; /* what was kept; last, so that a walk can leave it out */
};

/* What can be seen after a byte, or after the end; but for the first two, only where one ended. */
struct stepping_seen {
	unsigned result; /* enum smtpreply_result */
	bool is_taken;   /* the byte */
	bool is_idle;
	unsigned error;
	unsigned looks_like;
	uint32_t refused;   /* one of these bits */
	uint32_t undecided; /* noted or not, nobody says */
	uint32_t deviations;
	unsigned code, first_code, last_code;
	unsigned severity;
	struct stepping_status status;
	uint32_t line_count;
	size_t size;
	size_t text_size; /* of text that was kept */
	bool truncated;
	bool has_lines;
	bool is_last_line_whole;
};

/* Start with a zeroed model. Behind an error nothing can be read. */
void stepping_read(struct stepping *model, const struct stepping_options *options,
		   unsigned char byte, struct stepping_seen *seen);

/* The stream ends here. */
void stepping_end(const struct stepping *model, const struct stepping_options *options,
		  struct stepping_seen *seen);

#endif
