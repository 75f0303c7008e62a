# SPDX-License-Identifier: MIT
"""replyd itself: a client of the standard library is told what the script says."""
import pathlib
import shutil
import smtplib
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest

import record
import replyd
import script

FROM, TO, AND = "a@test.example", "x@test.example", "y@test.example"
CRLF = "\r\n"


def session(text, commands, certificate=None):
    """What comes of some commands, each sent when a reply to the one before has come."""
    with replyd.Server(text, certificate) as server:
        with socket.create_connection(("127.0.0.1", server.port), 10) as client:
            seen = [client.recv(65536)]
            for command in commands:
                client.sendall(command)
                seen.append(client.recv(65536))
    return seen, server.records[0]


def everything(text, commands=b""):
    """All that comes to the end of the connection, of commands sent at once."""
    with replyd.Server(text) as server:
        with socket.create_connection(("127.0.0.1", server.port), 10) as client:
            client.sendall(commands)
            client.shutdown(socket.SHUT_WR)
            pieces = list(iter(lambda: client.recv(65536), b""))
    return b"".join(pieces), server.records[0]


def send(text, recipients=(TO,), **options):
    """Sends a message with smtplib; the exception or the refused recipients, and the record."""
    with replyd.Server(text, **options) as server:
        try:
            with smtplib.SMTP("127.0.0.1", server.port, "client.example", timeout=10) as client:
                result = client.sendmail(FROM, recipients, "Subject: t\r\n\r\n.dot\r\n")
        except (smtplib.SMTPException, OSError) as error:
            result = error
    return result, server.records[0]


TRANSACTION = b"EHLO c\r\nMAIL FROM:<a@test.example>\r\nRCPT TO:<x@test.example>\r\nDATA\r\n"
LMTP = b"LHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<x@test.example>\r\nRCPT TO:<y@test.example>\r\nDATA\r\n"


class Language(unittest.TestCase):
    def test_a_string_has_escapes(self):
        self.assertEqual(script.bytes_of(r"\r\n\t\0\"\\\x1b\xffé"),
                         b'\r\n\t\0"\\\x1b\xff' + "é".encode())

    def test_bytes_become_a_string_and_bytes_again(self):
        every = bytes(range(256))
        self.assertEqual(script.Script("rcpt: " + script.string_of(every)).places,
                         {"rcpt": [("send", (every, 1))]})

    def test_places_follow_each_other_on_a_line_or_on_several(self):
        places = script.Script('# a comment\nrcpt.2: 550 close\n\ndata: stall tls.ehlo:').places
        self.assertEqual(places, {"rcpt.2": [("send", (b"550 5.0.0 replyd\r\n", 1)),
                                             ("close", None)],
                                  "data": [("stall", None)], "tls.ehlo": []})

    def test_what_is_no_script_is_refused(self):
        for text in ["550", "rcpt: 55", "rcpt: wink", 'rcpt: "a', "rcpt: cut=x", "rcpt: wait",
                     "recipient: 550", "dot.tls: 550"]:
            with self.subTest(text), self.assertRaises(ValueError):
                script.Script(text)

    def test_the_closest_description_of_a_place_wins(self):
        text = script.Script("rcpt: 550 rcpt.2: 551 tls.rcpt: 552 tls.rcpt.2: 553")
        given = [text.steps("rcpt", occurrence, is_tls)[0][1][0][:3]
                 for is_tls in (False, True) for occurrence in (1, 2)]
        self.assertEqual(given, [b"550", b"551", b"552", b"553"])


