/* SPDX-License-Identifier: MIT */
/* Writes the event log to standard output; see tests/PROOF.md. */
#include "event_log.h"

#include <stdlib.h>

int main(void)
{
	size_t failures = write_event_log(stdout);

	return failures == 0 && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
