/* SPDX-License-Identifier: MIT */
/* What must hold of any advice, whatever the reply and the situation. */
#ifndef PROMISES_H
#define PROMISES_H

#include <smtpreply.h>

/* Answers NULL, or the promise that the advice breaks. */
const char *broken_promise(const struct smtpreply *reply,
			   const struct smtpreply_situation *situation,
			   const struct smtpreply_advice *advice);

/* As advice.def shows it: "action/otherwise scope close reset delay=N rule". */
void write_advice(const struct smtpreply_advice *advice, char *out, size_t room);

#endif