class Playing(unittest.TestCase):
    def test_without_a_script_it_is_well_behaved(self):
        result, seen = send("", (TO, AND))
        self.assertEqual(result, {})
        self.assertEqual(seen.messages[0].data, b"Subject: t\r\n\r\n..dot\r\n")
        self.assertEqual(seen.delivered(), [b"<x@test.example>", b"<y@test.example>"])
        self.assertEqual(seen.commands(), ["EHLO", "MAIL", "RCPT", "RCPT", "DATA", "QUIT"])

    def test_a_message_is_read_to_its_dot_however_it_is_cut(self):
        message = b"x.\r\n.\r.\n..\r\n.y\r\n"
        for size in range(1, len(message) + 4):
            with self.subTest(size), replyd.Server("quit: close") as server:
                stream = TRANSACTION + message + b".\r\nQUIT\r\n"
                with socket.create_connection(("127.0.0.1", server.port), 10) as client:
                    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    client.sendall(stream[:len(TRANSACTION) + size])
                    time.sleep(0.01)
                    client.sendall(stream[len(TRANSACTION) + size:])
                    client.shutdown(socket.SHUT_WR)
                    while client.recv(65536):
                        pass
            self.assertEqual(server.records[0].messages[0].data, message)
            self.assertEqual(server.records[0].commands()[-1], "QUIT")

    def test_a_place_is_answered_as_the_script_says(self):
        result, seen = send('rcpt.2: "550 5.1.1 no\\r\\n"', (TO, AND))
        self.assertEqual(result, {AND: (550, b"5.1.1 no")})
        self.assertEqual(seen.delivered(), [b"<x@test.example>"])

    def test_it_says_which_places_were_come_to(self):
        with replyd.Server("greeting: usual rcpt.2: 550 noop: 250") as server:
            with socket.create_connection(("127.0.0.1", server.port), 10) as client:
                client.sendall(b"NOOP\r\n")
        self.assertEqual(server.script.played, {"greeting", "noop"})

    def test_it_offers_what_the_script_says(self):
        came, _ = session('offers: SIZE "AUTH PLAIN"', [b"EHLO c\r\n"])
        self.assertEqual(came[1], b"250-mx.test.example\r\n250-SIZE\r\n250 AUTH PLAIN\r\n")

    def test_it_repeats(self):
        came, _ = everything('greeting: "220-x\\r\\n"*60 usual close')
        self.assertEqual(came, b"220-x\r\n" * 60 + replyd.USUAL["greeting"])

    def test_it_goes_on_until_the_client_goes(self):
        with replyd.Server('greeting: "220-x\\r\\n"*endless') as server:
            with socket.create_connection(("127.0.0.1", server.port), 10) as client:
                size = sum(len(client.recv(65536)) for _ in range(100))
        self.assertGreater(size, 100000)
        self.assertGreater(server.records[0].exchanges[0].sent_size, 100000)
        self.assertLessEqual(len(server.records[0].exchanges[0].sent), record.KEPT)

    def test_it_cuts(self):
        for cut, pieces in [("1", [b"2", b"2"]), ("4,2", [b"220 ", b"mx"])]:
            with self.subTest(cut):
                came, _ = session(f"greeting: cut={cut} pace=0.2 usual", [b"NOOP\r\n"])
                self.assertEqual(came, pieces)

    def test_always_holds_at_every_place(self):
        came, _ = everything("always: lf", b"NOOP\r\nQUIT\r\n")
        self.assertEqual(came, b"220 mx.test.example ESMTP replyd\n250 2.0.0 Ok\n221 2.0.0 Bye\n")

    def test_it_waits(self):
        before = time.monotonic()
        session("greeting: wait=0.3 usual", [])
        self.assertGreater(time.monotonic() - before, 0.29)

    def test_it_closes_and_hears_the_client_to_its_end(self):
        came, _ = everything("mail: 250 close", TRANSACTION)
        self.assertTrue(came.endswith(b"250 2.0.0 replyd\r\n"), came)

    def test_it_resets(self):
        with self.assertRaises(ConnectionResetError):
            session("noop: reset", [b"NOOP\r\n"])

    def test_it_stalls_until_the_client_goes_and_writes_down_what_it_says(self):
        came, seen = everything("mail: stall", TRANSACTION)
        self.assertEqual(came.count(b"\n"), 7)
        self.assertEqual([line[:4] for line in seen.lines("unanswered")], [b"RCPT", b"DATA"])

    def test_a_transaction_begins_with_mail_and_ends_with_rset(self):
        rset = b"RSET\r\nRCPT TO:<x@test.example>\r\nDATA\r\n"
        came, _ = everything("", TRANSACTION.replace(b"DATA\r\n", rset))
        self.assertEqual([line[:3] for line in came.splitlines()[-5:]],
                         [b"250", b"250", b"250", b"503", b"554"])

    def test_it_loses_what_came_early(self):
        came, _ = everything("mail: wait=0.1 discard usual", TRANSACTION)
        self.assertTrue(came.endswith(replyd.USUAL["mail"]), came)

    def test_a_place_without_steps_says_nothing(self):
        came, _ = everything("mail:", TRANSACTION)
        self.assertEqual(came.count(b"250 2.1.0"), 0)
        self.assertEqual(came.count(b"250 2.1.5"), 1)

    def test_it_reads_commands_and_a_message_before_it_answers(self):
        text = 'mail: read=DATA "250 ok\\r\\n"*2 "354 go\\r\\n" message usual'
        came, seen = everything(text, TRANSACTION + b"a\r\n.\r\nQUIT\r\n")
        self.assertTrue(came.endswith(b"sT\r\n221 2.0.0 Bye\r\n"), came)
        self.assertEqual(seen.delivered(), [b"<x@test.example>"])

    def test_it_speaks_while_the_message_comes(self):
        commands = TRANSACTION.splitlines(keepends=True)
        came, seen = session("inside: 552", [*commands, b"Subject: t\r\n"])
        self.assertTrue(came[-1].startswith(b"552 "), came)
        self.assertEqual((seen.delivered(), seen.messages[0].is_whole), ([], False))

    def test_in_lmtp_each_accepted_recipient_has_a_reply(self):
        came, seen = everything("message.2: 452", LMTP + b"a\r\n.\r\nQUIT\r\n")
        self.assertEqual([line[:3] for line in came.splitlines()[-4:]],
                         [b"354", b"250", b"452", b"221"])
        self.assertEqual(seen.delivered(), [b"<x@test.example>"])

    def test_it_knows_plain_and_login(self):
        for method, lines in [("auth_plain", []), ("auth_login", [b"c2VjcmV0"])]:
            with self.subTest(method), replyd.Server('offers: "AUTH PLAIN LOGIN"') as server:
                with smtplib.SMTP("127.0.0.1", server.port, "client.example", 10) as client:
                    client.ehlo()
                    client.user, client.password = "user", "secret"
                    mechanism = method[5:].upper()
                    code, _ = client.auth(mechanism, getattr(client, method))
                self.assertEqual(code, 235)
                self.assertEqual(server.records[0].lines("response"), lines)

    def test_as_a_program_it_runs_a_client_and_ends_as_it_ends(self):
        client = ["sh", "-c", 'test "$1" -gt 0; exit 7', "client", "PORT"]
        path = pathlib.Path(replyd.__file__)
        done = subprocess.run([sys.executable, path, "", *client], check=False)
        self.assertEqual(done.returncode, 7)

    def test_as_a_program_it_says_what_is_no_step(self):
        path = pathlib.Path(replyd.__file__)
        done = subprocess.run([sys.executable, path, "rcpt: nonsense"], check=False,
                              capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr),
                         (1, "replyd: no step of a script: nonsense\n"))

    def test_as_a_program_it_prints_its_port_and_the_dialogue(self):
        path = pathlib.Path(replyd.__file__)
        with subprocess.Popen([sys.executable, path, "noop: 450"], stdout=subprocess.PIPE,
                              text=True) as process:
            port = int(process.stdout.readline())
            with socket.create_connection(("127.0.0.1", port), 10) as client:
                client.sendall(b"NOOP\r\n")
            shown = [process.stdout.readline() for _ in range(4)]
            process.terminate()
        self.assertEqual(shown, ["S: 220 mx.test.example ESMTP replyd\n", "C: NOOP\n",
                                 "S: 450 4.0.0 replyd\n", "** closed\n"])


