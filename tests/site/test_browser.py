# SPDX-License-Identifier: MIT
"""The site as a person meets it, in headless Chromium: it is searched, its language is switched, it
fits a phone, it has a dark side and goes to paper. Skipped where there is no Chromium."""
import functools
import http.server
import threading
import time
import unittest

import browser
import built

PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
SAMPLE = ("index", "451", "354", "050", "4.7.1", "5.7.30", "4xx", "x.7.x", "ehlo-size",
          "ehlo-enhancedstatuscodes", "251-451", "4.7.1-5.7.1", "4xx-5xx")

WIDTHS = "return [innerWidth, document.documentElement.scrollWidth]"
FOUND = "return [...document.querySelectorAll('#results li')].map(item => item.innerText)"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):  # pylint: disable=arguments-differ
        pass


def setUpModule():
    if not browser.is_installed():
        raise unittest.SkipTest("chromium or chromedriver is not installed")
    handler = functools.partial(Quiet, directory=str(built.build()))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    unittest.addModuleCleanup(server.server_close)
    unittest.addModuleCleanup(server.shutdown)
    Page.base = f"http://127.0.0.1:{server.server_port}"
    Page.browser = browser.Browser()
    unittest.addModuleCleanup(Page.browser.close)


class Page(unittest.TestCase):
    base = ""
    browser = None

    def setUp(self):
        self.browser.console()
        self.browser.requested()

    def tearDown(self):
        """Whatever a test does, nothing is fetched from elsewhere and nothing goes wrong."""
        self.assertEqual(self.browser.console(), [])
        self.assertEqual([url for url in self.browser.requested()
                          if not url.startswith((self.base + "/", "data:,"))], [])

    def open(self, path):
        self.browser.open(f"{self.base}/{path}")

    def run_script(self, script, *arguments):
        return self.browser.run(script, *arguments)

    def is_visible(self, selector):
        return self.run_script("return document.querySelector(arguments[0]).checkVisibility()",
                               selector)

    def wait_until(self, is_so):
        """A browser answers at once, and goes to another page when it comes to it."""
        deadline = time.monotonic() + browser.PATIENCE_SECONDS
        while not is_so():
            self.assertLess(time.monotonic(), deadline, self.browser.url())
            time.sleep(0.1)

    def assert_leads_to(self, url):
        self.wait_until(lambda: self.browser.url() == url)

    def search(self, path, words):
        self.open(path)
        self.browser.type("#query", words)
        return self.run_script(FOUND)


class Sample(Page):
    def each(self):
        for language in built.LANGUAGES:
            for name in SAMPLE:
                self.open(f"{language}/{name}.html")
                yield f"{language}/{name}"

    def test_pages_load_with_their_style(self):
        for name in self.each():
            width = self.run_script("return getComputedStyle(document.body).maxWidth")
            self.assertEqual(width, "992px", name)  # the 62rem of style.css

    def test_no_page_scrolls_sideways_on_a_phone(self):
        self.browser.devtools("Emulation.setDeviceMetricsOverride", **PHONE)
        self.addCleanup(self.browser.devtools, "Emulation.clearDeviceMetricsOverride")
        for name in self.each():
            self.assertEqual(self.run_script(WIDTHS), [PHONE["width"]] * 2, name)

    def test_the_links_of_a_page_lead_to_pages(self):
        self.open("en/251-451.html")
        for link in set(self.run_script("return [...document.links].map(link => link.href)")):
            self.browser.open(link)
            self.assertTrue(self.run_script("return document.querySelector('h1') !== null"), link)


