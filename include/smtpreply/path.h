/* SPDX-License-Identifier: MIT */
/*
 * The new address of a user in the text of 251 and 551 (RFC 5321, 3.4).
 *
 *     551 5.1.6 User not local; please try <new@example.net>     new@example.net
 *     251 User not local; will forward to <new@example.net>      new@example.net
 *     551 5.1.6 <old@example.org>: User not local                none: the address asked about
 *
 * THE SERVER MAY LIE. RFC 5321, 3.4 lets a client use the address, and warns of doing so unasked:
 * it may send mail to where its author did not want it. Unasked, use it only where you know the
 * server by more than its name, such as a certificate (RFC 5321, 7.4).
 */
#ifndef SMTPREPLY_PATH_H
#define SMTPREPLY_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <smtpreply/export.h>

SMTPREPLY_BEGIN_DECLARATIONS

/**
 * A forward path (RFC 5321, 4.1.2). All 0 for none.
 *
 * Quotes and backslashes of a quoted local part are kept. Bytes over 0x7f may be part of it
 * (RFC 6531, 3.3); that they are UTF-8 is not checked.
 */
struct smtpreply_path {
	const char *text;    /**< what stands between "<" and ">", a source route included; in the
	                          text of the reply; not ended by a NUL */
	size_t size;         /**< bytes of it; 0 for the null path "<>" */
	const char *mailbox; /**< the same without the source route, as in user@example.net */
	size_t mailbox_size; /**< bytes of it */
	uint8_t is_open;     /**< 1: the ">" was missing */
	uint8_t reserved[7]; /**< 0 */
};

/**
 * Finds the forward path of 251 or 551.
 *
 * A path counts when words right before it announce a new address, maybe with a colon: try, use,
 * address is, moved to, changed to, forward to, redirect to, the last two with -ed and -ing as well.
 * Or when it is all that stands on its line, an enhanced status and blanks skipped. Others are the
 * address that the command named. Of several the first counts. An announced path may have lost its
 * ">": a blank or the end of the line ends it, the marks . , ; ) before that skipped.
 *
 * \param code       the code of the reply; any but 251 and 551 gives none
 * \param text       the text of the reply, its lines joined by LF, or one line; read up to size,
 *                   needs no NUL
 * \param size       bytes of text
 * \param truncated  the text was cut off (smtpreply.truncated): its last line is not read
 * \param path       set to the path, or to all 0
 * \return true: path is the path, maybe the null path. false: the text has none
 */
SMTPREPLY_API bool smtpreply_path_find(uint32_t code, const char *text, size_t size, bool truncated,
				       struct smtpreply_path *path);

SMTPREPLY_END_DECLARATIONS

#endif
