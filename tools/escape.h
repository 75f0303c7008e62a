/* SPDX-License-Identifier: MIT */
/*
 * Text from a server is hostile: how it is shown all the same.
 *
 * Controls (C0, DEL, C1), the separators U+2028 and U+2029 and the controls of writing direction
 * never leave here as they are, nor do bytes that are no UTF-8.
 */
#ifndef ESCAPE_H
#define ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "output.h"

/* Writes text for the eyes of a person: \t, \x1b, \u202e; bytes that are no UTF-8 as \x9b. */
void escape_for_terminal(struct output *output, const char *text, size_t size);

/*
 * Writes the inside of a JSON string. Each maximal ill-formed part shows as U+FFFD (the practice
 * of the Unicode standard, 3.9). Returns false when there was one.
 */
bool escape_for_json(struct output *output, const char *text, size_t size);

/* Writes Base64 (RFC 4648, 4). */
void encode_base64(struct output *output, const char *text, size_t size);

#endif
