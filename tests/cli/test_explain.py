# SPDX-License-Identifier: MIT
"""smtpreply explain: what a code, a status, a keyword, a pasted reply or a line of a log means."""
import fcntl
import html.parser
import os
import pty
import re
import struct
import subprocess
import termios
import unittest

import command
import reference
import schemas

ENTRIES = reference.objects("list")
CODES = {entry["code"] for entry in ENTRIES if entry["type"] == "code"}
TITLES = [entry["title"] for entry in ENTRIES]

# What is typed or pasted, and the entries that explain it; a last one of None: some are not known.
WANTED = [
    ("451", ["451"]),
    ("4.7.1", ["4.7.1"]),
    ("X.7.1", ["X.7.1"]),
    ("x.7.1", ["X.7.1"]),
    ("451 4.7.1", ["451", "4.7.1"]),
    ("4.7.1 451", ["451", "4.7.1"]),
    ("STARTTLS", ["STARTTLS"]),
    ("starttls", ["STARTTLS"]),
    ("8bitMIME", ["8BITMIME"]),
    ("size dsn", ["SIZE", "DSN"]),
    ("4xx", ["4xx"]),
    ("4yz", ["4xx"]),
    ("5.7", ["5.7.X"]),
    ("5.7.x", ["5.7.X"]),
    ("X.7", ["X.7.X"]),
    ("4.x.x", ["4.X.X"]),
    ("4.X", ["4.X.X"]),
    ("459", ["459"]),
    ("489", ["489", None]),
    ("999", ["999", None]),
    ("5.7.999", ["5.7.999", None]),
    ("5.99.1", ["5.99.1", None]),
    ("6xx", ["6xx"]),
    ("550-5.1.1 The account does not exist", ["550", "5.1.1"]),
    ("550-5.1.1 The account\r\n550 5.1.1 does not exist\r\n", ["550", "5.1.1"]),
    ("  550-5.1.1 The account\n  550 5.1.1 does not exist", ["550", "5.1.1"]),
    ("550-5.1.1", ["550", "5.1.1"]),
    ("550 5.1.1 250 ok", ["550", "5.1.1"]),
    ("550-no\n250 yes", ["550"]),
    ("250 OK", ["250"]),
    ("250-SIZE 1000", ["250"]),
    ("451 (#4.3.0) lookup", ["451", "4.3.0"]),
    ("199 strange", ["199", None]),
    ("to=<x@test.example>, dsn=5.1.1, status=bounced (host mx.test.example[192.0.2.1] said: 550 "
     "5.1.1 <x@test.example>: unknown (in reply to RCPT TO command))", ["550", "5.1.1"]),
    ("to=<x@test.example>, dsn=4.0.0, status=deferred (host mx.test.example[192.0.2.1] refused to "
     "talk to me: 421 too busy)", ["421"]),
    ("to=<x@test.example>, dsn=5.4.4, status=bounced (Host not found)", ["5.4.4"]),
    ("** x@test.example R=dnslookup T=remote_smtp H=mx [192.0.2.1]: SMTP error from remote mail "
     "server after RCPT TO:<x@test.example>: 550 5.1.1 unknown", ["550", "5.1.1"]),
    ("=> x@test.example H=mx [192.0.2.1] C=\"250- 20 byte chunk\\n250 OK id=1\"", ["250"]),
    ("    SMTP error from remote mail server after RCPT TO:<x@test.example>:\n"
     "    552 5.2.2 <x@test.example>: Recipient address rejected:\n    Mailbox is over quota",
     ["552", "5.2.2"]),
    ("Diagnostic-Code: smtp; 550 5.1.1 unknown", ["550", "5.1.1"]),
    ("550-550-5.7.1 a relay quotes a reply 550 550 5.7.1 within its own", ["550", "5.7.1"]),
    ("Status: 5.2.2", ["5.2.2"]),
    ("dsn=5.1.1,", ["5.1.1"]),
    ("the server wrote (5.1.1) into its log", ["5.1.1"]),
    ("my mail came back with error 554, why?", ["554"]),
    ("size=421 bytes S=221 and 5.7 kernel 4.19.0, then 5.1.1.", ["5.1.1"]),
]

