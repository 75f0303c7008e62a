# SPDX-License-Identifier: MIT
"""The files of the site: each entry and each pair has its page, each link leads somewhere, and
nothing is fetched from elsewhere. test_browser.py looks at them as a person does."""
import html.parser
import re
import unittest
import urllib.parse

import built
import contents
import markup
from edition import Edition
from links import Links
from reference import Reference

SITE = built.build()
REFERENCES = {language: Reference([built.COMMAND], language) for language in built.LANGUAGES}
EMPTY_CORNER = "<thead><tr><td></td>"
CLASSES = {"positive": "2", "transient": "4", "permanent": "5"}


class Parsed(html.parser.HTMLParser):
    """What the tests ask of a page."""

    def __init__(self, path):
        super().__init__()
        self.elements = []  # (name, attributes)
        self.text = {}      # of h1, title
        self.inside = None
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.inside = tag if tag in ("td", "title", "li", "p", "th") else self.inside

    def handle_data(self, data):
        self.text.setdefault(self.inside, []).append(data)

    def all(self, name):
        return [attributes for tag, attributes in self.elements if tag == name]

    def targets(self):
        return [value for _, attributes in self.elements for key, value in attributes.items()
                if key in ("href", "src", "action")]

    def identifiers(self):
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]


PAGES = {path: Parsed(path) for path in sorted(SITE.rglob("*.html"))}


def inner_pages():
    return [(path, page) for path, page in PAGES.items() if path.parent != SITE]


class Coverage(unittest.TestCase):
    def names(self, language):
        return {path.name for path in (SITE / language).iterdir()}

    def wanted(self):
        reference = REFERENCES["en"]
        yield from (f"{entry['code']:03}" for entry in reference.entries("code"))
        for entry in reference.entries("status"):
            yield from (CLASSES[name] + entry["status"][1:] for name in entry["classes"])
        yield from ("index", "2xx", "3xx", "4xx", "5xx", "x.7.x")
        yield from ("-".join(pair) for pair in built.pairs())

    def test_each_code_status_and_pair_has_a_page_in_each_language(self):
        wanted = {f"{name}.html" for name in self.wanted()}
        for language in built.LANGUAGES:
            self.assertEqual(wanted - self.names(language), set())

    def test_each_keyword_has_a_page_of_its_own(self):
        count = len(REFERENCES["en"].entries("keyword"))
        pages = [name for name in self.names("ja") if name.startswith("ehlo-")]
        self.assertEqual(len(pages), count)
        self.assertTrue({"ehlo-auth.html", "ehlo-auth-equals.html"} <= set(pages))

    def test_both_languages_have_the_same_pages(self):
        self.assertEqual(self.names("en"), self.names("ja"))

    def test_the_index_leads_to_every_page(self):
        for language in built.LANGUAGES:
            page = PAGES[SITE / language / "index.html"]
            missing = self.names(language) - set(page.targets()) - {"index.html"}
            self.assertEqual(missing, set())


class Pairs(unittest.TestCase):
    def test_none_stands_twice(self):
        sorted_pairs = [tuple(sorted(pair)) for pair in built.pairs()]
        self.assertEqual(len(set(sorted_pairs)), len(sorted_pairs))

    def test_each_differs_in_something(self):
        for pair in built.pairs():
            self.assertTrue(REFERENCES["en"].compare(*pair)["differences"], pair)

    def test_a_page_shows_what_compare_says(self):
        text = (SITE / "ja/251-451.html").read_text(encoding="utf-8")
        comparison = REFERENCES["ja"].compare("251", "451")
        for sentence in comparison["which_when"]:
            self.assertIn(sentence, text)
        for difference in comparison["differences"]:
            self.assertIn(difference["title"], text)


