# SPDX-License-Identifier: MIT
"""The library as others use it: installed and found by pkg-config, or as a Meson subproject."""
import pathlib
import shutil
import tempfile
import unittest

from project import (BUILD, COMPILER, HEADERS, LINK_FLAGS, SOURCE, VERSION, need, run, source_files)

PROGRAM = r"""
#include <smtpreply.h>
#include <stdio.h>
int main(void)
{
	struct smtpreply_parser parser;
	char text[64];
	size_t used;
	smtpreply_parser_init(&parser, text, sizeof text);
	enum smtpreply_result result = smtpreply_feed(&parser, "250 2.1.0 Ok\r\n354", 17, &used);
	printf("%d %d %s %zu %s\n", result, parser.reply.code, text, used, smtpreply_version());
	return 0;
}
"""
ANSWER = f"1 250 2.1.0 Ok 14 {VERSION}\n"

SUPERPROJECT = """
project('user', 'c', default_options: 'c_std=c11')
smtpreply = dependency('smtpreply', fallback: ['libsmtpreply'],
  default_options: ['default_library=static', 'tests=false'])
executable('user', 'user.c', dependencies: smtpreply)
"""


def needs_library(program):
    """Tells whether a program loads the shared library."""
    return "[libsmtpreply.so.0]" in run("readelf", "-d", program)


class Installed(unittest.TestCase):
    def setUp(self):
        need(self, "meson", "pkg-config", "readelf")
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.root = self.folder / "root"
        run("meson", "install", "-C", BUILD, "--no-rebuild", "--destdir", self.root)
        self.pc = self.only("smtpreply.pc")
        self.prefix = self.only("smtpreply.h").parents[1]

    def only(self, name):
        found = list(self.root.rglob(name))
        self.assertEqual(len(found), 1, f"{name}: {found}")
        return found[0]

    def pkg_config(self, *arguments):
        """Asks as a user would, had the prefix been the folder in which the files now stand."""
        return run("pkg-config", f"--define-variable=prefix={self.prefix}", *arguments, "smtpreply",
                   PKG_CONFIG_PATH=str(self.pc.parent)).split()

    def build(self, *flags):
        source, target = self.folder / "program.c", self.folder / "program"
        source.write_text(PROGRAM)
        run(*COMPILER, "-std=c11", source, "-o", target, *flags, *LINK_FLAGS)
        return target

    def has(self, library):
        return list(self.root.rglob(library)) != []

    def test_shared(self):
        if not self.has("libsmtpreply.so"):
            self.skipTest("no shared library in this build (default_library)")
        program = self.build(*self.pkg_config("--cflags", "--libs"))
        self.assertTrue(needs_library(program))
        folder = self.only("libsmtpreply.so").parent
        self.assertEqual(run(program, LD_LIBRARY_PATH=str(folder)), ANSWER)

    def test_static(self):
        if not self.has("libsmtpreply.a"):
            self.skipTest("no static library in this build (default_library)")
        flags = self.pkg_config("--static", "--cflags", "--libs")
        program = self.build("-Wl,-Bstatic", *flags, "-Wl,-Bdynamic")
        self.assertFalse(needs_library(program))
        self.assertEqual(run(program), ANSWER)

    def test_pkg_config_knows_the_version(self):
        self.assertEqual(self.pkg_config("--modversion"), [VERSION])

    def test_all_headers_are_there_and_no_other(self):
        wanted = [path.relative_to(SOURCE / "include") for path in HEADERS]
        include = self.prefix / "include"
        self.assertEqual(sorted(path.relative_to(include) for path in include.rglob("*.h")), wanted)

    def test_the_manual_page_of_the_command_is_there(self):
        self.assertEqual(self.only("smtpreply.1").parent.name, "man1")

    def test_the_manual_page_of_the_codes_is_where_there_is_a_reference(self):
        if (BUILD / "docs/smtp-reply-codes.7").exists():
            self.assertEqual(self.only("smtp-reply-codes.7").parent.name, "man7")
        else:
            self.assertEqual(list(self.root.rglob("*.7")), [])

    def test_shells_find_what_completes_the_command(self):
        if not (BUILD / "tools/completion/smtpreply").exists():
            self.skipTest("the command of this build cannot be run to print it")
        for path in ("bash-completion/completions/smtpreply", "zsh/site-functions/_smtpreply",
                     "fish/vendor_completions.d/smtpreply.fish"):
            self.assertIn("smtpreply", self.only(f"share/{path}").read_text())

    def test_the_command_is_there_and_runs(self):
        libraries = {str(path.parent) for path in self.root.rglob("libsmtpreply.so.0")}
        output = run(self.only("bin/smtpreply"), "--version",
                     LD_LIBRARY_PATH=":".join(libraries))
        self.assertIn(VERSION, output)


class Subproject(unittest.TestCase):
    def setUp(self):
        need(self, "meson", "readelf")
        if not (SOURCE / "lib/wire/lexer.c").exists():
            need(self, "re2c")
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        (self.folder / "meson.build").write_text(SUPERPROJECT)
        (self.folder / "user.c").write_text(PROGRAM)
        self.copy_sources(self.folder / "subprojects/libsmtpreply")

    def copy_sources(self, target):
        for path in source_files():
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(SOURCE / path, target / path)

    def test_builds_and_runs(self):
        build = self.folder / "build"
        run("meson", "setup", "--force-fallback-for=smtpreply", build, self.folder,
            CC=" ".join(COMPILER))
        run("meson", "compile", "-C", build)
        self.assertFalse(needs_library(build / "user"))
        self.assertEqual(run(build / "user"), ANSWER)


if __name__ == "__main__":
    unittest.main()