@unittest.skipUnless(shutil.which("openssl"), "no openssl to make a certificate with")
class Tls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.certificate = replyd.make_certificate(cls.folder)
        cls.context = ssl.create_default_context(cafile=cls.certificate)

    def secured(self, text):
        with replyd.Server(text, self.certificate) as server:
            with smtplib.SMTP("localhost", server.port, "client.example", 10) as client:
                client.starttls(context=self.context)
                client.sendmail(FROM, TO, "Subject: t\r\n\r\n")
                offered = client.esmtp_features
        return offered, server.records[0]

    def test_it_starts_tls_and_offers_something_else_within(self):
        offered, seen = self.secured("offers: STARTTLS tls.offers: HELP")
        self.assertEqual(offered, {"help": ""})
        self.assertEqual(seen.commands(is_tls=False), ["EHLO", "STARTTLS"])
        self.assertEqual(seen.commands(is_tls=True), ["EHLO", "MAIL", "RCPT", "DATA", "QUIT"])
        self.assertEqual(seen.delivered(), [b"<x@test.example>"])

    def test_a_handshake_may_be_something_else(self):
        for text in ["handshake: close", 'handshake: "\\x15\\x03\\x03\\0\\x02\\x02\\x28" close']:
            with self.subTest(text), self.assertRaises(OSError):
                self.secured("offers: STARTTLS " + text)

    def test_in_the_handshake_the_client_speaks_first(self):
        with replyd.Server("handshake: 500") as server:
            with socket.create_connection(("127.0.0.1", server.port), 10) as client:
                client.sendall(b"STARTTLS\r\n")
                time.sleep(0.2)
                before = client.recv(65536)
                client.sendall(b"\x16")
                behind = client.recv(65536)
        self.assertEqual(before, replyd.USUAL["greeting"] + replyd.USUAL["starttls"])
        self.assertEqual(behind[:3], b"500")

    def test_what_comes_in_the_clear_behind_starttls_is_written_down(self):
        _, seen = session("offers: STARTTLS handshake:", [b"STARTTLS\r\nNOOP\r\n"])
        self.assertEqual(seen.discarded, b"NOOP\r\n")


