/* SPDX-License-Identifier: MIT */
/* The second reading of a reply to EHLO; see plain_ehlo.h. */
#define _POSIX_C_SOURCE 200809L

#include "plain_ehlo.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define BIT(keyword) SMTPREPLY_EHLO_BIT(SMTPREPLY_EHLO_##keyword)

/* A word and its number. */
struct name {
	const char *name;
	uint8_t number;
};

#define KEYWORD(name)                                                                              \
	{                                                                                          \
#name, SMTPREPLY_EHLO_##name                                                       \
	}

static const struct name keywords[] = {
	KEYWORD(SEND),
	KEYWORD(SOML),
	KEYWORD(SAML),
	KEYWORD(VRFY),
	KEYWORD(EXPN),
	KEYWORD(HELP),
	KEYWORD(TURN),
	KEYWORD(8BITMIME),
	KEYWORD(SIZE),
	KEYWORD(VERB),
	KEYWORD(ONEX),
	KEYWORD(CHUNKING),
	KEYWORD(BINARYMIME),
	KEYWORD(CHECKPOINT),
	KEYWORD(DELIVERBY),
	KEYWORD(PIPELINING),
	KEYWORD(DSN),
	KEYWORD(ETRN),
	KEYWORD(ENHANCEDSTATUSCODES),
	KEYWORD(STARTTLS),
	{ "NO-SOLICITING", SMTPREPLY_EHLO_NO_SOLICITING },
	KEYWORD(MTRK),
	KEYWORD(SUBMITTER),
	KEYWORD(ATRN),
	KEYWORD(AUTH),
	{ "AUTH=", SMTPREPLY_EHLO_AUTH },
	KEYWORD(FUTURERELEASE),
	KEYWORD(BURL),
	KEYWORD(UTF8SMTP),
	KEYWORD(CONPERM),
	KEYWORD(CONNEG),
	KEYWORD(SMTPUTF8),
	{ "MT-PRIORITY", SMTPREPLY_EHLO_MT_PRIORITY },
	KEYWORD(RRVS),
	KEYWORD(REQUIRETLS),
	KEYWORD(LIMITS),
	KEYWORD(XCLIENT),
	KEYWORD(XFORWARD),
	KEYWORD(XVERP),
	KEYWORD(PRDR),
	KEYWORD(PIPECONNECT),
	{ "PIPE_CONNECT", SMTPREPLY_EHLO_PIPECONNECT },
	{ "X_PIPE_CONNECT", SMTPREPLY_EHLO_PIPECONNECT },
	KEYWORD(WELLKNOWN),
	KEYWORD(IGNOREQUOTA),
	KEYWORD(XRCPTFORWARD),
	{ "X-EXPS", SMTPREPLY_EHLO_X_EXPS },
	{ "X-EXPS=", SMTPREPLY_EHLO_X_EXPS },
	{ "X-ANONYMOUSTLS", SMTPREPLY_EHLO_X_ANONYMOUSTLS },
	{ "X-LINK2STATE", SMTPREPLY_EHLO_X_LINK2STATE },
	KEYWORD(XEXCH50),
	KEYWORD(XSHADOW),
	{ "XSHADOWREQUEST", SMTPREPLY_EHLO_XSHADOW },
	KEYWORD(XOORG),
	KEYWORD(XPROXY),
	{ "XSECURITY=", SMTPREPLY_EHLO_XSECURITY },
};

