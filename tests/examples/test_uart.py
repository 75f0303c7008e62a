# SPDX-License-Identifier: MIT
"""uart: an alarm by mail from a device without an operating system, here over a socket as its line;
and the same file for a Cortex-M0: how large it is, and that it needs nothing else."""
import os
import pathlib
import re
import shutil
import socket
import subprocess
import unittest

from dialogue import CLOSE, SILENCE, Dialogue

UART = os.environ["UART"]
FIRMWARE = os.environ["FIRMWARE"]  # empty where there is no compiler for it
GUIDE = pathlib.Path(os.environ["SOURCE_ROOT"]) / "docs" / "embedding.md"

GREETING = b"220 mx.test.example ESMTP\r\n"
HELLO = b"250-mx.test.example\r\n250-SIZE 1000\r\n250 PIPELINING\r\n"
OK = b"250 2.1.0 Ok\r\n"
GO = b"354 End with a dot\r\n"
TAKEN = b"250 2.0.0 Ok: queued as 4Q\r\n"
BYE = b"221 2.0.0 Bye\r\n"
DELIVERY = [GREETING, HELLO, OK, OK, GO, TAKEN, BYE]

SENT, REFUSED, LATER, UNREADABLE = 0, 69, 75, 76


def delivery(**changes):
    """The dialogue of a delivery in which some answers are others; None ends it there."""
    names = ["greeting", "hello", "sender", "recipient", "go", "taken", "bye"]
    parts = []
    for name, part in zip(names, DELIVERY):
        part = changes.get(name, part)
        parts.append(part)
        if part in (CLOSE, SILENCE):
            break
    return parts


def send(parts, cut=None, message="Subject: smoke\n\nIn the hall.\n"):
    """Lets the device send an alarm to a server that plays these parts; returns the exit status, what
    it reports, and what the server heard."""
    ours, theirs = socket.socketpair()
    server = Dialogue(lambda: ours, parts, cut)
    server.start()
    with theirs:
        done = subprocess.run(
            [UART, "--timeout", "1", "device.example", "a@test.example", "b@test.example", message],
            stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, timeout=60, check=False)
    server.join(60)
    return done.returncode, done.stderr.decode().strip(), server.said


class Delivery(unittest.TestCase):
    def test_an_alarm_is_sent(self):
        status, report, said = send(DELIVERY)
        self.assertEqual((status, report), (SENT, "sent: data-end, 250, 2.0.0, proceed"))
        self.assertEqual(said, [b"EHLO device.example", b"MAIL FROM:<a@test.example>",
                                b"RCPT TO:<b@test.example>", b"DATA",
                                b"Subject: smoke\r\n\r\nIn the hall.", b"QUIT"])

    def test_the_cut_of_the_bytes_does_not_matter(self):
        for cut in (1, 2, 7):
            with self.subTest(cut):
                self.assertEqual(send(DELIVERY, cut), send(DELIVERY))

    def test_a_dot_that_starts_a_line_is_doubled(self):
        _, _, said = send(DELIVERY, message=".\n..\na.b\n.end")
        self.assertEqual(said[4], b"..\r\n...\r\na.b\r\n..end")

    def test_replies_that_do_not_fit_into_the_buffer_are_understood(self):
        long_hello = b"".join(b"250-XKEYWORD%d %s\r\n" % (n, b"x" * 300) for n in range(60))
        status, report, _ = send(delivery(
            greeting=b"220-" + b"y" * 500 + b"\r\n220 mx.test.example\r\n",
            hello=long_hello + b"250 HELP\r\n",
            taken=b"250 2.6.0 " + b"z" * 2000 + b"\r\n"))
        self.assertEqual((status, report), (SENT, "sent: data-end, 250, 2.6.0, proceed"))

    def test_the_code_and_the_status_of_a_long_refusal_are_right(self):
        refusal = b"".join(b"550-5.1.1 %s\r\n" % (b"w" * 200) for _ in range(9)) + b"550 5.1.1 no\r\n"
        status, report, _ = send(delivery(recipient=refusal))
        self.assertEqual((status, report), (REFUSED, "refused: rcpt, 550, 5.1.1, fail"))

    def test_an_old_server_hears_helo(self):
        status, _, said = send([GREETING, b"500 What?\r\n", b"250 mx.test.example\r\n", OK, OK, GO,
                                TAKEN, BYE])
        self.assertEqual(status, SENT)
        self.assertEqual(said[:2], [b"EHLO device.example", b"HELO device.example"])

    def test_no_answer_to_quit_changes_nothing(self):
        for bye in (CLOSE, SILENCE, b"\xff\xff"):
            with self.subTest(bye):
                self.assertEqual(send(delivery(bye=bye))[0], SENT)


