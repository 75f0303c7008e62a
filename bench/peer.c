/* SPDX-License-Identifier: MIT */
/* Talks to peers over two pipes. The time is taken in the peer: the pipes do not count. */
#define _POSIX_C_SOURCE 200809L

#include "peer.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void give_up(const struct peer *peer, const char *reason)
{
	fprintf(stderr, "peer %s: %s\n", peer->name, reason);
	exit(EXIT_FAILURE);
}

void peer_parse(struct peer *peer, char *text)
{
	char *equals = strchr(text, '=');

	peer->name = text;
	if (equals == NULL)
		give_up(peer, "has no command");
	*equals = '\0';
	peer->command = equals + 1;
}

/* In the child: becomes the command, with the file name as its last argument. */
static _Noreturn void become(const struct peer *peer, const char *file_name, int input, int output)
{
	char script[4096];

	if ((size_t)snprintf(script, sizeof script, "exec %s \"$0\"", peer->command) >=
	    sizeof script)
		give_up(peer, "has too long a command");
	if (dup2(input, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0)
		give_up(peer, "cannot be connected");
	execl("/bin/sh", "sh", "-c", script, file_name, (char *)NULL);
	give_up(peer, "cannot be started");
}

void peer_start(struct peer *peer, const char *file_name)
{
	int request_ends[2], answer_ends[2];

	if (pipe(request_ends) != 0 || pipe(answer_ends) != 0)
		give_up(peer, "got no pipe");
	peer->process = fork();
	if (peer->process < 0)
		give_up(peer, "got no process");
	if (peer->process == 0) {
		close(request_ends[1]);
		become(peer, file_name, request_ends[0], answer_ends[1]);
	}
	close(request_ends[0]);
	close(answer_ends[1]);
	fcntl(request_ends[1], F_SETFD, FD_CLOEXEC); /* else later peers hold it open */
	peer->requests = fdopen(request_ends[1], "w");
	peer->answers = fdopen(answer_ends[0], "r");
	if (peer->requests == NULL || peer->answers == NULL)
		give_up(peer, "got no stream");
}

double peer_pass(struct peer *peer, size_t *reply_count)
{
	char answer[128], *behind;
	double nanoseconds;

	if (fputs("\n", peer->requests) == EOF || fflush(peer->requests) != 0)
		give_up(peer, "has ended");
	if (fgets(answer, sizeof answer, peer->answers) == NULL)
		give_up(peer, "gave no answer");
	*reply_count = strtoull(answer, &behind, 10);
	nanoseconds = strtod(behind, &behind);
	if (*behind != '\n')
		give_up(peer, "gave an answer that is not two numbers");
	return nanoseconds;
}

/* A peer ends when its input does. */
void peer_stop(struct peer *peer)
{
	(void)fclose(peer->requests);
	(void)fclose(peer->answers);
	waitpid(peer->process, NULL, 0);
}
