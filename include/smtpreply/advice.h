/* SPDX-License-Identifier: MIT */
/*
 * Advice: what a client should do next.
 *
 * Say where the session stands, and hand over the reply. A client of one message and one recipient:
 *
 *     struct smtpreply_situation situation = { .stage = SMTPREPLY_STAGE_RCPT };
 *     struct smtpreply_advice advice;
 *     smtpreply_advise(&parser.reply, &situation, &advice);
 *     switch (advice.action) {
 *     case SMTPREPLY_ACTION_PROCEED: send_data(); break;
 *     case SMTPREPLY_ACTION_RETRY_LATER: keep(advice.delay); break;
 *     case SMTPREPLY_ACTION_FAIL: bounce(); break;
 *     ...
 *     }
 *     if (advice.close)
 *             quit();
 *
 * The code decides; an enhanced status, the words of the text and the situation choose among what
 * the code leaves open, and never make a transient refusal permanent. What the situation does not
 * say counts as not known, and not known is read cautiously: no message is lost, and TLS that a
 * server offers is not given up. Say all that you know, above all how many recipients were
 * accepted: a 2yz to the data of nobody is no delivery.
 *
 * One reply is judged at a time. Several are the embedder's: ask for each of them, pipelined ones
 * too (RFC 2920, 3.1), count the accepted recipients, from 0 after each EHLO, RSET and message, put
 * an end to waiting (RFC 5321, 4.5.3.2) and to retries, wait longer each time, and remember what was
 * tried, but not a 5yz to MAIL for the next message (RFC 5321, 4.5.4.1).
 */
#ifndef SMTPREPLY_ADVICE_H
#define SMTPREPLY_ADVICE_H

#include <stdint.h>

#include <smtpreply/delay.h>
#include <smtpreply/export.h>
#include <smtpreply/parser.h>
#include <smtpreply/stage.h>

SMTPREPLY_BEGIN_DECLARATIONS

/** What is known of the session, a bit each. The numbers never change. */
enum smtpreply_known {
	SMTPREPLY_MORE_HOSTS = 1 << 0,       /**< there are hosts that were not tried */
	SMTPREPLY_REUSED = 1 << 1,           /**< the connection has carried a message before */
	SMTPREPLY_TLS_ACTIVE = 1 << 2,       /**< TLS is up */
	SMTPREPLY_TLS_OFFERED = 1 << 3,      /**< the server offers STARTTLS */
	SMTPREPLY_TLS_REQUIRED = 1 << 4,     /**< nothing may go out without TLS */
	SMTPREPLY_TLS_OPTIONAL = 1 << 5,     /**< the message may go out in the clear;
						  SMTPREPLY_TLS_REQUIRED overrides it */
	SMTPREPLY_CAN_AUTHENTICATE = 1 << 6, /**< there are credentials for this server */
	SMTPREPLY_AUTHENTICATED = 1 << 7,    /**< AUTH has succeeded */
	SMTPREPLY_SUBMISSION = 1 << 8,       /**< the server is a submission server (RFC 6409) */
	SMTPREPLY_PARAMETERS_USED = 1 << 9   /**< the command carried parameters that may be left
						  out */
};

/**
 * Where the session stands. Zero it first: zero means not known.
 */
struct smtpreply_situation {
	uint8_t stage;       /**< an enum smtpreply_stage; any other number counts as
				  SMTPREPLY_STAGE_OTHER */
	uint8_t outcome;     /**< an enum smtpreply_outcome; any other number counts as
				  SMTPREPLY_OUTCOME_LOST */
	uint8_t reserved[2]; /**< 0 */
	uint32_t known;      /**< bits of enum smtpreply_known */
	uint32_t accepted;   /**< recipients of this transaction that were accepted so far */
	uint32_t reserved2;  /**< 0 */
};

