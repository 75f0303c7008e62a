# SPDX-License-Identifier: MIT
"""What the library exports, what it needs of libc, and that it keeps no data of its own."""
import pathlib
import re
import tempfile
import unittest

from project import (BUILD, COMPILER, HAS_REFERENCE, HEADERS, SOURCE, VERSION, run,
                     without_comments)

MEMORY_FUNCTIONS = {"memchr", "memcmp", "memcpy", "memset"}
FREESTANDING = ["-std=c11", "-O2", "-fno-stack-protector", "-U_FORTIFY_SOURCE", "-fno-common"]
# The ways to skip plain text that any machine has, beside the one that the compiler suggests (simd).
VARIANTS = {"auto": [], "word": ["-DSKIP_WORD"], "none": ["-DSKIP_NONE"]}
WRITABLE = re.compile(r"\.(data|bss|tdata|tbss)(\.|$)")
# Filled in by the loader once, then read-only: tables of pointers.
READ_ONLY_AFTER_LOADING = ".data.rel.ro"


def symbols(*arguments):
    """The symbols that nm lists, as pairs of type and name."""
    lines = [line.split() for line in run("nm", *arguments).splitlines()]
    return {(words[-2], words[-1]) for words in lines if len(words) >= 2}


def undefined(objects):
    """What the objects need and none of them defines."""
    defined, needed = set(), set()
    for path in objects:
        defined |= {name for _, name in symbols("-g", "--defined-only", path)}
        needed |= {name for _, name in symbols("-u", path)}
    return needed - defined - {"_GLOBAL_OFFSET_TABLE_"}


def writable_sections(path):
    """The sections of an object, empty ones apart, that a program could write to."""
    rows = [line.split() for line in run("size", "-A", path).splitlines()]
    return {row[0] for row in rows
            if len(row) == 3 and WRITABLE.match(row[0]) and int(row[1]) > 0
            and not row[0].startswith(READ_ONLY_AFTER_LOADING)}


def foreign_globals(path):
    """Global names that a program linking the static library could collide with."""
    return {name for kind, name in symbols("-g", "--defined-only", path)
            if kind != "U" and not name.startswith("smtpreply_")}


def generated_sources():
    """The C file of each grammar: from the source tree in a tarball, else from the build folder."""
    found = []
    for grammar in sorted((SOURCE / "lib").rglob("*.re")):
        shipped = grammar.with_suffix(".c")
        candidates = [shipped] if shipped.exists() else sorted((BUILD / "lib").rglob(shipped.name))
        if not candidates:
            raise AssertionError(f"{grammar}: its C file is nowhere")
        found.append(candidates[0])
    return found


def compile_object(source, folder, *flags):
    target = pathlib.Path(folder) / (source.stem + ".o")
    run(*COMPILER, *FREESTANDING, *flags, "-c", source, "-o", target)
    return target


def compile_library(folder, *flags):
    """Compiles all of the library into objects in the folder and returns their paths."""
    folders = [SOURCE / "include", *(path for path in (SOURCE / "lib").rglob("*") if path.is_dir())]
    flags = [*flags, f'-DSMTPREPLY_VERSION="{VERSION}"', *(f"-I{path}" for path in folders)]
    sources = sorted(set((SOURCE / "lib").rglob("*.c")) | set(generated_sources()))
    return [compile_object(source, folder, *flags) for source in sources]


class Exports(unittest.TestCase):
    def names_in_headers(self, headers=tuple(HEADERS)):
        text = "".join(without_comments(path.read_text()) for path in headers)
        return set(re.findall(r"^SMTPREPLY_API\b[^;(]*?\b(\w+)\s*\(", text, re.MULTILINE))

    def names_in_map(self):
        text = without_comments((SOURCE / "lib/smtpreply.map").read_text())
        return set(re.findall(r"^\s*(\w+);", text, re.MULTILINE))

    def shared_library(self):
        path = BUILD / "lib" / "libsmtpreply.so"
        if not path.exists():
            self.skipTest("no shared library in this build (default_library)")
        return path

    def test_headers_and_map_name_the_same_functions(self):
        self.assertIn("smtpreply_feed", self.names_in_headers())
        self.assertEqual(self.names_in_headers(), self.names_in_map())

    def test_shared_library_exports_them_and_nothing_else(self):
        exported = symbols("-D", "--defined-only", self.shared_library())
        functions = {name.split("@")[0] for kind, name in exported if kind != "A"}
        left_out = set()
        if not HAS_REFERENCE:
            left_out = self.names_in_headers([SOURCE / "include/smtpreply/reference.h"])
            self.assertIn("smtpreply_entry_text", left_out)
        self.assertEqual(functions, self.names_in_map() - left_out)

    def test_every_exported_symbol_has_a_version(self):
        exported = symbols("-D", "--defined-only", self.shared_library())
        unversioned = [name for kind, name in exported
                       if kind != "A" and "@@SMTPREPLY_" not in name]
        self.assertEqual(unversioned, [])

    def test_exports_no_data(self):
        exported = symbols("-D", "--defined-only", self.shared_library())
        self.assertEqual({kind for kind, _ in exported} - {"A"}, {"T"})

    def test_global_names_of_the_static_library_have_the_prefix(self):
        path = BUILD / "lib" / "libsmtpreply.a"
        if not path.exists():
            self.skipTest("no static library in this build (default_library)")
        self.assertEqual(foreign_globals(path), set())


class Needs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.objects = {}
        for variant, flags in VARIANTS.items():
            folder = tempfile.TemporaryDirectory()
            cls.addClassCleanup(folder.cleanup)
            cls.objects[variant] = compile_library(folder.name, *flags)

    def check_each(self, names_of):
        for variant, objects in self.objects.items():
            with self.subTest(simd=variant):
                self.assertEqual({path.name: names_of(path) for path in objects},
                                 {path.name: set() for path in objects})

    def test_all_sources_were_compiled(self):
        for objects in self.objects.values():
            self.assertLessEqual({"lexer", "names", "parser"}, {path.stem for path in objects})

    def test_only_four_functions_of_libc(self):
        for variant, objects in self.objects.items():
            with self.subTest(simd=variant):
                self.assertLessEqual(undefined(objects), MEMORY_FUNCTIONS)

    def test_no_writable_data(self):
        self.check_each(writable_sections)

    def test_global_names_have_the_prefix(self):
        self.check_each(foreign_globals)


class TheChecksCanFail(unittest.TestCase):
    """A bad object of a few lines, in which each check above must find its fault."""

    SOURCE_TEXT = """
        #include <stdlib.h>
        static int calls;
        int initialised = 1;
        _Thread_local int each;
        const char *const harmless[] = { "a", "b" };
        void *helper(void);
        void *helper(void) { each++; return malloc((size_t)++calls); }
    """

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        source = pathlib.Path(cls.folder.name) / "bad.c"
        source.write_text(cls.SOURCE_TEXT)
        cls.object = compile_object(source, cls.folder.name, "-fPIC")

    def test_finds_the_call_of_malloc(self):
        self.assertIn("malloc", undefined([self.object]))

    def test_finds_each_kind_of_writable_data(self):
        self.assertEqual(writable_sections(self.object), {".bss", ".data", ".tbss"})

    def test_finds_names_without_the_prefix(self):
        self.assertEqual(foreign_globals(self.object),
                         {"harmless", "helper", "initialised", "each"})


if __name__ == "__main__":
    unittest.main()
