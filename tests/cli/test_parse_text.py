# SPDX-License-Identifier: MIT
"""smtpreply parse: what a person reads."""
import re
import unittest

import command

SEVERITIES = {
    b"250 2.1.0 ok\r\n": "250 2.1.0 positive completion: done",
    b"354 go\r\n": "354 positive intermediate: go on, nothing is done yet",
    b"450 4.2.0 no\r\n":
        "450 4.2.0 transient negative completion: not done, a later try may succeed",
    b"550 5.7.606 no\r\n":
        "550 5.7.606 permanent negative completion: refused, the same will fail again",
}

COLOURS = {b"250 ok\r\n": 32, b"354 ok\r\n": 36, b"450 no\r\n": 33, b"550 no\r\n": 31}

# What stands in a line, and how a person sees it.
ESCAPES = [
    (b"\x1b]52;c;cm0gLXJm\x07", r"\x1b]52;c;cm0gLXJm\x07", "would write to the clipboard"),
    (b"\x1b[2J\x1b[H250 ok", r"\x1b[2J\x1b[H250 ok", "would clear the screen"),
    (b"ok\rno", r"ok\x0dno", "would overwrite what stands before it"),
    (b"no\x08\x08ok", r"no\x08\x08ok", "likewise"),
    (b"a\0b", r"a\x00b", "a NUL"),
    (b"a\tb", r"a\tb", "a tab, which servers send"),
    (b"a\x7fb", r"a\x7fb", "DEL"),
    (b"\x9b2J", r"\x9b2J", "a C1 control as one byte, on terminals of eight bits"),
    ("\x9b2J".encode(), r"\u009b2J", "a C1 control in UTF-8"),
    ("5.0.0 \u202e0.0.2".encode(), r"5.0.0 \u202e0.0.2", "would turn the digits round"),
    ("a\u061cb\u200eb\u2066c\u2069".encode(), r"a\u061cb\u200eb\u2066c\u2069", "likewise"),
    ("a\u2028b".encode(), r"a\u2028b", "a line end to some"),
    (b"caf\xe9", r"caf\xe9", "Latin-1"),
    (b"\xf0\x9f\x98", r"\xf0\x9f\x98", "half a character"),
    (b"C:\\x1b", r"C:\\x1b", "a backslash, so that nobody takes it for an escape"),
    ('"é 邮 😀"'.encode(), '"é 邮 😀"', "other text as it is"),
]

COLOUR_CODE = re.compile(rb"\x1b\[[0-9]{1,2}m")


def shown(stream, *arguments):
    return command.parse(stream, *arguments)[0].decode()


class ReplyIsShown(unittest.TestCase):
    def test_in_the_form_of_the_manual(self):
        stream = b"250 2.1.0 Ok\r\n550-5.1.1 <x@test.example>\r\n550 5.1.1 no such user\n"
        self.assertEqual(shown(stream), (
            "250 2.1.0 positive completion: done\n"
            "    2.1.0 Ok\n"
            "550 5.1.1 permanent negative completion: refused, the same will fail again\n"
            "    5.1.1 <x@test.example>\n"
            "    5.1.1 no such user\n"
            "  ! bare-lf: a line ended in LF without CR\n"))

    def test_with_words_for_each_severity(self):
        for stream, head in SEVERITIES.items():
            with self.subTest(head):
                self.assertEqual(shown(stream).splitlines()[0], head)

    def test_with_empty_lines_as_they_came(self):
        self.assertEqual(shown(b"550-a\r\n550-\r\n550 b\r\n").splitlines()[1:],
                         ["    a", "    ", "    b"])

    def test_with_a_note_when_the_text_did_not_fit(self):
        self.assertIn("  ! more text than --text-size has room for; cut\n",
                      shown(b"250 too long\r\n", "--text-size=3"))
        self.assertNotIn("--text-size", shown(b"250 to\r\n", "--text-size=3"))


class DeviationsAreToldInWords(unittest.TestCase):
    def test_a_sentence_each_with_the_name_to_refuse_it_by(self):
        sentences = {}
        for name, stream in command.DEVIATIONS.items():
            with self.subTest(name):
                sentence = re.search(f"^  ! {name}: (.+)$", shown(stream), re.MULTILINE)
                self.assertIsNotNone(sentence)
                self.assertIn(" ", sentence[1])
                self.assertNotIn("does not know", sentence[1])
                sentences[name] = sentence[1]
        self.assertEqual(len(set(sentences.values())), 15)

    def test_lines_of_different_codes_name_both(self):
        self.assertIn("  ! code-mismatch: lines carry different codes, of which the safest counts;"
                      " 550 first, 250 last\n", shown(b"550-no\r\n250 ok\r\n"))

    def test_a_clean_reply_has_none(self):
        self.assertNotIn("!", shown(b"250 2.1.0 ok\r\n"))