NEAR_MISSES = {
    "STARTLS": "STARTTLS", "startls": "STARTTLS", "STRATTLS": "STARTTLS", "5.7.": "5.7",
    "4511": "451", "45l": "451", "SIZ": "SIZE", "8BITMIM": "8BITMIME", "SMTPUTF-8": "SMTPUTF8",
    "5.7.l": "5.7.1",
}

LANGUAGES = [
    ({}, "en"), ({"LANG": "ja_JP.UTF-8"}, "ja"), ({"LANG": "ja"}, "ja"),
    ({"LC_MESSAGES": "ja_JP.utf8"}, "ja"), ({"LC_ALL": "ja_JP.UTF-8@x"}, "ja"),
    ({"LC_ALL": "C", "LANG": "ja_JP.UTF-8"}, "en"),
    ({"LC_ALL": "", "LANG": "ja_JP.UTF-8"}, "ja"),
    ({"LC_ALL": "ja_JP.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "ja"),
    ({"LC_MESSAGES": "en_US.UTF-8", "LANG": "ja_JP.UTF-8"}, "en"),
    ({"LANG": "ja_JP.eucJP"}, "en"), ({"LANG": "POSIX"}, "en"), ({"LANG": "de_DE.UTF-8"}, "en"),
    ({"LANG": "jam"}, "en"),
]


def logged():
    """The lines of logs of real servers, and the entries that explain each."""
    path = command.ROOT / "tests" / "captures" / "logs.tsv"
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        titles, text = line.split("\t", 1)
        yield titles.split(), text


def explained(stream):
    """The titles of the entries that explain a text from standard input, and the exit status."""
    result = reference.run("explain", "--json", stream=stream.encode())
    return re.findall(r'"title":"([^"]*)"', result.stdout.decode()), result.returncode


class EveryEntryIsExplained(unittest.TestCase):
    def test_every_code_from_200_to_599_as_text_and_as_an_object(self):
        for code in range(200, 600):
            with self.subTest(code):
                status = 0 if code in CODES else reference.UNKNOWN
                text = reference.shown("explain", str(code), status=status)
                entry, = reference.objects("explain", str(code), status=status)
                self.assertEqual(reference.flaws(text), [])
                self.assertTrue(text.startswith(f"{code} "))
                self.assertEqual((entry["code"], entry["match"]),
                                 (code, "exact" if code in CODES else "class"))
                self.assertEqual("not in the reference" in text, code not in CODES)

    def test_every_entry_in_each_language_under_all_headings(self):
        headings = {"en": ["Description", "When you see it", "How to fix it"],
                    "ja": ["説明", "このコードが表示される場合", "解決方法"]}
        for language in reference.LANGUAGES:
            for title in TITLES:
                with self.subTest(title, language=language):
                    text = reference.shown("explain", "--lang", language, title)
                    self.assertEqual(reference.flaws(text), [])
                    lines = text.splitlines()
                    for heading in headings[language]:
                        self.assertEqual(lines.count(heading), 1)
                        self.assertTrue(lines[lines.index(heading) + 1].startswith("  "))

    def test_folklore_says_that_no_server_should_send_it(self):
        folklore = [entry for entry in ENTRIES if entry["standing"] == "folklore"]
        self.assertGreater(len(folklore), 10)
        for entry in folklore:
            self.assertIn("no server should send it", reference.shown("explain", entry["title"]))

    def test_what_is_known_by_its_subject_says_so(self):
        text = reference.shown("explain", "5.7.999", status=reference.UNKNOWN)
        self.assertIn("5.7.999 Security or policy, no detail", text)
        self.assertIn("Its subject says:", text)

    def test_code_and_status_are_both_explained_the_code_first(self):
        text = reference.shown("explain", "4.7.1", "451")
        self.assertLess(text.index("451 Local error"), text.index("4.7.1 Refused by policy"))

    def test_the_title_first_then_the_description(self):
        self.assertEqual(reference.shown("explain", "354", COLUMNS="80").splitlines()[:4], [
            "354 Send the message (positive intermediate)", "", "Description",
            "  The server is ready to read the message and reads until a line with a single"])


class WhatWasPastedIsRead(unittest.TestCase):
    def test_as_the_table_says(self):
        for text, titles in WANTED:
            with self.subTest(text):
                known = [title for title in titles if title is not None]
                self.assertEqual(explained(text), (known, int(None in titles)))

    def test_from_arguments_as_from_standard_input(self):
        for words in (["550", "5.1.1", "no such user"], ["550 5.1.1 no such user"],
                      ["550-5.1.1 no\n550 5.1.1 such user"]):
            titles = [entry["title"] for entry in reference.objects("explain", *words)]
            self.assertEqual(titles, ["550", "5.1.1"])
        self.assertEqual(reference.shown("explain", "-", stream=b"451"),
                         reference.shown("explain", "451"))

    def test_an_empty_argument_is_nothing_and_standard_input_is_left_alone(self):
        for word in ("", " "):
            self.assertIn("no code, status or keyword", reference.complaint(
                "explain", word, stream=b"451", status=reference.UNKNOWN))

    def test_every_line_of_the_logs_of_real_servers(self):
        lines = list(logged())
        self.assertGreater(len(lines), 50)
        for titles, text in lines:
            with self.subTest(text):
                self.assertEqual(explained(text), (titles, 0 if titles else reference.UNKNOWN))

    def test_a_text_without_anything_to_explain_is_told(self):
        for text in ("there is nothing here at all", "Nov 23 11:22:04 mx: warning", " \n"):
            self.assertIn("no code, status or keyword", reference.complaint(
                "explain", stream=text.encode(), status=reference.UNKNOWN))

    def test_the_reply_that_was_found_is_quoted_and_never_raw(self):
        text = reference.shown("explain", stream=b"said: 550 5.1.1 \x1b[2J\xe2\x80\xae\xff gone")
        self.assertTrue(text.startswith("> 550 5.1.1 \\x1b[2J\\u202e\\xff gone\n\n550 "), text[:80])

    def test_any_bytes_give_an_answer_and_nothing_raw(self):
        for stream in (b"\0", b"\xff\xfe", b"550\0", b"550 \0\n", b"550-\n550-\n", b":" * 70000,
                       b"550 " * 20000, b"4.7.1\x1b", "451\u2028".encode()):
            for form in ("text", "md", "html"):
                result = reference.run("explain", "--format", form, stream=stream)
                self.assertIn(result.returncode, (0, reference.UNKNOWN, command.BAD_USAGE))
                shown = (result.stdout + result.stderr).replace(b"\n", b"")
                self.assertNotRegex(shown, rb"[\x00-\x1f\x7f\xff]")


class NearMissesAreOfferedAName(unittest.TestCase):
    def test_as_the_table_says(self):
        for word, name in NEAR_MISSES.items():
            with self.subTest(word):
                self.assertIn(f'"{word}" is not in the reference; did you mean {name}?',
                              reference.complaint("explain", word, status=reference.UNKNOWN))

    def test_none_where_nothing_is_near(self):
        for word in ("FROBNICATE", "q", "z" * 40, "1.2.3.4.5", "foo", "lol", "login"):
            with self.subTest(word):
                self.assertNotIn("did you mean", reference.complaint(
                    "explain", word, status=reference.UNKNOWN))

    def test_the_word_is_quoted_escaped_and_in_part(self):
        text = reference.complaint("explain", "\x1b[2J", status=reference.UNKNOWN)
        self.assertIn(r'"\x1b[2J" is not', text)
        text = reference.complaint("explain", "y" * 5000, status=reference.UNKNOWN)
        self.assertLess(len(text), 300)

    def test_among_names_the_one_that_is_none_is_named(self):
        self.assertIn('"STARTLS"', reference.complaint("explain", "SIZE", "STARTLS",
                                                       status=reference.UNKNOWN))


class LanguageIsChosen(unittest.TestCase):
    def test_by_the_environment(self):
        for variables, language in LANGUAGES:
            with self.subTest(variables):
                entry, = reference.objects("explain", "451", **variables)
                self.assertEqual(entry["language"], language)

    def test_by_the_option_whatever_the_environment(self):
        self.assertIn("Description", reference.shown("explain", "451", "--lang", "en",
                                                     LC_ALL="ja_JP.UTF-8"))
        self.assertIn("説明", reference.shown("explain", "451", "--lang=ja", LC_ALL="C"))

    def test_and_a_wrong_one_is_told_with_those_that_there_are(self):
        for word in ("de", "JA", "", "ja_JP"):
            self.assertIn(f'--lang: "{word}" is none of en, ja', reference.complaint(
                "explain", "451", "--lang", word, status=command.BAD_USAGE))

    def test_what_is_not_translated_is_marked(self):
        entries = reference.objects("list", "--lang", "ja")
        for entry in entries:
            text = reference.shown("explain", "--lang", "ja", entry["title"], COLUMNS="200")
            self.assertEqual("(英語)" in text.splitlines()[0], entry["untranslated"])
        self.assertFalse(any(entry["untranslated"] for entry in ENTRIES))


class TextFitsTheTerminal(unittest.TestCase):
    def test_at_any_width_in_each_language(self):
        for columns in (40, 80, 200):
            for language in reference.LANGUAGES:
                for what in ("451", "4.7.1", "SIZE", "4xx", "5.7", "XXXXXXXA", "441"):
                    text = reference.shown("explain", what, "--lang", language,
                                           COLUMNS=str(columns))
                    wide = [line for line in text.splitlines()
                            if reference.width(line) > min(columns, 100)]
                    self.assertEqual(wide, [])
                    self.assertEqual(reference.flaws(text), [])

    def test_lines_are_filled(self):
        for columns, language in ((40, "en"), (80, "en"), (80, "ja"), (100, "ja")):
            text = reference.shown("explain", "451", "--lang", language, COLUMNS=str(columns))
            self.assertGreater(max(map(reference.width, text.splitlines())), columns - 8)

    def test_a_line_does_not_begin_with_a_mark_that_closes(self):
        for columns in range(30, 90):
            text = reference.shown("explain", "451", "4.7.1", "--lang", "ja",
                                   COLUMNS=str(columns))
            self.assertNotRegex(text, r"(?m)^ *[、。）」』，．]")
            self.assertNotRegex(text, r"(?m)[（「『]$")

    def test_without_a_width_it_is_80(self):
        text = reference.shown("explain", "451")
        for columns in ("0", "-1", "", "x", "100000"):
            self.assertEqual(reference.shown("explain", "451", COLUMNS=columns), text)
        self.assertEqual(reference.shown("explain", "451", COLUMNS="80"), text)
        self.assertEqual(reference.shown("explain", "451", COLUMNS="1"),
                         reference.shown("explain", "451", COLUMNS="20"))

    def test_a_terminal_knows_its_width(self):
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 50, 0, 0))
        with subprocess.Popen([command.COMMAND, "explain", "451"], stdout=theirs,
                              env=reference.environment(COLUMNS="80", NO_COLOR="1")) as process:
            os.close(theirs)
            shown = command.read_all(ours).replace(b"\r\n", b"\n")
            process.wait(timeout=60)
        os.close(ours)
        self.assertEqual(shown.decode(), reference.shown("explain", "451", COLUMNS="50"))


