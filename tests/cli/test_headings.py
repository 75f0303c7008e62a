# SPDX-License-Identifier: MIT
"""smtpreply list --headings: the words around the texts, for those who make pages of them."""
import json
import unittest

import command
import schemas


def lines(*arguments):
    result = command.run(["list", *arguments])
    assert result.returncode == 0, result
    return [json.loads(line) for line in result.stdout.splitlines()]


class Headings(unittest.TestCase):
    def test_come_before_what_is_listed(self):
        first, *rest = lines("--headings", "--lang", "en", "451")
        self.assertEqual(first["headings"]["key_differences"], "Key differences")
        self.assertEqual(first["aspects"]["retry"], "Retry")
        self.assertEqual(rest, lines("--json", "--lang", "en", "451"))

    def test_are_there_in_each_language(self):
        first = lines("--headings", "--lang", "ja", "451")[0]
        self.assertEqual(first["language"], "ja")
        self.assertEqual(first["headings"]["which_when"], "どちらをいつ使うか")

    def test_are_as_the_schema_says(self):
        for language in ("en", "ja"):
            schemas.validator("headings").validate(lines("--headings", "--lang", language)[0])


if __name__ == "__main__":
    unittest.main()
