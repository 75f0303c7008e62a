# SPDX-License-Identifier: MIT
"""Builds the site into a scratch folder, and tells what must be on it."""
import atexit
import json
import os
import pathlib
import subprocess
import sys
import tempfile

COMMAND = os.environ["SMTPREPLY"]
ROOT = pathlib.Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "ja")

sys.path[:0] = [str(ROOT / "site"), str(ROOT / "docs")]


def build():
    scratch = tempfile.TemporaryDirectory()
    atexit.register(scratch.cleanup)
    subprocess.run([sys.executable, ROOT / "site/generate", scratch.name, "1.2.3", COMMAND],
                   check=True)
    return pathlib.Path(scratch.name)


def phrases_of(language):
    return json.loads((ROOT / "site" / f"{language}.json").read_text(encoding="utf-8"))


def pairs():
    lines = (ROOT / "site/pairs.txt").read_text(encoding="utf-8").splitlines()
    return [tuple(line.split()) for line in lines if line and not line.startswith("#")]
