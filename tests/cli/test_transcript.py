# SPDX-License-Identifier: MIT
"""smtpreply transcript: which reply answers which command, and what is next."""
import json
import os
import re
import unittest

import command
import dialogues
import schemas
from dialogues import LMTP, OPENING, TO_DATA

CAPTURES = sorted((command.ROOT / "tests" / "captures").glob("*.txt"))
MARKS = {"reply": "", "unanswered": "-", "error": "!"}
HAS_REFERENCE = os.environ["REFERENCE"] == "true"
EXPLAINED = (
    "    ? 4.7.1 means: Refused by policy. Read the text first. Greylisting or rate:\n"
    "      wait, the queue tries again. Relay: log in on port 587, or between servers\n"
    "      check the MX of the recipient's domain. Block list: look your address ...\n") if HAS_REFERENCE else ""
SECRET = "c2VjcmV0"


def transcript(text, *arguments):
    """What `smtpreply transcript ARGUMENTS` prints of a dialogue, and its exit status."""
    stream = text if isinstance(text, bytes) else dialogues.lines_of(text)
    result = command.run(["transcript", *arguments], stream)
    assert result.stderr == b"", result.stderr
    return result.stdout, result.returncode


def events_of(text, *arguments):
    return [json.loads(line) for line in transcript(text, "--json", *arguments)[0].splitlines()]


def replies_of(text, *arguments):
    return [event for event in events_of(text, *arguments) if event["type"] == "reply"]


def stages_of(events):
    return [MARKS[event["type"]] + event["stage"] for event in events if event["type"] in MARKS]


def shown(text, *arguments):
    return transcript(text, *arguments)[0].decode()


def stages_of_captures():
    lines = (command.ROOT / "tests" / "captures" / "stages.tsv").read_text().splitlines()
    return dict(line.split("\t") for line in lines[1:])


class RepliesOfRealServersHaveTheirCommands(unittest.TestCase):
    def test_as_the_table_of_captures_says(self):
        table = stages_of_captures()
        self.assertEqual(sorted(table), [path.stem for path in CAPTURES])
        for path in CAPTURES:
            with self.subTest(path.stem):
                self.assertEqual(stages_of(events_of(path.read_bytes())),
                                 dialogues.expected(table[path.stem]))

    def test_and_are_what_parse_reads_in_the_bytes(self):
        place = ["offset", "size"]
        meaning = ["transcript_line", "stage", "command", "recipient", "advice", "ehlo",
                   "server_name", "queue_id", "forward_path"]
        for path in CAPTURES:
            with self.subTest(path.stem):
                bytes_of_server = path.with_suffix(".bin").read_bytes()
                self.assertEqual(
                    [schemas.without(event, *place, *meaning)
                     for event in replies_of(path.read_bytes())],
                    [schemas.without(event, *place)
                     for event in command.parse_json(bytes_of_server)])


class RepliesHaveTheirCommands(unittest.TestCase):
    def test_as_the_table_of_dialogues_says(self):
        for name, text, stages in dialogues.DIALOGUES:
            with self.subTest(name):
                self.assertEqual(stages_of(events_of(text)), dialogues.expected(stages))

    def test_which_stand_beside_them(self):
        greeting, ehlo, last = replies_of(OPENING + "S: 421 bye\n")
        self.assertEqual((greeting["command"], ehlo["command"], last["command"]),
                         (None, "EHLO a.example", None))
        self.assertEqual((greeting["transcript_line"], ehlo["transcript_line"]), (1, 3))

    def test_also_when_the_dialogue_begins_behind_the_greeting(self):
        text = "C: NOOP\nS: 250 ok\n"
        self.assertEqual(stages_of(events_of(text, "--no-greeting")), ["noop"])
        self.assertEqual(stages_of(events_of(text)), ["greeting", "-noop"])

    def test_each_recipient_of_lmtp_beside_its_own_in_the_order_of_rcpt(self):
        replies = replies_of(LMTP + """
C: MAIL FROM:<a@test.example>
S: 250 ok
C: RCPT TO: <"a>b"@test.example> NOTIFY=NEVER
S: 250 ok
C: RCPT TO:<no@test.example>
S: 550 no
C: RCPT TO:y@test.example
S: 250 ok
C: DATA
S: 354 go
C: .
S: 250 ok
S: 250 ok
""")
        self.assertEqual([reply["recipient"] for reply in replies[-2:]],
                         ['<"a>b"@test.example>', "y@test.example"])
        self.assertNotIn("recipient", replies[-3])

    def test_with_no_more_of_a_long_command_than_bounds_the_output(self):
        text = LMTP + "C: MAIL FROM:<a@test.example>\nS: 250 ok\n"
        text += "C: RCPT TO:<x@test.example>\nS: 250 ok\n" * 3
        text += "C: BDAT 0 LAST " + "x" * 2000 + "\n" + "S: 250 ok\n" * 2 + "** closed\n"
        commands = [event["command"] for event in events_of(text) if event.get("recipient")]
        self.assertEqual([len(command) for command in commands], [1000] * 3)

    def test_behind_the_end_of_a_connection_lines_are_counted(self):
        events = events_of(OPENING + "** server closed\nC: QUIT\nC: x\n** send failed\n")
        self.assertEqual(events[-1], {"type": "unread", "client_lines": 2})
        events = events_of(OPENING + "** closed\nC: QUIT\nS: 220 a\n** closed\n")
        self.assertEqual([event["type"] for event in events[2:]],
                         ["event", "unread", "reply", "event"])


