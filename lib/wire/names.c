/* SPDX-License-Identifier: MIT */
/* The names of the numbers in the public headers, as the command and its JSON show them. */
#include <smtpreply/parser.h>
#include <smtpreply/stage.h>

#include "name-of.h"

#define NAME_SIZE 16
#define STAGE_NAME_SIZE 20

const char *smtpreply_severity_name(uint32_t severity)
{
	static const char names[][NAME_SIZE] = {
		[SMTPREPLY_POSITIVE] = "positive",
		[SMTPREPLY_INTERMEDIATE] = "intermediate",
		[SMTPREPLY_TRANSIENT] = "transient",
		[SMTPREPLY_PERMANENT] = "permanent",
	};

	return NAME_OF(names, severity);
}

const char *smtpreply_error_name(uint32_t error)
{
	static const char names[][NAME_SIZE] = {
		[SMTPREPLY_BAD_CODE] = "bad-code", [SMTPREPLY_BAD_MARK] = "bad-mark",
		[SMTPREPLY_REFUSED] = "refused",   [SMTPREPLY_TOO_LONG] = "too-long",
		[SMTPREPLY_CUT_OFF] = "cut-off",
	};

	return NAME_OF(names, error);
}

const char *smtpreply_looks_like_name(uint32_t looks_like)
{
	static const char names[][NAME_SIZE] = {
		[SMTPREPLY_POP3] = "pop3", [SMTPREPLY_IMAP] = "imap", [SMTPREPLY_HTTP] = "http",
		[SMTPREPLY_SSH] = "ssh",   [SMTPREPLY_TLS] = "tls",
	};

	return NAME_OF(names, looks_like);
}

const char *smtpreply_deviation_name(uint32_t deviation)
{
	/* by the number of the bit */
	static const char names[][NAME_SIZE] = {
		"bare-lf",      "extra-cr",      "bare-cr",      "blank-line",   "bare-code",
		"second-digit", "code-mismatch", "status-class", "status-mixed", "status-form",
		"nul",          "control",       "non-ascii",    "bad-utf8",     "long-line",
	};

	for (uint32_t bit = 0; bit < LENGTH(names); bit++)
		if (deviation == (uint32_t)1 << bit)
			return names[bit];
	return "none";
}

const char *smtpreply_stage_name(uint32_t stage)
{
	static const char names[][STAGE_NAME_SIZE] = {
		"other",
		"greeting",
		"ehlo",
		"helo",
		"lhlo",
		"starttls",
		"auth",
		"auth-cancel",
		"mail",
		"rcpt",
		"data",
		"data-end",
		"data-end-recipient",
		"bdat",
		"bdat-last",
		"burl",
		"rset",
		"vrfy",
		"expn",
		"help",
		"noop",
		"quit",
		"etrn",
		"atrn",
		"xclient",
		"unsolicited",
	};

	return NAME_OF(names, stage);
}

const char *smtpreply_outcome_name(uint32_t outcome)
{
	static const char names[][NAME_SIZE] = {
		"reply", "lost", "timed-out", "malformed", "desync", "injected", "tls-failed",
	};

	return NAME_OF(names, outcome);
}

const char *smtpreply_version(void)
{
	return SMTPREPLY_VERSION;
}
