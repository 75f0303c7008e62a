/* SPDX-License-Identifier: MIT */
/*
 * The name under which a server took a message: the queue id in the 250 to the end of the data.
 *
 *     2.0.0 Ok: queued as 4XyZ1a2b3cz1Q                         4XyZ1a2b3cz1Q     Postfix
 *     OK id=1rAbCd-0007Yc-2A                                    1rAbCd-0007Yc-2A  Exim
 *     2.0.0 45A1b2c3012345 Message accepted for delivery        45A1b2c3012345    Sendmail
 *     2.0.0: 1a2b3c4d Message accepted for delivery             1a2b3c4d          OpenSMTPD
 *     2.0.0 <user@test.example> AbCdEf12:R2 Saved               AbCdEf12:R2       Dovecot's LMTP
 *     2.6.0 <m@a> [InternalId=42, Hostname=b] ... Queued mail for delivery    42  Exchange
 *     2.6.0 <m@a> Queued mail for delivery                      m@a               Exchange, old
 *     2.0.0 OK  1717000000 a1b2c3-d4.5 - gsmtp                  a1b2c3-d4.5       Gmail
 *     ok 1717000000 qp 1234                                     1234              qmail
 *     Ok 0102018f00000000-1a2b3c4d-...-000000                   all behind Ok     Amazon SES
 *
 * Log it: the operator of the server finds the message by it. No RFC names it, and nothing else
 * may depend on it.
 */
#ifndef SMTPREPLY_QUEUE_ID_H
#define SMTPREPLY_QUEUE_ID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <smtpreply/export.h>

SMTPREPLY_BEGIN_DECLARATIONS

/** A queue id. All 0 for none. */
struct smtpreply_queue_id {
	const char *text;     /**< in the text of the reply; not ended by a NUL */
	size_t size;          /**< bytes of it, at least 1 */
	uint32_t reserved[2]; /**< 0 */
};

/**
 * Finds the queue id, in a form above. A status may lead the line.
 *
 * "queued as" counts anywhere in a line, as gateways quote it; the other forms lead their line, and
 * come before it. Case does not matter, blanks may be several where one stands above outside the
 * phrases, and behind a form a blank or the end of the line must follow, marks . , ; ) skipped.
 *
 * An id is letters and digits, with single ".", "_" and "-" between; Dovecot's is base64, maybe with
 * letters and digits behind colons; that of Amazon is sixteen hexadecimal digits in small letters,
 * then groups of them behind hyphens. Behind "queued as" and before "Message accepted for delivery"
 * it must have a digit or be hexadecimal, of six characters or more. Of several the first counts.
 *
 * \param code       the code of the reply; any but 250 gives none. Ask it of the reply to the end
 *                   of the data (data, bdat) alone; with LMTP of each of them
 * \param text       the text of the reply, its lines joined by LF, or one line; read up to size,
 *                   needs no NUL
 * \param size       bytes of text
 * \param truncated  the text was cut off (smtpreply.truncated): its last line is not read
 * \param id         set to the queue id, or to all 0
 * \return true: id is the queue id. false: the text has none
 */
SMTPREPLY_API bool smtpreply_queue_id_find(uint32_t code, const char *text, size_t size,
					   bool truncated, struct smtpreply_queue_id *id);

SMTPREPLY_END_DECLARATIONS

#endif