class SituationIsKnownFromTheDialogue(unittest.TestCase):
    def rule_of_last(self, text, *arguments):
        return replies_of(text, *arguments)[-1]["advice"]["rule"]

    def test_how_many_recipients_were_accepted(self):
        many = "C: RCPT TO:<y@test.example>\nS: 452 4.5.3 too many\n"
        mail = "C: MAIL FROM:<a@test.example>\nS: 250 ok\n"
        rcpt = "C: RCPT TO:<x@test.example>\nS: 250 ok\n"
        for text, action in ((mail + many, "retry-later"), (mail + rcpt + many, "new-transaction"),
                             (mail + rcpt + "C: RSET\nS: 250 ok\n" + mail + many, "retry-later"),
                             (mail + rcpt + "C: RSET\nS: 250 ok\n" + many, "retry-later"),
                             (mail + rcpt + "C: RSET\nS: 500 no\n" + many, "new-transaction"),
                             (mail + rcpt + "C: HELO a\nS: 250 a\n" + many, "retry-later"),
                             (mail + rcpt + "C: HELO a\nS: 500 a\n" + many, "new-transaction"),
                             (mail + rcpt + "C: XCLIENT A=b\nS: 220 a\n" + many, "retry-later"),
                             (mail + rcpt + "C: EHLO a\nS: 250 a\n" + mail + many, "retry-later"),
                             (mail + rcpt + mail + many, "retry-later"),
                             (TO_DATA + "C: .\nS: 250 ok\n" + mail + many, "retry-later")):
            with self.subTest(text):
                advice = replies_of(OPENING + text)[-1]["advice"]
                self.assertEqual(advice["action"], action)

    def test_that_354_came_though_nobody_was_accepted(self):
        text = OPENING + "C: DATA\nS: 354 go\n"
        self.assertEqual(replies_of(text)[-1]["advice"]["action"], "end-empty")
        self.assertEqual(replies_of(OPENING + TO_DATA)[-1]["advice"]["action"], "continue")

    def test_that_the_connection_has_carried_a_message(self):
        lost = "C: MAIL FROM:<a@test.example>\n** closed\n"
        for text, rule in ((TO_DATA + "C: .\nS: 250 ok\n", "reused-no-reply"),
                           (TO_DATA + "C: .\nS: 550 no\n", "lost")):
            with self.subTest(rule):
                self.assertEqual(events_of(OPENING + text + lost)[-1]["advice"]["rule"], rule)

    def test_that_starttls_is_offered(self):
        refused = "C: NOOP\nS: 530 no\n"
        self.assertEqual(self.rule_of_last(OPENING + refused), "command-tls-first")
        for text in ("C: EHLO a\nS: 250 a\n", "C: HELO a\nS: 250-a\nS: 250 STARTTLS\n"):
            self.assertNotEqual(self.rule_of_last(OPENING + text + refused), "command-tls-first")

    def test_that_tls_is_up(self):
        again = "C: STARTTLS\nS: 554 no\n"
        self.assertEqual(self.rule_of_last(OPENING + again), "starttls-refused")
        up = "C: STARTTLS\nS: 220 go\n"
        for text in (OPENING + up + "** TLS TLSv1.3\n" + again, OPENING + up + again,
                     "** TLS up\n" + OPENING + again):
            with self.subTest(text):
                self.assertEqual(self.rule_of_last(text), "starttls-already")

    def test_what_tls_makes_forgotten_and_what_not(self):
        tls = "C: STARTTLS\nS: 220 go\n** TLS\n"
        self.assertEqual(self.rule_of_last(OPENING + "C: AUTH X y\nS: 235 ok\n" + tls
                                           + "C: AUTH X y\nS: 503 no\n"), "auth-refused")
        events = events_of(OPENING + TO_DATA + "C: .\nS: 250 ok\n" + tls
                           + "C: MAIL FROM:<a@test.example>\n")
        self.assertEqual(events[-1]["advice"]["rule"], "reused-no-reply")

    def test_that_auth_has_succeeded(self):
        again = "C: AUTH PLAIN x\nS: 503 already\n"
        for text, rule in (("", "auth-refused"), ("C: AUTH PLAIN x\nS: 535 no\n", "auth-refused"),
                           ("C: AUTH PLAIN x\nS: 235 ok\n", "auth-already"),
                           ("C: AUTH PLAIN x\nS: 235 ok\n** closed\n" + OPENING.strip("\n") + "\n",
                            "auth-refused")):
            with self.subTest(text):
                self.assertEqual(self.rule_of_last(OPENING + text + again), rule)

    def test_that_parameters_were_used(self):
        for mail, action in (("MAIL FROM:<a@test.example>", "fail"),
                             ("MAIL FROM:<a@test.example> ", "fail"),
                             ("MAIL FROM:<a@test.example> X=Y", "drop-parameter"),
                             ('MAIL FROM:<"a> b"@test.example>', "fail"),
                             (r'MAIL FROM:<"a\"> b"@test.example>', "fail"),
                             ("MAIL FROM: <> X=Y", "drop-parameter"),
                             ("MAIL FROM:a@test.example X=Y", "drop-parameter")):
            with self.subTest(mail):
                reply = replies_of(OPENING + f"C: {mail}\nS: 501 5.5.4 no\n")[-1]
                self.assertEqual(reply["advice"]["action"], action)

    def test_and_from_options(self):
        text = OPENING + "C: MAIL FROM:<a@test.example>\nS: 421 bye\n"
        self.assertEqual(self.rule_of_last(text), "closing")
        self.assertEqual(self.rule_of_last(text, "--more-hosts"), "closing-next-host")

    def test_why_there_is_no_reply(self):
        for text, outcome in (("C: NOOP\n", "lost"), ("C: NOOP\n** server closed\n", "lost"),
                              ("C: NOOP\n** timeout\n", "timed-out"),
                              ("C: NOOP\nC: RSET\nS:\nS: 250 ok\n", "desync")):
            with self.subTest(text):
                unanswered, = [event for event in events_of(OPENING + text)
                               if event["type"] == "unanswered"]
                self.assertEqual(unanswered["outcome"], outcome)

    def test_that_bytes_were_injected_before_tls(self):
        text = OPENING + "C: STARTTLS\nS: 220 go\nS: 250 injected\n"
        self.assertEqual(self.rule_of_last(text), "tls-injected")

    def test_that_a_reply_may_be_anybodys_until_the_client_speaks(self):
        text = OPENING + "C: NOOP\nC: RSET\nS:\nS: 250 ok\n"
        self.assertEqual(self.rule_of_last(text + "S: 250 ok\n"), "desync")
        self.assertNotEqual(self.rule_of_last(text + "C: NOOP\nS: 250 ok\nS: 250 x\n"), "desync")
        text = OPENING + "C: NOOP\nS:\nS: 250 ok\nS: 250 ok\n"
        self.assertNotEqual(self.rule_of_last(text), "desync")

    def test_that_tls_failed(self):
        event = events_of(OPENING + "C: STARTTLS\nS: 220 go\n** TLS handshake failed\n")[-1]
        self.assertEqual((event["event"], event["advice"]["rule"]), ("tls-failed", "tls-failed"))


