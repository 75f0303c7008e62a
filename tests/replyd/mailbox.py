# SPDX-License-Identifier: MIT
"""A server that takes mail and counts it: SMTP or LMTP, pipelined or not, by the book.

It keeps count of what it took, by the Message-ID of each message and by recipient, so that a test
can say that nothing was lost and nothing came twice. What it does wrong is said when it is made;
the server that plays any script is replyd.py.

The local part of an address may say how its recipient fares: `450.x@test.example` is answered 450
to RCPT, `dot-550.x@test.example` 550 to the end of the data, in SMTP for all recipients.
"""
import asyncio
import collections
import re
import threading

CODE_OF_RECIPIENT = re.compile(rb"<([245][0-9][0-9])\.")
CODE_OF_END = re.compile(rb"<dot-([245][0-9][0-9])\.")
MESSAGE_ID = re.compile(rb"^Message-ID: <([^>]*)>", re.M)
BAD_LINE_END = re.compile(rb"(?<!\r)\n|\r(?!\n)")
END_OF_DATA = b"\r\n.\r\n"


class Faults:
    """What the server does wrong. The numbers count messages or transactions of all connections."""

    def __init__(self, **faults):
        self.close_in_every = 0        # closes in the middle of every n-th message
        self.close_behind_every = 0    # takes every n-th message, and closes without an answer
        self.close_after = 0           # 421 to MAIL after n messages of a connection, and closes
        self.close_first = 0           # 421 to MAIL on the first n connections, and closes
        self.answer_twice_every = 0    # two replies to the first RCPT of every n-th transaction
        self.stall_at = None           # a command that has no answer, nor has any behind it; b"" is
                                       # the greeting, b"." the end of the data
        self.replies = {}              # bytes in place of the replies to a command, by its first
                                       # word; the command then has no effect, but the message
                                       # of b"." is taken
        for name, value in faults.items():
            assert hasattr(self, name), name
            setattr(self, name, value)


class Mailbox:
    """Serves on a port of its own between `with` and its end; what it saw is read from a test."""

    def __init__(self, lmtp=False, extensions=(b"PIPELINING", b"8BITMIME"), **faults):
        self.lmtp = lmtp
        self.extensions = extensions
        self.faults = Faults(**faults)
        self.port = None
        self.taken = collections.Counter()     # (Message-ID, recipient): how often
        self.texts = {}                        # Message-ID: the message, as it came but for dots
        self.unanswered = set()                # (Message-ID, recipient): taken, but not said so
        self.commands = collections.Counter()  # by their first word
        self.pipelined = collections.Counter() # those that came behind another command, unasked
        self.bad_line_ends = 0
        self.messages = self.transactions = self.connections = self.open = self.open_at_once = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self):
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_):
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _start(self):
        return await self._loop.create_server(lambda: Connection(self), "127.0.0.1", 0, backlog=512)

    async def _stop(self):
        self._server.close()
        await self._server.wait_closed()
        await asyncio.sleep(0)


def is_turn(number, every):
    return every > 0 and number % every == 0