class Search(Page):
    def test_retry_finds_451(self):
        found = self.search("en/index.html", "retry")
        self.assertTrue(any(item.startswith("451 ") for item in found), found[:5])
        self.assertFalse(self.is_visible("#all"))

    def test_a_number_finds_itself_first(self):
        for words in ("451", "4.7.1", "STARTTLS"):
            self.assertIn(words, self.search("en/index.html", words)[0].split("\n")[0])

    def test_all_words_must_occur(self):
        both = self.search("en/index.html", "mailbox full")
        self.assertTrue(0 < len(both) < len(self.search("en/index.html", "mailbox")))
        self.assertIn("4.2.2", both[0])

    def test_japanese_is_found(self):
        found = self.search("ja/index.html", "再送")
        self.assertTrue(any(item.startswith("451 ") for item in found))

    def test_wide_digits_and_case_do_not_matter(self):
        self.assertTrue(self.search("ja/index.html", "４５１")[0].startswith("451 "))
        self.assertEqual(self.search("en/index.html", "GREYLIST"),
                         self.search("en/index.html", "greylist"))

    def test_nothing_found_is_said(self):
        self.assertEqual(self.search("en/index.html", "zzzz"), [])
        self.assertIn("Nothing found", self.run_script("return found.innerText"))

    def test_another_page_leads_to_what_is_found(self):
        self.open("en/550.html")
        self.browser.type("#query", "greylisting" + browser.ENTER)
        self.assert_leads_to(f"{self.base}/en/index.html?q=greylisting")
        self.wait_until(lambda: self.run_script(FOUND))

    def test_a_result_leads_to_its_page(self):
        self.search("en/index.html", "451")
        self.browser.click("#results a")
        self.assert_leads_to(f"{self.base}/en/451.html")

    def test_without_javascript_the_index_is_a_table(self):
        self.browser.devtools("Emulation.setScriptExecutionDisabled", value=True)
        self.addCleanup(self.browser.devtools, "Emulation.setScriptExecutionDisabled", value=False)
        self.open("en/index.html")
        self.assertEqual(self.run_script("return document.forms.length"), 0)
        self.assertTrue(self.is_visible("a[href='451.html']"))


class Languages(Page):
    def test_the_switch_leads_to_the_same_page_and_back(self):
        self.open("en/451.html")
        self.browser.click(".language")
        self.assert_leads_to(f"{self.base}/ja/451.html")
        self.assertEqual(self.run_script("return document.documentElement.lang"), "ja")
        self.browser.click(".language")
        self.assert_leads_to(f"{self.base}/en/451.html")

    def test_the_first_page_leads_to_each(self):
        self.open("")
        self.browser.click("a[lang=ja]")
        self.assert_leads_to(f"{self.base}/ja/index.html")


class Ways(Page):
    """Other ways to look at it."""

    def media(self, media="", **features):
        named = [{"name": name.replace("_", "-"), "value": value}
                 for name, value in features.items()]
        self.browser.devtools("Emulation.setEmulatedMedia", media=media, features=named)
        self.addCleanup(self.browser.devtools, "Emulation.setEmulatedMedia")

    def test_the_first_tab_offers_to_skip_to_the_content(self):
        self.open("en/451.html")
        self.browser.press(browser.TAB)
        self.assertEqual(self.run_script("return document.activeElement.className"), "skip")
        left = self.run_script("return document.activeElement.getBoundingClientRect().x")
        self.assertGreater(left, 0)
        self.browser.press(browser.ENTER)
        self.assertTrue(self.browser.url().endswith("#main"))

    def test_it_is_dark_for_who_wants_it_dark(self):
        ground = "return getComputedStyle(document.documentElement).backgroundColor"
        self.open("en/451.html")
        self.media(prefers_color_scheme="light")
        light = self.run_script(ground)
        self.media(prefers_color_scheme="dark")
        self.assertNotEqual(self.run_script(ground), light)

    def test_paper_has_no_navigation(self):
        self.open("en/451.html")
        self.media("print")
        for selector in ("form", ".language", ".neighbours", ".breadcrumb"):
            self.assertFalse(self.is_visible(selector), selector)
        self.assertTrue(self.is_visible(".facts"))


if __name__ == "__main__":
    unittest.main()
