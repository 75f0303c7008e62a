/* SPDX-License-Identifier: MIT */
/* The second reading of a delay; see plain_delay.h. */
#define _POSIX_C_SOURCE 200809L

#include "plain_delay.h"

#include <string.h>
#include <strings.h>

#include "rest.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define HUGE_NUMBER 1000000u

static bool is_of_word(unsigned char byte)
{
	return is_alnum(byte) || byte == '_' || byte == '\'' || byte >= 0x80;
}

/* A byte that may not stand behind a unit, nor behind "ago" and "left". */
static bool goes_on(const struct rest *rest)
{
	unsigned char byte = rest->at < rest->end ? (unsigned char)*rest->at : ' ';

	return (is_of_word(byte) && !is_digit(byte) && byte != '\'') || byte == '/' || byte == '@';
}

/* The duration. */

struct duration {
	const char *begin; /* of a range its first number */
	const char *number;
	uint64_t seconds;
	bool is_clock;
};

static uint64_t take_number(struct rest *rest)
{
	uint64_t number = 0;

	while (rest->at < rest->end && is_digit((unsigned char)*rest->at)) {
		number = number * 10 + (uint64_t)(*rest->at++ - '0');
		if (number > HUGE_NUMBER)
			number = HUGE_NUMBER;
	}
	return number;
}

static void skip_range(struct rest *rest)
{
	struct rest ahead = *rest;

	take_number(&ahead);
	if (!take(&ahead, "-") &&
	    (!take_blanks(&ahead) || !take(&ahead, "to") || !take_blanks(&ahead)))
		return;
	if (ahead.at < ahead.end && is_digit((unsigned char)*ahead.at))
		*rest = ahead;
}

/* ":" and 00 to 59 */
static bool take_sixtieths(struct rest *rest, uint64_t *seconds)
{
	if (!take(rest, ":") || size_of(rest) < 2 || rest->at[0] < '0' || rest->at[0] > '5' ||
	    !is_digit((unsigned char)rest->at[1]))
		return false;
	*seconds =
		*seconds * 60 + (uint64_t)(rest->at[0] - '0') * 10 + (uint64_t)(rest->at[1] - '0');
	rest->at += 2;
	return true;
}

static bool take_clock(struct rest *rest, uint64_t *seconds)
{
	struct rest ahead = *rest;

	*seconds = take_number(&ahead);
	if (ahead.at - rest->at > 3 || !take_sixtieths(&ahead, seconds) ||
	    !take_sixtieths(&ahead, seconds))
		return false;
	if (ahead.at < ahead.end && *ahead.at != '\'' &&
	    (is_of_word((unsigned char)*ahead.at) || memchr("/:@", *ahead.at, 3) != NULL))
		return false;
	*rest = ahead;
	return true;
}

/* Longer names come before those that they begin with. */
static const struct unit {
	const char *name;
	uint64_t seconds;
} units[] = {
	{ "second(s)", 1 },  { "seconds", 1 },  { "second", 1 },     { "secs", 1 },
	{ "sec", 1 },        { "s", 1 },        { "minute(s)", 60 }, { "minutes", 60 },
	{ "minute", 60 },    { "mins", 60 },    { "min", 60 },       { "m", 60 },
	{ "hour(s)", 3600 }, { "hours", 3600 }, { "hour", 3600 },    { "hrs", 3600 },
	{ "hr", 3600 },      { "h", 3600 },     { "day(s)", 86400 }, { "days", 86400 },
	{ "day", 86400 },    { "d", 86400 },
};

static bool takes_unit(struct rest *rest, const struct unit *unit)
{
	struct rest ahead = *rest;
	bool is_letter = unit->name[1] == '\0';

	if (!take(&ahead, unit->name) || goes_on(&ahead) || (is_letter && *rest->at != *unit->name))
		return false;
	*rest = ahead;
	return true;
}

