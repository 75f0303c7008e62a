# SPDX-License-Identifier: MIT
"""fuzz/README.md tells of every exported function which target calls it and what that compares with.

That the comparison is a good one is for people to check; that the target calls the function, and that
only functions of numbers go without, is checked here.
"""
import re
import unittest

from project import HEADERS, SOURCE, without_comments

README = (SOURCE / "fuzz/README.md").read_text()
HEADING = "## Which target calls what"
NO_TARGET = "none"


def exported():
    """The functions of the shared library."""
    return set(re.findall(r"\bsmtpreply_\w+", (SOURCE / "lib/smtpreply.map").read_text()))


def declarations():
    """The parameters of each function of the headers, as text."""
    text = "".join(without_comments(path.read_text()) for path in HEADERS)
    return dict(re.findall(r"\b(smtpreply_\w+)\(([^)]*)\);", text))


def rows(readme):
    """The table: functions, targets, oracle; each row a list of three cells."""
    table = readme.split(HEADING, 1)[1].split("\n## ", 1)[0]
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def targets():
    return {path.stem for path in (SOURCE / "fuzz").glob("fuzz_*.c")}


def included(path):
    """The headers of the project that a file includes, and the C file of each."""
    for name in re.findall(r'#include "([\w./-]+)\.h"', path.read_text()):
        for folder in (path.parent, SOURCE / "fuzz", SOURCE / "tests"):
            yield from (found for suffix in (".h", ".c")
                        if (found := (folder / f"{name}{suffix}").resolve()).is_file())


def sources_of(target):
    """The text of a target and of all that it includes."""
    waiting, seen = [SOURCE / "fuzz" / f"{target}.c"], set()
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            waiting += included(path)
    return "".join(path.read_text() for path in sorted(seen))


def names_in(cell):
    return re.findall(r"`(smtpreply_\w+)`", cell)


def faults(readme):
    """All that is wrong with the table, in words."""
    table, found = rows(readme), []
    listed = [name for cells in table for name in names_in(cells[0])]
    found += [f"{name} is told {listed.count(name)} times" for name in sorted(exported())
              if listed.count(name) != 1]
    found += [f"{name} is not exported" for name in listed if name not in exported()]
    for functions, called_by, oracle in table:
        if not oracle:
            found.append(f"{functions}: compared with nothing")
        for target in targets_in(called_by):
            found += faults_of_target(names_in(functions), target)
    return found


def targets_in(cell):
    return [target.strip("` ") for target in cell.split(",")]


def faults_of_target(functions, target):
    if target == NO_TARGET:
        return [f"{name} takes memory and has no target" for name in functions
                if "*" in declarations().get(name, "")]
    if target not in targets():
        return [f"{target} is no target"]
    sources = without_comments(sources_of(target))
    return [f"{target} does not call {name}" for name in functions
            if not re.search(rf"\b{name}\b", sources)]


class Table(unittest.TestCase):
    def test_tells_of_every_exported_function(self):
        self.assertEqual(faults(README), [])

    def test_each_target_is_in_it(self):
        told = {target for cells in rows(README) for target in targets_in(cells[1])}
        self.assertEqual(told - {NO_TARGET}, targets())


class TheCheckCanFail(unittest.TestCase):
    """The table with one fault each; every one must be found."""

    FAULTS = {
        "a function left out": (r"`smtpreply_path_find`,?", ""),
        "a function told twice": (r"(`smtpreply_path_find`)", r"\1, \1"),
        "a function that is not there": (r"`smtpreply_path_find`", "`smtpreply_path_seek`"),
        "a target that is not there": (r"`fuzz_print` \|", "`fuzz_prints` |"),
        "a target that does not call it": (r"(`smtpreply_advise` \|) `fuzz_advice`", r"\1 `fuzz_texts`"),
        "bytes without a target": (r"(`smtpreply_advise` \|)[^|]*", r"\1 none "),
        "nothing to compare with": (r"(`smtpreply_advise` \|[^|]*\|)[^|]*", r"\1 "),
    }

    def test_finds_each_fault(self):
        head, table = README.split(HEADING, 1)
        for fault, (pattern, replacement) in self.FAULTS.items():
            wrong, count = re.subn(pattern, replacement, table, count=1)
            with self.subTest(fault=fault):
                self.assertEqual(count, 1)
                self.assertNotEqual(faults(head + HEADING + wrong), [])


class Hosts(unittest.TestCase):
    """What is handed to others builds each target, and names nobody."""

    def test_each_script_builds_by_the_same(self):
        script = (SOURCE / ".clusterfuzzlite/build.sh").read_text()
        self.assertIn("fuzz/oss-fuzz/build.sh", script)

    def test_who_hands_it_in_fills_in_the_contact(self):
        project = (SOURCE / "fuzz/oss-fuzz/project.yaml").read_text()
        self.assertNotIn("@", project)
        self.assertEqual(project.count('"FILL"'), 3)

    def test_every_target_has_a_seed_that_is_named(self):
        seeds = "".join(path.read_text() for path in (SOURCE / "fuzz").glob("seeds_*.c"))
        for target in targets():
            self.assertIn(f'"{target}"', seeds)


if __name__ == "__main__":
    unittest.main()
