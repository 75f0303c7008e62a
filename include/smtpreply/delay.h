/* SPDX-License-Identifier: MIT */
/*
 * When to try again: the delay that the text of a 4yz names, as greylisting servers do.
 *
 *     4.7.1 Greylisted for 5 minutes                         300 seconds
 *     Greylisting in action, please come back in 00:04:30    270 seconds
 *     in 300 seconds                                         300 seconds: it says nothing else
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
 * Finds the retry delay: the first duration of the text that is not 0 and counts. It is looked for
 * behind the enhanced status that begins the text, if there is one, with ":" or not, and its blank.
 *
 * Words are read in either case. A word is a run of letters, digits, "_", "'" and bytes over 0x7f;
 * a blank is one or more of SP and HT. Neither a duration nor what announces it goes over the end
 * of a line.
 *
 * A duration begins with a digit that no byte of a word stands before, and is
 *
 *     a clock, h:mm:ss: one to three digits, then twice ":" and 00 to 59. Behind it stands no byte
 *         of a word but "'", and none of "/", ":", "@";
 *     or a number with a unit, and behind it, as often as the unit gets smaller, another one.
 *         Between the two may stand a blank or "," or both, then "and" between blanks.
 *
 * Between number and unit may stand a blank or "-", then "more" and a blank. Units are s, sec, secs,
 * second, seconds, second(s), the same of m, min, minute, of h, hr, hour, and d, day, days, day(s);
 * s, m, h and d are small letters. Behind a unit stands no letter, no byte over 0x7f, none of "_",
 * "/", "@". Of a range, such as "5-10 minutes" or "5 to 10 minutes", the second number is the
 * duration, and what stands before the first one announces it.
 *
 * A duration counts, when no blank and "ago" stand behind it, where one of these holds:
 *
 *     cue      it stands behind again, back, later, reconnect, resend, retry, retry_after,
 *              retryafter, try, wait, "accepted after" or "allowed after"; but not behind "wait"
 *              behind "not" or a word such as "didn't", which has no digit and no other "'"
 *     state    it stands behind greylist, greylisted, greylisting, the same with gray, banned,
 *              blocked, deferred, delayed, locked, suspended or throttled, without "after" between
 *              the two; but not behind "delayed" behind "been" or "was"
 *     alone    it is all that the first line says, without "after"; a blank, then any of ".", "!",
 *              ")" may stand behind it
 *     rest     a blank and left, remaining or "to go" stand behind it, and before it a blank, "("
 *              or nothing in its line
 *
 * For the first three may stand between, in any number and order: a blank, ",", ":", "(",
 * "~", "=", a "-" that no digit follows, and the words in, for, after, about, and, another,
 * approximately, around, "at least", least, by, delay, please, time. A clock of an hour or more may
 * be a time of day: it counts only with in or for and a blank right before it.
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