class EventsAreKnownByTheirWords(unittest.TestCase):
    def test_in_any_case(self):
        for text, event in (("TLS TLSv1.3; bytes so far 272", "tls"), ("tls up", "tls"),
                            ("TLS failed", "tls-failed"), ("bad Certificate", "tls-failed"),
                            ("timeout", "timeout"), ("connection timed out", "timeout"),
                            ("server closed", "closed"), ("ConnectionResetError", "closed"),
                            ("send BrokenPipeError", "closed"), ("EOF", "closed"),
                            ("a note", "other"), ("", "other")):
            with self.subTest(text):
                self.assertEqual(events_of(f"{OPENING}** {text}\n".encode().lstrip())[2]["event"],
                                 event)


class SecretsAreHidden(unittest.TestCase):
    SHAPES = [
        ("an initial response", f"C: AUTH PLAIN {SECRET}\nS: 235 ok\n", ["AUTH *"]),
        ("in small letters", f"C: auth plain {SECRET}\nS: 235 ok\n", ["auth *"]),
        ("behind blanks", f"C:  \tAUTH\tPLAIN {SECRET}\nS: 235 ok\n", [" \tAUTH *"]),
        ("where the mechanism should stand", f"C: AUTH {SECRET}\nS: 504 no\n", ["AUTH *"]),
        ("behind another mark than a blank", f"C: AUTH={SECRET}\nS: 500 no\n", ["AUTH *"]),
        ("a NUL before it", f"C: AUTH\0{SECRET}\nS: 500 no\n", ["AUTH *"]),
        ("no argument: nothing to hide", "C: AUTH\nS: 501 no\n", ["AUTH"]),
        ("a response", f"C: AUTH PLAIN\nS: 334\nC: {SECRET}\nS: 235 ok\n", ["AUTH *", "*"]),
        ("two of them", f"C: AUTH LOGIN\nS: 334 a\nC: {SECRET}\nS: 334 b\nC: {SECRET}\nS: 535 no\n",
         ["AUTH *", "*", "*"]),
        ("an empty one, which says something too", "C: AUTH LOGIN\nS: 334 a\nC:\nS: 535 no\n",
         ["AUTH *", "*"]),
        ("a cancel", "C: AUTH LOGIN\nS: 334 a\nC: *\nS: 501 no\n", ["AUTH *", "*"]),
        ("sent at once", f"C: AUTH LOGIN\nC: {SECRET}\nC: NOOP\nS: 334 a\nS: 235 ok\nS: 250 ok\n",
         ["AUTH *", "*", "*"]),
        ("twice", f"C: AUTH PLAIN {SECRET}\nC: AUTH PLAIN {SECRET}\nS: 535 no\nS: 535 no\n",
         ["AUTH *", "*"]),
        ("without a reply", f"C: AUTH PLAIN {SECRET}\n** timeout\nC: {SECRET}\n", ["AUTH *", "*"]),
        ("without a reply but to the first line",
         f"C: AUTH LOGIN\nS: 334 a\n** timeout\nC: {SECRET}\n** closed\n", ["AUTH *", "*"]),
        ("behind a reply that may be two",
         f"C: NOOP\nC: AUTH LOGIN\nS:\nS: 250 ok\nC: {SECRET}\n", ["NOOP", "AUTH *", "*"]),
        ("behind the reply to another", f"C: AUTH X y\nC: AUTH X y\nS: 535 no\nC: {SECRET}\n",
         ["AUTH *", "*", "*"]),
        ("no more, behind a cancel", "C: AUTH X\nS: 334 a\nC: *\nS: 501 no\nC: NOOP\n",
         ["AUTH *", "*", "NOOP"]),
        ("no more, behind a message that has the word", "C: DATA\nC: Auth\nS: 354 a\nC: .\n"
         "S: 250 ok\nC: NOOP\n", ["DATA", ".", "NOOP"]),
        ("no more, in another connection", "C: AUTH X\n** closed\nS: 220 a\nC: NOOP\n",
         ["AUTH *", None, "NOOP"]),
        ("behind the end of the connection", f"** closed\nC: AUTH PLAIN {SECRET}\n", []),
        ("when what answers it is no reply", f"C: AUTH PLAIN {SECRET}\nS: +OK\n", ["AUTH *"]),
        ("when the challenge disagrees with itself",
         f"C: AUTH LOGIN\nS: 535-no\nS: 334 a\nC: {SECRET}\nS: 500 no\n", ["AUTH *", "*"]),
        ("when another 3yz asks for it", f"C: AUTH LOGIN\nS: 354 a\nC: {SECRET}\nS: 500 no\n",
         ["AUTH *", "*"]),
        ("when the challenge comes behind another reply",
         f"C: AUTH LOGIN\nS: 250 a\nS: 334 a\nC: {SECRET}\nS: 500 no\n",
         ["AUTH *", None, "*"]),
        ("when the challenge answers another command",
         f"C: NOOP\nS: 334 a\nC: {SECRET}\nS: 500 no\n", ["NOOP", "*"]),
        ("when the challenge is all there is", f"S: 334 a\nC: {SECRET}\nS: 235 ok\n",
         [None, "*"]),
        ("when AUTH was refused before", f"C: AUTH LOGIN\nS: 504 no\nC: {SECRET}\nS: 500 no\n",
         ["AUTH *", "*"]),
        ("when the server has closed before",
         f"C: AUTH LOGIN\nS: 334 a\nC: {SECRET}\nS: 421 bye\nC: {SECRET}\nS: 500 no\n",
         ["AUTH *", "*", "*"]),
        ("when the connection was lost before",
         f"C: AUTH LOGIN\n** closed\nS: 220 a\nC: {SECRET}\nS: 500 no\n",
         ["AUTH *", None, "*"]),
        ("behind a mark too many", f"C: C: AUTH PLAIN {SECRET}\nS: 500 no\n", ["C: AUTH *"]),
        ("behind bytes that are no verb", f"C: \ufeff\0AUTH PLAIN {SECRET}\nS: 500 no\n",
         ["\ufeff\0AUTH *"]),
        ("behind a line end that is none", f"C: NOOP\rAUTH PLAIN {SECRET}\nS: 500 no\n",
         ["NOOP\rAUTH *"]),
        ("under another name", f"C: XAUTH PLAIN {SECRET}\nS: 500 no\n", ["XAUTH *"]),
        ("to Exchange", f"C: X-EXPS LOGIN {SECRET}\nS: 334 a\nC: {SECRET}\nS: 235 ok\n",
         ["X-EXPS *", "*"]),
        ("half of which a chunk has taken",
         f"C: BDAT 2\nC: AUTH PLAIN {SECRET}\nC: {SECRET}\nS: 250 ok\nS: 500 no\n",
         ["BDAT 2", "*", "*"]),
        ("of BURL, whose URL is one", f"C: BURL imap://u:{SECRET}@test.example LAST\nS: 250 ok\n",
         ["BURL *"]),
    ]

    def test_in_each_shape_and_form(self):
        for reason, text, commands in self.SHAPES:
            with self.subTest(reason):
                events = events_of(OPENING + text)
                self.assertEqual([event["command"] for event in events[2:] if "command" in event],
                                 commands)
                self.assertNotIn(SECRET, json.dumps(events))
                self.assertNotIn(SECRET, shown(OPENING + text))

    def test_unless_they_are_asked_for(self):
        text = OPENING + f"C: AUTH LOGIN\nS: 334 a\nC: {SECRET}\nS: 235 ok\n"
        self.assertEqual([event["command"] for event in events_of(text, "--show-secrets")[2:]],
                         ["AUTH LOGIN", SECRET])
        self.assertIn(f"\n{SECRET}\n  235 ok\n", shown(text, "--show-secrets"))

    def test_but_commands_behind_the_last_reply_show(self):
        text = OPENING + "C: AUTH LOGIN\nS: 535 no\nC: NOOP\nS: 250 ok\n"
        self.assertEqual(replies_of(text)[-1]["command"], "NOOP")

    def test_but_what_is_no_response_shows(self):
        text = OPENING + "C: XADR\nS: 250 ok\nC: MAIL FROM:<a@test.example> AUTH=<>\nS: 250 ok\n"
        self.assertEqual([reply["command"] for reply in replies_of(text)[2:]],
                         ["XADR", "MAIL FROM:<a@test.example> AUTH=<>"])

    def test_of_an_event_too(self):
        for text in (f"AUTH PLAIN {SECRET}", f"wrote auth plain {SECRET}"):
            with self.subTest(text):
                self.assertNotIn(SECRET, shown(f"{OPENING}** {text}\n"))
                self.assertNotIn(SECRET, json.dumps(events_of(f"{OPENING}** {text}\n")))
                self.assertIn(SECRET, shown(f"{OPENING}** {text}\n", "--show-secrets"))

    def test_and_what_the_server_says_shows(self):
        text = OPENING + f"C: AUTH LOGIN\nS: 535 {SECRET}\n"
        self.assertEqual(replies_of(text)[-1]["lines"], [SECRET])

    def test_a_line_that_cannot_be_read_is_not_repeated(self):
        result = command.run(["transcript"], dialogues.lines_of(OPENING + SECRET + "\n"))
        self.assertNotIn(SECRET.encode(), result.stdout + result.stderr)


