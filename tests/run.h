/* SPDX-License-Identifier: MIT */
/* The main() of a test program: a table of tests, run by Check, told as TAP. */
#ifndef RUN_H
#define RUN_H

#include <check.h>
#include <stddef.h>

struct test {
	const TTest *function;
	int count; /* runs the test with _i from 0 to count - 1 */
};

int run_tests(const char *name, const struct test *tests, size_t count);

#endif
