# SPDX-License-Identifier: MIT
"""The ways in which servers are odd, one a line, and what send must make of each.

    Oddity(name, script of replyd, exit status, the verdict on each recipient, why)

One letter is one recipient: a accepted, r refused, t to be tried again, u may have been delivered.
Two exit statuses, or "t|u", stand where the network decides which it is. The other fields are
those of sending.send.
"""
import dataclasses

from sending import BIG_MESSAGE, MESSAGE

VERDICTS = {"a": "accepted", "r": "refused", "t": "to be tried again",
            "u": "may have been delivered, to be tried again"}


@dataclasses.dataclass
class Oddity:
    name: str
    script: str
    status: int
    verdicts: str
    why: str
    options: str = ""
    message: bytes = MESSAGE
    is_trusted: bool = True

    @property
    def statuses(self):
        return self.status if isinstance(self.status, tuple) else (self.status,)

    @property
    def verdict_sets(self):
        """The verdicts in words, one list for each way in which it may go."""
        return [[VERDICTS[letter] for letter in way] for way in self.verdicts.split("|")]

    @property
    def arguments(self):
        return {"script": self.script, "options": self.options, "message": self.message,
                "is_trusted": self.is_trusted, "recipients": len(self.verdicts.split("|")[0])}


def with_options(options, rows):
    return [dataclasses.replace(row, options=options) for row in rows]


# Where a server can be odd, and what it takes to get there.
TLS = "offers: STARTTLS PIPELINING "
ALONE = "offers: SIZE "  # no pipelining: a command at a time
LOGIN = 'offers: STARTTLS tls.offers: "AUTH PLAIN LOGIN" '
# What goes before in the script, the place, the usual code, the options of send.
PLACES = {
    "greeting": ("", "greeting", "220", ""),
    "ehlo": ("", "ehlo", "250", ""),
    "starttls": (TLS, "starttls", "220", "--starttls must"),
    "tls-ehlo": (TLS, "tls.ehlo", "250", "--starttls must"),
    "auth": (LOGIN, "auth", "235", "--user name"),
    "mail": ("", "mail", "250", ""),
    "rcpt": ("", "rcpt", "250", ""),
    "data": ("", "data", "354", ""),
    "message": ("", "message", "250", ""),
    "quit": ("", "quit", "221", ""),
    "mail-alone": (ALONE, "mail", "250", ""),
    "rcpt-alone": (ALONE, "rcpt", "250", ""),
    "lhlo": ("", "lhlo", "250", "--lmtp"),
    "recipient": ("", "message", "250", "--lmtp"),
}
# Places where all goes as at another one.
SAME = {"lhlo": "ehlo", "recipient": "message"}


def at_every_place(name, steps, outcome, why, **exceptions):
    """An oddity for each place: `steps` for it, in which CODE is the usual code.

    The outcome is a pair of exit status and verdict; those of a place may be given apart.
    """
    rows = []
    for place, (before, place_of_script, code, options) in PLACES.items():
        status, verdict = exceptions.get(SAME.get(place, place).replace("-", "_"), outcome)
        script = f"{before}{place_of_script}: {steps.replace('CODE', code)}"
        rows.append(Oddity(f"{name} at {place}", script, status, verdict, why, options))
    return rows


DELIVERED, DENIED, AGAIN, LOST, DESYNC, IN_DOUBT = \
    (0, "a"), (69, "r"), (75, "t"), (75, "u"), (76, "t"), (76, "u")
SHIFTED = ((75, 76), "t")  # what is too much is taken for the reply to the next command
LONG = "x" * 2205

