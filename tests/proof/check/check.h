/* SPDX-License-Identifier: MIT */
/*
 * As much of Check as the tests use, for MemorySanitizer: it must have seen all that writes memory being
 * compiled, which the installed Check was not. No test is forked, and the first that fails ends the
 * program.
 */
#ifndef CHECK_H
#define CHECK_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_TESTS 64

typedef struct {
	const char *name;
	void (*function)(int);
} TTest;

typedef struct {
	struct {
		const TTest *test;
		int start, end;
	} rows[MOST_TESTS];
	size_t count;
} TCase;

typedef TCase Suite;
typedef TCase SRunner;
typedef const void *pointer;
enum print_output { CK_SILENT };

#define START_TEST(test_name)                                                                      \
	static void test_name##_function(int _i);                                                  \
	static const TTest test_name##_test = { #test_name, test_name##_function };                \
	static const TTest *const test_name = &test_name##_test;                                   \
	static void test_name##_function(int _i)                                                   \
	{                                                                                          \
		(void)_i;
#define END_TEST }

#define ck_abort_msg(...)                                                                          \
	do {                                                                                       \
		printf("Bail out! %s:%d: ", __FILE__, __LINE__);                                   \
		printf(__VA_ARGS__);                                                               \
		putchar('\n');                                                                     \
		fflush(stdout);                                                                    \
		_Exit(EXIT_FAILURE);                                                               \
	} while (0)
#define ck_assert_msg(condition, ...)                                                              \
	do {                                                                                       \
		if (!(condition))                                                                  \
			ck_abort_msg(__VA_ARGS__);                                                 \
	} while (0)
#define ck_assert(condition) ck_assert_msg(condition, "%s", #condition)

#define CHECK_NUMBERS(type, one, relation, other)                                                  \
	do {                                                                                       \
		type check_one = (one), check_other = (other);                                     \
		ck_assert_msg(check_one relation check_other, "%s", #one " " #relation " " #other);  \
	} while (0)
#define ck_assert_int_eq(one, other) CHECK_NUMBERS(intmax_t, one, ==, other)
#define ck_assert_int_lt(one, other) CHECK_NUMBERS(intmax_t, one, <, other)
#define ck_assert_int_le(one, other) CHECK_NUMBERS(intmax_t, one, <=, other)
#define ck_assert_uint_eq(one, other) CHECK_NUMBERS(uintmax_t, one, ==, other)
#define ck_assert_uint_ne(one, other) CHECK_NUMBERS(uintmax_t, one, !=, other)
#define ck_assert_uint_lt(one, other) CHECK_NUMBERS(uintmax_t, one, <, other)
#define ck_assert_uint_le(one, other) CHECK_NUMBERS(uintmax_t, one, <=, other)
#define ck_assert_uint_gt(one, other) CHECK_NUMBERS(uintmax_t, one, >, other)
#define ck_assert_ptr_eq(one, other) CHECK_NUMBERS(pointer, one, ==, other)
#define ck_assert_ptr_null(one) CHECK_NUMBERS(pointer, one, ==, NULL)
#define ck_assert_ptr_nonnull(one) CHECK_NUMBERS(pointer, one, !=, NULL)

#define CHECK_STRINGS(one, relation, other)                                                        \
	do {                                                                                       \
		const char *check_one = (one), *check_other = (other);                             \
		ck_assert_msg(strcmp(check_one, check_other) relation 0, "%s " #relation " %s",     \
			      check_one, check_other);                                             \
	} while (0)
#define ck_assert_str_eq(one, other) CHECK_STRINGS(one, ==, other)
#define ck_assert_str_ne(one, other) CHECK_STRINGS(one, !=, other)
#define ck_assert_str_lt(one, other) CHECK_STRINGS(one, <, other)
#define ck_assert_mem_eq(one, other, size)                                                         \
	ck_assert_msg(memcmp(one, other, size) == 0, "%s", #one " == " #other)

static inline TCase *tcase_create(const char *name)
{
	(void)name;
	return calloc(1, sizeof(TCase));
}

static inline void tcase_set_timeout(TCase *group, double seconds)
{
	(void)group;
	(void)seconds;
}

static inline void tcase_add_loop_test(TCase *group, const TTest *test, int start, int end)
{
	if (group->count == MOST_TESTS)
		ck_abort_msg("more than %d tests", MOST_TESTS);
	group->rows[group->count].test = test;
	group->rows[group->count].start = start;
	group->rows[group->count].end = end;
	group->count++;
}

static inline Suite *suite_create(const char *name)
{
	return tcase_create(name);
}

static inline void suite_add_tcase(Suite *suite, TCase *group)
{
	*suite = *group;
	free(group);
}

static inline SRunner *srunner_create(Suite *suite)
{
	return suite;
}

static inline void srunner_set_tap(SRunner *runner, const char *file)
{
	(void)runner;
	(void)file;
}

static inline void srunner_run_all(SRunner *runner, enum print_output output)
{
	unsigned long passed = 0;

	(void)output;
	for (size_t i = 0; i < runner->count; i++)
		for (int row = runner->rows[i].start; row < runner->rows[i].end; row++) {
			runner->rows[i].test->function(row);
			printf("ok %lu - %s %d\n", ++passed, runner->rows[i].test->name, row);
		}
	printf("1..%lu\n", passed);
}

/* One that fails does not come back. */
static inline int srunner_ntests_failed(SRunner *runner)
{
	(void)runner;
	return 0;
}

static inline void srunner_free(SRunner *runner)
{
	free(runner);
}

#endif
