# SPDX-License-Identifier: MIT
"""What replyd remembers of a connection, and what of it is true, whatever the client says.

Replies are read here by one expression, apart from the library, so that the server's own record
judges the client.
"""
import dataclasses
import re

KEPT = 1 << 18  # octets kept of what is sent at one place
SILENT = {"handshake", "inside"}  # places where no reply is due

_LINE = rb"(?:\r*\n)*[2-5][0-9]{2}"
_REPLY = re.compile(rb"(?:%b-[^\n]*\n)*%b(?: [^\n]*|\r*)\n" % (_LINE, _LINE))
_CODE = re.compile(rb"^[2-5][0-9]{2}", re.MULTILINE)


def code_of(reply):
    """The safest reading of a reply whose lines disagree; None where there is none."""
    codes = [int(code) for code in _CODE.findall(reply)]
    for wanted in [lambda code: code == 421, lambda code: code // 100 == 4,
                   lambda code: code // 100 == 5]:
        if any(map(wanted, codes)):
            return [code for code in codes if wanted(code)][-1]
    return codes[-1] if len({code // 100 for code in codes}) == 1 else None


def replies(sent):
    """The codes of the replies in some bytes, and whether that is all there is in them."""
    codes, position = [], 0
    while (match := _REPLY.match(sent, position)) is not None:
        codes.append(code_of(match[0]))
        position = match.end()
    return codes, position == len(sent)


def is_acceptance(code):
    return code is not None and code // 100 == 2


@dataclasses.dataclass
class Exchange:
    """What came at a place, and what was sent there."""
    place: str
    line: bytes = b""          # the command, without its line end; of a recipient, its path
    is_tls: bool = False
    is_held: bool = False      # came while the answer to the command before was held back
    sent: bytearray = dataclasses.field(default_factory=bytearray)  # the first KEPT octets
    sent_size: int = 0

    def keep(self, data):
        self.sent += data[:KEPT - len(self.sent)]
        self.sent_size += len(data)

    @property
    def code(self):
        """The code of the first reply sent, if a whole one was."""
        codes, _ = replies(bytes(self.sent))
        return codes[0] if codes else None

    @property
    def is_accepted(self):
        return is_acceptance(self.code)


@dataclasses.dataclass
class Message:
    """A message as it came, dots and all, and the places at which it was answered."""
    data: bytes
    is_whole: bool             # its dot has come
    recipients: list           # paths that were accepted
    answers: list              # an Exchange each: one, or in LMTP one for each recipient


@dataclasses.dataclass
class Record:
    """A connection."""
    exchanges: list = dataclasses.field(default_factory=list)
    messages: list = dataclasses.field(default_factory=list)
    discarded: bytes = b""     # came behind STARTTLS, in the clear
    is_tls: bool = False       # TLS has started

    def commands(self, is_tls=None):
        """The verbs that came, in their order; with is_tls those in TLS or those in the clear."""
        return [exchange.line.split(b" ")[0].upper().decode("latin-1")
                for exchange in self.exchanges
                if exchange.line and is_tls in (None, exchange.is_tls)
                and exchange.place not in ("response", "message")]

    def lines(self, place):
        """The lines that came at a place."""
        return [exchange.line for exchange in self.exchanges if exchange.place == place]

    def counted(self):
        """The pairs of an exchange and the code of its reply, by counting, until the count is lost;
        and the exchange where it was lost, or None."""
        owed, codes = [], []
        for exchange in self.exchanges:
            if len(codes) < len(owed) and not exchange.is_held:
                return list(zip(owed, codes)), exchange
            owed += [] if exchange.place in SILENT else [exchange]
            more, is_all = replies(bytes(exchange.sent))
            codes += more
            if not is_all or None in more or len(codes) > len(owed) or exchange.sent_size > KEPT:
                return list(zip(owed, codes)), exchange
        return list(zip(owed, codes)), None

    def code_to(self, exchange):
        """The code of the reply to an exchange, by counting; None where there is none."""
        return next((code for owed, code in self.counted()[0] if owed is exchange), None)

    def delivered(self):
        """The recipients whose message is the server's: each reply up to theirs was in step."""
        given, lost = [], self.counted()[1]
        for message in self.messages:
            for answer in message.answers:
                if answer is not lost and is_acceptance(self.code_to(answer)):
                    given += [answer.line] if answer.line else message.recipients
        return given

    def has_lost_answer(self):
        """A message came to its dot, and somebody was left without a whole reply."""
        return any(self.code_to(answer) is None
                   for message in self.messages for answer in message.answers)