static const struct name mechanisms[] = {
	{ "PLAIN", SMTPREPLY_EHLO_AUTH_PLAIN },
	{ "LOGIN", SMTPREPLY_EHLO_AUTH_LOGIN },
	{ "CRAM-MD5", SMTPREPLY_EHLO_AUTH_CRAM_MD5 },
	{ "DIGEST-MD5", SMTPREPLY_EHLO_AUTH_DIGEST_MD5 },
	{ "NTLM", SMTPREPLY_EHLO_AUTH_NTLM },
	{ "GSSAPI", SMTPREPLY_EHLO_AUTH_GSSAPI },
	{ "GSS-SPNEGO", SMTPREPLY_EHLO_AUTH_GSS_SPNEGO },
	{ "GS2-KRB5", SMTPREPLY_EHLO_AUTH_GS2_KRB5 },
	{ "GS2-KRB5-PLUS", SMTPREPLY_EHLO_AUTH_GS2_KRB5_PLUS },
	{ "KERBEROS_V4", SMTPREPLY_EHLO_AUTH_KERBEROS_V4 },
	{ "EXTERNAL", SMTPREPLY_EHLO_AUTH_EXTERNAL },
	{ "ANONYMOUS", SMTPREPLY_EHLO_AUTH_ANONYMOUS },
	{ "OTP", SMTPREPLY_EHLO_AUTH_OTP },
	{ "SKEY", SMTPREPLY_EHLO_AUTH_SKEY },
	{ "SECURID", SMTPREPLY_EHLO_AUTH_SECURID },
	{ "SRP", SMTPREPLY_EHLO_AUTH_SRP },
	{ "SCRAM-SHA-1", SMTPREPLY_EHLO_AUTH_SCRAM_SHA_1 },
	{ "SCRAM-SHA-1-PLUS", SMTPREPLY_EHLO_AUTH_SCRAM_SHA_1_PLUS },
	{ "SCRAM-SHA-256", SMTPREPLY_EHLO_AUTH_SCRAM_SHA_256 },
	{ "SCRAM-SHA-256-PLUS", SMTPREPLY_EHLO_AUTH_SCRAM_SHA_256_PLUS },
	{ "SCRAM-SHA-512", SMTPREPLY_EHLO_AUTH_SCRAM_SHA_512 },
	{ "SCRAM-SHA-512-PLUS", SMTPREPLY_EHLO_AUTH_SCRAM_SHA_512_PLUS },
	{ "SCRAM-SHA3-512", SMTPREPLY_EHLO_AUTH_SCRAM_SHA3_512 },
	{ "SCRAM-SHA3-512-PLUS", SMTPREPLY_EHLO_AUTH_SCRAM_SHA3_512_PLUS },
	{ "OAUTHBEARER", SMTPREPLY_EHLO_AUTH_OAUTHBEARER },
	{ "OAUTH10A", SMTPREPLY_EHLO_AUTH_OAUTH10A },
	{ "XOAUTH2", SMTPREPLY_EHLO_AUTH_XOAUTH2 },
	{ "XOAUTH", SMTPREPLY_EHLO_AUTH_XOAUTH },
	{ "SAML20", SMTPREPLY_EHLO_AUTH_SAML20 },
	{ "OPENID20", SMTPREPLY_EHLO_AUTH_OPENID20 },
	{ "EAP-AES128", SMTPREPLY_EHLO_AUTH_EAP_AES128 },
	{ "EAP-AES128-PLUS", SMTPREPLY_EHLO_AUTH_EAP_AES128_PLUS },
	{ "XYMCOOKIE", SMTPREPLY_EHLO_AUTH_XYMCOOKIE },
	{ "PLAIN-CLIENTTOKEN", SMTPREPLY_EHLO_AUTH_PLAIN_CLIENTTOKEN },
	{ "ATOKEN", SMTPREPLY_EHLO_AUTH_ATOKEN },
	{ "WETOKEN", SMTPREPLY_EHLO_AUTH_WETOKEN },
};

