/* SPDX-License-Identifier: MIT */
/*
 * Advice: finds the first rule of advice.def that fits a reply in its situation.
 *
 * All that a rule asks for is a bit, so that a rule is tried with a few ANDs. The reading starts
 * where the section of the stage and the severity starts. The text is read at most once, and only
 * when a rule that fits in all else asks for its words.
 */
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <smtpreply/advice.h>
#include <smtpreply/delay.h>

#include "name-of.h"
#include "words.h"

#define LOWEST_CODE 200
#define HIGHEST_CODE 599
#define SERVICE_CLOSES 421
#define LOGIN_FIRST 530
#define STORAGE_EXCEEDED 552

/* What came: the first digit of its code, its code when a rule names it, or its outcome. */
enum came {
	CAME_OTHER,
	CAME_CLASS_2,
	CAME_CLASS_3,
	CAME_CLASS_4,
	CAME_CLASS_5,
	CAME_LOST,
	CAME_TIMED_OUT,
	CAME_MALFORMED,
	CAME_DESYNC,
	CAME_INJECTED,
	CAME_TLS_FAILED,
#define NAMED(code) CAME_##code,
#include "advice-codes.def"
#undef NAMED
	CAME_COUNT
};

static_assert(CAME_COUNT <= 64, "what came is a bit of 64");
static_assert((int)CAME_TLS_FAILED - (int)CAME_LOST ==
		      (int)SMTPREPLY_OUTCOME_TLS_FAILED - (int)SMTPREPLY_OUTCOME_LOST,
	      "outcomes are counted alike");

#define CODE(code) (UINT64_C(1) << CAME_##code)
#define CLASS(digit) (UINT64_C(1) << CAME_CLASS_##digit)
#define OUTCOME(outcome) (UINT64_C(1) << CAME_##outcome)
#define ANY_CLASS (CLASS(2) | CLASS(3) | CLASS(4) | CLASS(5))
#define NO_REPLY                                                                                   \
	(OUTCOME(LOST) | OUTCOME(TIMED_OUT) | OUTCOME(MALFORMED) | OUTCOME(DESYNC) |               \
	 OUTCOME(INJECTED) | OUTCOME(TLS_FAILED))
/* A server of before 1993 does not know EHLO. */
#define OLD_SERVER (CODE(500) | CODE(501) | CODE(502) | CODE(504))

#define AT(stage) (UINT32_C(1) << SMTPREPLY_STAGE_##stage)
#define ANY_STAGE UINT32_MAX
#define OPENING (AT(GREETING) | AT(EHLO) | AT(HELO) | AT(LHLO))
#define IDLE (AT(UNSOLICITED) | AT(RSET) | AT(NOOP))
#define FINAL (AT(DATA_END) | AT(BDAT_LAST) | AT(BURL))
#define CHUNKS (AT(BDAT) | AT(BDAT_LAST) | AT(BURL))
#define DATA_STAGES (AT(DATA) | AT(DATA_END) | CHUNKS)
#define TRANSACTION (AT(MAIL) | AT(RCPT) | AT(DATA_END_RECIPIENT) | DATA_STAGES)

/* What is known, the situation's bits first. */
enum fact {
	MORE_HOSTS = SMTPREPLY_MORE_HOSTS,
	REUSED = SMTPREPLY_REUSED,
	TLS_ACTIVE = SMTPREPLY_TLS_ACTIVE,
	TLS_OFFERED = SMTPREPLY_TLS_OFFERED,
	TLS_REQUIRED = SMTPREPLY_TLS_REQUIRED,
	TLS_OPTIONAL = SMTPREPLY_TLS_OPTIONAL,
	CAN_AUTHENTICATE = SMTPREPLY_CAN_AUTHENTICATE,
	AUTHENTICATED = SMTPREPLY_AUTHENTICATED,
	SUBMISSION = SMTPREPLY_SUBMISSION,
	PARAMETERS_USED = SMTPREPLY_PARAMETERS_USED,
	ACCEPTED = 1 << 10,   /* a recipient was accepted */
	MISMATCH = 1 << 11,   /* the lines carry different codes */
	UNREAD = 1 << 12,     /* no status, or one that says nothing: X.0.0 */
	TOO_MANY = 1 << 13,   /* X.5.3, too many recipients */
	FULL = 1 << 14,       /* X.2.2, mailbox full */
	MAILBOX = 1 << 15,    /* X.2.*, of a mailbox */
	TOO_BIG = 1 << 16,    /* X.2.3, X.3.4: message too big for the mailbox, for the system */
	NO_SERVICE = 1 << 17, /* X.3.2, takes no messages */
	SYNTAX = 1 << 18,     /* X.5.2, syntax error */
	ARGUMENT = 1 << 19,   /* X.5.4, invalid arguments */
	LONG_LINE = 1 << 20,  /* X.5.6, line of AUTH too long */
	POLICY = 1 << 21,     /* X.7.0, X.7.1: not allowed */
	ENCRYPTION = 1 << 22, /* X.7.10, X.7.11: encryption needed */
	RATE = 1 << 23,       /* X.7.28, mail flood */
	NULL_MX = 1 << 24,    /* X.1.10, the domain takes no mail */
	SEVERAL = 1 << 25     /* more than one recipient was accepted */
};

