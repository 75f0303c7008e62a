/* SPDX-License-Identifier: MIT */
/*
 * The entries of the reference: their facts, and how they are found. None is looked for by a walk:
 * codes and statuses are numbers of a table, keywords are sorted.
 */
#include <smtpreply/reference.h>

#include <assert.h>
#include <string.h>

#include "name-of.h"
#include "rows.h"

struct facts {
	uint32_t commands;
	uint8_t classes;
	uint8_t standing;
	uint8_t retry;
	uint8_t log;
	uint8_t actors;
};

/* The names that the tables use. */
enum {
#define COMMAND(identifier, name, stage) identifier = 1 << COMMAND_##identifier,
#include "commands.def"
#undef COMMAND
	SUCCESS = 1 << SMTPREPLY_POSITIVE,
	TRANSIENT = 1 << SMTPREPLY_TRANSIENT,
	PERMANENT = 1 << SMTPREPLY_PERMANENT,
	NOBODY = SMTPREPLY_ACTOR_NOBODY,
	CLIENT = SMTPREPLY_ACTOR_CLIENT,
	SENDER = SMTPREPLY_ACTOR_SENDER,
	SENDER_OPERATOR = SMTPREPLY_ACTOR_SENDER_OPERATOR,
	RECIPIENT = SMTPREPLY_ACTOR_RECIPIENT,
	SERVER_OPERATOR = SMTPREPLY_ACTOR_SERVER_OPERATOR
};

static_assert(COMMAND_COUNT < 32, "a command is a bit of 32");

#define FACTS(row, of_commands, of_classes, of_standing, of_retry, of_log, of_actors)              \
	[ROW_##row] = { .commands = (of_commands),                                                 \
			.classes = (of_classes),                                                   \
			.standing = SMTPREPLY_##of_standing,                                       \
			.retry = SMTPREPLY_RETRY_##of_retry,                                       \
			.log = SMTPREPLY_LOG_##of_log,                                             \
			.actors = (of_actors) },
