# SPDX-License-Identifier: MIT
"""aiosmtpd on port 25: one file a recipient in /srv/mail/NAME/new."""
import asyncio
import itertools
import os
import pathlib
import re
import ssl

from aiosmtpd.smtp import SMTP, AuthResult

REFUSED = {
    "greylist": "450 4.7.1 Greylisted. Please try again in 300 seconds",
    "full": "452 4.2.2 Mailbox is full",
    "gone": "550 5.1.1 No such user here",
}
KNOWN = re.compile(r"(user|second|third)[0-9]*$")
number = itertools.count()


class Handler:
    """Decides about recipients and delivers."""

    async def handle_RCPT(self, server, session, envelope, address, options):
        name, _, domain = address.partition("@")
        if name == "drop":
            await server.push("421 4.3.2 Too busy. Try again later")
            server.transport.close()
            return "421 4.3.2 Too busy. Try again later"
        if name in REFUSED:
            return REFUSED[name]
        if domain != "test.example" and not session.authenticated:
            return "550 5.7.1 Relay not permitted"
        if not KNOWN.match(name):
            return "550 5.1.1 No such user here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.mail_from == "slow@sender.example":
            await asyncio.sleep(5)
        for recipient in envelope.rcpt_tos:
            deliver(recipient.partition("@")[0], envelope.content)
        return "250 2.0.0 Delivered"


def deliver(name, content):
    mailbox = pathlib.Path("/srv/mail", name, "new")
    mailbox.mkdir(parents=True, exist_ok=True)
    (mailbox / f"{os.getpid()}.{next(number)}").write_bytes(content)


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"user", b"secret"), handled=False)


async def main():
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain("/srv/tls/certificate.pem", "/srv/tls/key.pem")

    def session():
        return SMTP(Handler(), hostname="mx.test.example", data_size_limit=100000,
                    enable_SMTPUTF8=True, tls_context=context, authenticator=authenticate,
                    auth_require_tls=True)

    server = await asyncio.get_running_loop().create_server(session, "192.0.2.25", 25, backlog=250)
    await server.serve_forever()


asyncio.run(main())
