#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""replyd: a server for tests that plays a script, as odd as that says, and else well-behaved.

    python3 tests/replyd/replyd.py 'rcpt.2: "550-no\\r\\n" close'

prints the port on 127.0.0.1, then each dialogue as `smtpreply transcript` reads it. With a client
behind the script, runs that, its argument PORT replaced, and ends as it ends. In a test:

    with replyd.Server('data: 354 stall') as server:
        subprocess.run([client, "127.0.0.1", str(server.port), ...])
    server.records[0].messages

To write a new oddity, say at which place what is sent instead of the usual; script.py has the
language, tests/examples/oddities.py has many. The places, in the order of a dialogue:

    greeting                the connection
    ehlo helo lhlo          the reply to EHLO is made of what `offers` says
    starttls handshake      the handshake comes behind a reply 220
    auth response           a response comes behind each reply 334
    mail rcpt data
    inside                  the first octets of the message have come, and perhaps not the last ones
    message                 the dot has come; in LMTP once for each accepted recipient
    rset noop quit other    `other` is any other command

The record (record.py) says what the client sent, and what was delivered.
"""
import argparse
import pathlib
import re
import select
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time

from record import Exchange, Message, Record
from script import ENDLESS, Script, reply_of, string_of

PATIENCE = 30          # seconds that nothing of a connection outlasts
PIECE = 65536          # octets read or repeated at once
VERBS = {"EHLO", "HELO", "LHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "QUIT"}
FORGETS = {"ehlo", "helo", "lhlo", "mail", "rset", "handshake"}  # the recipients so far
OFFERS = [b"PIPELINING", b"SIZE 10485760", b"8BITMIME", b"SMTPUTF8", b"ENHANCEDSTATUSCODES"]
MESSAGE_END = b"\r\n.\r\n"

USUAL = {
    "greeting": b"220 mx.test.example ESMTP replyd\r\n",
    "helo": b"250 mx.test.example\r\n",
    "starttls": b"220 2.0.0 go ahead\r\n",
    "mail": b"250 2.1.0 Ok\r\n",
    "rcpt": b"250 2.1.5 Ok\r\n",
    "inside": b"",
    "message": b"250 2.0.0 Ok: queued as 4Rk2vY1GxRz9sT\r\n",
    "rset": b"250 2.0.0 Ok\r\n",
    "noop": b"250 2.0.0 Ok\r\n",
    "quit": b"221 2.0.0 Bye\r\n",
    "other": b"500 5.5.2 unknown command\r\n",
}
CHALLENGES = {  # one for each response that is still to come
    b"PLAIN": [b"334 \r\n"],
    b"LOGIN": [b"334 VXNlcm5hbWU6\r\n", b"334 UGFzc3dvcmQ6\r\n"],
}
OUT_OF_SEQUENCE = b"503 5.5.1 MAIL first\r\n"
AUTHENTICATED = b"235 2.7.0 Authentication successful\r\n"


def path_of(line):
    """The path of a RCPT, with its angle brackets."""
    return re.sub(rb"(?i)^RCPT TO:\s*(<[^>]*>).*", rb"\1", line)


class Over(Exception):
    """The dialogue is over."""


class Connection:
    """Plays the script to one client."""

    def __init__(self, client, script, record, credentials):
        self.client, self.credentials = client, credentials
        self.script, self.record = script, record
        self.waiting = b""       # came and is not read yet
        self.occurrences = {}
        self.is_tls = self.is_lmtp = False
        self.has_sender = False  # MAIL was accepted
        self.recipients = []     # accepted in this transaction
        self.mechanism = None    # of the AUTH that goes on
        self.response_count = 0  # to its challenges

    def play(self):
        try:
            self.answer("greeting")
            while True:
                self.take_command()
        except (Over, OSError):
            pass
        finally:
            self.client.close()

    # What the client sends.

    def read(self):
        piece = self.client.recv(PIECE)
        if not piece:
            raise Over
        self.waiting += piece

    def read_line(self):
        while b"\n" not in self.waiting:
            self.read()
        line, self.waiting = self.waiting.split(b"\n", 1)
        return line.removesuffix(b"\r")

    def take_command(self):
        line = self.read_line()
        verb = line.split(b" ")[0].upper().decode("latin-1")
        place = "response" if self.mechanism else verb.lower() if verb in VERBS else "other"
        if place in FORGETS:
            self.forget()
        getattr(self, "before_" + place, lambda _: None)(line)
        exchange = self.answer(place, line)
        getattr(self, "after_" + place, lambda _: None)(exchange)

    def forget(self):
        """The transaction is over."""
        self.has_sender, self.recipients = False, []

    def before_lhlo(self, _):
        self.is_lmtp = True

    def before_auth(self, line):
        _, self.mechanism, *responses = line.upper().split()
        self.response_count = len(responses)

    def before_response(self, _):
        self.response_count += 1

    def after_mail(self, exchange):
        self.has_sender = exchange.is_accepted or exchange.code is None

    def after_rcpt(self, exchange):
        if exchange.is_accepted:
            self.recipients.append(path_of(exchange.line))

    def after_auth(self, exchange):
        if exchange.code != 334:
            self.mechanism = None

    after_response = after_auth

    def after_starttls(self, exchange):
        if exchange.code == 220:
            self.record.discarded, self.waiting = self.waiting, b""
            self.client.recv(1, socket.MSG_PEEK)  # the client speaks first
            self.answer("handshake")

    def after_data(self, exchange):
        if exchange.code == 354 and exchange is self.now:  # else the script has read it
            self.take_message()

    def after_quit(self, _):
        self.do_close()

    def take_message(self):
        message = Message(b"", False, self.recipients, [])
        self.record.messages.append(message)
        if self.steps("inside") is not None:
            if not self.waiting:
                self.read()
            self.answer("inside")
        message.data = self.read_message()
        message.is_whole = True
        for recipient in self.recipients if self.is_lmtp else [b""]:
            message.answers.append(self.exchange("message", recipient, bool(message.answers)))
        for exchange in message.answers:
            self.play_steps(exchange)
        self.forget()

    def read_message(self):
        data, seen = bytearray(b"\r\n"), 0
        while True:
            data += self.waiting
            self.waiting = b""
            end = data.find(MESSAGE_END, seen)
            if end >= 0:
                self.waiting = bytes(data[end + len(MESSAGE_END):])
                return bytes(data[2:end + 2])
            seen = max(0, len(data) - len(MESSAGE_END))
            self.read()

    # What the server does.

    def steps(self, place):
        return self.script.steps(place, self.occurrences.get(place, 0) + 1, self.is_tls)

    def exchange(self, place, line=b"", is_held=False):
        self.record.exchanges.append(Exchange(place, line, self.is_tls, is_held))
        return self.record.exchanges[-1]

    def answer(self, place, line=b""):
        exchange = self.exchange(place, line)
        self.play_steps(exchange)
        return exchange

    def play_steps(self, exchange):
        self.now, self.cut, self.pace, self.has_lf, self.going = exchange, None, 0, False, b""
        steps = self.steps(exchange.place)
        self.occurrences[exchange.place] = self.occurrences.get(exchange.place, 0) + 1
        always = self.script.steps("always", 0, self.is_tls) or []
        for name, value in always + ([("usual", None)] if steps is None else steps):
            if name not in ("send", "usual"):
                self.flush()
            getattr(self, "do_" + name)(value)
        self.flush()

    def do_usual(self, _):
        if self.now.place == "handshake":
            self.do_tls()
        else:
            self.send(self.usual(self.now.place))

    def usual(self, place):
        if place in ("ehlo", "lhlo"):
            offers = self.script.steps("offers", 0, self.is_tls)
            lines = [b"mx.test.example", *(OFFERS if offers is None else offers)]
            return b"".join(b"250-%b\r\n" % line for line in lines[:-1]) + b"250 %b\r\n" % lines[-1]
        if place in ("auth", "response"):
            return self.usual_to_auth()
        if place == "rcpt" and not self.has_sender:
            return OUT_OF_SEQUENCE
        if place == "data":
            return b"354 go ahead\r\n" if self.recipients else b"554 5.5.1 no valid recipients\r\n"
        return USUAL[place]

    def usual_to_auth(self):
        challenges = CHALLENGES.get(self.mechanism, [])[self.response_count:]
        return challenges[0] if challenges else AUTHENTICATED

    def do_send(self, value):
        data, times = value
        if times is ENDLESS and not self.pace and self.cut is None:
            data *= PIECE // len(data) + 1
        elif times is not ENDLESS and not self.pace:
            data, times = data * times, 1
        while times is ENDLESS or times > 0:
            self.send(data)
            times = times if times is ENDLESS else times - 1
            if times is ENDLESS or self.pace:
                self.flush()

    def send(self, data):
        """Adds to what goes out in one piece, or in those that `cut` says."""
        self.going += data.replace(b"\r\n", b"\n") if self.has_lf else data

    def flush(self):
        data, self.going = self.going, b""
        for piece in self.pieces(data):
            self.now.keep(piece)
            self.client.sendall(piece)
            if self.pace:
                time.sleep(self.pace)

    def pieces(self, data):
        if self.cut is None:
            return [data] if data else []
        if self.cut == [1]:
            return [data[i:i + 1] for i in range(len(data))]
        pieces = []
        for size in self.cut:
            pieces, data = [*pieces, data[:size]], data[size:]
        return [piece for piece in [*pieces, data] if piece]

    def do_cut(self, sizes):
        self.cut = sizes

    def do_pace(self, seconds):
        self.pace = seconds

    def do_lf(self, _):
        self.has_lf = True

    def do_wait(self, seconds):
        time.sleep(seconds)

    def do_read(self, verb):
        while True:
            line = self.read_line()
            self.now = self.exchange("read", line, is_held=True)
            if line.upper().startswith(b"RCPT"):
                self.recipients.append(path_of(line))
            if verb is None or line.upper().startswith(verb.encode()):
                return

    def do_message(self, _):
        data = self.read_message()
        self.now = self.exchange("message", is_held=True)
        self.record.messages.append(Message(data, True, self.recipients, [self.now]))

    def do_discard(self, _):
        while select.select([self.client], [], [], 0)[0] and self.client.recv(PIECE):
            pass
        self.waiting = b""

    def do_tls(self, _=None):
        self.client = self.credentials.wrap_socket(self.client, server_side=True)
        self.is_tls = self.record.is_tls = True

    def do_stall(self, _=None):
        while True:
            self.exchange("unanswered", self.read_line())

    def do_close(self, _=None):
        self.client.shutdown(socket.SHUT_WR)
        while self.client.recv(PIECE):
            pass
        raise Over

    def do_reset(self, _):
        self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Over


def make_certificate(folder):
    """Makes a certificate of localhost and its key, in one file, and returns its path."""
    path = pathlib.Path(folder) / "localhost.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", path, "-out", path],
        check=True, capture_output=True)
    return path


def credentials_of(path):
    """What a server needs for TLS with the certificate and key in a file."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


