/* SPDX-License-Identifier: MIT */
/* The words in a reply's text that a rule of advice asks for, see words.re. */
#ifndef WORDS_H
#define WORDS_H

#include <stdint.h>

#include <smtpreply/parser.h>

enum words {
	SAYS_TOO_MANY = 1 << 0,   /* too many recipients in one transaction */
	SAYS_FULL = 1 << 1,       /* the mailbox is full */
	SAYS_GREYLISTED = 1 << 2, /* greylisting */
	SAYS_RATE = 1 << 3,       /* the client sends too much or too fast */
	SAYS_STARTTLS = 1 << 4,   /* TLS is wanted */
	SAYS_TOO_BIG = 1 << 5     /* the message is too big */
};

/* All that the text says, bits of enum words. */
uint32_t smtpreply_words(const struct smtpreply *reply);

#endif
