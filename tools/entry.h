/* SPDX-License-Identifier: MIT */
/* The parts of which entries of the reference are shown, to a person and to a program. */
#ifndef ENTRY_H
#define ENTRY_H

#include <smtpreply.h>

#include <stdbool.h>

#include "output.h"
#include "page.h"

/* Enough for any aspect of an entry, and for its sentence of when a server sends it. */
#define WORDS_ROOM 1024

/* Its name on a page that is about it alone, or about several. */
void introduce_entry(struct page *page, const struct smtpreply_entry *entry, bool is_alone);

/* A sentence for what is told by its first digit or its subject; NULL for what is known. */
const char *remark_on_match(const struct smtpreply_entry *entry, uint32_t language);

/* "451 Local error, action aborted (transient negative completion)", the title filled up. */
void show_entry_line(struct output *output, const struct smtpreply_entry *entry, uint32_t language,
		     size_t title_width);

/* Writes an entry as an object, but for its last brace. */
void open_entry(struct output *output, const struct smtpreply_entry *entry, uint32_t language);

/* Writes a line: an object of all headings, and of what the aspects are called. */
void write_headings(struct output *output, uint32_t language);

/* Writes a string of the library's tables. */
void write_string(struct output *output, const char *key, const char *string);

#endif
