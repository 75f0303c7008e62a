/* SPDX-License-Identifier: MIT */
/*
 * A reply that somebody pasted: words of the command line, or standard input.
 *
 * Line ends become CRLF, white space around it all goes, and the last line gets its end. What there
 * is no room for is dropped: the parser finds such a reply too long.
 */
#ifndef PASTED_H
#define PASTED_H

#include <smtpreply.h>

#include <stdbool.h>
#include <stddef.h>

struct pasted {
	bool has_words; /* from the command line, if empty ones */
	size_t size;
	char text[SMTPREPLY_DEFAULT_MAX_OCTETS + 4];
};

/* Adds a word, a blank before it when it is not the first. */
void paste_word(struct pasted *pasted, const char *word);

/*
 * Adds standard input to its end, or to more than any reply may have. Returns an exit status; what
 * is wrong was complained of.
 */
int paste_input(struct pasted *pasted);

void paste_bytes(struct pasted *pasted, const char *bytes, size_t size);

/* Ends the last line. Returns false when there is nothing but white space. */
bool complete_paste(struct pasted *pasted);

#endif
