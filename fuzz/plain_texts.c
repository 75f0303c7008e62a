/* SPDX-License-Identifier: MIT */
/* The second reading of texts; see plain_texts.h. */
#include "plain_texts.h"

#include <ctype.h>
#include <string.h>

#include "base64.h"
#include "rest.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_letter(unsigned char byte)
{
	return is_alnum(byte) || byte >= 0x80;
}

/* What may stand between two brackets of a literal; RFC 5321, 4.1.3. */
static bool is_literal_byte(unsigned char byte)
{
	return byte > ' ' && byte <= '~' && byte != '[' && byte != '\\' && byte != ']';
}

/* Whether a word ends here, the marks of a sentence that may follow it apart. */
static bool is_end_of_word(struct rest rest)
{
	while (rest.at < rest.end && memchr(".,;)", *rest.at, 4) != NULL)
		rest.at++;
	return rest.at == rest.end || is_blank((unsigned char)*rest.at);
}

/* Whether the byte at some place of a line starts a word. */
static bool starts_word(const char *line, const char *at)
{
	return at == line || !is_letter((unsigned char)at[-1]);
}

/* The path. */

static bool is_hyphen(unsigned char byte)
{
	return byte == '-';
}

static bool is_atom(unsigned char byte)
{
	return is_letter(byte) || (byte != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", byte) != NULL);
}

/* Labels of letters, joined by dots, hyphens between letters; as many of them as there are. */
static bool take_domain(struct rest *rest)
{
	const char *begin = rest->at;
	struct rest ahead = *rest;

	while (take_all(&ahead, is_letter) > 0) {
		*rest = ahead;
		if (!take(&ahead, "."))
			take_all(&ahead, is_hyphen);
	}
	return rest->at > begin;
}

/* "@a.example,@b.example:" */
static bool take_route(struct rest *rest)
{
	do {
		if (!take(rest, "@") || !take_domain(rest))
			return false;
	} while (take(rest, ","));
	return take(rest, ":");
}

/* RFC 5321, 4.1.2: printable bytes, a backslash before any of them. */
static bool take_quoted(struct rest *rest)
{
	if (!take(rest, "\""))
		return false;
	while (rest->at < rest->end && *rest->at != '"') {
		bool is_escaped = take(rest, "\\");
		unsigned char byte;

		if (rest->at == rest->end)
			return false;
		byte = (unsigned char)*rest->at++;
		if (byte < ' ' || byte == 0x7f || (is_escaped && byte >= 0x80))
			return false;
	}
	return take(rest, "\"");
}

static bool take_local_part(struct rest *rest)
{
	if (rest->at < rest->end && *rest->at == '"')
		return take_quoted(rest);
	do {
		if (take_all(rest, is_atom) == 0)
			return false;
	} while (take(rest, "."));
	return true;
}

static bool take_mailbox(struct rest *rest)
{
	if (!take_local_part(rest) || !take(rest, "@"))
		return false;
	if (take(rest, "["))
		return take_all(rest, is_literal_byte) > 0 && take(rest, "]");
	return take_domain(rest);
}

/* Takes a path behind its "<", and the ">". */
static bool take_path(struct rest *rest, struct smtpreply_path *path)
{
	struct rest ahead = *rest;

	if (ahead.at < ahead.end && *ahead.at == '@' && !take_route(&ahead))
		return false;
	*path = (struct smtpreply_path){ .text = rest->at, .mailbox = ahead.at };
	if (!take_mailbox(&ahead)) {
		ahead = *rest;
		path->mailbox = path->text;
	}
	path->size = (size_t)(ahead.at - path->text);
	path->mailbox_size = (size_t)(ahead.at - path->mailbox);
	path->is_open = !take(&ahead, ">");
	*rest = ahead;
	return !path->is_open || (path->size > 0 && is_end_of_word(ahead));
}

/* A path that is all of its line, a status and blanks apart. */
static bool read_path_alone(struct rest line, struct smtpreply_path *path)
{
	skip_status(&line);
	take_blanks(&line);
	if (!take(&line, "<") || !take_path(&line, path) || path->is_open)
		return false;
	take_blanks(&line);
	return line.at == line.end;
}

/* The words that announce a path; the second of two stands behind blanks. */
static bool take_announcement(struct rest *rest)
{
	static const char *const words[][2] = {
		{ "try" },
		{ "use" },
		{ "forward", "to" },
		{ "forwarded", "to" },
		{ "forwarding", "to" },
		{ "redirect", "to" },
		{ "redirected", "to" },
		{ "redirecting", "to" },
		{ "moved", "to" },
		{ "changed", "to" },
		{ "address", "is" },
	};

	for (size_t i = 0; i < COUNT(words); i++) {
		struct rest ahead = *rest;

		if (!take(&ahead, words[i][0]))
			continue;
		if (words[i][1] != NULL && (!take_blanks(&ahead) || !take(&ahead, words[i][1])))
			continue;
		take(&ahead, ":");
		take_blanks(&ahead);
		if (!take(&ahead, "<"))
			continue;
		*rest = ahead;
		return true;
	}
	return false;
}

static bool read_announced_path(struct rest line, struct smtpreply_path *path)
{
	for (struct rest rest = line; rest.at < rest.end; rest.at++) {
		struct rest ahead = rest;

		if (starts_word(line.at, rest.at) && take_announcement(&ahead) &&
		    take_path(&ahead, path))
			return true;
	}
	return false;
}

bool plain_path_find(uint32_t code, const char *text, size_t size, bool truncated,
		     struct smtpreply_path *path)
{
	if ((code == 251 || code == 551) && has_whole_lines(text, &size, truncated))
		for (const char *at = text, *end = text + size; at <= end;) {
			struct rest line = line_of(at, end);

			if (read_path_alone(line, path) || read_announced_path(line, path))
				return true;
			at = line.end + 1;
		}
	*path = (struct smtpreply_path){ 0 };
	return false;
}

/* The name of the server. */

static bool is_domain_byte(unsigned char byte)
{
	return is_alnum(byte) || byte == '-' || byte == '.';
}

static bool is_tag_byte(unsigned char byte)
{
	return is_alnum(byte) || byte == '-';
}

/* All of it labels of ASCII, the last one not led by a digit. */
static bool is_domain(struct rest word)
{
	struct rest ahead = word;
	const char *label = word.at;

	if (take_all(&ahead, is_domain_byte) != size_of(&word))
		return false;
	ahead = word;
	if (!take_domain(&ahead) || ahead.at != word.end)
		return false;
	for (const char *at = word.at; at < word.end; at++)
		if (*at == '.')
			label = at + 1;
	return !is_digit((unsigned char)*label);
}

/* 0 to 255 without a leading zero. */
static bool take_octet(struct rest *rest)
{
	const char *begin = rest->at;
	size_t size = take_all(rest, is_digit);
	int value = 0;

	if (size == 0 || size > 3 || (size > 1 && *begin == '0'))
		return false;
	for (size_t i = 0; i < size; i++)
		value = value * 10 + begin[i] - '0';
	return value <= 255;
}

/* RFC 5321, 4.1.3: "[192.0.2.1]", or a tag, a colon and printable bytes. */
static bool is_literal(struct rest word)
{
	struct rest tag = word, octets = word;
	const char *begin;

	if (!take(&tag, "[") || !take(&octets, "["))
		return false;
	if (take_octet(&octets) && take(&octets, ".") && take_octet(&octets) &&
	    take(&octets, ".") && take_octet(&octets) && take(&octets, ".") &&
	    take_octet(&octets) && take(&octets, "]") && octets.at == octets.end)
		return true;
	begin = tag.at;
	return take_all(&tag, is_tag_byte) > 0 && *begin != '-' && tag.at[-1] != '-' &&
	       take(&tag, ":") && take_all(&tag, is_literal_byte) > 0 && take(&tag, "]") &&
	       tag.at == tag.end;
}

static bool is_byte_of_word(unsigned char byte)
{
	return !is_blank(byte);
}

static struct rest take_word(struct rest *rest)
{
	struct rest word = { rest->at, rest->at };

	take_all(rest, is_byte_of_word);
	word.end = rest->at;
	return word;
}

/* What may stand behind a name of one label, and is none itself. */
static bool is_service(struct rest word)
{
	static const char *const names[] = { "ESMTP", "SMTP", "LMTP", "Service" };

	for (size_t i = 0; i < COUNT(names); i++) {
		struct rest ahead = word;

		if (take(&ahead, names[i]) && ahead.at == ahead.end)
			return true;
	}
	return false;
}

static bool is_name_of_one_label(struct rest word, struct rest behind)
{
	struct rest ahead = word;

	if (take(&ahead, "localhost") && ahead.at == ahead.end)
		return true;
	take_blanks(&behind);
	return is_domain(word) && !is_service(word) && is_service(take_word(&behind));
}

/* A domain with a dot ends at a colon, a comma or a semicolon, too. */
static bool is_name_with_dot(struct rest *word)
{
	struct rest domain = { word->at, word->at };

	while (domain.end < word->end && memchr(":,;", *domain.end, 3) == NULL)
		domain.end++;
	if (!is_domain(domain) || memchr(domain.at, '.', size_of(&domain)) == NULL)
		return false;
	*word = domain;
	return true;
}

bool plain_server_name_find(uint32_t code, const char *text, size_t size, bool truncated,
			    struct smtpreply_server_name *name)
{
	struct rest line, word;

	*name = (struct smtpreply_server_name){ 0 };
	if ((code != 220 && code != 221 && code != 421) || !has_whole_lines(text, &size, truncated))
		return false;
	line = line_of(text, text + size);
	skip_status(&line);
	word = take_word(&line);
	if (!is_literal(word) && !is_name_with_dot(&word) && !is_name_of_one_label(word, line))
		return false;
	if (size_of(&word) > 255)
		return false;
	name->text = word.at;
	name->size = size_of(&word);
	return true;
}

/* The queue id. */

static bool is_hexadecimal(unsigned char byte)
{
	return byte != '\0' && strchr("0123456789abcdef", byte) != NULL;
}

static bool is_session_byte(unsigned char byte)
{
	return is_alnum(byte) || byte == '+' || byte == '/' || byte == '=';
}

/* Letters and digits, single ".", "_" or "-" within. */
static struct rest take_id(struct rest *rest)
{
	struct rest id = { rest->at, rest->at }, ahead = *rest;

	while (take_all(&ahead, is_alnum) > 0) {
		*rest = ahead;
		if (!take(&ahead, ".") && !take(&ahead, "_"))
			take(&ahead, "-");
	}
	id.end = rest->at;
	return id;
}

/* As Dovecot writes it: base64, then parts behind colons. */
static struct rest take_session(struct rest *rest)
{
	struct rest id = { rest->at, rest->at }, ahead = *rest;

	if (take_all(&ahead, is_session_byte) > 0)
		do
			*rest = ahead;
		while (take(&ahead, ":") && take_all(&ahead, is_alnum) > 0);
	id.end = rest->at;
	return id;
}

/* Amazon SES: sixteen digits, then groups behind hyphens, hexadecimal in small letters. */
static struct rest take_groups(struct rest *rest)
{
	struct rest id = { rest->at, rest->at }, ahead = *rest;

	if (take_all(&ahead, is_hexadecimal) != 16)
		return id;
	while (take(&ahead, "-") && take_all(&ahead, is_hexadecimal) > 0)
		*rest = ahead;
	id.end = rest->at;
	return id;
}

static struct rest take_digits(struct rest *rest)
{
	struct rest id = { rest->at, rest->at };

	take_all(rest, is_digit);
	id.end = rest->at;
	return id;
}

/* "<user@test.example> ", quotes minded. */
static bool take_address(struct rest *rest)
{
	if (!take(rest, "<"))
		return false;
	while (rest->at < rest->end && *rest->at != '>') {
		if (take(rest, "<"))
			return false;
		if (!take(rest, "\"")) {
			rest->at++;
			continue;
		}
		while (rest->at < rest->end && *rest->at != '"') {
			take(rest, "\\");
			if (rest->at < rest->end)
				rest->at++;
		}
		if (!take(rest, "\""))
			return false;
	}
	return take(rest, ">") && take_blanks(rest);
}

static bool looks_like_id(struct rest id)
{
	size_t hexadecimal = 0;

	for (const char *at = id.at; at < id.end; at++) {
		if (is_digit((unsigned char)*at))
			return true;
		hexadecimal += is_hexadecimal((unsigned char)tolower((unsigned char)*at));
	}
	return size_of(&id) >= 6 && hexadecimal == size_of(&id);
}

/* Each of the forms in queue-id.h takes its words, or fails. */

static bool read_exim(struct rest line, struct rest *id)
{
	if (!take(&line, "OK") || !take_blanks(&line) || !take(&line, "id="))
		return false;
	*id = take_id(&line);
	return is_end_of_word(line);
}

static bool read_sendmail(struct rest line, struct rest *id)
{
	*id = take_id(&line);
	return take_blanks(&line) && take(&line, "Message accepted for delivery") &&
	       looks_like_id(*id) && is_end_of_word(line);
}

static bool read_dovecot(struct rest line, struct rest *id)
{
	if (!take_address(&line))
		return false;
	*id = take_session(&line);
	return take_blanks(&line) && take(&line, "Saved") && is_end_of_word(line);
}

static bool read_exchange(struct rest line, struct rest *id)
{
	if (!take_address(&line) || !take(&line, "[InternalId="))
		return false;
	*id = take_digits(&line);
	return (take(&line, ",") || take(&line, "]")) && is_end_of_word(line);
}

static bool read_old_exchange(struct rest line, struct rest *id)
{
	if (!take(&line, "<"))
		return false;
	*id = (struct rest){ line.at, line.at };
	while (line.at < line.end && *line.at != '<' && *line.at != '>')
		line.at++;
	id->end = line.at;
	return take(&line, ">") && take_blanks(&line) && take(&line, "Queued mail for delivery") &&
	       is_end_of_word(line);
}

/* "OK 1717000000 " */
static bool take_time(struct rest *line)
{
	return take(line, "OK") && take_blanks(line) && take_all(line, is_digit) > 0 &&
	       take_blanks(line);
}

static bool read_gmail(struct rest line, struct rest *id)
{
	if (!take_time(&line))
		return false;
	*id = take_id(&line);
	return take_blanks(&line) && take(&line, "- gsmtp") && is_end_of_word(line);
}

static bool read_qmail(struct rest line, struct rest *id)
{
	if (!take_time(&line) || !take(&line, "qp") || !take_blanks(&line))
		return false;
	*id = take_digits(&line);
	return is_end_of_word(line);
}

static bool read_ses(struct rest line, struct rest *id)
{
	if (!take(&line, "OK") || !take_blanks(&line))
		return false;
	*id = take_groups(&line);
	return is_end_of_word(line);
}

static bool read_queued_as(struct rest line, struct rest *id)
{
	for (struct rest rest = line; rest.at < rest.end; rest.at++) {
		struct rest ahead = rest;

		if (!starts_word(line.at, rest.at) || !take(&ahead, "queued") ||
		    !take_blanks(&ahead) || !take(&ahead, "as") || !take_blanks(&ahead))
			continue;
		*id = take_id(&ahead);
		if (looks_like_id(*id) && is_end_of_word(ahead))
			return true;
	}
	return false;
}

static bool read_queue_id(struct rest line, struct rest *id)
{
	static bool (*const forms[])(struct rest line, struct rest * id) = {
		read_exim,         read_sendmail, read_dovecot, read_exchange,
		read_old_exchange, read_gmail,    read_qmail,   read_ses,
	};
	struct rest behind_status = line;

	skip_status(&behind_status);
	for (size_t i = 0; i < COUNT(forms); i++)
		if (forms[i](behind_status, id) && size_of(id) > 0)
			return true;
	return read_queued_as(line, id);
}

bool plain_queue_id_find(uint32_t code, const char *text, size_t size, bool truncated,
			 struct smtpreply_queue_id *id)
{
	struct rest found;

	*id = (struct smtpreply_queue_id){ 0 };
	if (code != 250 || !has_whole_lines(text, &size, truncated))
		return false;
	for (const char *at = text, *end = text + size; at <= end;) {
		struct rest line = line_of(at, end);

		if (read_queue_id(line, &found)) {
			id->text = found.at;
			id->size = size_of(&found);
			return true;
		}
		at = line.end + 1;
	}
	return false;
}

/* The challenge: RFC 4648, 4. */

static const char alphabet[] = BASE64_ALPHABET;

/* Decodes without care, and takes a text only if it is what the bytes encode to. */
bool plain_challenge_decode(const char *text, size_t size, bool truncated, unsigned char *bytes,
			    size_t *decoded_size)
{
	size_t count = 0, bits = 0;
	unsigned value = 0;
	char encoded[4];

	*decoded_size = 0;
	if (truncated || size % 4 != 0)
		return false;
	for (size_t i = 0; i < size; i++) {
		const char *place = text[i] != '\0' ? strchr(alphabet, text[i]) : NULL;

		if (place == NULL)
			break;
		value = (value & 0xff) << 6 | (unsigned)(place - alphabet);
		for (bits += 6; bits >= 8; bits -= 8)
			bytes[count++] = (unsigned char)(value >> (bits - 8));
	}
	for (size_t i = 0; i * 4 < size; i++) {
		size_t left = count > i * 3 ? count - i * 3 : 0;

		if (left == 0 ||
		    encode_plainly(bytes + i * 3, left < 3 ? left : 3, encoded) != 4 ||
		    memcmp(encoded, text + i * 4, 4) != 0)
			return false;
	}
	*decoded_size = count;
	return true;
}
