/* SPDX-License-Identifier: MIT */
/*
 * The parser reads what the second reading of the grammar reads (tests/model), however the bytes
 * are cut.
 *
 * An input is three bytes, which choose what is refused, the limit of a reply and the size of the
 * pieces, then what the server sends.
 */
#include "inputs.h"
#include "target.h"

#include "model/compare.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct comparison comparison;
	struct way way = { .room = size + 2 };

	if (size < MODEL_HEADER)
		return 0;
	way.refuse = refusal_of(data[0]);
	way.max_octets = limit_of(data[1]);
	way.piece = data[2];
	compare(&comparison, data + MODEL_HEADER, size - MODEL_HEADER, &way);
	must(comparison.difference_count == 0, "the model and the parser read the same");
	return 0;
}