static const struct name attributes[] = {
	{ "NAME", SMTPREPLY_EHLO_ATTRIBUTE_NAME },
	{ "ADDR", SMTPREPLY_EHLO_ATTRIBUTE_ADDR },
	{ "PORT", SMTPREPLY_EHLO_ATTRIBUTE_PORT },
	{ "PROTO", SMTPREPLY_EHLO_ATTRIBUTE_PROTO },
	{ "HELO", SMTPREPLY_EHLO_ATTRIBUTE_HELO },
	{ "REVERSE_NAME", SMTPREPLY_EHLO_ATTRIBUTE_REVERSE_NAME },
	{ "LOGIN", SMTPREPLY_EHLO_ATTRIBUTE_LOGIN },
	{ "DESTADDR", SMTPREPLY_EHLO_ATTRIBUTE_DESTADDR },
	{ "DESTPORT", SMTPREPLY_EHLO_ATTRIBUTE_DESTPORT },
	{ "DESTNAME", SMTPREPLY_EHLO_ATTRIBUTE_DESTNAME },
	{ "IDENT", SMTPREPLY_EHLO_ATTRIBUTE_IDENT },
	{ "SOURCE", SMTPREPLY_EHLO_ATTRIBUTE_SOURCE },
	{ "SESSION", SMTPREPLY_EHLO_ATTRIBUTE_SESSION },
	{ "TTL", SMTPREPLY_EHLO_ATTRIBUTE_TTL },
	{ "TIMEOUT", SMTPREPLY_EHLO_ATTRIBUTE_TIMEOUT },
	{ "CLIENT-TRANSPORT", SMTPREPLY_EHLO_ATTRIBUTE_CLIENT_TRANSPORT },
	{ "FORWARD", SMTPREPLY_EHLO_ATTRIBUTE_FORWARD },
};

static const struct name limits[] = {
	{ "MAILMAX", SMTPREPLY_EHLO_LIMIT_MAILMAX },
	{ "RCPTMAX", SMTPREPLY_EHLO_LIMIT_RCPTMAX },
	{ "RCPTDOMAINMAX", SMTPREPLY_EHLO_LIMIT_RCPTDOMAINMAX },
};

static const struct name profiles[] = {
	{ "MIXER", SMTPREPLY_EHLO_PRIORITY_MIXER },
	{ "STANAG4406", SMTPREPLY_EHLO_PRIORITY_STANAG4406 },
	{ "NSEP", SMTPREPLY_EHLO_PRIORITY_NSEP },
};

static bool is_same_word(const char *text, size_t size, const char *word)
{
	return size == strlen(word) && strncasecmp(text, word, size) == 0;
}

static uint8_t number_of(const char *text, size_t size, const struct name *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_same_word(text, size, names[i].name))
			return names[i].number;
	return 0;
}

