# SPDX-License-Identifier: MIT
"""check: a probe for Nagios, against servers that are well, slow, old, refusing, or none."""
import os
import re
import socket
import subprocess
import time
import unittest

from dialogue import CLOSE, SILENCE, Dialogue

CHECK = os.environ["CHECK"]
HAS_REFERENCE = os.environ["REFERENCE"] == "true"

OK, WARNING, CRITICAL, UNKNOWN = 0, 1, 2, 3
NAMES = {OK: "OK", WARNING: "WARNING", CRITICAL: "CRITICAL", UNKNOWN: "UNKNOWN"}

GREETING = b"220 mx.test.example ESMTP\r\n"
HELLO = b"250-mx.test.example\r\n250-STARTTLS\r\n250 SIZE 1000\r\n"
BARE_HELLO = b"250-mx.test.example\r\n250 SIZE 1000\r\n"
BYE = b"221 Bye\r\n"
WELL = [GREETING, HELLO, BYE]

# The line of a plugin: service, status, text; a label, a value, its unit, two limits, the least.
FIRST_LINE = re.compile(r"SMTP (\w+) - ([^|\n]+)( \|(?: \w+=\d+ms;\d*;\d*;0)+)?")


class Wait:
    """A part that comes late."""

    def __init__(self, seconds, part):
        self.seconds, self.part = seconds, part

    def __len__(self):
        time.sleep(self.seconds)
        return len(self.part)

    def __contains__(self, piece):
        return piece in self.part

    def __getitem__(self, places):
        return self.part[places]


def run(*arguments):
    return subprocess.run([CHECK, *arguments], capture_output=True, timeout=60, check=False)


class Probe(unittest.TestCase):
    def probe(self, parts, *options, cut=None):
        """Checks a server that plays these parts; returns the exit status, the text of the first
        line, its performance data, and the lines below. Keeps what the server heard."""
        with socket.create_server(("127.0.0.1", 0)) as listener:
            server = Dialogue(lambda: listener.accept()[0], parts, cut)
            server.start()
            done = run("--timeout", "5", *options, "127.0.0.1", str(listener.getsockname()[1]))
            server.join(60)
        self.said = server.said
        return self.read(done)

    def read(self, done):
        self.assertEqual(done.stderr, b"")
        first, *more = done.stdout.decode().splitlines()
        self.assertRegex(first, FIRST_LINE)
        name, text, data = FIRST_LINE.fullmatch(first).groups()
        self.assertEqual(name, NAMES[done.returncode])
        return done.returncode, text, (data or "")[2:].split(), more


class Well(Probe):
    def test_a_server_that_is_well(self):
        status, text, data, more = self.probe(WELL)
        self.assertEqual((status, text, more), (OK, "220 mx.test.example ESMTP", []))
        self.assertEqual([item.split("=")[0] for item in data], ["greeting", "ehlo"])
        self.assertEqual(self.said, [b"EHLO check.invalid", b"QUIT"])

    def test_a_byte_at_a_time(self):
        self.assertEqual(self.probe(WELL, cut=1)[:2], (OK, "220 mx.test.example ESMTP"))

    def test_the_limits_are_in_the_performance_data(self):
        _, _, data, _ = self.probe(WELL, "--warn", "4000", "--crit", "5000")
        self.assertRegex(" ".join(data), r"^greeting=\d+ms;4000;5000;0 ehlo=\d+ms;4000;5000;0$")

    def test_starttls_is_offered(self):
        self.assertEqual(self.probe(WELL, "--starttls")[0], OK)

    def test_a_long_ehlo_reply_is_read_to_its_end(self):
        hello = b"250-a\r\n" + b"250-XKEYWORD\r\n" * 3000 + b"250 STARTTLS\r\n"
        self.assertEqual(self.probe([GREETING, hello, BYE], "--starttls")[0], OK)

    def test_no_answer_to_quit_is_no_problem(self):
        self.assertEqual(self.probe([GREETING, HELLO, CLOSE])[0], OK)


