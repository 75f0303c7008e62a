/* SPDX-License-Identifier: MIT */
/*
 * The name that a server gives itself in the text of 220, 221 and 421 (RFC 5321, 4.2 and 4.3.1).
 *
 *     220 mx.example.com ESMTP ready              mx.example.com
 *     421 4.4.2 mx.example.com Error: timeout     mx.example.com
 *     220 [192.0.2.1] ESMTP                       [192.0.2.1]
 *     221 2.0.0 Bye                               none
 *
 * The name is what the server says, and proves nothing.
 */
#ifndef SMTPREPLY_SERVER_NAME_H
#define SMTPREPLY_SERVER_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <smtpreply/export.h>

SMTPREPLY_BEGIN_DECLARATIONS

/** A server's name: a domain, or an address literal in its brackets. All 0 for none. */
struct smtpreply_server_name {
	const char *text;     /**< in the text of the reply; not ended by a NUL */
	size_t size;          /**< 1 to 255 bytes */
	uint32_t reserved[2]; /**< 0 */
};

/**
 * Finds the name of the server: the first word of the first line, an enhanced status skipped.
 *
 * A domain of one label ("mailhost") looks like any other word ("Bye"), so it counts only before
 * ESMTP, SMTP, LMTP or Service, which are no names themselves, and when it is "localhost". A domain
 * whose last label starts with a digit is none, so that a bare IPv4 address is no name. A colon,
 * comma or semicolon ends a domain that has a dot, whatever follows.
 *
 * \param code       the code of the reply; any but 220, 221 and 421 gives none
 * \param text       the text of the reply, its lines joined by LF, or its first line; read up to
 *                   size, needs no NUL
 * \param size       bytes of text
 * \param truncated  the text was cut off (smtpreply.truncated): its last line is not read
 * \param name       set to the name, or to all 0
 * \return true: name is the name. false: the text has none
 */
SMTPREPLY_API bool smtpreply_server_name_find(uint32_t code, const char *text, size_t size,
					      bool truncated, struct smtpreply_server_name *name);

SMTPREPLY_END_DECLARATIONS

#endif
