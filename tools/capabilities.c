/* SPDX-License-Identifier: MIT */
/* Prints what a server offers: as it was sent for a person, as typed values for a program. */
#include "capabilities.h"

#include "escape.h"
#include "json.h"

#define MOST_COLUMNS 80

bool has_capabilities(const struct smtpreply *reply)
{
	struct smtpreply_ehlo ehlo;

	smtpreply_ehlo_read(&ehlo, reply);
	return ehlo.result == SMTPREPLY_EHLO_GRANTED;
}

/* For a person. */

static size_t width_of(const struct smtpreply_ehlo_item *item)
{
	return item->name_size + (item->parameters_size > 0 ? 1 + item->parameters_size : 0);
}

static void show_item(struct output *output, const struct smtpreply_ehlo_item *item)
{
	bool is_joined = item->name[item->name_size - 1] == '=';

	escape_for_terminal(output, item->name, item->name_size);
	if (item->parameters_size == 0)
		return;
	output_string(output, is_joined ? "" : " ");
	escape_for_terminal(output, item->parameters, item->parameters_size);
}

static void show_bad_lines(struct output *output, const char *lead, const struct smtpreply *reply)
{
	struct smtpreply_ehlo ehlo;

	smtpreply_ehlo_read(&ehlo, reply);
	if (ehlo.bad_line_count == 0)
		return;
	output_string(output, lead);
	output_string(output, "  ! lines that name no keyword: ");
	output_number(output, ehlo.bad_line_count);
	output_string(output, "\n");
}

void show_capabilities(struct output *output, const char *lead, const struct smtpreply *reply)
{
	struct smtpreply_ehlo_item item = { 0 };
	size_t first_column = strlen(lead) + 4, column = 0;

	while (smtpreply_ehlo_next_item(reply, &item)) {
		size_t width = strlen(", ") + width_of(&item);
		bool is_wrapped = column != 0 && column + width >= MOST_COLUMNS;

		if (column != 0)
			output_string(output, is_wrapped ? ",\n" : ", ");
		if (column == 0 || is_wrapped) {
			output_string(output, lead);
			output_string(output, "    ");
			column = first_column;
		}
		show_item(output, &item);
		column += width;
	}
	if (column != 0)
		output_string(output, "\n");
	show_bad_lines(output, lead, reply);
}

/* For a program. */

static void write_text(struct output *output, const char *text, size_t size)
{
	output_byte(output, '"');
	escape_for_json(output, text, size);
	output_byte(output, '"');
}

static void write_server(struct output *output, const struct smtpreply *reply)
{
	struct smtpreply_ehlo_word name;

	if (smtpreply_ehlo_read_name(reply, &name))
		write_text(output, name.text, name.size);
	else
		output_string(output, "null");
}

/* Each once, in the order of the server. */
static void write_keywords(struct output *output, const struct smtpreply *reply,
			   const struct smtpreply_ehlo *ehlo)
{
	struct smtpreply_ehlo_item item = { 0 };
	uint64_t rest = ehlo->keywords;

	output_string(output, ",\"keywords\":[");
	while (smtpreply_ehlo_next_item(reply, &item)) {
		uint64_t bit = SMTPREPLY_EHLO_BIT(item.keyword);

		if ((rest & bit) == 0)
			continue;
		output_string(output, rest == ehlo->keywords ? "" : ",");
		write_name(output, smtpreply_ehlo_keyword_name(item.keyword));
		rest ^= bit;
	}
	output_byte(output, ']');
}

static void write_size(struct output *output, const struct smtpreply_ehlo *ehlo)
{
	output_string(output, ",\"size\":{\"state\":");
	write_name(output, smtpreply_ehlo_size_name(ehlo->size));
	output_string(output, ",\"octets\":");
	if (ehlo->size == SMTPREPLY_EHLO_SIZE_LIMIT)
		output_number(output, ehlo->size_octets);
	else
		output_string(output, "null");
	output_byte(output, '}');
}

/* Those without a number stand as they came. */
static void write_mechanisms_of(struct output *output, const struct smtpreply_ehlo_item *item,
				uint64_t *written, bool *is_first)
{
	struct smtpreply_ehlo_word word = { 0 };

	while (smtpreply_ehlo_next_word(item, &word)) {
		uint64_t bit = SMTPREPLY_EHLO_BIT(word.number);

		if (word.number != SMTPREPLY_EHLO_AUTH_UNKNOWN && (*written & bit) != 0)
			continue;
		output_string(output, *is_first ? "" : ",");
		if (word.number != SMTPREPLY_EHLO_AUTH_UNKNOWN)
			write_name(output, smtpreply_ehlo_mechanism_name(word.number));
		else
			write_text(output, word.text, word.size);
		*written |= bit;
		*is_first = false;
	}
}

static void write_mechanisms(struct output *output, const struct smtpreply *reply)
{
	struct smtpreply_ehlo_item item = { 0 };
	uint64_t written = 0;
	bool is_first = true;

	output_string(output, ",\"auth\":[");
	while (smtpreply_ehlo_next_item(reply, &item))
		if (item.keyword == SMTPREPLY_EHLO_AUTH)
			write_mechanisms_of(output, &item, &written, &is_first);
	output_byte(output, ']');
}

static void write_unknown(struct output *output, const struct smtpreply *reply)
{
	struct smtpreply_ehlo_item item = { 0 };
	bool is_first = true;

	output_string(output, ",\"unknown\":[");
	while (smtpreply_ehlo_next_item(reply, &item)) {
		if (item.keyword != SMTPREPLY_EHLO_UNKNOWN)
			continue;
		output_string(output, is_first ? "" : ",");
		write_text(output, item.name, item.name_size);
		is_first = false;
	}
	output_byte(output, ']');
}

static void write_limit(struct output *output, const char *key, uint32_t limit)
{
	output_string(output, key);
	if (limit != 0)
		output_number(output, limit);
	else
		output_string(output, "null");
}

void write_capabilities(struct output *output, const struct smtpreply *reply)
{
	struct smtpreply_ehlo ehlo;

	smtpreply_ehlo_read(&ehlo, reply);
	output_string(output, ",\"ehlo\":{\"name\":");
	write_server(output, reply);
	write_keywords(output, reply, &ehlo);
	write_size(output, &ehlo);
	write_mechanisms(output, reply);
	write_unknown(output, reply);
	write_limit(output, ",\"limits\":{\"mail_max\":", ehlo.mail_max);
	write_limit(output, ",\"rcpt_max\":", ehlo.rcpt_max);
	write_limit(output, ",\"rcpt_domain_max\":", ehlo.rcpt_domain_max);
	output_string(output, "},\"bad_line_count\":");
	output_number(output, ehlo.bad_line_count);
	output_string(output, ehlo.complete ? ",\"complete\":true}" : ",\"complete\":false}");
}