class Slow(Probe):
    def test_a_slow_greeting(self):
        slow = [Wait(0.3, GREETING), HELLO, BYE]
        status, text, data, _ = self.probe(slow, "--warn", "200", "--crit", "4000")
        self.assertEqual(status, WARNING)
        self.assertRegex(text, r"^greeting took [3-9]\d\d ms: 220 mx.test.example ESMTP$")
        self.assertRegex(data[0], r"^greeting=[3-9]\d\dms;200;4000;0$")

    def test_a_slow_answer_to_ehlo(self):
        slow = [GREETING, Wait(0.3, HELLO), BYE]
        status, text, _, _ = self.probe(slow, "--warn", "100", "--crit", "200")
        self.assertEqual(status, CRITICAL)
        self.assertRegex(text, r"^ehlo took [3-9]\d\d ms: 220 mx.test.example ESMTP$")

    def test_no_reply_in_time(self):
        for parts, stage in (([SILENCE], "greeting"), ([GREETING, SILENCE], "ehlo")):
            with self.subTest(stage):
                status, text, _, more = self.probe(parts, "--timeout", "1")
                self.assertEqual((status, text), (CRITICAL, f"{stage}: no reply in time"))
                self.assertEqual(len(more), 1)

    def test_a_server_that_says_a_little_at_a_time_ends_in_time_too(self):
        start = time.monotonic()
        endless = [Wait(0.1, b"220-a\r\n")] * 100
        status, text, _, _ = self.probe([*endless], "--timeout", "1")
        self.assertEqual(status, CRITICAL)
        self.assertRegex(text, r"^greeting: no reply in time")
        self.assertLess(time.monotonic() - start, 5)


class Refusing(Probe):
    def test_a_refusal_at_the_greeting(self):
        status, text, data, more = self.probe([b"554 5.7.1 No mail|here\r\n", BYE])
        self.assertEqual((status, text), (CRITICAL, "greeting: refused: 554 5.7.1 No mail/here"))
        self.assertEqual(data, [])
        self.assertEqual(more[0], "A mail client tries the next host of the domain, else returns the "
                                  "mail to its sender (RFC 5321 3.1).")
        self.assertEqual(self.said, [b"QUIT"])

    @unittest.skipUnless(HAS_REFERENCE, "this build has no reference")
    def test_the_reference_explains_code_and_status_to_who_runs_the_server(self):
        _, _, _, more = self.probe([b"554 5.7.1 No\r\n", BYE])
        self.assertRegex(more[1], r"^554: \w")
        self.assertRegex(more[2], r"^5\.7\.1: \w")
        self.assertEqual(len(more), 3)

    @unittest.skipIf(HAS_REFERENCE, "this build has the reference")
    def test_without_the_reference_only_the_advice_is_told(self):
        self.assertEqual(len(self.probe([b"554 5.7.1 No\r\n", BYE])[3]), 1)

    def test_421(self):
        status, text, _, more = self.probe([b"421 4.3.2 Too busy\r\n"])
        self.assertEqual((status, text), (CRITICAL, "greeting: refused: 421 4.3.2 Too busy"))
        self.assertRegex(more[0], "tries again later")
        self.assertEqual(self.said, [])

    def test_a_refusal_of_ehlo(self):
        status, text, _, _ = self.probe([GREETING, b"451 4.3.0 not now\r\n", BYE])
        self.assertEqual((status, text), (CRITICAL, "ehlo: refused: 451 4.3.0 not now"))

    def test_a_server_that_knows_helo_alone(self):
        old = [GREETING, b"500 What?\r\n", b"250 mx.test.example\r\n", BYE]
        status, text, data, _ = self.probe(old)
        self.assertEqual((status, text), (WARNING, "ehlo: refused: 500 What?"))
        self.assertEqual(len(data), 2)
        self.assertEqual(self.probe(old, "--starttls")[0], CRITICAL)

    def test_a_server_that_knows_neither(self):
        status, text, _, _ = self.probe([GREETING, b"500 What?\r\n", b"502 No\r\n", BYE])
        self.assertEqual((status, text), (CRITICAL, "helo: refused: 502 No"))

    def test_starttls_is_missing(self):
        status, text, data, _ = self.probe([GREETING, BARE_HELLO, BYE], "--starttls")
        self.assertEqual((status, text),
                         (CRITICAL, "STARTTLS is not offered: 220 mx.test.example ESMTP"))
        self.assertEqual(len(data), 2)
        self.assertEqual(self.probe([GREETING, BARE_HELLO, BYE])[0], OK)


    def test_the_worst_counts_and_of_equals_the_first(self):
        slow = [Wait(0.3, GREETING), BARE_HELLO, BYE]
        self.assertEqual(self.probe(slow, "--starttls", "--warn", "200")[:2],
                         (CRITICAL, "STARTTLS is not offered: 220 mx.test.example ESMTP"))
        old = [Wait(0.3, GREETING), b"500 What?\r\n", b"250 mx.test.example\r\n", BYE]
        self.assertEqual(self.probe(old, "--warn", "200")[:2],
                         (WARNING, "ehlo: refused: 500 What?"))


