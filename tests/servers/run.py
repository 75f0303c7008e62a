# SPDX-License-Identifier: MIT
"""Runs the cases of cases.tsv against the servers named, and prints a table: a row a case, a column
a server. Called by scripts/test-servers, when the servers are installed.

A case holds when the example ends with the status and the words of its line, and when what it said
is true: a message that was accepted for a recipient lies in his mailbox once, whole; one that was
not does not, now or when all cases are over; one that may have been delivered lies there at most
once.
"""
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

from server import HERE, HOST, ROOTS, Server, alone

EXAMPLES = pathlib.Path(os.environ["EXAMPLES"])
CERTIFICATE = ROOTS / "tls" / "certificate.pem"
STRANGER = ROOTS / "stranger" / "certificate.pem"
HEADERS = "From: sender@sender.example\nTo: user@test.example\nSubject: hello\n"
BODIES = {
    "hello": "\nhello\n",
    "dots": "\n.\n..\n.dot\n\n" + ". " + "x" * 900 + "\n.\n",
    "eight-bits": "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
                  "Content-Transfer-Encoding: 8bit\n\nGr\u00fc\u00dfe, \u65e5\u672c\u8a9e\n",
    "utf-8": "Comments: Gr\u00fc\u00dfe\n\nhello\n",
    "large": "\n" + ("x" * 70 + "\n") * 700,
    "over-size": "\n" + ("x" * 70 + "\n") * 3000,
}
ACCEPTED = "accepted"
PERHAPS = "may have been delivered, to be tried again"
MAY_ARRIVE = {ACCEPTED: (1,), PERHAPS: (0, 1)}  # how often
CLAIM = re.compile(r"^(\S+@\S+): (.*)\n    .*\n    advice: .*\[(\S+);", re.MULTILINE)
LIMIT = 180  # seconds that a case may take
MANY = 20  # reasons, or lines of one, that are printed
AT_ONCE = 3  # servers that run beside each other: most of the time they wait
LAST = "nothing came twice or late"

Case = collections.namedtuple("Case", "name servers does port options message status recipients")
Result = collections.namedtuple("Result", "status output")


def read_cases():
    lines = (HERE / "cases.tsv").read_text(encoding="utf-8").splitlines()
    return [Case(*line.split("\t")) for line in lines if not line.startswith("#")]


def cases_of(name):
    """The cases that a server has, in the order of the table."""
    own = {}
    for case in read_cases():
        servers = case.servers.split(",")
        if name in servers or (case.servers == "*" and case.name not in own):
            own[case.name] = case
    return own


def expected(case):
    """The recipients of a case: pairs of an address and what must be said of it, and by which rule."""
    for item in case.recipients.split("; "):
        who, _, verdict = item.partition(": ")
        name, _, domain = who.partition("@")
        stem, first, last = re.fullmatch(r"(.*?)(?:(\d+)-(\d+))?", name).groups()
        names = [f"{stem}{i}" for i in range(int(first), int(last) + 1)] if first else [name]
        for each in names:
            yield f"{each}@{domain or 'test.example'}", verdict


def message_of(case, number):
    return (f"X-Case: {number}\n" + HEADERS + BODIES[case.message]).encode()


class Failure(Exception):
    """A case does not hold; says why."""


