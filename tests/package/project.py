# SPDX-License-Identifier: MIT
"""What the tests of this folder share: where the project is, its compiler, how to run a command.

Meson says where things are in the environment, see meson.build.
"""
import os
import pathlib
import re
import shutil
import subprocess

SOURCE = pathlib.Path(os.environ["SOURCE_ROOT"])
BUILD = pathlib.Path(os.environ["BUILD_ROOT"])
COMMAND = pathlib.Path(os.environ["COMMAND"])
COMPILER = os.environ["COMPILER"].split("\n")
EXAMPLES = [name for name in os.environ["EXAMPLES"].split() if name != "firmware"]
SANITIZERS = os.environ["SANITIZERS"]
HAS_REFERENCE = os.environ["REFERENCE"] == "true"
VERSION = os.environ["VERSION"]
HEADERS = sorted((SOURCE / "include").rglob("*.h"))

# What links with a library built for sanitizers must name them too.
LINK_FLAGS = [] if SANITIZERS in ("", "none") else [f"-fsanitize={SANITIZERS}"]
# Meson lets a test find the library of the build; a user's program must find the installed one.
CLEAN_ENVIRONMENT = {
    name: value for name, value in os.environ.items()
    if name not in ("CFLAGS", "CPPFLAGS", "DESTDIR", "LDFLAGS", "LD_LIBRARY_PATH")
}


class CommandFailed(AssertionError):
    """A command gave another exit status than 0; what it wrote is the message."""


def run(*command, cwd=None, stdin=subprocess.DEVNULL, **variables):
    """Runs a command that must succeed and returns what it wrote to standard output, as text."""
    command = [str(word) for word in command]
    done = subprocess.run(command, cwd=cwd, stdin=stdin, capture_output=True,
                          env={**CLEAN_ENVIRONMENT, **variables}, check=False)
    if done.returncode != 0:
        output = (done.stdout + done.stderr).decode(errors="replace")
        raise CommandFailed(f"{' '.join(command)}: exit status {done.returncode}\n{output}")
    return done.stdout.decode()


def need(test, *programs):
    """Skips the test, and says why, where a program is missing."""
    for program in programs:
        if shutil.which(program) is None:
            test.skipTest(f"{program} is not installed")


def source_files():
    """All files of the project, as paths below SOURCE: what git knows or would add; without git, all
    but build folders."""
    if (SOURCE / ".git").exists() and shutil.which("git"):
        listed = subprocess.run(
            ["git", "-c", "safe.directory=*", "-C", SOURCE, "ls-files", "-z", "--cached", "--others",
             "--exclude-standard"],
            capture_output=True, check=False)
        if listed.returncode == 0:
            names = sorted(name for name in listed.stdout.decode().split("\0") if name)
            return [pathlib.Path(name) for name in names if (SOURCE / name).is_file()]
    return sorted(path.relative_to(SOURCE) for path in SOURCE.rglob("*")
                  if path.is_file() and not is_made(path.relative_to(SOURCE).parts))


def is_made(parts):
    return (parts[0].startswith("build") or parts[0] in (".git", "subprojects")
            or "__pycache__" in parts)


def names_of_enum(enum):
    """The values of an enum of parser.h as users read them: BAD_CODE is bad-code."""
    text = without_comments((SOURCE / "include/smtpreply/parser.h").read_text())
    body = re.search(rf"enum {enum} {{(.*?)}}", text, re.DOTALL).group(1)
    names = re.findall(r"SMTPREPLY_(\w+) =", body)
    return [name.lower().replace("_", "-") for name in names]


def without_comments(c_source):
    return re.sub(r"/\*.*?\*/", " ", c_source, flags=re.DOTALL)