class Refusal(unittest.TestCase):
    # What differs from a delivery, the exit status, and the report.
    REFUSALS = [
        ({"greeting": b"554 5.7.1 No\r\n"}, REFUSED, "refused: greeting, 554, 5.7.1, try-next-host"),
        ({"greeting": b"421 busy\r\n"}, LATER,
         "not sent, try later: greeting, 421, try-next-host"),
        ({"hello": b"550 no\r\n"}, REFUSED, "refused: ehlo, 550, try-next-host"),
        ({"sender": b"530 5.7.0 Must issue a STARTTLS command first\r\n"}, REFUSED,
         "refused: mail, 530, 5.7.0, start-tls"),
        ({"recipient": b"451 4.7.1 Greylisted, try again in 300 seconds\r\n"}, LATER,
         "not sent, try later: rcpt, 451, 4.7.1, retry-later"),
        ({"recipient": b"421 4.3.2 going down\r\n"}, LATER,
         "not sent, try later: rcpt, 421, 4.3.2, retry-later"),
        ({"go": b"554 no valid recipients\r\n"}, REFUSED, "refused: data, 554, fail"),
        ({"taken": b"451 4.3.0 disk full\r\n"}, LATER,
         "not sent, try later: data-end, 451, 4.3.0, retry-later"),
        ({"taken": b"554 5.7.1 spam\r\n"}, REFUSED, "refused: data-end, 554, 5.7.1, fail"),
        ({"go": GO + b"552 5.3.4 too big\r\n"}, REFUSED, "refused: data-end, 552, 5.3.4, fail"),
    ]

    def test_each_is_reported(self):
        for changes, wanted_status, wanted_report in self.REFUSALS:
            with self.subTest(changes):
                status, report, _ = send(delivery(**changes))
                self.assertEqual((status, report), (wanted_status, wanted_report))

    def test_a_refused_sender_hears_quit_and_nothing_else(self):
        _, _, said = send([GREETING, HELLO, b"550 5.7.1 no\r\n", BYE])
        self.assertEqual(said[2:], [b"QUIT"])

    def test_after_421_nothing_is_said(self):
        _, _, said = send(delivery(sender=b"421 4.3.2 going down\r\n"))
        self.assertEqual(said[2:], [])


class Line(unittest.TestCase):
    PLACES = ["greeting", "hello", "sender", "recipient", "go"]

    def test_no_byte_in_time(self):
        for place in self.PLACES:
            with self.subTest(place):
                status, report, _ = send(delivery(**{place: SILENCE}))
                self.assertEqual(status, LATER)
                self.assertRegex(report, "^not sent, try later: .*, timed-out, ")

    def test_a_lost_line(self):
        for place in self.PLACES:
            with self.subTest(place):
                status, report, _ = send(delivery(**{place: CLOSE}))
                self.assertEqual(status, LATER)
                self.assertRegex(report, "^not sent, try later: .*, lost, ")

    def test_a_lost_answer_to_the_message(self):
        for change in (CLOSE, SILENCE, b"25", b"250-half\r\n", b"\0\0\0"):
            with self.subTest(change):
                parts = delivery(taken=change)
                status, report, _ = send(parts if change in (CLOSE, SILENCE) else parts[:-1])
                self.assertEqual(status, LATER)
                self.assertRegex(report, "^may have been delivered: data-end, ")

    def test_noise(self):
        for place in self.PLACES:
            with self.subTest(place):
                status, report, _ = send(delivery(**{place: b"\xf0\x80~2\r\n\xff"}))
                self.assertEqual(status, UNREADABLE)
                self.assertRegex(report, "^not sent, no SMTP on the line: .*, malformed, ")

    def test_another_protocol(self):
        status, report, _ = send([b"SSH-2.0-test\r\n"])
        self.assertEqual((status, report), (
            UNREADABLE, "not sent, no SMTP on the line: greeting, malformed, try-next-host"))

    def test_a_reply_too_many_is_no_answer_to_the_next_command(self):
        for place in self.PLACES[:-1]:
            with self.subTest(place):
                doubled = DELIVERY[self.PLACES.index(place)] + b"250 2.0.0 Ok\r\n"
                status, report, _ = send(delivery(**{place: doubled}))
                self.assertEqual(status, UNREADABLE)
                self.assertRegex(report, "^not sent, no SMTP on the line: .*, desync, ")

    def test_an_acceptance_before_the_message_has_ended_is_none(self):
        status, report, said = send(delivery(go=GO + TAKEN))
        self.assertEqual((status, report), (
            UNREADABLE, "not sent, no SMTP on the line: data-end, desync, retry-later"))
        self.assertEqual(len(said), 4)


class Firmware(unittest.TestCase):
    def setUp(self):
        if not FIRMWARE or shutil.which("arm-none-eabi-size") is None:
            self.skipTest("there is no compiler for Cortex-M0")

    def test_nothing_is_missing(self):
        self.assertEqual(tool("nm", "--undefined-only", FIRMWARE), "")

    def test_it_has_no_function_of_a_libc_but_its_own_four(self):
        names = set(re.findall(r" T (mem\w+|str\w+|malloc|printf)$", tool("nm", FIRMWARE),
                               re.MULTILINE))
        self.assertIn("memcpy", names)
        self.assertLessEqual(names, {"memcpy", "memset", "memchr", "memcmp"})

    def test_it_has_no_data_to_initialise_and_none_to_zero(self):
        _, data, bss = sizes(FIRMWARE)
        self.assertEqual((data, bss), (0, 0))

    def test_the_guide_tells_its_size(self):
        told = int(re.search(r"`examples/uart.c` takes (\d+) bytes", GUIDE.read_text())[1])
        self.assertAlmostEqual(sizes(FIRMWARE)[0], told, delta=told // 20,
                               msg="compilers differ by less than 5 per cent")


def tool(name, *arguments):
    return subprocess.run([f"arm-none-eabi-{name}", *arguments], capture_output=True, check=True,
                          text=True).stdout


def sizes(program):
    """Octets of code and constants, of data, and of zeroed data."""
    return tuple(map(int, tool("size", program).splitlines()[1].split()[:3]))


if __name__ == "__main__":
    unittest.main()
