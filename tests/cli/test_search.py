# SPDX-License-Identifier: MIT
"""smtpreply search and smtpreply list: entries of the reference, one a line."""
import unittest

import command
import reference
import schemas

EXPLAINED = schemas.validator("explain")
ALL = reference.objects("list")


def titles(*arguments):
    return [line.split()[0] for line in reference.shown(*arguments).splitlines()]


class WordsAreSearched(unittest.TestCase):
    def test_the_best_comes_first(self):
        for words, best in [(["too", "many", "recipients"], {"452", "X.5.3"}),
                            (["greylisting"], {"450", "451", "X.7.1", "4.7.1"}),
                            (["451"], {"451"}), (["starttls"], {"STARTTLS"}),
                            (["mailbox", "full"], {"X.2.2", "552"})]:
            with self.subTest(words):
                self.assertIn(titles("search", *words)[0], best)

    def test_whether_they_come_as_one_word_or_several(self):
        self.assertEqual(titles("search", "too many recipients"),
                         titles("search", "too", "many", "recipients"))

    def test_in_japanese_and_in_english(self):
        self.assertIn("251", titles("search", "--lang", "ja", "転送"))
        self.assertIn("251", titles("search", "--lang", "ja", "forwards"))

    def test_a_line_has_title_name_and_severity(self):
        self.assertIn("552   Too big, or mailbox full (permanent negative completion)\n",
                      reference.shown("search", "too many recipients"))

    def test_as_objects_of_the_schema(self):
        entries = reference.objects("search", "retry")
        self.assertGreater(len(entries), 3)
        for entry in entries:
            EXPLAINED.validate(entry)

    def test_nothing_found_is_told(self):
        text = reference.complaint("search", "zyx", "\x1b[2J", status=reference.UNKNOWN)
        self.assertIn(r"nothing has all these words: zyx \x1b[2J", text)

    def test_no_word_or_too_many_is_bad_usage(self):
        for arguments in ([], [""], [" "], ["x" * 2000]):
            with self.subTest(arguments):
                self.assertIn("--help", reference.complaint("search", *arguments,
                                                            status=command.BAD_USAGE))


class EntriesAreListed(unittest.TestCase):
    def test_all_of_them_once(self):
        listed = titles("list")
        self.assertEqual(listed, [entry["title"] for entry in ALL])
        self.assertEqual(len(set(listed)), len(listed))
        self.assertGreater(len(listed), 200)

    def test_of_each_kind(self):
        for word, kind in [("codes", "code"), ("statuses", "status"), ("keywords", "keyword")]:
            self.assertEqual([entry["title"] for entry in ALL if entry["type"] == kind],
                             titles("list", word))

    def test_of_a_class(self):
        self.assertEqual(titles("list", "4xx"), [entry["title"] for entry in ALL
                         if entry["type"] == "code" and entry["title"][0] == "4"])
        for title in titles("list", "5.7.x"):
            self.assertRegex(title, r"^5\.7\.\d+$")
        for title in titles("list", "X.7"):
            self.assertRegex(title, r"^X\.7\.\d+$")
        for title in titles("list", "4.x.x"):
            self.assertRegex(title, r"^4\.\d\.\d+$")
        self.assertEqual(titles("list", "451", "5.7.1", "X.7.1", "size"),
                         ["451", "5.7.1", "X.7.1", "SIZE"])

    def test_a_status_only_with_classes_that_it_is_seen_with(self):
        wanted = {entry["title"][1:] for entry in ALL
                  if entry["type"] == "status" and "positive" in entry["classes"]}
        self.assertEqual({title[1:] for title in titles("list", "2.x.x")}, wanted)

    def test_of_several_classes_one_behind_the_other(self):
        self.assertEqual(titles("list", "5xx", "3xx"),
                         titles("list", "5xx") + titles("list", "3xx"))

    def test_of_a_stage(self):
        greeting = titles("list", "--stage", "greeting")
        self.assertIn("220", greeting)
        self.assertNotIn("250", greeting)
        self.assertIn("354", titles("list", "--stage", "data"))
        self.assertNotIn("354", titles("list", "--stage", "data-end"))
        self.assertIn("421", titles("list", "--stage", "rset"))
        self.assertIn("451", titles("list", "4xx", "--stage=RCPT"))

    def test_of_a_standing(self):
        for standing in ("standard", "folklore", "vendor", "middlebox"):
            self.assertEqual(titles("list", "--standing", standing),
                             [entry["title"] for entry in ALL if entry["standing"] == standing])

    def test_none_is_told(self):
        for arguments in (["keywords", "--stage", "rcpt"], ["6xx"], ["5.99.x"], ["489"]):
            with self.subTest(arguments):
                self.assertIn("there is none of these", reference.complaint(
                    "list", *arguments, status=reference.UNKNOWN))

    def test_as_objects_as_explain_has_them(self):
        for language in reference.LANGUAGES:
            entries = reference.objects("list", "--lang", language)
            for entry in entries:
                EXPLAINED.validate(entry)
            self.assertEqual(entries[::20], [
                reference.objects("explain", entry["title"], "--lang", language)[0]
                for entry in entries[::20]])

    def test_bad_usage_is_told_with_what_there_is(self):
        for arguments, message in [
                (["frobs"], "none of codes, statuses, keywords"),
                (["--stage", "frob"], "stages are greeting, ehlo"),
                (["--stage", "unsolicited"], "stages are greeting, ehlo"),
                (["--standing", "frob"], "none of standard, obsolete"),
                (["--standing", "none"], "none of standard, obsolete"),
                (["4xx"] * 17, "more than 16")]:
            with self.subTest(arguments):
                self.assertIn(message, reference.complaint("list", *arguments,
                                                           status=command.BAD_USAGE))

    def test_every_standing_and_stage_of_the_help_is_one(self):
        help_text = reference.shown("list", "--help")
        for entry in ALL:
            self.assertIn(entry["standing"], help_text)


if __name__ == "__main__":
    unittest.main()
