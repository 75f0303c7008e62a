# SPDX-License-Identifier: MIT
"""What replyd remembers of a connection, and what of it is true, whatever the client says.

Replies are read here by one expression, apart from the library, so that the server's own record
judges the client.
"""
import dataclasses
import re

KEPT = 1 << 14  # octets kept of what is sent at one place
CLOSING = 421   # may come at any time, without a command (RFC 5321, 3.8)
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
    """Is it a 2yz?"""
    return code is not None and code // 100 == 2


@dataclasses.dataclass(eq=False)
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

    def chains(self):
        """The exchanges, those together whose answers may come together."""
        chains = []
        for exchange in self.exchanges:
            if exchange.is_held:
                chains[-1].append(exchange)
            else:
                chains.append([exchange])
        return chains

    def counted(self):
        """The pairs of an exchange and the code of its reply, by counting, as long as that goes;
        and the exchanges at which something was sent that answers nothing."""
        owed, codes = [], []
        for chain in self.chains():
            owed += [exchange for exchange in chain if exchange.place not in SILENT]
            more, is_all = replies(b"".join(bytes(exchange.sent) for exchange in chain))
            codes += more
            is_over = codes[len(owed):] not in ([], [CLOSING]) or None in more
            if is_over or (not is_all and len(codes) >= len(owed)):
                return list(zip(owed, codes)), chain
            if len(codes) < len(owed):
                break
        return list(zip(owed, codes)), []

    def code_to(self, exchange):
        """The code of the reply to an exchange, by counting; None where there is none."""
        return next((code for owed, code in self.counted()[0] if owed is exchange), None)

    def delivered(self):
        """The recipients whose message is the server's: each reply up to theirs was in step."""
        given, surplus = [], self.counted()[1]
        for message in self.messages:
            for answer in message.answers:
                if answer not in surplus and is_acceptance(self.code_to(answer)):
                    given += [answer.line] if answer.line else message.recipients
        return given

    def lost_answers(self):
        """The exchanges behind a dot that have no whole reply; none where the count was lost."""
        counted, surplus = self.counted()
        answered = [exchange for exchange, _ in counted]
        return [answer for message in self.messages for answer in message.answers
                if answer not in answered and not surplus]