EVERYWHERE = [
    *at_every_place("a bare code", r'"CODE\r\n"', DELIVERED,
                    "RFC 5321 4.2 asks clients to bear it; the text is optional in practice"),
    *at_every_place("two replies", r'usual "250 2.0.0 again\r\n"', DESYNC,
                    "RFC 5321 4.2: one reply a command; proxies that answer for a server behind",
                    mail=SHIFTED, rcpt=SHIFTED, message=IN_DOUBT, quit=IN_DOUBT),
    *at_every_place("the reply twice", r"usual usual", DESYNC,
                    "a filter that repeats what it passes on",
                    mail=SHIFTED, rcpt=SHIFTED, message=IN_DOUBT, quit=IN_DOUBT),
    *at_every_place("an endless line", r'"CODE " "xxxxxxxx"*endless', DESYNC,
                    "no RFC bounds what a hostile server sends", message=IN_DOUBT, quit=IN_DOUBT),
    *at_every_place("an endless reply", r'"CODE-x\r\n"*endless', DESYNC,
                    "no RFC bounds the lines of a reply", message=IN_DOUBT, quit=IN_DOUBT),
    *at_every_place("endless replies", r'"CODE x\r\n"*endless', DESYNC,
                    "a server gone wild", message=IN_DOUBT, quit=IN_DOUBT),
    *at_every_place("an endless reply, drop by drop", r'pace=0.3 "CODE-x\r\n"*endless', AGAIN,
                    "a limit on a single read never ends", message=LOST, quit=DELIVERED),
    *at_every_place("421", "421 close", AGAIN, "RFC 5321 3.8: at any time", quit=DELIVERED),
    *at_every_place("450", "450", AGAIN, "RFC 5321 4.2.1", quit=DELIVERED),
    *at_every_place("550", "550", DENIED, "RFC 5321 4.2.1; but no login fails a message",
                    starttls=AGAIN, auth=AGAIN, quit=DELIVERED),
    *at_every_place("150", r'"150 wait\r\n"', DESYNC, "1yz is for FTP (RFC 5321 4.2.1)",
                    message=IN_DOUBT, quit=IN_DOUBT),
    *at_every_place("close before the reply", "close", AGAIN, "RFC 5321 3.8: as if 451 had come",
                    message=LOST, quit=DELIVERED),
    *at_every_place("close inside the reply", r'"CODE-a\r\nCODE b" close', AGAIN,
                    "a reply is one only with its end", message=LOST, quit=DELIVERED),
    *at_every_place("close behind the reply", "usual close", AGAIN, "RFC 5321 3.8",
                    data=(75, "t|u"), message=DELIVERED, quit=DELIVERED),
    *at_every_place("reset before the reply", "reset", AGAIN, "a load balancer that gives up",
                    message=LOST, quit=DELIVERED),
    *at_every_place("stall before the reply", "stall", AGAIN, "RFC 5321 4.5.3.2",
                    message=LOST, quit=DELIVERED),
    *at_every_place("stall inside the reply", r'"CODE-a\r\nCODE b" stall', AGAIN,
                    "RFC 5321 4.5.3.2: and a reply is one only with its end",
                    message=LOST, quit=DELIVERED),
    *at_every_place("stall behind the reply", "usual stall", AGAIN, "RFC 5321 4.5.3.2",
                    data=LOST, message=DELIVERED, quit=DELIVERED),
    *at_every_place("lines of LF alone", "lf usual", DELIVERED, "seen behind filters in scripts"),
    *at_every_place("a byte at a time", "cut=1 usual", DELIVERED, "TCP has no pieces"),
    *at_every_place("2215 octets in a line", rf'"CODE-{LONG}\r\nCODE {LONG}\r\n"', DELIVERED,
                    "RFC 5321 4.5.3.1.5 has 512; servers list all they found"),
    *at_every_place("60 lines", r'"CODE-x\r\n"*60 "CODE x\r\n"', DELIVERED,
                    "RFC 5321 4.2.1 has no limit; banners of law firms"),
    *at_every_place("the status on the first line only", r'"CODE-2.0.0 a\r\nCODE b\r\n"', DELIVERED,
                    "RFC 2034 4 asks for it on each line; Exchange"),
    *at_every_place("NUL in the text", r'"CODE a\0b\r\n"', DELIVERED, "a C string ends there"),
    *at_every_place("UTF-8 in the text", r'"CODE héllo ✉ \xe2\x80\xae evil\r\n"', DELIVERED,
                    "RFC 6531 3.7.4, and U+202E with it"),
    *at_every_place("GBK in the text", r'"CODE \xd3\xca\xcf\xe4\r\n"', DELIVERED,
                    "servers of China answer in their own encoding"),
    *at_every_place("terminal escapes in the text", r'"CODE \x1b[2J\x1b]0;x\x07 \x9b31m\r\n"',
                    DELIVERED, "a log is read at a terminal"),
    *at_every_place("a refusal that is printed raw",
                    r'"550 5.0.0 \0\x1b[2J\x9b31m\xd3\xca\r a\xe2\x80\xae \xc2\x9b \\ ✉\x7f\r\n"',
                    DENIED, "what is refused is shown to a person", starttls=AGAIN, auth=AGAIN,
                    quit=DELIVERED),
    *at_every_place("another protocol", r'"HTTP/1.1 400 Bad Request\r\n\r\n"', DESYNC,
                    "a proxy answers", message=IN_DOUBT, quit=IN_DOUBT),
]

