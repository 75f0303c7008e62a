/* SPDX-License-Identifier: MIT */
/*
 * The stages of a session, and what may come in place of a reply: the words that smtpreply/session.h
 * and smtpreply/advice.h share. The first says which stage a reply belongs to, the second what it
 * means there.
 */
#ifndef SMTPREPLY_STAGE_H
#define SMTPREPLY_STAGE_H

#include <stdint.h>

#include <smtpreply/export.h>

SMTPREPLY_BEGIN_DECLARATIONS

/** What the reply answers. The numbers never change. */
enum smtpreply_stage {
	SMTPREPLY_STAGE_OTHER = 0,    /**< any other command, or not known */
	SMTPREPLY_STAGE_GREETING = 1, /**< the connection */
	SMTPREPLY_STAGE_EHLO = 2,
	SMTPREPLY_STAGE_HELO = 3,
	SMTPREPLY_STAGE_LHLO = 4, /**< RFC 2033 */
	SMTPREPLY_STAGE_STARTTLS = 5,
	SMTPREPLY_STAGE_AUTH = 6,        /**< AUTH, or a response to a challenge */
	SMTPREPLY_STAGE_AUTH_CANCEL = 7, /**< the "*" that cancels AUTH (RFC 4954, 4) */
	SMTPREPLY_STAGE_MAIL = 8,
	SMTPREPLY_STAGE_RCPT = 9,
	SMTPREPLY_STAGE_DATA = 10,               /**< the command DATA */
	SMTPREPLY_STAGE_DATA_END = 11,           /**< the final dot */
	SMTPREPLY_STAGE_DATA_END_RECIPIENT = 12, /**< the final dot or the last BDAT, one reply a
						      recipient (LMTP, PRDR) */
	SMTPREPLY_STAGE_BDAT = 13,               /**< a chunk with more to come (RFC 3030), or BURL
						      without LAST */
	SMTPREPLY_STAGE_BDAT_LAST = 14,          /**< the last chunk */
	SMTPREPLY_STAGE_BURL = 15,               /**< BURL with LAST (RFC 4468) */
	SMTPREPLY_STAGE_RSET = 16,
	SMTPREPLY_STAGE_VRFY = 17,
	SMTPREPLY_STAGE_EXPN = 18,
	SMTPREPLY_STAGE_HELP = 19,
	SMTPREPLY_STAGE_NOOP = 20,
	SMTPREPLY_STAGE_QUIT = 21,
	SMTPREPLY_STAGE_ETRN = 22,       /**< RFC 1985 */
	SMTPREPLY_STAGE_ATRN = 23,       /**< RFC 2645 */
	SMTPREPLY_STAGE_XCLIENT = 24,    /**< XCLIENT or XFORWARD of Postfix */
	SMTPREPLY_STAGE_UNSOLICITED = 25 /**< no command: a reply that nobody asked for */
};

/** What came in place of, or with, a reply. The numbers never change. */
enum smtpreply_outcome {
	SMTPREPLY_OUTCOME_REPLY = 0,     /**< a reply */
	SMTPREPLY_OUTCOME_LOST = 1,      /**< the connection ended, or was never made */
	SMTPREPLY_OUTCOME_TIMED_OUT = 2, /**< no reply in time (RFC 5321, 4.5.3.2) */
	SMTPREPLY_OUTCOME_MALFORMED = 3, /**< bytes that are no reply: SMTPREPLY_ERROR */
	SMTPREPLY_OUTCOME_DESYNC = 4,    /**< nobody knows which reply answers which command */
	SMTPREPLY_OUTCOME_INJECTED = 5,  /**< bytes behind the reply to STARTTLS, before TLS */
	SMTPREPLY_OUTCOME_TLS_FAILED = 6 /**< the handshake or the check of the certificate failed */
};

/**
 * The name of a stage, such as "data-end-recipient".
 *
 * \param stage  a value of enum smtpreply_stage
 * \return a constant string; "none" for any other value
 */
SMTPREPLY_API const char *smtpreply_stage_name(uint32_t stage);

/**
 * The name of an outcome, such as "timed-out".
 *
 * \param outcome  a value of enum smtpreply_outcome
 * \return a constant string; "none" for any other value
 */
SMTPREPLY_API const char *smtpreply_outcome_name(uint32_t outcome);

SMTPREPLY_END_DECLARATIONS

#endif