class LinesAreRead(unittest.TestCase):
    def test_with_crlf(self):
        text = dialogues.lines_of(OPENING + TO_DATA + "C: .\nS: 250 ok\n** closed\n")
        self.assertEqual(events_of(text.replace(b"\n", b"\r\n")), events_of(text))

    def test_without_the_last_line_end(self):
        text = dialogues.lines_of(OPENING + "C: NOOP\nS: 250 ok\n")
        for end in (b"", b"\r"):
            self.assertEqual(events_of(text[:-1] + end), events_of(text))

    def test_without_a_blank_behind_the_mark(self):
        self.assertEqual(stages_of(events_of("S:220 a\nC:NOOP\nS:250\n")), ["greeting", "noop"])

    def test_none_at_all(self):
        for text in (b"", b"\n", b"\r\n\n"):
            self.assertEqual(transcript(text, "--no-greeting"), (b"", 0))
        self.assertEqual(transcript(b""), (b"", 0))

    def test_of_no_mark_with_their_number(self):
        for line, number in (("X: y", 6), ("c: NOOP", 6), (" C: NOOP", 6), ("*", 6), ("C", 6)):
            with self.subTest(line):
                result = command.run(["transcript"], dialogues.lines_of(f"{OPENING}{line}\n"))
                self.assertEqual(result.returncode, command.BAD_STREAM)
                self.assertIn(f"line {number}: ", result.stderr.decode())
                self.assertIn(b"(connection to mx.test.example)\n", result.stdout)

    def test_from_a_file(self):
        path = str(CAPTURES[0])
        self.assertEqual(command.run(["transcript", path]).stdout,
                         command.run(["transcript", "-"], CAPTURES[0].read_bytes()).stdout)
        result = command.run(["transcript", "/nonexistent"])
        self.assertEqual(result.returncode, command.NO_INPUT)

    def test_of_any_length_up_to_a_limit(self):
        message = b"C: " + b"x" * 1000000 + b"\n"
        text = dialogues.lines_of(OPENING + TO_DATA) + message + b"C: .\nS: 250 ok\n"
        self.assertEqual(stages_of(events_of(text))[-1], "data-end")
        result = command.run(["transcript"], b"C: " + b"x" * (16 << 20))
        self.assertEqual(result.returncode, command.BAD_STREAM)
        self.assertIn(b"line 1: too long", result.stderr)

    def test_of_a_client_that_never_waits_up_to_a_limit(self):
        result = command.run(["transcript"], (b"C: " + b"x" * (1 << 20) + b"\n") * 65)
        self.assertEqual(result.returncode, command.BAD_STREAM)
        self.assertIn(b"line 64: too much waits for replies", result.stderr)

    def test_what_is_no_reply_is_an_error_with_its_line(self):
        output, status = transcript(OPENING + "C: NOOP\nS: +OK ready\nS: 250 ok\n", "--json")
        event = json.loads(output.splitlines()[-1])
        self.assertEqual(status, command.BAD_STREAM)
        self.assertEqual((event["type"], event["error"], event["looks_like"],
                          event["transcript_line"], event["stage"], event["command"],
                          event["advice"]["rule"]),
                         ("error", "bad-code", "pop3", 7, "noop", "NOOP", "malformed"))


