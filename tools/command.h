/* SPDX-License-Identifier: MIT */
/* What the files of the command share: its subcommands, its exit statuses, its complaints. */
#ifndef COMMAND_H
#define COMMAND_H

struct manual;
struct output;

/* The numbers are those of sysexits.h, which not every system has. */
enum exit_status {
	EXIT_ALL_WELL = 0,
	EXIT_UNKNOWN = 1, /* what was asked for is not in the reference */
	EXIT_BAD_USAGE = 64,
	EXIT_BAD_STREAM = 65, /* the replies of the server ended in an error */
	EXIT_NO_INPUT = 66,
	EXIT_NO_MEMORY = 71,
	EXIT_NO_OUTPUT = 74
};

/* The subcommands. arguments[0] is the name of the subcommand. */
int advise_command(int count, char *arguments[]);
int compare_command(int count, char *arguments[]);
int completion_command(int count, char *arguments[]);
int explain_command(int count, char *arguments[]);
int list_command(int count, char *arguments[]);
int parse_command(int count, char *arguments[]);
int search_command(int count, char *arguments[]);
int transcript_command(int count, char *arguments[]);

/* Their options and operands. */
extern const struct manual advise_manual;
extern const struct manual compare_manual;
extern const struct manual completion_manual;
extern const struct manual explain_manual;
extern const struct manual list_manual;
extern const struct manual parse_manual;
extern const struct manual search_manual;
extern const struct manual transcript_manual;

/* Writes "smtpreply: ..." as one line on standard error, made safe for a terminal. */
#if defined(__GNUC__)
__attribute__((format(printf, 1, 2)))
#endif
void complain(const char *format, ...);

/* Writes what waits in the output. Complains when standard output could not take all of it. */
int close_output(struct output *output);

#endif
