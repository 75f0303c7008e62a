# SPDX-License-Identifier: MIT
"""scripts/prove tells what holds from what does not; tests/PROOF.md and the README tell of each property."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from project import SOURCE

PROOFS = SOURCE / "tests/proof"
PROPERTIES = dict(line.split("\t") for line in (PROOFS / "properties.tsv").read_text().splitlines())


def sections(text):
    """The parts of a document below its headings of the second level: {heading: text}."""
    return {part.split("\n", 1)[0]: part.split("\n", 1)[1] for part in text.split("\n## ")[1:]}


def rows(text):
    """The rows of the tables of a text, each a list of cells; a | that is escaped is none."""
    lines = re.findall(r"^\|(.*)\|$", text, re.MULTILINE)
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)] for line in lines]


class Documents(unittest.TestCase):
    def setUp(self):
        self.proof = sections((SOURCE / "tests/PROOF.md").read_text())
        self.readme = sections((SOURCE / "README.md").read_text())["Proof"]

    def test_each_property_has_a_script_and_a_section(self):
        for name in PROPERTIES:
            with self.subTest(name):
                self.assertTrue(os.access(PROOFS / name, os.X_OK), "no script")
                self.assertIn("\n# Needs: ", (PROOFS / name).read_text())
                told = [text for heading, text in self.proof.items() if heading.startswith(f"{name}: ")]
                self.assertEqual(len(told), 1, "sections in tests/PROOF.md")
                for part in ("**Shown.**", "**Seen failing.**", "**Figures.**"):
                    self.assertIn(part, told[0])

    def test_the_readme_shows_each_property_proven(self):
        table = {row[0]: row[1:] for row in rows(self.readme) if row[0] in PROPERTIES}
        self.assertEqual({name: row[0] for name, row in table.items()}, PROPERTIES)
        for name, (_, figure, _) in table.items():
            self.assertRegex(figure, r"^(?!FAILED|not tried).*\d", name)

    def test_the_readme_has_the_date_and_the_commit(self):
        self.assertRegex(self.readme, r"20\d\d-\d\d-\d\d, commit [0-9a-f]{7}")

    def test_each_plant_is_caught_by_two(self):
        plants = {patch.stem: patch.read_text().splitlines()[0] for patch in (PROOFS / "plants").glob("*.patch")}
        table = {row[0]: row[1:] for row in rows(self.proof["Plants"]) if row[0] in plants}
        self.assertEqual({name: row[0].replace("\\|", "|") for name, row in table.items()}, plants)
        for name, (_, catches) in table.items():
            caught = set(catches.split(", "))
            self.assertLessEqual(caught, set(PROPERTIES), name)
            self.assertGreaterEqual(len(caught), 2, name)


class StandIn(unittest.TestCase):
    def test_it_has_what_the_tests_use_of_check(self):
        names = re.compile(r"\bck_\w+")
        used = {name for source in (SOURCE / "tests").glob("*.[ch]") for name in names.findall(source.read_text())}
        defined = set(re.findall(r"^#define (ck_\w+)", (PROOFS / "check/check.h").read_text(), re.MULTILINE))
        self.assertTrue(used)
        self.assertEqual(used - defined, set())


FAKES = {
    "holds": 'grep -q right program && echo "holds: 1 thing"',
    "alike": 'grep -q right program && echo "alike: 2 things"',
    "fails": 'echo "it is wrong"; exit 1',
    "silent": 'true',
    "lacking": 'echo "no tool"; exit 77',
    "blind": 'echo "blind: 3 things"',
}
PATCH = "It is wrong.\n\n--- a/program\n+++ b/program\n@@ -1 +1 @@\n-right\n+wrong\n"


class Command(unittest.TestCase):
    """scripts/prove in a tree of its own, with proofs that end in every way."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tree = pathlib.Path(folder.name)
        (self.tree / "tests/proof").mkdir(parents=True)
        (self.tree / "scripts").mkdir()
        shutil.copy(SOURCE / "scripts/prove", self.tree / "scripts")
        (self.tree / "program").write_text("right\n")
        (self.tree / "fault.patch").write_text(PATCH)
        (self.tree / "tests/proof/properties.tsv").write_text(
            "".join(f"{name}\tIt {name}\n" for name in FAKES))
        for name, script in FAKES.items():
            proof = self.tree / "tests/proof" / name
            proof.write_text(f'#!/bin/sh\ncd "$(dirname "$0")/../.."\n{script}\n')
            proof.chmod(0o755)

    def prove(self, *arguments):
        done = subprocess.run([self.tree / "scripts/prove", *arguments], capture_output=True, text=True,
                              timeout=60, check=False)
        return done.returncode, done.stdout

    def test_what_is_proven_has_its_figure(self):
        status, said = self.prove("holds", "alike")
        self.assertEqual(status, 0)
        self.assertIn("| holds | It holds | 1 thing | ", said)
        self.assertIn("| alike | It alike | 2 things | ", said)

    def test_nothing_else_counts_as_proven(self):
        for name, said_of_it in (("fails", "FAILED"), ("silent", "FAILED"), ("lacking", "not tried: no tool")):
            with self.subTest(name):
                status, said = self.prove("holds", name)
                self.assertEqual(status, 1)
                self.assertIn(f"| {name} | It {name} | {said_of_it}", said)

    def test_a_plant_is_caught_by_what_fails_with_it(self):
        status, said = self.prove("--plant", self.tree / "fault.patch", "holds", "alike", "blind", "lacking")
        self.assertEqual((status, said), (0, "fault: caught by holds, alike\n"))

    def test_a_plant_that_nothing_catches_is_told(self):
        status, said = self.prove("--plant", self.tree / "fault.patch", "blind")
        self.assertEqual((status, said), (1, "fault: caught by nothing\n"))

    def test_a_plant_changes_only_the_copy(self):
        self.prove("--plant", self.tree / "fault.patch", "holds")
        self.assertEqual((self.tree / "program").read_text(), "right\n")


if __name__ == "__main__":
    unittest.main()