/** What to do next. The numbers never change; 0 is none of them. */
enum smtpreply_action {
	SMTPREPLY_ACTION_PROCEED = 1,   /**< it is done: go on to the next step */
	SMTPREPLY_ACTION_CONTINUE = 2,  /**< behind a reply of SMTPREPLY_INTERMEDIATE (334, 354):
					     send what the server waits for; behind any other: send
					     nothing, it decides nothing, what earlier replies said
					     stands (554 to DATA where every RCPT was refused) */
	SMTPREPLY_ACTION_END_EMPTY = 3, /**< send a lone dot: nobody was accepted (RFC 2920, 3.1) */
	SMTPREPLY_ACTION_NEW_TRANSACTION = 4, /**< the scope goes into another transaction, behind
						 this one, with fewer recipients */
	SMTPREPLY_ACTION_NEW_CONNECTION =
		5, /**< once more from the start, with the same host, now */
	SMTPREPLY_ACTION_TRY_NEXT_HOST = 6, /**< the next host of the domain */
	SMTPREPLY_ACTION_RETRY_LATER = 7,   /**< keep it in the queue */
	SMTPREPLY_ACTION_SAY_HELO = 8,      /**< HELO in place of EHLO: no TLS, no AUTH; say
						 SMTPREPLY_TLS_REQUIRED where that must not be */
	SMTPREPLY_ACTION_WITHOUT_TLS = 9,   /**< go on in the clear, on a new connection if close is
						 set; only with SMTPREPLY_TLS_OPTIONAL */
	SMTPREPLY_ACTION_START_TLS = 10,    /**< STARTTLS and a new EHLO, then the command once
					     more; a transaction from MAIL on (RFC 3207, 4.2) */
	SMTPREPLY_ACTION_AUTHENTICATE = 11, /**< AUTH, after AUTH with another mechanism, then the
						 command once more. Never with one weaker than you
						 allow: the reply may be forged (RFC 4954, 9) */
	SMTPREPLY_ACTION_DROP_PARAMETER = 12, /**< the command once more, without the parameters that
						   may be left out; REQUIRETLS never may (RFC 8689) */
	SMTPREPLY_ACTION_FAIL = 13            /**< give up, and tell the sender */
};

/** What the reply speaks of, and the action applies to. The numbers never change. */
enum smtpreply_scope {
	SMTPREPLY_SCOPE_RECIPIENT = 1, /**< this recipient; the others go on */
	SMTPREPLY_SCOPE_MESSAGE = 2, /**< the transaction: all its recipients but those that a reply
					  of their own has refused, for now or for good, or, behind
					  the data (LMTP, PRDR), has delivered: to send it to them
					  once more would duplicate it (RFC 2033, 4.2) */
	SMTPREPLY_SCOPE_SESSION = 3, /**< this session; nothing is said of the message */
	SMTPREPLY_SCOPE_HOST = 4,    /**< this server; other messages fare the same */
	SMTPREPLY_SCOPE_SOURCE = 5   /**< the client: its address, its rate. Other servers of the
					  domain fare the same: slow down. The action is for what the
					  reply answers: a recipient at rcpt and
					  data-end-recipient, else the message */
};

/** What to do next, and why. */
struct smtpreply_advice {
	uint8_t action;    /**< an enum smtpreply_action */
	uint8_t otherwise; /**< an enum smtpreply_action: what to do when action is not open to you,
				say when no host is left. The same as action where that is always
				open */
	uint8_t scope;     /**< an enum smtpreply_scope */
	uint8_t close; /**< 1: first end this connection, with QUIT where the server still answers
			*/
	uint8_t reset; /**< 1: first RSET, when the connection is to be used on. A transaction then
			    begins anew, at MAIL */
	uint8_t reserved[3]; /**< 0 */
	uint32_t delay;      /**< seconds that the text asks to wait before a retry, at most
				  SMTPREPLY_DELAY_CAP; 0: it names none. Only for transient replies.
				  Written by the server: a hint */
	uint32_t reserved2;  /**< 0 */
	const char *rule;    /**< the rule that decided, such as "rcpt-too-many"; constant */
	const char *source;  /**< where it is from, such as "RFC 5321 4.5.3.1.10"; constant */
};

/**
 * Says what to do next.
 *
 * \param reply      the reply; NULL for a lost connection, which counts as 451 (RFC 5321, 3.8), and
 *                   with any outcome but SMTPREPLY_OUTCOME_REPLY not read. One with code 0, as after
 *                   SMTPREPLY_ERROR, counts as SMTPREPLY_OUTCOME_MALFORMED. The text is read where
 *                   a rule asks for words, with the NUL that the parser wrote behind it; of a
 *                   truncated text only whole lines
 * \param situation  where the session stands
 * \param advice     set; whatever it held before does not matter. Nothing is left undecided
 */
SMTPREPLY_API void smtpreply_advise(const struct smtpreply *reply,
				    const struct smtpreply_situation *situation,
				    struct smtpreply_advice *advice);

/**
 * The name of an action, such as "try-next-host".
 *
 * \param action  a value of enum smtpreply_action
 * \return a constant string; "none" for any other value
 */
SMTPREPLY_API const char *smtpreply_action_name(uint32_t action);

/**
 * The name of a scope: "recipient", "message", "session", "host", "source".
 *
 * \param scope  a value of enum smtpreply_scope
 * \return a constant string; "none" for any other value
 */
SMTPREPLY_API const char *smtpreply_scope_name(uint32_t scope);

SMTPREPLY_END_DECLARATIONS

#endif
