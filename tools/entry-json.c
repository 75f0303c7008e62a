/* SPDX-License-Identifier: MIT */
/*
 * An entry of the reference as an object of JSON. The keys, their order and the names among their
 * values are a contract: schema/explain.schema.json describes it.
 */
#include "entry.h"

#include <string.h>

#include "escape.h"
#include "json.h"
#include "presentation.h"

#define NAME_ROOM 16
#define NAME(names, number) ((number) < sizeof(names) / sizeof(names)[0] ? (names)[number] : "none")

static const char *match_name(uint32_t match)
{
	static const char names[][NAME_ROOM] = { "none", "exact", "subject", "class" };

	return NAME(names, match);
}

static const char *retry_name(uint32_t retry)
{
	static const char names[][NAME_ROOM] = {
		"unknown",        "needless", "go-on",   "later", "later-changed",
		"new-connection", "fewer",    "changed", "never",
	};

	return NAME(names, retry);
}

static const char *log_name(uint32_t log)
{
	static const char names[][NAME_ROOM] = {
		"unknown", "nothing",      "sent",         "deferred",
		"bounced", "disconnected", "login-failed", "local",
	};

	return NAME(names, log);
}

static const char *actor_name(uint32_t number)
{
	static const char names[][NAME_ROOM + 4] = {
		"nobody", "client", "sender", "sender-operator", "recipient", "server-operator",
	};

	return NAME(names, number);
}

void write_string(struct output *output, const char *key, const char *string)
{
	output_string(output, key);
	output_byte(output, '"');
	escape_for_json(output, string, strlen(string));
	output_byte(output, '"');
}

static void write_text(struct output *output, const char *key, const struct smtpreply_entry *entry,
		       uint32_t text, uint32_t language)
{
	write_string(output, key, smtpreply_entry_text(entry, text, language));
}

/* null where the entry does not have the aspect. */
static void write_aspect(struct output *output, const char *key,
			 const struct smtpreply_entry *entry, uint32_t aspect, uint32_t language)
{
	char words[WORDS_ROOM];

	if (smtpreply_entry_aspect(entry, aspect, language, words, sizeof words) > 0) {
		write_string(output, key, words);
	} else {
		output_string(output, key);
		output_string(output, "null");
	}
}

static void write_named(struct output *output, const char *key, const char *name)
{
	output_string(output, key);
	write_name(output, name);
}

/* Splits at blanks. Codes are numbers, all else are strings. */
static void write_words(struct output *output, const char *key, const char *words, bool are_codes)
{
	const char *between = "";

	output_string(output, key);
	output_byte(output, '[');
	while (*words != '\0') {
		size_t size = strcspn(words, " ");

		output_string(output, between);
		output_string(output, are_codes ? "" : "\"");
		output_bytes(output, words, size);
		output_string(output, are_codes ? "" : "\"");
		words += size + strspn(words + size, " ");
		between = ",";
	}
	output_byte(output, ']');
}

static void write_commands(struct output *output, uint32_t commands)
{
	const char *key = ",\"commands\":[";

	for (uint32_t i = 0; commands >> i != 0; i++)
		if (commands >> i & 1) {
			write_named(output, key, smtpreply_command_name(i));
			key = ",";
		}
	output_string(output, commands != 0 ? "]" : ",\"commands\":[]");
}

/* The words of a single actor are those of an entry that has no other. */
static void write_actors(struct output *output, const struct smtpreply_entry *entry,
			 uint32_t language)
{
	struct smtpreply_entry single = *entry;
	const char *key = ",\"actors\":[";

	for (uint32_t i = 0; entry->actors >> i != 0; i++)
		if (entry->actors >> i & 1) {
			single.actors = (uint8_t)(1u << i);
			write_aspect(output, key, &single, SMTPREPLY_ASPECT_ACTORS, language);
			key = ",";
		}
	output_string(output, entry->actors != 0 ? "]" : ",\"actors\":[]");
}

static void write_actor_names(struct output *output, uint32_t actors)
{
	const char *key = ",\"actor_names\":[";

	for (uint32_t i = 0; actors >> i != 0; i++)
		if (actors >> i & 1) {
			write_named(output, key, actor_name(i));
			key = ",";
		}
	output_string(output, actors != 0 ? "]" : ",\"actor_names\":[]");
}

static void write_classes(struct output *output, uint32_t classes)
{
	const char *key = ",\"classes\":[";

	for (uint32_t i = 0; classes >> i != 0; i++)
		if (classes >> i & 1) {
			write_named(output, key, smtpreply_severity_name(i));
			key = ",";
		}
	output_string(output, classes != 0 ? "]" : ",\"classes\":[]");
}