class NoSmtp(Probe):
    def test_a_closed_port(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        status, text, data, more = self.read(run("127.0.0.1", str(port)))
        self.assertEqual((status, data, more), (CRITICAL, [], []))
        self.assertRegex(text, rf"^no connection to 127.0.0.1, port {port}: Connection refused$")

    def test_a_port_that_does_not_answer(self):
        with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
            port = listener.getsockname()[1]
            waiting = [socket.socket() for _ in range(4)]  # they fill the queue of the listener
            for client in waiting:
                client.setblocking(False)
                client.connect_ex(("127.0.0.1", port))
            status, text, _, _ = self.read(run("--timeout", "1", "127.0.0.1", str(port)))
            for client in waiting:
                client.close()
        self.assertEqual(status, CRITICAL)
        self.assertEqual(text, f"no connection to 127.0.0.1, port {port}: Connection timed out")

    def test_a_server_that_closes(self):
        for parts, stage in (([CLOSE], "greeting"), ([GREETING, CLOSE], "ehlo")):
            with self.subTest(stage):
                status, text, _, _ = self.probe(parts)
                self.assertEqual((status, text), (CRITICAL, f"{stage}: the connection was closed"))

    def test_a_code_is_not_explained_where_it_is_not_what_fails(self):
        status, text, _, more = self.probe([GREETING, b"500 5.5.1 What?\r\n", CLOSE])
        self.assertEqual((status, text), (CRITICAL, "helo: the connection was closed"))
        self.assertEqual(len(more), 1)

    def test_another_protocol(self):
        status, text, _, _ = self.probe([b"SSH-2.0-test\r\n"])
        self.assertEqual((status, text), (CRITICAL, "greeting: no SMTP but ssh"))

    def test_garbage(self):
        status, text, _, _ = self.probe([b"220-half\r\n\xff\xfe\r\n"])
        self.assertEqual((status, text), (CRITICAL, "greeting: no SMTP: 220-half"))

    def test_a_reply_too_many(self):
        for parts in ([GREETING + b"250 more\r\n", HELLO], [GREETING, HELLO + b"250 more\r\n", BYE]):
            status, text, _, _ = self.probe(parts)
            self.assertEqual(status, CRITICAL)
            self.assertEqual(text, "unsolicited: replies out of step: 250 more")

    def test_nothing_reaches_the_terminal_raw(self):
        status, text, _, _ = self.probe([b"554 \x1b[2J\xff\xc2\x9b|x=1ms\r\n", BYE])
        self.assertEqual((status, text), (CRITICAL, r"greeting: refused: 554 \x1b[2J\xff\u009b/x=1ms"))


class Usage(Probe):
    def test_wrong_usage_is_unknown(self):
        for words in ((), ("host",), ("host", "25", "more"), ("--warn", "x", "host", "25"),
                      ("--warn", "1s", "host", "25"),
                      ("--warn", "-1", "host", "25"), ("--what", "host", "25"), ("--crit",)):
            with self.subTest(words):
                status, text, _, _ = self.read(run(*words))
                self.assertEqual(status, UNKNOWN)
                self.assertRegex(text, "^usage: check ")

    def test_a_port_that_cannot_be_looked_up_is_unknown(self):
        self.assertEqual(self.read(run("127.0.0.1", "no-such-service"))[0], UNKNOWN)


if __name__ == "__main__":
    unittest.main()