class ColourIsForTerminals(unittest.TestCase):
    def test_of_the_severity(self):
        for code, colour in ((250, 32), (354, 36), (451, 33), (550, 31)):
            shown, _ = command.run_at_terminal(["explain", str(code)], b"")
            self.assertTrue(shown.startswith(f"\x1b[{colour}m{code}\x1b[0m ".encode()), shown[:40])

    def test_not_with_no_color_nor_through_a_pipe(self):
        shown, _ = command.run_at_terminal(["explain", "451"], b"", NO_COLOR="1")
        self.assertNotIn(b"\x1b", shown)
        self.assertNotIn("\x1b", reference.shown("explain", "451"))


class Balance(html.parser.HTMLParser):
    """Checks that elements are closed in order, and keeps the text."""

    def __init__(self):
        super().__init__()
        self.open, self.names, self.texts = [], [], []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.names.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


class OtherForms(unittest.TestCase):
    def test_html_is_a_balanced_fragment_with_all_texts(self):
        for title in (*TITLES, "4xx", "5.7"):
            text = reference.shown("explain", title, "--format", "html", "--lang", "ja")
            page = Balance()
            page.feed(text)
            self.assertEqual(page.open, [])
            self.assertEqual(page.names[:2], ["article", "h2"])
            entry, = reference.objects("explain", title, "--lang", "ja")
            for words in (entry["meaning"], entry["seen_when"], *entry["fix"].values()):
                self.assertIn(words, page.texts)
            self.assertNotRegex(text, r"(?i)<script|<style|(style|class|on\w+)=")

    def test_html_says_its_language(self):
        for language in reference.LANGUAGES:
            text = reference.shown("explain", "451", "--format=html", "--lang", language)
            self.assertTrue(text.startswith(f'<article lang="{language}">'))

    def test_html_escapes_what_was_pasted(self):
        text = reference.shown("explain", "--format", "html", stream=b'550 <b>"&\x1b no')
        self.assertIn("<pre>550 &lt;b&gt;&quot;&amp;\\x1b no</pre>", text)

    def test_markdown_has_headings_and_a_table(self):
        for title in (*TITLES, "4xx", "5.7"):
            text = reference.shown("explain", title, "--format", "md")
            self.assertEqual(reference.flaws(text), [])
            self.assertRegex(text, r"\A# \S+ ")
            self.assertEqual(len(re.findall(r"(?m)^## ", text)), 3)
            self.assertEqual(len(re.findall(r"(?m)^### ", text)), 2)
            self.assertIn("\n| | |\n| --- | --- |\n| ", text)
            self.assertNotRegex(text, r"(?<!\\)[<>_`]")

    def test_an_unknown_form_is_told_with_those_that_there_are(self):
        self.assertIn('--format: "pdf" is none of text, md, html', reference.complaint(
            "explain", "451", "--format", "pdf", status=command.BAD_USAGE))


