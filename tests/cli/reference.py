# SPDX-License-Identifier: MIT
"""The reference as the commands show it: what the tests of explain, compare, search, list share."""
import json
import os
import unicodedata

import command

UNKNOWN = 1
LANGUAGES = ("en", "ja")
LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")


def environment(**variables):
    """An environment that asks for no language and no width but those that are named."""
    plain = {name: value for name, value in os.environ.items()
             if name not in (*LOCALES, "COLUMNS")}
    return {**plain, **variables}


def run(*arguments, stream=b"", **variables):
    return command.run(list(arguments), stream, env=environment(**variables))


def shown(*arguments, stream=b"", status=0, **variables):
    """What a command prints as text; it must end in the exit status and complain of nothing."""
    result = run(*arguments, stream=stream, **variables)
    assert (result.returncode, result.stderr) == (status, b""), (arguments, result)
    return result.stdout.decode()


def objects(*arguments, stream=b"", status=0, **variables):
    text = shown(*arguments, "--json", stream=stream, status=status, **variables)
    return [json.loads(line) for line in text.splitlines()]


def complaint(*arguments, status, stream=b""):
    """What a command complains of; it must print nothing and end in the exit status."""
    result = run(*arguments, stream=stream)
    assert (result.returncode, result.stdout) == (status, b""), (arguments, result)
    return result.stderr.decode()


def width(line):
    """Columns of a line on a terminal."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


def flaws(text):
    """What no page may have: lines with blanks at the end, two empty ones, empty ones at the ends."""
    lines = text.split("\n")
    found = [line for line in lines if line != line.rstrip()]
    if "\n\n\n" in text or text.startswith("\n") or text.endswith("\n\n"):
        found.append("empty lines")
    return found