GREETING = [
    Oddity("60 lines, then ready", r'greeting: "220-x\r\n"*60 usual', 0, "a",
           "RFC 5321 4.2.1: a greeting may have many lines"),
    Oddity("220, then 521 in one reply", r'greeting: "220-mx\r\n521 no mail\r\n" close', 69, "r",
           "postscreen begins its 220 before it decides; the refusal counts"),
    Oddity("554", r'greeting: "554 5.7.1 go away\r\n"', 69, "r",
           "RFC 5321 3.1; Postfix refuses a client so"),
    Oddity("554 and close", r'greeting: "554 5.7.1 go away\r\n" close', 69, "r", "Exim drops"),
    Oddity("two greetings", r'greeting: "220 a\r\n220 b\r\n"', 76, "t",
           "a proxy and the server behind it both greet"),
    Oddity("354", "greeting: 354", 75, "t", "no reply to a connection"),
    Oddity("a teergrube", r'greeting: pace=0.3 "220-x\r\n"*3 usual', 0, "a",
           "delays within the time are a server's right"),
]

EHLO = [
    Oddity("unknown: HELO instead", r'ehlo: "502 5.5.1 what\r\n"', 0, "a",
           "RFC 5321 3.2: servers of old"),
    Oddity("neither EHLO nor HELO", "ehlo: 502 helo: 550", 69, "r", "RFC 5321 4.1.4"),
    Oddity("unknown, and TLS must be", "ehlo: 502", 75, "t", "without EHLO no STARTTLS",
           "--starttls must"),
    Oddity("junk", r'offers: "" " " "=" "\x01\x02" "-" "SIZE=1000000" "8BITMIME8" "..."', 0, "a",
           "RFC 5321 4.1.1.1: what is not known is ignored"),
    Oddity("lower case", "offers: pipelining size 8bitmime", 0, "a", "RFC 5321 2.4"),
    Oddity("no name", r'ehlo: "250-\r\n250 PIPELINING\r\n"', 0, "a", "keywords are from line 2 on"),
    Oddity("no text", r'ehlo: "250-\r\n250-\r\n250 \r\n"', 0, "a", "nothing is offered"),
    Oddity("the codes disagree", r'ehlo: "250-mx\r\n550 no\r\n"', (69, 75), "r|t",
           "RFC 5321 4.2.1: the refusal counts"),
    Oddity("354", "ehlo: 354", 75, "t", "no reply to EHLO"),
]

