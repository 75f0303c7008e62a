/* SPDX-License-Identifier: MIT */
/*
 * How a number's name is found in a table of names, char names[][WIDTH]. Names lie in the table
 * itself: read-only data without pointers needs no relocation.
 */
#ifndef NAME_OF_H
#define NAME_OF_H

#include <stddef.h>
#include <stdint.h>

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* "none" where the table has no name. */
#define NAME_OF(names, number) name_of((names)[0], sizeof((names)[0]), LENGTH(names), number)

static inline const char *name_of(const char *names, size_t width, size_t count, uint32_t number)
{
	return number < count && names[number * width] != '\0' ? names + number * width : "none";
}

#endif