class ErrorsAreToldInWords(unittest.TestCase):
    def test_a_sentence_each_with_the_octet(self):
        sentences = set()
        for name, (arguments, stream, offset) in command.ERRORS.items():
            with self.subTest(name):
                sentence = re.search(f"^error at octet {offset}, {name}: (.+)$",
                                     shown(stream, *arguments), re.MULTILINE)
                self.assertIsNotNone(sentence)
                self.assertNotIn("does not know", sentence[1])
                sentences.add(sentence[1])
        self.assertEqual(len(sentences), 5)

    def test_a_hint_for_each_protocol(self):
        for name, stream in command.PROTOCOLS.items():
            with self.subTest(name):
                hint = re.search(f"^  ! looks like {name}: (.+)$", shown(stream), re.MULTILINE)
                self.assertIsNotNone(hint)
                self.assertIn("a mailbox server" if name in ("pop3", "imap") else
                              "TLS" if name == "tls" else "check the host", hint[1])

    def test_no_hint_for_a_byte_that_says_nothing(self):
        self.assertNotIn("looks like", shown(b"RFB 003.008\n"))

    def test_a_refusal_says_what_was_refused(self):
        for name, stream in command.DEVIATIONS.items():
            with self.subTest(name):
                text = shown(stream, "--refuse", name)
                self.assertIn(", refused: ", text)
                self.assertRegex(text, f"\n  ! {name}: .+\n")

    def test_what_had_come_is_shown_with_its_code(self):
        self.assertEqual(shown(b"550-5.7.1 blocked\r\n550 see \x1b"), (
            "error at octet 28, cut-off: the stream ended inside a reply\n"
            "  what had come of the reply, code 550:\n"
            "    5.7.1 blocked\n"
            "    see \\x1b\n"))

    def test_nothing_had_come_before_the_first_code(self):
        self.assertEqual(len(shown(b"HTTP").splitlines()), 2)


class ATerminalIsSafe(unittest.TestCase):
    """The same escapes hold at a terminal, in a file and in a pipe."""

    def test_hostile_text_is_escaped(self):
        for text, escaped, reason in ESCAPES:
            stream = b"250 " + text + b"\r\n"
            with self.subTest(reason):
                self.assertEqual(shown(stream).splitlines()[1], "    " + escaped)
                seen, _ = command.run_at_terminal(["parse"], stream)
                self.assertIn(b"\n    " + escaped.encode() + b"\n", seen)

    def test_nothing_of_vectors_and_bytes_reaches_it_raw(self):
        streams = [stream for _, stream, _ in command.vectors()]
        streams.append(b"250 " + bytes(byte for byte in range(256) if byte != 10) + b"\r\n")
        streams.append(b"550 " + bytes(byte for byte in range(256) if byte != 10))
        for stream in streams:
            seen, _ = command.run_at_terminal(["parse"], stream)
            plain = COLOUR_CODE.sub(b"", seen).decode()
            with self.subTest(stream=stream):
                self.assertNotRegex(plain, "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f"
                                           "\u2028-\u202e\u2066-\u2069]")

    def test_a_long_text_shows_as_its_parts_do(self):
        """Wherever it is parted, no character is: whole ones, half ones, and bytes of none."""
        for character, escaped in [("é", "é"), ("€", "€"), ("😀", "😀"), ("\u202e", r"\u202e"),
                                   (b"\x80", r"\x80"), (b"\xf0\x9f", r"\xf0\x9f"),
                                   (b"\xc3\xa9" + 5 * b"\x80", "é" + 5 * r"\x80")]:
            if isinstance(character, str):
                character = character.encode()
            for before in range(8):
                with self.subTest(character=character, before=before):
                    stream = b"250 " + b"a" * before + 2000 * character + b"\r\n"
                    self.assertEqual(shown(stream).splitlines()[1],
                                     "    " + "a" * before + 2000 * escaped)

    def test_complaints_are_escaped_too(self):
        result = command.run(["parse", "/no\x1b[2Jsuch\n"])
        self.assertEqual(result.stderr, b"smtpreply: /no\\x1b[2Jsuch\\x0a: "
                                        b"No such file or directory\n")


class ColourIsForTerminals(unittest.TestCase):
    def test_code_and_severity_have_the_colour_of_the_severity(self):
        for stream, colour in COLOURS.items():
            seen, _ = command.run_at_terminal(["parse"], stream)
            with self.subTest(stream):
                self.assertRegex(seen.decode(), rf"^\x1b\[{colour}m{stream[:3].decode()}\x1b\[0m "
                                                rf"\x1b\[{colour}m[a-z ]+\x1b\[0m: ")

    def test_errors_are_red(self):
        seen, status = command.run_at_terminal(["parse"], b"HTTP")
        self.assertEqual(seen.splitlines()[0],
                         b"\x1b[31merror\x1b[0m at octet 0, \x1b[31mbad-code\x1b[0m: "
                         b"this byte cannot stand in a reply code")
        self.assertEqual(status, command.BAD_STREAM)

    def test_the_words_are_the_same_without_it(self):
        stream = b"".join(command.DEVIATIONS.values()) + b"HTTP"
        seen, _ = command.run_at_terminal(["parse"], stream)
        self.assertEqual(COLOUR_CODE.sub(b"", seen).decode(), shown(stream))

    def test_when_it_is_wanted(self):
        stream = b"250 ok\r\n"
        rows = [
            ({}, [], True, "a terminal"),
            ({"NO_COLOR": "1"}, [], False, "asked for none"),
            ({"NO_COLOR": ""}, [], True, "an empty NO_COLOR is as good as none"),
            ({"TERM": "dumb"}, [], False, "a terminal without colour"),
            ({}, ["--json"], False, "a program may read it"),
        ]
        for environment, arguments, is_wanted, reason in rows:
            seen, _ = command.run_at_terminal(["parse", *arguments], stream, **environment)
            with self.subTest(reason):
                self.assertEqual(b"\x1b[" in seen, is_wanted)

    def test_not_in_a_pipe(self):
        self.assertNotIn("\x1b", shown(b"250 ok\r\nHTTP"))


if __name__ == "__main__":
    unittest.main()