RCPT = [
    Oddity("251", r'rcpt: "251 2.1.5 forwarded to <b@example.com>\r\n"', 0, "a", "RFC 5321 3.4"),
    Oddity("252", r'rcpt: "252 2.1.5 cannot verify\r\n"', 0, "a",
           "RFC 5321 3.5.3: accepted, and not verified"),
    Oddity("mixed fates", 'rcpt.2: "550 5.1.1 no\\r\\n" rcpt.3: "450 4.2.0 later\\r\\n"', 69,
           "art", "RFC 5321 3.3: each recipient has a reply"),
    Oddity("421 to the second", r"rcpt.2: 421 close", 75, "tt", "RFC 5321 3.8"),
    Oddity("too many recipients", r'rcpt.2: "452 4.5.3 too many recipients\r\n"', 0, "aa",
           "RFC 5321 4.5.3.1.10: another transaction"),
    Oddity("too many recipients, always", r'rcpt: "452 4.5.3 too many recipients\r\n"', 75, "tt",
           "a client that always comes again would never end"),
    Oddity("one recipient at a time",
           r'rcpt.2: "452 4.5.3 one\r\n" rcpt.3: "452 4.5.3 one\r\n"'
           r' rcpt.5: "452 4.5.3 one\r\n"', 0, "aaa", "RFC 5321 4.5.3.1.10"),
    Oddity("354", "rcpt: 354", 75, "t", "RFC 5321 4.3.2 knows no such reply"),
    Oddity("the codes disagree", r'offers: SIZE rcpt: "550-no\r\n250 ok\r\n"', 69, "r",
           "the refusal counts; 8 of 14 clients tried take the last line"),
    Oddity("the codes disagree, pipelined", r'rcpt.1: "550-no\r\n250 ok\r\n"', 76, "tt",
           "perhaps two replies, so nobody knows which answers which"),
    Oddity("a blank line before", r'offers: SIZE rcpt: "\r\n250 ok\r\n"', 0, "a",
           "borne where nothing else is open"),
    Oddity("a blank line before, pipelined", r'rcpt.1: "\r\n250 ok\r\n"', 76, "tt",
           "a reply may be missing"),
    Oddity("no reply to MAIL", "mail:", (75, 76), "t", "each reply answers the command before"),
    Oddity("no reply to the first", "rcpt.1:", (75, 76), "tt", "the count is one short"),
    Oddity("all are refused", r'rcpt: "550 5.1.1 no\r\n"', 69, "rr", "no message is sent"),
    Oddity("all are refused, and 354 comes", 'rcpt: 550 data: 354 message: 554', 69, "rr",
           "RFC 2920 3.1: a lone dot"),
    Oddity("all are refused, and the dot is accepted", 'rcpt: 550 data: 354', 69, "rr",
           "RFC 2920 3.1: 250 to a lone dot delivers nothing"),
    Oddity("replies held back, then all at once",
           r'mail: read=DATA "250 a\r\n250 b\r\n354 go\r\n" message usual', 0, "a",
           "RFC 2920 3.2: a server may send its replies in one piece"),
    Oddity("no pipelining", "offers: SIZE", 0, "aaa", "RFC 5321 4.1.1.1: a command at a time"),
    Oddity("no pipelining, and what comes early is lost",
           "offers: SIZE mail: wait=0.1 discard usual rcpt: wait=0.1 discard usual", 0, "aaa",
           "RFC 2920 1: servers that flush their input"),
]

