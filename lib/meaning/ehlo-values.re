/* SPDX-License-Identifier: MIT */
/*
 * What a line of EHLO grants: makes values of struct smtpreply_ehlo out of a keyword's parameters.
 *
 * Where words begin and end, and which of them have a number, is not decided here.
 */
#include <string.h>

#include "ehlo-parts.h"
#include "texts.h"

#define BIT(number) SMTPREPLY_EHLO_BIT(number)
#define MOST_DELIVER_BY_SECONDS 999999999
#define DELIVER_BY_DIGITS 9
#define FUTURE_DIGITS 9
#define LIMIT_DIGITS 6

/*!re2c
	!include "ehlo.rules";
*/

/* RFC 9422, 3.1: any name, with or without any value */
static bool is_limit(const char *text, size_t size)
{
	size_t at = 0, marker;

	/*!re2c
	limit_name  = (letter | digit | [_\-])+;
	limit_value = ([\x21-\x7e] \ ";")+;

	limit_name ("=" limit_value)? end { return true; }
	*                               { return false; }
	*/
}

/* The profile of MT-PRIORITY; NOT_TOLD for a word that can be none. */
static uint8_t profile_of(const char *text, size_t size)
{
	size_t at = 0, marker;

	/*!re2c
	profile = (letter | digit | [_.\-]){1,20};

	'MIXER' end                     { return SMTPREPLY_EHLO_PRIORITY_MIXER; }
	'STANAG4406' end                { return SMTPREPLY_EHLO_PRIORITY_STANAG4406; }
	'NSEP' end                      { return SMTPREPLY_EHLO_PRIORITY_NSEP; }
	profile end                     { return SMTPREPLY_EHLO_PRIORITY_OTHER; }
	*                               { return SMTPREPLY_EHLO_PRIORITY_NOT_TOLD; }
	*/
}

/* RFC 3339, 5.6, in UTC: each part has its place and its range, but for the days of a month. */
static bool is_date_time(const char *text, size_t size)
{
	size_t at = 0, marker;

	/*!re2c
	year   = "19" [7-9] digit | [2-9] digit{3};
	month  = "0" [1-9] | "1" [0-2];
	day    = "0" [1-9] | [12] digit | "3" [01];
	hour   = [01] digit | "2" [0-3];
	minute = [0-5] digit;
	second = [0-5] digit | "60";

	year "-" month "-" day [Tt] hour ":" minute ":" second ("." digit+)? [Zz] end { return true; }
	*                               { return false; }
	*/
}

/* Numbers. */

static bool is_number(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	return size > 0;
}

/* A number of at most so many digits, the first of them not 0. */
static bool is_short_number(const char *text, size_t size, size_t digits)
{
	return is_number(text, size) && text[0] != '0' && size <= digits;
}

/* The value of digits; UINT64_MAX, and false, if it is more than 64 bits hold. */
static bool read_digits(const char *text, size_t size, uint64_t *value)
{
	*value = 0;
	for (size_t i = 0; i < size; i++) {
		uint64_t digit = (uint64_t)(text[i] - '0');

		if (*value > (UINT64_MAX - digit) / 10) {
			*value = UINT64_MAX;
			return false;
		}
		*value = *value * 10 + digit;
	}
	return true;
}

static uint32_t value_of(const char *text, size_t size)
{
	uint64_t value;

	read_digits(text, size, &value);
	return value < UINT32_MAX ? (uint32_t)value : UINT32_MAX;
}

/* Days from 1970-01-01 to the start of a month; years are counted from March, so that the leap
   day is their last. */
static uint32_t days_before_month(uint32_t year, uint32_t month)
{
	uint32_t years = year - (month < 3);
	uint32_t months = (month + 9) % 12;

	return years * 365 + years / 4 - years / 100 + years / 400 + (months * 153 + 2) / 5 -
	       719468;
}

/* Seconds since 1970 of a date-time whose form is right; false if the month is too short. */
static bool read_date_time(const char *text, uint64_t *seconds)
{
	uint32_t year = value_of(text, 4), month = value_of(text + 5, 2);
	uint32_t day = value_of(text + 8, 2);
	uint32_t days = days_before_month(year, month);
	uint32_t next = days_before_month(year + month / 12, month % 12 + 1);

	if (day > next - days)
		return false;
	*seconds = (uint64_t)(days + day - 1) * 86400 + value_of(text + 11, 2) * UINT64_C(3600) +
		   value_of(text + 14, 2) * UINT64_C(60) + value_of(text + 17, 2);
	return true;
}

