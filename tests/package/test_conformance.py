# SPDX-License-Identifier: MIT
"""docs/conformance.md tells of every rule once, and each name in it is there: tests, functions,
constants, fields, rules of advice.

That a test shows what the table says is for people to check; that it is there is checked here.
"""
import functools
import re
import unittest

from project import HEADERS, SOURCE, names_of_enum, without_comments

TEXT = (SOURCE / "docs/conformance.md").read_text()
RULE_COUNT = 113
LAST_NUMBERS = {"F": 11, "C": 12, "M": 7, "G": 6, "E": 18, "A": 5, "P": 11, "T": 5, "S": 6, "V": 7,
                "R": 2, "N": 3, "X": 2, "D": 11, "U": 7}
IDS = [f"{letter}{number:02}" for letter, last in LAST_NUMBERS.items()
       for number in range(1, last + 1)]
QUESTIONS = [str(number) for number in range(1, 21)]
KEEPERS = {"kept", "embedder", "server", "not of replies"}

# How a file of tests/ names its rows or functions.
TEST_NAMES = {
    "samples.def": r'^SAMPLE(?:_WITH)?\("([^"]+)"',
    "ehlo.def": r'^(?:OFFERS|REPLY)\("([^"]+)"',
    "advice.def": r'"([^"]+)",\s*"[^"]*"\)$',
    "sessions.def": r'^SESSION\("([^"]+)"',
    "challenges.def": r'"([^"]+)"\)$',
    "paths.def": r'"([^"]+)"\)$',
    "server-names.def": r'"([^"]+)"\)$',
    ".c": r"^START_TEST\((\w+)\)",
}


def rows(text):
    """The rows of all tables behind the first one, which explains them; each a list of cells."""
    tables = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    return [[cell.strip() for cell in line.strip("|").split("|")]
            for table in tables[1:] for line in table.splitlines()[2:]]


def rule_rows(text):
    return [cells for cells in rows(text) if not cells[0].isdigit()]


def question_rows(text):
    return [cells for cells in rows(text) if cells[0].isdigit()]


def names_in(cell):
    return re.findall(r"`([^`]+)`", cell)


def is_test(name):
    return re.match(r"[\w-]+\.(?:def|c):", name) is not None


@functools.lru_cache(maxsize=None)
def tests_of(file):
    pattern = TEST_NAMES.get(file) or TEST_NAMES[".c"]
    return set(re.findall(pattern, (SOURCE / "tests" / file).read_text(), re.MULTILINE))


def has_test(name):
    file, test = name.split(":", 1)
    return test in tests_of(file)


def declared():
    """What the headers declare: functions, constants, structs, and the fields of each struct."""
    text = "".join(without_comments(path.read_text()) for path in HEADERS)
    names = set(re.findall(r"\b(smtpreply_\w+)\(", text))
    names |= set(re.findall(r"\b(SMTPREPLY_\w+)\b", text))
    for struct, body in re.findall(r"^struct (smtpreply\w*) {(.*?)^}", text,
                                   re.MULTILINE | re.DOTALL):
        short = struct.removeprefix("smtpreply_").replace("smtpreply", "reply")
        names.add(f"struct {struct}")
        names |= {f"{short}.{field}" for field in re.findall(r"(\w+);", body)}
    return names


def advice_rules():
    text = (SOURCE / "lib/meaning/advice.def").read_text()
    return {f"rule:{name}" for name in re.findall(r'^RULE\("([\w-]+)"', text, re.MULTILINE)}


KNOWN = (declared() | advice_rules() | set(names_of_enum("smtpreply_error"))
         | set(names_of_enum("smtpreply_deviation")))


def faults(text):
    """All that is wrong with the tables, in words."""
    found = []
    ids = [cells[0] for cells in rule_rows(text)]
    found += [f"{rule} {ids.count(rule)} times" for rule in IDS if ids.count(rule) != 1]
    found += [f"{rule} is no rule" for rule in ids if rule not in IDS]
    if [cells[0] for cells in question_rows(text)] != QUESTIONS:
        found.append("questions")
    for cells in rule_rows(text):
        found += [f"{cells[0]}: {fault}" for fault in faults_of_rule(*cells[1:])]
    for cells in question_rows(text):
        found += [f"question {cells[0]}: {fault}" for fault in faults_of_names(cells[2], "test")]
    return found


def faults_of_rule(rule, source, keeper, how):
    """Needs five cells."""
    keeper = keeper.strip("*")
    if not rule or not source or keeper not in KEEPERS:
        return ["incomplete"]
    wants = {"kept": "test", "server": "test", "embedder": "name"}.get(keeper)
    return faults_of_names(how, wants)


def faults_of_names(cell, wants):
    """wants is "test" for a test at least, "name" for any name, None for nothing."""
    names = names_in(cell)
    found = [f"{name} is not there" for name in names
             if not (has_test(name) if is_test(name) else name in KNOWN)]
    if wants == "test" and not any(is_test(name) for name in names):
        found.append("no test")
    if wants == "name" and not names:
        found.append("nothing that helps")
    return found


class Conformance(unittest.TestCase):
    def test_there_are_113_rules(self):
        self.assertEqual(len(IDS), RULE_COUNT)

    def test_each_rule_is_told_once_and_each_name_is_there(self):
        self.assertEqual(faults(TEXT), [])

    def test_the_rules_stand_in_order(self):
        self.assertEqual([cells[0] for cells in rule_rows(TEXT)], IDS)

    def test_the_rules_that_bind_no_reply_are_few(self):
        keepers = [cells[3] for cells in rule_rows(TEXT)]
        self.assertLessEqual(keepers.count("**not of replies**"), 1)


class TheCheckCanFail(unittest.TestCase):
    """The text with one fault each; every one must be found."""

    FAULTS = {
        "a rule left out": (r"^\| F03 .*\n", ""),
        "a rule told twice": (r"^(\| F03 .*\n)", r"\1\1"),
        "a question left out": (r"^\| 7 .*\n", ""),
        "a rule without its source": (r"5321 4\.2 \| \*\*kept", " | **kept"),
        "a keeper that is none": (r"\*\*kept\*\* \|", "**maybe** |"),
        "a row that is not there": (r"samples\.def:bare-code`", "samples.def:bare-cod`"),
        "a behaviour that is not there": (r"advice\.def:220 starts TLS", "advice.def:220 starts"),
        "a test function that is not there": (r"lines_come_one_by_one", "lines_come"),
        "a function that is not there": (r"`smtpreply_next_line`", "`smtpreply_next`"),
        "a constant that is not there": (r"`SMTPREPLY_FRAMING`(?! \|)", "`SMTPREPLY_FRAME`"),
        "a field that is not there": (r"`advice\.close`", "`advice.quit`"),
        "a rule of advice that is not there": (r"`rule:atrn-turned`", "`rule:turned`"),
        "a kept rule without a test": (r"^(\| F05 .*\| ).*\|$", r"\1it does |"),
        "a duty without help": (r"^(\| D11 .*\| ).*\|$", r"\1see to it |"),
    }

    def test_finds_each_fault(self):
        for fault, (pattern, replacement) in self.FAULTS.items():
            head, tables = TEXT.split("## Framing", 1)
            wrong, count = re.subn(pattern, replacement, tables, count=1, flags=re.MULTILINE)
            with self.subTest(fault=fault):
                self.assertEqual(count, 1)
                self.assertNotEqual(faults(head + "## Framing" + wrong), [])


if __name__ == "__main__":
    unittest.main()