#define LOGIN (CAN_AUTHENTICATE | AUTHENTICATED | SUBMISSION)
#define KNOWN_BITS (SMTPREPLY_PARAMETERS_USED * 2u - 1)

/* Conditions, as members of a rule. The last two are one: one of the facts, or of the words. */
#define IF_TOLD(all_of, none_of, facts_of, words_of)                                               \
	.all = (all_of), .none = (none_of), .facts = (facts_of), .words = (words_of)
#define ALWAYS .all = 0
#define IF(all_of) .all = (all_of)
#define IF_NOT(none_of) .none = (none_of)
#define IF_BUT(all_of, none_of) .all = (all_of), .none = (none_of)
#define IF_ONE(facts_of) .facts = (facts_of)
#define TOLD(facts_of, words_of) .facts = (facts_of), .words = (words_of)

#define CLOSE 1
#define RESET 2

struct rule {
	uint64_t came;
	uint32_t stages;
	uint32_t all;
	uint32_t none;
	uint32_t facts;
	uint16_t name;   /* where in names */
	uint16_t source; /* where in sources */
	uint8_t words;
	unsigned action : 4;
	unsigned otherwise : 4;
	unsigned scope : 3;
	unsigned after : 2;
};

/* Names and sources, one behind the other: no pointers, so no relocations. */
#define JOIN(a, b) a##b
#define MEMBER(line) JOIN(at_, line)
#define SECTION(name)

#define RULE(name, stages, came, condition, action, otherwise, scope, after, source)               \
	char MEMBER(__LINE__)[sizeof(name)];
struct names {
#include "advice.def"
};
#undef RULE

#define RULE(name, stages, came, condition, action, otherwise, scope, after, source)               \
	char MEMBER(__LINE__)[sizeof(source)];
struct sources {
#include "advice.def"
};
#undef RULE

#define RULE(name, stages, came, condition, action, otherwise, scope, after, source) name,
static const struct names names = {
#include "advice.def"
};
#undef RULE

#define RULE(name, stages, came, condition, action, otherwise, scope, after, source) source,
static const struct sources sources = {
#include "advice.def"
};
#undef RULE

#define RULE(rule_name, at, what, when, what_to_do, or_else, of, then, from)                       \
	{ .came = (what),                                                                          \
	  .stages = (at),                                                                          \
	  when,                                                                                    \
	  .name = offsetof(struct names, MEMBER(__LINE__)),                                        \
	  .source = offsetof(struct sources, MEMBER(__LINE__)),                                    \
	  .action = SMTPREPLY_ACTION_##what_to_do,                                                 \
	  .otherwise = SMTPREPLY_ACTION_##or_else,                                                 \
	  .scope = SMTPREPLY_SCOPE_##of,                                                           \
	  .after = (then) },
static const struct rule rules[] = {
#include "advice.def"
};
#undef RULE
#undef SECTION

/* The number of the first rule of each section. */
#define SECTION(name) FIRST_OF_##name, BEFORE_##name = FIRST_OF_##name - 1,
#define RULE(name, stages, came, condition, action, otherwise, scope, after, source)               \
	MEMBER(__LINE__),
enum rule_number {
#include "advice.def"
};
#undef RULE
#undef SECTION

static_assert(sizeof names <= UINT16_MAX && sizeof sources <= UINT16_MAX, "offsets fit");
static_assert(sizeof(struct rule) == 32, "a rule is small");
static_assert(LENGTH(rules) <= UINT8_MAX, "numbers of rules fit");

/* A reply in its situation, as rules ask for it. */
struct finding {
	const struct smtpreply *reply; /* NULL when none counts */
	uint64_t came;
	uint32_t stage;
	uint32_t facts;
	uint32_t words;
	bool are_words_read;
};

