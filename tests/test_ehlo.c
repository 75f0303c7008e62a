/* SPDX-License-Identifier: MIT */
/*
 * Every row of ehlo.def: what it grants, by reply and by line, and that less room for its text
 * grants no more. All text is read from heap copies of exactly its size, so that a sanitizer sees a
 * byte read too many.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <smtpreply.h>

#include "run.h"
#include "times.h"

#define LARGE_ROOM 70000
#define NOTE_ROOM 16384
#define BIT(keyword) SMTPREPLY_EHLO_BIT(SMTPREPLY_EHLO_##keyword)

struct row {
	const char *name;
	const char *bytes;
	size_t size;
	const char *expected;
	const char *why;
};

#define REPLY(name, bytes, expected, why) { name, bytes, sizeof(bytes) - 1, expected, why },
#define OFFERS(name, lines, expected, why)                                                         \
	REPLY(name, "250-mx.test.example\r\n" lines, "mx.test.example: " expected, why)

static const struct row rows[] = {
#include "ehlo.def"
};

#define ROW_COUNT ((int)(sizeof rows / sizeof rows[0]))

/* The registered keywords, a copy of the registry (registry/ehlo_keywords.tsv). */
static const char *const registered[] = {
	"SEND",
	"SOML",
	"SAML",
	"VRFY",
	"EXPN",
	"HELP",
	"TURN",
	"8BITMIME",
	"SIZE",
	"VERB",
	"ONEX",
	"CHUNKING",
	"BINARYMIME",
	"CHECKPOINT",
	"DELIVERBY",
	"PIPELINING",
	"DSN",
	"ETRN",
	"ENHANCEDSTATUSCODES",
	"STARTTLS",
	"NO-SOLICITING",
	"MTRK",
	"SUBMITTER",
	"ATRN",
	"AUTH",
	"FUTURERELEASE",
	"BURL",
	"UTF8SMTP",
	"CONPERM",
	"CONNEG",
	"SMTPUTF8",
	"MT-PRIORITY",
	"RRVS",
	"REQUIRETLS",
	"LIMITS",
};

#define REGISTERED_COUNT (sizeof registered / sizeof registered[0])

static void *copy_of(const void *bytes, size_t size)
{
	void *copy = malloc(size > 0 ? size : 1);

	ck_assert_ptr_nonnull(copy);
	if (size == 0) {
		free(copy);
		return NULL;
	}
	memcpy(copy, bytes, size);
	return copy;
}

/* A note, as ehlo.def shows it. */

struct note {
	char text[NOTE_ROOM];
	size_t size;
};

static void put(struct note *note, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	note->size += (size_t)vsnprintf(note->text + note->size, NOTE_ROOM - note->size, format,
					arguments);
	va_end(arguments);
	ck_assert_uint_lt(note->size, NOTE_ROOM);
}

static void put_bytes(struct note *note, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i] >= ' ' && bytes[i] <= '~')
			put(note, "%c", bytes[i]);
		else
			put(note, "\\x%02x", (unsigned char)bytes[i]);
}

static void put_mechanisms(struct note *note, uint64_t mechanisms, uint32_t unknown_count)
{
	const char *before = "";

	put(note, "(");
	for (uint32_t i = 0; i < 64; i++)
		if (mechanisms & SMTPREPLY_EHLO_BIT(i)) {
			put(note, "%s%s", before, smtpreply_ehlo_mechanism_name(i));
			before = " ";
		}
	if (unknown_count > 0)
		put(note, "%s+%" PRIu32, before, unknown_count);
	put(note, ")");
}

static void put_size(struct note *note, const struct smtpreply_ehlo *ehlo)
{
	put(note, "(%s", smtpreply_ehlo_size_name(ehlo->size));
	if (ehlo->size_octets > 0)
		put(note, " %" PRIu64, ehlo->size_octets);
	put(note, ")");
}

static void put_deliver_by(struct note *note, const struct smtpreply_ehlo *ehlo)
{
	if (ehlo->deliver_by == SMTPREPLY_EHLO_DELIVER_BY_MINIMUM)
		put(note, "(%" PRIu32 ")", ehlo->deliver_by_seconds);
	else
		put(note, "(no minimum)");
}

static void put_burl(struct note *note, const struct smtpreply_ehlo *ehlo)
{
	put(note, "(%s", ehlo->burl_imap ? "imap" : "");
	if (ehlo->burl_url_count > 0)
		put(note, "%s%" PRIu32 " urls", ehlo->burl_imap ? " " : "", ehlo->burl_url_count);
	put(note, ")");
}

