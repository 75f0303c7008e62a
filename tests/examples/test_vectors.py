# SPDX-License-Identifier: MIT
"""send and a server that answers with each of the hostile vectors, at RCPT above all."""
import json
import pathlib
import unittest

import replyd
import sending

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLIENT_HELLO = b"\x16\x03"  # how one begins
# How a server is come to: what it offers, and the options of send.
WAYS = {
    "pipelined": ("", ""),
    "a command at a time": ("offers: SIZE ", ""),
    "in LMTP": ("", "--lmtp"),
    "with TLS": ("offers: STARTTLS ", "--starttls must"),
}
# The places at which the vectors are sent in each way.
PLACES = {
    "pipelined": ["greeting", "ehlo", "mail", "rcpt", "data", "message", "quit"],
    "a command at a time": ["rcpt", "message"],
    "in LMTP": ["message"],
    "with TLS": ["starttls"],
}


class Vector:
    """A row of tests/vectors.tsv, and what its events permit."""

    def __init__(self, line):
        self.name, digits, self.why, events = line.split("\t")
        self.bytes = bytes.fromhex(digits)
        self.first, *self.others = json.loads(events)

    @property
    def is_acceptance(self):
        """The first reply, as DESIGN reads it, is 2yz."""
        return self.first["type"] == "reply" and self.first["severity"] == "positive"

    @property
    def is_alone(self):
        return self.first["type"] == "reply" and not self.others

    @property
    def steps(self):
        """A stream that ends within a reply ends for good, so that its end is seen at once."""
        last = (self.others or [self.first])[-1]
        return replyd.string_of(self.bytes) + (" close" if last.get("error") == "cut-off" else "")


VECTORS = [Vector(line) for line in
           (ROOT / "tests" / "vectors.tsv").read_text(encoding="utf-8").splitlines()[1:]]
ROWS = [(way, place, vector) for way in WAYS for place in PLACES[way] for vector in VECTORS
        if sending.has_openssl() or way != "with TLS"]


def arguments_of(row):
    way, place, vector = row
    offers, options = WAYS[way]
    return {"script": f"{offers}{place}: {vector.steps}", "options": options}


@unittest.skipIf(sending.MISSING, sending.MISSING)
class Vectors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.runs = dict(zip(ROWS, sending.send_all(ROWS, arguments_of)))

    def none_has(self, faults_of, ways=tuple(WAYS), places=("rcpt", "message")):
        """No run in these ways and at these places has what `faults_of` finds in it."""
        for (way, place, vector), run in self.runs.items():
            if way not in ways or place not in places:
                continue
            with self.subTest(f"{vector.name} at {place}, {way}"):
                if found := list(faults_of(vector, run)):
                    self.fail(f"{found}\n{vector.why}: {vector.bytes[:200]}\n{run}")

    def test_there_are_98(self):
        self.assertEqual(len(VECTORS), 98)

    def test_what_always_holds(self):
        every_place = {place for places in PLACES.values() for place in places}
        self.none_has(lambda vector, run: sending.faults(run), places=every_place)

    def test_only_a_first_reply_of_2yz_is_an_acceptance(self):
        def faults_of(vector, run):
            if not vector.is_acceptance and "accepted" in run.verdicts:
                yield "accepted without a 2yz"
            if vector.is_acceptance and vector.is_alone and run.verdicts != ["accepted"]:
                yield f"a 2yz, and {run.verdicts}"

        self.none_has(faults_of, ways=["a command at a time"])

    def test_a_refusal_is_told_as_what_it_is(self):
        words = {"permanent": "refused", "transient": "to be tried again"}

        def faults_of(vector, run):
            wanted = words.get(vector.first.get("severity")) if vector.is_alone else None
            if wanted and run.verdicts != [wanted]:
                yield f"{vector.first['severity']}, and {run.verdicts}"

        self.none_has(faults_of, ways=["a command at a time"])

    def test_what_is_no_reply_or_more_than_one_breaks_the_protocol(self):
        def faults_of(vector, run):
            events = [vector.first, *vector.others]
            is_broken = len(events) > 1 or events[0].get("error") in ("bad-code", "bad-mark")
            if is_broken and (run.status != sending.BROKEN or "accepted" in run.verdicts):
                yield f"exit status {run.status}, {run.verdicts}"

        self.none_has(faults_of, ways=["a command at a time"])

    def test_whatever_the_way_none_is_accepted_wrongly(self):
        def faults_of(vector, run):
            may_be_accepted = vector.is_acceptance and vector.is_alone
            if not may_be_accepted and "accepted" in run.verdicts:
                yield "accepted"

        self.none_has(faults_of)

    def test_only_220_starts_tls(self):
        def faults_of(vector, run):
            may_start = vector.first.get("code") == 220 and vector.is_alone
            has_started = any(record.is_tls or any(exchange.line.startswith(CLIENT_HELLO)
                                                   for exchange in record.exchanges)
                              for record in run.records)
            if has_started and not may_start:
                yield "TLS was started"

        self.none_has(faults_of, ways=["with TLS"], places=["starttls"])


if __name__ == "__main__":
    unittest.main()
