/* SPDX-License-Identifier: MIT */
/* Gives a pasted reply back the line ends that it had on the wire. */
#define _POSIX_C_SOURCE 200809L
#include "pasted.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "streams.h"

/* What complete_paste() adds. */
#define LAST_END "\r\n"

static bool is_white(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static void add_byte(struct pasted *pasted, char byte)
{
	if (pasted->size < sizeof pasted->text - strlen(LAST_END))
		pasted->text[pasted->size++] = byte;
}

void paste_bytes(struct pasted *pasted, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (pasted->size == 0 && is_white(bytes[i]))
			continue;
		if (bytes[i] == '\n' && pasted->text[pasted->size - 1] != '\r')
			add_byte(pasted, '\r');
		add_byte(pasted, bytes[i]);
	}
}

void paste_word(struct pasted *pasted, const char *word)
{
	pasted->has_words = true;
	paste_bytes(pasted, " ", 1);
	paste_bytes(pasted, word, strlen(word));
}

int paste_input(struct pasted *pasted)
{
	char bytes[4096];
	ssize_t size;

	while (pasted->size <= SMTPREPLY_DEFAULT_MAX_OCTETS &&
	       (size = read_input(STDIN_FILENO, bytes, sizeof bytes)) != 0) {
		if (size < 0)
			return complain_of_file(NULL, errno);
		paste_bytes(pasted, bytes, (size_t)size);
	}
	return EXIT_ALL_WELL;
}

bool complete_paste(struct pasted *pasted)
{
	while (pasted->size > 0 && is_white(pasted->text[pasted->size - 1]))
		pasted->size--;
	if (pasted->size == 0)
		return false;
	memcpy(pasted->text + pasted->size, LAST_END, strlen(LAST_END));
	pasted->size += strlen(LAST_END);
	return true;
}
