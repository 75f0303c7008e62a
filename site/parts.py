# SPDX-License-Identifier: MIT
"""What stands on several pages: notes, texts, the facts of an entry, the table of a group."""
from links import file_of
from markup import element, join

WORDS_OF_ASPECT = {"severity": "severity_words", "standing": "standing_words"}

# What the last column of a table of entries tells.
ASPECT_OF_LIST = {"code": "retry", "status": "companions", "keyword": "standing"}


def severity_of(entry):
    """The class of the style sheet that gives the colour."""
    return entry["severity"] or "none"


def language_of(entry):
    """English where the entry is not translated, None where it has the language of its page."""
    return "en" if entry["untranslated"] else None


def note(edition, entry):
    if not entry["untranslated"]:
        return None
    return element("p", edition.phrases["untranslated"], class_="note")


def prose(edition, entry, text, **attributes):
    linked = edition.links.linked(text, but=(entry["title"],))
    return element("p", linked, lang=language_of(entry), **attributes)


def section(title, *children, **attributes):
    return element("section", element("h2", title), *children, **attributes)


def search_place(edition):
    """Where search.js puts its form. Without it there is no form that would do nothing."""
    return element("div", class_="search", data_label=edition.phrases["search"],
                   data_hint=edition.phrases["search_hint"])


def breadcrumb(edition, *steps):
    return element(
        "nav", element("ol", *[element("li", step) for step in (
            element("a", edition.phrases["contents"], href="index.html"), *steps)]),
        class_="breadcrumb", aria_label=edition.phrases["breadcrumb"])


def neighbours(edition, before, behind):
    """Links to the pages before and behind, each a (file, text), or None at an end."""
    def link(page, relation, phrase):
        if page is None:
            return None
        return element("a", element("span", edition.phrases[phrase]), " ", page[1],
                       href=page[0], rel=relation)

    return element("nav", link(before, "prev", "previous"), " ", link(behind, "next", "next"),
                   class_="neighbours")


def around(items, item):
    place = items.index(item)
    return (items[place - 1] if place > 0 else None,
            items[place + 1] if place + 1 < len(items) else None)


def heading(entry):
    return element(
        "h1", element("span", entry["title"], class_="title"), " ",
        element("span", entry["name"], class_="name", lang=language_of(entry)))


def words_of_aspect(edition, entry, aspect):
    between = edition.phrases["between"]
    links = edition.links
    if aspect == "companions":
        titles = entry.get("statuses") or [f"{code:03}" for code in entry.get("codes", [])]
        return join([links.link(title) for title in titles], between)
    if aspect == "actors":
        return join(entry.get("actors", []), between)
    if aspect == "commands":
        return join(entry["commands"] if entry["type"] == "code" else [], between)
    words = entry.get(WORDS_OF_ASPECT.get(aspect, aspect)) or ""
    if aspect == "effect":
        return element("span", words, lang=language_of(entry)) if words else ""
    return join([words])


def facts(edition, entry):
    """The facts as (title, words)."""
    headings = edition.reference.headings
    if entry["type"] == "keyword":
        yield headings["syntax"], join([entry["syntax"]])
        yield headings["commands"], join(entry["commands"], edition.phrases["between"])
        yield headings["parameters"], join([entry["parameters"]])
    for aspect, title in edition.reference.aspects.items():
        yield title, words_of_aspect(edition, entry, aspect)
    yield headings["reference"], join([entry["reference"]])


def table_of_facts(edition, entry):
    rows = [element("tr", element("th", title, scope="row"), element("td", words))
            for title, words in facts(edition, entry) if words]
    return element("table", element("caption", edition.phrases["facts"]),
                   element("tbody", join(rows, "\n")), class_="facts")


def name_of_group(edition, group):
    text = join([group.title, edition.phrases["colon"] + group.name if group.name else ""])
    target = file_of(group.head) if group.head else f"index.html#{group.identifier}"
    return element("a", text, href=target)


def titles_of_row(edition, row):
    return join([edition.links.link(item["title"], class_=severity_of(item)) for item in row], " ")


def fact_of_row(edition, row):
    aspect = ASPECT_OF_LIST[row[0]["type"]]
    codes = sorted({code for item in row for code in item.get("codes", [])})
    return words_of_aspect(edition, {**row[0], "codes": codes}, aspect)


def name_of_row(edition, item):
    """The name, and the standing where it is another than the usual one."""
    if item["standing"] == "standard" or item["type"] == "keyword":
        return element("td", item["name"], lang=language_of(item))
    return element("td", element("span", item["name"], lang=language_of(item)), " ",
                   element("small", edition.phrases["aside"].format(item["standing_words"])))


def table_of_group(edition, group):
    aspects = edition.reference.aspects
    kind = group.rows[0][0]["type"]
    last = aspects[ASPECT_OF_LIST[kind]]
    titles = (edition.phrases[kind], edition.phrases["name"], last)
    rows = [element("tr", element("th", titles_of_row(edition, row), scope="row"),
                    name_of_row(edition, row[0]),
                    element("td", fact_of_row(edition, row) or "–"))
            for row in group.rows]
    return element(
        "table",
        element("thead", element("tr", *[element("th", title, scope="col") for title in titles])),
        element("tbody", join(rows, "\n")), class_=f"list {kind}")
