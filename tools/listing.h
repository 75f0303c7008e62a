/* SPDX-License-Identifier: MIT */
/* Entries of the reference one below the other, a line each, or an object each. */
#ifndef LISTING_H
#define LISTING_H

#include <smtpreply.h>

#include <stdbool.h>
#include <stddef.h>

#include "presentation.h"

struct listing {
	size_t count;
	size_t room;
	struct smtpreply_entry *entries;
	bool has_headings; /* as JSON, the headings come first */
};

/* Prints all of them. Returns the exit status. */
int print_listing(const struct listing *listing, const struct presentation *presentation);

#endif
