# SPDX-License-Identifier: MIT
"""deliver-uv: many connections, many messages, and the truth about each recipient."""
import os
import pathlib
import pty
import re
import socket
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "replyd"))
import replyd  # noqa: E402
from mailbox import Mailbox  # noqa: E402 of this tree, not the one of Python

PROGRAM = os.environ.get("DELIVER_UV", "")
WRAPPER = os.environ.get("WRAPPER", "").split()  # say, valgrind and its options

USAGE, REFUSED, LATER, BROKEN = 64, 69, 75, 76
LARGE = 4 << 20  # octets: more than the kernel takes while nobody reads


def setUpModule():
    if not PROGRAM:
        raise unittest.SkipTest("deliver-uv was not built: there is no libuv, or no example wanted")


class Result:
    """What deliver-uv printed: what it told of recipients, and the counts of the summary."""

    def __init__(self, process):
        self.status = process.returncode
        self.progress = process.stderr.decode()
        self.output = process.stdout.decode()
        lines = self.output.splitlines()
        counts = [re.fullmatch(r"  ([a-z -]*[a-z]) +([0-9]+)", line) for line in lines]
        self.counts = {match[1]: int(match[2]) for match in counts if match}
        told = [re.fullmatch(r"([^ ,]*), ([^:]*): ([a-z ]*[a-z])( in [0-9]+ seconds)?: (.*)", line)
                for line in lines]
        self.told = {(match[1], match[2]): match[3] for match in told if match}
        self.why = {(match[1], match[2]): match[5] for match in told if match}
        self.delays = {match[1]: match[4] for match in told if match}

    def fates(self):
        """The counts of recipients that are not 0."""
        names = ["delivered", "may have been delivered", "to be tried again", "refused",
                 "not attempted"]
        return {name: self.counts[name] for name in names if self.counts[name]}