DATA = [
    Oddity("250 instead of 354", "data: 250", 75, "t", "the message was not asked for"),
    Oddity("accepted before it came", r'data: "354 go\r\n250 2.0.0 queued\r\n"', 76, "t",
           "RFC 5321 3.3: an acceptance of what was not sent is none"),
    Oddity("accepted while it comes", "inside: 250", 76, "t|u",
           "likewise", message=BIG_MESSAGE),
    Oddity("refused before it came", r'data: "354 go\r\n552 5.3.4 too big\r\n" close', (69, 76), "r|t",
           "servers that look at SIZE late; nothing was sent yet that it could refuse"),
    Oddity("refused while it comes", r'inside: "552 5.3.4 too big\r\n" stall', 69, "r",
           "RFC 1870 6.3; Exim", message=BIG_MESSAGE),
    Oddity("refused while it comes, and close", r'inside: "552 5.3.4 too big\r\n" close', 69, "r",
           "RFC 1870 6.3", message=BIG_MESSAGE),
    Oddity("421 while it comes", "inside: 421 close", 75, "t", "RFC 5321 3.8", message=BIG_MESSAGE),
    Oddity("close while it comes", "inside: close", 75, "t", "RFC 5321 3.8", message=BIG_MESSAGE),
    Oddity("reset while it comes", "inside: reset", 75, "t", "RFC 5321 3.8", message=BIG_MESSAGE),
    Oddity("two messages in one", "message: 354", 75, "t|u", "RFC 5321 4.3.2"),
    Oddity("451 after the dot", r'message: "451 4.3.0 later\r\n"', 75, "t", "RFC 5321 4.2.5"),
    Oddity("452 after the dot", r'message: "452 4.3.1 no room\r\n"', 75, "tt", "RFC 5321 4.2.5"),
    Oddity("too many recipients after the dot", r'message: "452 4.5.3 too many recipients\r\n"', 75,
           "tt", "a client that always comes again would never end"),
    Oddity("552 after the dot", r'message: "552 5.3.4 too big\r\n"', 69, "r", "RFC 1870 6.3"),
    Oddity("554 after the dot", r'message: "554 5.6.0 spam\r\n"', 69, "rr", "RFC 5321 4.2.5"),
    Oddity("221 after the dot", "message: 221", 0, "a", "any 2yz is one: replies are counted"),
    Oddity("the codes disagree after the dot", r'message: "250-ok\r\n550 no\r\n"', 69, "r",
           "the refusal counts"),
    Oddity("queued, and bye without QUIT", r'message: usual "221 bye\r\n" close', 76, "u",
           "a server that hangs up says 421"),
    Oddity("queued, and 421 without QUIT", r'message: usual "421 4.4.2 bye\r\n" close', 0, "a",
           "RFC 5321 3.8: at any time, and what was accepted stays so"),
    Oddity("a slow verdict", "message: wait=4 usual", 0, "a",
           "RFC 5321 4.5.3.2.6: twice the time of other replies"),
    Oddity("SIZE of less than the message", 'offers: "SIZE 10"', 69, "r", "RFC 1870 6.2"),
    Oddity("SIZE 0", 'offers: "SIZE 0"', 0, "a", "RFC 1870 4: no limit"),
    Oddity("SIZE without a number", "offers: SIZE", 0, "a", "RFC 1870 4"),
    Oddity("SIZE over 64 bits", 'offers: "SIZE 18446744073709551616"', 0, "a",
           "no limit that a message could meet"),
    Oddity("SIZE is refused at MAIL", r'mail: "552 5.3.4 too big\r\n"', 69, "r", "RFC 1870 6.1"),
    Oddity("SIZE does not fit now", r'mail: "452 4.3.1 no room\r\n"', 75, "t", "RFC 1870 6.1"),
    Oddity("SIZE offered, and not known", r'mail.1: "555 5.5.4 what\r\n"', 0, "a",
           "RFC 5321 4.1.1.11: MAIL without it"),
    Oddity("no 8BITMIME for 8 bits", "offers: SIZE", 69, "r", "RFC 6152 3",
           message="Subject: t\r\n\r\né\r\n".encode()),
    Oddity("no SMTPUTF8 for a header in UTF-8", "offers: 8BITMIME", 69, "r", "RFC 6531 3.1",
           message="Subject: é\r\n\r\n".encode()),
]