/* What is there to be found. */

static enum came number_of(uint16_t code)
{
	static const uint8_t numbers[HIGHEST_CODE - LOWEST_CODE + 1] = {
#define NAMED(code) [(code) - LOWEST_CODE] = CAME_##code,
#include "advice-codes.def"
#undef NAMED
	};

	return numbers[(code) - LOWEST_CODE];
}

static uint64_t what_came(const struct smtpreply *reply)
{
	return UINT64_C(1) << (CAME_CLASS_2 + reply->code / 100 - 2) |
	       UINT64_C(1) << number_of(reply->code);
}

#define SAME(subject, detail) ((subject) << 10 | (detail))

static uint32_t facts_of_status(const struct smtpreply_status *status)
{
	uint32_t facts = status->subject == 2 ? MAILBOX : 0;

	switch (SAME(status->subject, status->detail)) {
	case SAME(0, 0):
		return UNREAD;
	case SAME(1, 10):
		return NULL_MX;
	case SAME(2, 2):
		return facts | FULL;
	case SAME(2, 3):
		return facts | TOO_BIG;
	case SAME(3, 2):
		return NO_SERVICE;
	case SAME(3, 4):
		return TOO_BIG;
	case SAME(5, 2):
		return SYNTAX;
	case SAME(5, 3):
		return TOO_MANY;
	case SAME(5, 4):
		return ARGUMENT;
	case SAME(5, 6):
		return LONG_LINE;
	case SAME(7, 0):
	case SAME(7, 1):
		return POLICY;
	case SAME(7, 10):
	case SAME(7, 11):
		return ENCRYPTION;
	case SAME(7, 28):
		return RATE;
	default:
		return facts;
	}
}

static enum smtpreply_outcome outcome_of(const struct smtpreply *reply,
					 const struct smtpreply_situation *situation)
{
	if (situation->outcome > SMTPREPLY_OUTCOME_TLS_FAILED)
		return SMTPREPLY_OUTCOME_LOST;
	if (situation->outcome != SMTPREPLY_OUTCOME_REPLY)
		return situation->outcome;
	if (reply == NULL)
		return SMTPREPLY_OUTCOME_LOST;
	return reply->code < LOWEST_CODE || reply->code > HIGHEST_CODE ? SMTPREPLY_OUTCOME_MALFORMED
								       : SMTPREPLY_OUTCOME_REPLY;
}

static uint32_t stage_of(const struct smtpreply_situation *situation)
{
	return situation->stage > SMTPREPLY_STAGE_UNSOLICITED ? SMTPREPLY_STAGE_OTHER
							      : situation->stage;
}

static void find(struct finding *finding, const struct smtpreply *reply,
		 const struct smtpreply_situation *situation)
{
	enum smtpreply_outcome outcome = outcome_of(reply, situation);

	finding->stage = UINT32_C(1) << stage_of(situation);
	finding->facts = situation->known & KNOWN_BITS;
	if (situation->accepted != 0)
		finding->facts |= ACCEPTED;
	if (situation->accepted > 1)
		finding->facts |= SEVERAL;
	finding->words = 0;
	finding->are_words_read = false;
	finding->reply = outcome == SMTPREPLY_OUTCOME_REPLY ? reply : NULL;
	if (finding->reply == NULL) {
		finding->came = UINT64_C(1) << (CAME_LOST + (int)outcome - 1);
		return;
	}
	finding->came = what_came(reply);
	finding->facts |= facts_of_status(&reply->status);
	if (reply->deviations & SMTPREPLY_CODE_MISMATCH)
		finding->facts |= MISMATCH;
}

/* Which rule fits. */

static uint8_t first_of_transaction(const struct finding *finding)
{
	static const uint8_t first_rules[] = {
		FIRST_OF_transaction_positive,
		FIRST_OF_transaction_intermediate,
		FIRST_OF_transaction_transient,
		FIRST_OF_transaction_permanent,
	};
	uint16_t code = finding->reply->code;

	if (code == LOGIN_FIRST)
		return FIRST_OF_login;
	if (finding->stage & AT(RCPT) && finding->came & CLASS(5))
		return code == STORAGE_EXCEEDED ? FIRST_OF_rcpt_552 : FIRST_OF_rcpt_permanent;
	return first_rules[code / 100 - 2];
}

