# SPDX-License-Identifier: MIT
"""Reads a script of replyd: what the server does, at which place, other than usual.

    script  = *( place ":" *step )         blanks and lines as you like, `#` begins a comment
    place   = [ "tls." ] name [ "." n ]    `rcpt.2` the second RCPT, `tls.ehlo` EHLO within TLS

replyd.py says what the names are of. A place stands for all its occurrences, or for the n-th; the
closer description wins. The steps stand for what is usually done there; a place without steps says
nothing. What is sent by steps that follow each other goes out in one piece. The steps:

    usual            what is done where the script says nothing
    550              a reply of this code
    "550 no\\r\\n"     these bytes; escapes: \\r \\n \\t \\0 \\" \\\\ \\x1b
    "250-x\\r\\n"*60   sixty times; *endless: until the client goes
    cut=1            what follows at this place goes out in pieces of one octet; cut=4,7: of four,
                     of seven, and the rest
    pace=0.2         so many seconds between two pieces, or between two repetitions
    lf               what follows at this place ends its lines in LF alone
    wait=0.2         nothing for so many seconds
    stall            nothing more, until the client goes
    close            the end of what the server says; it reads on until the client goes
    reset            the connection is gone, what is under way with it (RST)
    read             reads a command and does not answer; read=QUIT: reads on until QUIT has come
    message          reads a message, to its dot
    discard          what has come and is not read yet is lost
    tls              starts TLS

Two places do nothing by themselves: `always` has cut, pace and lf for all places; `offers` has the
lines of the reply to EHLO and LHLO, as words or strings (`offers: PIPELINING "SIZE 1000"`).
"""
import re

ENDLESS = None
NAMES = {"always", "offers", "greeting", "ehlo", "helo", "lhlo", "starttls", "handshake", "auth",
         "response", "mail", "rcpt", "data", "inside", "message", "rset", "noop", "quit", "other"}

_TOKEN = re.compile(r"""
    (?: \s | \#[^\n]* )*
    (?: (?P<place> [a-z]+ (?:\.[a-z]+)? (?:\.[0-9]+)? ) : (?=\s|$)
      | "(?P<bytes> (?: [^"\\] | \\. )* )" (?: \* (?P<times> [0-9]+ | endless ) )?
      | (?P<word> [^\s"]+ )
      | $ )""", re.VERBOSE | re.DOTALL)

_ESCAPE = re.compile(rb"\\(x[0-9a-fA-F]{2}|.)", re.DOTALL)
_ESCAPES = {b"r": b"\r", b"n": b"\n", b"t": b"\t", b"0": b"\0", b'"': b'"', b"\\": b"\\"}


def _escaped(match):
    name = match[1]
    return bytes([int(name[1:], 16)]) if len(name) == 3 else _ESCAPES[name]


def bytes_of(text):
    """The bytes between the quotes of a string."""
    return _ESCAPE.sub(_escaped, text.encode())


def string_of(data):
    """A string of these bytes, for a script that a test puts together."""
    plain = "".join(chr(byte) if 0x20 <= byte < 0x7f and byte not in b'"\\' else f"\\x{byte:02x}"
                    for byte in data)
    return f'"{plain}"'


def reply_of(code):
    """A reply that only has to have this code, such as b"550 5.0.0 replyd"."""
    status = f" {code[0]}.0.0" if code[0] in "245" else ""
    return f"{code}{status} replyd\r\n".encode()


def _sizes(value):
    return [int(size) for size in value.split(",")]


# What stands before "=", and how its value is read.
_VALUES = {"cut": _sizes, "pace": float, "wait": float, "read": str.upper}
_PLAIN = {"usual", "lf", "stall", "close", "reset", "read", "message", "discard", "tls"}


def _step_of(word):
    name, _, value = word.partition("=")
    if re.fullmatch("[0-9]{3}", word):
        return ("send", (reply_of(word), 1))
    if value and name in _VALUES:
        return (name, _VALUES[name](value))
    if word in _PLAIN:
        return (word, None)
    raise ValueError(f"no step of a script: {word}")


def _sending(token):
    times = {None: 1, "endless": ENDLESS}.get(token["times"], token["times"])
    return ("send", (bytes_of(token["bytes"]), times and int(times)))


def _name_of(place):
    """The name in a place, which must be one."""
    name = place.removeprefix("tls.").split(".")[0]
    if name not in NAMES:
        raise ValueError(f"no place: {place}")
    return name


def _tokens(text):
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            raise ValueError(f"no script: {text[position:position + 40]}")
        position = token.end()
        yield token


class Script:
    """The steps of each place that the script speaks of, and which of these were asked for."""

    def __init__(self, text):
        self.places, self.played = {}, set()
        place = None
        for token in _tokens(text):
            if token["place"] is not None:
                place = self.places.setdefault(token["place"], [])
                is_offer = _name_of(token["place"]) == "offers"
            elif place is None and token[0].strip():
                raise ValueError(f"no place before {token[0]}")
            elif token["bytes"] is not None:
                place.append(bytes_of(token["bytes"]) if is_offer else _sending(token))
            elif token["word"] is not None:
                place.append(token["word"].encode() if is_offer else _step_of(token["word"]))

    def steps(self, place, occurrence, is_tls):
        """The steps of a place, or None where the script says nothing."""
        for prefix in ["tls.", ""] if is_tls else [""]:
            for name in [f"{prefix}{place}.{occurrence}", prefix + place]:
                if name in self.places:
                    self.played.add(name)
                    return self.places[name]
        return None
