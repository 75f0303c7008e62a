# SPDX-License-Identifier: MIT
"""The reference has every code, status and keyword that is registered or looked up, and no other.

The lists here are a copy of the registry's facts; where the registry stands beside the project, they
are compared with it.
"""
import json
import unittest

from project import COMMAND, HAS_REFERENCE, SOURCE, run

REGISTRY = SOURCE.parent / "shared" / "registry"

CODES = """
050 101 111 200 211 214 220 221 235 250 251 252 253 334 353 354 355 400 403 412 417 420 421 422 424
430 431 432 435 440 441 442 446 447 449 450 451 452 453 454 455 456 458 459 471 498 499 500 501 502
503 504 510 511 512 513 517 520 521 523 524 525 530 533 534 535 538 540 541 550 551 552 553 554 555
556 557 571""".split()

# The last detail of each subject, from 0.
LAST_DETAILS = {0: 0, 1: 10, 2: 4, 3: 6, 4: 7, 5: 6, 6: 10, 7: 30}
STATUSES = [f"X.{subject}.{detail}" for subject, last in LAST_DETAILS.items()
            for detail in range(last + 1)]

KEYWORDS = """
SEND SOML SAML VRFY EXPN HELP TURN 8BITMIME SIZE VERB ONEX CHUNKING BINARYMIME CHECKPOINT DELIVERBY
PIPELINING DSN ETRN ENHANCEDSTATUSCODES STARTTLS NO-SOLICITING MTRK SUBMITTER ATRN AUTH FUTURERELEASE
BURL UTF8SMTP CONPERM CONNEG SMTPUTF8 MT-PRIORITY RRVS REQUIRETLS LIMITS AUTH= XCLIENT XFORWARD XVERP
PRDR PIPECONNECT WELLKNOWN IGNOREQUOTA XRCPTFORWARD X-EXPS X-ANONYMOUSTLS X-LINK2STATE XEXCH50 XRDST
XSHADOW XSHADOWREQUEST XOORG XPROXY OK TLS TIME XUSR XONE XVRB XADR XSTA XGEN XAUD XDSN XQUE XTRN
XREMOTEQUEUE X-TURNME X-RCPTLIMIT XDUMPCONTEXT XREMOTEIP COREMAIL ENHANGEDSTATUSCODES XXXXXXXA
MAILCOMPRESS XSECURITY XVERP=COURIER XLOOP DATAZ""".split()


def rows(name):
    """The rows of a table of the registry, as dictionaries."""
    head, *lines = (REGISTRY / name).read_text().splitlines()
    return [dict(zip(head.split("\t"), line.split("\t"))) for line in lines]


@unittest.skipUnless(HAS_REFERENCE, "this build has no reference")
class Reference(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.entries = [json.loads(line) for line in run(COMMAND, "list", "--json").splitlines()]

    def titles(self, kind):
        return sorted(entry["title"] for entry in self.entries if entry["type"] == kind)

    def test_has_every_code(self):
        self.assertEqual(self.titles("code"), sorted(CODES))

    def test_has_every_status(self):
        self.assertEqual(self.titles("status"), sorted(STATUSES))

    def test_has_every_keyword(self):
        self.assertEqual(self.titles("keyword"), sorted(KEYWORDS))


@unittest.skipUnless(REGISTRY.is_dir(), "the registry is not beside the project")
class Registry(unittest.TestCase):
    def test_its_codes_are_listed_here(self):
        self.assertEqual([row["code"] for row in rows("reply_codes.tsv")], CODES)

    def test_its_statuses_are_listed_here(self):
        details = [row["code"] for row in rows("enhanced_codes.tsv") if row["kind"] == "detail"]
        self.assertEqual(details, STATUSES)

    def test_its_keywords_are_listed_here(self):
        self.assertEqual([row["keyword"] for row in rows("ehlo_keywords.tsv")], KEYWORDS)


if __name__ == "__main__":
    unittest.main()
