/* SPDX-License-Identifier: MIT */
/*
 * EHLO: reads what a reply grants out of its lines (RFC 5321, 4.1.1.1).
 *
 *     line = name *( blank word )      name = keyword / keyword "="      blank = 1*( SP / HT )
 *
 * The grammars read finished spans. A line's text holds no LF, so an LF stands for the end of a
 * span: byte_at() gives it behind the last byte, and nothing behind a span is ever read. What a
 * reply is, is the parser's; what a client makes of the values is the caller's.
 */
#include <smtpreply/ehlo.h>

#include <assert.h>
#include <string.h>

#define NAME_ROOM 21 /* of a name and its NUL */
#define WORD_ROOM 21 /* of a word as long as the longest name, and its end */
#define BIT(number) SMTPREPLY_EHLO_BIT(number)
#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

#define MOST_DELIVER_BY_SECONDS 999999999
#define DELIVER_BY_DIGITS 9
#define FUTURE_DIGITS 9
#define LIMIT_DIGITS 6

static_assert(offsetof(struct smtpreply_ehlo, doubled) == 8, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, misread) == 16, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, mechanisms) == 24, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, exps_mechanisms) == 32, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, size_octets) == 40, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, future_until) == 48, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, future_seconds) == 56, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, deliver_by_seconds) == 60, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, mail_max) == 64, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, rcpt_max) == 68, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, rcpt_domain_max) == 72, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, xclient) == 76, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, xforward) == 80, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, burl_url_count) == 84, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, unknown_mechanism_count) == 88, "fixed");
static_assert(offsetof(struct smtpreply_ehlo, unknown_count) == 92, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, bad_line_count) == 96, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, truncated_line_count) == 100, "fixed");
static_assert(offsetof(struct smtpreply_ehlo, line_count) == 104, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, result) == 108, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, complete) == 109, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, size) == 110, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, deliver_by) == 111, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, priority) == 112, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo, burl_imap) == 113, "the layout is fixed");
static_assert(sizeof(struct smtpreply_ehlo) == 160, "the layout is fixed");
static_assert(offsetof(struct smtpreply_ehlo_item, name_size) == sizeof(size_t), "fixed");
static_assert(offsetof(struct smtpreply_ehlo_item, parameters) == 2 * sizeof(size_t), "fixed");
static_assert(offsetof(struct smtpreply_ehlo_item, parameters_size) == 3 * sizeof(size_t), "fixed");
static_assert(offsetof(struct smtpreply_ehlo_item, keyword) == 7 * sizeof(size_t) + 16, "fixed");
static_assert(sizeof(struct smtpreply_ehlo_item) == 7 * sizeof(size_t) + 24, "fixed");
static_assert(offsetof(struct smtpreply_ehlo_word, size) == sizeof(size_t), "fixed");
static_assert(offsetof(struct smtpreply_ehlo_word, number) == 2 * sizeof(size_t), "fixed");
static_assert(sizeof(struct smtpreply_ehlo_word) == 2 * sizeof(size_t) + 8, "fixed");

/*
 * Grammars. Each answers one question about a span. An LF counts as a byte read, so at - 1 is
 * where a span ended that ran to it.
 */

static inline unsigned char byte_at(const char *text, size_t size, size_t at)
{
	return (unsigned char)(at < size ? text[at] : '\n');
}

/*!re2c
	re2c:api = custom;
	re2c:api:style = free-form;
	re2c:define:YYCTYPE = "unsigned char";
	re2c:define:YYPEEK = "byte_at(text, size, at)";
	re2c:define:YYSKIP = "at++;";
	re2c:define:YYBACKUP = "marker = at;";
	re2c:define:YYRESTORE = "at = marker;";
	re2c:yyfill:enable = 0;
	re2c:sentinel = 10;

	end    = "\n";
	stop   = [ \t] | end;
	digit  = [0-9];
	letter = [a-zA-Z];
*/

