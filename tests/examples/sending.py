# SPDX-License-Identifier: MIT
"""Runs examples/send against a server that plays a script, and knows what must hold of every run.

What the server's own record says is true; what `send` says is compared with it.
"""
import concurrent.futures
import dataclasses
import functools
import os
import re
import resource
import shutil
import subprocess
import tempfile
import threading
import time

import replyd

SEND = os.environ.get("SEND", "")
MISSING = "" if SEND else "examples/send was not built: it needs OpenSSL"

ACCEPTED, REFUSED, TRY_AGAIN, BROKEN = 0, 69, 75, 76
TIMEOUT = 3                  # seconds, as --timeout
IS_SANITIZED = os.environ.get("SANITIZERS", "none") != "none"
SECONDS = 40 if IS_SANITIZED else 12  # no dialogue here lasts longer, on a busy machine
KILOBYTES = 16 * 1024        # beyond those of this process, with which the client begins
AT_ONCE = 12 if IS_SANITIZED else 48

SENDER, RECIPIENTS = "a@test.example", ["x@test.example", "y@test.example", "z@test.example"]
MESSAGE = b"Subject: t\r\n\r\nhello\r\n.dot\r\n"
BIG_MESSAGE = b"Subject: big\r\n\r\n" + (b"x" * 70 + b"\r\n") * 60000  # more than the sockets hold

MAY_BE_DELIVERED = "may have been delivered"
# What no line of ours has: controls, DEL, C1, separators, controls of direction (print.h).
RAW = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
VERDICT = re.compile(r"^(\S+): (.*)$", re.MULTILINE)


@dataclasses.dataclass
class Run:
    """What a run of send gave."""
    options: str
    recipients: list
    status: int
    seconds: float
    kilobytes: int
    printed: bytes
    records: list
    unplayed: set              # places of the script that were not come to

    @property
    def text(self):
        return self.printed.decode("utf-8", "replace")

    @property
    def verdicts(self):
        """The first words on each recipient, in their order."""
        said = dict(VERDICT.findall(self.text))
        return [said.get(recipient, "nothing") for recipient in self.recipients]

    @property
    def delivered(self):
        """The recipients that have the message, as the server knows."""
        return [path.decode()[1:-1] for record in self.records for path in record.delivered()]

    def __str__(self):
        dialogues = [replyd.transcript_of(record)[:4000] for record in self.records]
        return "\n".join([f"exit status {self.status} after {self.seconds:.1f} s", self.text[:4000],
                          *dialogues])


@functools.lru_cache(maxsize=None)
def certificate():
    """A certificate that send trusts; it lives as long as this process."""
    folder = tempfile.TemporaryDirectory()
    certificate.folder = folder
    return replyd.make_certificate(folder.name)


def has_openssl():
    return shutil.which("openssl") is not None


def wait_for(process):
    """Waits for a process as long as is decent; its exit status and what it used."""
    killer = threading.Timer(SECONDS * 2, process.kill)
    killer.start()
    _, status, usage = os.wait4(process.pid, 0)
    killer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage


def send(script, options="", recipients=1, message=MESSAGE, is_trusted=True):
    """Runs `send OPTIONS` against a server with this script."""
    to = recipients if isinstance(recipients, list) else RECIPIENTS[:recipients]
    is_tls = "STARTTLS" in script
    environment = {**os.environ, "SEND_PASSWORD": "secret"}
    if is_tls and is_trusted:
        environment["SSL_CERT_FILE"] = str(certificate())
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as printed:
        stdin.write(message)
        stdin.seek(0)
        with replyd.Server(script, certificate() if is_tls else None) as server:
            arguments = [SEND, "--timeout", str(TIMEOUT), *options.split(), "127.0.0.1",
                         str(server.port), SENDER, *to]
            before = time.monotonic()
            process = subprocess.Popen(arguments, stdin=stdin, stdout=printed,
                                       stderr=subprocess.STDOUT, env=environment)
            status, usage = wait_for(process)
            seconds = time.monotonic() - before
        printed.seek(0)
        return Run(options, to, status, seconds, usage.ru_maxrss, printed.read(), server.records,
                   set(server.script.places) - server.script.played)


def send_all(rows, arguments_of):
    """Runs send for each row, many at once; the runs, in the order of the rows."""
    if has_openssl():
        certificate()
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda row: send(**arguments_of(row)), rows))


# What must hold whatever a server does. Each answers what is wrong, or nothing.

def _of_its_end(run):
    if run.status not in (ACCEPTED, REFUSED, TRY_AGAIN, BROKEN):
        yield f"exit status {run.status}"
    if run.seconds > SECONDS:
        yield f"it took {run.seconds:.1f} seconds"


def _of_memory(run):
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if not IS_SANITIZED and run.kilobytes > own + KILOBYTES:
        yield f"it took {run.kilobytes} KB"


def _of_acceptance(run):
    missing = [recipient for recipient in run.recipients if recipient not in run.delivered]
    if run.status == ACCEPTED and missing:
        yield f"exit status 0, but not delivered: {missing}"
    for recipient, verdict in zip(run.recipients, run.verdicts):
        if verdict == "accepted" and recipient in missing:
            yield f"it says accepted, but not delivered: {recipient}"


def _of_lost_answers(run):
    lost = [answer for record in run.records for answer in record.lost_answers()]
    if not lost:
        return
    statuses = {TRY_AGAIN}
    if "refused" in run.verdicts:  # of LMTP
        statuses.add(REFUSED)
    if any(answer.sent for answer in lost):  # something, and not a whole reply
        statuses.add(BROKEN)
    if run.status not in statuses:
        yield f"the answer to the dot was lost, and the exit status is {run.status}"
    if MAY_BE_DELIVERED not in run.text:
        yield f"the answer to the dot was lost, and it does not say {MAY_BE_DELIVERED}"


def _of_words(run):
    if "nothing" in run.verdicts:
        yield "a recipient without a verdict"
    try:
        text = run.printed.decode()
    except UnicodeDecodeError as error:
        yield f"bytes that are no UTF-8 reach the terminal: {error}"
        return
    for verdict in re.split(r"\n(?=\S)", text):
        if "advice: proceed" in verdict and ": accepted\n" not in verdict:
            yield f"there is nothing to proceed with: {verdict}"
    if RAW.search(text):
        yield f"raw characters reach the terminal: {RAW.findall(text)}"


def _of_secrets(run):
    for record in run.records:
        in_clear = set(record.commands(is_tls=False))
        if "AUTH" in in_clear or record.discarded:
            yield f"in the clear: {in_clear} {record.discarded}"
        if "must" in run.options and in_clear & {"MAIL", "RCPT", "DATA"}:
            yield f"in the clear, though TLS must be: {in_clear}"


def faults(run):
    """What is wrong with a run, whatever the server did."""
    return [fault for promise in (_of_its_end, _of_memory, _of_acceptance, _of_lost_answers,
                                  _of_words, _of_secrets) for fault in promise(run)]
