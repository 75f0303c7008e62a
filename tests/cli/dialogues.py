# SPDX-License-Identifier: MIT
"""Dialogues written by hand: a name that says what must hold, the lines, the stages.

Stages stand as in tests/captures/stages.tsv: one for each reply, in order; "-" before that of a
command that has no reply; "*3" for three of them. "!" stands before that of a reply that is none.
"""

OPENING = """
S: 220 mx.test.example ESMTP
C: EHLO a.example
S: 250-mx.test.example
S: 250-STARTTLS
S: 250 AUTH PLAIN LOGIN
"""

LMTP = """
S: 220 mx.test.example LMTP
C: LHLO a.example
S: 250 mx.test.example
"""

TO_DATA = """
C: MAIL FROM:<a@test.example>
S: 250 ok
C: RCPT TO:<x@test.example>
S: 250 ok
C: DATA
S: 354 go
"""

DIALOGUES = [
    ("421 when nothing is open is unsolicited", OPENING + """
S: 421 4.4.2 timeout
** server closed
""", "greeting ehlo unsolicited"),

    ("421 when a command is open answers it", OPENING + """
C: MAIL FROM:<a@test.example>
C: RCPT TO:<x@test.example>
S: 421 4.3.2 shutting down
** server closed
""", "greeting ehlo mail -rcpt"),

    ("replies are counted, whatever their codes", OPENING + """
C: MAIL FROM:<a@test.example>
C: RCPT TO:<x@test.example>
C: DATA
S: 354 odd
S: 221 odd
S: 220 odd
""", "greeting ehlo mail rcpt data"),

    ("two replies to one command: the second has none", OPENING + """
C: NOOP
S: 250 ok
S: 250 ok
C: NOOP
S: 250 ok
""", "greeting ehlo noop unsolicited noop"),

    ("chunks, pipelined: their lines are no commands", OPENING + """
C: MAIL FROM:<a@test.example>
C: RCPT TO:<x@test.example>
C: BDAT 12
C: Subject: t
C: BDAT 8 LAST
C: QUIT
C:
C: RSET
S: 250 ok
S: 250 ok
S: 250 12 octets
S: 250 ok id=1xVS1d-0007Yc-2A
S: 250 reset
""", "greeting ehlo mail rcpt bdat bdat-last rset"),

    ("a chunk that ends within a line: the rest is a command", OPENING + """
C: BDAT 5
C: helloNOOP
S: 503 no
S: 250 ok
""", "greeting ehlo bdat noop"),

    ("a chunk of 0 octets, and one of no number", OPENING + """
C: BDAT 0 LAST
C: BDAT x
C: NOOP
S: 250 ok
S: 501 no
S: 250 ok
""", "greeting ehlo bdat-last bdat noop"),

    ("the reply to a chunk ends it, though octets are missing", OPENING + """
C: BDAT 99999
C: hello
S: 552 too much
C: RSET
S: 250 ok
""", "greeting ehlo bdat rset"),

    ("LMTP: BDAT LAST, pipelined, has a reply for each accepted recipient", LMTP + """
C: MAIL FROM:<a@test.example>
C: RCPT TO:<x@test.example>
C: RCPT TO:<y@test.example>
C: RCPT TO:<z@test.example>
C: BDAT 7 LAST
C: hello
C: QUIT
S: 250 ok
S: 250 ok
S: 550 no
S: 250 ok
S: 250 saved
S: 452 full
S: 221 bye
""", "greeting lhlo mail rcpt*3 data-end-recipient*2 quit"),

    ("LMTP: BDAT LAST with nobody accepted has one reply", LMTP + """
C: MAIL FROM:<a@test.example>
C: RCPT TO:<x@test.example>
C: BDAT 7 LAST
C: hello
C: QUIT
S: 250 ok
S: 550 no
S: 503 nobody
S: 221 bye
""", "greeting lhlo mail rcpt bdat-last quit"),

    ("LMTP: a server that sends too few replies leaves recipients without one", LMTP + """
C: MAIL FROM:<a@test.example>
S: 250 ok
C: RCPT TO:<x@test.example>
S: 250 ok
C: RCPT TO:<x@test.example>
S: 250 ok
C: DATA
S: 354 go
C: .
S: 250 saved
** timeout
C: QUIT
S: 221 bye
""", "greeting lhlo mail rcpt*2 data data-end-recipient -data-end-recipient quit"),

    ("LMTP: RSET forgets who was accepted", LMTP + """
C: MAIL FROM:<a@test.example>
C: RCPT TO:<x@test.example>
C: RSET
C: MAIL FROM:<a@test.example>
C: RCPT TO:<y@test.example>
C: DATA
S: 250 ok
S: 250 ok
S: 250 reset
S: 250 ok
S: 250 ok
S: 354 go
C: .
C: QUIT
S: 250 saved
S: 221 bye
""", "greeting lhlo mail rcpt rset mail rcpt data data-end-recipient quit"),

    ("SMTP has one reply behind the dot for all recipients", OPENING + TO_DATA + """
C: .
C: QUIT
S: 250 ok
S: 221 bye
""", "greeting ehlo mail rcpt data data-end quit"),

    ("PRDR: 353, a reply for each recipient, and one for all", OPENING + """
C: MAIL FROM:<a@test.example> PRDR
S: 250 ok
C: RCPT TO:<x@test.example>
S: 250 ok
C: RCPT TO:<y@test.example>
S: 250 ok
C: DATA
S: 354 go
C: .
S: 353 content analysis has started
S: 250 x ok
S: 550 y no
S: 250 OK id=1xVS1d-0007Yc-2A
C: QUIT
S: 221 bye
""", "greeting ehlo mail rcpt*2 data data-end data-end-recipient*2 data-end quit"),

    ("PRDR that the server does not use: one reply", OPENING + """
C: MAIL FROM:<a@test.example> PRDR
S: 250 ok
C: RCPT TO:<x@test.example>
S: 250 ok
C: DATA
S: 354 go
C: .
S: 250 ok
C: QUIT
S: 221 bye
""", "greeting ehlo mail rcpt data data-end quit"),

    ("AUTH LOGIN: responses, then a cancel", OPENING + """
C: AUTH LOGIN
S: 334 VXNlcm5hbWU6
C: dXNlcg==
S: 334 UGFzc3dvcmQ6
C: *
S: 501 cancelled
C: NOOP
S: 250 ok
""", "greeting ehlo auth auth auth-cancel noop"),

    ("AUTH LOGIN, all of it sent at once", OPENING + """
C: AUTH LOGIN
C: dXNlcg==
C: *
C: NOOP
S: 334 VXNlcm5hbWU6
S: 334 UGFzc3dvcmQ6
S: 501 cancelled
S: 250 ok
""", "greeting ehlo auth auth auth-cancel noop"),

    ("a challenge of lines that disagree permits no response", OPENING + """
C: AUTH LOGIN
S: 354-no
S: 334 go
C: NOOP
S: 250 ok
""", "greeting ehlo auth noop"),

    ("STARTTLS, then EHLO anew", OPENING + """
C: STARTTLS
S: 220 go
** TLS TLSv1.3
C: EHLO a.example
S: 250 mx.test.example
C: STARTTLS
S: 554 already
""", "greeting ehlo starttls ehlo starttls"),

    ("what was sent behind STARTTLS, before TLS, has no reply", OPENING + """
C: STARTTLS
C: EHLO a.example
S: 220 go
** TLS TLSv1.3
C: EHLO a.example
S: 250 mx.test.example
""", "greeting ehlo starttls -ehlo ehlo"),

    ("a reply behind 220 to STARTTLS, before TLS, is nobody's", OPENING + """
C: STARTTLS
S: 220 go
S: 250 injected
** TLS TLSv1.3
C: EHLO a.example
S: 250 mx.test.example
""", "greeting ehlo starttls unsolicited ehlo"),

    ("TLS from the first byte comes before the greeting", "** TLS TLSv1.3\n" + OPENING,
     "greeting ehlo"),

    ("DATA that is refused in a pipeline: what follows are commands", OPENING + """
C: MAIL FROM:<a@test.example>
C: RCPT TO:<x@test.example>
C: DATA
C: RSET
C: QUIT
S: 250 ok
S: 550 no
S: 554 nobody
S: 250 ok
S: 221 bye
""", "greeting ehlo mail rcpt data rset quit"),

    ("a message that was sent though DATA was refused is read as commands", OPENING + """
C: DATA
S: 503 no
C: Subject: t
C:
C: .
S: 500 what
S: 500 what
S: 500 what
""", "greeting ehlo data other*3"),

    ("a message that was sent before 354 is a message all the same", OPENING + """
C: DATA
C: Auth me
C: QUIT
C: .
C: NOOP
S: 354 go
S: 250 ok
S: 250 ok
C: AUTH
S: 504 no
""", "greeting ehlo data data-end noop auth"),

    ("half of a message sent before 354", OPENING + """
C: DATA
C: Subject: t
S: 354 go
C: NOOP
C: .
S: 250 ok
""", "greeting ehlo data data-end"),

    ("354 with nobody accepted, and a lone dot", OPENING + """
C: MAIL FROM:<a@test.example>
C: RCPT TO:<x@test.example>
C: DATA
S: 250 ok
S: 550 no
S: 354 go
C: .
S: 554 nobody
""", "greeting ehlo mail rcpt data data-end"),

    ("lines of a message are no commands, nor is a dot that is doubled its end",
     OPENING + TO_DATA + """
C: QUIT
C: ..
C: . 
C:
C: .
S: 250 ok
""", "greeting ehlo mail rcpt data data-end"),

    ("354 of lines that disagree permits no message", OPENING + """
C: DATA
S: 334-no
S: 354 go
C: QUIT
S: 221 bye
""", "greeting ehlo data quit"),

    ("a connection that ends within a message", OPENING + TO_DATA + """
C: hello
** connection reset
""", "greeting ehlo mail rcpt data -data-end"),

    ("a transcript that ends has no replies any more", OPENING + """
C: MAIL FROM:<a@test.example>
C: RCPT TO:<x@test.example>
S: 250 ok
""", "greeting ehlo mail -rcpt"),

    ("a connection that says nothing", "** timeout\n", "-greeting"),

    ("who speaks before the greeting", """
C: EHLO a.example
C: NOOP
S: 220 mx.test.example
S: 250 mx.test.example
S: 250 ok
""", "greeting ehlo noop"),

    ("a reply that may be two, with another command open: nobody knows", OPENING + """
C: NOOP
C: RSET
C: QUIT
S:
S: 250 ok
S: 250 whose?
C: NOOP
S: 250 ok
""", "greeting ehlo noop -rset -quit unsolicited noop"),

    ("a reply that may be two, with no other open: no harm", OPENING + """
C: NOOP
S:
S: 250 ok
C: NOOP
S: 250 ok
""", "greeting ehlo noop noop"),

    ("XCLIENT is answered by a greeting", OPENING + """
C: XCLIENT ADDR=192.0.2.1
S: 220 mx.test.example
C: EHLO a.example
S: 250 mx.test.example
C: XFORWARD NAME=x
S: 250 ok
""", "greeting ehlo xclient ehlo xclient"),

    ("every other command", OPENING + """
C: VRFY x
C: EXPN x
C: HELP
C: ETRN x
C: ATRN x
C: BURL imap://test.example/x
C: helo a.example
C: STARTTLSX
C: FOO
C:
S: 252 x
S: 550 x
S: 214 x
S: 250 x
S: 450 x
S: 550 x
S: 250 x
S: 500 x
S: 500 x
S: 500 x
""", "greeting ehlo vrfy expn help etrn atrn burl helo other*3"),

    ("another connection begins with a greeting", OPENING + """
C: QUIT
S: 221 bye
S: 220 mx2.test.example
C: HELO a.example
S: 250 mx2.test.example
** closed
S: 421 mx3.test.example
""", "greeting ehlo quit greeting helo greeting"),

    ("what is no reply ends it", OPENING + """
C: NOOP
S: +OK ready
S: 250 ok
""", "greeting ehlo !noop"),

    ("a reply that is cut off ends it", OPENING + """
C: NOOP
S: 250-half
** server closed
""", "greeting ehlo !noop"),

    ("a reply may come while the client speaks", OPENING + """
C: NOOP
S: 250-half
C: RSET
S: 250 ok
S: 250 ok
""", "greeting ehlo noop rset"),

    ("blank lines between, and other events, change nothing", OPENING + """

** a note
C: NOOP

S: 250 ok
""", "greeting ehlo noop"),

    ("a chunk whose last line end is half there", OPENING + """
C: BDAT 6
C: hello
C: NOOP
S: 503 no
S: 250 ok
""", "greeting ehlo bdat noop"),

    ("a chunk of more octets than there are numbers", OPENING + """
C: BDAT 18446744073709551617
C: NOOP
S: 501 no
S: 250 ok
""", "greeting ehlo bdat noop"),

    ("a reply to an earlier command does not end a chunk", OPENING + """
C: NOOP
C: BDAT 14
C: hello
S: 250 ok
C: QUIT
S: 503 no
C: RSET
S: 250 ok
""", "greeting ehlo noop bdat rset"),

    ("a chunk ends with its connection", OPENING + """
C: BDAT 99999
C: hello
** closed
S: 220 mx.test.example
C: NOOP
S: 250 ok
""", "greeting ehlo -bdat greeting noop"),

    ("LMTP: a chunk that is refused ends the transaction", LMTP + """
C: MAIL FROM:<a@test.example>
S: 250 ok
C: RCPT TO:<x@test.example>
S: 250 ok
C: BDAT 7
C: hello
C: BDAT 0 LAST
S: 552 too much
S: 503 no
""", "greeting lhlo mail rcpt bdat bdat-last"),

    ("LMTP: BURL LAST ends the data, BURL does not", LMTP + """
C: MAIL FROM:<a@test.example>
S: 250 ok
C: RCPT TO:<x@test.example>
S: 250 ok
C: BURL imap://test.example/x
S: 250 ok
C: BURL imap://test.example/y LAST
S: 250 ok
""", "greeting lhlo mail rcpt burl data-end-recipient"),

    ("LMTP is over with its connection, and with HELO", LMTP + """
** closed
S: 220 mx.test.example
""" + TO_DATA + """
C: .
S: 250 ok
C: LHLO a.example
S: 250 a
C: HELO a.example
S: 250 a
""" + TO_DATA + """
C: .
S: 250 ok
""", "greeting lhlo greeting mail rcpt data data-end lhlo helo mail rcpt data data-end"),

    ("353 that nobody asked for is the one reply", OPENING + TO_DATA + """
C: .
S: 353 odd
C: NOOP
S: 250 ok
""", "greeting ehlo mail rcpt data data-end noop"),

    ("220 to STARTTLS of lines that disagree permits no TLS", OPENING + """
C: STARTTLS
C: NOOP
S: 250-no
S: 220 go
** TLS TLSv1.3
""", "greeting ehlo starttls -noop"),

    ("a chunk behind a message that was sent before 354", OPENING + """
C: DATA
C: hello
C: .
C: BDAT 14
C: hello
S: 354 go
C: QUIT
S: 250 ok
S: 503 no
""", "greeting ehlo data data-end bdat"),

    ("a chunk behind a response that was sent before 334", OPENING + """
C: AUTH LOGIN
C: dXNlcg==
C: BDAT 14
C: hello
S: 334 VXNlcm5hbWU6
C: QUIT
S: 235 ok
S: 503 no
""", "greeting ehlo auth auth bdat"),

    ("a challenge is over with its connection", OPENING + """
C: AUTH LOGIN
S: 334 VXNlcm5hbWU6
** closed
S: 220 mx.test.example
C: NOOP
S: 250 ok
""", "greeting ehlo auth greeting noop"),

    ("commands behind QUIT that the server reads have replies", OPENING + """
C: QUIT
C: NOOP
S: 221 bye
S: 250 ok
""", "greeting ehlo quit noop"),

    ("a note within a reply does not cut it off", OPENING + """
C: NOOP
S: 250-half
** a note
S: 250 ok
""", "greeting ehlo noop"),
]


def expected(stages):
    """The stages, one by one."""
    words = (word.partition("*") for word in stages.split())
    return [stage for stage, _, times in words for _ in range(int(times or 1))]


def lines_of(text):
    return text.replace("\n\n", "\n").lstrip("\n").encode()