class Targets(unittest.TestCase):
    def test_each_leads_to_a_file_and_a_place_in_it(self):
        wrong = []
        for path, page in PAGES.items():
            for target in page.targets():
                file, _, place = target.partition("#")
                file = urllib.parse.unquote(file.partition("?")[0])
                aim = (path.parent / file).resolve() if file else path
                if target == "data:,":
                    continue
                if not aim.is_file() or (place and place not in PAGES[aim].identifiers()):
                    wrong.append(f"{path.relative_to(SITE)}: {target}")
        self.assertEqual(wrong, [])

    def test_none_leaves_the_site(self):
        for path, page in PAGES.items():
            for target in page.targets():
                self.assertNotRegex(target, r"^(?!data:,$)[a-z]+:|^//", path)
        for name in ("style.css", "search.js"):
            text = (SITE / name).read_text(encoding="utf-8")
            self.assertNotRegex(text, r"https?:|//[a-z]|url\(|@import|fetch\(|XMLHttpRequest")

    def test_the_other_language_is_the_same_page(self):
        for path, page in inner_pages():
            other = "ja" if path.parent.name == "en" else "en"
            switch = next(a for a in page.all("a") if a.get("class") == "language")
            self.assertEqual(switch["href"], f"../{other}/{path.name}")
            self.assertEqual(switch["hreflang"], other)

    def test_a_number_of_an_rfc_and_an_amount_are_no_codes(self):
        links = Links([{"type": "code", "title": "550"}, {"type": "status", "title": "4.7.1"},
                       {"type": "code", "title": "512"}])
        text = links.linked("550, not RFC 550, 512 octets or 4.7.12; 4.7.1で")
        self.assertEqual(text, '<a href="550.html">550</a>, not RFC 550, 512 octets or 4.7.12; '
                               '<a href="4.7.1.html">4.7.1</a>で')


class Form(unittest.TestCase):
    def test_each_page_says_its_language_and_fits_a_phone(self):
        for path, page in inner_pages():
            self.assertEqual(page.all("html")[0]["lang"], path.parent.name)
            self.assertIn({"name": "viewport", "content": "width=device-width, initial-scale=1"},
                          page.all("meta"))

    def test_each_page_has_one_headline_and_a_title_of_its_own(self):
        titles = set()
        for path, page in inner_pages():
            self.assertEqual(len(page.all("h1")), 1, path)
            titles.add((path.parent.name, *page.text["title"]))
        self.assertEqual(len(titles), len(inner_pages()))

    def test_identifiers_are_unique_and_the_skip_link_has_its_aim(self):
        for path, page in inner_pages():
            self.assertEqual(len(set(page.identifiers())), len(page.identifiers()), path)
            self.assertEqual(page.all("a")[0], {"class": "skip", "href": "#main"})

    def test_no_value_is_missing(self):
        for path in PAGES:
            text = path.read_text(encoding="utf-8").replace(EMPTY_CORNER, "")
            self.assertNotRegex(text, r">None<|\$\w|<(td|li|p|th[^>]+)></", path)

    def test_all_text_is_escaped(self):
        self.assertEqual(markup.element("a", "<b>&", href='"><script>'),
                         '<a href="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;</a>')

    def test_the_search_index_cannot_end_its_script(self):
        text = (SITE / "en/index.html").read_text(encoding="utf-8")
        index = re.search(r'id="search-index">(.*?)</script>', text, re.DOTALL).group(1)
        self.assertNotIn("<", index)


class Untranslated(unittest.TestCase):
    def setUp(self):
        phrases = built.phrases_of("ja")
        self.edition = Edition(REFERENCES["ja"], phrases, [], "0")
        self.group = self.edition.codes[0]
        self.entry = {**self.group.rows[0][0], "untranslated": True}
        self.group.rows[0] = [self.entry]

    def test_it_is_said_and_marked_as_english(self):
        page = contents.entry_page(self.edition, self.group, [self.entry], self.entry)
        self.assertIn(self.edition.phrases["untranslated"], page)
        self.assertIn(f'<span class="name" lang="en">{self.entry["name"]}', page)
        self.assertIn('<p class="lead" lang="en">', page.replace('lang="en" class="lead"',
                                                                 'class="lead" lang="en"'))

    def test_each_entry_that_is_not_translated_has_the_note(self):
        note = self.edition.phrases["untranslated"]
        for entry in REFERENCES["ja"].entries("code"):
            text = (SITE / "ja" / f"{entry['title']}.html").read_text(encoding="utf-8")
            self.assertEqual(note in text, entry["untranslated"], entry["title"])


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at:at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
              for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


class Colours(unittest.TestCase):
    INKS = ("ink", "quiet", "link", "positive", "intermediate", "transient", "permanent", "none")

    def themes(self):
        css = (SITE / "style.css").read_text(encoding="utf-8")
        blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:2]
        return [dict(re.findall(r"--(\w+): (#\w+);", block)) for block in blocks]

    def test_every_text_stands_out_from_its_ground(self):
        themes = self.themes()
        self.assertEqual(len(themes), 2)
        for theme in themes:
            for ink in self.INKS:
                for ground in ("paper", "raised"):
                    self.assertGreaterEqual(contrast(theme[ink], theme[ground]), 4.5, (ink, ground))


if __name__ == "__main__":
    unittest.main()