/*
 * Values. Each call takes the parameters of one keyword, and answers false when its RFC does not
 * allow them. Words beyond those that a keyword knows are left alone.
 */

static bool take_size(struct smtpreply_ehlo *ehlo, const struct smtpreply_ehlo_item *item)
{
	struct smtpreply_ehlo_word word = { 0 };

	ehlo->size = SMTPREPLY_EHLO_SIZE_NO_NUMBER;
	if (!smtpreply_ehlo_next_word(item, &word))
		return true;
	if (!is_number(word.text, word.size))
		return false;
	if (!read_digits(word.text, word.size, &ehlo->size_octets))
		ehlo->size = SMTPREPLY_EHLO_SIZE_OVERFLOW;
	else if (ehlo->size_octets == 0)
		ehlo->size = SMTPREPLY_EHLO_SIZE_NO_LIMIT;
	else
		ehlo->size = SMTPREPLY_EHLO_SIZE_LIMIT;
	return true;
}

/* The least time may be left out, with tokens of later extensions behind its comma. */
static bool take_deliver_by(struct smtpreply_ehlo *ehlo, const struct smtpreply_ehlo_item *item)
{
	struct smtpreply_ehlo_word word = { 0 };
	uint32_t seconds;

	ehlo->deliver_by = SMTPREPLY_EHLO_DELIVER_BY_NO_MINIMUM;
	if (!smtpreply_ehlo_next_word(item, &word) || word.text != item->parameters)
		return true;
	if (!is_number(word.text, word.size))
		return false;
	seconds = value_of(word.text, word.size);
	ehlo->deliver_by = SMTPREPLY_EHLO_DELIVER_BY_MINIMUM;
	ehlo->deliver_by_seconds =
		seconds < MOST_DELIVER_BY_SECONDS ? seconds : MOST_DELIVER_BY_SECONDS;
	return word.size <= DELIVER_BY_DIGITS;
}

/* Both parameters must be right, else the extension is not offered (RFC 4865, 4). */
static bool take_future_release(struct smtpreply_ehlo *ehlo,
				const struct smtpreply_ehlo_item *item)
{
	struct smtpreply_ehlo_word interval = { 0 };
	struct smtpreply_ehlo_word until;

	if (!smtpreply_ehlo_next_word(item, &interval) ||
	    !is_short_number(interval.text, interval.size, FUTURE_DIGITS))
		return false;
	until = interval;
	if (!smtpreply_ehlo_next_word(item, &until) || !is_date_time(until.text, until.size) ||
	    !read_date_time(until.text, &ehlo->future_until))
		return false;
	ehlo->future_seconds = value_of(interval.text, interval.size);
	return true;
}

static uint32_t *limit_in(struct smtpreply_ehlo *ehlo, uint32_t limit)
{
	switch (limit) {
	case SMTPREPLY_EHLO_LIMIT_MAILMAX:
		return &ehlo->mail_max;
	case SMTPREPLY_EHLO_LIMIT_RCPTMAX:
		return &ehlo->rcpt_max;
	case SMTPREPLY_EHLO_LIMIT_RCPTDOMAINMAX:
		return &ehlo->rcpt_domain_max;
	default:
		return NULL;
	}
}

/* One NAME=VALUE. A bad value is left out, and so is a second one. */
static bool take_limit(struct smtpreply_ehlo *ehlo, const struct smtpreply_ehlo_word *word)
{
	uint32_t *limit = limit_in(ehlo, word->number);
	const char *equals = memchr(word->text, '=', word->size);
	size_t size;

	if (limit == NULL)
		return true;
	if (equals == NULL || *limit != 0)
		return false;
	size = word->size - (size_t)(equals + 1 - word->text);
	if (!is_short_number(equals + 1, size, LIMIT_DIGITS))
		return false;
	*limit = value_of(equals + 1, size);
	return true;
}

/* RFC 9422, 3.7: one word that is no limit spoils them all. */
static bool are_limits(const struct smtpreply_ehlo_item *item)
{
	struct smtpreply_ehlo_word word = { 0 };

	while (smtpreply_ehlo_next_word(item, &word))
		if (!is_limit(word.text, word.size))
			return false;
	return word.text != NULL;
}

