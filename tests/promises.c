/* SPDX-License-Identifier: MIT */
/* The promises of advice, a line each; see promises.h. */
#include "promises.h"

#include <stdio.h>
#include <string.h>

void write_advice(const struct smtpreply_advice *advice, char *out, size_t room)
{
	char delay[24] = "";

	if (advice->delay != 0)
		snprintf(delay, sizeof delay, " delay=%u", (unsigned)advice->delay);
	snprintf(out, room, "%s/%s %s%s%s%s %s", smtpreply_action_name(advice->action),
		 smtpreply_action_name(advice->otherwise), smtpreply_scope_name(advice->scope),
		 advice->close ? " close" : "", advice->reset ? " reset" : "", delay, advice->rule);
}

static bool begins_with(const char *string, const char *begin)
{
	return strncmp(string, begin, strlen(begin)) == 0;
}

static bool names_a_source(const char *source)
{
	static const char *const begins[] = { "RFC ", "IANA X.", "practice: ", "draft-",
					      "Postfix " };

	for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++)
		if (begins_with(source, begins[i]) && strlen(source) > strlen(begins[i]))
			return true;
	return false;
}

/* One call with all that went in, for the checks below. */
struct view {
	const struct smtpreply *reply; /* NULL when there is none, or none counts */
	struct smtpreply_situation situation;
	struct smtpreply_advice advice;
};

static bool has(const struct view *view, enum smtpreply_action action)
{
	return view->advice.action == action || view->advice.otherwise == action;
}

static bool knows(const struct view *view, uint32_t known)
{
	return (view->situation.known & known) != 0;
}

static bool is_final(uint8_t stage)
{
	return stage == SMTPREPLY_STAGE_DATA_END || stage == SMTPREPLY_STAGE_BDAT_LAST ||
	       stage == SMTPREPLY_STAGE_BURL || stage == SMTPREPLY_STAGE_DATA_END_RECIPIENT;
}

#define MUST(condition, what)                                                                      \
	do {                                                                                       \
		if (!(condition))                                                                  \
			return what;                                                               \
	} while (0)

static const char *check_is_decided(const struct view *view)
{
	const struct smtpreply_advice *advice = &view->advice;
	static const uint8_t zeros[3] = { 0 };

	MUST(advice->action >= SMTPREPLY_ACTION_PROCEED && advice->action <= SMTPREPLY_ACTION_FAIL,
	     "an action");
	MUST(advice->otherwise >= SMTPREPLY_ACTION_PROCEED &&
		     advice->otherwise <= SMTPREPLY_ACTION_FAIL,
	     "another action");
	MUST(advice->scope >= SMTPREPLY_SCOPE_RECIPIENT && advice->scope <= SMTPREPLY_SCOPE_SOURCE,
	     "a scope");
	MUST(advice->close <= 1 && advice->reset <= 1, "0 or 1");
	MUST(memcmp(advice->reserved, zeros, sizeof zeros) == 0 && advice->reserved2 == 0,
	     "reserved members are 0");
	MUST(advice->rule[0] != '\0', "a rule");
	MUST(names_a_source(advice->source), "a source");
	return NULL;
}

static const char *check_severity(const struct view *view)
{
	unsigned severity = view->reply ? view->reply->severity : SMTPREPLY_TRANSIENT;

	MUST(severity == SMTPREPLY_PERMANENT || !has(view, SMTPREPLY_ACTION_FAIL),
	     "only 5yz fails anything");
	MUST(severity == SMTPREPLY_TRANSIENT || view->advice.delay == 0,
	     "a delay only for transient replies");
	MUST(view->advice.delay <= SMTPREPLY_DELAY_CAP, "a delay is capped");
	MUST(view->reply == NULL || view->reply->code != 421 || view->advice.close, "421 closes");
	MUST(!is_final(view->situation.stage) || view->advice.action != SMTPREPLY_ACTION_PROCEED ||
		     (severity == SMTPREPLY_POSITIVE && view->situation.accepted != 0),
	     "only 2yz, with somebody accepted, is a delivery");
	MUST(view->situation.stage != SMTPREPLY_STAGE_RCPT ||
		     view->advice.action != SMTPREPLY_ACTION_PROCEED ||
		     severity == SMTPREPLY_POSITIVE,
	     "only 2yz accepts a recipient");
	return NULL;
}

static const char *check_scope(const struct view *view)
{
	uint8_t stage = view->situation.stage;

	MUST(view->advice.scope != SMTPREPLY_SCOPE_RECIPIENT ||
		     (view->reply != NULL && (stage == SMTPREPLY_STAGE_RCPT ||
					      stage == SMTPREPLY_STAGE_DATA_END_RECIPIENT)),
	     "only a reply to rcpt, or of a recipient to the data, speaks of a recipient");
	MUST((stage != SMTPREPLY_STAGE_AUTH && stage != SMTPREPLY_STAGE_AUTH_CANCEL) ||
		     view->reply == NULL || view->reply->code == 421 ||
		     view->advice.scope == SMTPREPLY_SCOPE_SESSION,
	     "auth speaks of the session");
	MUST((stage != SMTPREPLY_STAGE_AUTH && stage != SMTPREPLY_STAGE_AUTH_CANCEL &&
	      stage != SMTPREPLY_STAGE_STARTTLS && stage != SMTPREPLY_STAGE_RSET &&
	      stage != SMTPREPLY_STAGE_UNSOLICITED && stage != SMTPREPLY_STAGE_QUIT &&
	      stage != SMTPREPLY_STAGE_NOOP) ||
		     !has(view, SMTPREPLY_ACTION_FAIL),
	     "this stage fails no message");
	return NULL;
}

