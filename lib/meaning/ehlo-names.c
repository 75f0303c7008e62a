/* SPDX-License-Identifier: MIT */
/* The names of the numbers in the header of EHLO. */
#include <smtpreply/ehlo.h>

#define NAME_ROOM 21 /* of a name and its NUL */
#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* Names lie in the array itself: read-only data without pointers needs no relocation. */

#define NAME(number, name) [number] = name,

static const char *name_of(const char names[][NAME_ROOM], size_t count, uint32_t number)
{
	return number < count && names[number][0] != '\0' ? names[number] : "none";
}

const char *smtpreply_ehlo_keyword_name(uint32_t keyword)
{
	static const char names[][NAME_ROOM] = {
#include "ehlo-keywords.def"
	};

	return name_of(names, LENGTH(names), keyword);
}

const char *smtpreply_ehlo_mechanism_name(uint32_t mechanism)
{
	static const char names[][NAME_ROOM] = {
#include "ehlo-mechanisms.def"
	};

	return name_of(names, LENGTH(names), mechanism);
}

const char *smtpreply_ehlo_size_name(uint32_t size)
{
	static const char names[][NAME_ROOM] = {
		[SMTPREPLY_EHLO_SIZE_ABSENT] = "absent",
		[SMTPREPLY_EHLO_SIZE_NO_NUMBER] = "no-number",
		[SMTPREPLY_EHLO_SIZE_NO_LIMIT] = "no-limit",
		[SMTPREPLY_EHLO_SIZE_LIMIT] = "limit",
		[SMTPREPLY_EHLO_SIZE_OVERFLOW] = "overflow",
	};

	return name_of(names, LENGTH(names), size);
}
