# SPDX-License-Identifier: MIT
"""smtpreply advise: what to do next after one pasted reply."""
import json
import re
import shlex
import unittest

import command
import schemas
from sentences import SENTENCES

STAGES = ["greeting", "ehlo", "helo", "lhlo", "starttls", "auth", "auth-cancel", "mail", "rcpt",
          "data", "data-end", "data-end-recipient", "bdat", "bdat-last", "burl", "rset", "vrfy",
          "expn", "help", "noop", "quit", "etrn", "atrn", "xclient", "unsolicited", "other"]
OUTCOMES = ["lost", "timed-out", "malformed", "desync", "injected", "tls-failed"]

# Options, stage and reply; the action, what else, and why.
SITUATIONS = [
    (["rcpt", "452 4.5.3 Too many recipients"], "retry-later", "retry-later",
     "nobody was accepted, so another transaction would fare no better"),
    (["rcpt", "--accepted", "3", "452 4.5.3 Too many recipients"], "new-transaction",
     "retry-later", "those who were accepted go first"),
    (["mail", "421 bye"], "retry-later", "retry-later", "not known: no host to try"),
    (["mail", "--more-hosts", "421 bye"], "try-next-host", "retry-later", "--more-hosts"),
    (["mail", "--reused", "421 bye"], "new-connection", "retry-later", "--reused"),
    (["starttls", "454 not now"], "try-next-host", "retry-later", "nothing goes out in the clear"),
    (["starttls", "--tls-optional", "454 not now"], "without-tls", "retry-later",
     "--tls-optional"),
    (["starttls", "--tls-optional", "--tls-required", "454 not now"], "try-next-host",
     "retry-later", "--tls-required overrides it"),
    (["starttls", "--tls-active", "554 already"], "continue", "continue", "--tls-active"),
    (["auth", "--authenticated", "503 already"], "continue", "continue", "--authenticated"),
    (["ehlo", "500 what"], "say-helo", "try-next-host", "an old server"),
    (["data", "354 go"], "end-empty", "retry-later", "nobody was accepted"),
    (["data", "--accepted=1", "354 go"], "continue", "retry-later", "somebody was accepted"),
]


def advise(*arguments, stream=b""):
    """What `smtpreply advise --json ARGUMENTS` prints, and its exit status."""
    result = command.run(["advise", "--json", *arguments], stream)
    return json.loads(result.stdout), result.returncode


def lines_of(*arguments, stream=b""):
    event, status = advise(*arguments, stream=stream)
    assert status == 0, event
    return event["lines"]


def shown(*arguments, stream=b""):
    result = command.run(["advise", *arguments], stream)
    assert result.stderr == b"", result.stderr
    return result.stdout.decode()


def sentences_of(*arguments):
    """What is shown of the advice: the sentences without their line ends, and the rule."""
    advice = shown(*arguments).split("\n  > ", 1)[1]
    sentences, rule = advice.split("\n    [rule ", 1)
    return " ".join(line.strip() for line in sentences.splitlines()), "[rule " + rule


def kinds_of_rules():
    """Action, otherwise, scope, close and reset of each rule of the library."""
    text = (command.ROOT / "lib" / "meaning" / "advice.def").read_text()
    rules = re.findall(r'^RULE\("[^"]+", .*?,\n     (\w+), (\w+), (\w+), (\w+), "', text,
                       re.MULTILINE | re.DOTALL)
    assert len(rules) == text.count("\nRULE("), "a rule is not written as the others are"
    return {(*(name.lower().replace("_", "-") for name in names), after == "CLOSE",
             after == "RESET") for *names, after in rules}


def kind_of(advice):
    return tuple(advice[key] for key in ("action", "otherwise", "scope", "close", "reset"))


class AdviceIsShown(unittest.TestCase):
    def test_in_the_form_of_the_manual(self):
        self.assertEqual(shown("rcpt", "--accepted", "3", "452 4.5.3 Too many recipients"), (
            "452 4.5.3 transient negative completion: not done, a later try may succeed\n"
            "    4.5.3 Too many recipients\n"
            "  > new-transaction: send the message to this recipient in another transaction,\n"
            "    after this one. If that cannot be, retry-later: keep the message for this\n"
            "    recipient and try again later. Other recipients are not affected.\n"
            "    [rule rcpt-too-many, scope recipient; RFC 5321 4.5.3.1.10]\n"))

    def test_in_the_sentences_of_the_table(self):
        for arguments, sentences in SENTENCES:
            with self.subTest(arguments):
                self.assertEqual(sentences_of(*shlex.split(arguments))[0], sentences)

    def test_and_the_table_has_each_kind_of_advice_that_a_rule_gives(self):
        kinds = {kind_of(advise(*shlex.split(arguments))[0]["advice"])
                 for arguments, _ in SENTENCES}
        self.assertEqual(kinds, kinds_of_rules())

    def test_with_the_names_that_json_has(self):
        for arguments, _ in SENTENCES:
            with self.subTest(arguments):
                advice = advise(*shlex.split(arguments))[0]["advice"]
                sentences, rule = sentences_of(*shlex.split(arguments))
                self.assertTrue(sentences.startswith(advice["action"] + ": "))
                self.assertIn(advice["otherwise"] + ": ", sentences)
                self.assertEqual(rule, f"[rule {advice['rule']}, scope {advice['scope']}; "
                                       f"{advice['source']}]\n")

    def test_in_lines_of_a_terminal(self):
        widths = [len(line) for arguments, _ in SENTENCES
                  for line in shown(*shlex.split(arguments)).splitlines()]
        self.assertIn(max(widths), range(78, 81))

    def test_with_deviations(self):
        self.assertIn("  ! code-mismatch: ", shown("ehlo", "250-a\n550 b"))

    def test_with_words_for_every_outcome_and_never_an_unknown_one(self):
        for outcome in OUTCOMES:
            with self.subTest(outcome):
                text = shown("rcpt", "--outcome", outcome)
                self.assertRegex(text, rf"\A{outcome}: \w+ .*\n  > ")
                self.assertNotIn("does not know", text)

    def test_never_raw(self):
        text = shown("rcpt", b"550 \x1b[2J\xff")
        self.assertNotIn("\x1b", text)
        self.assertIn(r"\x1b[2J\xff", text)