class Test(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.queue = []

    def add(self, *recipients, size=100, text=None, sender="a@a.example"):
        """Puts a message into the queue; its Message-ID is the name of its file."""
        path = self.folder / f"{len(self.queue)}@a.example"
        body = f"Message-ID: <{path.name}>\n\n" + "x" * 60 + "\n" + "a line\n" * (size // 7)
        path.write_bytes(body.encode() if text is None else body.encode() + text)
        self.queue.append(f"{sender} {','.join(recipients)} {path}\n")
        return path.name

    def add_many(self, count, **options):
        return [self.add(f"{i}@test.example", **options) for i in range(count)]

    def run_with(self, *arguments, queue=None):
        queue = "".join(self.queue) if queue is None else queue
        process = subprocess.run([*WRAPPER, PROGRAM, *arguments], input=queue.encode(),
                                 capture_output=True, timeout=240, check=False)
        return Result(process)

    def deliver(self, mailbox, *options):
        """Delivers the queue, and sees to what must be true whatever the server did."""
        result = self.run_with(*options, "127.0.0.1", str(mailbox.port))
        recipients = sum(line.split(" ")[1].count(",") + 1 for line in self.queue)
        self.assertEqual(sum(result.fates().values()), recipients, result.output)
        self.assertEqual(set(mailbox.taken.values()) - {1}, set(), "something came twice")
        self.assertEqual(mailbox.bad_line_ends, 0)
        self.assert_true_to(mailbox, result)
        return result

    def assert_true_to(self, mailbox, result):
        """What was not told of is there; what was told of is not, or it may have been delivered."""
        told = {(pathlib.Path(file).name, recipient): fate
                for (recipient, file), fate in result.told.items()}
        for line in self.queue:
            _, recipients, file = line.strip().split(" ")
            for recipient in recipients.split(","):
                pair = (pathlib.Path(file).name, recipient)
                if pair not in told:
                    self.assertEqual(mailbox.taken[pair], 1, pair)
                elif told[pair] != "may have been delivered":
                    self.assertEqual(mailbox.taken[pair], 0, pair)

    def told_as(self, result, fate):
        return {(pathlib.Path(file).name, recipient)
                for (recipient, file), told in result.told.items() if told == fate}


class ItsNameIsItsAddress(Test):
    def test_which_is_always_true(self):  # RFC 5321, 4.1.3
        self.add("u@test.example")
        with replyd.Server("") as server:
            result = self.run_with("127.0.0.1", str(server.port))
        self.assertEqual(result.fates(), {"delivered": 1})
        self.assertEqual(server.records[0].lines("ehlo"), [b"EHLO [127.0.0.1]"])


class AThousandMessagesArriveOnceEach(Test):
    def test_over_one_pipelined_connection(self):
        self.add_many(1000)
        with Mailbox() as mailbox:
            result = self.deliver(mailbox, "--connections", "1")
            self.assertEqual((result.status, result.fates()), (0, {"delivered": 1000}))
            self.assertEqual(len(mailbox.taken), 1000)
            self.assertEqual((mailbox.connections, mailbox.open_at_once), (1, 1))
            # All but the first MAIL came in one piece with the end of the message before.
            self.assertEqual(mailbox.pipelined, {b"MAIL": 999, b"RCPT": 1000, b"DATA": 1000})
            self.assertEqual(mailbox.commands[b"RSET"], 0)

    def test_over_200_parallel_connections(self):
        self.add_many(1000)
        with Mailbox() as mailbox:
            result = self.deliver(mailbox, "--connections", "200")
            self.assertEqual((result.status, result.fates()), (0, {"delivered": 1000}))
            self.assertEqual(len(mailbox.taken), 1000)
            self.assertEqual((mailbox.connections, mailbox.open_at_once), (200, 200))

    def test_over_lmtp_with_three_recipients_each(self):
        for i in range(300):
            self.add(*[f"{i}.{j}@test.example" for j in range(3)])
        with Mailbox(lmtp=True) as mailbox:
            result = self.deliver(mailbox, "--lmtp", "--connections", "20")
            self.assertEqual((result.status, result.fates()), (0, {"delivered": 900}))
            self.assertEqual(len(mailbox.taken), 900)


class MessagesArriveAsTheyAre(Test):
    def test_with_their_dots_and_with_CRLF_at_the_end_of_each_line(self):
        name = self.add("u@test.example", text=b".\n..\n.a\r\nb\rc\n\r\n.\r\nend")
        with Mailbox() as mailbox:
            self.assertEqual(self.deliver(mailbox).status, 0)
            self.assertTrue(mailbox.texts[name].endswith(
                b"\r\n.\r\n..\r\n.a\r\nb\r\nc\r\n\r\n.\r\nend\r\n"))

    def test_however_the_buffer_cuts_them(self):
        text = b"".join(b"." * (i % 5) + b"y" * (i % 83) + b"\n" for i in range(3000))
        name = self.add("u@test.example", text=text)
        with Mailbox() as mailbox:
            self.assertEqual(self.deliver(mailbox).status, 0)
            self.assertTrue(mailbox.texts[name].endswith(text.replace(b"\n", b"\r\n")))

    def test_when_they_are_larger_than_what_the_kernel_takes(self):
        name = self.add("u@test.example", size=LARGE)
        with Mailbox() as mailbox:
            self.assertEqual(self.deliver(mailbox).status, 0)
            self.assertGreater(len(mailbox.texts[name]), LARGE)

    def test_from_nobody(self):
        self.add("u@test.example", sender="<>")
        with Mailbox() as mailbox:
            self.assertEqual(self.deliver(mailbox).fates(), {"delivered": 1})


class EachRecipientHasItsFate(Test):
    def add_mixed(self, count):
        for i in range(count):
            self.add(f"250.{i}@test.example", f"450.{i}@test.example", f"550.{i}@test.example")

    def assert_thirds(self, result, count):
        self.assertEqual(result.status, REFUSED)
        self.assertEqual(result.fates(), {
            "delivered": count, "to be tried again": count, "refused": count})
        self.assertEqual({fate for (recipient, _), fate in result.told.items()
                          if recipient.startswith("450.")}, {"to be tried again"})
        self.assertEqual({fate for (recipient, _), fate in result.told.items()
                          if recipient.startswith("550.")}, {"refused"})

    def test_and_the_summary_is_right_to_the_number(self):
        self.add_mixed(100)
        with Mailbox() as mailbox:
            result = self.deliver(mailbox, "--connections", "5")
        self.assert_thirds(result, 100)
        self.assertEqual(
            {name: result.counts[name] for name in
             ["positive", "intermediate", "transient", "permanent",
              "proceed", "continue", "retry-later", "fail"]},
            # The greeting, EHLO and QUIT of a connection; MAIL, one RCPT and the dot of a message.
            {"positive": 5 * 3 + 100 * 3, "intermediate": 100, "transient": 100, "permanent": 100,
             "proceed": 5 * 3 + 100 * 3, "continue": 100, "retry-later": 100, "fail": 100})
        self.assertIn("100 messages to 300 recipients, 5 connections\n", result.output)

    def test_without_pipelining_too(self):
        self.add_mixed(20)
        with Mailbox(extensions=[]) as mailbox:
            self.assert_thirds(self.deliver(mailbox, "--connections", "2"), 20)
            self.assertEqual(mailbox.pipelined, {})

    def test_with_HELO_where_EHLO_is_not_known(self):
        self.add_mixed(20)
        with Mailbox(replies={b"EHLO": b"502 5.5.1 what is EHLO"}) as mailbox:
            self.assert_thirds(self.deliver(mailbox, "--connections", "2"), 20)
            self.assertEqual(mailbox.pipelined, {})

    def test_in_LMTP_also_behind_the_data(self):
        for i in range(20):
            self.add(*[f"{fate}.{i}@test.example" for fate in
                       ["450", "dot-550", "250", "dot-450", "550"]])
        with Mailbox(lmtp=True) as mailbox:
            result = self.deliver(mailbox, "--lmtp", "--connections", "3")
        self.assertEqual(result.fates(), {
            "delivered": 20, "to be tried again": 40, "refused": 40})
        self.assertEqual(result.told[("dot-550.7@test.example", str(self.folder / "7@a.example"))],
                         "refused")

    def test_when_the_message_is_refused_behind_the_data(self):
        self.add("a@test.example", "dot-550.b@test.example")
        self.add("dot-450.c@test.example")
        self.add("d@test.example")
        with Mailbox() as mailbox:
            result = self.deliver(mailbox, "--connections", "1")
        self.assertEqual(result.fates(), {"delivered": 1, "to be tried again": 1, "refused": 2})

    def test_when_MAIL_is_refused(self):
        for extensions in ([], [b"PIPELINING"]):
            with self.subTest(extensions):
                self.queue = []
                self.add("a@test.example", "b@test.example")
                self.add("c@test.example")
                replies = {b"MAIL": b"550 5.7.1 not you"}
                with Mailbox(extensions=extensions, replies=replies) as mailbox:
                    result = self.deliver(mailbox, "--connections", "1")
                self.assertEqual((result.status, result.fates()), (REFUSED, {"refused": 3}))
                self.assertIn("550 5.7.1 not you", list(result.why.values())[1])

    def test_when_nobody_is_accepted_and_the_next_message_follows(self):
        for extensions in ([], [b"PIPELINING"]):
            with self.subTest(extensions):
                self.queue = []
                self.add("550.a@test.example")
                self.add("450.b@test.example", "550.c@test.example")
                self.add("d@test.example")
                with Mailbox(extensions=extensions) as mailbox:
                    result = self.deliver(mailbox, "--connections", "1")
                    self.assertEqual(mailbox.connections, 1)
                self.assertEqual(result.fates(), {
                    "delivered": 1, "to be tried again": 1, "refused": 2})

    def test_when_nobody_is_accepted_and_the_server_wants_the_data_all_the_same(self):
        # RFC 2920, 3.1: a lone dot. In LMTP nobody is there to answer it (RFC 2033, 4.2); servers do
        # all the same, so the next message needs another connection.
        for lmtp, dot in ((False, b"554 5.5.1 no valid recipients"), (True, b"")):
            with self.subTest(lmtp=lmtp):
                self.queue = []
                self.add("550.a@test.example")
                self.add("550.b@test.example")
                replies = {b"DATA": b"354 go ahead", b".": dot}
                with Mailbox(lmtp=lmtp, replies=replies) as mailbox:
                    result = self.deliver(mailbox, "--connections", "1", *["--lmtp"] * lmtp)
                    self.assertEqual((result.status, result.fates()), (REFUSED, {"refused": 2}))
                    self.assertEqual((mailbox.commands[b"."], mailbox.connections), (2, 1 + lmtp))

    def test_when_MAIL_is_refused_and_yet_the_server_wants_the_data(self):
        self.add("a@test.example")
        replies = {b"MAIL": b"550 5.7.1 no", b"RCPT": b"250 ok", b"DATA": b"354 go ahead"}
        with Mailbox(replies=replies) as mailbox:
            result = self.deliver(mailbox, "--connections", "1")
            # A lone dot would deliver an empty message: the connection is closed instead.
            self.assertEqual(mailbox.commands[b"."], 0)
        self.assertEqual(result.fates(), {"refused": 1})

    def test_and_the_delay_that_the_text_names(self):
        self.add("u@test.example")
        replies = {b"RCPT": b"450 4.7.1 greylisted, try again in 300 seconds"}
        with Mailbox(replies=replies) as mailbox:
            result = self.deliver(mailbox)
        self.assertEqual(result.status, LATER)
        self.assertEqual(result.delays, {"u@test.example": " in 300 seconds"})

    def test_also_those_over_a_hundred_who_go_into_other_transactions(self):
        self.add(*[f"{i}@test.example" for i in range(250)])
        with Mailbox() as mailbox:
            result = self.deliver(mailbox, "--connections", "1")
            self.assertEqual(result.fates(), {"delivered": 250})
            self.assertEqual(mailbox.messages, 3)

    def test_in_as_many_transactions_as_LIMITS_asks_for(self):
        self.add(*[f"{i}@test.example" for i in range(6)])
        limits = [b"PIPELINING", b"LIMITS RCPTMAX=2 MAILMAX=2"]
        with Mailbox(extensions=limits) as mailbox:
            result = self.deliver(mailbox, "--connections", "1")
            self.assertEqual(result.fates(), {"delivered": 6})
            self.assertEqual((mailbox.messages, mailbox.connections), (3, 2))


class NothingIsLostAndNothingComesTwice(Test):
    def test_when_the_server_says_421_after_some_messages(self):
        self.add_many(200)
        with Mailbox(close_after=7) as mailbox:
            result = self.deliver(mailbox, "--connections", "10")
            self.assertEqual((result.status, result.fates()), (0, {"delivered": 200}))
            self.assertGreaterEqual(mailbox.connections, 200 // 7)

    def test_when_the_server_says_421_before_any_message(self):
        self.add_many(5)
        with Mailbox(close_first=2) as mailbox:
            result = self.deliver(mailbox, "--connections", "1")
            self.assertEqual((result.status, result.fates()), (0, {"delivered": 5}))
            self.assertEqual(mailbox.connections, 3)

    def test_when_it_closes_in_the_middle_of_a_message_that_is_not_all_sent(self):
        self.add_many(6, size=LARGE)
        with Mailbox(close_in_every=4) as mailbox:
            result = self.deliver(mailbox, "--connections", "1")
        self.assertEqual((result.status, result.fates()), (0, {"delivered": 6}))

    def test_when_it_closes_behind_the_dot_without_an_answer(self):
        self.add_many(200)
        with Mailbox(close_behind_every=9) as mailbox:
            result = self.deliver(mailbox, "--connections", "10")
            self.assertEqual(result.status, LATER)
            self.assertEqual(self.told_as(result, "may have been delivered"), mailbox.unanswered)
            self.assertEqual(result.fates(), {
                "delivered": 200 - len(mailbox.unanswered),
                "may have been delivered": len(mailbox.unanswered)})
            self.assertGreaterEqual(len(mailbox.unanswered), 200 // 9)

    def test_when_it_closes_behind_the_dot_of_LMTP(self):
        for i in range(60):
            self.add(f"a.{i}@test.example", f"b.{i}@test.example")
        with Mailbox(lmtp=True, close_behind_every=7) as mailbox:
            result = self.deliver(mailbox, "--lmtp", "--connections", "3")
            self.assertEqual(self.told_as(result, "may have been delivered"), mailbox.unanswered)

    def test_when_the_answer_to_the_dot_does_not_come_in_time(self):
        self.add("u@test.example")
        with Mailbox(stall_at=b".") as mailbox:
            result = self.deliver(mailbox, "--timeout", "1")
            self.assertEqual(sum(mailbox.taken.values()), 1)
        self.assertEqual((result.status, result.fates()), (LATER, {"may have been delivered": 1}))
        self.assertEqual(list(result.why.values()), ["timed-out"])

    def test_when_every_connection_ends_before_a_message_is_through(self):
        self.add_many(30)
        replies = {b"MAIL": b"421 4.3.2 go away"}
        with Mailbox(replies=replies) as mailbox:
            result = self.deliver(mailbox, "--connections", "2")
            self.assertEqual(result.status, LATER)
            self.assertEqual(mailbox.connections, 6)
        self.assertEqual(set(result.told.values()), {"to be tried again", "not attempted"})


class NothingIsBelievedOfAServerThatBreaksTheProtocol(Test):
    def test_that_answers_a_command_twice(self):
        self.add_many(40)
        with Mailbox(answer_twice_every=5) as mailbox:
            result = self.deliver(mailbox, "--connections", "1")
        self.assertEqual(result.status, BROKEN)
        self.assertIn("the server broke the protocol at ", result.output)

    def test_that_answers_a_refused_recipient_twice(self):
        self.add("550.a@test.example", "b@test.example")
        with Mailbox(answer_twice_every=1) as mailbox:
            result = self.deliver(mailbox, "--connections", "1")
        self.assertEqual((result.status, result.fates()), (BROKEN, {"to be tried again": 2}))

    def test_that_speaks_something_else(self):
        self.add("u@test.example")
        for reply in (b"+OK", b"hello", b"2500 ok", b"250-ok\r\n550 ok"):
            with self.subTest(reply), Mailbox(replies={b"RCPT": reply}) as mailbox:
                result = self.deliver(mailbox, "--connections", "1")
                self.assertEqual((result.status, result.fates()),
                                 (BROKEN, {"to be tried again": 1}))

    def test_that_answers_the_message_with_what_may_be_two_replies(self):
        self.add("550.a@test.example", "b@test.example")
        self.add("c@test.example")
        with Mailbox(replies={b".": b"550-no\r\n250 ok"}) as mailbox:
            result = self.run_with("--connections", "1", "127.0.0.1", str(mailbox.port))
        # The first was with other commands open; the last was alone, and its safest reading counts.
        self.assertEqual(result.status, BROKEN)
        self.assertEqual(result.fates(), {"may have been delivered": 2, "refused": 1})

    def test_that_adds_a_reply_behind_that_to_the_message(self):
        self.add("a@test.example")
        with Mailbox(replies={b".": b"250 ok\r\n250 ok"}) as mailbox:
            result = self.deliver(mailbox)
        self.assertEqual((result.status, result.fates()), (BROKEN, {"may have been delivered": 1}))

    def test_that_answers_DATA_with_250(self):
        self.add("550.a@test.example", "b@test.example")
        with Mailbox(replies={b"DATA": b"250 ok"}) as mailbox:
            result = self.deliver(mailbox)
        self.assertEqual((result.status, result.fates()), (BROKEN, {"to be tried again": 2}))

    def test_that_accepts_a_message_before_it_came(self):
        self.add("a@test.example")
        with Mailbox(replies={b"DATA": b"354 go ahead\r\n250 ok"}) as mailbox:
            result = self.deliver(mailbox)
        self.assertEqual((result.status, result.fates()), (BROKEN, {"to be tried again": 1}))

    def test_and_nothing_it_says_reaches_the_terminal_raw(self):
        self.add("u@test.example")
        for reply in (b"550 \x1b[2J\x9b no", b"\x1b]0;x\x07"):
            with self.subTest(reply), Mailbox(replies={b"RCPT": reply}) as mailbox:
                output = self.deliver(mailbox, "--connections", "1").output
                self.assertEqual([c for c in output if c != "\n" and not c.isprintable()], [])


class AConnectionIsGivenUp(Test):
    def test_when_no_reply_comes_in_time(self):
        for stage in (b"", b"RCPT", b"DATA"):
            with self.subTest(stage):
                self.queue = []
                self.add("u@test.example")
                with Mailbox(stall_at=stage) as mailbox:
                    result = self.deliver(mailbox, "--timeout", "1", "--connections", "1")
                    self.assertEqual(mailbox.connections, 3)
                self.assertEqual(result.status, LATER)

    def test_when_nobody_listens(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.add_many(5)
            result = self.run_with("--connections", "2", "127.0.0.1", str(free.getsockname()[1]))
        self.assertEqual((result.status, result.fates()), (LATER, {"not attempted": 5}))
        self.assertIn("connection refused", result.output)

    def test_when_there_is_no_such_host(self):
        self.add_many(2)
        result = self.run_with("host.invalid", "25")
        self.assertEqual((result.status, result.fates()), (LATER, {"not attempted": 2}))

    def test_when_all_is_delivered_it_does_not_wait_long_for_a_goodbye(self):
        # Without --timeout: a reply has five minutes, and run_with() less.
        self.add("a@test.example")
        with mock.patch("replyd.PATIENCE", 600), replyd.Server("quit: stall") as server:
            result = self.run_with("127.0.0.1", str(server.port))
        self.assertEqual((result.status, result.fates()), (0, {"delivered": 1}))

    def test_when_the_greeting_refuses_and_what_it_says_counts_for_all(self):
        for reply, status, fate in ((b"554 5.7.1 not from there", REFUSED, "refused"),
                                    (b"421 4.3.2 too many", LATER, "not attempted")):
            with self.subTest(reply):
                self.queue = []
                self.add_many(5)
                with Mailbox(replies={b"": reply}) as mailbox:
                    result = self.deliver(mailbox, "--connections", "2")
                self.assertEqual((result.status, result.fates()), (status, {fate: 5}))
                self.assertIn(reply.decode(), result.output)


class TheCommandLine(Test):
    def test_of_bad_usage(self):
        for arguments in ([], ["h"], ["h", "1", "2"], ["--connections", "0", "h", "1"],
                          ["--connections", "401", "h", "1"], ["--timeout", "x", "h", "1"],
                          ["--what", "h", "1"]):
            with self.subTest(arguments):
                result = self.run_with(*arguments)
                self.assertEqual((result.status, result.output), (USAGE, ""))

    def test_of_a_queue_with_a_line_that_is_no_message(self):
        for line in ("a@a.example u@test.example\n", "a@a.example\n", "\n",
                     "a@a.example <u@test.example> f\n", "a@a.example u@test.example\rDATA f\n",
                     "a@a.example u@test.example f\0g\n", f"{'a' * 321} u@test.example f\n",
                     "a@a.example , f\n", "a@a.example \u00e9@test.example f\n"):
            with self.subTest(line):
                result = self.run_with("h", "1", queue="<> u@test.example f\n" + line)
                self.assertEqual((result.status, result.output), (USAGE, ""))
                self.assertIn("line 2", result.progress)

    def test_of_a_queue_that_cannot_be_read(self):
        with open(self.folder / "queue", "wb") as written:
            process = subprocess.run([*WRAPPER, PROGRAM, "h", "1"], stdin=written,
                                     capture_output=True, timeout=60, check=False)
        self.assertEqual((process.returncode, process.stdout), (USAGE, b""))

    def test_of_an_empty_queue(self):
        result = self.run_with("127.0.0.1", "1")
        self.assertEqual((result.status, result.fates()), (0, {}))

    def test_of_a_message_that_cannot_be_read(self):
        self.add("u@test.example")
        self.queue.append(f"a@a.example v@test.example {self.folder}/absent\n")
        self.queue.append(f"a@a.example w@test.example {self.folder}\n")
        with Mailbox() as mailbox:
            result = self.deliver(mailbox, "--connections", "1")
        self.assertEqual((result.status, result.fates()),
                         (LATER, {"delivered": 1, "not attempted": 2}))

    def test_of_progress_which_shows_when_it_is_asked_for(self):
        self.add_many(20)
        with Mailbox() as mailbox:
            result = self.deliver(mailbox, "--progress")
            self.assertIn("20 of 20 recipients, 20 delivered", result.progress)

    def test_of_progress_which_shows_in_no_log_unasked(self):
        self.add_many(20)
        with Mailbox() as mailbox:
            self.assertEqual(self.deliver(mailbox).progress, "")

    def test_of_progress_which_shows_at_a_terminal(self):
        self.add_many(20)
        outer, inner = pty.openpty()
        with Mailbox() as mailbox:
            subprocess.run([*WRAPPER, PROGRAM, "127.0.0.1", str(mailbox.port)], stderr=inner,
                           input="".join(self.queue).encode(), stdout=subprocess.DEVNULL,
                           timeout=60, check=True)
        os.close(inner)
        self.assertIn(b"20 of 20 recipients, 20 delivered", os.read(outer, 4096))
        os.close(outer)


if __name__ == "__main__":
    unittest.main()