INJECTED = r'"250-mx\r\n250 AUTH PLAIN\r\n"'
STARTTLS = [
    Oddity("all is well", TLS, 0, "aa", "RFC 3207"),
    Oddity("injected, whole", f"{TLS} starttls: " + r'"220 go\r\n250 x\r\n"', 76, "t",
           "CVE-2011-0411 the other way round: replies from before TLS"),
    Oddity("injected, in a fragment", f"{TLS} starttls: " + r'"220 go\r\n25"', 76, "t",
           "a fragment would survive the handshake"),
    Oddity("injected, one octet", f"{TLS} starttls: " + r'"220 go\r\n2"', 76, "t", "likewise"),
    Oddity("injected, an LF", f"{TLS} starttls: " + r'"220 go\r\n\n"', 76, "t", "likewise"),
    Oddity("injected, a reply to EHLO", f"{TLS} starttls: usual {INJECTED}", 76, "t", "likewise"),
    Oddity("injected, in pieces", f"{TLS} starttls: cut=8 pace=0.05 " + r'"220 go\r\n250 x\r\n"',
           (75, 76), "t", "what comes late is no TLS"),
    Oddity("injected behind a refusal", f"{TLS} starttls: " + r'"454 no\r\n250 x\r\n"', 76, "t",
           "CVE-2021-22947"),
    Oddity("injected behind a refusal, in a fragment", f"{TLS} starttls: " + r'"454 no\r\n2"', 76,
           "t", "likewise"),
    Oddity("454", f"{TLS} starttls: 454", 75, "t", "RFC 3207 4"),
    Oddity("250", f"{TLS} starttls: 250", 75, "t", "RFC 3207 4: 220 and no other"),
    Oddity("the codes disagree", f"{TLS} starttls: " + r'"250-a\r\n220 b\r\n"', 75, "t",
           "it permits nothing"),
    Oddity("not offered", "", 75, "t", "stripped on the way"),
    Oddity("the handshake is an alert",
           f"{TLS} handshake: " + r'"\x15\x03\x03\0\x02\x02\x28" close', 75, "t", "RFC 8446 6.2"),
    Oddity("the handshake is text", f"{TLS} handshake: " + r'"500 what\r\n" stall', (75, 76), "t",
           "a server that forgot what it had said"),
    Oddity("the handshake is endless", f"{TLS} handshake: " + r'"\x16\x03\x03\x40\0" "x"*endless',
           75, "t", "a record of 16 KB, and no end"),
    Oddity("the handshake stalls", f"{TLS} handshake: stall", 75, "t", "RFC 5321 4.5.3.2"),
    Oddity("the handshake closes", f"{TLS} handshake: close", 75, "t", "RFC 3207 4.1"),
    Oddity("a certificate that nobody trusts", TLS, 75, "t", "RFC 3207 4.1", is_trusted=False),
    Oddity("pipelining no more", f"{TLS} tls.offers: SIZE mail: wait=0.1 discard usual", 0, "aa",
           "RFC 3207 4.2: what EHLO said before is void"),
    Oddity("SIZE within", f'{TLS} tls.offers: "SIZE 10"', 69, "r", "likewise"),
    Oddity("SIZE before", 'offers: STARTTLS "SIZE 10" tls.offers: PIPELINING', 0, "a", "likewise"),
    Oddity("no EHLO within", f"{TLS} tls.ehlo: 502", 75, "t", "HELO would lose what was asked for"),
    Oddity("closed without a farewell", f"{TLS} tls.message: close", 75, "u",
           "RFC 8446 6.1: the end may be someone else's"),
]

MAY = [
    Oddity("TLS where it is offered", TLS, 0, "a", "RFC 7435"),
    Oddity("a certificate that nobody trusts", TLS, 0, "a", "RFC 7435 3", is_trusted=False),
    Oddity("not offered", "", 0, "a", "RFC 7435 3"),
    Oddity("refused: in the clear", f"{TLS} starttls: 454", 0, "a", "RFC 3207 4"),
    Oddity("injected behind a refusal", f"{TLS} starttls: " + r'"454 no\r\n250 x\r\n"', 76, "t",
           "nothing that came before is believed"),
    Oddity("injected, in a fragment", f"{TLS} starttls: " + r'"220 go\r\n25"', 76, "t", "likewise"),
    Oddity("the handshake fails", f"{TLS} handshake: " + r'"\x15\x03\x03\0\x02\x02\x28" close',
           75, "t", "this connection is gone"),
]