/* What the object is about, by its kind. A code that is not known is a code all the same. */
static void write_type(struct output *output, const struct smtpreply_entry *entry)
{
	char title[SMTPREPLY_TITLE_ROOM];
	bool is_exact = entry->match == SMTPREPLY_MATCH_EXACT;

	smtpreply_entry_title(entry, title, sizeof title);
	if (entry->kind == SMTPREPLY_KIND_CODE ||
	    (entry->kind == SMTPREPLY_KIND_CODE_CLASS && !is_exact)) {
		output_string(output, "\"type\":\"code\",\"code\":");
		output_number(output, entry->code);
	} else if (entry->kind == SMTPREPLY_KIND_KEYWORD) {
		write_named(output, "\"type\":\"keyword\",\"keyword\":", title);
	} else if (entry->kind == SMTPREPLY_KIND_CODE_CLASS) {
		write_named(output, "\"type\":\"code-class\",\"class\":", title);
	} else {
		write_named(output,
			    "\"type\":", is_exact ? smtpreply_kind_name(entry->kind) : "status");
		write_named(output, ",\"status\":", title);
	}
	write_named(output, ",\"title\":", title);
}

static void write_severity(struct output *output, uint32_t severity)
{
	output_string(output, ",\"severity\":");
	if (severity != 0)
		write_name(output, smtpreply_severity_name(severity));
	else
		output_string(output, "null");
}

static void write_texts(struct output *output, const struct smtpreply_entry *entry,
			uint32_t language)
{
	write_text(output, ",\"name\":", entry, SMTPREPLY_TEXT_NAME, language);
	write_severity(output, entry->severity);
	write_aspect(output, ",\"severity_words\":", entry, SMTPREPLY_ASPECT_SEVERITY, language);
	write_aspect(output, ",\"category\":", entry, SMTPREPLY_ASPECT_CATEGORY, language);
	write_text(output, ",\"meaning\":", entry, SMTPREPLY_TEXT_MEANING, language);
	write_text(output, ",\"seen_when\":", entry, SMTPREPLY_TEXT_SEEN, language);
	write_text(output, ",\"fix\":{\"sender\":", entry, SMTPREPLY_TEXT_FIX_SENDER, language);
	write_text(output, ",\"server\":", entry, SMTPREPLY_TEXT_FIX_SERVER, language);
	output_byte(output, '}');
}

static void write_facts(struct output *output, const struct smtpreply_entry *entry,
			uint32_t language)
{
	write_aspect(output, ",\"effect\":", entry, SMTPREPLY_ASPECT_EFFECT, language);
	write_text(output, ",\"send_when\":", entry, SMTPREPLY_TEXT_SEND_WHEN, language);
	write_aspect(output, ",\"retry\":", entry, SMTPREPLY_ASPECT_RETRY, language);
	write_named(output, ",\"retry_name\":", retry_name(entry->retry));
	write_actors(output, entry, language);
	write_actor_names(output, entry->actors);
	write_aspect(output, ",\"log\":", entry, SMTPREPLY_ASPECT_LOG, language);
	write_named(output, ",\"log_name\":", log_name(entry->log));
	if (entry->kind == SMTPREPLY_KIND_CODE || entry->kind == SMTPREPLY_KIND_CODE_CLASS) {
		write_commands(output, entry->commands);
		write_words(output, ",\"statuses\":",
			    smtpreply_entry_text(entry, SMTPREPLY_TEXT_COMPANIONS, language),
			    false);
	} else {
		write_classes(output, entry->classes);
		write_words(output, ",\"codes\":",
			    smtpreply_entry_text(entry, SMTPREPLY_TEXT_COMPANIONS, language), true);
	}
}

static void write_facts_of_keyword(struct output *output, const struct smtpreply_entry *entry,
				   uint32_t language)
{
	write_text(output, ",\"syntax\":", entry, SMTPREPLY_TEXT_SYNTAX, language);
	write_words(output, ",\"commands\":",
		    smtpreply_entry_text(entry, SMTPREPLY_TEXT_COMMANDS, language), false);
	write_text(output, ",\"parameters\":", entry, SMTPREPLY_TEXT_PARAMETERS, language);
}

static bool is_translated(const struct smtpreply_entry *entry, uint32_t language)
{
	return smtpreply_entry_is_translated(entry, SMTPREPLY_TEXT_MEANING, language);
}

void open_entry(struct output *output, const struct smtpreply_entry *entry, uint32_t language)
{
	output_byte(output, '{');
	write_type(output, entry);
	write_texts(output, entry, language);
	if (entry->kind == SMTPREPLY_KIND_KEYWORD)
		write_facts_of_keyword(output, entry, language);
	else
		write_facts(output, entry, language);
	write_text(output, ",\"reference\":", entry, SMTPREPLY_TEXT_REFERENCE, language);
	write_named(output, ",\"standing\":", smtpreply_standing_name(entry->standing));
	write_aspect(output, ",\"standing_words\":", entry, SMTPREPLY_ASPECT_STANDING, language);
	write_named(output, ",\"match\":", match_name(entry->match));
	write_named(output, ",\"language\":", language_name(language));
	output_string(output, ",\"untranslated\":");
	output_string(output, is_translated(entry, language) ? "false" : "true");
}
