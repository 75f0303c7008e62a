# SPDX-License-Identifier: MIT
"""send with servers that are not odd: its arguments, what goes over the wire, what it prints."""
import os
import re
import socket
import subprocess
import unittest

import replyd
import sending
from sending import RECIPIENTS, SENDER

BAD_USAGE = 64
TO_NOBODY = ["127.0.0.1", "1", SENDER, "x@test.example"]
OPTIONS = ["--starttls", "--user", "--lmtp", "--timeout", "--help"]
LOGIN = 'offers: STARTTLS tls.offers: "AUTH PLAIN LOGIN"'
ALL_IN_ASCII = "offers: SIZE"

# Arguments that are wrong, and words of the complaint.
WRONG = {
    "none": ([], "is missing"),
    "no recipient": (TO_NOBODY[:3], "RECIPIENT is missing"),
    "an unknown option": (["--fast", *TO_NOBODY], "no such option"),
    "an option without its value": (["--timeout"], "its value is missing"),
    "another way of TLS": (["--starttls", "often", *TO_NOBODY], "never, may or must"),
    "no time": (["--timeout", "0", *TO_NOBODY], "1 to 86400"),
    "no number": (["--timeout", "5s", *TO_NOBODY], "1 to 86400"),
    "over a day": (["--timeout", "99999999999", *TO_NOBODY], "1 to 86400"),
    "a login in the clear": (["--user", "name", "--starttls", "never", *TO_NOBODY], "needs TLS"),
    "a long name": (["--user", "n" * 365, *TO_NOBODY], "370 bytes"),
    "an empty recipient": ([*TO_NOBODY, ""], "an address"),
    "a long address": ([*TO_NOBODY, "x" * 255], "an address"),
    "a line end in an address": ([*TO_NOBODY, "x>\r\nDATA"], "an address"),
    "a blank in an address": ([*TO_NOBODY, "x y@test.example"], "an address"),
    "an opening bracket": ([*TO_NOBODY, "<x@test.example"], "an address"),
    "a closing bracket": ([*TO_NOBODY, "x@test.example>"], "an address"),
    "an escape in an address": ([*TO_NOBODY, "x\x1b[2J"], "an address"),
    "DEL in the sender": ([*TO_NOBODY[:2], "a\x7f", "x"], "an address"),
}

# A message, and how it goes over the wire.
AS_LINES = {
    "CRLF": (b"A: b\r\n\r\nc\r\n", b"A: b\r\n\r\nc\r\n"),
    "LF": (b"A: b\n\nc\n", b"A: b\r\n\r\nc\r\n"),
    "CR": (b"A: b\r\rc\r", b"A: b\r\n\r\nc\r\n"),
    "no line end at the end": (b"A: b", b"A: b\r\n"),
    "nothing": (b"", b""),
    "dots": (b".\n..\n.a\na.\n", b"..\r\n...\r\n..a\r\na.\r\n"),
    "a dot behind a CR": (b"a\r.\rb", b"a\r\n..\r\nb\r\n"),
}


def run(arguments, message=b"A: b\n\nc\n", **environment):
    """Runs `send ARGUMENTS`."""
    variables = {**os.environ, "SEND_PASSWORD": "secret", **environment}
    return subprocess.run([sending.SEND, *arguments], input=message, capture_output=True,
                          timeout=60, check=False, env=variables)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def commands(run_, place):
    return [line.decode() for line in run_.records[0].lines(place)]


@unittest.skipIf(sending.MISSING, sending.MISSING)
class TheArguments(unittest.TestCase):
    def test_wrong_ones_are_complained_of(self):
        for name, (arguments, words) in WRONG.items():
            with self.subTest(name):
                result = run(arguments)
                self.assertEqual((result.returncode, result.stdout), (BAD_USAGE, b""))
                self.assertRegex(result.stderr.decode(),
                                 rf"^send: [^\n]*{re.escape(words)}[^\n]*; try: send --help\n$")

    def test_a_password_must_be_there(self):
        variables = {name: value for name, value in os.environ.items() if name != "SEND_PASSWORD"}
        result = subprocess.run([sending.SEND, "--user", "name", *TO_NOBODY], input=b"",
                                capture_output=True, timeout=60, check=False, env=variables)
        self.assertEqual(result.returncode, BAD_USAGE)
        self.assertIn(b"SEND_PASSWORD", result.stderr)

    def test_a_message_over_64_mib_is_not_sent(self):
        result = run(TO_NOBODY, b"x" * (1 << 26) + b"\n")
        self.assertEqual(result.returncode, BAD_USAGE)
        self.assertIn(b"64 MiB", result.stderr)

    def test_help_names_all_options_and_exit_statuses(self):
        result = run(["--help"])
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        for word in [*OPTIONS, *map(str, (0, BAD_USAGE, sending.REFUSED, sending.TRY_AGAIN,
                                          sending.BROKEN))]:
            self.assertRegex(result.stdout.decode(), rf"(?m)^  {word}\b")


@unittest.skipIf(sending.MISSING, sending.MISSING)
class WithoutAServer(unittest.TestCase):
    def test_a_refused_connection_is_to_be_tried_again(self):
        result = run(["127.0.0.1", str(free_port()), SENDER, *RECIPIENTS])
        self.assertEqual(result.returncode, sending.TRY_AGAIN)
        for recipient in RECIPIENTS:
            self.assertIn(f"{recipient}: to be tried again\n"
                          "    greeting: no connection: Connection refused (lost)\n"
                          "    advice: try-next-host, otherwise retry-later"
                          " [greeting-no-reply; RFC 5321 5.1]\n", result.stdout.decode())

    def test_so_is_a_host_that_is_not_found(self):
        result = run(["mx.invalid", "25", SENDER, "x@test.example"])
        self.assertEqual(result.returncode, sending.TRY_AGAIN)
        self.assertIn(b"x@test.example: to be tried again\n    greeting: no connection: ",
                      result.stdout)


