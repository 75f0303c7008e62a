# SPDX-License-Identifier: MIT
"""Counts the instructions that reading a corpus takes. They repeat exactly."""
import os
import pathlib
import re
import tempfile

import variants

# glibc chooses its memcpy and memset by the processor; this leaves the ones that any x86-64 has.
# And it binds them when they are first called, unless told to do so before.
SAME_LIBC = {
    "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX,-AVX2,-AVX_Fast_Unaligned_Load,-AVX512F,-AVX512VL,"
                      "-ERMS,-FSRM,-SSSE3",
    "LD_BIND_NOW": "1",
}
TOTALS = re.compile(r"^(?:totals|summary): (\d+)", re.MULTILINE)


def instructions(function, program, *arguments):
    """Instructions in a function and what it calls."""
    with tempfile.TemporaryDirectory() as folder:
        result = pathlib.Path(folder) / "callgrind.out"
        variants.run("valgrind", "--tool=callgrind", f"--toggle-collect={function}",
                     f"--callgrind-out-file={result}", program, *arguments,
                     env={**os.environ, **SAME_LIBC})
        return int(TOTALS.search(result.read_text())[1])


def per_byte(folder, feeding, file):
    """Instructions a byte of a file, for a way to feed it or for json, the command's output."""
    if feeding == "json":
        command = ["run_parse", folder / "tools" / "smtpreply", "parse", "--json", file]
    else:
        command = ["feed_corpus", folder / "bench" / "count", feeding, file]
    return round(instructions(*command) / file.stat().st_size, 3)
