/* SPDX-License-Identifier: MIT */
/*
 * Another library, measured in a process of its own.
 *
 * A peer is a command that gets a corpus's file name. For each line that it reads from standard
 * input it reads the corpus once and answers with a line: replies, a space, nanoseconds of the
 * processor.
 */
#ifndef PEER_H
#define PEER_H

#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

struct peer {
	const char *name;
	const char *command;
	pid_t process;
	FILE *requests;
	FILE *answers;
};

/* Takes "NAME=COMMAND" apart, in place. Ends the program when there is no "=". */
void peer_parse(struct peer *peer, char *text);

/* Starts the command. Ends the program when that fails. */
void peer_start(struct peer *peer, const char *file_name);

/* Nanoseconds of one pass, and how many replies it found. Ends the program when there is none. */
double peer_pass(struct peer *peer, size_t *reply_count);

void peer_stop(struct peer *peer);

#endif