static uint8_t first_rule(const struct finding *finding)
{
	if (finding->reply == NULL)
		return FIRST_OF_no_reply;
	if (finding->reply->code == SERVICE_CLOSES)
		return FIRST_OF_closing;
	if (finding->stage & TRANSACTION)
		return first_of_transaction(finding);
	if (finding->stage & OPENING)
		return FIRST_OF_opening;
	if (finding->stage & AT(STARTTLS))
		return FIRST_OF_starttls;
	return finding->stage & (AT(AUTH) | AT(AUTH_CANCEL)) ? FIRST_OF_auth : FIRST_OF_others;
}

static bool says(struct finding *finding, uint32_t words)
{
	if (words == 0)
		return false;
	if (!finding->are_words_read)
		finding->words = smtpreply_words(finding->reply);
	finding->are_words_read = true;
	return (finding->words & words) != 0;
}

static bool holds(struct finding *finding, const struct rule *rule)
{
	if ((finding->facts & rule->all) != rule->all || (finding->facts & rule->none) != 0)
		return false;
	if ((rule->facts | rule->words) == 0)
		return true;
	return (finding->facts & rule->facts) != 0 || says(finding, rule->words);
}

/* The last rules of each section catch all that comes to it. */
static const struct rule *rule_for(struct finding *finding)
{
	const struct rule *rule = &rules[first_rule(finding)];

	while (!(rule->came & finding->came) || !(rule->stages & finding->stage) ||
	       !holds(finding, rule))
		rule++;
	return rule;
}

/* A delay is for those who come again; only a 4yz has one, so nothing else is searched for it. */
static uint32_t delay_before_retry(const struct finding *finding, const struct rule *rule)
{
	const struct smtpreply *reply = finding->reply;
	struct smtpreply_delay delay;

	if (reply == NULL || !(finding->came & CLASS(4)) ||
	    rule->otherwise != SMTPREPLY_ACTION_RETRY_LATER)
		return 0;
	smtpreply_delay_find(reply->code, reply->text, reply->text_size, reply->truncated, &delay);
	return delay.seconds;
}

void smtpreply_advise(const struct smtpreply *reply, const struct smtpreply_situation *situation,
		      struct smtpreply_advice *advice)
{
	struct finding finding;
	const struct rule *rule;

	find(&finding, reply, situation);
	rule = rule_for(&finding);
	*advice = (struct smtpreply_advice){
		.action = rule->action,
		.otherwise = rule->otherwise,
		.scope = rule->scope,
		.close = (rule->after & CLOSE) != 0,
		.reset = (rule->after & RESET) != 0,
		.delay = delay_before_retry(&finding, rule),
		.rule = (const char *)&names + rule->name,
		.source = (const char *)&sources + rule->source,
	};
}

/* The names of the numbers. */

#define NAME_SIZE 20

const char *smtpreply_action_name(uint32_t action)
{
	static const char table[][NAME_SIZE] = {
		"",
		"proceed",
		"continue",
		"end-empty",
		"new-transaction",
		"new-connection",
		"try-next-host",
		"retry-later",
		"say-helo",
		"without-tls",
		"start-tls",
		"authenticate",
		"drop-parameter",
		"fail",
	};

	return NAME_OF(table, action);
}

const char *smtpreply_scope_name(uint32_t scope)
{
	static const char table[][NAME_SIZE] = {
		"", "recipient", "message", "session", "host", "source",
	};

	return NAME_OF(table, scope);
}

static_assert(sizeof(struct smtpreply_situation) == 16, "the layout is fixed");
static_assert(offsetof(struct smtpreply_situation, outcome) == 1, "the layout is fixed");
static_assert(offsetof(struct smtpreply_situation, known) == 4, "the layout is fixed");
static_assert(offsetof(struct smtpreply_situation, accepted) == 8, "the layout is fixed");
static_assert(offsetof(struct smtpreply_advice, otherwise) == 1, "the layout is fixed");
static_assert(offsetof(struct smtpreply_advice, scope) == 2, "the layout is fixed");
static_assert(offsetof(struct smtpreply_advice, close) == 3, "the layout is fixed");
static_assert(offsetof(struct smtpreply_advice, reset) == 4, "the layout is fixed");
static_assert(offsetof(struct smtpreply_advice, delay) == 8, "the layout is fixed");
static_assert(offsetof(struct smtpreply_advice, rule) == 16, "the layout is fixed");
static_assert(offsetof(struct smtpreply_advice, source) == 16 + sizeof(char *), "fixed");
