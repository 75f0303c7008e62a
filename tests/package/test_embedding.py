# SPDX-License-Identifier: MIT
"""docs/embedding.md tells the truth: its programs compile and talk to a server, its console blocks show
real output, its figures are those of this build, and each name in it is there.

A block of C is a program; its first line names it. The figures of a Cortex-M0 are looked at where there
is a compiler for it.
"""
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest

from project import COMPILER, SOURCE, need, run
from test_conformance import KNOWN
from test_readme import Desk, blocks, dialogue

sys.path.insert(0, str(SOURCE / "tests/examples"))
from dialogue import CLOSE, SILENCE, Dialogue

GUIDE = (SOURCE / "docs/embedding.md").read_text()
FIRMWARE = os.environ["FIRMWARE"]  # empty where there is no compiler for it
ARM = ["arm-none-eabi-gcc", "-mcpu=cortex-m0", "-mthumb", "-Os", "-std=c11", "-ffreestanding",
       f"-I{SOURCE / 'include'}"]
WARNINGS = ["-std=c11", "-D_POSIX_C_SOURCE=200809L", "-Wall", "-Wextra", "-Wconversion", "-Wshadow",
            "-Wpedantic", "-Werror"]
PROGRAMS = {re.match(r"/\* (\w+\.c) \*/\n", block)[1]: block for block in blocks("c", GUIDE)}
PARTS = ["lexer", "parser", "session", "advice", "words", "delay"]
TOLERANCE = 20  # of figures that depend on the compiler: one in so many

GREETING = b"220 mx.test.example ESMTP\r\n"
HELLO = b"250-mx.test.example\r\n250 PIPELINING\r\n"
OK = b"250 2.1.0 Ok\r\n"
BYE = b"221 2.0.0 Bye\r\n"


def table(heading):
    """The rows below this heading of a table, each a list of cells."""
    lines = GUIDE[GUIDE.index(f"| {heading}"):].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    end = next(i for i, line in enumerate(lines) if not line.startswith("|"))
    return rows[2:end]


def number(pattern):
    return int(re.search(pattern, GUIDE)[1])


