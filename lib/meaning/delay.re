/* SPDX-License-Identifier: MIT */
/*
 * The retry delay of 4yz: a duration that is announced as one, see the header for the forms. All
 * other numbers in such a text are limits, sizes, addresses, dates.
 *
 * The reading goes from number to number. Only where one has a unit it looks at what stands behind
 * it, and then, word by word backwards, at what stands before it.
 */
#include <smtpreply/delay.h>

#include <assert.h>
#include <string.h>

#include "texts.h"

static_assert(offsetof(struct smtpreply_delay, size) == sizeof(size_t), "fixed");
static_assert(offsetof(struct smtpreply_delay, seconds) == 2 * sizeof(size_t), "fixed");
static_assert(offsetof(struct smtpreply_delay, is_capped) == 2 * sizeof(size_t) + 4, "fixed");
static_assert(sizeof(struct smtpreply_delay) == 2 * sizeof(size_t) + 8, "fixed");

#define HOUR 3600

struct reading {
	const unsigned char *text;
	size_t size;
	size_t first_word; /* where it begins, behind a status */
	size_t at;
};

/* A clock is h:mm:ss, and read in seconds. */
enum unit { NO_UNIT, CLOCK, SECONDS, MINUTES, HOURS, DAYS };

static const uint32_t seconds_of[] = {
	[CLOCK] = 1, [SECONDS] = 1, [MINUTES] = 60, [HOURS] = HOUR, [DAYS] = 86400,
};

struct duration {
	struct span span; /* from its number, of a range the second one */
	size_t begin;     /* of the range */
	uint64_t seconds;
	bool is_clock;
};

/* What stands before a duration. A state holds for a time; "after" a time it may begin. */
enum word { OTHER, BEGIN, CUE, STATE, DENIAL, FILLER, PERIOD, AFTER };

enum tail { TAIL_OTHER, TAIL_AGO, TAIL_LEFT, TAIL_END };

/*!re2c
!include "texts.rules";

digits = [0-9]+;
apart  = [^A-Za-z_/@\x80-\xff]; // may stand behind a unit, as in "4m30s"
*/

static size_t begin_of_words(const unsigned char *text, size_t size)
{
	size_t at = 0, marker;

	/*!re2c
	status { return at; }
	*      { return 0; }
	*/
}

/* Takes a number and its unit, or the digits of a number without one. */
static enum unit take_unit(struct reading *reading)
{
	const unsigned char *const text = reading->text;
	const size_t size = reading->size;
	size_t at = reading->at, marker;
	enum unit unit = NO_UNIT;

	/*!re2c
	sixty   = [0-5][0-9];
	clock   = [0-9]{1,3} ":" sixty ":" sixty;
	behind  = [^0-9A-Za-z_/:@\x80-\xff];             // may stand behind a clock
	number  = digits (blank | "-")? ('more' blank)?;
	plural  = "s" | "S" | "(s)" | "(S)";
	seconds = number ("s" | 'sec' 's'? | 'second' plural?);
	minutes = number ("m" | 'min' 's'? | 'minute' plural?);
	hours   = number ("h" | 'hr' 's'? | 'hour' plural?);
	days    = number ("d" | 'day' plural?);

	clock / behind  { unit = CLOCK; goto end; }
	seconds / apart { unit = SECONDS; goto end; }
	minutes / apart { unit = MINUTES; goto end; }
	hours / apart   { unit = HOURS; goto end; }
	days / apart    { unit = DAYS; goto end; }
	digits          { goto end; }
	*               { goto end; }
	*/
end:
	reading->at = at;
	return unit;
}

static enum tail tail_at(const unsigned char *text, size_t size, size_t at)
{
	size_t marker;

	/*!re2c
	blank 'ago' / apart                            { return TAIL_AGO; }
	blank ('left' | 'remaining' | 'to go') / apart { return TAIL_LEFT; }
	blank? [.!)]* "\n"                             { return TAIL_END; }
	*                                              { return TAIL_OTHER; }
	*/
}

