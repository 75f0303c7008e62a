/* SPDX-License-Identifier: MIT */
/*
 * Printing what a server wrote so that it can do no harm: which characters are shown, how the
 * others are written, and how a reply is put on one line or several.
 */
#include <smtpreply/print.h>

#include <string.h>

#include "texts.h"

/* The most digits of a number, a uint16_t. */
#define MOST_DIGITS 5

/* Where to print. Once something had no room, nothing more is written: needed is then ahead. */
struct page {
	char *to;
	size_t room;
	size_t written;
	size_t needed;
	bool is_ascii;
};

static size_t close_page(struct page *page)
{
	if (page->room > 0)
		page->to[page->written] = '\0';
	return page->needed;
}

/* Puts what may not be cut. */
static void put_whole(struct page *page, const char *bytes, size_t size)
{
	if (page->written == page->needed && size < page->room - page->written) {
		memcpy(page->to + page->written, bytes, size);
		page->written += size;
	}
	page->needed += size;
}

/* Puts what may be cut anywhere. */
static void put(struct page *page, const char *bytes, size_t size)
{
	size_t left = page->room > 0 ? page->room - 1 - page->written : 0;
	size_t part = size < left ? size : left;

	put_whole(page, bytes, part);
	page->needed += size - part;
}

static void put_number(struct page *page, unsigned number)
{
	char digits[MOST_DIGITS];
	size_t first = MOST_DIGITS;

	do {
		digits[--first] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	put(page, digits + first, MOST_DIGITS - first);
}

/* Escapes. */

static char hexadecimal(uint32_t number)
{
	return "0123456789abcdef"[number & 0xf];
}

static void put_bytes(struct page *page, const unsigned char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		const char escape[] = { '\\', 'x', hexadecimal(bytes[i] >> 4),
					hexadecimal(bytes[i]) };

		put_whole(page, escape, sizeof escape);
	}
}

/* Of two or three bytes, as all hidden characters have. */
static void put_hidden(struct page *page, const unsigned char *bytes, size_t size)
{
	uint32_t character = bytes[0] & (0x7fu >> size);
	char escape[] = "\\u0000";

	for (size_t i = 1; i < size; i++)
		character = character << 6 | (bytes[i] & 0x3fu);
	for (size_t i = sizeof escape - 2; character > 0; i--, character >>= 4)
		escape[i] = hexadecimal(character);
	put_whole(page, escape, sizeof escape - 1);
}

static void put_character(struct page *page, const unsigned char *bytes, size_t size)
{
	if (page->is_ascii)
		put_bytes(page, bytes, size);
	else
		put_whole(page, (const char *)bytes, size);
}

static void put_text(struct page *page, const unsigned char *text, size_t size)
{
	size_t at = 0, begin, marker;

next:
	begin = at;
	/*!re2c
	!include "texts.rules";

	plain     = [ -~] \ "\\";
	tail      = [\x80-\xbf];
	character = [\xc2-\xdf] tail                  // UTF-8 (RFC 3629, 4)
	          | "\xe0" [\xa0-\xbf] tail
	          | [\xe1-\xec\xee\xef] tail{2}
	          | "\xed" [\x80-\x9f] tail
	          | "\xf0" [\x90-\xbf] tail{2}
	          | [\xf1-\xf3] tail{3}
	          | "\xf4" [\x80-\x8f] tail{2};
	c1        = "\xc2" [\x80-\x9f];               // U+0080 to U+009F
	separator = "\xe2\x80" [\xa8\xa9];            // U+2028, U+2029
	direction = "\xd8\x9c"                        // U+061C
	          | "\xe2\x80" [\x8e\x8f\xaa-\xae]    // U+200E, U+200F, U+202A to U+202E
	          | "\xe2\x81" [\xa6-\xa9];           // U+2066 to U+2069

	plain+                       { put(page, (const char *)text + begin, at - begin); goto next; }
	"\\"                         { put_whole(page, "\\\\", 2); goto next; }
	"\t"                         { put_whole(page, "\\t", 2); goto next; }
	"\n"                         { goto line_feed; }
	c1 | separator | direction   { put_hidden(page, text + begin, at - begin); goto next; }
	character                    { put_character(page, text + begin, at - begin); goto next; }
	*                            { put_bytes(page, text + begin, 1); goto next; }
	*/
line_feed:
	if (at > size)
		return;
	put_bytes(page, text + begin, 1);
	goto next;
}