/* How many bytes at the start are letters, digits or among these marks. */
static size_t span_of(const char *text, size_t size, const char *marks)
{
	size_t length = 0;

	while (length < size && text[length] != '\0' &&
	       (isalnum((unsigned char)text[length]) || strchr(marks, text[length]) != NULL))
		length++;
	return length;
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

/* Lines. */

/* Three X or more and one letter or digit, X too; no keyword has more than twenty bytes. */
static bool is_masked(const char *name, size_t size)
{
	if (size < 4 || size > 20 || !isalnum((unsigned char)name[size - 1]))
		return false;
	for (size_t i = 0; i < size - 1; i++)
		if (toupper((unsigned char)name[i]) != 'X')
			return false;
	return true;
}

static uint8_t keyword_of(const char *name, size_t size)
{
	uint8_t number = number_of(name, size, keywords, COUNT(keywords));

	return number == 0 && is_masked(name, size) ? SMTPREPLY_EHLO_MASKED : number;
}

bool plain_ehlo_read_line(const struct smtpreply_line *line, struct smtpreply_ehlo_item *item)
{
	const char *text = line->text, *end = line->text + line->size;
	size_t name_size = span_of(text, line->size, "-_");

	if (line->truncated || name_size == 0 || !isalnum((unsigned char)text[0]))
		return false;
	if (name_size < line->size && text[name_size] == '=')
		name_size++;
	else if (name_size < line->size && !is_blank(text[name_size]))
		return false;
	item->name = text;
	item->name_size = name_size;
	item->keyword = keyword_of(text, name_size);
	text += name_size;
	while (text < end && is_blank(*text))
		text++;
	while (end > text && is_blank(end[-1]))
		end--;
	item->parameters = text;
	item->parameters_size = (size_t)(end - text);
	return true;
}

static bool parts_by_commas(uint8_t keyword)
{
	return keyword == SMTPREPLY_EHLO_NO_SOLICITING || keyword == SMTPREPLY_EHLO_DELIVERBY;
}

static bool parts_words(uint8_t keyword, char byte)
{
	return is_blank(byte) || (byte == ',' && parts_by_commas(keyword));
}

/* RFC 4468, 3.3; a URL is printable. */
static uint32_t burl_number(const char *text, size_t size)
{
	const size_t prefix = strlen("imap://");

	if (is_same_word(text, size, "imap"))
		return SMTPREPLY_EHLO_BURL_IMAP;
	if (size <= prefix || !is_same_word(text, prefix, "imap://"))
		return SMTPREPLY_EHLO_BURL_UNKNOWN;
	for (size_t i = prefix; i < size; i++)
		if (text[i] <= ' ' || text[i] > '~')
			return SMTPREPLY_EHLO_BURL_UNKNOWN;
	return SMTPREPLY_EHLO_BURL_URL;
}

static uint32_t word_number(uint8_t keyword, const char *text, size_t size)
{
	const char *equals = memchr(text, '=', size);

	if (keyword == SMTPREPLY_EHLO_AUTH || keyword == SMTPREPLY_EHLO_X_EXPS)
		return number_of(text, size, mechanisms, COUNT(mechanisms));
	if (keyword == SMTPREPLY_EHLO_XCLIENT || keyword == SMTPREPLY_EHLO_XFORWARD)
		return number_of(text, size, attributes, COUNT(attributes));
	if (keyword == SMTPREPLY_EHLO_BURL)
		return burl_number(text, size);
	if (keyword == SMTPREPLY_EHLO_LIMITS)
		return number_of(text, equals != NULL ? (size_t)(equals - text) : size, limits,
				 COUNT(limits));
	return 0;
}

bool plain_ehlo_next_word(const struct smtpreply_ehlo_item *item, struct smtpreply_ehlo_word *word)
{
	const char *text = word->text != NULL ? word->text + word->size : item->parameters;
	const char *end = item->parameters + item->parameters_size, *begin;

	while (text < end && parts_words(item->keyword, *text))
		text++;
	if (text == end)
		return false;
	for (begin = text; text < end && !parts_words(item->keyword, *text);)
		text++;
	word->text = begin;
	word->size = (size_t)(text - begin);
	word->number = word_number(item->keyword, word->text, word->size);
	return true;
}

/* The name of the server. */

/* RFC 5321, 4.1.2; an underscore may stand where a hyphen may. */
static bool is_domain(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		bool starts = i == 0 || text[i - 1] == '.';
		bool ends = i + 1 == size || text[i + 1] == '.';

		if (span_of(text + i, 1, "-_.") == 0)
			return false;
		if ((starts || ends) && !isalnum((unsigned char)text[i]))
			return false;
	}
	return size > 0;
}

/* "[192.0.2.1]", "[IPv6:2001:db8::1]": only its bytes are looked at. */
static bool is_literal(const char *text, size_t size)
{
	return size > 2 && text[0] == '[' && text[size - 1] == ']' &&
	       span_of(text + 1, size - 2, ".:-") == size - 2;
}

bool plain_ehlo_read_name(const struct smtpreply_line *line, struct smtpreply_ehlo_word *name)
{
	const char *text = line->text, *end = line->text + line->size;
	size_t size = 0;

	while (text < end && is_blank(*text))
		text++;
	while (text + size < end && !is_blank(text[size]))
		size++;
	if (line->truncated || (!is_domain(text, size) && !is_literal(text, size)))
		return false;
	*name = (struct smtpreply_ehlo_word){ .text = text, .size = size };
	return true;
}

/* Values. */

static bool is_number(const char *text, size_t size)
{
	size_t digits = 0;

	while (digits < size && isdigit((unsigned char)text[digits]))
		digits++;
	return size > 0 && digits == size;
}

/* Of digits alone; past 64 bits UINT64_MAX, and overflows is set. */
static uint64_t value_of(const char *text, size_t size, bool *overflows)
{
	uint64_t value = 0;

	*overflows = false;
	for (size_t i = 0; i < size; i++) {
		unsigned digit = (unsigned)(text[i] - '0');

		if (value > (UINT64_MAX - digit) / 10) {
			*overflows = true;
			return UINT64_MAX;
		}
		value = value * 10 + digit;
	}
	return value;
}

