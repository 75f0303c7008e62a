# SPDX-License-Identifier: MIT
"""send and servers that are odd: each row of oddities.py."""
import unittest

import oddities
import sending


@unittest.skipIf(sending.MISSING, sending.MISSING)
class Oddities(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rows = [row for row in oddities.ROWS
                    if sending.has_openssl() or "STARTTLS" not in row.script]
        cls.runs = sending.send_all(cls.rows, lambda row: row.arguments)

    def test_the_names_are_unique(self):
        names = [row.name for row in oddities.ROWS]
        self.assertEqual(sorted(set(names)), sorted(names))

    def none_has(self, faults_of):
        """No row has what `faults_of` finds in its run."""
        for row, run in zip(self.rows, self.runs):
            with self.subTest(row.name):
                if found := faults_of(row, run):
                    self.fail(f"{found}\n{row.why}\n{run}")

    def test_the_server_was_as_odd_as_it_should(self):
        self.none_has(lambda row, run: run.unplayed)

    def test_what_always_holds(self):
        self.none_has(lambda row, run: sending.faults(run))

    def test_the_exit_status(self):
        self.none_has(lambda row, run: [] if run.status in row.statuses else
                      f"exit status {run.status}, not {row.status}")

    def test_the_verdict_on_each_recipient(self):
        self.none_has(lambda row, run: [] if run.verdicts in row.verdict_sets else
                      f"{run.verdicts}, not {row.verdicts}")


if __name__ == "__main__":
    unittest.main()
