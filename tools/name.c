/* SPDX-License-Identifier: MIT */
/* Looks up what a word names in the reference. */
#include "name.h"

#define MOST_NUMBER_DIGITS 3

/* A status as it is written: numbers and X, with dots between them. */
struct parts {
	size_t count;
	bool is_any[3]; /* X */
	uint16_t numbers[3];
};

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool is_x(char byte)
{
	return byte == 'x' || byte == 'X';
}

/* Any letter that the RFCs write for a digit that does not matter: 4xx, 4yz. */
static bool is_any_digit(char byte)
{
	return is_x(byte) || byte == 'y' || byte == 'Y' || byte == 'z' || byte == 'Z';
}

static uint16_t read_digits(const char *digits, size_t size)
{
	uint32_t number = 0;

	for (size_t i = 0; i < size; i++)
		number = number * 10 + (uint32_t)(digits[i] - '0');
	return (uint16_t)number;
}

static size_t count_digits(const char *word, size_t size)
{
	size_t count = 0;

	while (count < size && is_digit(word[count]))
		count++;
	return count;
}

static bool find_code(const char *word, size_t size, struct smtpreply_entry *entry)
{
	if (size != 3 || !is_digit(word[0]))
		return false;
	if (count_digits(word, size) == size)
		smtpreply_entry_find_code(read_digits(word, size), entry);
	else if (is_any_digit(word[1]) && is_any_digit(word[2]))
		smtpreply_entry_find_code_class(read_digits(word, 1), entry);
	else
		return false;
	return true;
}

/* Takes a number or an X from the front. Returns its size, 0 for neither. */
static size_t read_part(struct parts *parts, const char *word, size_t size)
{
	size_t digits = count_digits(word, size);

	if (digits > MOST_NUMBER_DIGITS || (digits == 0 && (size == 0 || !is_x(word[0]))))
		return 0;
	parts->is_any[parts->count] = digits == 0;
	parts->numbers[parts->count] = read_digits(word, digits);
	parts->count++;
	return digits > 0 ? digits : 1;
}

static bool read_parts(struct parts *parts, const char *word, size_t size)
{
	for (;;) {
		size_t used = parts->count < 3 ? read_part(parts, word, size) : 0;

		if (used == 0)
			return false;
		if (used == size)
			return parts->count > 1;
		if (word[used] != '.')
			return false;
		word += used + 1;
		size -= used + 1;
	}
}

static bool is_status_class(uint32_t digit)
{
	return digit == SMTPREPLY_POSITIVE || digit == SMTPREPLY_TRANSIENT ||
	       digit == SMTPREPLY_PERMANENT;
}

static bool find_parts(const struct parts *parts, struct smtpreply_entry *entry)
{
	const struct smtpreply_status status = { .severity = parts->numbers[0],
						 .subject = parts->numbers[1],
						 .detail = parts->numbers[2] };
	bool is_whole = parts->count == 3 && !parts->is_any[2];

	if (!parts->is_any[0] && !is_status_class(status.severity))
		return false;
	if (parts->is_any[1])
		return !is_whole && smtpreply_entry_find_status_class(status.severity, entry);
	if (is_whole)
		smtpreply_entry_find_status(&status, entry);
	else
		smtpreply_entry_find_subject(status.severity, status.subject, entry);
	return true;
}

static bool find_status(const char *word, size_t size, struct smtpreply_entry *entry)
{
	struct parts parts = { .count = 0 };

	return read_parts(&parts, word, size) && find_parts(&parts, entry);
}

bool find_by_name(const char *word, size_t size, struct smtpreply_entry *entry)
{
	return find_code(word, size, entry) || find_status(word, size, entry) ||
	       smtpreply_entry_find_keyword(word, size, entry);
}
