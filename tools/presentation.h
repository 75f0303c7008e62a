/* SPDX-License-Identifier: MIT */
/*
 * How the reference is presented: in which language, in which form. The options that say it, and
 * the environment.
 *
 * The settings of a subcommand that has these options begin with a struct presentation.
 */
#ifndef PRESENTATION_H
#define PRESENTATION_H

#include <stdbool.h>
#include <stdint.h>

enum presentation_form { FORM_TEXT, FORM_JSON, FORM_MARKDOWN, FORM_HTML };

struct presentation {
	uint32_t language; /* an enum smtpreply_language */
	enum presentation_form form;
};

#define LANGUAGE_WORDS "en, ja"
#define FORM_WORDS "text, md, html"

/* For a table of struct option. */
#define JSON_OPTION { "json", NULL, "print one JSON object a line", set_json_form, NULL }
#define FORMAT_OPTION { "format", "NAME", "text, md or html", set_format, FORM_WORDS }
#define LANG_OPTION                                                                                \
	{ "lang", "NAME", "en or ja; else LC_ALL, LC_MESSAGES or LANG tell", set_language,         \
	  LANGUAGE_WORDS }

bool set_json_form(void *settings, const char *name, const char *value);
bool set_format(void *settings, const char *name, const char *value);
bool set_language(void *settings, const char *name, const char *value);

/* The language that the environment asks for; English where it asks for none that is known. */
uint32_t language_of_environment(void);

/* "en", "ja". */
const char *language_name(uint32_t language);

#endif
