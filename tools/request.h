/* SPDX-License-Identifier: MIT */
/* One command of a client: what its line says. Knows no dialogue. */
#ifndef REQUEST_H
#define REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct request {
	uint32_t stage;      /* an enum smtpreply_stage; BDAT_LAST for a last chunk */
	size_t hidden;       /* octets of a secret, at the end of the line */
	size_t path;         /* MAIL and RCPT: where the path begins, behind the colon */
	size_t path_size;    /* 0 for none */
	bool has_parameters; /* MAIL and RCPT: something follows the path */
	bool asks_prdr;      /* MAIL: PRDR is one of the parameters */
	bool ends_message;   /* BURL LAST */
	uint64_t octets;     /* BDAT: of the chunk */
};

/* Octets at the end of a line that may be a secret: all behind AUTH, wherever that stands. */
size_t size_of_secret(const char *line, size_t size);

void read_request(struct request *request, const char *line, size_t size);

#endif