/* The size of the name that a line starts with, its "=" included; 0: the line has no keyword. */
static size_t lex_name(const char *text, size_t size)
{
	size_t at = 0, marker;

	/*!re2c
	name = (letter | digit) (letter | digit | [_\-])*;

	name "="                        { return at; }
	name stop                       { return at - 1; }
	*                               { return 0; }
	*/
}

/* The size of the domain or address literal that a text starts with; 0: it starts with neither. */
static size_t lex_domain(const char *text, size_t size)
{
	size_t at = 0, marker;

	/*!re2c
	label   = (letter | digit) ([_\-]* (letter | digit))*;
	domain  = label ("." label)*;
	literal = "[" (letter | digit | [.:\-])+ "]";

	(domain | literal) stop         { return at - 1; }
	*                               { return 0; }
	*/
}

/*
 * Words that are looked up lie in a buffer, in capitals and with an LF behind them. A word that is
 * longer than all known ones is none of them, and the buffer holds the LF alone.
 */

static void fold(unsigned char word[WORD_ROOM], const char *text, size_t size)
{
	size_t count = size < WORD_ROOM ? size : 0;

	for (size_t i = 0; i < count; i++) {
		unsigned char byte = (unsigned char)text[i];

		word[i] = (unsigned char)(byte >= 'a' && byte <= 'z' ? byte - 'a' + 'A' : byte);
	}
	word[count] = '\n';
}

