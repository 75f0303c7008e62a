/* SPDX-License-Identifier: MIT */
/* One command of a client: what its line says. Knows no dialogue. */
#ifndef REQUEST_H
#define REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct request {
	uint32_t stage;      /* an enum smtpreply_stage; BDAT_LAST for a last chunk */
	size_t verb_end;     /* bytes of the line up to the end of its first word */
	size_t path;         /* MAIL and RCPT: where the path begins, behind the colon */
	size_t path_size;    /* 0 for none */
	bool has_parameters; /* MAIL and RCPT: something follows the path */
	bool asks_prdr;      /* MAIL: PRDR is one of the parameters */
	bool ends_message;   /* BURL LAST */
	uint64_t octets;     /* BDAT: of the chunk */
};

void read_request(struct request *request, const char *line, size_t size);

#endif