static bool take_limits(struct smtpreply_ehlo *ehlo, const struct smtpreply_ehlo_item *item)
{
	struct smtpreply_ehlo_word word = { 0 };
	bool is_good = are_limits(item);

	if (!is_good)
		return false;
	while (smtpreply_ehlo_next_word(item, &word))
		is_good &= take_limit(ehlo, &word);
	return is_good;
}

static bool take_priority(struct smtpreply_ehlo *ehlo, const struct smtpreply_ehlo_item *item)
{
	struct smtpreply_ehlo_word word = { 0 };

	ehlo->priority = SMTPREPLY_EHLO_PRIORITY_NOT_TOLD;
	if (!smtpreply_ehlo_next_word(item, &word))
		return true;
	ehlo->priority = profile_of(word.text, word.size);
	return ehlo->priority != SMTPREPLY_EHLO_PRIORITY_NOT_TOLD;
}

/* RFC 4468, 3.3: other arguments are ignored. */
static bool take_burl(struct smtpreply_ehlo *ehlo, const struct smtpreply_ehlo_item *item)
{
	struct smtpreply_ehlo_word word = { 0 };

	while (smtpreply_ehlo_next_word(item, &word)) {
		if (word.number == SMTPREPLY_EHLO_BURL_IMAP)
			ehlo->burl_imap = 1;
		if (word.number == SMTPREPLY_EHLO_BURL_URL)
			ehlo->burl_url_count++;
	}
	return true;
}

/* Puts the words with a number into the set; answers how many have none. */
static uint32_t take_words(uint64_t *set, const struct smtpreply_ehlo_item *item)
{
	struct smtpreply_ehlo_word word = { 0 };
	uint32_t unknown_count = 0;

	while (smtpreply_ehlo_next_word(item, &word)) {
		if (word.number == 0)
			unknown_count++;
		else
			*set |= BIT(word.number);
	}
	return unknown_count;
}

static uint32_t attributes_of(const struct smtpreply_ehlo_item *item)
{
	uint64_t set = 0;

	take_words(&set, item);
	return (uint32_t)set;
}

static bool take_parameters(struct smtpreply_ehlo *ehlo, const struct smtpreply_ehlo_item *item)
{
	switch (item->keyword) {
	case SMTPREPLY_EHLO_SIZE:
		return take_size(ehlo, item);
	case SMTPREPLY_EHLO_DELIVERBY:
		return take_deliver_by(ehlo, item);
	case SMTPREPLY_EHLO_FUTURERELEASE:
		return take_future_release(ehlo, item);
	case SMTPREPLY_EHLO_LIMITS:
		return take_limits(ehlo, item);
	case SMTPREPLY_EHLO_MT_PRIORITY:
		return take_priority(ehlo, item);
	case SMTPREPLY_EHLO_BURL:
		return take_burl(ehlo, item);
	case SMTPREPLY_EHLO_XCLIENT:
		ehlo->xclient = attributes_of(item);
		return true;
	case SMTPREPLY_EHLO_XFORWARD:
		ehlo->xforward = attributes_of(item);
		return true;
	default:
		return true;
	}
}

/* The first line with a keyword decides, even if its parameters were bad. */
static void take_keyword(struct smtpreply_ehlo *ehlo, const struct smtpreply_ehlo_item *item)
{
	uint64_t bit = BIT(item->keyword);

	if ((ehlo->keywords | ehlo->misread) & bit) {
		ehlo->doubled |= bit;
		return;
	}
	ehlo->keywords |= bit;
	if (take_parameters(ehlo, item))
		return;
	ehlo->misread |= bit;
	if (item->keyword == SMTPREPLY_EHLO_FUTURERELEASE)
		ehlo->keywords &= ~bit;
}

void smtpreply_ehlo_take_item(struct smtpreply_ehlo *ehlo, const struct smtpreply_ehlo_item *item)
{
	switch (item->keyword) {
	case SMTPREPLY_EHLO_UNKNOWN:
		ehlo->unknown_count++;
		break;
	case SMTPREPLY_EHLO_AUTH:
		ehlo->keywords |= BIT(SMTPREPLY_EHLO_AUTH);
		ehlo->unknown_mechanism_count += take_words(&ehlo->mechanisms, item);
		break;
	case SMTPREPLY_EHLO_X_EXPS:
		ehlo->keywords |= BIT(SMTPREPLY_EHLO_X_EXPS);
		take_words(&ehlo->exps_mechanisms, item);
		break;
	default:
		take_keyword(ehlo, item);
	}
}
