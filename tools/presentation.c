/* SPDX-License-Identifier: MIT */
/* Reads the language and the form in which the reference is presented. */
#define _POSIX_C_SOURCE 200809L
#include "presentation.h"

#include <smtpreply.h>

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "command.h"

struct choice {
	const char *name;
	uint32_t number;
};

static const struct choice languages[] = {
	{ "en", SMTPREPLY_ENGLISH },
	{ "ja", SMTPREPLY_JAPANESE },
};

static const struct choice forms[] = {
	{ "text", FORM_TEXT },
	{ "md", FORM_MARKDOWN },
	{ "html", FORM_HTML },
};

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

static const struct choice *find_choice(const struct choice *choices, size_t count,
					const char *name, size_t size)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(choices[i].name) == size && memcmp(choices[i].name, name, size) == 0)
			return &choices[i];
	return NULL;
}

bool set_json_form(void *settings, const char *name, const char *value)
{
	(void)name;
	(void)value;
	((struct presentation *)settings)->form = FORM_JSON;
	return true;
}

bool set_format(void *settings, const char *name, const char *value)
{
	const struct choice *form = find_choice(forms, LENGTH(forms), value, strlen(value));

	if (form == NULL) {
		complain("--%s: \"%s\" is none of " FORM_WORDS, name, value);
		return false;
	}
	((struct presentation *)settings)->form = (enum presentation_form)form->number;
	return true;
}

bool set_language(void *settings, const char *name, const char *value)
{
	const struct choice *language =
		find_choice(languages, LENGTH(languages), value, strlen(value));

	if (language == NULL) {
		complain("--%s: \"%s\" is none of " LANGUAGE_WORDS, name, value);
		return false;
	}
	((struct presentation *)settings)->language = language->number;
	return true;
}

/* A locale is language[_TERRITORY][.charmap][@modifier]. One without a charmap is taken for UTF-8. */
static bool is_utf8(const char *locale)
{
	const char *charmap = strchr(locale, '.');
	size_t size = charmap != NULL ? strcspn(charmap, "@") : 0;

	return charmap == NULL || (size == 6 && strncasecmp(charmap, ".UTF-8", size) == 0) ||
	       (size == 5 && strncasecmp(charmap, ".UTF8", size) == 0);
}

static const char *locale_of_environment(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < LENGTH(names); i++) {
		const char *locale = getenv(names[i]);

		if (locale != NULL && locale[0] != '\0')
			return locale;
	}
	return "";
}

uint32_t language_of_environment(void)
{
	const char *locale = locale_of_environment();
	const struct choice *language =
		find_choice(languages, LENGTH(languages), locale, strcspn(locale, "_.@"));

	return language != NULL && is_utf8(locale) ? language->number : SMTPREPLY_ENGLISH;
}

const char *language_name(uint32_t language)
{
	for (size_t i = 0; i < LENGTH(languages); i++)
		if (languages[i].number == language)
			return languages[i].name;
	return languages[0].name;
}