static void put_values(struct note *note, const struct smtpreply_ehlo *ehlo, uint32_t keyword)
{
	static const char *const priorities[] = { "absent", "not told",   "other",
						  "MIXER",  "STANAG4406", "NSEP" };

	if (keyword == SMTPREPLY_EHLO_SIZE)
		put_size(note, ehlo);
	else if (keyword == SMTPREPLY_EHLO_AUTH)
		put_mechanisms(note, ehlo->mechanisms, ehlo->unknown_mechanism_count);
	else if (keyword == SMTPREPLY_EHLO_X_EXPS)
		put_mechanisms(note, ehlo->exps_mechanisms, 0);
	else if (keyword == SMTPREPLY_EHLO_DELIVERBY)
		put_deliver_by(note, ehlo);
	else if (keyword == SMTPREPLY_EHLO_FUTURERELEASE)
		put(note, "(%" PRIu32 " %" PRIu64 ")", ehlo->future_seconds, ehlo->future_until);
	else if (keyword == SMTPREPLY_EHLO_LIMITS)
		put(note, "(%" PRIu32 " %" PRIu32 " %" PRIu32 ")", ehlo->mail_max, ehlo->rcpt_max,
		    ehlo->rcpt_domain_max);
	else if (keyword == SMTPREPLY_EHLO_MT_PRIORITY)
		put(note, "(%s)", priorities[ehlo->priority]);
	else if (keyword == SMTPREPLY_EHLO_BURL)
		put_burl(note, ehlo);
	else if (keyword == SMTPREPLY_EHLO_XCLIENT)
		put(note, "(%" PRIx32 ")", ehlo->xclient);
	else if (keyword == SMTPREPLY_EHLO_XFORWARD)
		put(note, "(%" PRIx32 ")", ehlo->xforward);
}

static void put_keywords(struct note *note, const struct smtpreply_ehlo *ehlo)
{
	for (uint32_t i = 0; i < 64; i++)
		if (ehlo->keywords & SMTPREPLY_EHLO_BIT(i)) {
			put(note, " %s", smtpreply_ehlo_keyword_name(i));
			put_values(note, ehlo, i);
		}
}

static void put_set(struct note *note, const char *what, uint64_t keywords)
{
	for (uint32_t i = 0; i < 64; i++)
		if (keywords & SMTPREPLY_EHLO_BIT(i))
			put(note, " %s(%s)", what, smtpreply_ehlo_keyword_name(i));
}

static void put_item(struct note *note, const struct smtpreply_ehlo_item *item)
{
	if (item->keyword != SMTPREPLY_EHLO_UNKNOWN)
		return;
	put(note, " ?");
	put_bytes(note, item->name, item->name_size);
	put(note, "(");
	put_bytes(note, item->parameters, item->parameters_size);
	put(note, ")");
}

/* What a row gives in one way of reading it. */
struct reading {
	struct smtpreply_ehlo ehlo;
	struct note name;
	struct note unknown;
	char note[NOTE_ROOM];
	bool is_truncated; /* the text of a line, or of the reply */
};

static void write_note(struct reading *reading)
{
	const struct smtpreply_ehlo *ehlo = &reading->ehlo;
	static struct note note;

	note.size = 0;
	if (ehlo->result != SMTPREPLY_EHLO_GRANTED) {
		put(&note, "%s",
		    ehlo->result == SMTPREPLY_EHLO_REFUSED    ? "refused"
		    : ehlo->result == SMTPREPLY_EHLO_MISMATCH ? "mismatch"
							      : "open");
	} else {
		size_t nothing;

		put(&note, "%s:", reading->name.size > 0 ? reading->name.text : "-");
		nothing = note.size;
		put_keywords(&note, ehlo);
		put(&note, "%.*s", (int)reading->unknown.size, reading->unknown.text);
		put_set(&note, "doubled", ehlo->doubled);
		put_set(&note, "misread", ehlo->misread);
		if (ehlo->bad_line_count > 0)
			put(&note, " bad %" PRIu32, ehlo->bad_line_count);
		if (note.size == nothing)
			put(&note, " nothing");
	}
	memcpy(reading->note, note.text, note.size + 1);
}

/* Nothing but a result, in a reply that does not grant. */
static void check_grants_nothing(const struct smtpreply_ehlo *ehlo)
{
	struct smtpreply_ehlo nothing = { .result = ehlo->result };

	ck_assert_int_eq(memcmp(ehlo, &nothing, sizeof nothing), 0);
}

static void take_name(struct reading *reading, const struct smtpreply *reply)
{
	struct smtpreply_ehlo_word name = { 0 };

	reading->name.size = 0;
	if (smtpreply_ehlo_read_name(reply, &name))
		put_bytes(&reading->name, name.text, name.size);
}

