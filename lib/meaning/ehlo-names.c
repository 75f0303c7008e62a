/* SPDX-License-Identifier: MIT */
/* The names of the numbers in the header of EHLO. */
#include <smtpreply/ehlo.h>

#include "name-of.h"

#define NAME_SIZE 21
#define NAME(number, name) [number] = name,

const char *smtpreply_ehlo_keyword_name(uint32_t keyword)
{
	static const char names[][NAME_SIZE] = {
#include "ehlo-keywords.def"
	};

	return NAME_OF(names, keyword);
}

const char *smtpreply_ehlo_mechanism_name(uint32_t mechanism)
{
	static const char names[][NAME_SIZE] = {
#include "ehlo-mechanisms.def"
	};

	return NAME_OF(names, mechanism);
}

const char *smtpreply_ehlo_size_name(uint32_t size)
{
	static const char names[][NAME_SIZE] = {
		[SMTPREPLY_EHLO_SIZE_ABSENT] = "absent",
		[SMTPREPLY_EHLO_SIZE_NO_NUMBER] = "no-number",
		[SMTPREPLY_EHLO_SIZE_NO_LIMIT] = "no-limit",
		[SMTPREPLY_EHLO_SIZE_LIMIT] = "limit",
		[SMTPREPLY_EHLO_SIZE_OVERFLOW] = "overflow",
	};

	return NAME_OF(names, size);
}
