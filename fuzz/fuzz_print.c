/* SPDX-License-Identifier: MIT */
/*
 * What prints is what a plain reading of the manual (smtpreply/print.h) says, in every form.
 *
 * An input is five bytes that choose the parser's options, its text buffer, the form and the room to
 * print into, then what the server sends. The plain reading decodes whole characters by arithmetic, looks
 * for statuses by hand, and draws all of a reply on a sheet that knows where it may be cut.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <smtpreply.h>

#include "inputs.h"
#include "target.h"

/* The sheet. */

struct sheet {
	char *text;
	bool *may_end; /* whether so many bytes of text may be all that is shown */
	size_t size;
};

static void open_sheet(struct sheet *sheet, size_t room)
{
	sheet->text = make(room);
	sheet->may_end = make(room);
	sheet->may_end[0] = true;
	sheet->size = 0;
}

static void close_sheet(struct sheet *sheet)
{
	free(sheet->text);
	free(sheet->may_end);
}

static void draw_unit(struct sheet *sheet, const void *bytes, size_t size)
{
	memcpy(sheet->text + sheet->size, bytes, size);
	for (size_t i = 1; i <= size; i++)
		sheet->may_end[sheet->size + i] = i == size;
	sheet->size += size;
}

static void draw(struct sheet *sheet, const char *string)
{
	for (; *string != '\0'; string++)
		draw_unit(sheet, string, 1);
}

/* Characters. */

/* The size of the UTF-8 character at the start of the bytes, 0 if there is none. */
static size_t decode(const unsigned char *bytes, size_t size, uint32_t *character)
{
	static const uint32_t lowest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char lead = bytes[0];
	size_t length = lead < 0x80 ? 1 : lead < 0xc0 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

	if (length == 0 || length > size || lead >= 0xf8)
		return 0;
	*character = length == 1 ? lead : lead % (1u << (7 - length));
	for (size_t i = 1; i < length; i++) {
		if (bytes[i] / 64 != 2)
			return 0;
		*character = *character * 64 + bytes[i] % 64;
	}
	if (*character < lowest[length] || *character > 0x10ffff || *character / 0x800 == 27)
		return 0;
	return length;
}

static bool is_hidden(uint32_t character)
{
	switch (character) {
	case 0x061c: /* ALM */
	case 0x200e: /* LRM */
	case 0x200f: /* RLM */
	case 0x2028: /* line separator */
	case 0x2029: /* paragraph separator */
	case 0x202a: /* LRE */
	case 0x202b: /* RLE */
	case 0x202c: /* PDF */
	case 0x202d: /* LRO */
	case 0x202e: /* RLO */
	case 0x2066: /* LRI */
	case 0x2067: /* RLI */
	case 0x2068: /* FSI */
	case 0x2069: /* PDI */
		return true;
	default:
		return character >= 0x80 && character < 0xa0;
	}
}

static void draw_escape(struct sheet *sheet, const char *format, unsigned number)
{
	char escape[12];
	int size = snprintf(escape, sizeof escape, format, number);

	draw_unit(sheet, escape, (size_t)size);
}

static void draw_character(struct sheet *sheet, const unsigned char *bytes, size_t length,
			   uint32_t character, bool is_ascii)
{
	if (character == '\t' || character == '\\')
		draw_unit(sheet, character == '\t' ? "\\t" : "\\\\", 2);
	else if (character < ' ' || character == 0x7f)
		draw_escape(sheet, "\\x%02x", character);
	else if (is_hidden(character))
		draw_escape(sheet, "\\u%04x", character);
	else if (character < 0x80 || !is_ascii)
		draw_unit(sheet, bytes, length);
	else
		for (size_t i = 0; i < length; i++)
			draw_escape(sheet, "\\x%02x", bytes[i]);
}