/* Reads a copy of the text that has nothing behind its end. */
static void read_reply(struct reading *reading, const struct smtpreply *reply)
{
	struct smtpreply copy = *reply;
	struct smtpreply_ehlo_item item = { 0 };
	char *text = copy_of(reply->text, reply->text_size);

	if (text != NULL)
		copy.text = text;
	memset(&reading->ehlo, 0xa5, sizeof reading->ehlo);
	smtpreply_ehlo_read(&reading->ehlo, &copy);
	take_name(reading, &copy);
	reading->unknown.size = 0;
	while (smtpreply_ehlo_next_item(&copy, &item))
		put_item(&reading->unknown, &item);
	reading->is_truncated = reply->truncated;
	free(text);
}

/* Reads a line as a keyword line, from a copy that has nothing behind its end. */
static void read_item(struct reading *reading, const struct smtpreply *reply)
{
	struct smtpreply_line line = { 0 };
	struct smtpreply_ehlo_item item = { 0 };
	char *text;

	if (!smtpreply_next_line(reply, &line))
		return;
	text = copy_of(line.text, line.size);
	if (text != NULL)
		line.text = text;
	if (smtpreply_ehlo_read_line(&line, &item))
		put_item(&reading->unknown, &item);
	free(text);
}

static void read_line(struct reading *reading, const struct smtpreply *reply)
{
	struct smtpreply copy = *reply;
	char *text = copy_of(reply->text, reply->text_size);

	if (text != NULL)
		copy.text = text;
	smtpreply_ehlo_add_line(&reading->ehlo, &copy);
	if (reply->line_count == 1)
		take_name(reading, &copy);
	else
		read_item(reading, &copy);
	reading->is_truncated |= reply->truncated;
	free(text);
}

/* Feeds a reply, and reads it by line or whole. */
static void read_bytes(struct reading *reading, const struct row *row, size_t room, bool by_line)
{
	struct smtpreply_parser parser;
	char *text = malloc(room > 0 ? room : 1);
	size_t offset = 0, used;
	enum smtpreply_result result;

	ck_assert_ptr_nonnull(text);
	smtpreply_parser_init(&parser, text, room);
	parser.by_line = by_line;
	reading->is_truncated = false;
	reading->name.size = 0;
	reading->unknown.size = 0;
	memset(&reading->ehlo, 0, sizeof reading->ehlo);
	do {
		result = smtpreply_feed(&parser, row->bytes + offset, row->size - offset, &used);
		offset += used;
		if (by_line)
			read_line(reading, &parser.reply);
		ck_assert_int_eq(reading->ehlo.result == SMTPREPLY_EHLO_OPEN,
				 !by_line || result == SMTPREPLY_LINE);
	} while (result == SMTPREPLY_LINE);
	ck_assert_msg(result == SMTPREPLY_DONE && offset == row->size, "%s: no reply", row->name);
	if (!by_line)
		read_reply(reading, &parser.reply);
	free(text);
	if (reading->ehlo.result != SMTPREPLY_EHLO_GRANTED)
		check_grants_nothing(&reading->ehlo);
	write_note(reading);
}

static void check_note(const struct row *row, const struct reading *reading, const char *way)
{
	ck_assert_msg(strcmp(reading->note, row->expected) == 0,
		      "%s, %s\ngives    %s\nbut must %s\nsince    %s", row->name, way,
		      reading->note, row->expected, row->why);
}

static struct reading whole, by_line, small;

START_TEST(grants_what_the_row_says)
{
	const struct row *row = &rows[_i];

	read_bytes(&whole, row, LARGE_ROOM, false);
	check_note(row, &whole, "by reply");
	read_bytes(&by_line, row, LARGE_ROOM, true);
	check_note(row, &by_line, "by line");
	ck_assert_int_eq(memcmp(&whole.ehlo, &by_line.ehlo, sizeof whole.ehlo), 0);
	ck_assert_uint_eq(whole.ehlo.complete, whole.ehlo.result == SMTPREPLY_EHLO_GRANTED);
	ck_assert_uint_eq(whole.ehlo.truncated_line_count, 0);
}
END_TEST

/* A value is that of the whole reply, or absent; of a doubled keyword, a later line may count. */
static bool is_same_or_none(uint64_t value, uint64_t of_whole, uint64_t doubled)
{
	return value == 0 || value == of_whole || doubled != 0;
}

