/* SPDX-License-Identifier: MIT */
/*
 * How good or bad a reply is: its severity, and the enhanced status code that refines it.
 *
 * The severity comes from the first digit of the reply's code alone (RFC 5321, 4.2.1). The
 * enhanced status code, such as 5.7.1, says more (RFC 3463, RFC 2034), and never overturns it. It is
 * one reason where there may be several (RFC 7372, 4): show people the text of the reply too.
 */
#ifndef SMTPREPLY_STATUS_H
#define SMTPREPLY_STATUS_H

#include <stdint.h>

#include <smtpreply/export.h>

SMTPREPLY_BEGIN_DECLARATIONS

/** What the first digit of a code says (RFC 5321, 4.2.1). 0 stands for none. */
enum smtpreply_severity {
	SMTPREPLY_POSITIVE = 2,     /**< 2yz, positive completion: done */
	SMTPREPLY_INTERMEDIATE = 3, /**< 3yz, positive intermediate: go on; nothing is done yet */
	SMTPREPLY_TRANSIENT = 4,    /**< 4yz, transient negative: not done, a later try may succeed */
	SMTPREPLY_PERMANENT = 5     /**< 5yz, permanent negative: not done, the same will fail again */
};

/**
 * An enhanced status code, severity "." subject "." detail (RFC 3463, 2).
 *
 * All fields are 0 when there is none.
 */
struct smtpreply_status {
	uint16_t severity; /**< 2, 4 or 5, of enum smtpreply_severity; 0: there is no status */
	uint16_t subject;  /**< 0 to 999 */
	uint16_t detail;   /**< 0 to 999 */
	uint16_t reserved; /**< 0 */
};

/**
 * The name of a severity: "positive", "intermediate", "transient", "permanent".
 *
 * \param severity  a value of enum smtpreply_severity
 * \return a constant string; "none" for any other value
 */
SMTPREPLY_API const char *smtpreply_severity_name(uint32_t severity);

SMTPREPLY_END_DECLARATIONS

#endif
