/* SPDX-License-Identifier: MIT */
/*
 * Faults of many kinds, for tests/proof/analysis: before an analyser's silence is believed it must find,
 * with the same options, each fault whose line names it. This file is never linked nor run.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis-faults.h"

/* clang-tidy: bugprone-macro-parentheses */
#define TWICE(number) number * 2

/* clang: -Wmissing-prototypes */
int use_after_free(void)
{
	char *bytes = calloc(4, 1);

	if (bytes == NULL)
		return 0;
	free(bytes);
	/* gcc: -Wanalyzer-use-after-free; clang-tidy: clang-analyzer-unix.Malloc */
	/* scan-build: unix.Malloc */
	return bytes[0];
}

void free_twice(void)
{
	char *bytes = malloc(4);

	free(bytes);
	/* gcc: -Wanalyzer-double-free; clang-tidy: clang-analyzer-unix.Malloc; cppcheck: doubleFree */
	/* scan-build: unix.Malloc */
	free(bytes);
}

void leak(size_t size)
{
	char *bytes = malloc(size);

	if (bytes != NULL)
		bytes[0] = 'x';
	/* gcc: -Wanalyzer-malloc-leak; clang-tidy: clang-analyzer-unix.Malloc; cppcheck: memleak */
	/* scan-build: unix.Malloc */
}

int dereference_null(int number)
{
	int *place = NULL;

	if (number > 3)
		place = &number;
	/* gcc: -Wanalyzer-null-dereference; clang-tidy: clang-analyzer-core.NullDereference */
	/* cppcheck: nullPointer; scan-build: core.NullDereference */
	return *place;
}

int read_uninitialised(int number)
{
	int other;

	/* clang: -Wsometimes-uninitialized */
	if (number > 3)
		other = 1;
	/* gcc: -Wanalyzer-use-of-uninitialized-value */
	/* clang-tidy: clang-analyzer-core.uninitialized.UndefReturn; cppcheck: uninitvar */
	/* scan-build: core.uninitialized.UndefReturn */
	return other;
}

int read_out_of_bounds(void)
{
	int numbers[4] = { 1, 2, 3, 4 };
	size_t place = 4;

	/* gcc: -Wanalyzer-use-of-uninitialized-value */
	/* clang-tidy: clang-analyzer-core.uninitialized.UndefReturn; cppcheck: arrayIndexOutOfBounds */
	/* scan-build: core.uninitialized.UndefReturn */
	return numbers[place];
}

void write_out_of_bounds(void)
{
	char bytes[4];

	/* gcc: -Wstringop-overflow; clang-tidy: clang-analyzer-security.insecureAPI.strcpy */
	/* cppcheck: bufferAccessOutOfBounds */
	/* clang: -Wfortify-source */
	strcpy(bytes, "long");
	puts(bytes);
}

int divide_by_zero(int number)
{
	int zero = number - number;

	/* clang-tidy: clang-analyzer-core.DivideZero; cppcheck: zerodiv; scan-build: core.DivideZero */
	return number / zero;
}

int *return_local(void)
{
	int number = 3;
	int *place = &number;

	/* clang-tidy: clang-analyzer-core.StackAddressEscape; cppcheck: returnDanglingLifetime */
	/* scan-build: core.StackAddressEscape */
	return place;
}

void close_twice(const char *name)
{
	FILE *file = fopen(name, "r");

	if (file == NULL)
		return;
	/* clang-tidy: cert-err33-c */
	fclose(file);
	/* gcc: -Wanalyzer-double-fclose; gcc: -Wanalyzer-double-free; clang-tidy: cert-err33-c */
	/* clang-tidy: clang-analyzer-unix.Stream; cppcheck: doubleFree; cppcheck: useClosedFile */
	/* scan-build: unix.Stream */
	fclose(file);
}

void never_close(const char *name)
{
	FILE *file = fopen(name, "r");

	if (file != NULL && fgetc(file) == 'x')
		puts("x");
	/* gcc: -Wanalyzer-file-leak; gcc: -Wanalyzer-malloc-leak */
	/* clang-tidy: clang-analyzer-unix.Stream; cppcheck: resourceLeak; scan-build: unix.Stream */
}

void clear_pointer(char *bytes)
{
	/* gcc: -Wsizeof-pointer-memaccess; clang-tidy: clang-diagnostic-sizeof-pointer-memaccess */
	/* cppcheck: pointerSize */
	/* clang: -Wsizeof-pointer-memaccess */
	memset(bytes, 0, sizeof(bytes));
}

void swap_arguments(char *bytes, size_t size)
{
	/* gcc: -Wmemset-transposed-args; clang-tidy: bugprone-suspicious-memset-usage */
	/* cppcheck: memsetZeroBytes */
	memset(bytes, (int)size, 0);
}

void *grow(char *bytes, size_t size)
{
	/* clang-tidy: bugprone-suspicious-realloc-usage */
	bytes = realloc(bytes, size);
	return bytes;
}

size_t multiply(int one, int other)
{
	/* clang-tidy: bugprone-implicit-widening-of-multiplication-result */
	return (size_t)(one * other) + TWICE(3);
}

void ignore_errors(FILE *file, char *bytes)
{
	/* clang-tidy: cert-err33-c */
	fread(bytes, 1, 4, file);
	/* clang-tidy: cert-err33-c */
	fseek(file, 0, SEEK_SET);
	/* clang-tidy: cert-err34-c */
	printf("%d\n", atoi(bytes));
}

int loop_too_far(int size)
{
	int sum = 0;

	/* clang-tidy: bugprone-too-small-loop-variable */
	for (unsigned char i = 0; i < size; i++)
		sum += i;
	return sum;
}

int same_on_both_sides(int number)
{
	if (number == 3)
		/* clang-tidy: bugprone-branch-clone */
		return 1;
	else if (number == 4)
		return 1;
	return number == 5 || number == 5;
}

void print_wrongly(long number)
{
	/* gcc: -Wformat; clang-tidy: clang-diagnostic-format; cppcheck: invalidPrintfArgType_s */
	/* clang: -Wformat */
	printf("%s\n", number);
}

int overlap(char *bytes)
{
	/* gcc: -Wrestrict; cppcheck: sprintfOverlappingData */
	return snprintf(bytes, 4, "%s", bytes);
}

int shift_too_far(int number)
{
	int places = 40;

	/* gcc: -Wanalyzer-shift-count-overflow; clang-tidy: clang-analyzer-core.BitwiseShift */
	/* cppcheck: shiftTooManyBits; scan-build: core.BitwiseShift */
	return number << places;
}