static void check_values(const struct smtpreply_ehlo *a, const struct smtpreply_ehlo *all)
{
	ck_assert(is_same_or_none(a->size, all->size, all->doubled & BIT(SIZE)));
	ck_assert(is_same_or_none(a->size_octets, all->size_octets, all->doubled & BIT(SIZE)));
	ck_assert(is_same_or_none(a->future_until, all->future_until,
				  all->doubled & BIT(FUTURERELEASE)));
	ck_assert(is_same_or_none(a->future_seconds, all->future_seconds,
				  all->doubled & BIT(FUTURERELEASE)));
	ck_assert(is_same_or_none(a->deliver_by_seconds, all->deliver_by_seconds, 0));
	ck_assert(is_same_or_none(a->mail_max, all->mail_max, all->doubled & BIT(LIMITS)));
	ck_assert(is_same_or_none(a->rcpt_max, all->rcpt_max, all->doubled & BIT(LIMITS)));
	ck_assert(is_same_or_none(a->rcpt_domain_max, all->rcpt_domain_max, 0));
	ck_assert(is_same_or_none(a->priority, all->priority, 0));
	ck_assert_uint_eq(a->xclient & ~all->xclient, 0);
	ck_assert_uint_eq(a->xforward & ~all->xforward, 0);
	ck_assert_uint_le(a->burl_url_count, all->burl_url_count);
	ck_assert_uint_le(a->burl_imap, all->burl_imap);
}

/* all is what the reply grants with room for all its text. */
static void check_is_part(const struct reading *part, const struct reading *all)
{
	const struct smtpreply_ehlo *a = &part->ehlo, *b = &all->ehlo;
	uint64_t keywords = b->keywords;

	if (b->doubled & BIT(FUTURERELEASE))
		keywords |= BIT(FUTURERELEASE);
	ck_assert_uint_eq(a->result, b->result);
	ck_assert_uint_eq(a->complete, b->complete && !part->is_truncated);
	ck_assert_uint_eq(a->keywords & ~keywords, 0);
	ck_assert_uint_eq(a->doubled & ~b->doubled, 0);
	ck_assert_uint_eq(a->mechanisms & ~b->mechanisms, 0);
	ck_assert_uint_eq(a->exps_mechanisms & ~b->exps_mechanisms, 0);
	ck_assert_uint_le(a->unknown_mechanism_count, b->unknown_mechanism_count);
	ck_assert_uint_le(a->unknown_count, b->unknown_count);
	ck_assert_uint_le(a->bad_line_count, b->bad_line_count);
	ck_assert_uint_le(a->line_count, b->line_count);
	if (b->result == SMTPREPLY_EHLO_GRANTED)
		ck_assert(part->name.size == 0 || part->name.size == all->name.size);
	check_values(a, b);
}

START_TEST(less_room_grants_no_more)
{
	const struct row *row = &rows[_i];
	size_t step = row->size > 1000 ? 37 : 1;

	read_bytes(&whole, row, LARGE_ROOM, false);
	for (size_t room = 0; room <= row->size; room += step) {
		read_bytes(&small, row, room, false);
		check_is_part(&small, &whole);
		read_bytes(&small, row, room, true);
		check_is_part(&small, &whole);
	}
	ck_assert(!small.is_truncated);
}
END_TEST

/* By line, a keyword is there as soon as its own line has room. */
START_TEST(a_line_needs_only_its_own_room)
{
	static const char bytes[] = "250-a\r\n250-STARTTLSX 123456\r\n250 STARTTLS\r\n";
	static const struct row row = { "", bytes, sizeof bytes - 1, "", "" };
	const size_t room = sizeof "STARTTLS";

	read_bytes(&small, &row, room, true);
	ck_assert_uint_eq(small.ehlo.keywords, BIT(STARTTLS));
	ck_assert_uint_eq(small.ehlo.truncated_line_count, 1);
	ck_assert_uint_eq(small.ehlo.unknown_count, 0);
	ck_assert_uint_eq(small.ehlo.line_count, 3);
	ck_assert_uint_eq(small.ehlo.complete, 0);
	read_bytes(&small, &row, room - 1, true);
	ck_assert_uint_eq(small.ehlo.keywords, 0);
	ck_assert_uint_eq(small.ehlo.truncated_line_count, 2);
}
END_TEST

/* A line that ends where the room ends is whole, though the reply is not. */
START_TEST(a_line_before_the_cut_is_whole)
{
	static const char bytes[] = "250-a\r\n250-STARTTLS\r\n250 DSN\r\n";
	static const struct row row = { "", bytes, sizeof bytes - 1, "", "" };
	const size_t room = sizeof "a\nSTARTTLS";

	read_bytes(&small, &row, room, false);
	ck_assert_uint_eq(small.ehlo.keywords, BIT(STARTTLS));
	ck_assert_uint_eq(small.ehlo.truncated_line_count, 0);
	ck_assert_uint_eq(small.ehlo.complete, 0);
	read_bytes(&small, &row, room - 1, false);
	ck_assert_uint_eq(small.ehlo.keywords, 0);
	ck_assert_uint_eq(small.ehlo.truncated_line_count, 1);
}
END_TEST