static uint8_t keyword_of(const char *text, size_t size)
{
	unsigned char word[WORD_ROOM];
	size_t at = 0, marker;

	fold(word, text, size);
	/*!re2c
	re2c:define:YYPEEK = "word[at]";

	"SEND" end                      { return SMTPREPLY_EHLO_SEND; }
	"SOML" end                      { return SMTPREPLY_EHLO_SOML; }
	"SAML" end                      { return SMTPREPLY_EHLO_SAML; }
	"VRFY" end                      { return SMTPREPLY_EHLO_VRFY; }
	"EXPN" end                      { return SMTPREPLY_EHLO_EXPN; }
	"HELP" end                      { return SMTPREPLY_EHLO_HELP; }
	"TURN" end                      { return SMTPREPLY_EHLO_TURN; }
	"8BITMIME" end                  { return SMTPREPLY_EHLO_8BITMIME; }
	"SIZE" end                      { return SMTPREPLY_EHLO_SIZE; }
	"VERB" end                      { return SMTPREPLY_EHLO_VERB; }
	"ONEX" end                      { return SMTPREPLY_EHLO_ONEX; }
	"CHUNKING" end                  { return SMTPREPLY_EHLO_CHUNKING; }
	"BINARYMIME" end                { return SMTPREPLY_EHLO_BINARYMIME; }
	"CHECKPOINT" end                { return SMTPREPLY_EHLO_CHECKPOINT; }
	"DELIVERBY" end                 { return SMTPREPLY_EHLO_DELIVERBY; }
	"PIPELINING" end                { return SMTPREPLY_EHLO_PIPELINING; }
	"DSN" end                       { return SMTPREPLY_EHLO_DSN; }
	"ETRN" end                      { return SMTPREPLY_EHLO_ETRN; }
	"ENHANCEDSTATUSCODES" end       { return SMTPREPLY_EHLO_ENHANCEDSTATUSCODES; }
	"STARTTLS" end                  { return SMTPREPLY_EHLO_STARTTLS; }
	"NO-SOLICITING" end             { return SMTPREPLY_EHLO_NO_SOLICITING; }
	"MTRK" end                      { return SMTPREPLY_EHLO_MTRK; }
	"SUBMITTER" end                 { return SMTPREPLY_EHLO_SUBMITTER; }
	"ATRN" end                      { return SMTPREPLY_EHLO_ATRN; }
	"AUTH" "="? end                 { return SMTPREPLY_EHLO_AUTH; }
	"FUTURERELEASE" end             { return SMTPREPLY_EHLO_FUTURERELEASE; }
	"BURL" end                      { return SMTPREPLY_EHLO_BURL; }
	"UTF8SMTP" end                  { return SMTPREPLY_EHLO_UTF8SMTP; }
	"CONPERM" end                   { return SMTPREPLY_EHLO_CONPERM; }
	"CONNEG" end                    { return SMTPREPLY_EHLO_CONNEG; }
	"SMTPUTF8" end                  { return SMTPREPLY_EHLO_SMTPUTF8; }
	"MT-PRIORITY" end               { return SMTPREPLY_EHLO_MT_PRIORITY; }
	"RRVS" end                      { return SMTPREPLY_EHLO_RRVS; }
	"REQUIRETLS" end                { return SMTPREPLY_EHLO_REQUIRETLS; }
	"LIMITS" end                    { return SMTPREPLY_EHLO_LIMITS; }
	"XCLIENT" end                   { return SMTPREPLY_EHLO_XCLIENT; }
	"XFORWARD" end                  { return SMTPREPLY_EHLO_XFORWARD; }
	"XVERP" end                     { return SMTPREPLY_EHLO_XVERP; }
	"PRDR" end                      { return SMTPREPLY_EHLO_PRDR; }
	"X_"? "PIPE" "_"? "CONNECT" end { return SMTPREPLY_EHLO_PIPECONNECT; }
	"WELLKNOWN" end                 { return SMTPREPLY_EHLO_WELLKNOWN; }
	"IGNOREQUOTA" end               { return SMTPREPLY_EHLO_IGNOREQUOTA; }
	"XRCPTFORWARD" end              { return SMTPREPLY_EHLO_XRCPTFORWARD; }
	"X-EXPS" "="? end               { return SMTPREPLY_EHLO_X_EXPS; }
	"X-ANONYMOUSTLS" end            { return SMTPREPLY_EHLO_X_ANONYMOUSTLS; }
	"X-LINK2STATE" end              { return SMTPREPLY_EHLO_X_LINK2STATE; }
	"XEXCH50" end                   { return SMTPREPLY_EHLO_XEXCH50; }
	"XSHADOW" "REQUEST"? end        { return SMTPREPLY_EHLO_XSHADOW; }
	"XOORG" end                     { return SMTPREPLY_EHLO_XOORG; }
	"XPROXY" end                    { return SMTPREPLY_EHLO_XPROXY; }
	"XSECURITY=" end                { return SMTPREPLY_EHLO_XSECURITY; }
	"XXX" "X"* [A-Z0-9] end      { return SMTPREPLY_EHLO_MASKED; }
	*                               { return SMTPREPLY_EHLO_UNKNOWN; }
	*/
}