class EachObjectIsOfTheSchema(unittest.TestCase):
    validator = schemas.validator("explain")

    def test_of_every_entry_class_and_unknown_in_each_language(self):
        unknown = ["489", "999", "199", "5.7.999", "4.9.1", "X.9.9"]
        classes = ["2xx", "4xx", "5xx", "6xx", "5.7", "X.2", "4.X.X", "2.x.x"]
        for language in reference.LANGUAGES:
            for entry in [*reference.objects("list", "--lang", language),
                          *reference.objects("explain", *classes, "--lang", language),
                          *reference.objects("explain", *unknown, "--lang", language, status=1)]:
                with self.subTest(entry["title"], language=language):
                    self.validator.validate(entry)
                    self.assertEqual(entry["language"], language)

    def test_has_the_keys_of_the_contract(self):
        entry, = reference.objects("explain", "451")
        self.assertEqual(list(entry), [
            "type", "code", "title", "name", "severity", "severity_words", "category", "meaning",
            "seen_when", "fix", "effect", "send_when", "retry", "retry_name", "actors",
            "actor_names", "log", "log_name", "commands", "statuses", "reference", "standing",
            "standing_words", "match", "language", "untranslated"])

    def test_which_refuses_what_is_none(self):
        code, = reference.objects("explain", "451")
        status, = reference.objects("explain", "4.7.1")
        keyword, = reference.objects("explain", "SIZE")
        for reason, wrong in [
                ("no code", schemas.without(code, "code")),
                ("a code as text", {**code, "code": "451"}),
                ("an empty text", {**code, "meaning": ""}),
                ("half a fix", {**code, "fix": {"sender": "x"}}),
                ("no such severity", {**code, "severity": "bad"}),
                ("no such actor", {**code, "actor_names": ["me"]}),
                ("a match that a code cannot have", {**code, "match": "subject"}),
                ("no classes", schemas.without(status, "classes")),
                ("no status", {**status, "status": "3.7.1"}),
                ("a severe keyword", {**keyword, "severity": "positive"})]:
            with self.subTest(reason):
                self.assertFalse(self.validator.is_valid(wrong))


class BadUsageIsToldPlainly(unittest.TestCase):
    def test_too_many_at_once(self):
        self.assertEqual(len(reference.objects("explain", *["451"] * 16)), 16)
        self.assertIn("more than 16", reference.complaint("explain", *["451"] * 17,
                                                          status=command.BAD_USAGE))

    def test_standard_input_and_something_else(self):
        self.assertIn("try: smtpreply explain --help", reference.complaint(
            "explain", "-", "451", status=command.BAD_USAGE))

    def test_help_has_every_exit_status(self):
        text = reference.shown("explain", "--help")
        for status in (0, 1, 64, 66, 74):
            self.assertRegex(text, rf"(?m)^  {status} +\w")


if __name__ == "__main__":
    unittest.main()
