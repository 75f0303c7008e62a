/* SPDX-License-Identifier: MIT */
/*
 * A second reading of smtpreply/reference.h: every entry is found by a walk over all, compared by the
 * words that it gives. What the tables say of an entry is taken from smtpreply_entry_get().
 */
#ifndef PLAIN_REFERENCE_H
#define PLAIN_REFERENCE_H

#include <smtpreply.h>

bool plain_find_code(uint32_t code, struct smtpreply_entry *entry);
bool plain_find_status(const struct smtpreply_status *status, struct smtpreply_entry *entry);
bool plain_find_keyword(const char *keyword, size_t size, struct smtpreply_entry *entry);
void plain_title(const struct smtpreply_entry *entry, char *title, size_t room);
bool plain_differs(const struct smtpreply_entry *one, const struct smtpreply_entry *other,
		   uint32_t aspect);

/* Does the search find the entry at all? */
bool plain_search(const struct smtpreply_entry *entry, const char *words, size_t size,
		  uint32_t language);

#endif
