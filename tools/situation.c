/* SPDX-License-Identifier: MIT */
/* Reads what is known of a session from names: flags, stages, outcomes. */
#define _POSIX_C_SOURCE 200809L
#include "situation.h"

#include <smtpreply.h>

#include <stddef.h>
#include <string.h>
#include <strings.h>

#define KNOWN(name, bit, help) { name, bit },
static const struct {
	const char *name;
	uint32_t bit;
} known[] = {
#include "situation.def"
};
#undef KNOWN

bool set_known(void *settings, const char *name, const char *value)
{
	struct smtpreply_situation *situation = settings;

	(void)value;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strcmp(known[i].name, name) == 0)
			situation->known |= known[i].bit;
	return true;
}

/* The library gives a name to each number from 0 on, and "none" behind the last. */
static int find_number(const char *(*name_of)(uint32_t), const char *name)
{
	for (uint32_t number = 0; strcmp(name_of(number), "none") != 0; number++)
		if (strcasecmp(name_of(number), name) == 0)
			return (int)number;
	return -1;
}

int find_stage(const char *name)
{
	return find_number(smtpreply_stage_name, name);
}

int find_outcome(const char *name)
{
	return find_number(smtpreply_outcome_name, name);
}
