/* SPDX-License-Identifier: MIT */
/* The replies of conversations; see conversation.h. */
#include "conversation.h"

#include <smtpreply.h>

#define LINE(code)                                                                                 \
	{                                                                                          \
#code, #code " x\r\n", code, 0                                                     \
	}
#define SAME(code)                                                                                 \
	{                                                                                          \
#code "-" #code, #code "-x\r\n" #code "\r\n", code, 0                              \
	}
#define MIXED(first, last, code)                                                                   \
	{                                                                                          \
#first "-" #last, #first "-x\r\n" #last " x\r\n", code, SMTPREPLY_CODE_MISMATCH    \
	}
#define BLANK(code)                                                                                \
	{                                                                                          \
		"blank-" #code, "\r\n" #code " x\n", code, SMTPREPLY_BLANK_LINE                    \
	}

const struct canned_reply canned_replies[CANNED_COUNT] = {
	LINE(220),
	LINE(221),
	LINE(235),
	LINE(250),
	LINE(334),
	LINE(354),
	LINE(421),
	LINE(450),
	LINE(451),
	LINE(452),
	LINE(454),
	LINE(500),
	LINE(503),
	LINE(535),
	LINE(550),
	LINE(552),
	LINE(554),
	SAME(250),
	SAME(421),
	MIXED(250, 550, 550),
	MIXED(220, 221, 221),
	MIXED(221, 220, 220),
	MIXED(421, 250, 421),
	BLANK(250),
};