class Judging(unittest.TestCase):
    def test_replies_are_read_apart_from_the_library(self):
        for sent, codes, is_all in [
                (b"250 a\r\n", [250], True), (b"250\r\n", [250], True),
                (b"250-a\n250 b\n", [250], True),
                (b"250 a\r\n550 b\r\n", [250, 550], True), (b"\r\n250 a\r\n", [250], True),
                (b"550-a\r\n250 b\r\n", [550], True), (b"451-a\r\n550 b\r\n", [451], True),
                (b"250-a\r\n354 b\r\n", [None], True), (b"250-a\r\n", [], False),
                (b"250 a\r\nx", [250], False), (b"250a\r\n", [], False), (b"150 a\r\n", [], False)]:
            with self.subTest(sent):
                self.assertEqual(record.replies(sent), (codes, is_all))

    def delivered(self, text):
        return everything(text, TRANSACTION + b"a\r\n.\r\nQUIT\r\n")[1].delivered()

    def test_nothing_is_delivered_out_of_step(self):
        self.assertEqual(self.delivered(""), [b"<x@test.example>"])
        for text in ['mail: usual "250 again\\r\\n"', "mail:", 'message: "250-a\\r\\n"',
                     'message: usual "250 again\\r\\n"', "message: 451", 'ehlo: "250 a\\r\\nx"',
                     "inside: 250", "message:", r'mail: "250-a\r\n354 b\r\n"']:
            with self.subTest(text):
                self.assertEqual(self.delivered(text), [])

    def test_a_farewell_behind_the_dot_takes_nothing_back(self):
        self.assertEqual(self.delivered('message: usual "421 4.4.2 bye\\r\\n" close'),
                         [b"<x@test.example>"])

    def test_in_lmtp_replies_are_counted(self):
        for text, given in [('message.1: "250 a\\r\\n550 b\\r\\n" message.2:', "x"),
                            ("message.2: close", "x"), ('message.2: "250-" close', "x"),
                            ('message.2: usual "250 c\\r\\n"', ""), ("rcpt.1: 550", "y"),
                            ('message.1: "250 a\\r\\n250 b\\r\\n"', "")]:
            with self.subTest(text):
                _, seen = everything(text, LMTP + b"a\r\n.\r\nQUIT\r\n")
                self.assertEqual(seen.delivered(),
                                 [f"<{name}@test.example>".encode() for name in given])

    def test_an_answer_to_the_dot_is_lost_or_not(self):
        for text, is_lost in [("", False), ("message: 451", False), ("message: close", True),
                              ('message: "250-a\\r\\n" close', True), ("data: close", False),
                              ("inside: close", False), ("inside: 552", False),
                              ('message: usual "250 a\\r\\n"', False)]:
            with self.subTest(text):
                _, seen = everything(text, TRANSACTION + b"a\r\n.\r\n")
                self.assertEqual(bool(seen.lost_answers()), is_lost)


if __name__ == "__main__":
    unittest.main()
