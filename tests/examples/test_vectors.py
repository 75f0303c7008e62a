# SPDX-License-Identifier: MIT
"""send and a server that answers RCPT, or the dot, with each of the hostile vectors."""
import json
import pathlib
import unittest

import replyd
import sending

ROOT = pathlib.Path(__file__).resolve().parents[2]
WAYS = {"pipelined": "", "a command at a time": "offers: SIZE "}


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
ROWS = [(place, way, vector) for place in ["rcpt", "message"] for way in WAYS for vector in VECTORS]


@unittest.skipIf(sending.MISSING, sending.MISSING)
class Vectors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.runs = dict(zip(ROWS, sending.send_all(
            ROWS, lambda row: {"script": f"{WAYS[row[1]]}{row[0]}: {row[2].steps}"})))

    def none_has(self, faults_of, places=("rcpt", "message"), ways=tuple(WAYS)):
        """No run at these places and in these ways has what `faults_of` finds in it."""
        for (place, way, vector), run in self.runs.items():
            with self.subTest(f"{vector.name} at {place}, {way}"):
                if place in places and way in ways and (found := faults_of(vector, run)):
                    self.fail(f"{found}\n{vector.why}: {vector.bytes[:200]}\n{run}")

    def test_there_are_98(self):
        self.assertEqual(len(VECTORS), 98)

    def test_what_always_holds(self):
        self.none_has(lambda vector, run: sending.faults(run))

    def test_only_a_first_reply_of_2yz_is_an_acceptance(self):
        def faults_of(vector, run):
            if not vector.is_acceptance and "accepted" in run.verdicts:
                yield "accepted without a 2yz"
            if vector.is_acceptance and vector.is_alone and run.verdicts != ["accepted"]:
                yield f"a 2yz, and {run.verdicts}"

        self.none_has(lambda *row: list(faults_of(*row)), ways=["a command at a time"])

    def test_a_refusal_is_told_as_what_it_is(self):
        words = {"permanent": "refused", "transient": "to be tried again"}

        def faults_of(vector, run):
            wanted = words.get(vector.first.get("severity")) if vector.is_alone else None
            if wanted and run.verdicts != [wanted]:
                yield f"{vector.first['severity']}, and {run.verdicts}"

        self.none_has(lambda *row: list(faults_of(*row)), ways=["a command at a time"])

    def test_what_is_no_reply_or_more_than_one_breaks_the_protocol(self):
        def faults_of(vector, run):
            events = [vector.first, *vector.others]
            is_broken = len(events) > 1 or events[0].get("error") in ("bad-code", "bad-mark")
            if is_broken and (run.status != sending.BROKEN or "accepted" in run.verdicts):
                yield f"exit status {run.status}, {run.verdicts}"

        self.none_has(lambda *row: list(faults_of(*row)), ways=["a command at a time"])

    def test_pipelined_none_is_accepted_wrongly(self):
        self.none_has(lambda vector, run: [] if vector.is_alone and vector.is_acceptance
                      or run.status != sending.ACCEPTED and "accepted" not in run.verdicts
                      else "accepted", ways=["pipelined"])


if __name__ == "__main__":
    unittest.main()