AUTH = [
    Oddity("PLAIN", LOGIN, 0, "a", "RFC 4616"),
    Oddity("LOGIN", 'offers: STARTTLS tls.offers: "AUTH LOGIN"', 0, "a",
           "draft-murchison-sasl-login"),
    Oddity("AUTH=", 'offers: STARTTLS tls.offers: "AUTH=PLAIN"', 0, "a", "servers of old"),
    Oddity("refused", f"{LOGIN} auth: " + r'"535 5.7.8 no\r\n"', 75, "t",
           "RFC 4954 6: of the session, not of the message"),
    Oddity("refused after the name", r'offers: STARTTLS tls.offers: "AUTH LOGIN" response.1: 535',
           75, "t", "likewise"),
    Oddity("a challenge to PLAIN", f"{LOGIN} auth: 334 response: 501", 75, "t",
           "RFC 4954 4: what is not asked for is cancelled"),
    Oddity("endless challenges", f"{LOGIN} auth: 334 response: 334", 75, "t", "likewise"),
    Oddity("no base64", f"{LOGIN} auth: " + r'"334 !!\r\n"' + " response: 501", 75, "t",
           "RFC 4954 4"),
    Oddity("not offered within TLS", 'offers: STARTTLS "AUTH PLAIN" tls.offers: SIZE', 75, "t",
           "RFC 3207 4.2"),
    Oddity("PLAIN is too weak, LOGIN is not", f"{LOGIN} auth.1: 534", 0, "a", "RFC 4954 6"),
]

LMTP = [
    Oddity("all is well", "", 0, "aa", "RFC 2033 4.2"),
    Oddity("mixed fates", r'message.2: "550 5.2.2 full\r\n" message.3: "452 4.2.2 full\r\n"', 69,
           "art", "RFC 2033 4.2"),
    Oddity("a reply for each accepted one", "rcpt.2: 550 message.2: 452", 69, "art",
           "RFC 2033 4.2: the second reply is the third recipient's"),
    Oddity("one reply too few, and stall", "message.2: stall", 75, "au", "RFC 2033 4.2"),
    Oddity("one reply too few, and close", "message.2: close", 75, "au", "RFC 2033 4.2"),
    Oddity("no reply at all", "message: close", 75, "uu", "RFC 5321 3.8"),
    Oddity("one reply too many", r'message.2: usual "250 more\r\n"', 76, "uu",
           "one of the three is nobody's"),
    Oddity("two replies in one", r'message.1: "250-x ok\r\n250 y ok\r\n" message.2:', 75, "au",
           "a reply has one code a recipient"),
    Oddity("the codes of one disagree", r'message.1: "550-x no\r\n250 y ok\r\n"', (69, 76), "ra|uu",
           "perhaps two replies"),
    Oddity("nobody accepted", "rcpt: 550", 69, "rr", "RFC 2033 4.2"),
    Oddity("354 with nobody accepted", "rcpt: 550 data: 354", 69, "rr", "no reply follows the dot"),
    Oddity("354 with nobody accepted, and a reply", "rcpt: 550 data: 354 message 503", 69, "rr",
           "servers that answer a lone dot"),
    Oddity("421 to the second", "message.2: 421 close", 75, "at", "RFC 5321 3.8"),
    Oddity("SMTP's only reply", r"message.2: message.3:", 75, "auu", "SMTP spoken to LHLO"),
    Oddity("LHLO is not known", "lhlo: 500", 69, "r", "RFC 2033 4.1"),
    Oddity("replies in one piece", r'message.1: "250 x\r\n550 y\r\n" message.2:', 69, "ar",
           "cut or not, they are counted"),
]

GROUPS = {
    "": EVERYWHERE,
    "greeting": GREETING,
    "EHLO": EHLO,
    "RCPT": RCPT,
    "data": DATA,
    "STARTTLS, must": with_options("--starttls must", STARTTLS),
    "STARTTLS, may": MAY,
    "AUTH": with_options("--user name", AUTH),
    "LMTP": with_options("--lmtp", LMTP),
}
ROWS = [dataclasses.replace(row, name=f"{group}: {row.name}" if group else row.name)
        for group, rows in GROUPS.items() for row in rows]
