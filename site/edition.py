# SPDX-License-Identifier: MIT
"""The site in one language: which pages there are, in which order, and how each begins and ends."""
import dataclasses

import contents
import index
import parts
from links import Links, file_of, file_of_pair
from markup import Markup, element, join

CODE_CLASSES = ("2xx", "3xx", "4xx", "5xx")
DIGITS = {"positive": "2", "transient": "4", "permanent": "5"}


@dataclasses.dataclass
class Page:
    file: str
    title: str
    description: str
    body: Markup


@dataclasses.dataclass
class Group:
    """A part of the index: what its entries share, as an entry or in words, and the entries. What
    a row tells of is one entry, or those of the classes of one status."""
    identifier: str
    title: str
    name: str   # empty for none
    lead: str   # a paragraph; empty for none
    head: dict  # None where no entry tells of the group
    rows: list

    def entries(self):
        return [entry for row in self.rows for entry in row]


class Edition:
    def __init__(self, reference, phrases, pairs, version):
        self.reference = reference
        self.phrases = phrases
        self.language = reference.language
        self.version = version
        self.pairs = pairs
        self.codes = self._groups_of_codes()
        self.statuses = self._groups_of_statuses()
        self.keywords = Group("keywords", phrases["keywords"], "", "", None,
                              [[entry] for entry in reference.entries("keyword")])
        self.links = Links(self._all_entries())
        self.comparisons = [reference.compare(*pair) for pair in pairs]

    def groups(self):
        return [*self.codes, *self.statuses, self.keywords]

    def _all_entries(self):
        for group in self.groups():
            if group.head:
                yield group.head
            yield from group.entries()

    def _groups_of_codes(self):
        codes = self.reference.entries("code")
        groups = [Group(head["title"], head["title"], head["name"], head["meaning"], head,
                        [[entry] for entry in codes if entry["title"][0] == head["title"][0]])
                  for head in self.reference.explain(CODE_CLASSES)]
        known = {title[0] for title in CODE_CLASSES}
        others = [[entry] for entry in codes if entry["title"][0] not in known]
        return [*groups, Group("others", self.phrases["others"], "",
                               self.phrases["others_meaning"], None, others)]

    def _groups_of_statuses(self):
        rows = [self.reference.explain([DIGITS[name] + entry["status"][1:]
                                        for name in entry["classes"]])
                for entry in self.reference.entries("status")]
        subjects = list(dict.fromkeys(row[0]["title"].split(".")[1] for row in rows))
        return [Group(head["title"].lower(), head["title"], head["name"], head["meaning"], head,
                      [row for row in rows if row[0]["title"].split(".")[1] == subject])
                for subject in subjects
                for head in self.reference.explain([f"X.{subject}.X"])]

    def pairs_with(self, title):
        return [pair for pair in self.pairs if title in pair]

    def title_of_pair(self, pair):
        return self.phrases["and"].format(*pair)

    def pages(self):
        yield self._index()
        for group in self.groups():
            if group.head:
                yield self._page_of_entry(group.head, contents.group_page(self, group))
            for row in group.rows:
                for entry in row:
                    yield self._page_of_entry(entry, contents.entry_page(self, group, row, entry))
        for place, comparison in enumerate(self.comparisons):
            yield self._page_of_pair(place, comparison)

    def _index(self):
        return Page("index.html", self.phrases["home"], self.phrases["lead"],
                    index.index_page(self))

    def _page_of_entry(self, entry, body):
        title = f"{entry['title']}{self.phrases['colon']}{entry['name']}"
        return Page(file_of(entry), title, entry["meaning"], body)

    def _page_of_pair(self, place, comparison):
        pair = self.pairs[place]
        return Page(file_of_pair(*pair), self.title_of_pair(pair),
                    " ".join(comparison["which_when"]), contents.pair_page(self, place, comparison))

    def frame(self, page):
        """What the places of page.html are filled with, but for the other language."""
        home = self.phrases["home"]
        whole = home if page.title == home else f"{page.title} – {home}"
        return {
            "language": self.language,
            "title": join([whole]),
            "description": join([page.description]),
            "skip": join([self.phrases["skip"]]),
            "home": join([home]),
            "search": "" if page.title == home else parts.search_place(self),
            "body": page.body,
            "footer": join([self.phrases["footer"].format(version=self.version)]),
            "scripts": element("script", src="../search.js"),
        }
