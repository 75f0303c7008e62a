#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the corpora of the benchmark: replies of SMTP servers, the same bytes on every machine.

    replies.py [--mib MIB] FOLDER [CORPUS...]

mixed     sessions as a busy sending server sees them
short     tiny replies of one line
long      lines of 160 to 500 bytes
ehlo      replies to EHLO: many short lines in one reply
utf8      mixed, and one reply in five carries text that is not ASCII
captures  tests/captures, over and over: what real servers sent

Lines end in CRLF. All but the captures are without a deviation, non-ASCII text apart.
"""
import argparse
import pathlib
import random
import re

CAPTURES = pathlib.Path(__file__).resolve().parent.parent / "tests" / "captures"
SEED = 20240601

DOMAINS = """example.com example.org mail.example.net corp.example.co.uk uni-example.de example.edu
    shop.example.com.br news.example.jp example.io hosting-example.fr bigexample.nl
    smallbiz.example""".split()
HOSTS = """mx1 mx2 mx-in mail smtp in1-smtp aspmx relay3 mta-77 mx0a-00161c02 edge01 gw""".split()
USERS = """john.doe jane info sales bounce+12345 newsletter a.b.c postmaster hr-team x noreply
    kundenservice marie-claire.dupont""".split()
LOWER = "0123456789abcdef"
UPPER = "0123456789ABCDEF"
BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"

# What stands in {braces} in a reply: a name here, with what stands behind its colon, or a number
# {from-to}, padded with zeros to the width of "from".
FIELDS = {
    "user": "{one:users}@{domain}",
    "domain": "{one:domains}",
    "host": "{one:hosts}.{domain}",
    "address": "{1-223}.{0-255}.{0-255}.{1-254}",
    "time": "{00-23}:{00-59}:{00-59}",
    "google": "{hex:12}-{hex:11}{base36:2}si{10000000-9999999999}.{0-400} - gsmtp",
    "microsoft": "{one:sites}{01-09}EUR{01-06}FT{001-099}.eop-EUR{01-06}.prod.protection"
                 ".outlook.com 2026-0{1-9}-{01-28}T{time}.{000-999}Z 08D{HEX:13}",
}
LISTS = {
    "domains": DOMAINS,
    "hosts": HOSTS,
    "users": USERS,
    "sites": ["DB5", "AM7", "HE1", "VI1"],
    "systems": ["", " (Debian/GNU)", " (Ubuntu)"],
    "sizes": ["10240000", "26214400", "52428800", "157286400"],
    "ready": ["Ready to start TLS", "SMTP server ready", "TLS go ahead"],
}
ALPHABETS = {"hex": LOWER, "HEX": UPPER, "base36": BASE36}
FIELD = re.compile(r"\{(?:(\d+)-(\d+)|(\w+)(?::(\w+))?)\}")

# A reply is written as its first line, and further lines without what stands in front of each:
# code, mark and status. The share of a server in the sessions comes first.
SERVERS = {
    "postfix": {
        "share": 16,
        "greeting": ["220 {host} ESMTP Postfix{one:systems}"],
        "ehlo": ["250 {host}\nPIPELINING\nSIZE {one:sizes}\nVRFY\nETRN\nSTARTTLS\n"
                 "ENHANCEDSTATUSCODES\n8BITMIME\nDSN\nSMTPUTF8\nCHUNKING",
                 "250 {host}\nPIPELINING\nSIZE {one:sizes}\nVRFY\nETRN\nAUTH PLAIN LOGIN CRAM-MD5\n"
                 "STARTTLS\nENHANCEDSTATUSCODES\n8BITMIME\nDSN\nSMTPUTF8\nCHUNKING",
                 "250 {host}\nPIPELINING\nSIZE {one:sizes}\nETRN\nSTARTTLS\nENHANCEDSTATUSCODES\n"
                 "8BITMIME\nDSN\nREQUIRETLS\nXCLIENT NAME ADDR PROTO HELO\n"
                 "XFORWARD NAME ADDR PROTO HELO SOURCE"],
        "mail": ["250 2.1.0 Ok"],
        "rcpt": ["250 2.1.5 Ok"],
        "data": ["354 End data with <CR><LF>.<CR><LF>"],
        "queued": ["250 2.0.0 Ok: queued as {HEX:11}", "250 2.0.0 Ok: queued as 4{base36:14}"],
        "starttls": ["220 2.0.0 {one:ready}"],
        "quit": ["221 2.0.0 Bye"],
    },
    "gmail": {
        "share": 46,
        "greeting": ["220 mx.google.com ESMTP {google}"],
        "ehlo": ["250 mx.google.com at your service, [{address}]\nSIZE 157286400\n8BITMIME\n"
                 "STARTTLS\nENHANCEDSTATUSCODES\nPIPELINING\nCHUNKING\nSMTPUTF8"],
        "mail": ["250 2.1.0 OK {google}"],
        "rcpt": ["250 2.1.5 OK {google}"],
        "data": ["354 Go ahead {google}"],
        "queued": ["250 2.0.0 OK  {1717000000-1817000000} {google}"],
        "starttls": ["220 2.0.0 {one:ready}"],
        "quit": ["221 2.0.0 closing connection {google}"],
    },
    "outlook": {
        "share": 25,
        "greeting": ["220 {host} Microsoft ESMTP MAIL Service ready at Mon, {1-30} Jun 2026 {time}"
                     " +0000 [08DC{HEX:12}]"],
        "ehlo": ["250 {host} Hello [{address}]\nSIZE 49283072\nPIPELINING\nDSN\n"
                 "ENHANCEDSTATUSCODES\nSTARTTLS\n8BITMIME\nBINARYMIME\nCHUNKING\nSMTPUTF8"],
        "mail": ["250 2.1.0 Sender OK"],
        "rcpt": ["250 2.1.5 Recipient OK"],
        "data": ["354 Start mail input; end with <CRLF>.<CRLF>"],
        "queued": ["250 2.6.0 <{hex:32}@{domain}> [InternalId={1000000000000-99999999999999},"
                   " Hostname=DM6PR{01-20}MB{1000-9999}.namprd{01-20}.prod.outlook.com]"
                   " {5000-90000} bytes in 0.{050-400}, {20-300}.{000-999} KB/sec"
                   " Queued mail for delivery"],
        "starttls": ["220 2.0.0 {one:ready}"],
        "quit": ["221 2.0.0 Service closing transmission channel"],
    },
    "exim": {
        "share": 8,
        "greeting": ["220 {host} ESMTP Exim 4.9{2-8} Mon, {01-30} Jun 2026 {time} +0200",
                     "220 {host} ESMTP Exim 4.97.1 #2 Mon, {01-30} Jun 2026 {time} -0500 \n"
                     "We do not authorize the use of this system to transport unsolicited, \n"
                     "and/or bulk e-mail."],
        "ehlo": ["250 {host} Hello {host} [{address}]\nSIZE 52428800\n"
                 "LIMITS MAILMAX=1000 RCPTMAX=50000\n8BITMIME\nPIPELINING\nPIPECONNECT\nCHUNKING\n"
                 "STARTTLS\nPRDR\nHELP",
                 "250 {host} Hello {host} [{address}]\nSIZE 52428800\n8BITMIME\nPIPELINING\n"
                 "AUTH PLAIN LOGIN CRAM-MD5\nCHUNKING\nSTARTTLS\nPRDR\nHELP"],
        "mail": ["250 OK"],
        "rcpt": ["250 Accepted"],
        "data": ['354 Enter message, ending with "." on a line by itself'],
        "queued": ["250 OK id=1r{base36:4}-{base36:6}-{base36:2}"],
        "starttls": ["220 {one:ready}"],
        "quit": ["221 {host} closing connection"],
    },
    "sendmail": {
        "share": 4,
        "greeting": ["220 {host} ESMTP Sendmail 8.17.1/8.17.1; Mon, {1-30} Jun 2026 {time} GMT"],
        "ehlo": ["250 {host} Hello {host} [{address}], pleased to meet you\nENHANCEDSTATUSCODES\n"
                 "PIPELINING\nEXPN\nVERB\n8BITMIME\nSIZE 52428800\nDSN\nETRN\n"
                 "AUTH GSSAPI DIGEST-MD5 PLAIN LOGIN\nSTARTTLS\nDELIVERBY\nHELP"],
        "mail": ["250 2.1.0 <{user}>... Sender ok"],
        "rcpt": ["250 2.1.5 <{user}>... Recipient ok"],
        "data": ['354 Enter mail, end with "." on a line by itself'],
        "queued": ["250 2.0.0 45{base36:12} Message accepted for delivery"],
        "starttls": ["220 2.0.0 {one:ready}"],
        "quit": ["221 2.0.0 {host} closing connection"],
    },
    "qmail": {
        "share": 3,
        "greeting": ["220 {host} ESMTP"],
        "ehlo": ["250 {host}\nSTARTTLS\nPIPELINING\n8BITMIME\nSIZE 33554432\n"
                 "AUTH LOGIN PLAIN CRAM-MD5\nAUTH=LOGIN PLAIN\nHELP"],
        "mail": ["250 ok"],
        "rcpt": ["250 ok"],
        "data": ["354 go ahead"],
        "queued": ["250 ok {1717000000-1817000000} qp {1000-65000}"],
        "starttls": ["220 {one:ready}"],
        "quit": ["221 {host}"],
    },
}

TRANSIENT = [
    "450 4.2.0 <{user}>: Recipient address rejected: Greylisted, see"
    " http://greylist.example/help/{domain}.html",
    "451 4.7.1 Greylisting in action, please come back in 00:0{1-5}:{00-59}",
    "450 4.7.1 Client host rejected: cannot find your reverse hostname, [{address}]",
    "421 4.7.0 [TSS04] Messages from {address} temporarily deferred due to unexpected volume or"
    " user complaints - 4.16.55.1; see https://postmaster.example/error-codes",
    "451 Temporary local problem - please try later",
    "452 4.2.2 The email account that you tried to reach is over quota",
    "421 4.7.28 Gmail has detected an unusual rate of unsolicited mail originating\n"
    "from your IP address [{address}]. To protect our\n"
    "users from spam, mail sent from your IP address has been temporarily\n"
    "rate limited. For more information, go to\n"
    " https://support.example/mail/?p=UnsolicitedRateLimitError to\n"
    "review our Bulk Email Senders Guidelines. {google}",
    "452 4.2.2 The recipient's inbox is out of storage space. Please direct the\n"
    "recipient to\n"
    " https://support.example/mail/?p=OverQuotaTemp {google}",
    "451 4.7.650 The mail server [{address}] has been temporarily rate limited due to IP"
    " reputation. For e-mail delivery information, see https://postmaster.example (S775)"
    " [{microsoft}]",
]
PERMANENT = [
    "550 5.1.1 The email account that you tried to reach does not exist. Please try\n"
    "double-checking the recipient's email address for typos or\n"
    "unnecessary spaces. For more information, go to\n"
    " https://support.example/mail/?p=NoSuchUser {google}",
    "550 5.7.26 Your email has been blocked because the sender is unauthenticated.\n"
    "Gmail requires all senders to authenticate with either SPF or DKIM.\n"
    "\n"
    " Authentication results:\n"
    " DKIM = did not pass\n"
    " SPF [{domain}] with ip: [{address}] = did not pass\n"
    "\n"
    " For instructions on setting up authentication, go to\n"
    " https://support.example/mail/answer/81126#authentication {google}",
    "550 5.7.1 Our system has detected that this message is likely\n"
    "unsolicited mail. To reduce the amount of spam sent to Gmail, this\n"
    "message has been blocked. Please visit\n"
    "https://support.example/mail/?p=UnsolicitedMessageError\n"
    " for more information. {google}",
    "550 5.4.1 Recipient address rejected: Access denied. For more information see"
    " https://errors.example/EXOSmtpErrors [{microsoft}]",
    "550 5.7.606 Access denied, banned sending IP [{address}]. To request removal from this list"
    " please visit https://sender.example.com/ and follow the directions. For more information"
    " please go to  http://go.example.com/fwlink/?LinkID=526655 (AS16012609)",
    "550 5.1.1 <{user}>: Recipient address rejected: User unknown in virtual mailbox table",
    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient {user} not found by SMTP address lookup",
    "554 5.7.1 Service unavailable; Client host [{address}] blocked using blocklist.example;"
    " https://blocklist.example/query/ip/{address}",
    "550 No such user here",
    "550 Verification failed for <{user}>\nNo Such User Here\nSender verify failed",
    "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
    "552 5.3.4 Message size exceeds fixed limit",
    "554 delivery error: dd This user doesn't have a {domain} account ({user}) [0] -"
    " mta{1000-4500}.mail.example.com",
]
SHORT = {
    "250 OK": 20, "250 ok": 6, "250 2.1.0 Ok": 14, "250 2.1.5 Ok": 18, "354 go ahead": 8,
    "250 2.0.0 Ok": 6, "221 Bye": 3, "221 2.0.0 Bye": 4, "250 Accepted": 6, "220 ready": 2,
    "550 No": 1, "451 4.7.1 Later": 1,
}
NOT_ASCII = [
    "Postfach voll: Größe überschritten",
    "邮箱不存在，请检查收件人地址",
    "Почтовый ящик не найден",
    "利用者が見つかりません",
    "boîte aux lettres pleine à 100 %",
    "user unknown – see “help” 😀",
]
LONG = ["550 5.7.1 ", "550 5.7.606 ", "451 4.7.650 ", "250 2.6.0 ", "554 ", "421 4.7.0 "]
WORDS = """the message you sent could not be delivered because policy of recipient organisation
    requires authentication please contact postmaster and quote this identifier for more information
    see https://support.example.com/errors/5.7.1/policy?id=9a8b7c remote server rejected connection
    temporarily rate limited unusual volume detected from your network reputation mailbox storage
    quota exceeded""".split()

HEAD = re.compile(r"(\d{3}) (\d\.\d{1,3}\.\d{1,3} )?")


class Writer:
    """Makes replies up. Each corpus has its own, so that none depends on another."""

    def __init__(self):
        self.random = random.Random(SEED)

    def _field(self, match):
        first, last, name, argument = match.groups()
        if first is not None:
            return str(self.random.randint(int(first), int(last))).zfill(len(first))
        if name == "one":
            return self.random.choice(LISTS[argument])
        if name in ALPHABETS:
            return "".join(self.random.choices(ALPHABETS[name], k=int(argument)))
        return self.filled(FIELDS[name])

    def filled(self, template):
        return FIELD.sub(self._field, template)

    def reply(self, templates):
        """A reply as it goes over the wire, made from one of the templates."""
        text = self.filled(self.random.choice(templates))
        code, status = HEAD.match(text).groups(default="")
        lines = text[len(code) + 1 + len(status):].split("\n")
        marks = "-" * (len(lines) - 1) + " "
        return "".join(f"{code}{mark}{status}{line}\r\n" for mark, line in zip(marks, lines))

    def server(self):
        shares = [server["share"] for server in SERVERS.values()]
        return self.random.choices(list(SERVERS.values()), weights=shares)[0]

    def message(self, server):
        """The replies to one message."""
        yield self.reply(server["mail"])
        is_taken = False
        for _ in range(self.random.choice([1, 1, 1, 1, 2, 3, 5])):
            templates = self.random.choices([server["rcpt"], TRANSIENT, PERMANENT], [74, 12, 14])[0]
            is_taken = is_taken or templates is server["rcpt"]
            yield self.reply(templates)
        if is_taken:
            yield self.reply(server["data"])
            ends = [server["queued"], TRANSIENT, PERMANENT]
            yield self.reply(self.random.choices(ends, [90, 4, 6])[0])

    def mixed(self):
        server = self.server()
        replies = [self.reply(server["greeting"]), self.reply(server["ehlo"])]
        if self.random.random() < .35:
            replies += [self.reply(server["starttls"]), self.reply(server["ehlo"])]
        for _ in range(self.random.choice([2, 4, 8, 12, 20, 40])):
            replies += self.message(server)
        return "".join(replies) + self.reply(server["quit"])

    def short(self):
        replies = self.random.choices(list(SHORT), weights=list(SHORT.values()), k=64)
        return "".join(reply + "\r\n" for reply in replies)

    def _long_line(self):
        words, room = [], self.random.randint(160, 480)
        while sum(map(len, words)) + len(words) < room:
            words.append(self.random.choice(WORDS))
        return " ".join(words)[:room]

    def long(self):
        lines = [self._long_line() for _ in range(self.random.choice([1, 1, 1, 2, 4]))]
        return self.reply([self.random.choice(LONG) + "\n".join(lines)])

    def ehlo(self):
        return self.reply(self.server()["ehlo"])

    def utf8(self):
        session = self.mixed()
        head, text = ["550 ", "550 5.1.1 ", "451 4.2.0 ", "250 "], NOT_ASCII
        return session + "".join(
            self.reply([f"{self.random.choice(head)}{self.random.choice(text)} <{{user}}>"])
            for _ in range(session.count("\n") // 5))

    def captures(self):
        files = sorted(CAPTURES.glob("*.bin"))
        return b"".join(file.read_bytes() for file in files).decode("latin-1")


CORPORA = ["mixed", "short", "long", "ehlo", "utf8", "captures"]


def corpus(name, size):
    """At least so many bytes of replies, the last one whole."""
    write = getattr(Writer(), name)
    encoding = "latin-1" if name == "captures" else "utf-8"
    pieces, length = [], 0
    while length < size:
        pieces.append(write().encode(encoding))
        length += len(pieces[-1])
    return b"".join(pieces)


def write_corpora(folder, names, mib):
    """Writes the corpora and returns their files."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / f"{name}.bin").write_bytes(corpus(name, int(mib * 2**20)))
    return {name: folder / f"{name}.bin" for name in names}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mib", type=float, default=1, help="size of each corpus (1)")
    parser.add_argument("folder")
    parser.add_argument("corpora", nargs="*", metavar="corpus", help=", ".join(CORPORA))
    arguments = parser.parse_args()
    for name in arguments.corpora:
        if name not in CORPORA:
            parser.error(f"there is no corpus {name}")
    files = write_corpora(arguments.folder, arguments.corpora or CORPORA, arguments.mib)
    for file in files.values():
        print(file, file.stat().st_size)


if __name__ == "__main__":
    main()