@unittest.skipIf(sending.MISSING, sending.MISSING)
class OverTheWire(unittest.TestCase):
    def test_a_message_has_whole_lines_and_doubled_dots(self):
        for name, (message, wire) in AS_LINES.items():
            with self.subTest(name):
                result = sending.send("", message=message)
                self.assertEqual(result.status, sending.ACCEPTED, result)
                self.assertEqual(result.records[0].messages[0].data, wire)

    def test_size_counts_line_ends_and_no_added_dot(self):
        result = sending.send(ALL_IN_ASCII, message=b".\n\n")
        self.assertEqual(commands(result, "mail"), [f"MAIL FROM:<{SENDER}> SIZE=5"])

    def test_size_is_told_only_where_it_is_offered(self):
        result = sending.send("offers: 8BITMIME")
        self.assertEqual(commands(result, "mail"), [f"MAIL FROM:<{SENDER}>"])

    def test_a_body_of_8_bits_says_so(self):
        result = sending.send("offers: 8BITMIME", message=b"A: b\n\n\xc3\xa9\n")
        self.assertEqual(commands(result, "mail"), [f"MAIL FROM:<{SENDER}> BODY=8BITMIME"])

    def test_a_header_in_utf8_says_so(self):
        result = sending.send("offers: 8BITMIME SMTPUTF8", message="A: é\n\n".encode())
        self.assertEqual(commands(result, "mail"),
                         [f"MAIL FROM:<{SENDER}> BODY=8BITMIME SMTPUTF8"])

    def test_so_does_an_address(self):
        result = sending.send("offers: 8BITMIME SMTPUTF8", recipients=["é@test.example"])
        self.assertEqual(commands(result, "mail"),
                         [f"MAIL FROM:<{SENDER}> BODY=8BITMIME SMTPUTF8"])
        self.assertEqual(result.verdicts, ["accepted"])

    def test_a_message_that_does_not_fit_is_refused_without_mail(self):
        for offers, message, rule in [
                ("offers: SIZE", b"A: b\n\n\xc3\xa9\n", "8bitmime-not-offered"),
                ("offers: 8BITMIME", "A: é\n\n".encode(), "smtputf8-not-offered"),
                ("offers: SMTPUTF8", "A: é\n\n".encode(), "smtputf8-not-offered"),
                ('offers: "SIZE 9"', b"12345678\n", "size-announced")]:
            with self.subTest(rule):
                result = sending.send(offers, message=message)
                self.assertEqual((result.status, result.verdicts), (sending.REFUSED, ["refused"]))
                self.assertIn("not sent: ", result.text)
                self.assertIn(f"[{rule}; RFC ", result.text)
                self.assertEqual(result.records[0].commands(), ["EHLO", "QUIT"])

    def test_a_message_of_the_size_allowed_is_sent(self):
        result = sending.send('offers: "SIZE 10"', message=b"12345678\n")
        self.assertEqual(result.status, sending.ACCEPTED)

    def test_a_bounce_has_no_sender(self):
        with replyd.Server("") as server:
            result = run(["127.0.0.1", str(server.port), "", "x@test.example"])
        self.assertEqual(result.returncode, sending.ACCEPTED)
        self.assertEqual(server.records[0].lines("mail"), [b"MAIL FROM:<> SIZE=11"])

    def test_its_name_is_its_address(self):
        self.assertEqual(commands(sending.send(""), "ehlo"), ["EHLO [127.0.0.1]"])

    @unittest.skipUnless(sending.has_openssl(), "there is no openssl command")
    def test_credentials_go_as_the_mechanism_has_them(self):
        plain, login = "AG5hbWUAc2VjcmV0", ["bmFtZQ==", "c2VjcmV0"]
        self.assertEqual(commands(sending.send(LOGIN, "--user name"), "auth"), [f"AUTH PLAIN {plain}"])
        result = sending.send('offers: STARTTLS tls.offers: "AUTH LOGIN"', "--user name")
        self.assertEqual((commands(result, "auth"), commands(result, "response")),
                         (["AUTH LOGIN"], login))


@unittest.skipIf(sending.MISSING, sending.MISSING)
class WhatItPrints(unittest.TestCase):
    def test_a_block_for_each_recipient(self):
        script = r'rcpt.2: "550 5.1.1 No such user\r\n" rcpt.3: "450 4.7.1 Greylisted for 5 minutes\r\n"'
        self.assertEqual(sending.send(script, recipients=3).text, """\
x@test.example: accepted
    data-end: 250 2.0.0 Ok: queued as 4Rk2vY1GxRz9sT
    advice: proceed [message-accepted; RFC 5321 4.2.5]
    queue id: 4Rk2vY1GxRz9sT
y@test.example: refused
    rcpt: 550 5.1.1 No such user
    advice: fail [rcpt-permanent; RFC 5321 3.3, 4.2.1]
z@test.example: to be tried again
    rcpt: 450 4.7.1 Greylisted for 5 minutes
    advice: retry-later, in 300 seconds [rcpt-greylisted; RFC 6647 2]
""")

    def test_an_address_of_ours_reaches_the_terminal_safe(self):
        result = sending.send("", recipients=["\u202ex@test.example"])
        self.assertTrue(result.text.startswith("\\u202ex@test.example: accepted\n"), result.text)


if __name__ == "__main__":
    unittest.main()