/* Replies. */

/* Where the text begins behind the status that it begins with; 0 if it does not. */
static size_t skip_leading_status(const unsigned char *text, size_t size)
{
	size_t at = 0, marker;

	/*!re2c
	re2c:flags:b = 0; // a bitmap would be larger than all of it

	part    = "." [0-9]{1,3};
	leading = blank? [([]? "#"? [245] part part;

	leading "\n"                          { return size; }
	leading ([ \t] | [:;,)\]]+ [ \t]?)    { return at; }
	*                                     { return 0; }
	*/
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

/* A status that does not lead its line is its end: "(#5.7.1)". */
static struct span find_rest(const struct smtpreply_line *line)
{
	size_t begin = skip_leading_status((const unsigned char *)line->text, line->size);
	size_t end = line->size;

	if (begin > 0)
		return (struct span){ begin, end };
	do {
		end--;
	} while (end > 0 && line->text[end] != '(');
	if (end > 0 && is_blank(line->text[end - 1]))
		end--;
	return (struct span){ 0, end };
}

/* What is to be printed of a line; status is the one printed last. */
static struct span find_news(const struct smtpreply_line *line, struct smtpreply_status *status)
{
	if (line->status.severity == 0)
		return (struct span){ 0, line->size };
	if (memcmp(&line->status, status, sizeof *status) == 0)
		return find_rest(line);
	*status = line->status;
	return (struct span){ 0, line->size };
}

static struct span trim(const char *text, struct span span)
{
	while (span.begin < span.end && is_blank(text[span.begin]))
		span.begin++;
	while (span.begin < span.end && is_blank(text[span.end - 1]))
		span.end--;
	return span;
}

static void put_status(struct page *page, const struct smtpreply_status *status)
{
	if (status->severity == 0)
		return;
	put(page, " ", 1);
	put_number(page, status->severity);
	put(page, ".", 1);
	put_number(page, status->subject);
	put(page, ".", 1);
	put_number(page, status->detail);
}

static void put_head(struct page *page, const struct smtpreply *reply)
{
	if (reply->code != 0) {
		put_number(page, reply->code);
		put_status(page, &reply->status);
	} else if (reply->last_code != 0) {
		put_number(page, reply->last_code);
		put(page, "-", 1);
	}
}

/* What stands before the text of a line. */
static void put_joint(struct page *page, bool starts_line, bool has_text, bool needs_blank)
{
	static const char margin[] = "\n    ";

	if (starts_line)
		put(page, margin, has_text ? sizeof margin - 1 : 1);
	else if (has_text && needs_blank)
		put(page, " ", 1);
}

static void put_reply(struct page *page, const struct smtpreply *reply, bool has_lines)
{
	struct smtpreply_status status = reply->status;
	struct smtpreply_line line = { 0 };
	bool needs_blank = reply->code != 0;

	put_head(page, reply);
	while (smtpreply_next_line(reply, &line)) {
		struct span span = find_news(&line, &status);
		bool has_text;

		if (!has_lines)
			span = trim(line.text, span);
		has_text = span.begin < span.end;
		put_joint(page, has_lines && line.number > 1, has_text, needs_blank);
		put_text(page, (const unsigned char *)line.text + span.begin, span.end - span.begin);
		needs_blank = needs_blank || has_text;
	}
	if (reply->truncated)
		put(page, " [...]", 6);
}

/* The public calls. */

size_t smtpreply_print_line(const struct smtpreply *reply, char *line, size_t room)
{
	struct page page = { .to = line, .room = room };

	put_reply(&page, reply, false);
	return close_page(&page);
}

size_t smtpreply_print_diagnostic(const struct smtpreply *reply, char *value, size_t room)
{
	struct page page = { .to = value, .room = room, .is_ascii = true };

	put(&page, "smtp; ", 6);
	put_reply(&page, reply, false);
	return close_page(&page);
}

size_t smtpreply_print_lines(const struct smtpreply *reply, char *lines, size_t room)
{
	struct page page = { .to = lines, .room = room };

	put_reply(&page, reply, true);
	return close_page(&page);
}

size_t smtpreply_print_text(const char *text, size_t size, char *to, size_t room)
{
	struct page page = { .to = to, .room = room };

	put_text(&page, (const unsigned char *)text, size);
	return close_page(&page);
}