#define CODE(number, standing, commands, actors, retry, log, ...)                                  \
	FACTS(CODE_##number, commands, 0, standing, retry, log, actors)
#define STATUS(subject, detail, standing, classes, actors, ...)                                    \
	FACTS(STATUS_##subject##_##detail, 0, classes, standing, UNKNOWN, UNKNOWN, actors)
#define SUBJECT(subject, ...) FACTS(SUBJECT_##subject, 0, 0, STANDARD, UNKNOWN, UNKNOWN, 0)
#define STATUS_CLASS(class, ...) FACTS(STATUS_CLASS_##class, 0, 0, STANDARD, UNKNOWN, UNKNOWN, 0)
#define KEYWORD(identifier, keyword, standing, ...)                                                \
	FACTS(KEYWORD_##identifier, 0, 0, standing, UNKNOWN, UNKNOWN, 0)
static const struct facts facts[ROW_COUNT] = {
#include "codes.def"
#include "keywords.def"
#include "statuses.def"
};
#undef CODE
#undef STATUS
#undef SUBJECT
#undef STATUS_CLASS
#undef KEYWORD

/* What the first digit alone says. */
static const struct facts class_facts[] = {
	[SMTPREPLY_POSITIVE] = { .retry = SMTPREPLY_RETRY_NEEDLESS,
				 .log = SMTPREPLY_LOG_SENT,
				 .actors = NOBODY },
	[SMTPREPLY_INTERMEDIATE] = { .retry = SMTPREPLY_RETRY_GO_ON,
				     .log = SMTPREPLY_LOG_NOTHING,
				     .actors = CLIENT },
	[SMTPREPLY_TRANSIENT] = { .retry = SMTPREPLY_RETRY_LATER,
				  .log = SMTPREPLY_LOG_DEFERRED,
				  .actors = CLIENT },
	[SMTPREPLY_PERMANENT] = { .retry = SMTPREPLY_RETRY_CHANGED,
				  .log = SMTPREPLY_LOG_BOUNCED,
				  .actors = SENDER },
};

/* Where each number has its row, plus one; 0 for none. */

#define CODES 600
#define SUBJECTS 8
#define DETAILS 32

#define CODE(number, ...) [number] = ROW_CODE_##number + 1,
static const uint16_t row_of_code[CODES] = {
#include "codes.def"
};
#undef CODE

#define CODE(number, ...) number,
static const uint16_t code_of_row[] = {
#include "codes.def"
};
#undef CODE

#define SUBJECT(...)
#define STATUS_CLASS(...)
#define STATUS(subject, detail, ...) [subject][detail] = ROW_STATUS_##subject##_##detail + 1,
static const uint16_t row_of_status[SUBJECTS][DETAILS] = {
#include "statuses.def"
};
#undef STATUS

#define FIRST_STATUS LENGTH(code_of_row)
#define STATUS(subject, detail, ...) { subject, detail },
static const uint8_t status_of_row[][2] = {
#include "statuses.def"
};
#undef STATUS
#undef SUBJECT
#undef STATUS_CLASS

#define FIRST_KEYWORD (FIRST_STATUS + LENGTH(status_of_row))
#define KEYWORD_ROOM 24
#define KEYWORD(identifier, keyword, ...) keyword,
static const char keyword_of_row[][KEYWORD_ROOM] = {
#include "keywords.def"
};
#undef KEYWORD

static_assert(FIRST_KEYWORD + LENGTH(keyword_of_row) == LISTED_ROWS, "the rows are in order");

/* What an entry is. */

static void set_entry(struct smtpreply_entry *entry, enum smtpreply_kind kind, uint32_t row)
{
	memset(entry, 0, sizeof *entry);
	entry->kind = (uint8_t)kind;
	entry->match = SMTPREPLY_MATCH_EXACT;
	entry->row = (uint16_t)row;
	entry->commands = facts[row].commands;
	entry->classes = facts[row].classes;
	entry->standing = facts[row].standing;
	entry->retry = facts[row].retry;
	entry->log = facts[row].log;
	entry->actors = facts[row].actors;
}

static uint8_t severity_of(uint32_t digit)
{
	return digit >= SMTPREPLY_POSITIVE && digit <= SMTPREPLY_PERMANENT ? (uint8_t)digit : 0;
}

/* For what has no facts of its own. Nobody need act on a success, whoever acts on a refusal. */
static void take_facts_of_class(struct smtpreply_entry *entry, uint32_t digit)
{
	const struct facts *class = &class_facts[severity_of(digit)];

	entry->severity = severity_of(digit);
	entry->retry = class->retry;
	entry->log = class->log;
	if (entry->actors == 0 || digit == SMTPREPLY_POSITIVE)
		entry->actors = class->actors;
}

static void set_status(struct smtpreply_entry *entry, uint32_t severity, uint32_t subject,
		       uint32_t detail)
{
	entry->status.severity = (uint16_t)severity;
	entry->status.subject = (uint16_t)subject;
	entry->status.detail = (uint16_t)detail;
	entry->category = (uint8_t)subject;
	take_facts_of_class(entry, severity);
}

/* How entries are found. */

bool smtpreply_entry_find_code_class(uint32_t digit, struct smtpreply_entry *entry)
{
	static const uint16_t rows_of_digits[] = {
		[1] = ROW_CODE_CLASS_1, [2] = ROW_CODE_CLASS_2, [3] = ROW_CODE_CLASS_3,
		[4] = ROW_CODE_CLASS_4, [5] = ROW_CODE_CLASS_5,
	};
	uint32_t row = digit < LENGTH(rows_of_digits) ? rows_of_digits[digit] : 0;

	set_entry(entry, SMTPREPLY_KIND_CODE_CLASS, row != 0 ? row : ROW_CODE_CLASS_OTHER);
	entry->code = (uint16_t)(digit * 100);
	take_facts_of_class(entry, digit);
	return entry->severity != 0;
}

bool smtpreply_entry_find_code(uint32_t code, struct smtpreply_entry *entry)
{
	uint32_t row = code < CODES ? row_of_code[code] : 0;

	if (row != 0) {
		set_entry(entry, SMTPREPLY_KIND_CODE, row - 1);
		entry->severity = severity_of(code / 100);
	} else {
		smtpreply_entry_find_code_class(code / 100, entry);
		entry->match = SMTPREPLY_MATCH_CLASS;
	}
	entry->code = (uint16_t)code;
	entry->category = (uint8_t)(code / 10 % 10);
	return row != 0;
}

static bool is_status_class(uint32_t digit)
{
	return digit == SMTPREPLY_POSITIVE || digit == SMTPREPLY_TRANSIENT ||
	       digit == SMTPREPLY_PERMANENT;
}

/* subject is less than SUBJECTS. */
static void set_subject(struct smtpreply_entry *entry, uint32_t severity, uint32_t subject)
{
	static const uint16_t rows[SUBJECTS] = {
		ROW_SUBJECT_0, ROW_SUBJECT_1, ROW_SUBJECT_2, ROW_SUBJECT_3,
		ROW_SUBJECT_4, ROW_SUBJECT_5, ROW_SUBJECT_6, ROW_SUBJECT_7,
	};

	set_entry(entry, SMTPREPLY_KIND_SUBJECT, rows[subject]);
	set_status(entry, is_status_class(severity) ? severity : 0, subject, 0);
}

bool smtpreply_entry_find_status_class(uint32_t severity, struct smtpreply_entry *entry)
{
	static const uint16_t rows[] = {
		[SMTPREPLY_POSITIVE] = ROW_STATUS_CLASS_2,
		[SMTPREPLY_TRANSIENT] = ROW_STATUS_CLASS_4,
		[SMTPREPLY_PERMANENT] = ROW_STATUS_CLASS_5,
	};

	if (!is_status_class(severity)) {
		set_subject(entry, 0, 0);
		return false;
	}
	set_entry(entry, SMTPREPLY_KIND_STATUS_CLASS, rows[severity]);
	set_status(entry, severity, 0, 0);
	return true;
}

bool smtpreply_entry_find_subject(uint32_t severity, uint32_t subject,
				  struct smtpreply_entry *entry)
{
	if (subject < SUBJECTS) {
		set_subject(entry, severity, subject);
		return true;
	}
	smtpreply_entry_find_status_class(severity, entry);
	entry->match = SMTPREPLY_MATCH_CLASS;
	entry->status.subject = (uint16_t)subject;
	return false;
}

static uint32_t row_of(const struct smtpreply_status *status)
{
	return status->subject < SUBJECTS && status->detail < DETAILS
		       ? row_of_status[status->subject][status->detail]
		       : 0;
}

bool smtpreply_entry_find_status(const struct smtpreply_status *status,
				 struct smtpreply_entry *entry)
{
	const struct smtpreply_status other = { .subject = status->subject };
	uint32_t severity = is_status_class(status->severity) ? status->severity : 0;
	uint32_t row = row_of(status);
	uint32_t row_of_other = row_of(&other);

	if (row == 0 && row_of_other == 0) {
		smtpreply_entry_find_status_class(severity, entry);
		entry->match = SMTPREPLY_MATCH_CLASS;
	} else {
		set_entry(entry, SMTPREPLY_KIND_STATUS, (row != 0 ? row : row_of_other) - 1);
		entry->match = row != 0 ? SMTPREPLY_MATCH_EXACT : SMTPREPLY_MATCH_SUBJECT;
	}
	set_status(entry, severity, status->subject, status->detail);
	return row != 0;
}

static char upper(char letter)
{
	if (letter >= 'a' && letter <= 'z')
		return (char)(letter - 'a' + 'A');
	return letter;
}

/* Less than, equal to, greater than 0, as memcmp(). */
static int compare(const char *keyword, size_t size, const char *name)
{
	for (size_t i = 0; i < size; i++)
		if (name[i] == '\0' || upper(keyword[i]) != name[i])
			return (unsigned char)upper(keyword[i]) < (unsigned char)name[i] ? -1 : 1;
	return name[size] == '\0' ? 0 : -1;
}

/* A firewall keeps the length of what it writes over, and at times the last letter. */
static bool is_mask(const char *keyword, size_t size)
{
	size_t count = 0;

	while (count < size && upper(keyword[count]) == 'X')
		count++;
	return count >= 4 && count + 1 >= size;
}

static bool search(const char *keyword, size_t size, struct smtpreply_entry *entry)
{
	size_t low = 0, high = LENGTH(keyword_of_row);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = size < KEYWORD_ROOM ? compare(keyword, size, keyword_of_row[middle])
						: 1;

		if (order == 0) {
			set_entry(entry, SMTPREPLY_KIND_KEYWORD, (uint32_t)(FIRST_KEYWORD + middle));
			return true;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	memset(entry, 0, sizeof *entry);
	return false;
}

/* Some servers write "=" and a list behind a keyword; AUTH= is an entry of its own. */
static bool search_before_equals(const char *keyword, size_t size, struct smtpreply_entry *entry)
{
	const char *equals = size > 0 ? memchr(keyword, '=', size) : NULL;
	size_t size_before = equals != NULL ? (size_t)(equals - keyword) : 0;

	return size_before > 0 && (search(keyword, size_before + 1, entry) ||
				   search(keyword, size_before, entry));
}

bool smtpreply_entry_find_keyword(const char *keyword, size_t size, struct smtpreply_entry *entry)
{
	if (is_mask(keyword, size))
		return search("XXXXXXXA", sizeof "XXXXXXXA" - 1, entry);
	return search(keyword, size, entry) || search_before_equals(keyword, size, entry);
}

const char *smtpreply_keyword_of_row(uint32_t row)
{
	return keyword_of_row[row - FIRST_KEYWORD];
}

size_t smtpreply_entry_count(void)
{
	return LISTED_ROWS;
}

bool smtpreply_entry_get(size_t index, struct smtpreply_entry *entry)
{
	if (index < FIRST_STATUS)
		return smtpreply_entry_find_code(code_of_row[index], entry);
	if (index < FIRST_KEYWORD) {
		const uint8_t *numbers = status_of_row[index - FIRST_STATUS];
		const struct smtpreply_status status = { .subject = numbers[0],
							 .detail = numbers[1] };

		return smtpreply_entry_find_status(&status, entry);
	}
	if (index < LISTED_ROWS) {
		set_entry(entry, SMTPREPLY_KIND_KEYWORD, (uint32_t)index);
		return true;
	}
	memset(entry, 0, sizeof *entry);
	return false;
}

static_assert(sizeof(struct smtpreply_entry) == 40, "the layout is fixed");
static_assert(offsetof(struct smtpreply_entry, code) == 8, "the layout is fixed");
static_assert(offsetof(struct smtpreply_entry, row) == 10, "the layout is fixed");
static_assert(offsetof(struct smtpreply_entry, commands) == 12, "the layout is fixed");
static_assert(offsetof(struct smtpreply_entry, classes) == 16, "the layout is fixed");
static_assert(offsetof(struct smtpreply_entry, status) == 20, "the layout is fixed");
