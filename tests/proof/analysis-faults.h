/* SPDX-License-Identifier: MIT */
/* A header with a fault of its own, for analysis-faults.c. */
#ifndef ANALYSIS_FAULTS_H
#define ANALYSIS_FAULTS_H

#include <stddef.h>

static inline int first_of(const int *numbers)
{
	int *other = NULL;

	/* clang-tidy: clang-analyzer-core.NullDereference; cppcheck: nullPointer */
	/* scan-build: core.NullDereference */
	return numbers == NULL ? *other : numbers[0];
}

#endif
