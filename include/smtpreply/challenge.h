/* SPDX-License-Identifier: MIT */
/*
 * The challenge in the text of 334: base64, and nothing else (RFC 4954, 4 and 8).
 *
 *     size_t size;
 *     if (!smtpreply_challenge_check(reply->text, reply->text_size, reply->truncated, &size))
 *             cancel with "*" (RFC 4954, 4);
 *     else if (smtpreply_challenge_decode(reply->text, reply->text_size, reply->truncated, bytes,
 *                                         sizeof bytes, &size))
 *             use size bytes;
 *
 * The check is strict, as RFC 4954, 4 demands: no other characters, padding at the end alone, the
 * unused bits of the last character 0. What the bytes say is as hostile as any text of a server:
 * lengths and offsets within them are for the SASL mechanism to check. Yours is a text buffer that
 * holds the longest challenge of your mechanisms: RFC 4954, 4 takes 12288 octets for enough, and
 * a NUL stands behind them.
 */
#ifndef SMTPREPLY_CHALLENGE_H
#define SMTPREPLY_CHALLENGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <smtpreply/export.h>

SMTPREPLY_BEGIN_DECLARATIONS

/**
 * Tells whether a text is a challenge, and how many bytes it stands for.
 *
 * The empty text is a challenge, of 0 bytes. A text of more than one line is none.
 *
 * \param text          the text of the reply; read up to size, needs no NUL
 * \param size          bytes of text
 * \param truncated     the text was cut off (smtpreply.truncated): it is no challenge then
 * \param decoded_size  set to the bytes that it decodes to; 0 when it is none
 * \return true: it is a challenge. false: it is none, and AUTH is to be cancelled
 */
SMTPREPLY_API bool smtpreply_challenge_check(const char *text, size_t size, bool truncated,
					     size_t *decoded_size);

/**
 * Decodes a challenge.
 *
 * \param text          as for smtpreply_challenge_check()
 * \param size          likewise
 * \param truncated     likewise
 * \param bytes         where the bytes go, no NUL behind them; must not overlap text; may be NULL
 *                      with capacity 0
 * \param capacity      how many bytes there is room for; 3 for each 4 of size is always enough
 * \param decoded_size  set to the bytes that the text decodes to; 0 when it is no challenge
 * \return true: decoded_size bytes were written. false: none was; the text is no challenge, or
 * decoded_size is more than capacity
 */
SMTPREPLY_API bool smtpreply_challenge_decode(const char *text, size_t size, bool truncated,
					      void *bytes, size_t capacity, size_t *decoded_size);

SMTPREPLY_END_DECLARATIONS

#endif