/* A number with a unit: NULL, and nothing is taken, where there is none. */
static const struct unit *take_part(struct rest *rest, uint64_t *seconds)
{
	struct rest ahead = *rest, more;
	uint64_t number = take_number(&ahead);

	if (ahead.at == rest->at)
		return NULL;
	if (!take_blanks(&ahead))
		take(&ahead, "-");
	more = ahead;
	if (take(&more, "more") && take_blanks(&more))
		ahead = more;
	for (size_t i = 0; i < COUNT(units); i++)
		if (takes_unit(&ahead, &units[i])) {
			*rest = ahead;
			*seconds += number * units[i].seconds;
			return &units[i];
		}
	return NULL;
}

/* What may stand between two parts of a sum. */
static void skip_glue(struct rest *rest)
{
	struct rest ahead;

	take_blanks(rest);
	take(rest, ",");
	take_blanks(rest);
	ahead = *rest;
	if (rest->at[-1] != ',' && take(&ahead, "and") && take_blanks(&ahead))
		*rest = ahead;
}

static bool take_duration(struct rest *rest, struct duration *duration)
{
	const struct unit *unit, *next;
	struct rest ahead;

	*duration = (struct duration){ .begin = rest->at };
	skip_range(rest);
	duration->number = rest->at;
	duration->is_clock = take_clock(rest, &duration->seconds);
	if (duration->is_clock)
		return true;
	duration->seconds = 0;
	unit = take_part(rest, &duration->seconds);
	if (unit == NULL)
		return false;
	for (;;) {
		uint64_t seconds = 0;

		ahead = *rest;
		skip_glue(&ahead);
		next = take_part(&ahead, &seconds);
		if (next == NULL || next->seconds >= unit->seconds)
			return true;
		duration->seconds += seconds;
		unit = next;
		*rest = ahead;
	}
}

/* What stands behind it. */

static bool is_ago(struct rest rest)
{
	return take_blanks(&rest) && take(&rest, "ago") && !goes_on(&rest);
}

static bool is_left(struct rest rest)
{
	return take_blanks(&rest) &&
	       (take(&rest, "left") || take(&rest, "remaining") || take(&rest, "to go")) &&
	       !goes_on(&rest);
}

static bool is_end_of_line(struct rest rest)
{
	take_blanks(&rest);
	while (take(&rest, ".") || take(&rest, "!") || take(&rest, ")"))
		;
	return rest.at == rest.end;
}

/* What stands before it: the words of a line, from its last byte to its first. */

struct word {
	const char *at;
	size_t size;
};

static bool is_word(const struct word *word, const char *name)
{
	return word->size == strlen(name) && strncasecmp(word->at, name, word->size) == 0;
}

static bool is_one_of(const struct word *word, const char *const *names)
{
	for (; *names != NULL; names++)
		if (is_word(word, *names))
			return true;
	return false;
}

static void drop_blanks(struct rest *before)
{
	while (before->end > before->at && is_blank((unsigned char)before->end[-1]))
		before->end--;
}

static struct word drop_word(struct rest *before)
{
	const char *end = before->end;

	while (before->end > before->at && is_of_word((unsigned char)before->end[-1]))
		before->end--;
	return (struct word){ before->end, (size_t)(end - before->end) };
}

/* The word before, blanks between, if it is this one. */
static bool follows(struct rest before, const char *name)
{
	struct word word;

	if (before.end == before.at || !is_blank((unsigned char)before.end[-1]))
		return false;
	drop_blanks(&before);
	word = drop_word(&before);
	return is_word(&word, name);
}

/* "didn't" and its kind: no digit, and no other "'". */
static bool is_denial(const struct word *word)
{
	const size_t ending = strlen("n't");

	if (word->size <= ending || strncasecmp(word->at + word->size - ending, "n't", ending) != 0)
		return false;
	for (size_t i = 0; i < word->size - ending; i++)
		if (is_digit((unsigned char)word->at[i]) || word->at[i] == '\'')
			return false;
	return true;
}

static bool follows_denial(struct rest before)
{
	struct word word;

	if (follows(before, "not"))
		return true;
	if (before.end == before.at || !is_blank((unsigned char)before.end[-1]))
		return false;
	drop_blanks(&before);
	word = drop_word(&before);
	return is_denial(&word);
}

static bool is_cue(const struct word *word, struct rest before)
{
	static const char *const cues[] = {
		"again", "back",        "later",      "reconnect", "resend",
		"retry", "retry_after", "retryafter", "try",       NULL,
	};

	if (is_word(word, "wait"))
		return !follows_denial(before);
	if (is_word(word, "after"))
		return follows(before, "accepted") || follows(before, "allowed");
	return is_one_of(word, cues);
}