static bool is_digit(unsigned char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool is_of_word(unsigned char byte)
{
	return is_digit(byte) || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       byte == '_' || byte == '\'' || byte >= 0x80;
}

static bool is_blank(unsigned char byte)
{
	return byte == ' ' || byte == '\t';
}

/* The words before a duration, those of two of them first. */

struct known_word {
	char first[14];
	char second[8];
	uint8_t is;
};

static const struct known_word known_words[] = {
	{ "accepted", "after", CUE },
	{ "allowed", "after", CUE },
	{ "at", "least", FILLER },
	{ "been", "delayed", DENIAL },
	{ "was", "delayed", DENIAL },
	{ "not", "wait", DENIAL },
	{ "again", "", CUE },
	{ "back", "", CUE },
	{ "later", "", CUE },
	{ "reconnect", "", CUE },
	{ "resend", "", CUE },
	{ "retry", "", CUE },
	{ "retry_after", "", CUE },
	{ "retryafter", "", CUE },
	{ "try", "", CUE },
	{ "wait", "", CUE },
	{ "greylist", "", STATE },
	{ "greylisted", "", STATE },
	{ "greylisting", "", STATE },
	{ "graylist", "", STATE },
	{ "graylisted", "", STATE },
	{ "graylisting", "", STATE },
	{ "banned", "", STATE },
	{ "blocked", "", STATE },
	{ "deferred", "", STATE },
	{ "delayed", "", STATE },
	{ "locked", "", STATE },
	{ "suspended", "", STATE },
	{ "throttled", "", STATE },
	{ "in", "", PERIOD },
	{ "for", "", PERIOD },
	{ "after", "", AFTER },
	{ "about", "", FILLER },
	{ "and", "", FILLER },
	{ "another", "", FILLER },
	{ "approximately", "", FILLER },
	{ "around", "", FILLER },
	{ "by", "", FILLER },
	{ "delay", "", FILLER },
	{ "least", "", FILLER },
	{ "please", "", FILLER },
	{ "time", "", FILLER },
};

#define KNOWN_WORD_COUNT (sizeof known_words / sizeof known_words[0])

static struct span word_from(const unsigned char *text, size_t size, size_t at)
{
	struct span word = { at, at };

	while (word.end < size && is_of_word(text[word.end]))
		word.end++;
	return word;
}

/* The word behind blanks; empty where there is none, or no blank. */
static struct span word_behind(const unsigned char *text, size_t size, size_t end)
{
	size_t at = end;

	while (is_blank(byte_at(text, size, at)))
		at++;
	return at > end ? word_from(text, size, at) : (struct span){ 0, 0 };
}

static unsigned char small(unsigned char byte)
{
	return byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
}

/* Whether a word is this one, which is in small letters. */
static bool is_word(const unsigned char *text, struct span word, const char *expected)
{
	for (size_t at = word.begin; at < word.end; at++)
		if (small(text[at]) != (unsigned char)*expected++)
			return false;
	return *expected == '\0';
}

/* As "don't": letters, of which the last ones are n't. */
static bool is_negated(const unsigned char *text, struct span word)
{
	struct span ending = { word.begin, word.end };

	while (ending.begin < word.end && !is_digit(text[ending.begin]) &&
	       text[ending.begin] != '\'')
		ending.begin++;
	if (ending.begin < word.begin + 2)
		return false;
	ending.begin--;
	return is_word(text, ending, "n't");
}

static enum word word_at(const unsigned char *text, size_t size, size_t at)
{
	struct span word = word_from(text, size, at);
	unsigned char initial = small(byte_at(text, size, at));

	for (size_t i = 0; i < KNOWN_WORD_COUNT; i++) {
		const struct known_word *known = &known_words[i];

		if ((unsigned char)known->first[0] == initial && is_word(text, word, known->first) &&
		    (known->second[0] == '\0' ||
		     is_word(text, word_behind(text, size, word.end), known->second)))
			return (enum word)known->is;
	}
	if (is_negated(text, word) && is_word(text, word_behind(text, size, word.end), "wait"))
		return DENIAL;
	return OTHER;
}

/* The duration. */

/* A number grown by a digit; past the cap it no longer matters how far. */
static uint64_t add_digit(uint64_t number, unsigned char digit)
{
	number = number * 10 + digit - '0';
	return number > SMTPREPLY_DELAY_CAP ? SMTPREPLY_DELAY_CAP + 1 : number;
}

/* The number, of a clock its seconds. */
static uint64_t number_at(const unsigned char *text, size_t at, size_t end)
{
	uint64_t before = 0, number = 0;

	for (; at < end && (is_digit(text[at]) || text[at] == ':'); at++) {
		if (text[at] == ':') {
			before = (before + number) * 60;
			number = 0;
		} else {
			number = add_digit(number, text[at]);
		}
	}
	return before + number;
}

static size_t behind_digits(const unsigned char *text, size_t size, size_t at)
{
	while (at < size && is_digit(text[at]))
		at++;
	return at;
}

/* Of a range, which begins at a number, the longer end counts: what stands before that. */
static size_t behind_range(const unsigned char *text, size_t size, size_t begin)
{
	size_t end = behind_digits(text, size, begin);
	struct span to = word_behind(text, size, end);
	size_t second = end;

	if (byte_at(text, size, end) == '-')
		second = end + 1;
	else if (is_word(text, to, "to"))
		second = word_behind(text, size, to.end).begin;
	return second > end && is_digit(byte_at(text, size, second)) ? second : begin;
}

static size_t behind_glue(const unsigned char *text, size_t size, size_t at)
{
	const size_t begin = at;
	size_t marker;

	/*!re2c
	blank? ","                              { return at; }
	(blank? ",")? blank ('and' blank)?      { return at; }
	*                                       { return begin; }
	*/
}

/* Takes a duration: a clock, or a sum of ever smaller units, as in "1 hour, 25 minutes". */
static bool take_duration(struct reading *reading, struct duration *duration)
{
	size_t number, end;
	enum unit unit, last;

	duration->begin = reading->at;
	duration->seconds = 0;
	number = reading->at = behind_range(reading->text, reading->size, reading->at);
	duration->span.begin = number;
	unit = take_unit(reading);
	if (unit == NO_UNIT)
		return false;
	duration->is_clock = unit == CLOCK;
	do {
		end = reading->at;
		duration->seconds += number_at(reading->text, number, end) * seconds_of[unit];
		number = reading->at = behind_glue(reading->text, reading->size, end);
		last = unit;
		unit = take_unit(reading);
	} while (unit > CLOCK && unit < last);
	reading->at = end;
	duration->span.end = end;
	return duration->seconds != 0;
}

/* What announces it. */

static size_t begin_of_word(const struct reading *reading, size_t at)
{
	while (at > reading->first_word && is_of_word(reading->text[at - 1]))
		at--;
	return at;
}

static bool is_sign_between(unsigned char byte)
{
	return is_blank(byte) || byte == ',' || byte == ':' || byte == '(' || byte == '~' ||
	       byte == '=';
}

/* Steps over the word or the sign that ends at reading->at. */
static enum word step_back(struct reading *reading)
{
	const unsigned char *const text = reading->text;
	size_t end = reading->at;
	unsigned char byte;

	if (end == reading->first_word)
		return BEGIN;
	byte = text[--reading->at];
	if (is_sign_between(byte) || (byte == '-' && !is_digit(text[end])))
		return FILLER;
	if (!is_of_word(byte))
		return OTHER;
	reading->at = begin_of_word(reading, reading->at);
	return word_at(text, reading->size, reading->at);
}

static enum word step_over_blanks(struct reading *reading)
{
	while (reading->at > reading->first_word && is_blank(reading->text[reading->at - 1]))
		reading->at--;
	return step_back(reading);
}

/* A clock of an hour and more may be a time of day, but for "in" or "for" before it. */
static bool is_announced(struct reading back, const struct duration *duration, enum tail tail)
{
	bool is_time_of_day = duration->is_clock && duration->seconds >= HOUR;
	bool is_after = false;
	enum word word;

	back.at = duration->begin;
	word = step_over_blanks(&back);
	if (is_time_of_day && word != PERIOD)
		return false;
	for (; word >= FILLER; word = step_back(&back))
		is_after = is_after || word == AFTER;
	if (word == CUE || (word == STATE && !is_after))
		return step_over_blanks(&back) != DENIAL;
	return word == BEGIN && !is_after && tail == TAIL_END;
}

static bool is_set_apart(const struct reading *reading, size_t begin)
{
	unsigned char before = begin > 0 ? reading->text[begin - 1] : '\n';

	return before == '\n' || before == '(' || is_blank(before);
}

/* The duration ends at reading->at. */
static bool is_delay(const struct reading *reading, const struct duration *duration)
{
	enum tail tail = tail_at(reading->text, reading->size, reading->at);

	if (tail == TAIL_AGO)
		return false;
	return (tail == TAIL_LEFT && is_set_apart(reading, duration->begin)) ||
	       is_announced(*reading, duration, tail);
}

/* A byte of eight that is 0x30 to 0x3f, the digits among them: most texts have few. */
static bool may_have_digit(const unsigned char *bytes)
{
	const uint64_t each = UINT64_MAX / 0xff;
	uint64_t word;

	memcpy(&word, bytes, sizeof word);
	word ^= each * '0';
	return ((((word & each * 0x70) + each * 0x70) | word) & each * 0x80) != each * 0x80;
}

static size_t next_digit(const unsigned char *text, size_t size, size_t at)
{
	while (size - at >= 8 && !may_have_digit(text + at))
		at += 8;
	while (at < size && !is_digit(text[at]))
		at++;
	return at;
}

static bool may_begin_unit(unsigned char byte)
{
	return is_blank(byte) || is_of_word(byte) || byte == '-' || byte == ':';
}

/* To the next number that begins no later than its word, and may have a unit behind it. */
static bool skip_to_number(struct reading *reading)
{
	const unsigned char *const text = reading->text;
	const size_t size = reading->size;
	size_t at, end = reading->at;
	unsigned char next;

	do {
		at = next_digit(text, size, end);
		end = behind_digits(text, size, at);
		next = byte_at(text, size, end);
	} while (at < size &&
		 ((at > 0 && is_of_word(text[at - 1])) || !may_begin_unit(next)));
	reading->at = at;
	return at < size;
}

static bool search(struct reading *reading, struct duration *duration)
{
	while (skip_to_number(reading))
		if (take_duration(reading, duration) && is_delay(reading, duration))
			return true;
	return false;
}

bool smtpreply_delay_find(uint32_t code, const char *text, size_t size, bool truncated,
			  struct smtpreply_delay *delay)
{
	struct reading reading = { .text = (const unsigned char *)text };
	struct duration duration;

	memset(delay, 0, sizeof *delay);
	if (code < 400 || code > 499)
		return false;
	reading.size = size_of_whole_lines(text, size, truncated);
	reading.first_word = begin_of_words(reading.text, reading.size);
	reading.at = reading.first_word;
	if (!search(&reading, &duration))
		return false;
	delay->text = text + duration.span.begin;
	delay->size = duration.span.end - duration.span.begin;
	delay->is_capped = duration.seconds > SMTPREPLY_DELAY_CAP;
	delay->seconds = delay->is_capped ? SMTPREPLY_DELAY_CAP : (uint32_t)duration.seconds;
	return true;
}
