# SPDX-License-Identifier: MIT
"""The README tells the truth: its program compiles, and every console block shows real output.

A console block holds commands behind "$ ", each with its output under it. They run in a scratch
folder from which the project's files are reached by the same names, with the command and the
library of this build. Commands that install or build stand in sh blocks and are not run.
"""
import itertools
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile
import unittest

from project import (BUILD, COMMAND, COMPILER, EXAMPLES, HAS_REFERENCE, HEADERS, LINK_FLAGS, SOURCE,
                     names_of_enum, need, run)

README = (SOURCE / "README.md").read_text()
EXAMPLE = "replies.c"
OF_REFERENCE = re.compile(r"smtpreply (explain|compare|search|list)\b")
OF_EXAMPLE = re.compile(r"replyd\.py .* (send|check) 127\.0\.0\.1 PORT")
MOST_EXAMPLE_LINES = 20


def blocks(language, text=README):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def dialogue(block):
    """The commands of a console block, each with the output shown."""
    steps = re.split(r"^\$ ", block, flags=re.MULTILINE)
    if steps[0] != "":
        raise AssertionError(f"a console block starts with output: {steps[0]}")
    return [tuple(step.split("\n", 1)) for step in steps[1:]]


def is_built(command):
    """Does this build have what the command runs?"""
    example = OF_EXAMPLE.search(command)
    return (HAS_REFERENCE or not OF_REFERENCE.search(command)) and \
        (example is None or example[1] in EXAMPLES)


class Desk:
    """A scratch folder that looks like the project's to the commands of the README."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        for name in os.listdir(SOURCE):
            (self.folder / name).symlink_to(SOURCE / name)
        tools = self.folder / "path"
        tools.mkdir()
        (tools / "smtpreply").symlink_to(COMMAND)
        self.write_compiler(tools / "cc")
        for example in EXAMPLES:
            (tools / example).symlink_to(BUILD / "examples" / example)
        (self.folder / EXAMPLE).write_text(blocks("c")[0])
        self.environment = {
            **os.environ,
            "PATH": f"{tools}:{os.environ['PATH']}",
            "LC_ALL": "C",
            "COLUMNS": "80",
            "LD_LIBRARY_PATH": str(BUILD / "lib"),
            "PKG_CONFIG_PATH": str(BUILD / "meson-uninstalled"),
        }

    def write_compiler(self, path):
        program = shutil.which(COMPILER[0])
        words = shlex.join([program, *COMPILER[1:], *LINK_FLAGS])
        path.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
        path.chmod(0o755)

    def output_of(self, command):
        done = subprocess.run(["sh", "-c", command], cwd=self.folder, env=self.environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False, timeout=60)
        return done.stdout.decode()


class Console(unittest.TestCase):
    def setUp(self):
        need(self, "pkg-config")
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.desk = Desk(scratch.name)
        self.maxDiff = None

    def differences(self, text):
        """The commands whose output is not what the text shows."""
        return [(command, shown, given)
                for block in blocks("console", text)
                for command, shown in dialogue(block)
                if is_built(command)
                and (given := self.desk.output_of(command)) != shown]

    @unittest.skipUnless(HAS_REFERENCE, "this build has no reference")
    def test_every_output_is_real(self):
        self.assertEqual(self.differences(README), [])

    def test_the_blocks_show_the_command_and_the_example(self):
        steps = [step for block in blocks("console") for step in dialogue(block)]
        commands = [command for command, _ in steps]
        for wanted in ("smtpreply parse ", "smtpreply parse --json", "smtpreply advise ",
                       "smtpreply advise --json", "smtpreply transcript tests/captures/",
                       "smtpreply transcript --json", "./replies",
                       "smtpreply compare 251 451", "smtpreply compare 251 451 --lang ja",
                       "smtpreply explain ", "smtpreply search ", "smtpreply list ",
                       " send 127.0.0.1 PORT", " check 127.0.0.1 PORT"):
            self.assertTrue(any(wanted in command for command in commands), wanted)

    def test_a_wrong_output_would_be_found(self):
        block = next(block for block in blocks("console") if "./replies" in block)
        for wrong in (block.replace("positive", "negative", 1), block + "one line more\n"):
            self.assertNotEqual(wrong, block)
            self.assertEqual(len(self.differences(f"```console\n{wrong}```\n")), 1)


class Example(unittest.TestCase):
    def test_is_one_program_of_at_most_twenty_lines(self):
        self.assertEqual(len(blocks("c")), 1)
        self.assertLessEqual(len(blocks("c")[0].splitlines()), MOST_EXAMPLE_LINES)

    def test_compiles_without_a_warning(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / EXAMPLE
            path.write_text(blocks("c")[0])
            run(*COMPILER, "-std=c11", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Wpedantic",
                "-Werror", "-fsyntax-only", f"-I{SOURCE / 'include'}", path)


class Tables(unittest.TestCase):
    def first_column(self, heading):
        """The names in backquotes in the first column of the table with this heading."""
        lines = README.splitlines()
        start = next(i for i, line in enumerate(lines) if line.startswith(f"| {heading} |"))
        rows = itertools.takewhile(lambda line: line.startswith("|"), lines[start + 2:])
        return [name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])]

    def test_every_error_is_told(self):
        self.assertEqual(self.first_column("error"), names_of_enum("smtpreply_error"))

    def test_every_deviation_is_told_in_the_order_of_the_header(self):
        self.assertEqual(self.first_column("deviation"), names_of_enum("smtpreply_deviation"))


class Tree(unittest.TestCase):
    def test_every_path_in_backquotes_is_there(self):
        names = re.findall(r"`((?:scripts|include|lib|tools|tests|fuzz|docs|site|examples|\.ci)/[\w./-]*)`", README)
        self.assertTrue(names)
        self.assertEqual([name for name in names if not (SOURCE / name).exists()], [])

    def test_all_headers_are_named(self):
        self.assertTrue(HEADERS)
        self.assertEqual([path.name for path in HEADERS if path.name not in README], [])


if __name__ == "__main__":
    unittest.main()