static uint64_t keywords_of(const char *line)
{
	char bytes[128];
	struct row row = { "", bytes, 0, "", "" };

	row.size = (size_t)snprintf(bytes, sizeof bytes, "250-a\r\n250 %s\r\n", line);
	read_bytes(&whole, &row, sizeof bytes, false);
	return whole.ehlo.keywords;
}

START_TEST(every_registered_keyword_has_the_bit_of_its_name)
{
	uint64_t all = 0;

	ck_assert_uint_eq(REGISTERED_COUNT, 35);
	for (uint32_t i = 0; i < REGISTERED_COUNT; i++) {
		const char *line = strcmp(registered[i], "FUTURERELEASE") == 0
					   ? "FUTURERELEASE 1 2026-01-01T00:00:00Z"
					   : registered[i];

		ck_assert_str_eq(smtpreply_ehlo_keyword_name(i + 1), registered[i]);
		ck_assert_uint_eq(keywords_of(line), SMTPREPLY_EHLO_BIT(i + 1));
		all |= SMTPREPLY_EHLO_BIT(i + 1);
	}
	ck_assert_uint_eq(all, SMTPREPLY_EHLO_BIT(36) - 2);
}
END_TEST

/* No keyword but a masked one is granted when a byte of it is changed, left out or added. */
START_TEST(a_keyword_with_one_byte_wrong_is_another_word)
{
	const char *name = smtpreply_ehlo_keyword_name((uint32_t)_i + 1);
	const uint64_t own = SMTPREPLY_EHLO_BIT((uint32_t)_i + 1);
	char line[64];

	for (size_t i = 0; i <= strlen(name); i++) {
		snprintf(line, sizeof line, "%.*s%s", (int)i, name, name + i + (name[i] != '\0'));
		if (name[i] != '\0')
			ck_assert_uint_eq(keywords_of(line) & own, 0);
		for (int byte = 1; byte < 256; byte++) {
			if (byte == '\n' || byte == '\r')
				continue;
			snprintf(line, sizeof line, "%.*s%c%s", (int)i, name, byte, name + i);
			if (!(name[i] == '\0' && (byte == ' ' || byte == '\t')) &&
			    !(name[i] == '\0' && byte == '=' && (own & (BIT(AUTH)))) &&
			    !(name[i] == '\0' && byte == '=' && (own & (BIT(X_EXPS)))))
				ck_assert_msg(!(keywords_of(line) & own), "%s", line);
			if (name[i] == '\0' || (byte | 0x20) == (name[i] | 0x20))
				continue;
			line[i + 1] = '\0';
			snprintf(line + i + 1, sizeof line - i - 1, "%s", name + i + 1);
			ck_assert_msg(!(keywords_of(line) & own), "%s", line);
		}
	}
}
END_TEST

START_TEST(a_number_without_a_name_says_none)
{
	ck_assert_str_eq(smtpreply_ehlo_keyword_name(SMTPREPLY_EHLO_UNKNOWN), "none");
	ck_assert_str_eq(smtpreply_ehlo_keyword_name(SMTPREPLY_EHLO_MASKED), "XXXXXXXA");
	ck_assert_str_eq(smtpreply_ehlo_keyword_name(SMTPREPLY_EHLO_MASKED + 1), "none");
	ck_assert_str_eq(smtpreply_ehlo_keyword_name(UINT32_MAX), "none");
	ck_assert_str_eq(smtpreply_ehlo_mechanism_name(SMTPREPLY_EHLO_AUTH_UNKNOWN), "none");
	ck_assert_str_eq(smtpreply_ehlo_mechanism_name(SMTPREPLY_EHLO_AUTH_WETOKEN), "WETOKEN");
	ck_assert_str_eq(smtpreply_ehlo_mechanism_name(SMTPREPLY_EHLO_AUTH_WETOKEN + 1), "none");
	ck_assert_str_eq(smtpreply_ehlo_size_name(SMTPREPLY_EHLO_SIZE_ABSENT), "absent");
	ck_assert_str_eq(smtpreply_ehlo_size_name(SMTPREPLY_EHLO_SIZE_OVERFLOW + 1), "none");
}
END_TEST

