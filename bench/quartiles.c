/* SPDX-License-Identifier: MIT */
/* Quartiles as the values at a quarter, the middle and three quarters, none in between. */
#include "quartiles.h"

#include <stdlib.h>

static int compare(const void *left, const void *right)
{
	double a = *(const double *)left;
	double b = *(const double *)right;

	return (a > b) - (a < b);
}

struct quartiles quartiles_of(double *values, size_t count)
{
	qsort(values, count, sizeof *values, compare);
	return (struct quartiles){
		.first = values[(count - 1) / 4],
		.median = values[(count - 1) / 2],
		.third = values[(count - 1) - (count - 1) / 4],
	};
}
