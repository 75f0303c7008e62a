# SPDX-License-Identifier: MIT
"""What `smtpreply advise` says of each kind of advice, without the lines' ends and the rule.

(its arguments, the sentences)
"""

SENTENCES = [
    ("greeting '220 mx.test.example'",
     "proceed: go on to the next step. This is about the session, not the mail."),
    ("mail '250 ok'",
     "proceed: go on to the next step."),
    ("data-end --accepted 1 '250 ok'",
     "proceed: go on to the next step. Recipients already refused are not affected."),
    ("rcpt '250 ok'",
     "proceed: go on to the next step. Other recipients are not affected."),
    ("quit '221 bye'",
     "proceed: end this connection, then go on to the next step. This is about the session, "
     "not the mail."),
    ("auth '334 VXNlcm5hbWU6'",
     "continue: send what the server waits for. If you cannot, retry-later: keep the mail and "
     "try again later. This is about the session, not the mail."),
    ("data --accepted 1 '354 go'",
     "continue: send what the server waits for. If you cannot, retry-later: keep the message "
     "and try again later."),
    ("data-end '250 ok'",
     "continue: this reply decides nothing; what earlier ones said stands. If no earlier one "
     "decides, retry-later: keep the message and try again later."),
    ("vrfy '550 no such user'",
     "continue: this reply decides nothing; what earlier ones said stands. This is about the "
     "session, not the mail."),
    ("rcpt '503 need MAIL'",
     "continue: this reply decides nothing; what earlier ones said stands. If no earlier one "
     "decides, retry-later: keep the message and try again later. Send RSET before anything "
     "else on this connection."),
    ("data-end '554 no valid recipients'",
     "continue: this reply decides nothing; what earlier ones said stands. If no earlier one "
     "decides, fail: give up on the message and tell the sender. Send RSET before anything "
     "else on this connection."),
    ("data '354 go'",
     "end-empty: send a lone dot, for nobody was accepted. If that cannot be, retry-later: "
     "keep the message and try again later. Recipients already refused are not affected."),
    ("rcpt --accepted 2 '452 too many recipients'",
     "new-transaction: send the message to this recipient in another transaction, after this "
     "one. If that cannot be, retry-later: keep the message for this recipient and try again "
     "later. Other recipients are not affected."),
    ("rcpt --accepted 2 '550 5.5.3 too many recipients'",
     "new-transaction: send the message to this recipient in another transaction, after this "
     "one. If that cannot be, fail: give up on this recipient and tell the sender. Other "
     "recipients are not affected."),
    ("data --accepted 2 '450 too many recipients'",
     "new-transaction: send the message in other transactions, with fewer recipients each. If "
     "that cannot be, retry-later: keep the message and try again later. Recipients already "
     "refused are not affected. Send RSET before anything else on this connection."),
    ("data --accepted 2 '550 5.5.3 too many recipients'",
     "new-transaction: send the message in other transactions, with fewer recipients each. If "
     "that cannot be, fail: give up on the message and tell the sender. Recipients already "
     "refused are not affected. Send RSET before anything else on this connection."),
    ("mail --reused '421 bye'",
     "new-connection: end this connection, then connect to the same host again at once and "
     "start over. If that has been tried, retry-later: keep the mail and try again later. This "
     "is about the session, not the mail."),
    ("mail '503 nested MAIL'",
     "new-connection: end this connection, then connect to the same host again at once and "
     "start over. If that has been tried, fail: give up on the message and tell the sender."),
    ("greeting '450 not now'",
     "try-next-host: end this connection, then try the next host of the domain. If no host is "
     "left, retry-later: keep the message and try again later. Other messages would fare the "
     "same with this server."),
    ("greeting '554 no'",
     "try-next-host: end this connection, then try the next host of the domain. If no host is "
     "left, fail: give up on the message and tell the sender. Other messages would fare the "
     "same with this server."),
    ("starttls '454 not now'",
     "try-next-host: end this connection, then try the next host of the domain. If no host is "
     "left, retry-later: keep the mail and try again later. This is about the session, not the "
     "mail."),
    ("mail '421 bye'",
     "retry-later: end this connection, then keep the mail and try again later. This is about "
     "the session, not the mail."),
    ("auth '454 not now'",
     "retry-later: keep the mail and try again later. This is about the session, not the mail."),
    ("mail '451 not now'",
     "retry-later: keep the message and try again later."),
    ("mail '451 try again in 5 minutes'",
     "retry-later: keep the message and try again in 300 seconds, as the text asks."),
    ("mail '451 try again in 1 second'",
     "retry-later: keep the message and try again in 1 second, as the text asks."),
    ("starttls '454 try again in 5 minutes'",
     "try-next-host: end this connection, then try the next host of the domain. If no host is "
     "left, retry-later: keep the mail and try again in 300 seconds, as the text asks. This is "
     "about the session, not the mail."),
    ("data --accepted 1 '451 not now'",
     "retry-later: keep the message and try again later. Recipients already refused are not "
     "affected. Send RSET before anything else on this connection."),
    ("data-end --outcome lost",
     "retry-later: end this connection, then keep the message and try again later. Recipients "
     "already refused are not affected."),
    ("rcpt '450 not now'",
     "retry-later: keep the message for this recipient and try again later. Other recipients "
     "are not affected."),
    ("greeting '450 4.7.28 slow down'",
     "retry-later: end this connection, then keep the message and try again later. The reason "
     "is your own address or rate: slow down, for other servers may answer the same."),
    ("rcpt '450 4.7.28 slow down'",
     "retry-later: keep the message for this recipient and try again later. The reason is your "
     "own address or rate: slow down, for other servers may answer the same."),
    ("data-end-recipient '450 4.7.28 slow down'",
     "retry-later: keep the message for this recipient and try again later. The reason is your "
     "own address or rate: slow down, for other servers may answer the same."),
    ("mail '450 4.7.28 slow down'",
     "retry-later: keep the message and try again later. The reason is your own address or "
     "rate: slow down, for other servers may answer the same."),
    ("bdat '450 4.7.28 slow down'",
     "retry-later: keep the message and try again later. The reason is your own address or "
     "rate: slow down, for other servers may answer the same. Send RSET before anything else "
     "on this connection."),
    ("ehlo '500 what'",
     "say-helo: say HELO in place of EHLO. If HELO will not do, try-next-host: try the next "
     "host of the domain. This is about the session, not the mail."),
    ("starttls --tls-optional '454 not now'",
     "without-tls: send the mail without TLS. If that cannot be, retry-later: keep the mail "
     "and try again later. This is about the session, not the mail."),
    ("starttls --tls-optional --outcome tls-failed",
     "without-tls: end this connection, then send the mail without TLS. If that cannot be, "
     "retry-later: keep the mail and try again later. This is about the session, not the mail."),
    ("noop --tls-offered '530 TLS first'",
     "start-tls: start TLS, then try again at once. If TLS cannot be had, continue: this reply "
     "decides nothing; what earlier ones said stands. This is about the session, not the mail."),
    ("auth '538 TLS first'",
     "start-tls: start TLS, then try again at once. If TLS cannot be had, retry-later: keep "
     "the mail and try again later. This is about the session, not the mail."),
    ("mail --tls-offered '530 TLS first'",
     "start-tls: start TLS, then try again at once. If TLS cannot be had, fail: give up on the "
     "message and tell the sender."),
    ("bdat --tls-offered '530 TLS first'",
     "start-tls: start TLS, then try again at once. If TLS cannot be had, fail: give up on the "
     "message and tell the sender. Recipients already refused are not affected. Send RSET "
     "before anything else on this connection."),
    ("etrn '530 who are you'",
     "authenticate: log in, by another mechanism that you allow where one has failed, then try "
     "again at once. If you cannot log in, continue: this reply decides nothing; what earlier "
     "ones said stands. This is about the session, not the mail."),
    ("auth '534 too weak'",
     "authenticate: log in, by another mechanism that you allow where one has failed, then try "
     "again at once. If you cannot log in, retry-later: keep the mail and try again later. "
     "This is about the session, not the mail."),
    ("mail '530 who are you'",
     "authenticate: log in, by another mechanism that you allow where one has failed, then try "
     "again at once. If you cannot log in, fail: give up on the message and tell the sender."),
    ("rcpt '530 who are you'",
     "authenticate: log in, by another mechanism that you allow where one has failed, then try "
     "again at once. If you cannot log in, fail: give up on the message and tell the sender. "
     "Recipients already refused are not affected. Send RSET before anything else on this "
     "connection."),
    ("mail '555 no such parameter'",
     "drop-parameter: send the command again without the parameters that may be left out. If "
     "none may be left out, fail: give up on the message and tell the sender."),
    ("rcpt '555 no such parameter'",
     "drop-parameter: send the command again without the parameters that may be left out. If "
     "none may be left out, fail: give up on this recipient and tell the sender. Other "
     "recipients are not affected."),
    ("mail '455 not now'",
     "drop-parameter: send the command again without the parameters that may be left out. If "
     "none may be left out, retry-later: keep the message and try again later."),
    ("rcpt '455 not now'",
     "drop-parameter: send the command again without the parameters that may be left out. If "
     "none may be left out, retry-later: keep the message for this recipient and try again "
     "later. Other recipients are not affected."),
    ("other '500 what'",
     "fail: give up on this command. This is about the session, not the mail."),
    ("xclient '550 no'",
     "fail: end this connection, then give up on this command. This is about the session, not "
     "the mail."),
    ("mail '550 no'",
     "fail: give up on the message and tell the sender."),
    ("data --accepted 1 '550 no'",
     "fail: give up on the message and tell the sender. Recipients already refused are not "
     "affected. Send RSET before anything else on this connection."),
    ("rcpt '550 no'",
     "fail: give up on this recipient and tell the sender. Other recipients are not affected."),
    ("rcpt '550 5.7.28 flood'",
     "fail: give up on this recipient and tell the sender. The reason is your own address or "
     "rate: slow down, for other servers may answer the same."),
    ("data-end --accepted 1 '550 5.7.28 flood'",
     "fail: give up on the message and tell the sender. The reason is your own address or "
     "rate: slow down, for other servers may answer the same."),
    ("bdat '550 5.7.28 flood'",
     "fail: give up on the message and tell the sender. The reason is your own address or "
     "rate: slow down, for other servers may answer the same. Send RSET before anything else "
     "on this connection."),
]