static void draw_text(struct sheet *sheet, const char *text, size_t size, bool is_ascii)
{
	const unsigned char *bytes = (const unsigned char *)text;
	uint32_t character = 0;

	while (size > 0) {
		size_t length = decode(bytes, size, &character);

		if (length > 0)
			draw_character(sheet, bytes, length, character, is_ascii);
		else
			draw_escape(sheet, "\\x%02x", bytes[0]);
		length = length > 0 ? length : 1;
		bytes += length;
		size -= length;
	}
}

/* Replies. */

static bool is_one_of(const char *set, const char *text, size_t size, size_t at)
{
	return at < size && text[at] != '\0' && strchr(set, text[at]) != NULL;
}

/* Where a number of up to three digits ends that starts here. */
static size_t end_of_number(const char *text, size_t size, size_t at)
{
	size_t end = at;

	while (end < at + 3 && is_one_of("0123456789", text, size, end))
		end++;
	return end;
}

/* Where a status ends that starts here, 0 if there is none. */
static size_t end_of_status(const char *text, size_t size, size_t at)
{
	if (!is_one_of("245", text, size, at))
		return 0;
	at++;
	for (int part = 0; part < 2; part++) {
		if (!is_one_of(".", text, size, at) || end_of_number(text, size, at + 1) == at + 1)
			return 0;
		at = end_of_number(text, size, at + 1);
	}
	return at == size || is_one_of(" \t:;,)]", text, size, at) ? at : 0;
}

/* Takes away the status that a line is known to have. */
static void drop_status(const char **text, size_t *size)
{
	size_t at = 0, end;

	while (is_one_of(" \t", *text, *size, at))
		at++;
	at += is_one_of("([", *text, *size, at);
	at += is_one_of("#", *text, *size, at);
	end = end_of_status(*text, *size, at);
	if (end == 0) {
		while ((*text)[--*size] != '(')
			;
		*size -= *size > 0 && is_one_of(" \t", *text, *size, *size - 1);
		return;
	}
	while (is_one_of(":;,)]", *text, *size, end))
		end++;
	end += is_one_of(" \t", *text, *size, end);
	*text += end;
	*size -= end;
}

static void drop_blanks(const char **text, size_t *size)
{
	while (is_one_of(" \t", *text, *size, 0)) {
		++*text;
		--*size;
	}
	while (*size > 0 && is_one_of(" \t", *text, *size, *size - 1))
		--*size;
}

static uint64_t number_of(struct smtpreply_status status)
{
	return status.severity * UINT64_C(1000000) + status.subject * UINT64_C(1000) + status.detail;
}

static void draw_head(struct sheet *sheet, const struct smtpreply *reply)
{
	char head[64] = "";

	if (reply->code == 0 && reply->last_code != 0)
		snprintf(head, sizeof head, "%d-", reply->last_code);
	else if (reply->code != 0 && number_of(reply->status) == 0)
		snprintf(head, sizeof head, "%d", reply->code);
	else if (reply->code != 0)
		snprintf(head, sizeof head, "%d %d.%d.%d", reply->code, reply->status.severity,
			 reply->status.subject, reply->status.detail);
	draw(sheet, head);
}

static void draw_reply(struct sheet *sheet, const struct smtpreply *reply, bool is_ascii,
		       bool has_lines)
{
	struct smtpreply_line line = { 0 };
	uint64_t last = number_of(reply->status);
	const char *before = reply->code != 0 ? " " : "";

	draw_head(sheet, reply);
	while (smtpreply_next_line(reply, &line)) {
		const char *text = line.text;
		size_t size = line.size;

		if (number_of(line.status) != 0 && number_of(line.status) == last)
			drop_status(&text, &size);
		else if (number_of(line.status) != 0)
			last = number_of(line.status);
		if (!has_lines)
			drop_blanks(&text, &size);
		if (has_lines && line.number > 1) {
			draw(sheet, "\n");
			before = "    ";
		}
		if (size == 0)
			continue;
		draw(sheet, before);
		draw_text(sheet, text, size, is_ascii);
		before = " ";
	}
	if (reply->truncated)
		draw(sheet, " [...]");
}

