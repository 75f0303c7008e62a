/* SPDX-License-Identifier: MIT */
/*
 * What is known of a session, as options tell it.
 *
 * The settings of a subcommand that has these options begin with a struct smtpreply_situation.
 */
#ifndef SITUATION_H
#define SITUATION_H

#include <stdbool.h>
#include <stdint.h>

/* For a table of struct option: #define KNOWN KNOWN_OPTION, and include situation.def. */
#define KNOWN_OPTION(name, bit, help) { name, NULL, help, set_known, NULL },

/* The names of all stages and outcomes, for a person and for completion. */
#define STAGE_WORDS                                                                                \
	"greeting, ehlo, helo, lhlo, starttls, auth, auth-cancel, mail, rcpt, data, data-end, "    \
	"data-end-recipient, bdat, bdat-last, burl, rset, vrfy, expn, help, noop, quit, etrn, "    \
	"atrn, xclient, unsolicited, other"
#define OUTCOME_WORDS "reply, lost, timed-out, malformed, desync, injected, tls-failed"

/* Sets the bit of the option of that name. */
bool set_known(void *settings, const char *name, const char *value);

/* The number of a stage or an outcome, its name in any case; -1 when there is none. */
int find_stage(const char *name);
int find_outcome(const char *name);

#endif
