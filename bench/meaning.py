# SPDX-License-Identifier: MIT
"""Counts the instructions that one reply takes: the advice, and the values of EHLO."""
import concurrent.futures
import os

import callgrind
import variants

# What stands for sessions: stage, accepted recipients, and whether a rule asks the text for words
# or a delay.
REPLIES = {
    "250 at RCPT": ("rcpt", 1, False, "250 2.1.5 Ok"),
    "250 at the final dot": ("data-end", 1, False, "250 2.0.0 Ok: queued as 4TestK5n9Gz1xyzt"),
    "354": ("data", 1, False, "354 End data with <CR><LF>.<CR><LF>"),
    "550 5.1.1": ("rcpt", 1, False,
                  "550 5.1.1 <user@test.example>: Recipient address rejected: User unknown"),
    "550 without status": ("rcpt", 1, False, "550 No such user here"),
    "552 5.2.2": ("rcpt", 1, False, "552 5.2.2 <user@test.example>: over quota"),
    "552 without status": ("rcpt", 1, True, "552 Requested mail action aborted: storage exceeded"),
    "450 greylisted, a delay": ("rcpt", 1, True, "450 4.2.0 <user@test.example>: Recipient address "
                                "rejected: Greylisted for 5 minutes"),
    "451 greylisted, no delay": ("rcpt", 1, True, "451 4.7.1 Greylisting in action, please come "
                                 "back later"),
    "452 4.5.3": ("rcpt", 1, True, "452 4.5.3 Error: too many recipients"),
    "452 4.2.2": ("rcpt", 1, True, "452 4.2.2 The mailbox of this user is over its quota"),
    "421": ("rcpt", 1, True, "421 4.3.2 mx.test.example closing, try again later"),
    "454 at STARTTLS": ("starttls", 0, True, "454 4.7.0 TLS not available due to local problem"),
    "535 at AUTH": ("auth", 0, False, "535 5.7.8 Authentication credentials invalid"),
    "503 at DATA": ("data", 0, False, "503 5.5.1 Error: need RCPT command"),
    "554 at DATA": ("data", 0, False, "554 5.5.1 Error: no valid recipients"),
    "554 at the final dot": ("data-end", 1, True, "554 5.7.1 Message rejected as spam by the "
                             "content filter of test.example"),
    "554 greeting": ("greeting", 0, False, "554 mx.test.example no SMTP service here"),
    "450 of four lines": ("rcpt", 1, True, "\r\n".join([
        "450-4.2.1 This mailbox gets more letters in a minute than it is meant to, so we",
        "450-4.2.1 hold back whatever comes on top of them. There is no need to change a",
        "450-4.2.1 thing on your side: keep the letter, and give it to us when it is calm",
        "450 4.2.1 here, which is most of the day."])),
}

EHLO = "\r\n".join([
    "250-mx.test.example Hello client.test.example [192.0.2.1], pleased to meet you",
    "250-PIPELINING", "250-SIZE 52428800", "250-VRFY", "250-ETRN", "250-STARTTLS",
    "250-AUTH PLAIN LOGIN SCRAM-SHA-256", "250-ENHANCEDSTATUSCODES", "250-8BITMIME", "250-DSN",
    "250-SMTPUTF8", "250-CHUNKING", "250-REQUIRETLS", "250 HELP"])

READING = "EHLO of 14 lines, reading"
VALUES = "EHLO of 14 lines, values"

MOST = 300
MOST_A_BYTE = 4
MOST_FOR_EHLO = 2  # times what reading the reply takes


def text_size(reply):
    """Bytes of the text that the parser keeps: the lines without their codes, joined by LF."""
    return sum(len(line) - 3 for line in reply.split("\r\n")) - 1


def goal(name, counts):
    """The most that a figure may be; none for what another one is compared with."""
    if name == READING:
        return None
    if name == VALUES:
        return MOST_FOR_EHLO * counts[READING]
    _, _, reads_text, reply = REPLIES[name]
    return MOST + (MOST_A_BYTE * text_size(reply) if reads_text else 0)


def count():
    """Instructions by name: each reply's advice, and the feed and the values of EHLO."""
    program = variants.build("sse2", ["meaning"]) / "bench" / "meaning"
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        def ask(function, stage, accepted, reply):
            return pool.submit(callgrind.instructions, function, program, stage, accepted,
                               f"{reply}\r\n")

        counts = {name: ask("smtpreply_advise", stage, accepted, reply)
                  for name, (stage, accepted, _, reply) in REPLIES.items()}
        counts[READING] = ask("smtpreply_feed", "ehlo", 0, EHLO)
        counts[VALUES] = ask("smtpreply_ehlo_read", "ehlo", 0, EHLO)
        return {name: future.result() for name, future in counts.items()}
