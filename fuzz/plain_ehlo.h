/* SPDX-License-Identifier: MIT */
/*
 * A second reading of a reply to EHLO, to compare the library with: written by hand from
 * include/smtpreply/ehlo.h and the RFCs, a line and a word at a time. It may be slow.
 *
 * The lines come from the wire layer (smtpreply_next_line()), which fuzz_cuts.c looks at.
 */
#ifndef PLAIN_EHLO_H
#define PLAIN_EHLO_H

#include <smtpreply.h>

/* A reading under way. */
struct plain_ehlo {
	struct smtpreply_ehlo values;
	uint64_t seen; /* keywords of which a line was read, the misread ones included */
};

void plain_ehlo_begin(struct plain_ehlo *reading);
void plain_ehlo_add_line(struct plain_ehlo *reading, const struct smtpreply_line *line);
void plain_ehlo_end(struct plain_ehlo *reading, const struct smtpreply *reply);

/* As the calls of the library with these names. */
bool plain_ehlo_read_line(const struct smtpreply_line *line, struct smtpreply_ehlo_item *item);
bool plain_ehlo_next_word(const struct smtpreply_ehlo_item *item, struct smtpreply_ehlo_word *word);
bool plain_ehlo_read_name(const struct smtpreply_line *line, struct smtpreply_ehlo_word *name);

#endif