/* What a walk over the words of a line gives: each word and its number. */
static void check_words(const char *text, const char *expected)
{
	struct smtpreply_line line = { .text = text, .size = strlen(text), .number = 2 };
	struct smtpreply_ehlo_item item;
	struct smtpreply_ehlo_word word = { 0 };
	static struct note note;

	note.size = 0;
	put(&note, "%s", "");
	ck_assert(smtpreply_ehlo_read_line(&line, &item));
	while (smtpreply_ehlo_next_word(&item, &word))
		put(&note, "%.*s/%" PRIu32 " ", (int)word.size, word.text, word.number);
	ck_assert_str_eq(note.text, expected);
	ck_assert(!smtpreply_ehlo_next_word(&item, &word));
}

START_TEST(words_are_walked_with_their_numbers)
{
	check_words("AUTH", "");
	check_words("AUTH=LOGIN\t XYZ  plain ", "LOGIN/2 XYZ/0 plain/1 ");
	check_words("X-EXPS NTLM", "NTLM/5 ");
	check_words("XCLIENT NAME TTL x", "NAME/1 TTL/14 x/0 ");
	check_words("XFORWARD SOURCE", "SOURCE/12 ");
	check_words("LIMITS mailmax=1 X=2 RCPTMAX RCPTDOMAINMAX=9",
		    "mailmax=1/1 X=2/0 RCPTMAX/2 RCPTDOMAINMAX=9/3 ");
	check_words("BURL imap imap://a.example x", "imap/1 imap://a.example/2 x/0 ");
	check_words("NO-SOLICITING net.example:ADV,,org.example:ADV",
		    "net.example:ADV/0 org.example:ADV/0 ");
	check_words("DELIVERBY 120,FOO,BAR", "120/0 FOO/0 BAR/0 ");
	check_words("XFOO PLAIN,LOGIN 1", "PLAIN,LOGIN/0 1/0 ");
}
END_TEST

START_TEST(an_item_keeps_the_spans_and_the_order_of_the_server)
{
	static const char bytes[] =
		"250-a\r\n250-DSN\r\n250-?\r\n250-auth= plain \r\n250 DSN x\r\n";
	char text[sizeof bytes];
	struct smtpreply_parser parser;
	struct smtpreply_ehlo_item item = { 0 };
	size_t used;

	smtpreply_parser_init(&parser, text, sizeof text);
	smtpreply_feed(&parser, bytes, sizeof bytes - 1, &used);
	ck_assert(smtpreply_ehlo_next_item(&parser.reply, &item));
	ck_assert_uint_eq(item.keyword, SMTPREPLY_EHLO_DSN);
	ck_assert_uint_eq(item.parameters_size, 0);
	ck_assert(smtpreply_ehlo_next_item(&parser.reply, &item));
	ck_assert_uint_eq(item.keyword, SMTPREPLY_EHLO_AUTH);
	ck_assert_mem_eq(item.name, "auth= plain", 11);
	ck_assert_uint_eq(item.name_size, 5);
	ck_assert_mem_eq(item.parameters, "plain ", 6);
	ck_assert_uint_eq(item.parameters_size, 5);
	ck_assert(smtpreply_ehlo_next_item(&parser.reply, &item));
	ck_assert_mem_eq(item.parameters, "x", 1);
	ck_assert(!smtpreply_ehlo_next_item(&parser.reply, &item));
	ck_assert_mem_eq(item.parameters, "x", 1);
}
END_TEST

/* The items and the name of a reply that does not grant, or of a truncated line, are none. */
START_TEST(what_does_not_grant_has_no_items_and_no_name)
{
	static const char *const replies[] = {
		"550-mx.test.example\r\n550 STARTTLS\r\n",
		"354-mx.test.example\r\n354 STARTTLS\r\n",
		"250-mx.test.example\r\n251-STARTTLS\r\n250 DSN\r\n",
	};
	struct smtpreply_line line = { .text = "STARTTLS", .size = 8, .truncated = 1 };

	for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++) {
		char text[256];
		struct smtpreply_parser parser;
		struct smtpreply_ehlo_item item = { 0 };
		struct smtpreply_ehlo_word name;
		size_t used;

		smtpreply_parser_init(&parser, text, sizeof text);
		smtpreply_feed(&parser, replies[i], strlen(replies[i]), &used);
		ck_assert(!smtpreply_ehlo_next_item(&parser.reply, &item));
		ck_assert(!smtpreply_ehlo_read_name(&parser.reply, &name));
	}
	ck_assert(!smtpreply_ehlo_read_line(&line, &(struct smtpreply_ehlo_item){ 0 }));
	line.truncated = 0;
	ck_assert(smtpreply_ehlo_read_line(&line, &(struct smtpreply_ehlo_item){ 0 }));
}
END_TEST

