# SPDX-License-Identifier: MIT
"""Counts the instructions that feeding a corpus takes. They repeat exactly."""
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


def instructions(program, *arguments):
    """Instructions in feed_corpus() and what it calls."""
    with tempfile.TemporaryDirectory() as folder:
        result = pathlib.Path(folder) / "callgrind.out"
        variants.run("valgrind", "--tool=callgrind", "--toggle-collect=feed_corpus",
                     f"--callgrind-out-file={result}", program, *arguments,
                     env={**os.environ, **SAME_LIBC})
        return int(TOTALS.search(result.read_text())[1])


def per_byte(program, feeding, file):
    """Instructions a byte of the file."""
    return round(instructions(program, feeding, file) / file.stat().st_size, 3)
