/* SPDX-License-Identifier: MIT */
/* Makes an array of advice.def. */
#include "advice_rows.h"

enum {
	MORE_HOSTS = SMTPREPLY_MORE_HOSTS,
	REUSED = SMTPREPLY_REUSED,
	TLS_ACTIVE = SMTPREPLY_TLS_ACTIVE,
	TLS_OFFERED = SMTPREPLY_TLS_OFFERED,
	TLS_REQUIRED = SMTPREPLY_TLS_REQUIRED,
	TLS_OPTIONAL = SMTPREPLY_TLS_OPTIONAL,
	CAN_AUTHENTICATE = SMTPREPLY_CAN_AUTHENTICATE,
	AUTHENTICATED = SMTPREPLY_AUTHENTICATED,
	SUBMISSION = SMTPREPLY_SUBMISSION,
	PARAMETERS_USED = SMTPREPLY_PARAMETERS_USED
};

#define ROW(at, flags, recipients, reply, gives, what, from)                                       \
	{ .behaviour = (what),                                                                     \
	  .source = (from),                                                                        \
	  .bytes = reply "\r\n",                                                                   \
	  .size = sizeof(reply "\r\n") - 1,                                                        \
	  .situation = { .stage = SMTPREPLY_STAGE_##at,                                            \
			 .known = (flags),                                                         \
			 .accepted = (recipients) },                                               \
	  .expected = (gives) },
#define NO_REPLY(at, came, flags, recipients, gives, what, from)                                   \
	{ .behaviour = (what),                                                                     \
	  .source = (from),                                                                        \
	  .situation = { .stage = SMTPREPLY_STAGE_##at,                                            \
			 .outcome = SMTPREPLY_OUTCOME_##came,                                      \
			 .known = (flags),                                                         \
			 .accepted = (recipients) },                                               \
	  .expected = (gives) },

const struct advice_row advice_rows[] = {
#include "advice.def"
};

const size_t advice_row_count = sizeof advice_rows / sizeof advice_rows[0];