class Server:
    """Listens on a free port and plays the script to each client, in a thread each.

    After the `with`, `records` is complete: one Record a connection; and so is `script.played`, the
    places of the script that were come to.
    """

    def __init__(self, script, certificate=None, told=None):
        self.script = Script(script)
        self.credentials = certificate and credentials_of(certificate)
        self.records, self.threads, self.last, self.told = [], [], None, told
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        self.acceptor = threading.Thread(target=self.accept, daemon=True)
        self.acceptor.start()
        return self

    def __exit__(self, *_):
        with socket.socket() as last:  # behind all who wait to be accepted
            last.bind(("127.0.0.1", 0))
            self.last = last.getsockname()
            last.connect(self.listener.getsockname())
            self.acceptor.join(PATIENCE)
        self.listener.close()
        for thread in self.threads:
            thread.join(PATIENCE)

    def accept(self):
        while True:
            client, address = self.listener.accept()
            if address == self.last:
                client.close()
                return
            client.settimeout(PATIENCE)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.records.append(Record())
            self.threads.append(threading.Thread(target=self.play, daemon=True,
                                                 args=(client, self.records[-1])))
            self.threads[-1].start()

    def play(self, client, record):
        Connection(client, self.script, record, self.credentials).play()
        if self.told is not None:
            self.told(record)