class TextIsHostile(unittest.TestCase):
    BYTES = "\x1b[2J\0\x9b\u202e邮".encode() + b"\xff"
    SHOWN = "\x1b[2J\0\x9b\u202e邮\ufffd"
    TEXT = (OPENING.encode().lstrip() + b"C: NOOP " + BYTES + b"\nS: 250 " + BYTES + b"\n** " + BYTES
            + b"\nC: MAIL FROM:<" + BYTES + b">\nS: 551 <" + BYTES + b">\nC: EHLO x\nS: 250-x\nS: 250 "
            + BYTES + b"\n")

    def test_and_never_reaches_a_terminal_raw(self):
        output, _ = transcript(self.TEXT)
        self.assertNotRegex(output.decode(), "[\0-\x09\x0b-\x1f\x7f-\x9f\u202e]")
        self.assertEqual(output.count(rb"\x1b[2J\x00\u009b\u202e" + "邮".encode() + rb"\xff"), 5)

    def test_nor_a_json_string(self):
        output, _ = transcript(self.TEXT, "--json")
        self.assertNotRegex(output.decode(), "[\0-\x09\x0b-\x1f\x7f-\x9f\u202e]")
        events = events_of(self.TEXT)
        self.assertEqual([events[2]["command"], events[2]["lines"][0], events[3]["text"]],
                         ["NOOP " + self.SHOWN, self.SHOWN, self.SHOWN])