class Programs(unittest.TestCase):
    def setUp(self):
        need(self, "pkg-config")
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.desk = Desk(scratch.name)
        for name, program in PROGRAMS.items():
            (self.desk.folder / name).write_text(program)

    def talk(self, name, parts, *arguments):
        """Compiles a program and lets it talk to a server; its exit status, what it told, what the
        server heard."""
        told = self.desk.output_of(f"cc {' '.join(WARNINGS)} -o {name} {name}.c "
                                   "$(pkg-config --cflags --libs smtpreply)")
        self.assertEqual(told, "")
        ours, theirs = socket.socketpair()
        server = Dialogue(lambda: ours, parts)
        server.start()
        with theirs:
            done = subprocess.run([self.desk.folder / name, *arguments], stdin=theirs, stdout=theirs,
                                  stderr=subprocess.PIPE, env=self.desk.environment, timeout=60,
                                  check=False)
        server.join(60)
        return done.returncode, done.stderr.decode().splitlines(), server.said

    def test_all_compile_without_a_warning(self):
        for name in PROGRAMS:
            run(*COMPILER, *WARNINGS, "-fsyntax-only", f"-I{SOURCE / 'include'}",
                self.desk.folder / name)

    def test_every_output_is_real(self):
        steps = [step for block in blocks("console", GUIDE) for step in dialogue(block)]
        self.assertTrue(steps)
        self.assertEqual([(command, self.desk.output_of(command)) for command, _ in steps], steps)

    def test_the_blocking_one_tells_the_fate_of_each_recipient(self):
        status, told, said = self.talk(
            "blocking", [GREETING, HELLO, OK, OK, b"550 5.1.1 no such user\r\n", BYE],
            "a@test.example", "b@test.example")
        self.assertEqual((status, told), (0, ["a@test.example: proceed (250 2.1.0 Ok)",
                                              "b@test.example: fail (550 5.1.1 no such user)"]))
        self.assertEqual(said[2:], [b"RCPT TO:<a@test.example>", b"RCPT TO:<b@test.example>", b"QUIT"])

    def test_the_blocking_one_does_not_pipeline_unasked(self):
        status, told, _ = self.talk("blocking", [GREETING, b"250 mx.test.example\r\n", OK, OK, BYE],
                                    "a@test.example")
        self.assertEqual((status, told), (0, ["a@test.example: proceed (250 2.1.0 Ok)"]))

    def test_the_blocking_one_tells_of_those_without_an_answer(self):
        status, told, _ = self.talk("blocking", [GREETING, HELLO, OK, OK, CLOSE], "a@test.example",
                                    "b@test.example")
        self.assertEqual((status, told), (1, ["a@test.example: proceed (250 2.1.0 Ok)",
                                              "b@test.example: try-next-host (no reply)"]))

    def test_the_blocking_one_takes_no_reply_too_many(self):
        status, told, _ = self.talk("blocking", [GREETING, HELLO + OK, OK, OK], "a@test.example")
        self.assertEqual((status, told), (4, []))

    def test_the_loop_goes_from_step_to_step(self):
        status, told, said = self.talk("loop", [GREETING, HELLO, OK, BYE])
        self.assertEqual((status, told), (0, ["reply greeting reply", "reply ehlo reply",
                                              "reply noop reply", "reply quit reply"]))
        self.assertEqual(said, [b"EHLO client.example", b"NOOP", b"QUIT"])

    def test_the_loop_knows_the_end_and_the_clock(self):
        for part, outcome, status in ((CLOSE, "lost", 1), (SILENCE, "timed-out", 2)):
            with self.subTest(outcome):
                self.assertEqual(self.talk("loop", [GREETING, part])[:2], (status, [
                    "reply greeting reply", f"ended ehlo {outcome}", f"unanswered ehlo {outcome}"]))

    def test_a_reply_too_early_ends_the_loop(self):
        status, told, _ = self.talk("loop", [GREETING, HELLO + OK])
        self.assertEqual(status, 4)
        self.assertNotIn("reply noop reply", told)


class Figures(unittest.TestCase):
    def sizes(self, column):
        return {cells[0].strip("`"): int(cells[column]) for cells in table("struct |")}

    def test_structs_where_a_pointer_has_the_bytes_that_it_has_here(self):
        with tempfile.TemporaryDirectory() as folder:
            pointer = self.bytes_of(folder, "void *")
            column = {8: 1, 4: 2}[pointer]
            told = self.sizes(column)
            self.assertEqual({name: self.bytes_of(folder, f"struct {name}") for name in told}, told)

    def bytes_of(self, folder, kind):
        path = pathlib.Path(folder) / "size.c"
        path.write_text(f"#include <smtpreply.h>\nchar size[sizeof({kind})];\n")
        run(*COMPILER, f"-I{SOURCE / 'include'}", "-c", path, "-o", f"{folder}/size.o")
        return int(re.search(r" ([0-9a-f]+) [BDC] _?size$", run("nm", "-S", f"{folder}/size.o"),
                             re.MULTILINE)[1], 16)

    def test_slots_for_a_hundred_recipients(self):
        self.assertEqual(number(r"(\d+) slots, 1648"), 103)
        self.assertEqual(103 * self.sizes(1)["smtpreply_expectation"], 1648)


