# SPDX-License-Identifier: MIT
"""smtpreply compare: codes and statuses side by side. What is said is true for every pair."""
import itertools
import json
import re
import unittest

import command
import reference
import schemas

ENTRIES = {entry["title"]: entry for entry in reference.objects("list", "codes")}
STANDARD = [title for title, entry in ENTRIES.items() if entry["standing"] == "standard"]
PAIRS = list(itertools.combinations(STANDARD, 2))

HEADINGS = {
    "en": ["Description", "When you see it", "How to fix it", "Key differences", "Which one when"],
    "ja": ["説明", "このコードが表示される場合", "解決方法", "主な違い", "どちらをいつ使うか"],
}

# What cannot be true at once.
CONTRADICTIONS = [
    ("severity", "positive", "log_name", {"deferred", "bounced"}),
    ("severity", "intermediate", "log_name", {"sent", "deferred", "bounced"}),
    ("severity", "transient", "log_name", {"sent", "bounced"}),
    ("severity", "permanent", "log_name", {"sent"}),
    ("severity", "positive", "retry_name", {"later", "changed", "never"}),
    ("severity", "transient", "retry_name", {"needless", "go-on", "never"}),
    ("severity", "permanent", "retry_name", {"needless", "go-on"}),
]


def compared(*titles, language="en", status=0):
    comparison, = reference.objects("compare", *titles, "--lang", language, status=status)
    return comparison


def sentences(text):
    return [sentence for sentence in re.split(r"(?<=\.)\s+|(?<=。)", text) if sentence]


class EveryPairOfStandardCodes(unittest.TestCase):
    validator = schemas.validator("compare")

    def check(self, comparison, pair, language):
        differences = {each["aspect"]: each["values"] for each in comparison["differences"]}
        same = {each["aspect"]: each["value"] for each in comparison["same"]}
        self.assertEqual([entry["title"] for entry in comparison["entries"]], list(pair))
        self.assertTrue(differences)
        self.assertEqual(len(differences), len(comparison["differences"]))
        for values in differences.values():
            self.assertEqual(len(set(values)), 2, values)
            self.assertNotIn("", values)
        self.assertEqual(differences.keys() & same.keys(), set())
        one, other = (ENTRIES[title] for title in pair)
        self.assertEqual("severity" in differences, one["severity"] != other["severity"])
        self.assertEqual("retry" in differences, one["retry_name"] != other["retry_name"])
        self.assertEqual("actors" in differences, one["actor_names"] != other["actor_names"])
        self.assertEqual("commands" in differences, one["commands"] != other["commands"])
        self.assertEqual("log" in differences, one["log_name"] != other["log_name"])
        self.check_sentences(comparison, pair, language)

    def check_sentences(self, comparison, pair, language):
        when = comparison["which_when"]
        self.assertEqual(len(set(when)), 2)
        for title, sentence in zip(pair, when):
            self.assertRegex(sentence, {"en": rf"^A server sends {title} when \w.*[^.]\.$",
                                        "ja": rf"^サーバーが{title}を返すのは、.*[^。]。$"}[language])
        for entry in comparison["entries"]:
            texts = [entry["meaning"], entry["seen_when"], *entry["fix"].values()]
            for text in texts:
                parts = sentences(text)
                self.assertEqual(len(set(parts)), len(parts), text)
            self.assertEqual(len(set(texts[:2])), 2)

    def test_differ_by_what_the_tables_say_in_each_language(self):
        self.assertGreater(len(PAIRS), 500)
        for pair in PAIRS:
            for language in reference.LANGUAGES:
                with self.subTest(pair, language=language):
                    comparison = compared(*pair, language=language)
                    self.validator.validate(comparison)
                    self.check(comparison, pair, language)

    def test_are_shown_under_the_five_headings_without_an_empty_or_doubled_line(self):
        for number, pair in enumerate(PAIRS):
            language = reference.LANGUAGES[number % 2]
            with self.subTest(pair, language=language):
                text = reference.shown("compare", *pair, "--lang", language)
                self.assertEqual(reference.flaws(text), [])
                lines = text.splitlines()
                self.assertEqual([line for line in lines if line in HEADINGS[language]],
                                 HEADINGS[language])
                self.assertEqual([line for line, behind in itertools.pairwise(lines)
                                  if line == behind], [])
                self.assertEqual(max(map(reference.width, lines)) <= 80, True)

    def test_no_entry_contradicts_itself(self):
        for entry in map(ENTRIES.get, STANDARD):
            for key, value, other, wrong in CONTRADICTIONS:
                if entry[key] == value:
                    self.assertNotIn(entry[other], wrong, entry["title"])
            if "nobody" in entry["actor_names"]:
                self.assertEqual(entry["actor_names"], ["nobody"])


