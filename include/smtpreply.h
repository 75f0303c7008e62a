/* SPDX-License-Identifier: MIT */
/*
 * libsmtpreply: reads the replies of SMTP and LMTP servers, however the network cuts them.
 *
 *     bytes -> lexer -> tokens -> parser -> struct smtpreply -> meaning -> words
 *
 * This header includes all others. Each of them is the manual of one concept:
 *
 *     smtpreply/parser.h        bytes in, replies out
 *     smtpreply/status.h        severity and enhanced status code
 *     smtpreply/stage.h         what a reply answers, and what may come in its place
 *     smtpreply/session.h       which reply answers which command
 *     smtpreply/ehlo.h          what a server offers in its reply to EHLO
 *     smtpreply/path.h          the new address of a user in 251 and 551
 *     smtpreply/server-name.h   the name of the server in 220, 221 and 421
 *     smtpreply/challenge.h     the base64 challenge of 334
 *     smtpreply/delay.h         when to try again, in 4yz
 *     smtpreply/queue-id.h      the queue id of a message that was taken
 *     smtpreply/advice.h        what to do next
 *     smtpreply/print.h         replies and texts, safe for logs and terminals
 *     smtpreply/reference.h     what a code, a status or a keyword is, and how to fix it
 *
 * The library allocates nothing, does no I/O and keeps nothing: all memory is the caller's. Any
 * number of threads may use it at once, each with parsers of its own.
 */
#ifndef SMTPREPLY_H
#define SMTPREPLY_H

#include <smtpreply/advice.h>
#include <smtpreply/challenge.h>
#include <smtpreply/delay.h>
#include <smtpreply/ehlo.h>
#include <smtpreply/parser.h>
#include <smtpreply/path.h>
#include <smtpreply/print.h>
#include <smtpreply/queue-id.h>
#include <smtpreply/reference.h>
#include <smtpreply/server-name.h>
#include <smtpreply/session.h>
#include <smtpreply/stage.h>
#include <smtpreply/status.h>

#endif