def transcript_of(record):
    """A dialogue as `smtpreply transcript` reads it."""
    lines = []
    for exchange in record.exchanges:
        if exchange.line and exchange.place != "message":
            lines.append("C: " + exchange.line.decode("utf-8", "backslashreplace"))
        for line in bytes(exchange.sent).splitlines():
            lines.append("S: " + string_of(line)[1:-1])
        if exchange.place == "handshake" and record.is_tls:
            lines.append("** TLS")
    return "\n".join([*lines, "** closed"])


def run_client(client, port):
    return subprocess.run([str(port) if word == "PORT" else word for word in client],
                          check=False).returncode


def main():
    parser = argparse.ArgumentParser(description="Play a script to each client.")
    parser.add_argument("script", help="the script, or a file with one")
    parser.add_argument("client", nargs=argparse.REMAINDER, help="a client to run; PORT is replaced")
    parser.add_argument("--certificate", help="certificate and key for TLS; else one is made")
    options = parser.parse_args()
    path = pathlib.Path(options.script)
    script = path.read_text(encoding="utf-8") if "\n" not in options.script and path.is_file() \
        else options.script
    with tempfile.TemporaryDirectory() as folder:
        certificate = options.certificate or make_certificate(folder)
        if options.client:
            with Server(script, certificate) as server:
                return run_client(options.client, server.port)
        with Server(script, certificate,
                    lambda record: print(transcript_of(record), flush=True)) as server:
            print(server.port, flush=True)
            server.acceptor.join()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(0)
    except ValueError as fault:
        sys.exit(f"replyd: {fault}")