class Firmware(unittest.TestCase):
    def setUp(self):
        if not FIRMWARE or shutil.which("arm-none-eabi-nm") is None:
            self.skipTest("there is no compiler for Cortex-M0")
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def size_of_struct(self, name, source="#include <smtpreply.h>"):
        path = self.folder / "size.c"
        path.write_text(f"{source}\nchar size[sizeof(struct {name})];\n")
        run(*ARM, "-c", path, "-o", self.folder / "size.o")
        listing = run("arm-none-eabi-nm", "-S", self.folder / "size.o")
        return int(re.search(r" ([0-9a-f]+) [BC] size$", listing, re.MULTILINE)[1], 16)

    def assert_near(self, found, told):
        self.assertAlmostEqual(found, told, delta=told // TOLERANCE)

    def test_structs_where_a_pointer_has_4_bytes(self):
        told = Figures().sizes(2)
        self.assertEqual({name: self.size_of_struct(name) for name in told}, told)

    def test_the_memory_of_the_device(self):
        uart = f'#include "{SOURCE}/examples/uart.c"'
        self.assertEqual(self.size_of_struct("device", uart),
                         number(r"(\d+) bytes in a `struct device`"))
        self.assertEqual(number(r"at a time, (\d+) bytes of memory"),
                         number(r"(\d+) bytes in a `struct device`"))

    def test_code_and_constants_of_each_part(self):
        rows = {cells[0].partition(",")[0]: int(cells[1]) for cells in table("for Cortex-M0")}
        self.assertEqual(set(rows), set(PARTS))
        for part, told in rows.items():
            with self.subTest(part):
                listing = run("arm-none-eabi-size", f"{FIRMWARE}-{part}.o")
                self.assert_near(int(listing.splitlines()[1].split()[0]), told)

    def test_the_stack(self):
        """No function calls itself, so the deepest chain of calls is the most that is needed."""
        frames, calls = {}, {}
        for part in ["uart", *PARTS]:
            graph = pathlib.Path(f"{FIRMWARE}-{part}.ci").read_text()
            frames |= {name: int(size) for name, size in re.findall(
                r'node: { title: "(.*?)" label: ".*?(\d+) bytes \(static\)"', graph)}
            for caller, called in re.findall(r'edge: { sourcename: "(.*?)" targetname: "(.*?)"', graph):
                calls.setdefault(caller, set()).add(called)

        def depth(name, callers=()):
            self.assertNotIn(name, callers)
            return frames.get(name, 0) + max(
                (depth(called, (*callers, name)) for called in calls.get(name, ())), default=0)

        self.assert_near(depth("send_alarm"), number(r"and (\d+) bytes of stack"))
        self.assert_near(depth("smtpreply_feed"), number(r"`smtpreply_feed` (\d+) bytes"))
        self.assert_near(depth("smtpreply_session_feed"), number(r"`smtpreply_session_feed` (\d+),"))
        self.assert_near(depth("smtpreply_advise"), number(r"`smtpreply_advise` (\d+)\."))


class Names(unittest.TestCase):
    def faults(self, text):
        words = set(re.findall(r"\b(?:smtpreply|SMTPREPLY)_\w+", text)) - {"smtpreply_result"}  # an enum
        spans = set(re.findall(r"`([a-z_]+\.[a-z_]+|rule:[\w-]+|[a-z]+-[a-z-]+)`", text))
        paths = set(re.findall(r"`((?:examples|docs|bench|include|smtpreply)/[\w./-]*)`", text))
        structs = {name.removeprefix("struct ") for name in KNOWN if name.startswith("struct ")}
        objects = {name.partition(".")[0] for name in KNOWN if "." in name}
        found = [word for word in words if word not in KNOWN | structs]
        found += [span for span in spans if span not in KNOWN
                  and (span.partition(".")[0] in objects or "." not in span)]
        found += [path for path in paths
                  if not (SOURCE / path).exists() and not (SOURCE / "include" / path).exists()]
        return found

    def test_each_is_there(self):
        self.assertEqual(self.faults(GUIDE), [])

    def test_one_that_is_not_there_would_be_found(self):
        for wrong in ("smtpreply_read", "SMTPREPLY_OKAY", "`reply.number`", "`rule:none`",
                      "`bad-codes`", "`examples/none.c`"):
            self.assertEqual(len(self.faults(wrong)), 1, wrong)

    def test_each_section_of_what_is_yours_names_an_rfc(self):
        rows = table("what | where it is written")
        self.assertGreater(len(rows), 15)
        self.assertEqual([cells[0] for cells in rows if "RFC " not in cells[1]], [])


if __name__ == "__main__":
    unittest.main()