static uint32_t mechanism_of(const char *text, size_t size)
{
	unsigned char word[WORD_ROOM];
	size_t at = 0, marker;

	fold(word, text, size);
	/*!re2c
	"PLAIN" end                     { return SMTPREPLY_EHLO_AUTH_PLAIN; }
	"LOGIN" end                     { return SMTPREPLY_EHLO_AUTH_LOGIN; }
	"CRAM-MD5" end                  { return SMTPREPLY_EHLO_AUTH_CRAM_MD5; }
	"DIGEST-MD5" end                { return SMTPREPLY_EHLO_AUTH_DIGEST_MD5; }
	"NTLM" end                      { return SMTPREPLY_EHLO_AUTH_NTLM; }
	"GSSAPI" end                    { return SMTPREPLY_EHLO_AUTH_GSSAPI; }
	"GSS-SPNEGO" end                { return SMTPREPLY_EHLO_AUTH_GSS_SPNEGO; }
	"GS2-KRB5" end                  { return SMTPREPLY_EHLO_AUTH_GS2_KRB5; }
	"GS2-KRB5-PLUS" end             { return SMTPREPLY_EHLO_AUTH_GS2_KRB5_PLUS; }
	"KERBEROS_V4" end               { return SMTPREPLY_EHLO_AUTH_KERBEROS_V4; }
	"EXTERNAL" end                  { return SMTPREPLY_EHLO_AUTH_EXTERNAL; }
	"ANONYMOUS" end                 { return SMTPREPLY_EHLO_AUTH_ANONYMOUS; }
	"OTP" end                       { return SMTPREPLY_EHLO_AUTH_OTP; }
	"SKEY" end                      { return SMTPREPLY_EHLO_AUTH_SKEY; }
	"SECURID" end                   { return SMTPREPLY_EHLO_AUTH_SECURID; }
	"SRP" end                       { return SMTPREPLY_EHLO_AUTH_SRP; }
	"SCRAM-SHA-1" end               { return SMTPREPLY_EHLO_AUTH_SCRAM_SHA_1; }
	"SCRAM-SHA-1-PLUS" end          { return SMTPREPLY_EHLO_AUTH_SCRAM_SHA_1_PLUS; }
	"SCRAM-SHA-256" end             { return SMTPREPLY_EHLO_AUTH_SCRAM_SHA_256; }
	"SCRAM-SHA-256-PLUS" end        { return SMTPREPLY_EHLO_AUTH_SCRAM_SHA_256_PLUS; }
	"SCRAM-SHA-512" end             { return SMTPREPLY_EHLO_AUTH_SCRAM_SHA_512; }
	"SCRAM-SHA-512-PLUS" end        { return SMTPREPLY_EHLO_AUTH_SCRAM_SHA_512_PLUS; }
	"SCRAM-SHA3-512" end            { return SMTPREPLY_EHLO_AUTH_SCRAM_SHA3_512; }
	"SCRAM-SHA3-512-PLUS" end       { return SMTPREPLY_EHLO_AUTH_SCRAM_SHA3_512_PLUS; }
	"OAUTHBEARER" end               { return SMTPREPLY_EHLO_AUTH_OAUTHBEARER; }
	"OAUTH10A" end                  { return SMTPREPLY_EHLO_AUTH_OAUTH10A; }
	"XOAUTH2" end                   { return SMTPREPLY_EHLO_AUTH_XOAUTH2; }
	"XOAUTH" end                    { return SMTPREPLY_EHLO_AUTH_XOAUTH; }
	"SAML20" end                    { return SMTPREPLY_EHLO_AUTH_SAML20; }
	"OPENID20" end                  { return SMTPREPLY_EHLO_AUTH_OPENID20; }
	"EAP-AES128" end                { return SMTPREPLY_EHLO_AUTH_EAP_AES128; }
	"EAP-AES128-PLUS" end           { return SMTPREPLY_EHLO_AUTH_EAP_AES128_PLUS; }
	"XYMCOOKIE" end                 { return SMTPREPLY_EHLO_AUTH_XYMCOOKIE; }
	"PLAIN-CLIENTTOKEN" end         { return SMTPREPLY_EHLO_AUTH_PLAIN_CLIENTTOKEN; }
	"ATOKEN" end                    { return SMTPREPLY_EHLO_AUTH_ATOKEN; }
	"WETOKEN" end                   { return SMTPREPLY_EHLO_AUTH_WETOKEN; }
	*                               { return SMTPREPLY_EHLO_AUTH_UNKNOWN; }
	*/
}

