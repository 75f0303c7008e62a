/* SPDX-License-Identifier: MIT */
/* Taking words off a line; see rest.h. */
#define _POSIX_C_SOURCE 200809L

#include "rest.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

size_t size_of(const struct rest *rest)
{
	return (size_t)(rest->end - rest->at);
}

struct rest line_of(const char *text, const char *end)
{
	const char *line_end = memchr(text, '\n', (size_t)(end - text));

	return (struct rest){ text, line_end != NULL ? line_end : end };
}

bool has_whole_lines(const char *text, size_t *size, bool truncated)
{
	if (!truncated)
		return true;
	while (*size > 0 && text[*size - 1] != '\n')
		--*size;
	if (*size == 0)
		return false;
	--*size;
	return true;
}

bool take(struct rest *rest, const char *words)
{
	size_t size = strlen(words);

	if (size_of(rest) < size || strncasecmp(rest->at, words, size) != 0)
		return false;
	rest->at += size;
	return true;
}

size_t take_all(struct rest *rest, bool (*is_of)(unsigned char byte))
{
	const char *begin = rest->at;

	while (rest->at < rest->end && is_of((unsigned char)*rest->at))
		rest->at++;
	return (size_t)(rest->at - begin);
}

bool is_blank(unsigned char byte)
{
	return byte == ' ' || byte == '\t';
}

bool is_digit(unsigned char byte)
{
	return byte >= '0' && byte <= '9';
}

bool is_alnum(unsigned char byte)
{
	return byte < 0x80 && isalnum(byte);
}

bool take_blanks(struct rest *rest)
{
	return take_all(rest, is_blank) > 0;
}

/* One to three digits. */
static bool take_number(struct rest *rest)
{
	size_t count = take_all(rest, is_digit);

	return count >= 1 && count <= 3;
}

void skip_status(struct rest *rest)
{
	struct rest ahead = *rest;

	if (!take(&ahead, "2.") && !take(&ahead, "4.") && !take(&ahead, "5."))
		return;
	if (!take_number(&ahead) || !take(&ahead, ".") || !take_number(&ahead))
		return;
	take(&ahead, ":");
	if (take_blanks(&ahead))
		*rest = ahead;
}
