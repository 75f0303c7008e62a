# SPDX-License-Identifier: MIT
"""What stands on the page of an entry, of a group of entries, of a pair."""
from links import file_of, file_of_pair
from markup import element, join
from parts import (around, breadcrumb, heading, language_of, name_of_group, neighbours, note, prose,
                   section, severity_of, table_of_facts, table_of_group)


# An entry, or the entry of a group.

def fix(edition, entry):
    headings = edition.reference.headings
    return section(
        headings["fix"],
        element("h3", headings["sender"]), prose(edition, entry, entry["fix"]["sender"]),
        element("h3", headings["server"]), prose(edition, entry, entry["fix"]["server"]))


def texts(edition, entry):
    headings = edition.reference.headings
    return (
        note(edition, entry),
        section(headings["description"], prose(edition, entry, entry["meaning"], class_="lead")),
        section(headings["seen_when"], prose(edition, entry, entry["seen_when"])),
        fix(edition, entry))


def list_of_links(title, items):
    if not items:
        return None
    return section(title, element("ul", *[element("li", item) for item in items]), class_="related")


def related(edition, row, entry):
    siblings = [edition.links.link(other["title"]) for other in row if other is not entry]
    pairs = [element("a", edition.title_of_pair(pair), href=file_of_pair(*pair))
             for pair in edition.pairs_with(entry["title"])]
    return (list_of_links(edition.phrases["same_status"], siblings),
            list_of_links(edition.phrases["pairs"], pairs))


def page_of(entry):
    return (file_of(entry), entry["title"]) if entry else None


def entry_page(edition, group, row, item):
    before, behind = around(group.entries(), item)
    return join((
        breadcrumb(edition, name_of_group(edition, group)),
        element("article", heading(item), table_of_facts(edition, item), *texts(edition, item),
                *related(edition, row, item), class_=f"entry {severity_of(item)}"),
        neighbours(edition, page_of(before), page_of(behind))), "\n")


def group_page(edition, group):
    heads = [other.head for other in edition.groups() if other.head]
    before, behind = around(heads, group.head)
    return join((
        breadcrumb(edition),
        element("article", heading(group.head), table_of_facts(edition, group.head),
                *texts(edition, group.head), *related(edition, [], group.head),
                section(edition.phrases["all_of"], table_of_group(edition, group), class_="wide"),
                class_=f"entry {severity_of(group.head)}"),
        neighbours(edition, page_of(before), page_of(behind))), "\n")


# A pair.

def side_by_side(edition, title, entries, content):
    return section(title, element("div", *[
        element("div", element("h3", edition.links.link(item["title"])), content(item),
                class_=severity_of(item))
        for item in entries], class_="sides"))


def both_fixes(edition, item):
    headings = edition.reference.headings
    return [(element("h4", headings[side]), prose(edition, item, item["fix"][side]))
            for side in ("sender", "server")]


def cell(edition, entries, difference, place):
    item = entries[place]
    text = difference["values"][place]
    linked = edition.links.linked(text) if difference["aspect"] == "companions" else text
    language = language_of(item) if difference["aspect"] == "effect" else None
    return element("td", linked, class_=severity_of(item), lang=language)


def differences(edition, comparison):
    entries = comparison["entries"]
    head = element("tr", element("td"), *[element("th", item["title"], scope="col")
                                          for item in entries])
    rows = [element("tr", element("th", difference["title"], scope="row"),
                    *[cell(edition, entries, difference, place) for place in range(len(entries))])
            for difference in comparison["differences"]]
    return section(
        edition.reference.headings["key_differences"],
        element("table", element("thead", head), element("tbody", join(rows, "\n")),
                class_="differences"))


def same(edition, comparison):
    """What the entries share."""
    rows = [element("tr", element("th", shared["title"], scope="row"),
                    element("td", shared["value"]))
            for shared in comparison["same"]]
    if not rows:
        return None
    return section(edition.reference.headings["same"],
                   element("table", element("tbody", join(rows, "\n")), class_="same"))


def which_when(edition, comparison):
    return section(
        edition.reference.headings["which_when"],
        element("ul", *[element("li", sentence, class_=severity_of(item), lang=language_of(item))
                        for item, sentence in zip(comparison["entries"],
                                                  comparison["which_when"])], class_="when"))


def title_of_side(item):
    return element("p", element("span", item["title"], class_="title"), " ",
                   element("span", item["name"], class_="name", lang=language_of(item)), " ",
                   element("span", item["severity_words"], class_="severity"),
                   class_=severity_of(item))


def pair_page(edition, place, comparison):
    entries = comparison["entries"]
    headings = edition.reference.headings

    def page(other):
        return file_of_pair(*other), edition.title_of_pair(other)

    before, behind = around(edition.pairs, edition.pairs[place])
    return join((
        breadcrumb(edition, element("a", edition.phrases["pairs"], href="index.html#pairs")),
        element(
            "article", element("h1", edition.title_of_pair(edition.pairs[place])),
            element("div", *map(title_of_side, entries), class_="sides titles"),
            *[note(edition, item) for item in entries if item["untranslated"]][:1],
            side_by_side(edition, headings["description"], entries,
                         lambda item: prose(edition, item, item["meaning"])),
            side_by_side(edition, headings["seen_when"], entries,
                         lambda item: prose(edition, item, item["seen_when"])),
            side_by_side(edition, headings["fix"], entries, lambda item: both_fixes(edition, item)),
            differences(edition, comparison), which_when(edition, comparison),
            same(edition, comparison),
            class_="pair"),
        neighbours(edition, before and page(before), behind and page(behind))), "\n")