static uint32_t attribute_of(const char *text, size_t size)
{
	unsigned char word[WORD_ROOM];
	size_t at = 0, marker;

	fold(word, text, size);
	/*!re2c
	"NAME" end                      { return SMTPREPLY_EHLO_ATTRIBUTE_NAME; }
	"ADDR" end                      { return SMTPREPLY_EHLO_ATTRIBUTE_ADDR; }
	"PORT" end                      { return SMTPREPLY_EHLO_ATTRIBUTE_PORT; }
	"PROTO" end                     { return SMTPREPLY_EHLO_ATTRIBUTE_PROTO; }
	"HELO" end                      { return SMTPREPLY_EHLO_ATTRIBUTE_HELO; }
	"REVERSE_NAME" end              { return SMTPREPLY_EHLO_ATTRIBUTE_REVERSE_NAME; }
	"LOGIN" end                     { return SMTPREPLY_EHLO_ATTRIBUTE_LOGIN; }
	"DESTADDR" end                  { return SMTPREPLY_EHLO_ATTRIBUTE_DESTADDR; }
	"DESTPORT" end                  { return SMTPREPLY_EHLO_ATTRIBUTE_DESTPORT; }
	"DESTNAME" end                  { return SMTPREPLY_EHLO_ATTRIBUTE_DESTNAME; }
	"IDENT" end                     { return SMTPREPLY_EHLO_ATTRIBUTE_IDENT; }
	"SOURCE" end                    { return SMTPREPLY_EHLO_ATTRIBUTE_SOURCE; }
	"SESSION" end                   { return SMTPREPLY_EHLO_ATTRIBUTE_SESSION; }
	"TTL" end                       { return SMTPREPLY_EHLO_ATTRIBUTE_TTL; }
	"TIMEOUT" end                   { return SMTPREPLY_EHLO_ATTRIBUTE_TIMEOUT; }
	"CLIENT-TRANSPORT" end          { return SMTPREPLY_EHLO_ATTRIBUTE_CLIENT_TRANSPORT; }
	"FORWARD" end                   { return SMTPREPLY_EHLO_ATTRIBUTE_FORWARD; }
	*                               { return SMTPREPLY_EHLO_ATTRIBUTE_UNKNOWN; }
	*/
}

static uint32_t limit_of(const char *text, size_t size)
{
	size_t at = 0, marker;

	/*!re2c
	re2c:define:YYPEEK = "byte_at(text, size, at)";

	'MAILMAX' ("=" | end)           { return SMTPREPLY_EHLO_LIMIT_MAILMAX; }
	'RCPTMAX' ("=" | end)           { return SMTPREPLY_EHLO_LIMIT_RCPTMAX; }
	'RCPTDOMAINMAX' ("=" | end)     { return SMTPREPLY_EHLO_LIMIT_RCPTDOMAINMAX; }
	*                               { return SMTPREPLY_EHLO_LIMIT_UNKNOWN; }
	*/
}

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

