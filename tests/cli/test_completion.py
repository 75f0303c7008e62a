# SPDX-License-Identifier: MIT
"""smtpreply completion: the scripts for bash, zsh and fish complete what --help tells of."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import command

SHELLS = ("bash", "zsh", "fish")


def shown(*arguments):
    result = command.run(list(arguments))
    assert (result.returncode, result.stderr) == (0, b""), result
    return result.stdout.decode()


COMMANDS = re.findall(r"(?m)^  (\w+) +\w", shown("--help").split("commands:")[1])
HAS_REFERENCE = "explain" in COMMANDS


def options_of(name):
    return re.findall(r"(?m)^  --([\w-]+)", shown(name, "--help"))


def bash_completes(*words):
    """What bash offers where the last word is being typed."""
    script = shown("completion", "bash") + (
        'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _smtpreply; printf "%s\\n" "${COMPREPLY[@]}"')
    done = subprocess.run(["bash", "-c", script, "bash", "smtpreply", *words],
                          capture_output=True, check=True, timeout=60)
    assert done.stderr == b"", done.stderr
    return [offer for offer in done.stdout.decode().splitlines() if offer]


class EveryScript(unittest.TestCase):
    def test_has_every_command_and_every_option_of_its_help(self):
        self.assertGreater(len(COMMANDS), 3)
        for shell in SHELLS:
            script = shown("completion", shell)
            dashes = "-l " if shell == "fish" else "--"
            for name in COMMANDS:
                self.assertRegex(script, rf"(?<![\w-]){name}(?![\w-])")
                for option in options_of(name):
                    with self.subTest(shell, command=name, option=option):
                        self.assertRegex(script, rf"{dashes}{option}(?![\w-])")

    def test_has_the_words_of_options_and_operands(self):
        for shell in SHELLS:
            script = shown("completion", shell)
            for word in ("data-end-recipient", "timed-out", "code-mismatch", "framing", "zsh"):
                self.assertRegex(script, rf"(?<![\w-]){word}(?![\w-])")

    def test_of_no_shell_or_of_another_is_bad_usage(self):
        for arguments, message in [([], "no shell"), (["csh"], '"csh" is none of bash, zsh, fish'),
                                   (["bash", "zsh"], "more than one shell")]:
            result = command.run(["completion", *arguments])
            self.assertEqual((result.returncode, result.stdout), (command.BAD_USAGE, b""))
            self.assertIn(message, result.stderr.decode())


@unittest.skipUnless(shutil.which("bash"), "bash is not installed")
class Bash(unittest.TestCase):
    def test_completes_commands(self):
        self.assertEqual(sorted(bash_completes("")), sorted([*COMMANDS, "--help", "--version"]))
        self.assertEqual(bash_completes("tra"), ["transcript"])

    def test_completes_options(self):
        for name in COMMANDS:
            self.assertEqual(bash_completes(name, "-"), [f"--{o}" for o in options_of(name)])
        self.assertEqual(bash_completes("parse", "--js"), ["--json"])

    def test_completes_values_apart_and_behind_an_equals_sign(self):
        for words in (["--outcome", "ti"], ["--outcome", "=", "ti"]):
            self.assertEqual(bash_completes("advise", *words), ["timed-out"])
        self.assertIn("lost", bash_completes("advise", "--outcome", "="))
        self.assertEqual(bash_completes("advise", "--accepted", ""), [])

    def test_completes_operands(self):
        self.assertEqual(bash_completes("advise", "rc"), ["rcpt"])
        self.assertEqual(bash_completes("completion", ""), list(SHELLS))

    def test_completes_files(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "session of today.bin"
            path.touch()
            self.assertEqual(bash_completes("parse", f"{folder}/ses"), [str(path)])

    @unittest.skipUnless(HAS_REFERENCE, "this build has no reference")
    def test_completes_entries_and_languages(self):
        self.assertIn("451", bash_completes("explain", "45"))
        self.assertIn("STARTTLS", bash_completes("compare", "451", "STARTT"))
        self.assertEqual(bash_completes("explain", "--lang", ""), ["en", "ja"])
        self.assertEqual(bash_completes("list", "--standing", "folk"), ["folklore"])


@unittest.skipUnless(shutil.which("zsh"), "zsh is not installed")
class Zsh(unittest.TestCase):
    def test_reads_the_script(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "_smtpreply").write_text(shown("completion", "zsh"))
            done = subprocess.run(
                ["zsh", "-f", "-c", "fpath=($1 $fpath); autoload -Uz compinit; compinit -u -D; "
                 "print $_comps[smtpreply]; autoload +X _smtpreply && print read", "zsh", folder],
                capture_output=True, check=False, timeout=60, env={**os.environ, "HOME": folder})
        self.assertEqual((done.stdout, done.stderr), (b"_smtpreply\nread\n", b""))


@unittest.skipUnless(shutil.which("fish"), "fish is not installed")
class Fish(unittest.TestCase):
    def completes(self, line):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                ["fish", "--no-config", "-c", 'source $argv[1]; complete -C "$argv[2]"',
                 "/dev/stdin", line], input=shown("completion", "fish").encode(),
                capture_output=True, check=True, timeout=60, env={**os.environ, "HOME": folder})
        return [offer.split("\t")[0] for offer in done.stdout.decode().splitlines()]

    def test_completes_commands_options_and_words(self):
        self.assertEqual(self.completes("smtpreply tra"), ["transcript"])
        self.assertEqual(self.completes("smtpreply parse --js"), ["--json"])
        self.assertEqual(self.completes("smtpreply advise --outcome ti"), ["timed-out"])
        self.assertEqual(self.completes("smtpreply advise rc"), ["rcpt"])


if __name__ == "__main__":
    unittest.main()
