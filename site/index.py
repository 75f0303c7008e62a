# SPDX-License-Identifier: MIT
"""The index: every page as a link in a table, and what the search looks into."""
import json

from links import file_of, file_of_pair
from markup import Markup, element, join
from parts import (language_of, name_of_group, search_place, section, severity_of,
                   table_of_group)

SEARCHED = ("seen_when", "fix", "effect", "send_when", "severity_words", "retry", "actors", "log",
            "category", "commands", "statuses", "codes", "syntax", "parameters", "reference",
            "standing", "standing_words")


def severity_of_group(group):
    return severity_of(group.head) if group.head else "none"


def part_of_index(edition, group, level="h3"):
    title = name_of_group(edition, group) if group.head else group.title
    language = language_of(group.head) if group.head else None
    return element(
        "section", element(level, title),
        element("p", edition.links.linked(group.lead), lang=language) if group.lead else None,
        table_of_group(edition, group), id=group.identifier, class_=severity_of_group(group))


def part_of_pairs(edition):
    rows = [element("li", element("a", edition.title_of_pair(pair), href=file_of_pair(*pair)), " ",
                    element("span", join([item["name"] for item in comparison["entries"]], " / ")))
            for pair, comparison in zip(edition.pairs, edition.comparisons)]
    return section(edition.phrases["pairs"], element("ul", join(rows, "\n"), class_="pairs"),
                   id="pairs")


def contents_list(edition):
    def link(group):
        return element("a", group.title, href=f"#{group.identifier}", title=group.name or None,
                       class_=severity_of_group(group))

    items = [*map(link, edition.codes), element("a", edition.phrases["pairs"], href="#pairs"),
             *map(link, edition.statuses), link(edition.keywords)]
    return element("nav", element("ul", *[element("li", item) for item in items]),
                   class_="contents", aria_label=edition.phrases["contents"])


def words_of(value):
    """All strings and numbers in a value of JSON."""
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return [] if value is None else [str(value)]
    return [word for part in value for word in words_of(part)]


def all_texts(row):
    """All that the search looks into, beside titles, name and meaning."""
    words = words_of([entry.get(key) for entry in row for key in SEARCHED])
    return " ".join(dict.fromkeys(word for word in words if word))


def search_index(edition):
    """What the search reads: [[title, file, severity]...], name, meaning, all else."""
    entries = [[[[item["title"], file_of(item), severity_of(item)] for item in row],
                row[0]["name"], row[0]["meaning"], all_texts(row)]
               for group in edition.groups() for row in group.rows]
    phrases = {key: edition.phrases[key] for key in ("search_found", "search_one", "search_none")}
    text = json.dumps({"entries": entries, "phrases": phrases}, ensure_ascii=False,
                      separators=(",", ":"))
    return element("script", Markup(text.replace("<", "\\u003c")), type="application/json",
                   id="search-index")


def index_page(edition):
    return join((
        element("div", element("h1", edition.phrases["home"]),
                element("p", edition.phrases["lead"], class_="lead"),
                search_place(edition), class_="hero"),
        element("section", element("p", role="status", id="found"), element("ol", id="results"),
                id="search-results", hidden=True),
        element(
            "div", contents_list(edition),
            element("h2", edition.phrases["codes"]),
            *[part_of_index(edition, group) for group in edition.codes],
            part_of_pairs(edition),
            element("h2", edition.phrases["statuses"]),
            *[part_of_index(edition, group) for group in edition.statuses],
            part_of_index(edition, edition.keywords, level="h2"), id="all"),
        search_index(edition)), "\n")
