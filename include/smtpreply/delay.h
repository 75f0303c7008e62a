/* SPDX-License-Identifier: MIT */
/*
 * When to try again: the delay that the text of a 4yz names, as greylisting servers do.
 *
 *     4.7.1 Greylisted for 5 minutes                         300 seconds
 *     Greylisting in action, please come back in 00:04:30    270 seconds
 *     Too many mails, try again in 1 hour(s) 25 minute(s)    5100 seconds
 *     You have sent 100 messages in 60 seconds               none: a limit
 *
 * No RFC defines such texts. Take the delay as a hint that makes an earlier retry pointless.
 */
#ifndef SMTPREPLY_DELAY_H
#define SMTPREPLY_DELAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <smtpreply/export.h>

SMTPREPLY_BEGIN_DECLARATIONS

/** No delay is longer, in seconds: a day. Servers must not make a client wait for ever. */
#define SMTPREPLY_DELAY_CAP 86400

/** A delay. All 0 for none. */
struct smtpreply_delay {
	const char *text;    /**< the words of the delay, as in "5 minutes"; in the text of the
	                          reply; not ended by a NUL */
	size_t size;         /**< bytes of them */
	uint32_t seconds;    /**< 1 to SMTPREPLY_DELAY_CAP */
	uint8_t is_capped;   /**< 1: the text named a longer one */
	uint8_t reserved[3]; /**< 0 */
};

/**
 * Finds the retry delay.
 *
 * A number counts only with a unit (seconds, minutes, hours, days, and their usual short forms) or
 * written h:mm:ss behind "in" or "for", and only right behind words that announce it: again, retry,
 * come back, wait, later, greylisted, deferred, delayed, blocked, banned, with in, after, for, at
 * least, about and the like between. Of a range the longer end counts. Of several the first counts.
 *
 * \param code       the code of the reply; any but a 4yz gives none: nothing else is to be retried
 * \param text       the text of the reply, its lines joined by LF, or one line; read up to size,
 *                   needs no NUL
 * \param size       bytes of text
 * \param truncated  the text was cut off (smtpreply.truncated): its last line is not read
 * \param delay      set to the delay, or to all 0
 * \return true: delay is the delay. false: the text has none
 */
SMTPREPLY_API bool smtpreply_delay_find(uint32_t code, const char *text, size_t size,
					bool truncated, struct smtpreply_delay *delay);

SMTPREPLY_END_DECLARATIONS

#endif