static const char *check_security(const struct view *view)
{
	uint8_t stage = view->situation.stage;
	bool is_mismatch = view->reply && view->reply->deviations & SMTPREPLY_CODE_MISMATCH;

	MUST(!has(view, SMTPREPLY_ACTION_WITHOUT_TLS) ||
		     (knows(view, SMTPREPLY_TLS_OPTIONAL) && !knows(view, SMTPREPLY_TLS_REQUIRED)),
	     "in the clear only where TLS is optional");
	MUST(!has(view, SMTPREPLY_ACTION_WITHOUT_TLS) || view->reply == NULL ||
		     !knows(view, SMTPREPLY_TLS_ACTIVE),
	     "no reply takes down TLS that is up");
	MUST(!has(view, SMTPREPLY_ACTION_SAY_HELO) ||
		     (stage == SMTPREPLY_STAGE_EHLO &&
		      !knows(view, SMTPREPLY_TLS_REQUIRED | SMTPREPLY_TLS_ACTIVE |
					   SMTPREPLY_AUTHENTICATED | SMTPREPLY_SUBMISSION)),
	     "HELO only where neither TLS nor AUTH is needed");
	MUST(!has(view, SMTPREPLY_ACTION_START_TLS) || !knows(view, SMTPREPLY_TLS_ACTIVE),
	     "no TLS in TLS");
	MUST(!has(view, SMTPREPLY_ACTION_AUTHENTICATE) || stage == SMTPREPLY_STAGE_AUTH ||
		     !knows(view, SMTPREPLY_AUTHENTICATED),
	     "authenticates once");
	MUST(stage != SMTPREPLY_STAGE_STARTTLS || view->advice.action != SMTPREPLY_ACTION_PROCEED ||
		     (view->reply && view->reply->code == 220 && !is_mismatch),
	     "only 220 starts TLS");
	MUST((stage != SMTPREPLY_STAGE_EHLO && stage != SMTPREPLY_STAGE_LHLO) || !is_mismatch ||
		     view->advice.action != SMTPREPLY_ACTION_PROCEED,
	     "a mixed reply to EHLO grants nothing");
	MUST(stage != SMTPREPLY_STAGE_AUTH || view->advice.action != SMTPREPLY_ACTION_CONTINUE ||
		     (view->reply && view->reply->code == 334 && !is_mismatch) ||
		     knows(view, SMTPREPLY_AUTHENTICATED),
	     "only 334 asks for a response");
	return NULL;
}

static const char *check_transaction(const struct view *view)
{
	uint8_t stage = view->situation.stage;
	unsigned code = view->reply ? view->reply->code : 0;
	bool is_mixed = view->reply && view->reply->deviations & SMTPREPLY_CODE_MISMATCH;

	MUST(!has(view, SMTPREPLY_ACTION_NEW_TRANSACTION) || view->situation.accepted != 0,
	     "another transaction only behind one that has a recipient");
	MUST(!has(view, SMTPREPLY_ACTION_NEW_TRANSACTION) || stage == SMTPREPLY_STAGE_RCPT ||
		     view->situation.accepted > 1,
	     "fewer recipients only where there are several");
	MUST(!has(view, SMTPREPLY_ACTION_END_EMPTY) ||
		     (stage == SMTPREPLY_STAGE_DATA && code == 354 && !view->situation.accepted),
	     "a lone dot only where 354 asks for data of nobody");
	MUST(stage != SMTPREPLY_STAGE_DATA || view->advice.action != SMTPREPLY_ACTION_CONTINUE ||
		     (code == 354 && view->situation.accepted && !is_mixed) ||
		     (code >= 500 && !view->situation.accepted),
	     "data only behind 354 with somebody accepted");
	MUST(stage != SMTPREPLY_STAGE_DATA || view->advice.action != SMTPREPLY_ACTION_PROCEED,
	     "DATA is done by no reply");
	MUST(!has(view, SMTPREPLY_ACTION_DROP_PARAMETER) || stage == SMTPREPLY_STAGE_MAIL ||
		     stage == SMTPREPLY_STAGE_RCPT,
	     "parameters are of MAIL and RCPT");
	MUST(view->reply == NULL || code < 400 || code == 421 || view->advice.close ||
		     view->advice.reset ||
		     (stage != SMTPREPLY_STAGE_BDAT && stage != SMTPREPLY_STAGE_BDAT_LAST &&
		      stage != SMTPREPLY_STAGE_BURL),
	     "RSET behind a refused chunk");
	MUST(view->advice.close || (view->advice.action != SMTPREPLY_ACTION_NEW_CONNECTION &&
				    view->advice.action != SMTPREPLY_ACTION_TRY_NEXT_HOST),
	     "another connection ends this one");
	MUST(view->advice.close || !has(view, SMTPREPLY_ACTION_NEW_CONNECTION),
	     "nothing is sent on the same connection before a new one");
	return NULL;
}

/* A reply without a code is none. */
static bool counts(const struct smtpreply *reply, const struct smtpreply_situation *situation)
{
	return situation->outcome == SMTPREPLY_OUTCOME_REPLY && reply != NULL && reply->code != 0;
}

const char *broken_promise(const struct smtpreply *reply,
			   const struct smtpreply_situation *situation,
			   const struct smtpreply_advice *advice)
{
	static const char *(*const checks[])(const struct view *view) = {
		check_is_decided, check_severity, check_scope, check_security, check_transaction,
	};
	const struct view view = {
		.reply = counts(reply, situation) ? reply : NULL,
		.situation = *situation,
		.advice = *advice,
	};
	const char *broken = NULL;

	for (size_t i = 0; i < sizeof checks / sizeof checks[0] && broken == NULL; i++)
		broken = checks[i](&view);
	return broken;
}
