/* SPDX-License-Identifier: MIT */
/* The middle of several measurements, and how far half of them lie around it. */
#ifndef QUARTILES_H
#define QUARTILES_H

#include <stddef.h>

struct quartiles {
	double first;
	double median;
	double third;
};

/* Sorts the values. There must be one at least. */
struct quartiles quartiles_of(double *values, size_t count);

#endif
