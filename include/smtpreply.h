/* SPDX-License-Identifier: MIT */
/*
 * libsmtpreply: reads the replies of SMTP and LMTP servers, however the network cuts them.
 *
 *     bytes -> lexer -> tokens -> parser -> struct smtpreply -> meaning -> words
 *
 * This header includes all others. Each of them is the manual of one concept:
 *
 *     smtpreply/parser.h     bytes in, replies out
 *     smtpreply/status.h     severity and enhanced status code
 *     smtpreply/advice.h     what to do next
 *
 * The library allocates nothing, does no I/O and keeps nothing: all memory is the caller's. Any
 * number of threads may use it at once, each with parsers of its own.
 */
#ifndef SMTPREPLY_H
#define SMTPREPLY_H

#include <smtpreply/advice.h>
#include <smtpreply/parser.h>
#include <smtpreply/status.h>

#endif