class Connection(asyncio.Protocol):
    """One connection: commands in, replies out, those to a group of commands in one piece."""

    def __init__(self, mailbox):
        self.mailbox = mailbox
        self.faults = mailbox.faults
        self.bytes = bytearray()
        self.searched = 0  # octets of them without the end of the data
        self.replies = []
        self.is_in_data = self.is_closing = self.is_stalled = False
        self.sender = None
        self.recipients = []
        self.taken = 0

    def connection_made(self, transport):
        self.transport = transport
        self.mailbox.connections += 1
        self.mailbox.open += 1
        self.mailbox.open_at_once = max(self.mailbox.open_at_once, self.mailbox.open)
        self.answer(b"", b"220 test.example ESMTP")
        self.flush()

    def connection_lost(self, _):
        self.mailbox.open -= 1

    def data_received(self, data):
        self.bytes += data
        is_first = True
        while not self.is_closing and self.take_one(is_first):
            is_first = False
        self.flush()

    def take_one(self, is_first):
        """Takes a command or a message off the bytes; False where there is none."""
        if self.is_in_data:
            return self.take_data()
        end = self.bytes.find(b"\r\n")
        if end < 0:
            return False
        line = bytes(self.bytes[:end])
        del self.bytes[:end + 2]
        word = line.split(b" ")[0].upper()
        self.mailbox.commands[word] += 1
        if not is_first:
            self.mailbox.pipelined[word] += 1
        self.take_command(word, line)
        return True

    def take_command(self, word, line):
        if word == b".":  # behind a 354 of faults.replies
            self.forget_transaction()
        if word in self.faults.replies:
            self.answer(word)
        else:
            getattr(self, "take_" + word.decode().lower(), self.take_unknown)(line)

    def answer(self, word, *lines):
        """Answers a command of this first word, unless the server is to stall there."""
        self.is_stalled |= word == self.faults.stall_at
        if self.is_stalled:
            return
        if word in self.faults.replies:
            lines = [self.faults.replies[word]] if self.faults.replies[word] else []
        for line in lines[:-1]:
            self.replies.append(line[:3] + b"-" + line[4:])
        self.replies.extend(lines[-1:])

    def flush(self):
        if self.replies:
            self.transport.write(b"".join(reply + b"\r\n" for reply in self.replies))
            self.replies = []
        if self.is_closing:
            self.transport.close()

    def forget_transaction(self):
        self.sender = None
        self.recipients = []

    def take_unknown(self, line):
        self.answer(line.split(b" ")[0], b"500 5.5.1 what is that")

    def greet(self, word, is_known):
        self.forget_transaction()
        if is_known:
            offers = [b"250 " + extension for extension in self.mailbox.extensions]
            self.answer(word, b"250 test.example", *offers)
        else:
            self.answer(word, b"500 5.5.1 this is another protocol")

    def take_ehlo(self, _):
        self.greet(b"EHLO", not self.mailbox.lmtp)

    def take_lhlo(self, _):
        self.greet(b"LHLO", self.mailbox.lmtp)

    def take_helo(self, _):
        self.forget_transaction()
        self.answer(b"HELO", b"250 test.example")

    def take_mail(self, line):
        if (self.mailbox.connections <= self.faults.close_first
                or 0 < self.faults.close_after <= self.taken):
            self.answer(b"MAIL", b"421 4.3.2 enough of this connection")
            self.is_closing = True
        elif self.sender is not None:
            self.answer(b"MAIL", b"503 5.5.1 one at a time")
        else:
            self.sender = line
            self.mailbox.transactions += 1
            self.answer(b"MAIL", b"250 2.1.0 sender ok")

    def take_rcpt(self, line):
        if self.sender is None:
            self.answer(b"RCPT", b"503 5.5.1 MAIL first")
            return
        if not self.recipients and is_turn(self.mailbox.transactions,
                                           self.faults.answer_twice_every):
            self.answer(b"RCPT", b"250 2.1.5 and once more")
        code = CODE_OF_RECIPIENT.search(line)
        if code is None or code[1].startswith(b"2"):
            self.recipients.append(line[line.index(b"<"):line.index(b">") + 1])
        self.answer(b"RCPT", (code[1] if code else b"250") + b" that is the answer")

    def take_data_command(self):
        if not self.recipients:
            self.answer(b"DATA", b"503 5.5.1 no valid recipients")
            return
        self.is_in_data = True
        self.bytes[:0] = b"\r\n"
        self.answer(b"DATA", b"354 go ahead")

    def take_rset(self, _):
        self.forget_transaction()
        self.answer(b"RSET", b"250 2.0.0 forgotten")

    def take_quit(self, _):
        self.answer(b"QUIT", b"221 2.0.0 bye")
        self.is_closing = True

    def take_data(self, line=None):
        """The command DATA with its line, else what follows: the message to its dot."""
        if line is not None:
            self.take_data_command()
            return True
        if is_turn(self.mailbox.messages + 1, self.faults.close_in_every) and len(self.bytes) > 2:
            self.mailbox.messages += 1
            self.is_closing = True
            self.transport.abort()
            return False
        end = self.bytes.find(END_OF_DATA, self.searched)
        if end < 0:
            self.searched = max(0, len(self.bytes) - len(END_OF_DATA))
            return False
        message = bytes(self.bytes[:end + 2]).replace(b"\r\n..", b"\r\n.")[2:]
        del self.bytes[:end + len(END_OF_DATA)]
        self.searched = 0
        self.is_in_data = False
        self.mailbox.messages += 1
        self.take_message(message)
        self.forget_transaction()
        return True

    def take_message(self, message):
        codes = [CODE_OF_END.search(recipient) for recipient in self.recipients]
        codes = [code[1] if code else b"250" for code in codes]
        if not self.mailbox.lmtp:
            codes = [max(codes)] * len(codes)
        identity = MESSAGE_ID.search(message)[1].decode()
        pairs = [(identity, recipient.decode().strip("<>"))
                 for recipient, code in zip(self.recipients, codes) if code == b"250"]
        self.keep(identity, message, pairs)
        if is_turn(self.mailbox.messages, self.faults.close_behind_every):
            self.mailbox.unanswered.update(pairs)
            self.is_closing = True
            return
        for code in codes if self.mailbox.lmtp else codes[:1]:
            self.answer(b".", code + b" that is the answer to the message")

    def keep(self, identity, message, pairs):
        self.taken += 1
        self.mailbox.taken.update(pairs)
        self.mailbox.texts[identity] = message
        self.mailbox.bad_line_ends += len(BAD_LINE_END.findall(message))
