/* SPDX-License-Identifier: MIT */
/*
 * A second reading of the texts a machine reads, to compare the library with: written by hand from
 * the headers of these names and the RFCs, a line and a word at a time. It may be slow.
 *
 * Each answers as the call of the library with the same name.
 */
#ifndef PLAIN_TEXTS_H
#define PLAIN_TEXTS_H

#include <smtpreply.h>

bool plain_path_find(uint32_t code, const char *text, size_t size, bool truncated,
		     struct smtpreply_path *path);
bool plain_server_name_find(uint32_t code, const char *text, size_t size, bool truncated,
			    struct smtpreply_server_name *name);
bool plain_queue_id_find(uint32_t code, const char *text, size_t size, bool truncated,
			 struct smtpreply_queue_id *id);

/* Writes at most size / 4 * 3 bytes. */
bool plain_challenge_decode(const char *text, size_t size, bool truncated, unsigned char *bytes,
			    size_t *decoded_size);

#endif
