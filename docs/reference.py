# SPDX-License-Identifier: MIT
"""Asks the command smtpreply for the reference, for the generators of manual page and site.

Everything comes as the objects that `--json` prints; tools/schema/ describes them.
"""
import json
import subprocess

# What one call is asked for; the command takes somewhat more.
MOST_OPERANDS = 8


class Reference:
    """The reference in one language, as one command gives it."""

    def __init__(self, command, language):
        self.command = command
        self.language = language
        self.listed = self._ask("list", "--headings")
        head = self.listed[0]
        self.headings = head["headings"]
        self.aspects = head["aspects"]

    def entries(self, kind):
        """All entries of the type "code", "status" or "keyword", in the order of the list."""
        return [entry for entry in self.listed if entry["type"] == kind]

    def explain(self, names):
        """The entries of these titles, such as 451, 4.7.1, 4xx or 5.7.X."""
        answers = [entry for start in range(0, len(names), MOST_OPERANDS)
                   for entry in self._ask("explain", *names[start:start + MOST_OPERANDS])]
        entries = {entry["title"]: entry for entry in answers}
        return [entries[name] for name in names]

    def compare(self, *names):
        return self._ask("compare", *names)[0]

    def _ask(self, *arguments):
        done = subprocess.run(
            [*self.command, arguments[0], "--json", "--lang", self.language, *arguments[1:]],
            stdout=subprocess.PIPE, check=True)
        return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