/* RFC 1870, 3. */
static bool read_size(struct smtpreply_ehlo *values, const struct smtpreply_ehlo_item *item)
{
	struct smtpreply_ehlo_word word = { 0 };
	bool overflows;

	values->size = SMTPREPLY_EHLO_SIZE_NO_NUMBER;
	if (!plain_ehlo_next_word(item, &word))
		return true;
	if (!is_number(word.text, word.size))
		return false;
	values->size_octets = value_of(word.text, word.size, &overflows);
	values->size = overflows                  ? SMTPREPLY_EHLO_SIZE_OVERFLOW
		       : values->size_octets == 0 ? SMTPREPLY_EHLO_SIZE_NO_LIMIT
						  : SMTPREPLY_EHLO_SIZE_LIMIT;
	return true;
}

/* RFC 2852, 3: at most nine digits, and tokens behind commas. */
static bool read_deliver_by(struct smtpreply_ehlo *values, const struct smtpreply_ehlo_item *item)
{
	struct smtpreply_ehlo_word word = { 0 };
	bool overflows;
	uint64_t seconds;

	values->deliver_by = SMTPREPLY_EHLO_DELIVER_BY_NO_MINIMUM;
	if (item->parameters_size == 0 || item->parameters[0] == ',')
		return true;
	if (!plain_ehlo_next_word(item, &word) || !is_number(word.text, word.size))
		return false;
	seconds = value_of(word.text, word.size, &overflows);
	values->deliver_by = SMTPREPLY_EHLO_DELIVER_BY_MINIMUM;
	values->deliver_by_seconds = seconds < 999999999 ? (uint32_t)seconds : 999999999;
	return word.size <= 9;
}

/* RFC 6710, 3: a profile of 1 to 20 letters, digits, "-", "_" and ".". */
static bool read_priority(struct smtpreply_ehlo *values, const struct smtpreply_ehlo_item *item)
{
	struct smtpreply_ehlo_word word = { 0 };

	values->priority = SMTPREPLY_EHLO_PRIORITY_NOT_TOLD;
	if (!plain_ehlo_next_word(item, &word))
		return true;
	if (word.size > 20 || span_of(word.text, word.size, "-_.") != word.size)
		return false;
	values->priority = number_of(word.text, word.size, profiles, COUNT(profiles));
	if (values->priority == 0)
		values->priority = SMTPREPLY_EHLO_PRIORITY_OTHER;
	return true;
}

/* A digit stands for any digit, "T" and "Z" for themselves in any case, a mark for itself. */
static bool has_shape(const char *text, size_t size, const char *shape)
{
	if (size != strlen(shape))
		return false;
	for (size_t i = 0; i < size; i++)
		if (isdigit((unsigned char)shape[i]) ? !isdigit((unsigned char)text[i])
						     : toupper((unsigned char)text[i]) != shape[i])
			return false;
	return true;
}

static int two_digits(const char *text)
{
	return (text[0] - '0') * 10 + text[1] - '0';
}

/* Seconds since 1970, a day at a time; false for a date or a time that is not. */
static bool count_seconds(const char *text, uint64_t *seconds)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	int year = two_digits(text) * 100 + two_digits(text + 2), month = two_digits(text + 5);
	int day = two_digits(text + 8), hour = two_digits(text + 11);
	int minute = two_digits(text + 14), second = two_digits(text + 17);
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	uint64_t days = 0;

	if (year < 1970 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 ||
	    second > 60 || day > lengths[month - 1] + (month == 2 && is_leap))
		return false;
	for (int i = 1970; i < year; i++)
		days += (i % 4 == 0 && i % 100 != 0) || i % 400 == 0 ? 366 : 365;
	for (int i = 1; i < month; i++)
		days += (uint64_t)(lengths[i - 1] + (i == 2 && is_leap));
	days += (uint64_t)day - 1;
	*seconds = ((days * 24 + (uint64_t)hour) * 60 + (uint64_t)minute) * 60 + (uint64_t)second;
	return true;
}

