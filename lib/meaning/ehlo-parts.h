/* SPDX-License-Identifier: MIT */
/* How the files of EHLO call each other: its lines, the words it knows, what a line grants. */
#ifndef EHLO_PARTS_H
#define EHLO_PARTS_H

#include <smtpreply/ehlo.h>

/* The number of a keyword, 0 for none; with the "=" where a line has the form AUTH=LOGIN. */
uint8_t smtpreply_ehlo_keyword_number(const char *text, size_t size);

/* The number of a word among the parameters of a keyword, 0 for none. */
uint32_t smtpreply_ehlo_word_number(uint8_t keyword, const char *text, size_t size);

/* Adds what a line grants. */
void smtpreply_ehlo_take_item(struct smtpreply_ehlo *ehlo, const struct smtpreply_ehlo_item *item);

#endif
