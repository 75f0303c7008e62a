/* SPDX-License-Identifier: MIT */
/*
 * What a server wrote, made safe to print: for logs, for terminals, for a bounce message.
 *
 * A reply of three lines, each with the status 5.1.1, in its three forms:
 *
 *     line         550 5.1.1 The account does not exist. Try another address.
 *     diagnostic   smtp; 550 5.1.1 The account does not exist. Try another address.
 *     lines        550 5.1.1 The account
 *                      does not exist.
 *                      Try another address.
 *
 * In all of them nothing that a server wrote reaches a terminal or a log as it came if it could
 * move the cursor, start a line, or turn the order of characters round:
 *
 *     C0 controls and DEL             \x1b, a tab \t
 *     bytes that are no UTF-8         \xff, each of them
 *     U+0080 to U+009F (C1)           \u009b
 *     U+2028, U+2029 (separators)     \u2028
 *     U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069
 *         (controls of direction)     \u202e
 *     a backslash                     \\, so that nobody takes a server's backslash for an escape
 *
 * Other characters are shown, those without width too: joiners are part of how Persian, Hindi and
 * emoji are written. Quotes stay: what needs them escaped (JSON, a shell) is yours to escape.
 *
 * Each call writes as snprintf() does: as much as there is room for and a NUL, and it returns what
 * the whole needs. What is written is a prefix of the whole and ends in no half escape and no half
 * character, so a cut text is as safe as a whole one.
 *
 *     char line[512];
 *     smtpreply_print_line(&parser.reply, line, sizeof line);
 *     syslog(LOG_INFO, "said: %s", line);
 */
#ifndef SMTPREPLY_PRINT_H
#define SMTPREPLY_PRINT_H

#include <stddef.h>

#include <smtpreply/export.h>
#include <smtpreply/parser.h>

SMTPREPLY_BEGIN_DECLARATIONS

/**
 * Prints a reply as one line, for a log.
 *
 * The code, the status of the reply, and the texts of all lines, a blank between each. A status
 * that stands in a line is left out where it is the one printed last, so one that every line
 * repeats is printed once; a line that brings another one shows it. The blanks and tabs at both
 * ends of a line are left out, and so are empty lines. A truncated reply (smtpreply.truncated) ends
 * in " [...]".
 *
 * What has not ended, after SMTPREPLY_LINE or an error, has the code of its last line and a hyphen
 * behind it, as in "550-blocked": nobody then takes it for a whole reply. Where no code has come
 * there is nothing to print.
 *
 * \param reply  the reply, or what came of one before an error
 * \param line   where to print; may be NULL with room 0
 * \param room   the size of line in bytes, the NUL included; 0 writes nothing
 * \return the octets of the whole line, without the NUL; all were written if it is less than room
 */
SMTPREPLY_API size_t smtpreply_print_line(const struct smtpreply *reply, char *line, size_t room);

/**
 * Prints a reply as the value of a Diagnostic-Code field (RFC 3464, 2.3.6).
 *
 * "smtp; " and the line of smtpreply_print_line(), in ASCII: each byte of another character shows
 * as \xc3. There is no line end in it. Folding is yours: a header field may be folded before any
 * blank of its value (RFC 5322, 2.2.3). To keep even a text without a blank within 998 octets
 * (RFC 5322, 2.1.1), print into a room of 980.
 *
 * \param reply  the reply, or what came of one before an error
 * \param value  where to print; may be NULL with room 0
 * \param room   the size of value in bytes, the NUL included; 0 writes nothing
 * \return the octets of the whole value, without the NUL; all were written if it is less than room
 */
SMTPREPLY_API size_t smtpreply_print_diagnostic(const struct smtpreply *reply, char *value,
						size_t room);

/**
 * Prints a reply as its lines, for a person at a terminal.
 *
 * The first line has code and status before its text. An LF and four blanks stand before each of
 * the others, so that no line of a server can be taken for one of yours; an empty one has the LF
 * alone. Blanks stay as they came, but for one behind a status that is left out. All else is as in
 * smtpreply_print_line(). No LF stands at the end.
 *
 * \param reply  the reply, or what came of one before an error
 * \param lines  where to print; may be NULL with room 0
 * \param room   the size of lines in bytes, the NUL included; 0 writes nothing
 * \return the octets of all lines, without the NUL; all were written if it is less than room
 */
SMTPREPLY_API size_t smtpreply_print_lines(const struct smtpreply *reply, char *lines, size_t room);

/**
 * Prints any part of what a server wrote on one line: a queue id, a path, a name, a keyword.
 *
 * Nothing is left out; an LF shows as \x0a.
 *
 * \param text  what the server wrote; read up to size, needs no NUL; may be NULL with size 0
 * \param size  bytes of text
 * \param to    where to print; may be NULL with room 0; must not overlap text
 * \param room  the size of to in bytes, the NUL included; 0 writes nothing
 * \return the octets of the whole, at most 4 for each byte of text, without the NUL; all were
 *         written if it is less than room
 */
SMTPREPLY_API size_t smtpreply_print_text(const char *text, size_t size, char *to, size_t room);

SMTPREPLY_END_DECLARATIONS

#endif
