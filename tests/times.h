/* SPDX-License-Identifier: MIT */
/* A string many times, for the tables. */
#ifndef TIMES_H
#define TIMES_H

#define TIMES_10(x) x x x x x x x x x x
#define TIMES_100(x)                                                                               \
	TIMES_10(x)                                                                                \
	TIMES_10(x)                                                                                \
	TIMES_10(x)                                                                                \
	TIMES_10(x) TIMES_10(x) TIMES_10(x) TIMES_10(x) TIMES_10(x) TIMES_10(x) TIMES_10(x)
#define TIMES_500(x) TIMES_100(x) TIMES_100(x) TIMES_100(x) TIMES_100(x) TIMES_100(x)

#endif