class DialogueIsShown(unittest.TestCase):
    def test_in_the_form_of_the_manual(self):
        self.assertEqual(shown(OPENING + TO_DATA.replace("C: DATA\nS: 354 go\n", "") + """
C: RCPT TO:<y@test.example>
S: 451 4.7.1 Greylisted, try again in 5 minutes
C: DATA
S: 354 go
C: .
S: 250 2.0.0 Ok: queued as 4518FA82452
C: QUIT
** server closed
"""), (
            "(connection to mx.test.example)\n"
            "  220 mx.test.example ESMTP\n"
            "EHLO a.example\n"
            "  250 mx.test.example\n"
            "      STARTTLS, AUTH PLAIN LOGIN\n"
            "MAIL FROM:<a@test.example>\n"
            "  250 ok\n"
            "RCPT TO:<x@test.example>\n"
            "  250 ok\n"
            "RCPT TO:<y@test.example>\n"
            "  451 4.7.1 transient negative completion: not done, a later try may succeed\n"
            "      4.7.1 Greylisted, try again in 5 minutes\n"
            + EXPLAINED +
            "    > retry-later: keep the message for this recipient and try again in 300\n"
            "      seconds, as the text asks. Other recipients are not affected.\n"
            "      [rule rcpt-greylisted, scope recipient; RFC 6647 2]\n"
            "DATA\n"
            "  354 go\n"
            ". (end of the message)\n"
            "  250 2.0.0 Ok: queued as 4518FA82452\n"
            "    = queue id 4518FA82452\n"
            "** server closed\n"
            "QUIT\n"
            "  no reply: the connection ended before a reply\n"))

    def test_with_what_a_machine_reads_in_a_reply(self):
        text = shown(OPENING + "C: RCPT TO:<x@test.example>\n"
                               "S: 551 5.1.6 User not local; please try <y@test.example>\n")
        self.assertIn("    = new address y@test.example\n", text)

    def test_with_what_advise_says_of_the_same_reply(self):
        for verb, reply in (("RCPT TO:<x@test.example>", "450 4.7.28 slow down"),
                            ("MAIL FROM:<a@test.example>", "550 no"), ("FOO", "500 what")):
            with self.subTest(verb):
                stage = replies_of(OPENING + f"C: {verb}\nS: {reply}\n")[-1]["stage"]
                advised = command.run(["advise", stage, reply]).stdout.decode()
                words = [text[text.index("  > "):].split()
                         for text in (advised, shown(OPENING + f"C: {verb}\nS: {reply}\n"))]
                self.assertEqual(words[0], words[1])

    def test_with_deviations_also_of_a_reply_that_went_well(self):
        self.assertIn("  250\n    ! bare-code: ", shown(OPENING + "C: NOOP\nS: 250\n"))

    def test_with_the_same_reason_told_once(self):
        text = shown(OPENING + "C: MAIL FROM:<a@test.example>\nC: RCPT TO:<x@test.example>\n")
        self.assertEqual(text.count("no reply: the connection ended"), 1)
        self.assertEqual(text.count("  no reply: likewise\n"), 1)
        text = shown(OPENING + "C: NOOP\n** timeout\nC: RSET\nS: 250 ok\nC: NOOP\n** timeout\n")
        self.assertNotIn("likewise", text)
        text = shown(OPENING + "C: NOOP\nC: NOOP\nS:\nS: 250 a\nC: RSET\nC: NOOP\nS:\nS: 250 a\n")
        self.assertNotIn("likewise", text)

    def test_with_names_for_what_is_no_command(self):
        for text, name in (("S: 421 bye\n", "(no command)"), ("C:\nS: 500 x\n", "(empty line)"),
                           (TO_DATA, "(a message without its end)")):
            self.assertIn(f"\n{name}\n", shown(OPENING + text))

    def test_with_each_recipient(self):
        self.assertIn("\n. (for <x@test.example>)\n  250 ok\n",
                      shown(LMTP + TO_DATA + "C: .\nS: 250 ok\n"))

    def test_with_long_offers_in_lines_of_a_terminal(self):
        words = "\n".join(f"S: 250-XWORD{i}" for i in range(40))
        text = shown(f"S: 220 a\nC: EHLO a\nS: 250-a\n{words}\nS: 250 b c\n")
        self.assertTrue(all(len(line) <= 80 for line in text.splitlines()))
        self.assertEqual(len(re.findall(r"XWORD\d+,", text)), 40)

    def test_in_colour_at_a_terminal(self):
        output, _ = command.run_at_terminal(["transcript"], dialogues.lines_of(OPENING))
        self.assertIn(b"\x1b[32m250\x1b[0m", output)