class Comparison(unittest.TestCase):
    def test_of_251_and_451_says_what_tells_them_apart(self):
        text = reference.shown("compare", "251", "451")
        for wanted in ("positive completion", "transient negative completion", "forwards",
                       "aborted the action", "not needed", "retry later", "nobody", "sent",
                       "deferred"):
            self.assertIn(wanted, text)

    def test_of_more_than_two_and_of_statuses_and_classes(self):
        for titles in (["450", "451", "452"], ["4.7.1", "5.7.1"], ["451", "4.7.1"], ["4xx", "5xx"],
                       ["5.7", "5.1.1"], ["X.7.1", "4.7.1"], ["4.x.x", "5.x.x"]):
            with self.subTest(titles):
                comparison = compared(*titles)
                EveryPairOfStandardCodes.validator.validate(comparison)
                self.assertEqual(len(comparison["entries"]), len(titles))
                for difference in comparison["differences"]:
                    self.assertEqual(len(difference["values"]), len(titles))
                self.assertEqual(reference.flaws(reference.shown("compare", *titles)), [])

    def test_of_any_two_statuses_is_valid(self):
        statuses = [entry["title"] for entry in reference.objects("list", "statuses")]
        for one, other in itertools.pairwise(statuses):
            EveryPairOfStandardCodes.validator.validate(compared(one, other))

    def test_an_aspect_that_one_does_not_have_is_null(self):
        comparison = compared("250", "451", "4.7.1")
        commands = next(each for each in comparison["differences"] if each["aspect"] == "commands")
        self.assertIsNone(commands["values"][2])

    def test_of_what_is_not_known_says_so(self):
        text = reference.shown("compare", "489", "451", status=reference.UNKNOWN)
        self.assertIn("489  This number is not in the reference.", text)
        self.assertEqual(compared("489", "451", status=reference.UNKNOWN)["entries"][0]["match"],
                         "class")

    def test_fits_the_terminal(self):
        for columns in (40, 80, 200):
            for titles in (["251", "451"], ["250", "251", "450", "451", "452", "550"],
                           ["4.7.1", "5.7.1", "X.7.1"]):
                for language in reference.LANGUAGES:
                    text = reference.shown("compare", *titles, "--lang", language,
                                           COLUMNS=str(columns))
                    self.assertEqual([line for line in text.splitlines()
                                      if reference.width(line) > min(columns, 100)], [])
                    self.assertEqual(reference.flaws(text), [])

    def test_has_colour_for_each_severity_on_a_terminal(self):
        shown, _ = command.run_at_terminal(["compare", "251", "451"], b"")
        self.assertIn(b"\x1b[32m251\x1b[0m", shown)
        self.assertIn(b"\x1b[33m451\x1b[0m", shown)
        shown, _ = command.run_at_terminal(["compare", "251", "451"], b"", NO_COLOR="1")
        self.assertNotIn(b"\x1b", shown)


class OtherForms(unittest.TestCase):
    def test_markdown_has_the_five_headings_and_a_table(self):
        text = reference.shown("compare", "251", "451", "--format", "md")
        self.assertEqual(re.findall(r"(?m)^## (.*)$", text), [*HEADINGS["en"], "The same for all"])
        self.assertIn("\n|  | 251 | 451 |\n| --- | --- | --- |\n| Severity | positive", text)
        self.assertEqual(reference.flaws(text), [])

    def test_html_has_the_five_headings_and_a_table(self):
        text = reference.shown("compare", "251", "451", "--format", "html", "--lang", "ja")
        self.assertEqual(re.findall(r"<h3>(.*?)</h3>", text), [*HEADINGS["ja"], "共通する点"])
        self.assertIn('<th scope="col">251</th><th scope="col">451</th>', text)


class EachObjectIsOfTheSchema(unittest.TestCase):
    def test_which_refuses_what_is_none(self):
        validator = schemas.validator("compare")
        comparison = compared("251", "451")
        difference = comparison["differences"][0]
        for reason, wrong in [
                ("one entry", {**comparison, "entries": comparison["entries"][:1]}),
                ("no sentence", {**comparison, "which_when": ["", ""]}),
                ("no such aspect", {**comparison, "differences": [{**difference, "aspect": "x"}]}),
                ("no values", {**comparison, "differences": [schemas.without(difference, "values")]}),
                ("a keyword", {**comparison, "entries": reference.objects("explain", "SIZE", "DSN")}),
                ("no differences", schemas.without(comparison, "differences"))]:
            with self.subTest(reason):
                self.assertFalse(validator.is_valid(json.loads(json.dumps(wrong))))


class BadUsageIsToldPlainly(unittest.TestCase):
    def test_as_the_table_says(self):
        for arguments, message in [
                ([], "a comparison needs two"), (["451"], "a comparison needs two"),
                (["451", "451"], "451 twice"), (["4xx", "4yz"], "4xx twice"),
                (["5.7", "5.7.x"], "5.7.X twice"), (["250", "SIZE"], "SIZE is a keyword"),
                ([str(code) for code in range(400, 417)], "more than 16"),
                (["250", "451", "--lang", "xx"], "none of en, ja")]:
            with self.subTest(arguments):
                text = reference.complaint("compare", *arguments, status=command.BAD_USAGE)
                self.assertIn(message, text)
                self.assertIn("try: smtpreply compare --help", text)

    def test_a_near_miss_is_offered_a_name(self):
        self.assertIn("did you mean 451?", reference.complaint("compare", "251", "4511",
                                                               status=reference.UNKNOWN))


if __name__ == "__main__":
    unittest.main()
