/* SPDX-License-Identifier: MIT */
/*
 * The retry delay of 4yz: a duration right behind a word that announces it. All other numbers in
 * such a text are limits, sizes, addresses, dates.
 */
#include <smtpreply/delay.h>

#include <assert.h>
#include <string.h>

#include "texts.h"

static_assert(offsetof(struct smtpreply_delay, size) == sizeof(size_t), "fixed");
static_assert(offsetof(struct smtpreply_delay, seconds) == 2 * sizeof(size_t), "fixed");
static_assert(offsetof(struct smtpreply_delay, is_capped) == 2 * sizeof(size_t) + 4, "fixed");
static_assert(sizeof(struct smtpreply_delay) == 2 * sizeof(size_t) + 8, "fixed");

/* A cue announces a delay; a filler may stand between the two. The durations stand last. */
enum token { OTHER, CUE, FILLER, CLOCK, SECONDS, MINUTES, HOURS, DAYS };

/* The seconds of each; a clock is read in seconds. */
static const uint32_t seconds_of[] = {
	[CLOCK] = 1, [SECONDS] = 1, [MINUTES] = 60, [HOURS] = 3600, [DAYS] = 86400,
};

struct cursor {
	const unsigned char *text;
	size_t size;
	size_t at;
	size_t begin; /* of the token */
};

static enum token lex(struct cursor *cursor)
{
	const unsigned char *const text = cursor->text;
	const size_t size = cursor->size;
	size_t at = cursor->at, marker;
	enum token token;

	cursor->begin = at;
	/*!re2c
	!include "texts.rules";

	letter  = [A-Za-z_\x80-\xff];
	digits  = [0-9]+;
	sixty   = [0-5][0-9];
	clock   = [0-9]{1,3} ":" sixty ":" sixty;
	behind  = [^0-9A-Za-z_/:@\x80-\xff];             // may stand behind a clock
	after   = [^A-Za-z_/@\x80-\xff];                 // may stand behind a unit, as in "4m30s"
	number  = digits (blank | "-")? ('more' blank)?;
	plural  = "s" | "S" | "(s)" | "(S)";
	seconds = number ("s" | 'sec' 's'? | 'second' plural?);
	minutes = number ("m" | 'min' 's'? | 'minute' plural?);
	hours   = number ("h" | 'hr' 's'? | 'hour' plural?);
	days    = number ("d" | 'day' plural?);
	grey    = ('grey' | 'gray') 'list' ('ed' | 'ing')?;
	cue     = 'again' | 'retry' | 'retry-after' | 'come' blank 'back' | 'wait' | 'later' | grey
	        | 'deferred' | 'delayed' | 'blocked' | 'banned';
	filler  = 'in' | 'after' | 'for' | 'about' | 'approximately' | 'another' | 'and' | 'please'
	        | 'at' blank 'least' | blank | [,:(~] | digits ("-" | blank 'to' blank);

	cue                                                        { token = CUE; goto end; }
	filler                                                     { token = FILLER; goto end; }
	'not' blank 'wait'                                         { token = OTHER; goto end; }
	('in' | 'for') blank clock / behind                        { token = CLOCK; goto end; }
	seconds / after                                            { token = SECONDS; goto end; }
	minutes / after                                            { token = MINUTES; goto end; }
	hours / after                                              { token = HOURS; goto end; }
	days / after                                               { token = DAYS; goto end; }
	(seconds | minutes | hours | days) blank 'ago' / after     { token = OTHER; goto end; }
	digits                                                     { token = OTHER; goto end; }
	letter (letter | [0-9'])*                                  { token = OTHER; goto end; }
	*                                                          { token = OTHER; goto end; }
	*/
end:
	cursor->at = at;
	return token;
}

static bool is_digit(unsigned char byte)
{
	return byte >= '0' && byte <= '9';
}

/* A number grown by a digit; past the cap it no longer matters how far. */
static uint64_t add_digit(uint64_t number, unsigned char digit)
{
	number = number * 10 + digit - '0';
	return number > SMTPREPLY_DELAY_CAP ? SMTPREPLY_DELAY_CAP + 1 : number;
}

/* The number of the token, of a clock its seconds. The token then begins with it. */
static uint64_t read_number(struct cursor *cursor)
{
	const unsigned char *text = cursor->text;
	uint64_t before = 0, number = 0;

	while (!is_digit(text[cursor->begin]))
		cursor->begin++;
	for (size_t i = cursor->begin; i < cursor->at && (is_digit(text[i]) || text[i] == ':'); i++) {
		if (text[i] == ':') {
			before = (before + number) * 60;
			number = 0;
		} else {
			number = add_digit(number, text[i]);
		}
	}
	return before + number;
}

static enum token lex_past_fillers(struct cursor *cursor)
{
	enum token token;

	do {
		token = lex(cursor);
	} while (token == FILLER);
	return token;
}

/* Adds up durations of ever smaller units, as in "1 hour, 25 minutes". */
static uint64_t read_sum(struct cursor *cursor, enum token token, struct span *span)
{
	uint64_t seconds = read_number(cursor) * seconds_of[token];
	enum token unit = token;

	*span = (struct span){ cursor->begin, cursor->at };
	for (token = lex_past_fillers(cursor); token > CLOCK && token < unit;
	     token = lex_past_fillers(cursor)) {
		seconds += read_number(cursor) * seconds_of[token];
		span->end = cursor->at;
		unit = token;
	}
	return seconds;
}

/* The first delay, 0 for none. */
static uint64_t search(struct cursor *cursor, struct span *span)
{
	bool is_announced = false;

	while (cursor->at < cursor->size) {
		enum token token = lex(cursor);

		if (token >= CLOCK && is_announced)
			return read_sum(cursor, token, span);
		is_announced = token == CUE || (token == FILLER && is_announced);
	}
	return 0;
}

bool smtpreply_delay_find(uint32_t code, const char *text, size_t size, bool truncated,
			  struct smtpreply_delay *delay)
{
	struct cursor cursor = { .text = (const unsigned char *)text };
	struct span span = { 0, 0 };
	uint64_t seconds;

	memset(delay, 0, sizeof *delay);
	if (code < 400 || code > 499)
		return false;
	cursor.size = size_of_whole_lines(text, size, truncated);
	seconds = search(&cursor, &span);
	if (seconds == 0)
		return false;
	delay->text = text + span.begin;
	delay->size = span.end - span.begin;
	delay->is_capped = seconds > SMTPREPLY_DELAY_CAP;
	delay->seconds = delay->is_capped ? SMTPREPLY_DELAY_CAP : (uint32_t)seconds;
	return true;
}