class Runner:
    """Runs cases against one server."""

    def __init__(self, server):
        self.server = server
        self.number = 0
        self.claims = {}  # of each message: by recipient, what the client said in the end

    def run(self, case):
        self.number += 1
        getattr(self, case.does)(case)

    # What the table names.

    def send(self, case, sender="sender@sender.example", password="secret",
             certificate=CERTIFICATE, during=None):
        addresses = [address for address, _ in expected(case)]
        environment = {**os.environ, "SEND_PASSWORD": password, "SSL_CERT_FILE": str(certificate)}
        message = message_of(case, self.number)
        with tempfile.TemporaryFile() as stream:
            stream.write(message)
            stream.seek(0)
            result = self.run_example("send", case, [sender, *addresses], stream, environment,
                                      during)
        said = {address: (fate, rule) for address, fate, rule in CLAIM.findall(result.output)}
        self.claims[self.number] = {address: fate for address, (fate, _) in said.items()}
        self.compare_status(case, result)
        self.compare_words(case, result, said)
        self.wait_for_mail({self.number: message})

    def distrust(self, case):
        self.send(case, certificate=STRANGER)

    def guess(self, case):
        self.send(case, password="wrong")

    def send_slow(self, case):
        self.send(case, sender="slow@sender.example")

    def send_and_kill(self, case):
        self.send(case, sender="slow@sender.example", during=self.kill_after_dot)

    def send_to_frozen(self, case):
        self.server.freeze()
        try:
            self.send(case)
        finally:
            self.server.thaw()

    def check(self, case):
        result = self.run_example("check", case, [], subprocess.DEVNULL)
        if not result.output.startswith(f"SMTP {case.recipients} - "):
            raise Failure(result.output)
        self.compare_status(case, result)

    def check_frozen(self, case):
        self.server.freeze()
        try:
            self.check(case)
        finally:
            self.server.thaw()

    def deliver(self, case):
        """Many messages, each in a file and with a number of its own, to a hundred mailboxes."""
        numbers = range(self.number, self.number + int(case.recipients))
        sent = {number: message_of(case, number) for number in numbers}
        claims = {}
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+") as queue:
            for number, message in sent.items():
                path = pathlib.Path(folder, str(number))
                path.write_bytes(message)
                address = f"user{number % 100 + 1}@test.example"
                queue.write(f"sender@sender.example {address} {path}\n")
                claims[number] = {address: ACCEPTED}
            queue.seek(0)
            result = self.run_example("deliver-uv", case, [], queue)
        self.number = numbers[-1]
        self.compare_status(case, result)
        self.claims.update(claims)
        self.wait_for_mail(sent)

    # How.

    def run_example(self, name, case, arguments, stream, environment=None, during=None):
        port = int(case.port) or self.server.ports[0]
        lmtp = ["--lmtp"] if port == 24 and name != "check" else []
        command = [EXAMPLES / name, *lmtp, *case.options.split(), HOST, str(port), *arguments]
        with subprocess.Popen(command, stdin=stream, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, env=environment) as process:
            try:
                if during:
                    during()
                output = process.communicate(timeout=LIMIT)[0].decode(errors="backslashreplace")
            except subprocess.TimeoutExpired as late:
                process.kill()
                raise Failure(f"{name} does not end within {LIMIT} s") from late
        return Result(process.returncode, output)

    def kill_after_dot(self):
        """Kills the server when it has acknowledged the message, and starts it again."""
        size = len(BODIES["large"])
        end = time.monotonic() + 30
        while time.monotonic() < end:
            shown = subprocess.run(["ss", "-tinH", "dst", HOST], capture_output=True, text=True,
                                   check=True).stdout
            acknowledged = re.findall(r"bytes_acked:(\d+)", shown)
            if acknowledged and max(map(int, acknowledged)) > size and "unacked" not in shown:
                break
            time.sleep(0.1)
        time.sleep(0.5)
        self.server.kill()
        self.server.start()

    def compare_status(self, case, result):
        if result.status != int(case.status):
            raise Failure(f"exit status {result.status} in place of {case.status}\n{result.output}")

    def compare_words(self, case, result, said):
        """Compares what was said of each recipient with the table."""
        for address, verdict in expected(case):
            fate, rule = said.get(address, ("nothing", ""))
            if verdict not in (fate, f"{fate} [{rule}]"):
                raise Failure(f"of {address} it said: {fate} [{rule}], in place of: {verdict}\n"
                              f"{result.output}")

    def wait_for_mail(self, sent):
        """Waits until what was claimed of messages is true, and looks at what arrived. `sent` has the
        messages by number."""
        wanted = sum(fate == ACCEPTED for number in sent for fate in self.claims[number].values())
        end = time.monotonic() + LIMIT
        while self.arrived(sent) < wanted and time.monotonic() < end:
            time.sleep(0.1)
        for number, message in sent.items():
            self.verify(number)
            for name, content in self.server.messages[number]:
                if content.partition(b"\n\n")[2] != message.partition(b"\n\n")[2]:
                    raise Failure(f"what arrived at {name} is not what was sent")

    def arrived(self, numbers):
        self.server.collect()
        return sum(len(self.server.messages[number]) for number in numbers)

    def verify(self, number):
        """Compares what was claimed of a message with what lies in the mailboxes."""
        claims = collections.Counter(name for name, _ in self.server.messages[number])
        for address, fate in self.claims[number].items():
            name = address.partition("@")[0]
            count = claims.pop(name, 0)
            if count not in MAY_ARRIVE.get(fate, (0,)):
                raise Failure(f"{address}: {fate}; but it arrived {count} times")
        if claims:
            raise Failure(f"arrived where it was not sent: {dict(claims)}")