static void add_lines(struct smtpreply_ehlo *ehlo, struct smtpreply_parser *parser,
		      const char *bytes)
{
	size_t size = strlen(bytes), offset = 0, used;

	while (offset < size) {
		enum smtpreply_result result =
			smtpreply_feed(parser, bytes + offset, size - offset, &used);

		offset += used;
		if (result == SMTPREPLY_LINE || result == SMTPREPLY_DONE)
			smtpreply_ehlo_add_line(ehlo, &parser->reply);
		else
			break;
	}
}

START_TEST(a_first_line_names_the_server_only_with_a_2yz)
{
	static const char *const lines[] = { "250-a\r\n", "350-a\r\n", "550-a\r\n" };

	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		char text[8];
		struct smtpreply_parser parser;
		struct smtpreply_ehlo_word name;
		size_t used;

		smtpreply_parser_init(&parser, text, sizeof text);
		parser.by_line = 1;
		ck_assert_int_eq(smtpreply_feed(&parser, lines[i], strlen(lines[i]), &used),
				 SMTPREPLY_LINE);
		ck_assert_int_eq(smtpreply_ehlo_read_name(&parser.reply, &name), i == 0);
	}
}
END_TEST

START_TEST(a_new_reply_forgets_the_one_before)
{
	char text[64];
	struct smtpreply_parser parser;
	struct smtpreply_ehlo ehlo = { 0 };

	smtpreply_parser_init(&parser, text, sizeof text);
	parser.by_line = 1;
	add_lines(&ehlo, &parser, "250-a\r\n250 STARTTLS\r\n");
	ck_assert_uint_eq(ehlo.keywords, BIT(STARTTLS));
	add_lines(&ehlo, &parser, "250-a\r\n250 DSN\r\n");
	ck_assert_uint_eq(ehlo.keywords, BIT(DSN));
	add_lines(&ehlo, &parser, "250-a\r\n250 LIMITS RCPTMAX=5\r\n");
	ck_assert_uint_eq(ehlo.rcpt_max, 5);
	add_lines(&ehlo, &parser, "250-a\r\n250-STARTTLS\r\n");
	ck_assert_uint_eq(ehlo.rcpt_max, 0);
	ck_assert_uint_eq(ehlo.result, SMTPREPLY_EHLO_OPEN);
	smtpreply_parser_reset(&parser);
	add_lines(&ehlo, &parser, "250-a\r\n250 SIZE\r\n");
	ck_assert_uint_eq(ehlo.keywords, BIT(SIZE));
	ck_assert_uint_eq(ehlo.complete, 1);
}
END_TEST

/* A reply that broke off was no reply. */
START_TEST(an_error_leaves_the_result_open)
{
	char text[64];
	struct smtpreply_parser parser;
	struct smtpreply_ehlo ehlo = { 0 };

	smtpreply_parser_init(&parser, text, sizeof text);
	parser.by_line = 1;
	add_lines(&ehlo, &parser, "250-a\r\n250-STARTTLS\r\nx");
	ck_assert_uint_eq(parser.error, SMTPREPLY_BAD_CODE);
	ck_assert_uint_eq(ehlo.result, SMTPREPLY_EHLO_OPEN);
	ck_assert_uint_eq(ehlo.complete, 0);
	smtpreply_ehlo_read(&ehlo, &parser.reply);
	ck_assert_uint_eq(ehlo.result, SMTPREPLY_EHLO_OPEN);
}
END_TEST

/* As smtpreply_next_line() has it. */
START_TEST(an_error_before_any_text_has_no_line)
{
	char text[64];
	size_t used;
	struct smtpreply_parser parser;
	struct smtpreply_ehlo ehlo;

	smtpreply_parser_init(&parser, text, sizeof text);
	smtpreply_feed(&parser, "250 ", 4, &used);
	ck_assert_int_eq(smtpreply_finish(&parser), SMTPREPLY_ERROR);
	smtpreply_ehlo_read(&ehlo, &parser.reply);
	ck_assert_uint_eq(ehlo.line_count, 0);
}
END_TEST

START_TEST(what_holds_no_line_has_no_name_and_adds_none)
{
	char text[64];
	struct smtpreply_parser parser;
	struct smtpreply_ehlo ehlo = { 0 };
	struct smtpreply_ehlo_word name;

	smtpreply_parser_init(&parser, text, sizeof text);
	smtpreply_ehlo_add_line(&ehlo, &parser.reply);
	ck_assert_uint_eq(ehlo.line_count, 0);
	ck_assert_uint_eq(ehlo.result, SMTPREPLY_EHLO_OPEN);
	parser.by_line = 1;
	add_lines(&ehlo, &parser, "250-mx.test.example\r\nx");
	ck_assert_uint_eq(parser.reply.last_code, 250);
	ck_assert(!smtpreply_ehlo_read_name(&parser.reply, &name));
}
END_TEST