/* RFC 3339, 5.6, in UTC: 2026-01-01T00:00:00Z, a fraction allowed. */
static bool read_date(const struct smtpreply_ehlo_word *word, uint64_t *seconds)
{
	static const char shape[] = "0000-00-00T00:00:00";
	size_t size = sizeof shape - 1;

	if (word->size <= size || !has_shape(word->text, size, shape) ||
	    toupper((unsigned char)word->text[word->size - 1]) != 'Z')
		return false;
	if (word->size > size + 1 &&
	    (word->text[size] != '.' || !is_number(word->text + size + 1, word->size - size - 2)))
		return false;
	return count_seconds(word->text, seconds);
}

/* RFC 4865, 3: seconds without a leading zero, and a date. */
static bool read_future(struct smtpreply_ehlo *values, const struct smtpreply_ehlo_item *item)
{
	struct smtpreply_ehlo_word seconds = { 0 }, until = { 0 };
	uint64_t date;
	bool overflows;

	if (!plain_ehlo_next_word(item, &seconds) || !is_number(seconds.text, seconds.size) ||
	    seconds.size > 9 || seconds.text[0] == '0')
		return false;
	until = seconds;
	if (!plain_ehlo_next_word(item, &until) || !read_date(&until, &date))
		return false;
	values->future_seconds = (uint32_t)value_of(seconds.text, seconds.size, &overflows);
	values->future_until = date;
	return true;
}

/* RFC 9422, 4: name ["=" value]; a value is printable, without a semicolon. */
static bool is_limit(const struct smtpreply_ehlo_word *word)
{
	size_t name_size = span_of(word->text, word->size, "-_");

	if (name_size == 0)
		return false;
	if (name_size == word->size)
		return true;
	if (word->text[name_size] != '=' || name_size + 1 == word->size)
		return false;
	for (size_t i = name_size + 1; i < word->size; i++)
		if (word->text[i] <= ' ' || word->text[i] > '~' || word->text[i] == ';')
			return false;
	return true;
}

/* One to six digits, the first of them not 0. */
static uint32_t limit_value(const struct smtpreply_ehlo_word *word)
{
	const char *equals = memchr(word->text, '=', word->size);
	size_t size = equals != NULL ? (size_t)(word->text + word->size - equals - 1) : 0;
	bool overflows;

	if (size > 6 || equals == NULL || !is_number(equals + 1, size) || equals[1] == '0')
		return 0;
	return (uint32_t)value_of(equals + 1, size, &overflows);
}

/* RFC 9422, 3.7: a bad form spoils the line, a bad value only itself; a later one is bad, too. */
static bool read_limits(struct smtpreply_ehlo *values, const struct smtpreply_ehlo_item *item)
{
	uint32_t *const places[] = { NULL, &values->mail_max, &values->rcpt_max,
				     &values->rcpt_domain_max };
	struct smtpreply_ehlo_word word = { 0 };
	bool is_good = true;

	while (plain_ehlo_next_word(item, &word))
		if (!is_limit(&word))
			return false;
	if (word.text == NULL)
		return false;
	for (word.text = NULL; plain_ehlo_next_word(item, &word);) {
		uint32_t value = limit_value(&word);

		if (word.number == 0)
			continue;
		if (value == 0 || *places[word.number] != 0)
			is_good = false;
		else
			*places[word.number] = value;
	}
	return is_good;
}

static void read_burl(struct smtpreply_ehlo *values, const struct smtpreply_ehlo_item *item)
{
	struct smtpreply_ehlo_word word = { 0 };

	while (plain_ehlo_next_word(item, &word)) {
		values->burl_imap |= word.number == SMTPREPLY_EHLO_BURL_IMAP;
		values->burl_url_count += word.number == SMTPREPLY_EHLO_BURL_URL;
	}
}

/* The numbers of all words as a set; how many had none. */
static uint64_t read_set(const struct smtpreply_ehlo_item *item, uint32_t *unknown_count)
{
	struct smtpreply_ehlo_word word = { 0 };
	uint64_t set = 0;

	while (plain_ehlo_next_word(item, &word))
		if (word.number != 0)
			set |= SMTPREPLY_EHLO_BIT(word.number);
		else
			++*unknown_count;
	return set;
}

