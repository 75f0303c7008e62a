# SPDX-License-Identifier: MIT
"""The manual pages: smtpreply(1) tells the options that the command has and shows real output;
smtp-reply-codes(7) has every entry of the reference; mandoc finds nothing wrong with either."""
import json
import re
import subprocess
import tempfile
import unittest

from project import BUILD, COMMAND, HAS_REFERENCE, SOURCE, need, run
from test_readme import OF_REFERENCE, Desk, dialogue

COMMAND_PAGE = SOURCE / "docs/smtpreply.1"
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


def examples(page):
    """Those that this build can show, each command with its output."""
    blocks = re.findall(r"^\.Bd -literal\n(\$ .*?)^\.Ed$", page, re.MULTILINE | re.DOTALL)
    steps = [step for block in blocks for step in dialogue(block.replace(r"\e", "\\"))]
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
