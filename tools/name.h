/* SPDX-License-Identifier: MIT */
/*
 * How people name entries of the reference: 451, 4xx, 4yz, 4.7.1, X.7.1, 5.7, 5.7.x, 4.x.x,
 * STARTTLS. Case does not matter.
 */
#ifndef NAME_H
#define NAME_H

#include <smtpreply.h>

#include <stdbool.h>
#include <stddef.h>

/*
 * Looks up what a word names. Returns false when it has the form of no name, or is a keyword that
 * is not known. A code or a status that is not known has a name all the same: see entry->match.
 */
bool find_by_name(const char *word, size_t size, struct smtpreply_entry *entry);

#endif