/* Answers whether the parameters were as their RFC wants them. */
static bool read_values(struct smtpreply_ehlo *values, const struct smtpreply_ehlo_item *item)
{
	uint32_t unknown_count = 0;

	switch (item->keyword) {
	case SMTPREPLY_EHLO_SIZE:
		return read_size(values, item);
	case SMTPREPLY_EHLO_DELIVERBY:
		return read_deliver_by(values, item);
	case SMTPREPLY_EHLO_FUTURERELEASE:
		return read_future(values, item);
	case SMTPREPLY_EHLO_MT_PRIORITY:
		return read_priority(values, item);
	case SMTPREPLY_EHLO_LIMITS:
		return read_limits(values, item);
	case SMTPREPLY_EHLO_BURL:
		read_burl(values, item);
		return true;
	case SMTPREPLY_EHLO_AUTH:
		values->mechanisms |= read_set(item, &values->unknown_mechanism_count);
		return true;
	case SMTPREPLY_EHLO_X_EXPS:
		values->exps_mechanisms |= read_set(item, &unknown_count);
		return true;
	case SMTPREPLY_EHLO_XCLIENT:
		values->xclient = (uint32_t)read_set(item, &unknown_count);
		return true;
	case SMTPREPLY_EHLO_XFORWARD:
		values->xforward = (uint32_t)read_set(item, &unknown_count);
		return true;
	default:
		return true;
	}
}

static void add_item(struct plain_ehlo *reading, const struct smtpreply_ehlo_item *item)
{
	uint64_t bit = SMTPREPLY_EHLO_BIT(item->keyword);
	bool is_merged = (bit & (BIT(AUTH) | BIT(X_EXPS))) != 0;

	if (item->keyword == SMTPREPLY_EHLO_UNKNOWN) {
		reading->values.unknown_count++;
		return;
	}
	if (reading->seen & bit && !is_merged) {
		reading->values.doubled |= bit;
		return;
	}
	reading->seen |= bit;
	if (read_values(&reading->values, item)) {
		reading->values.keywords |= bit;
		return;
	}
	reading->values.misread |= bit;
	if (item->keyword != SMTPREPLY_EHLO_FUTURERELEASE)
		reading->values.keywords |= bit;
}

/* The whole reply. */

void plain_ehlo_begin(struct plain_ehlo *reading)
{
	*reading = (struct plain_ehlo){ 0 };
}

void plain_ehlo_add_line(struct plain_ehlo *reading, const struct smtpreply_line *line)
{
	struct smtpreply_ehlo *values = &reading->values;
	struct smtpreply_ehlo_item item = { 0 };

	values->line_count++;
	if (line->truncated)
		values->truncated_line_count++;
	else if (values->line_count == 1)
		return;
	else if (plain_ehlo_read_line(line, &item))
		add_item(reading, &item);
	else
		values->bad_line_count++;
}

static uint8_t result_of(const struct smtpreply *reply)
{
	if (reply->code == 0)
		return SMTPREPLY_EHLO_OPEN;
	if (reply->deviations & SMTPREPLY_CODE_MISMATCH)
		return SMTPREPLY_EHLO_MISMATCH;
	return reply->code / 100 == 2 ? SMTPREPLY_EHLO_GRANTED : SMTPREPLY_EHLO_REFUSED;
}

/* Until the reply has ended, the values have grown and count for nothing. */
void plain_ehlo_end(struct plain_ehlo *reading, const struct smtpreply *reply)
{
	struct smtpreply_ehlo *values = &reading->values;
	uint8_t result = result_of(reply);

	if (result == SMTPREPLY_EHLO_GRANTED)
		values->complete = values->truncated_line_count == 0 &&
				   values->line_count == reply->line_count;
	else if (result != SMTPREPLY_EHLO_OPEN)
		*values = (struct smtpreply_ehlo){ 0 };
	values->result = result;
}