/* Each call serves one kind of parser; the other kind gets nothing that was not said. */
START_TEST(the_wrong_call_grants_nothing_wrong)
{
	static const char bytes[] = "250-STARTTLS\r\n250-DSN\r\n250 STARTTLSX\r\n";
	char text[64];
	struct smtpreply_parser parser;
	struct smtpreply_ehlo ehlo = { 0 };
	size_t offset = 0, used;

	smtpreply_parser_init(&parser, text, sizeof text);
	smtpreply_feed(&parser, bytes, sizeof bytes - 1, &used);
	smtpreply_ehlo_add_line(&ehlo, &parser.reply);
	ck_assert_uint_eq(ehlo.keywords, BIT(DSN));
	ck_assert_uint_eq(ehlo.complete, 1);
	smtpreply_parser_init(&parser, text, sizeof "STARTTLS");
	smtpreply_feed(&parser, bytes, sizeof bytes - 1, &used);
	smtpreply_ehlo_add_line(&ehlo, &parser.reply);
	ck_assert_uint_eq(ehlo.keywords, 0);
	ck_assert_uint_eq(ehlo.complete, 0);
	smtpreply_parser_init(&parser, text, sizeof text);
	parser.by_line = 1;
	while (offset < sizeof bytes - 1) {
		smtpreply_feed(&parser, bytes + offset, sizeof bytes - 1 - offset, &used);
		offset += used;
	}
	smtpreply_ehlo_read(&ehlo, &parser.reply);
	ck_assert_uint_eq(ehlo.keywords, 0);
	ck_assert_uint_eq(ehlo.complete, 0);
}
END_TEST

/* A line that was not given is a line that is not known. */
START_TEST(a_line_left_out_makes_it_incomplete)
{
	static const char bytes[] = "250-a\r\n250-DSN\r\n250 SIZE\r\n";
	char text[64];
	struct smtpreply_parser parser;
	struct smtpreply_ehlo ehlo = { 0 };
	size_t offset = 0, used;

	smtpreply_parser_init(&parser, text, sizeof text);
	parser.by_line = 1;
	for (int line = 1; offset < sizeof bytes - 1; line++) {
		smtpreply_feed(&parser, bytes + offset, sizeof bytes - 1 - offset, &used);
		offset += used;
		if (line != 2)
			smtpreply_ehlo_add_line(&ehlo, &parser.reply);
	}
	ck_assert_uint_eq(ehlo.result, SMTPREPLY_EHLO_GRANTED);
	ck_assert_uint_eq(ehlo.keywords, BIT(SIZE));
	ck_assert_uint_eq(ehlo.complete, 0);
}
END_TEST

START_TEST(has_a_name_of_its_own_and_a_reason)
{
	ck_assert_msg(rows[_i].why[0] != '\0', "%s has no reason", rows[_i].name);
	for (int i = 0; i < _i; i++) {
		ck_assert_str_ne(rows[i].name, rows[_i].name);
		ck_assert(rows[i].size != rows[_i].size ||
			  memcmp(rows[i].bytes, rows[_i].bytes, rows[i].size) != 0);
	}
}
END_TEST

int main(void)
{
	const struct test tests[] = {
		{ has_a_name_of_its_own_and_a_reason, ROW_COUNT },
		{ grants_what_the_row_says, ROW_COUNT },
		{ a_line_needs_only_its_own_room, 1 },
		{ a_line_before_the_cut_is_whole, 1 },
		{ every_registered_keyword_has_the_bit_of_its_name, 1 },
		{ a_number_without_a_name_says_none, 1 },
		{ words_are_walked_with_their_numbers, 1 },
		{ an_item_keeps_the_spans_and_the_order_of_the_server, 1 },
		{ what_does_not_grant_has_no_items_and_no_name, 1 },
		{ a_first_line_names_the_server_only_with_a_2yz, 1 },
		{ a_new_reply_forgets_the_one_before, 1 },
		{ an_error_leaves_the_result_open, 1 },
		{ an_error_before_any_text_has_no_line, 1 },
		{ what_holds_no_line_has_no_name_and_adds_none, 1 },
		{ the_wrong_call_grants_nothing_wrong, 1 },
		{ a_line_left_out_makes_it_incomplete, 1 },
		/* those that take longest */
		{ less_room_grants_no_more, ROW_COUNT },
		{ a_keyword_with_one_byte_wrong_is_another_word, 35 },
	};

	return run_tests("ehlo", tests, sizeof tests / sizeof tests[0]);
}
