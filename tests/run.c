/* SPDX-License-Identifier: MIT */
/* The main() of a test program: a table of tests, run by Check, told as TAP. */
#include "run.h"

#include <stdlib.h>

#define SECONDS_A_TEST 300

int run_tests(const char *name, const struct test *tests, size_t count)
{
	Suite *suite = suite_create(name);
	TCase *group = tcase_create(name);
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(group, SECONDS_A_TEST);
	for (size_t i = 0; i < count; i++)
		tcase_add_loop_test(group, tests[i].function, 0, tests[i].count);
	suite_add_tcase(suite, group);
	srunner_set_tap(runner, "-");
	srunner_run_all(runner, CK_SILENT);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