static bool is_state(const struct word *word, struct rest before)
{
	static const char *const states[] = {
		"greylist",    "greylisted", "greylisting", "graylist", "graylisted",
		"graylisting", "banned",     "blocked",     "deferred", "locked",
		"suspended",   "throttled",  NULL,
	};

	if (is_word(word, "delayed"))
		return !follows(before, "been") && !follows(before, "was");
	return is_one_of(word, states);
}

static bool is_filler(const struct word *word)
{
	static const char *const fillers[] = {
		"in",     "for",   "after", "about", "and",    "another", "approximately",
		"around", "least", "by",    "delay", "please", "time",    NULL,
	};

	return is_one_of(word, fillers);
}

/* Drops the signs that may stand between; behind is the byte behind them. */
static void drop_signs(struct rest *before)
{
	while (before->end > before->at &&
	       (memchr(" \t,:(~=", before->end[-1], 7) != NULL ||
		(before->end[-1] == '-' && !is_digit((unsigned char)*before->end))))
		before->end--;
}

/* Behind a cue, behind a state, or nothing before it but what may stand between. */
static bool is_announced(struct rest before, bool is_alone)
{
	bool is_after = false;

	for (;;) {
		struct word word;

		drop_signs(&before);
		word = drop_word(&before);
		if (word.size == 0)
			return before.end == before.at && is_alone && !is_after;
		if (is_cue(&word, before))
			return true;
		if (is_state(&word, before))
			return !is_after;
		is_after = is_after || is_word(&word, "after");
		if (is_word(&word, "least") && follows(before, "at")) {
			drop_blanks(&before);
			drop_word(&before);
		} else if (!is_filler(&word)) {
			return false;
		}
	}
}

static bool follows_in_or_for(const struct rest *before)
{
	return follows(*before, "in") || follows(*before, "for");
}

/* Nothing before it in its line, a blank or "(". */
static bool is_set_apart(const struct rest *before)
{
	return before->end == before->at || memchr(" \t(", before->end[-1], 3) != NULL;
}

static bool counts(const struct duration *duration, struct rest before, struct rest behind,
		   bool is_first_line)
{
	bool is_time_of_day = duration->is_clock && duration->seconds >= 3600;

	if (duration->seconds == 0 || is_ago(behind))
		return false;
	if (is_left(behind) && is_set_apart(&before))
		return true;
	if (is_time_of_day && !follows_in_or_for(&before))
		return false;
	return is_announced(before, is_first_line && is_end_of_line(behind));
}

static bool read_line(struct rest line, bool is_first_line, struct smtpreply_delay *delay)
{
	struct rest rest = line;

	while (rest.at < rest.end) {
		struct duration duration;
		struct rest ahead = rest, before = { line.at, rest.at };

		if (!is_digit((unsigned char)*rest.at) ||
		    (rest.at > line.at && is_of_word((unsigned char)rest.at[-1])) ||
		    !take_duration(&ahead, &duration)) {
			rest.at++;
			continue;
		}
		rest = ahead;
		if (!counts(&duration, before, rest, is_first_line))
			continue;
		delay->text = duration.number;
		delay->size = (size_t)(rest.at - duration.number);
		delay->is_capped = duration.seconds > SMTPREPLY_DELAY_CAP;
		delay->seconds =
			delay->is_capped ? SMTPREPLY_DELAY_CAP : (uint32_t)duration.seconds;
		return true;
	}
	return false;
}

bool plain_delay_find(uint32_t code, const char *text, size_t size, bool truncated,
		      struct smtpreply_delay *delay)
{
	bool is_first_line = true;

	*delay = (struct smtpreply_delay){ 0 };
	if (code / 100 != 4 || !has_whole_lines(text, &size, truncated))
		return false;
	for (const char *at = text, *end = text + size; at <= end; is_first_line = false) {
		struct rest line = line_of(at, end);

		at = line.end + 1;
		if (is_first_line)
			skip_status(&line);
		if (read_line(line, is_first_line, delay))
			return true;
	}
	return false;
}