def run_server(name):
    """All cases of one server, within `alone`: a dictionary of marks, and why some do not hold."""
    marks, reasons = {}, []
    runner = Runner(Server(name))
    runner.server.start()
    cases = cases_of(name)
    for case in cases.values():
        print(f"{name}: {case.name}", file=sys.stderr)
        marks[case.name] = "-" if case.status == "-" else "ok"
        if case.status == "-":
            continue
        try:
            runner.run(case)
        except (Failure, RuntimeError) as failure:
            marks[case.name] = "FAILED"
            reasons.append(f"{name}, {case.name}: {failure}")
    late = verify_all(runner)
    marks[LAST] = "FAILED" if late else "ok"
    runner.server.kill()
    return {"marks": marks, "reasons": reasons + [f"{name}, {LAST}: {why}" for why in late]}


def verify_all(runner):
    """What came twice, or late: looked at when all is over."""
    time.sleep(2)
    runner.server.collect()
    late = []
    for number in runner.claims:
        try:
            runner.verify(number)
        except Failure as failure:
            late.append(str(failure))
    return late


def run_alone(name):
    began = time.monotonic()
    done = subprocess.run(alone(sys.executable, __file__, "--one", name), stdout=subprocess.PIPE,
                          text=True, check=False)
    if done.returncode != 0:
        return {"marks": {}, "reasons": [f"{name}: it did not run to its end"], "seconds": 0}
    return {**json.loads(done.stdout), "seconds": time.monotonic() - began}


def print_table(names, results):
    width = max(len(case.name) for case in read_cases())
    row_names = [*dict.fromkeys(case.name for case in read_cases()), LAST]
    print(f"{'':{width}}", *(f"{name:>11}" for name in names))
    for row in row_names:
        marks = (results[name]["marks"].get(row, "") for name in names)
        print(f"{row:{width}}", *(f"{mark:>11}" for mark in marks))
    print(f"{'seconds':{width}}", *(f"{results[name]['seconds']:11.0f}" for name in names))


def print_reasons(names, results):
    for case in read_cases():
        for name in names:
            if case.status == "-" and cases_of(name).get(case.name) == case:
                print(f"- {name}, {case.name}: {case.recipients}")
    for name in names:
        reasons = results[name]["reasons"]
        for reason in reasons[:MANY]:
            print("FAILED", *reason.splitlines()[:MANY], sep="\n  ")
        if len(reasons) > MANY:
            print(f"FAILED {name}: {len(reasons) - MANY} more")


def main():
    names = sys.argv[1:]
    if names[:1] == ["--one"]:
        print(json.dumps(run_server(names[1])))
        return 0
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        results = dict(zip(names, pool.map(run_alone, names)))
    print_table(names, results)
    print_reasons(names, results)
    return 1 if any(results[name]["reasons"] for name in names) else 0


if __name__ == "__main__":
    sys.exit(main())
