# SPDX-License-Identifier: MIT
"""Which file the page of an entry is, and the codes and statuses in a text made links."""
import re

from markup import Markup, element, escaped

# A code or a status. Neither a number of an RFC or a port, nor an amount of something.
NAMED = re.compile(
    r"(?<![\w.-])(?<!RFC )(?<!port )(?:[245]\.\d{1,3}\.\d{1,3}|[2-5]\d\d)(?![\w-]|\.\d)"
    r"(?! (?:octets|bytes|characters|recipients|seconds|messages|MB|KB)\b)", re.ASCII)


def file_of(entry):
    prefix = "ehlo-" if entry["type"] == "keyword" else ""
    return prefix + entry["title"].lower().replace("=", "-equals-").rstrip("-") + ".html"


def file_of_pair(one, other):
    return f"{one}-{other}.html".lower()


class Links:
    """Knows which titles have a page."""

    def __init__(self, entries):
        self.files = {entry["title"]: file_of(entry) for entry in entries}

    def link(self, title, **attributes):
        """A link to the page of the title; the mere title where it has none."""
        file = self.files.get(title)
        return element("a", title, href=file, **attributes) if file else title

    def linked(self, text, but=()):
        """The text, each code and each status in it a link to its page, `but` for these."""
        def replace(match):
            title = match.group()
            return escaped(title if title in but else self.link(title))

        pieces, end = [], 0
        for match in NAMED.finditer(text):
            pieces += [escaped(text[end:match.start()]), replace(match)]
            end = match.end()
        return Markup("".join(pieces) + escaped(text[end:]))