@unittest.skipUnless(HAS_REFERENCE, "this build has no reference")
class RefusalsAreExplained(unittest.TestCase):
    def explained(self, *replies):
        """What is shown of each reply's explanation, of which the lines are joined."""
        text = "S: 220 a\n" + "".join(f"C: NOOP\nS: {reply}\n" for reply in replies)
        return [re.sub(r"\n {6}", " ", explanation)
                for explanation in re.findall(r"(?m)^    \? (.*(?:\n {6}.*)*)", shown(text))]

    def test_by_their_status_with_its_name_and_how_the_sender_mends_it(self):
        self.assertEqual(self.explained("550 5.1.1 no"), [
            "5.1.1 means: No such mailbox. Check the spelling before the @ first, then ask the "
            "person for the present address in another way. After a 5, take the address off your "
            "lists: further tries harm your reputation."])

    def test_else_by_their_code(self):
        for reply in ("552 no", "552 5.9.99 no", "552 5.1.99 no"):
            with self.subTest(reply):
                self.assertRegex(self.explained(reply)[0], r"\A552 means: ")

    def test_and_not_where_neither_is_known(self):
        self.assertEqual(self.explained("599 no", "599 5.9.99 no"), [])

    def test_once(self):
        self.assertEqual(len(self.explained("550 5.1.1 a", "550 5.1.1 b", "450 4.1.1 c")), 1)
        self.assertEqual(len(self.explained("550 5.1.1 a", "550 5.1.2 b", "550 c")), 3)

    def test_but_nothing_else_is(self):
        self.assertEqual(self.explained("250 2.0.0 a", "354 a"), [])

    def test_in_three_lines_at_the_most_and_dots_tell_of_more(self):
        statuses = [f"{digit}50 {digit}.{subject}.{detail} a" for digit in (4, 5)
                    for subject in range(8) for detail in range(60)]
        replies = [f"{code} a" for code in range(400, 600)] + statuses
        text = "S: 220 a\n" + "".join(f"C: NOOP\nS: {reply}\n" for reply in replies)
        explanations = re.findall(r"(?m)^    \? (.*(?:\n {6}.*)*)", shown(text))
        self.assertGreater(len(explanations), 100)
        self.assertEqual({explanation.count("\n") for explanation in explanations}, {1, 2})
        for explanation in explanations:
            self.assertRegex(explanation, r"(?s)\A[\d.]+ means: [^.]+\. .*(\.|\w \.\.\.|[,:;>)] \.\.\.)\Z")
        widths = [len(line) for line in shown(text).splitlines()]
        self.assertEqual(max(widths), 80)


