# SPDX-License-Identifier: MIT
"""Builds of the library to measure: one folder below build/bench for each way to skip."""
import os
import pathlib
import subprocess

SOURCE = pathlib.Path(__file__).resolve().parent.parent
SCRATCH = SOURCE / "build" / "bench"

# Values of the option simd.
VARIANTS = ["sse2", "word", "none"]
COMPILER = "gcc"


def run(*command, **options):
    """Runs a command that must succeed, quietly; returns what it printed."""
    command = [str(word) for word in command]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False, **options)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: exit status {done.returncode}\n{done.stdout}")
    return done.stdout


def compiler_version():
    """Such as "gcc 12": another one makes other instructions."""
    return f"{COMPILER} {run(COMPILER, '-dumpversion').strip()}"


def build(variant, targets, buildtype="release"):
    """Compiles targets in a folder of their own and returns the folder."""
    folder = SCRATCH / f"{buildtype}-{variant}"
    options = [f"-Dbuildtype={buildtype}", f"-Dsimd={variant}", "-Ddefault_library=static",
               "-Dtests=false"]
    if not (folder / "build.ninja").exists():
        run("meson", "setup", folder, SOURCE, *options, env={**os.environ, "CC": COMPILER})
    run("meson", "compile", "-C", folder, *targets)
    return folder
