# SPDX-License-Identifier: MIT
"""Runs the command under test, through pipes or at a terminal, and knows the samples."""
import json
import os
import pathlib
import pty
import subprocess

COMMAND = os.environ["SMTPREPLY"]
ROOT = pathlib.Path(__file__).resolve().parents[2]
CAPTURES = sorted((ROOT / "tests" / "captures").glob("*.bin"))

BAD_USAGE, BAD_STREAM, NO_INPUT, NO_MEMORY, NO_OUTPUT = 64, 65, 66, 71, 74

# A reply with each deviation and nothing else odd about it, if that can be.
DEVIATIONS = {
    "bare-lf": b"250 ok\n",
    "extra-cr": b"250 ok\r\r\n",
    "bare-cr": b"250 o\rk\r\n",
    "blank-line": b"\r\n250 ok\r\n",
    "bare-code": b"250\r\n",
    "second-digit": b"269 ok\r\n",
    "code-mismatch": b"550-no\r\n250 ok\r\n",
    "status-class": b"250 5.1.1 ok\r\n",
    "status-mixed": b"250-2.1.0 a\r\n250 2.1.5 b\r\n",
    "status-form": b"250 (#2.1.0) ok\r\n",
    "nul": b"250 o\0k\r\n",
    "control": b"250 o\x1bk\r\n",
    "non-ascii": "250 café\r\n".encode(),
    "bad-utf8": b"250 caf\xe9\r\n",  # non-ascii as well
    "long-line": b"250 " + b"x" * 507 + b"\r\n",
}

# Arguments and a stream that end in each error, and the octet at fault.
ERRORS = {
    "bad-code": ([], b"250 ok\r\n25x ok\r\n", 10),
    "bad-mark": ([], b"250 ok\r\n250_ok\r\n", 11),
    "refused": (["--refuse", "bare-lf"], b"250 ok\r\n250 ok\n", 14),
    "too-long": (["--max-octets", "9"], b"250 ok\r\n250 12345\r\n", 17),
    "cut-off": ([], b"250 ok\r\n250-ok\r\n250 o", 21),
}

# The first byte that each other protocol starts with.
PROTOCOLS = {
    "pop3": b"+OK ready\r\n",
    "imap": b"* OK ready\r\n",
    "http": b"HTTP/1.1 400 Bad Request\r\n",
    "ssh": b"SSH-2.0-test\r\n",
    "tls": b"\x15\x03\x01\x00\x02\x02\x28",
}


def run(arguments, stream=b"", **options):
    """Runs `smtpreply ARGUMENTS` with the stream as its standard input."""
    return subprocess.run([COMMAND, *arguments], input=stream, capture_output=True, timeout=60,
                          check=False, **options)


def parse(stream, *arguments):
    """What `smtpreply parse ARGUMENTS` prints of a stream, and its exit status."""
    result = run(["parse", *arguments], stream)
    assert result.stderr == b"", result.stderr
    return result.stdout, result.returncode


def parse_json(stream, *arguments):
    """The objects that `smtpreply parse --json ARGUMENTS` prints of a stream."""
    return [json.loads(line) for line in parse(stream, "--json", *arguments)[0].splitlines()]


def vectors():
    """The rows of vectors.tsv: name, stream, the events that it must give."""
    lines = (ROOT / "tests" / "vectors.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines[1:]:
        name, digits, _, events = line.split("\t")
        yield name, bytes.fromhex(digits), json.loads(events)


def read_all(descriptor):
    """Reads a descriptor to its end; at a terminal whose other side is gone, reading fails."""
    pieces = []
    while True:
        try:
            piece = os.read(descriptor, 65536)
        except OSError:
            piece = b""
        if not piece:
            return b"".join(pieces)
        pieces.append(piece)


def run_at_terminal(arguments, stream, **environment):
    """What a person sees on a terminal, its line ends written as LF; and the exit status."""
    ours, theirs = pty.openpty()
    variables = {**os.environ, "TERM": "xterm", **environment}
    if "NO_COLOR" not in environment:
        variables.pop("NO_COLOR", None)
    with subprocess.Popen([COMMAND, *arguments], stdin=subprocess.PIPE, stdout=theirs,
                          stderr=subprocess.STDOUT, env=variables) as process:
        os.close(theirs)
        process.stdin.write(stream)
        process.stdin.close()
        shown = read_all(ours)
        process.wait(timeout=60)
    os.close(ours)
    return shown.replace(b"\r\n", b"\n"), process.returncode