class AdviceIsAnObject(unittest.TestCase):
    def test_byte_for_byte(self):
        result = command.run(["advise", "--json", "rcpt", "451 4.7.1 Try again in 5 minutes"])
        self.assertEqual(result.stdout.decode(), (
            '{"type":"reply","offset":null,"size":null,"code":451,"first_code":451,"last_code":451,'
            '"severity":"transient","status":"4.7.1","line_count":1,'
            '"lines":["4.7.1 Try again in 5 minutes"],"truncated":false,"deviations":[],'
            '"stage":"rcpt","advice":{"action":"retry-later","otherwise":"retry-later",'
            '"scope":"recipient","close":false,"reset":false,"delay_seconds":300,'
            '"rule":"rcpt-transient","source":"RFC 5321 4.2.1, 3.3"}}\n'))

    def test_without_a_delay_it_is_null(self):
        self.assertIsNone(advise("rcpt", "450 no")[0]["advice"]["delay_seconds"])

    def test_of_an_outcome(self):
        event, status = advise("mail", "--outcome", "timed-out", "--reused")
        self.assertEqual(status, 0)
        self.assertEqual(list(event), ["type", "outcome", "stage", "advice"])
        self.assertEqual((event["type"], event["outcome"], event["stage"]),
                         ("outcome", "timed-out", "mail"))
        self.assertEqual(event["advice"]["action"], "new-connection")

    def test_of_an_error_with_what_to_do_all_the_same(self):
        event, status = advise("greeting", "HTTP/1.1 400 Bad Request")
        self.assertEqual(status, command.BAD_STREAM)
        self.assertEqual((event["type"], event["offset"], event["looks_like"]), ("error", 0, "http"))
        self.assertEqual(event["advice"]["rule"], "malformed")

    def test_in_every_situation_of_the_table(self):
        for arguments, action, otherwise, reason in SITUATIONS:
            with self.subTest(reason, arguments=arguments):
                advice = advise(*arguments)[0]["advice"]
                self.assertEqual((advice["action"], advice["otherwise"]), (action, otherwise))


class EachObjectIsOfTheSchema(unittest.TestCase):
    validator = schemas.validator("advise")

    def test_at_every_stage(self):
        for stage in STAGES:
            for reply in ("250 ok", "354 go", "451 4.7.1 in 5 minutes", "550 no", "550 \udcff"):
                event, _ = advise(stage, reply)
                self.assertEqual(event["stage"], stage)
                self.validator.validate(event)

    def test_of_every_outcome_and_error(self):
        for outcome in OUTCOMES:
            self.validator.validate(advise("rcpt", "--outcome", outcome)[0])
        for reply in ("HTTP", "25", "250-", "250_", "250 " + "x" * 65536):
            event, status = advise("rcpt", stream=reply.encode())
            self.assertEqual(status, command.BAD_STREAM)
            self.validator.validate(event)

    def test_which_refuses_what_is_none(self):
        event, _ = advise("rcpt", "250 ok")
        advice = event["advice"]
        wrong = [
            ("no advice", schemas.without(event, "advice")),
            ("no stage", schemas.without(event, "stage")),
            ("no such stage", {**event, "stage": "none"}),
            ("a place", {**event, "offset": 0}),
            ("no such code", {**event, "code": 600}),
            ("no such action", {**event, "advice": {**advice, "action": "pray"}}),
            ("no such scope", {**event, "advice": {**advice, "scope": "world"}}),
            ("no delay", {**event, "advice": {**advice, "delay_seconds": 0}}),
            ("no rule", {**event, "advice": schemas.without(advice, "rule")}),
            ("a reply is no outcome", {**advise("rcpt", "--outcome", "lost")[0],
                                       "outcome": "reply"}),
        ]
        for reason, other in wrong:
            with self.subTest(reason):
                self.assertFalse(self.validator.is_valid(other))