static uint32_t burl_of(const char *text, size_t size)
{
	size_t at = 0, marker;

	/*!re2c
	'imap' end                      { return SMTPREPLY_EHLO_BURL_IMAP; }
	'imap://' [\x21-\x7e]+ end      { return SMTPREPLY_EHLO_BURL_URL; }
	*                               { return SMTPREPLY_EHLO_BURL_UNKNOWN; }
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
	*seconds = (uint64_t)(days + day - 1) * 86400 + value_of(text + 11, 2) * 3600u +
		   value_of(text + 14, 2) * 60u + value_of(text + 17, 2);
	return true;
}

/* Lines. */

static bool has_first_line(const struct smtpreply *reply)
{
	return reply->private_has_lines && (reply->line_count > 0 || reply->text_size > 0);
}

/*
 * smtpreply_next_line() without the status: none stands on a line of EHLO (RFC 2034, 4), and looking
 * for one costs more than all the rest.
 */
static bool next_line(const struct smtpreply *reply, struct smtpreply_line *line)
{
	size_t begin = line->number == 0 ? 0 : line->private_end + 1;
	const char *text = reply->text + begin;
	const char *feed;
	size_t size;

	if (line->number == 0 ? !has_first_line(reply) : begin > reply->text_size)
		return false;
	size = reply->text_size - begin;
	feed = memchr(text, '\n', size);
	if (feed != NULL)
		size = (size_t)(feed - text);
	*line = (struct smtpreply_line){
		.text = text,
		.size = size,
		.private_end = begin + size,
		.number = line->number + 1,
		.truncated = reply->truncated && feed == NULL && !reply->private_last_line_is_whole,
	};
	return true;
}

/* Items and words. */

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static bool has_commas(const struct smtpreply_ehlo_item *item)
{
	return item->keyword == SMTPREPLY_EHLO_NO_SOLICITING ||
	       item->keyword == SMTPREPLY_EHLO_DELIVERBY;
}

static void trim_parameters(struct smtpreply_ehlo_item *item)
{
	while (item->parameters_size > 0 && is_blank(item->parameters[0])) {
		item->parameters++;
		item->parameters_size--;
	}
	while (item->parameters_size > 0 && is_blank(item->parameters[item->parameters_size - 1]))
		item->parameters_size--;
}

bool smtpreply_ehlo_read_line(const struct smtpreply_line *line, struct smtpreply_ehlo_item *item)
{
	size_t name_size = line->truncated ? 0 : lex_name(line->text, line->size);

	if (name_size == 0)
		return false;
	*item = (struct smtpreply_ehlo_item){
		.name = line->text,
		.name_size = name_size,
		.parameters = line->text + name_size,
		.parameters_size = line->size - name_size,
		.private_line = *line,
		.keyword = keyword_of(line->text, name_size),
	};
	trim_parameters(item);
	return true;
}

static uint32_t number_of(const struct smtpreply_ehlo_item *item, const char *text, size_t size)
{
	switch (item->keyword) {
	case SMTPREPLY_EHLO_AUTH:
	case SMTPREPLY_EHLO_X_EXPS:
		return mechanism_of(text, size);
	case SMTPREPLY_EHLO_XCLIENT:
	case SMTPREPLY_EHLO_XFORWARD:
		return attribute_of(text, size);
	case SMTPREPLY_EHLO_LIMITS:
		return limit_of(text, size);
	case SMTPREPLY_EHLO_BURL:
		return burl_of(text, size);
	default:
		return 0;
	}
}

bool smtpreply_ehlo_next_word(const struct smtpreply_ehlo_item *item,
			      struct smtpreply_ehlo_word *word)
{
	const char *end = item->parameters + item->parameters_size;
	const char *text = word->text == NULL ? item->parameters : word->text + word->size;
	char separator = has_commas(item) ? ',' : ' ';
	size_t size = 0;

	while (text < end && (is_blank(*text) || *text == separator))
		text++;
	if (text == end)
		return false;
	while (text + size < end && !is_blank(text[size]) && text[size] != separator)
		size++;
	*word = (struct smtpreply_ehlo_word){
		.text = text,
		.size = size,
		.number = number_of(item, text, size),
	};
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

static void take_item(struct smtpreply_ehlo *ehlo, const struct smtpreply_ehlo_item *item)
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

/* Replies. */

static void take_line(struct smtpreply_ehlo *ehlo, const struct smtpreply_line *line, bool is_first)
{
	struct smtpreply_ehlo_item item;

	ehlo->line_count++;
	if (line->truncated)
		ehlo->truncated_line_count++;
	else if (is_first)
		return;
	else if (smtpreply_ehlo_read_line(line, &item))
		take_item(ehlo, &item);
	else
		ehlo->bad_line_count++;
}

static uint8_t result_of(const struct smtpreply *reply)
{
	if (reply->code == 0)
		return SMTPREPLY_EHLO_OPEN;
	if (reply->deviations & SMTPREPLY_CODE_MISMATCH)
		return SMTPREPLY_EHLO_MISMATCH;
	return reply->severity == SMTPREPLY_POSITIVE ? SMTPREPLY_EHLO_GRANTED
						     : SMTPREPLY_EHLO_REFUSED;
}

/* The reply may have ended: then its code decides whether the values count. */
static void decide(struct smtpreply_ehlo *ehlo, const struct smtpreply *reply)
{
	uint8_t result = result_of(reply);

	if (result == SMTPREPLY_EHLO_GRANTED)
		ehlo->complete = ehlo->truncated_line_count == 0 &&
				 ehlo->line_count == reply->line_count;
	else if (result != SMTPREPLY_EHLO_OPEN)
		memset(ehlo, 0, sizeof *ehlo);
	ehlo->result = result;
}

void smtpreply_ehlo_read(struct smtpreply_ehlo *ehlo, const struct smtpreply *reply)
{
	struct smtpreply_line line = { 0 };

	memset(ehlo, 0, sizeof *ehlo);
	while (next_line(reply, &line))
		take_line(ehlo, &line, line.number == 1);
	decide(ehlo, reply);
}

/* A text of several lines is that of a parser without by_line, and is read as such. */
void smtpreply_ehlo_add_line(struct smtpreply_ehlo *ehlo, const struct smtpreply *reply)
{
	struct smtpreply_line line = { 0 };

	if (memchr(reply->text, '\n', reply->text_size) != NULL) {
		smtpreply_ehlo_read(ehlo, reply);
		return;
	}
	if (reply->line_count <= 1 || ehlo->result != SMTPREPLY_EHLO_OPEN)
		memset(ehlo, 0, sizeof *ehlo);
	if (next_line(reply, &line)) {
		line.truncated = reply->truncated;
		take_line(ehlo, &line, reply->line_count == 1);
	}
	decide(ehlo, reply);
}

/* A reply that has not ended may still grant if its line so far is a positive one. */
static bool may_grant(const struct smtpreply *reply)
{
	uint8_t result = result_of(reply);

	if (result == SMTPREPLY_EHLO_OPEN)
		return reply->last_code / 100 == SMTPREPLY_POSITIVE;
	return result == SMTPREPLY_EHLO_GRANTED;
}

bool smtpreply_ehlo_read_name(const struct smtpreply *reply, struct smtpreply_ehlo_word *name)
{
	struct smtpreply_line line = { 0 };
	size_t size;

	if (!may_grant(reply) || !next_line(reply, &line) || line.truncated)
		return false;
	while (line.size > 0 && is_blank(line.text[0])) {
		line.text++;
		line.size--;
	}
	size = lex_domain(line.text, line.size);
	if (size == 0)
		return false;
	*name = (struct smtpreply_ehlo_word){ .text = line.text, .size = size };
	return true;
}

bool smtpreply_ehlo_next_item(const struct smtpreply *reply, struct smtpreply_ehlo_item *item)
{
	struct smtpreply_line line = item->private_line;

	if (result_of(reply) != SMTPREPLY_EHLO_GRANTED)
		return false;
	while (next_line(reply, &line))
		if (line.number > 1 && smtpreply_ehlo_read_line(&line, item))
			return true;
	return false;
}

/* Names lie in the array itself: read-only data without pointers needs no relocation. */

#define NAME(number, name) [number] = name,

static const char *name_of(const char names[][NAME_ROOM], size_t count, uint32_t number)
{
	return number < count && names[number][0] != '\0' ? names[number] : "none";
}

const char *smtpreply_ehlo_keyword_name(uint32_t keyword)
{
	static const char names[][NAME_ROOM] = {
#include "ehlo-keywords.def"
	};

	return name_of(names, LENGTH(names), keyword);
}

const char *smtpreply_ehlo_mechanism_name(uint32_t mechanism)
{
	static const char names[][NAME_ROOM] = {
#include "ehlo-mechanisms.def"
	};

	return name_of(names, LENGTH(names), mechanism);
}

const char *smtpreply_ehlo_size_name(uint32_t size)
{
	static const char names[][NAME_ROOM] = {
		[SMTPREPLY_EHLO_SIZE_ABSENT] = "absent",
		[SMTPREPLY_EHLO_SIZE_NO_NUMBER] = "no-number",
		[SMTPREPLY_EHLO_SIZE_NO_LIMIT] = "no-limit",
		[SMTPREPLY_EHLO_SIZE_LIMIT] = "limit",
		[SMTPREPLY_EHLO_SIZE_OVERFLOW] = "overflow",
	};

	return name_of(names, LENGTH(names), size);
}
