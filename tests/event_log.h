/* SPDX-License-Identifier: MIT */
/*
 * Writes what the whole library makes of the tables of the tests, as lines of text: the same on
 * every machine. Needs no Check, keeps nothing between two calls, and is C99 and C++11 at once, so
 * that it can be compiled as either; see tests/PROOF.md.
 */
#ifndef EVENT_LOG_H
#define EVENT_LOG_H

#include <smtpreply.h>

#include <stdio.h>

SMTPREPLY_BEGIN_DECLARATIONS

/* Answers how many samples do not give what their row says; the log then names them. */
size_t write_event_log(FILE *log);

/* Its parts. */
size_t log_wire(FILE *log);
void log_meaning(FILE *log);
void log_session(FILE *log);
void log_reference(FILE *log);

/* Bytes in quotes; those that are not printable ASCII as \x and two digits. */
void log_bytes(FILE *log, const void *bytes, size_t size);

SMTPREPLY_END_DECLARATIONS

#endif