class ReplyIsTakenAsItWasPasted(unittest.TestCase):
    def test_as_one_word_or_as_the_shell_parts_it(self):
        self.assertEqual(lines_of("rcpt", "550 5.1.1 no such user"), ["5.1.1 no such user"])
        self.assertEqual(lines_of("rcpt", "550", "5.1.1", "no such user"), ["5.1.1 no such user"])

    def test_with_any_line_ends_and_none_is_a_deviation(self):
        for text in ("550-a\r\n550 b\r\n", "550-a\n550 b\n", "550-a\n550 b", "\n 550-a\r\n550 b\n\n"):
            with self.subTest(text):
                event, status = advise("rcpt", text)
                self.assertEqual((status, event["lines"], event["deviations"]), (0, ["a", "b"], []))

    def test_from_standard_input(self):
        for arguments in (["rcpt"], ["rcpt", "-"]):
            with self.subTest(arguments):
                self.assertEqual(lines_of(*arguments, stream=b"550-a\n550 b"), ["a", "b"])

    def test_so_an_escape_that_was_typed_stays(self):
        self.assertEqual(lines_of("rcpt", r"550 a\r\n"), [r"a\r\n"])

    def test_of_65536_octets_but_not_more(self):
        self.assertEqual(lines_of("rcpt", stream=b"250 " + b"x" * 65530)[0], "x" * 65530)
        event, status = advise("rcpt", stream=b"250 " + b"x" * 65531)
        self.assertEqual((event["error"], status), ("too-long", command.BAD_STREAM))
        event, status = advise("rcpt", stream=b"250 " + b"x" * 1000000)
        self.assertEqual((event["error"], status), ("too-long", command.BAD_STREAM))

    def test_but_must_be_one_reply(self):
        for text, complaint in (("", "there is no reply"), (" \n", "there is no reply"),
                                ("250 a\n250 b", "more than one reply")):
            with self.subTest(text):
                result = command.run(["advise", "rcpt"], text.encode())
                self.assertEqual(result.returncode, command.BAD_STREAM)
                self.assertIn(complaint, result.stderr.decode())

    def test_is_none_in_an_empty_argument_and_standard_input_is_left_alone(self):
        result = command.run(["advise", "rcpt", ""], b"250 ok")
        self.assertEqual(result.returncode, command.BAD_STREAM)
        self.assertIn("there is no reply", result.stderr.decode())


class BadUsageIsToldPlainly(unittest.TestCase):
    def test_as_the_table_says(self):
        for arguments, complaint in (
                ([], "no stage"),
                (["rctp", "250 ok"], 'no stage "rctp"; stages are greeting, ehlo'),
                (["none", "250 ok"], 'no stage "none"'),
                (["rcpt", "--outcome", "late"], '--outcome: "late"'),
                (["rcpt", "--outcome", "none"], '--outcome: "none"'),
                (["rcpt", "--outcome", "lost", "250 ok"], "in place of a reply, and a reply"),
                (["rcpt", "--outcome", "lost", ""], "in place of a reply, and a reply"),
                (["rcpt", "--outcome", "lost", "-"], "in place of a reply, and a reply"),
                (["rcpt", "-", "250 ok"], "from standard input, and one as an argument"),
                (["rcpt", "--accepted", "-1", "250"], '--accepted: "-1"'),
                (["rcpt", "--accepted", "4294967296", "250"], '--accepted: "4294967296"'),
                (["rcpt", "--reused=yes", "250"], "--reused takes no value")):
            with self.subTest(arguments=arguments):
                result = command.run(["advise", *arguments])
                self.assertEqual((result.returncode, result.stdout), (command.BAD_USAGE, b""))
                self.assertIn(complaint, result.stderr.decode())
                self.assertIn(b"--help", result.stderr.splitlines()[-1])

    def test_the_complaint_names_every_stage_in_the_order_of_a_session(self):
        stderr = command.run(["advise", "rctp"]).stderr.decode()
        self.assertIn("stages are " + ", ".join(STAGES), stderr)

    def test_a_stage_may_be_written_as_the_command_is(self):
        self.assertEqual(advise("RCPT", "250 ok")[0]["stage"], "rcpt")


class HelpIsPrinted(unittest.TestCase):
    def test_with_every_option_stage_outcome_and_exit_status(self):
        result = command.run(["advise", "--help"])
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        text = result.stdout.decode()
        for option in ("accepted N", "outcome NAME", "more-hosts", "reused", "tls-active",
                       "tls-offered", "tls-required", "tls-optional", "can-authenticate",
                       "authenticated", "submission", "parameters-used", "json", "help"):
            self.assertRegex(text, rf"(?m)^  --{option}  +\w")
        for name in [*STAGES, *OUTCOMES, "reply"]:
            self.assertRegex(text, rf"(?<![\w-]){name}(?![\w-])")
        for status in (0, 64, 65, 66, 74):
            self.assertRegex(text, rf"(?m)^  {status} +\w")
        self.assertIn("examples:\n  smtpreply advise", text)


if __name__ == "__main__":
    unittest.main()