class OfferIsTyped(unittest.TestCase):
    def ehlo_of(self, lines, verb="EHLO"):
        text = f"S: 220 a\nC: {verb} a\n" + "".join(f"S: 250-{line}\n" for line in lines[:-1])
        return replies_of(text + f"S: 250 {lines[-1]}\n")[-1].get("ehlo")

    def test_as_the_design_has_it(self):
        self.assertEqual(
            self.ehlo_of(["mx.test.example", "pipelining", "SIZE 2000", "AUTH PLAIN X-NEW",
                          "AUTH=PLAIN LOGIN", "XCOREMAIL abc", "LIMITS RCPTMAX=50", "!", "SIZE 1"]),
            {"name": "mx.test.example", "keywords": ["PIPELINING", "SIZE", "AUTH", "LIMITS"],
             "size": {"state": "limit", "octets": 2000}, "auth": ["PLAIN", "X-NEW", "LOGIN"],
             "unknown": ["XCOREMAIL"],
             "limits": {"mail_max": None, "rcpt_max": 50, "rcpt_domain_max": None},
             "bad_line_count": 1, "complete": True})

    def test_with_every_state_of_size(self):
        for line, state, octets in (("VRFY", "absent", None), ("SIZE", "no-number", None),
                                    ("SIZE 0", "no-limit", None), ("SIZE 7", "limit", 7),
                                    ("SIZE 99999999999999999999", "overflow", None)):
            self.assertEqual(self.ehlo_of(["a", line])["size"], {"state": state, "octets": octets})

    def test_of_lhlo_too_but_of_no_other_command_and_no_refusal(self):
        self.assertIsNotNone(self.ehlo_of(["a", "b"], "LHLO"))
        self.assertIsNone(self.ehlo_of(["a", "b"], "HELO"))
        self.assertNotIn("ehlo", replies_of("S: 220 a\nC: EHLO a\nS: 550 no\n")[-1])
        self.assertNotIn("ehlo", replies_of("S: 220 a\nC: EHLO a\nS: 220-a\nS: 250 b\n")[-1])


class FindingsStandWhereTheyAre(unittest.TestCase):
    def test_each_in_its_place_alone(self):
        replies = replies_of(OPENING + TO_DATA + "C: .\nS: 250 2.0.0 Ok: queued as 4518FA82452\n"
                             "C: NOOP\nS: 250 2.0.0 Ok: queued as 4518FA82452\n"
                             "C: RCPT TO:<x@test.example>\nS: 251 User not local; will forward to <y@test.example>\n")
        keys = ("server_name", "queue_id", "forward_path")
        self.assertEqual([{key: reply[key] for key in keys if key in reply} for reply in replies],
                         [{"server_name": "mx.test.example"}, {}, {}, {}, {},
                          {"queue_id": "4518FA82452"}, {}, {"forward_path": "y@test.example"}])


class EachLineIsAnObjectOfTheSchema(unittest.TestCase):
    validator = schemas.validator("transcript")

    def test_of_every_capture_and_dialogue(self):
        texts = [path.read_bytes() for path in CAPTURES]
        texts += [dialogues.lines_of(text) for _, text, _ in dialogues.DIALOGUES]
        texts += [dialogues.lines_of(OPENING + text) for _, text, _ in SecretsAreHidden.SHAPES]
        for text in texts + [TextIsHostile.TEXT]:
            for event in events_of(text):
                self.validator.validate(event)

    def test_which_refuses_what_is_none(self):
        _, reply, event, unanswered = events_of(OPENING + "** a\nC: NOOP\n")
        ehlo = reply["ehlo"]
        for reason, wrong in (
                ("no line", schemas.without(reply, "transcript_line")),
                ("no command", schemas.without(reply, "command")),
                ("a place", {**reply, "offset": 0}),
                ("no advice", schemas.without(reply, "advice")),
                ("no name", {**reply, "ehlo": schemas.without(ehlo, "name")}),
                ("a limit of nothing", {**reply, "ehlo": {**ehlo, "size": {"state": "limit",
                                                                           "octets": None}}}),
                ("no such event", {**event, "event": "rain"}),
                ("no such outcome", {**unanswered, "outcome": "reply"}),
                ("no such type", {**unanswered, "type": "x"})):
            with self.subTest(reason):
                self.assertFalse(self.validator.is_valid(wrong))


class UsageIsTold(unittest.TestCase):
    def test_by_help_with_every_option_and_exit_status(self):
        result = command.run(["transcript", "--help"])
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        text = result.stdout.decode()
        for option in ("json", "show-secrets", "no-greeting", "more-hosts", "reused", "tls-active",
                       "tls-offered", "tls-required", "tls-optional", "can-authenticate",
                       "authenticated", "submission", "parameters-used", "help"):
            self.assertRegex(text, rf"(?m)^  --{option}  +\w")
        for status in (0, 64, 65, 66, 71, 74):
            self.assertRegex(text, rf"(?m)^  {status} +\w")
        for mark in "?>=!":
            self.assertRegex(text, rf"(?m)^  {re.escape(mark)}  \w")
        self.assertIn("examples:\n  smtpreply transcript", text)

    def test_when_it_is_wrong(self):
        for arguments, complaint in ((["a", "b"], "more than one FILE"), (["--x"], "no option --x")):
            result = command.run(["transcript", *arguments])
            self.assertEqual((result.returncode, result.stdout), (command.BAD_USAGE, b""))
            self.assertIn(complaint, result.stderr.decode())


if __name__ == "__main__":
    unittest.main()