/* Both readings. */

static size_t print(enum form form, const struct smtpreply *reply, char *to, size_t room)
{
	switch (form) {
	case FORM_LINE:
		return smtpreply_print_line(reply, to, room);
	case FORM_DIAGNOSTIC:
		return smtpreply_print_diagnostic(reply, to, room);
	case FORM_LINES:
		return smtpreply_print_lines(reply, to, room);
	case FORM_TEXT:
	case FORM_COUNT:
	default:
		return smtpreply_print_text(reply->text, reply->text_size, to, room);
	}
}

static void draw_form(struct sheet *sheet, enum form form, const struct smtpreply *reply)
{
	if (form == FORM_DIAGNOSTIC)
		draw(sheet, "smtp; ");
	if (form == FORM_TEXT)
		draw_text(sheet, reply->text, reply->text_size, false);
	else
		draw_reply(sheet, reply, form == FORM_DIAGNOSTIC, form == FORM_LINES);
}

/* Ends the run where the room is not used as it must be. */
static void compare(const struct sheet *sheet, enum form form, const struct smtpreply *reply,
		    size_t room)
{
	char *to = make(room);
	size_t needed = print(form, reply, room > 0 ? to : NULL, room);
	size_t most = room == 0 ? 0 : room - 1 < sheet->size ? room - 1 : sheet->size;

	while (!sheet->may_end[most])
		most--;
	if (needed != sheet->size ||
	    (room > 0 && (to[most] != '\0' || memcmp(to, sheet->text, most) != 0))) {
		fprintf(stderr, "form %d, room %zu: %zu octets, not %zu:\n%.*s\n%.*s\n", (int)form,
			room, needed, sheet->size, room > 0 ? (int)room - 1 : 0, to,
			(int)sheet->size, sheet->text);
		abort();
	}
	free(to);
}

/* The text is read from memory of exactly its size. */
static void check(enum form form, const struct smtpreply *reply, size_t room)
{
	struct smtpreply copy = *reply;
	char *text = copy_of(reply->text, reply->text_size);
	struct sheet sheet;

	copy.text = text;
	open_sheet(&sheet, 5 * reply->text_size + 64);
	draw_form(&sheet, form, &copy);
	compare(&sheet, form, &copy, 0);
	compare(&sheet, form, &copy, room);
	compare(&sheet, form, &copy, room % (sheet.size + 2));
	compare(&sheet, form, &copy, sheet.size + 1);
	close_sheet(&sheet);
	free(text);
}

static void check_all(enum form form, struct smtpreply_parser *parser, const uint8_t *bytes,
		      size_t size, size_t room)
{
	enum smtpreply_result result = SMTPREPLY_MORE;

	for (size_t at = 0, used; at < size && result != SMTPREPLY_ERROR; at += used) {
		result = smtpreply_feed(parser, bytes + at, size - at, &used);
		if (result != SMTPREPLY_MORE)
			check(form, &parser->reply, room);
	}
	if (smtpreply_finish(parser) == SMTPREPLY_ERROR)
		check(form, &parser->reply, room);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct smtpreply_parser parser;
	const struct smtpreply bytes_alone = { .text = (const char *)data, .text_size = size };
	enum form form;
	size_t text_room;
	char *text;

	if (size < PRINT_HEADER)
		return 0;
	form = (enum form)(data[4] % FORM_COUNT);
	text_room = data[0] < 32 ? size : data[0];
	text = make(text_room);
	smtpreply_parser_init(&parser, text, text_room);
	parser.refuse = data[0] % 4 == 3 ? SMTPREPLY_STRICT : 0;
	parser.max_octets = limit_of(data[1]);
	parser.by_line = data[2] % 8 == 7;
	check_all(form, &parser, data + PRINT_HEADER, size - PRINT_HEADER, data[3]);
	check(form, &bytes_alone, data[3]);
	free(text);
	return 0;
}
