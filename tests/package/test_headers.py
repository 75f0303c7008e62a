# SPDX-License-Identifier: MIT
"""Each public header alone is good C and good C++; each source file names its licence."""
import pathlib
import re
import shutil
import tempfile
import unittest

from project import COMPILER, HEADERS, SOURCE, CommandFailed, run, source_files

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-pedantic-errors", "-Werror", "-fsyntax-only"]
C_STANDARDS = ["c99", "c11", "c17"]
CXX_STANDARDS = ["c++11", "c++17"]
# A format without comments, or bytes of others that must stay as they are.
WITHOUT_COMMENTS = {".bin", ".json", ".mbox", ".tsv", ".txt"}
LICENCE_LINE = "SPDX-License-Identifier: MIT"


def c_compilers():
    """The compiler of the build, and those of gcc and clang that are there."""
    others = [[name] for name in ("gcc", "clang") if shutil.which(name)]
    return [COMPILER] + [command for command in others if command != COMPILER]


def cxx_compilers():
    return [[name] for name in ("g++", "clang++") if shutil.which(name)]


def guard_of(name):
    return re.sub(r"\W", "_", name).upper()


def check_header(compiler, language, standard, folder, name):
    """Compiles a file that includes the header alone, twice, and wants its guard; raises if it fails."""
    source = f"""
        #include <{name}>
        #ifndef {guard_of(name)}
        #error no guard of its own
        #endif
        #include <{name}>
        typedef int not_empty;
"""
    with tempfile.TemporaryDirectory() as scratch:
        path = pathlib.Path(scratch) / "alone.c"
        path.write_text(source)
        run(*compiler, "-x", language, f"-std={standard}", *WARNINGS, f"-I{folder}", path)


class Headers(unittest.TestCase):
    def check_all(self, compilers, language, standards):
        self.assertTrue(HEADERS)
        for compiler in compilers:
            for standard in standards:
                for path in HEADERS:
                    name = path.relative_to(SOURCE / "include").as_posix()
                    with self.subTest(header=name, compiler=compiler, standard=standard):
                        check_header(compiler, language, standard, SOURCE / "include", name)

    def test_each_alone_is_pedantic_c(self):
        self.check_all(c_compilers(), "c", C_STANDARDS)

    def test_each_alone_is_pedantic_cxx(self):
        if not cxx_compilers():
            self.skipTest("neither g++ nor clang++ is installed")
        self.check_all(cxx_compilers(), "c++", CXX_STANDARDS)

    def test_the_umbrella_includes_all_others(self):
        text = (SOURCE / "include/smtpreply.h").read_text()
        included = set(re.findall(r"^#include <(smtpreply/[\w-]+\.h)>", text, re.MULTILINE))
        concepts = {path.relative_to(SOURCE / "include").as_posix()
                    for path in (SOURCE / "include/smtpreply").glob("*.h")}
        self.assertEqual(concepts - included, {"smtpreply/export.h"})


class TheCheckCanFail(unittest.TestCase):
    """Headers with one fault each; every one must be refused."""

    GOOD = "#ifndef BAD_H\n#define BAD_H\nint f(void);\n#endif\n"
    FAULTS = {
        "leans on another header": GOOD.replace("void", "size_t"),
        "no guard": "int f(void);\n",
        "a definition, and no guard at the second time": "#define BAD_H\nstruct s { int a; };\n",
        "not C99": GOOD.replace("int f(void)", "_Static_assert(1, \"\")"),
    }

    def check(self, text, compiler, language, standard):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "bad.h").write_text(text)
            check_header(compiler, language, standard, folder, "bad.h")

    def test_accepts_a_good_header(self):
        self.check(self.GOOD, COMPILER, "c", "c99")

    def test_refuses_each_fault(self):
        for fault, text in self.FAULTS.items():
            with self.subTest(fault=fault), self.assertRaises(CommandFailed):
                self.check(text, COMPILER, "c", "c99")

    def test_refuses_a_word_of_cxx(self):
        text = self.GOOD.replace("void", "int class")
        self.check(text, COMPILER, "c", "c99")
        for compiler in cxx_compilers():
            with self.assertRaises(CommandFailed):
                self.check(text, compiler, "c++", "c++11")


class Licence(unittest.TestCase):
    def without_licence(self, paths, root):
        return [str(path) for path in paths
                if LICENCE_LINE not in (root / path).read_text(errors="replace")[:400]]

    def test_each_file_names_it(self):
        files = [path for path in source_files()
                 if path.suffix not in WITHOUT_COMMENTS and path.name != "LICENSE"]
        self.assertIn(pathlib.Path("lib/wire/lexer.re"), files)
        self.assertIn(pathlib.Path("README.md"), files)
        self.assertEqual(self.without_licence(files, SOURCE), [])

    def test_the_check_can_fail(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "bare.c"
            path.write_text("int bare;\n")
            self.assertEqual(self.without_licence(["bare.c"], pathlib.Path(folder)), ["bare.c"])


if __name__ == "__main__":
    unittest.main()
