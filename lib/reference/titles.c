/* SPDX-License-Identifier: MIT */
/* What entries, commands, kinds, standings and aspects are called; the same in all languages. */
#include <smtpreply/reference.h>

#include <string.h>

#include "name-of.h"
#include "rows.h"

#define NAME_ROOM 16

const char *smtpreply_command_name(uint32_t number)
{
	static const char names[][NAME_ROOM] = {
#define COMMAND(identifier, name, stage) name,
#include "commands.def"
#undef COMMAND
	};

	return number < LENGTH(names) ? names[number] : "";
}

const char *smtpreply_standing_name(uint32_t standing)
{
	static const char names[][NAME_ROOM] = {
		"",      "standard", "obsolete", "experimental", "registered",
		"draft", "vendor",   "folklore", "misspelled",   "middlebox",
	};

	return NAME_OF(names, standing);
}

const char *smtpreply_kind_name(uint32_t kind)
{
	static const char names[][NAME_ROOM] = {
		"", "code", "code-class", "status", "subject", "status-class", "keyword",
	};

	return NAME_OF(names, kind);
}

const char *smtpreply_aspect_name(uint32_t aspect)
{
	static const char names[][NAME_ROOM] = {
		"",    "severity", "effect",     "retry",    "actors",
		"log", "commands", "companions", "category", "standing",
	};

	return NAME_OF(names, aspect);
}

/* Titles are short: a buffer that holds any. */
struct title {
	char bytes[SMTPREPLY_TITLE_ROOM];
	size_t size;
};

static void put_byte(struct title *title, char byte)
{
	title->bytes[title->size++] = byte;
}

static void put_string(struct title *title, const char *string)
{
	while (*string != '\0')
		put_byte(title, *string++);
}

static void put_number(struct title *title, uint32_t number)
{
	uint32_t unit = number >= 100 ? 100 : number >= 10 ? 10 : 1;

	for (; unit > 0; unit /= 10)
		put_byte(title, (char)('0' + number / unit % 10));
}

static void put_code(struct title *title, uint32_t code)
{
	put_byte(title, (char)('0' + code / 100));
	put_byte(title, (char)('0' + code / 10 % 10));
	put_byte(title, (char)('0' + code % 10));
}

static void put_class(struct title *title, const struct smtpreply_status *status)
{
	put_byte(title, (char)(status->severity != 0 ? '0' + status->severity : 'X'));
}

static void put_status(struct title *title, const struct smtpreply_entry *entry)
{
	bool is_whole = entry->kind == SMTPREPLY_KIND_STATUS ||
			entry->match != SMTPREPLY_MATCH_EXACT;

	put_class(title, &entry->status);
	put_byte(title, '.');
	if (entry->kind == SMTPREPLY_KIND_STATUS_CLASS && !is_whole)
		put_byte(title, 'X');
	else
		put_number(title, entry->status.subject);
	put_byte(title, '.');
	if (is_whole)
		put_number(title, entry->status.detail);
	else
		put_byte(title, 'X');
}

static void put_title(struct title *title, const struct smtpreply_entry *entry)
{
	switch (entry->kind) {
	case SMTPREPLY_KIND_CODE:
		put_code(title, entry->code);
		break;
	case SMTPREPLY_KIND_CODE_CLASS:
		if (entry->match == SMTPREPLY_MATCH_EXACT) {
			put_byte(title, (char)('0' + entry->code / 100));
			put_string(title, "xx");
		} else {
			put_code(title, entry->code);
		}
		break;
	case SMTPREPLY_KIND_KEYWORD:
		put_string(title, smtpreply_keyword_of_row(entry->row));
		break;
	case 0:
		break;
	default:
		put_status(title, entry);
		break;
	}
}

size_t smtpreply_entry_title(const struct smtpreply_entry *entry, char *title, size_t room)
{
	struct title whole = { .size = 0 };
	size_t size;

	put_title(&whole, entry);
	if (room > 0) {
		size = whole.size < room ? whole.size : room - 1;
		memcpy(title, whole.bytes, size);
		title[size] = '\0';
	}
	return whole.size;
}
