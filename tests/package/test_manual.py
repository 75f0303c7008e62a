# SPDX-License-Identifier: MIT
"""The manual pages: smtpreply(1) tells the options that the command has and shows real output;
smtpreply(3) names every header and function, and its program is one; smtp-reply-codes(7) has every entry
of the reference; mandoc finds nothing wrong with any of them."""
import json
import re
import subprocess
import tempfile
import unittest

from project import BUILD, COMMAND, HAS_REFERENCE, HEADERS, SOURCE, need, run
from test_conformance import KNOWN
from test_readme import OF_REFERENCE, Desk, dialogue

COMMAND_PAGE = SOURCE / "docs/smtpreply.1"
LIBRARY_PAGE = SOURCE / "docs/smtpreply.3"
CODES_PAGE = BUILD / "docs/smtp-reply-codes.7"
LACKING = set() if HAS_REFERENCE else {"compare", "explain", "list", "search"}


def sections(page):
    """The parts of smtpreply(1) on a subcommand each, by its name."""
    parts = re.split(r"^\.S[sh] ", page, flags=re.MULTILINE)
    return {part.split()[0]: part for part in parts if re.match("[a-z]", part)}


def options_of_page(section):
    return set(re.findall(r"^\.It Fl Fl (\S+)", section, re.MULTILINE))


def options_of_help(command):
    text = run(COMMAND, command, "--help")
    return set(re.findall(r"^  --(\S+)", text, re.MULTILINE))


def commands():
    listed = run(COMMAND, "--help").partition("commands:\n")[2]
    return set(re.findall(r"^  (\w+)  ", listed, re.MULTILINE))


def literals(page, start):
    """What stands in the blocks that start with this, as it is shown."""
    found = re.findall(rf"^\.Bd -literal\n({re.escape(start)}.*?)^\.Ed$", page, re.MULTILINE | re.DOTALL)
    return [block.replace(r"\e", "\\") for block in found]


def examples(page):
    """Those that this build can show, each command with its output."""
    steps = [step for block in literals(page, "$ ") for step in dialogue(block)]
    return [step for step in steps if HAS_REFERENCE or not OF_REFERENCE.search(step[0])]


class CommandPage(unittest.TestCase):
    def setUp(self):
        self.page = COMMAND_PAGE.read_text()
        self.maxDiff = None

    def test_it_has_the_subcommands_of_the_command(self):
        self.assertEqual(set(sections(self.page)) - LACKING, commands())

    def test_each_subcommand_has_its_options_and_no_other(self):
        for command in sorted(commands()):
            with self.subTest(command):
                self.assertEqual(options_of_page(sections(self.page)[command]),
                                 options_of_help(command))

    def test_it_has_every_variable_that_the_command_reads(self):
        sources = "".join(path.read_text() for path in (SOURCE / "tools").glob("*.c"))
        read = set(re.findall(r'getenv\("(\w+)"\)', sources))
        told = re.findall(r"^\.It Ev (.*)$", self.page, re.MULTILINE)
        self.assertGreater(len(read), 2)
        self.assertLessEqual(read, set(" , ".join(told).split(" , ")))

    def test_every_output_is_real(self):
        need(self, "pkg-config")
        shown = examples(self.page)
        self.assertGreater(len(shown), 1)
        with tempfile.TemporaryDirectory() as folder:
            desk = Desk(folder)
            self.assertEqual([(command, desk.output_of(command)) for command, _ in shown], shown)

    def test_mandoc_finds_nothing(self):
        lint(self, COMMAND_PAGE)


class LibraryPage(unittest.TestCase):
    def setUp(self):
        self.page = LIBRARY_PAGE.read_text()
        self.maxDiff = None

    def test_it_has_every_header_and_no_other(self):
        wanted = {str(path.relative_to(SOURCE / "include")) for path in HEADERS}
        told = set(re.findall(r"^\.(?:It )?In (\S+)", self.page, re.MULTILINE))
        self.assertEqual(told, wanted - {"smtpreply/export.h"})

    def test_it_has_every_function_with_its_header_once(self):
        exported = re.findall(r"^\t(smtpreply_\w+);$", (SOURCE / "lib/smtpreply.map").read_text(),
                              re.MULTILINE)
        headers = self.page.partition("\n.Sh HEADERS\n")[2].partition("\n.Sh ")[0]
        told = {}
        for item in headers.split("\n.It In ")[1:]:
            name, _, rest = item.partition("\n")
            declared = (SOURCE / "include" / name).read_text()
            for function in re.findall(r"^\.Fn (\w+)", rest, re.MULTILINE):
                self.assertIn(f"{function}(", declared)
                told[function] = told.get(function, 0) + 1
        self.assertEqual(told, dict.fromkeys(exported, 1))

    def test_every_name_is_there(self):
        told = re.findall(r"^\.(?:Fn|Dv|Va|Vt) ((?:struct )?[\w.]*(?:smtpreply|SMTPREPLY|\.)[\w.]*)",
                          self.page, re.MULTILINE)
        self.assertGreater(len(told), 70)
        self.assertEqual([name for name in told if name not in KNOWN], [])

    def test_the_program_is_one_and_its_output_is_real(self):
        need(self, "pkg-config")
        program, = literals(self.page, "#include")
        name = re.search(r"^\.Pa (\w+\.c)", self.page, re.MULTILINE)[1]
        shown = examples(self.page)
        self.assertGreater(len(shown), 1)
        with tempfile.TemporaryDirectory() as folder:
            desk = Desk(folder)
            (desk.folder / name).write_text(program)
            self.assertEqual([(command, desk.output_of(command.replace("cc ", "cc -Wall -Wextra ", 1)))
                              for command, _ in shown], shown)

    def test_mandoc_finds_nothing(self):
        lint(self, LIBRARY_PAGE)


@unittest.skipUnless(HAS_REFERENCE, "this build has no reference")
class CodesPage(unittest.TestCase):
    def test_each_entry_has_its_item(self):
        entries = [json.loads(line) for line in run(COMMAND, "list", "--json").splitlines()]
        self.assertTrue(entries)
        items = re.findall(r'^\.It Sy "(.*?)" "(.*?)"$', CODES_PAGE.read_text(), re.MULTILINE)
        wanted = [(entry["title"], entry["name"]) for entry in entries]
        self.assertEqual(sorted(items), sorted(wanted))

    def test_mandoc_finds_nothing(self):
        lint(self, CODES_PAGE)

    def test_mandoc_shows_what_an_entry_says(self):
        need(self, "mandoc")
        shown = " ".join(run("mandoc", "-Tascii", CODES_PAGE).replace("\b", "").split())
        entry = json.loads(run(COMMAND, "explain", "--json", "451"))
        self.assertIn(" ".join(entry["fix"]["server"].split()), shown)


def lint(test, page):
    need(test, "mandoc")
    found = subprocess.run(["mandoc", "-Tlint", "-W", "warning", page], capture_output=True,
                           check=False)
    test.assertEqual(found.stdout.decode() + found.stderr.decode(), "")


if __name__ == "__main__":
    unittest.main()
