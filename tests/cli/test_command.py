# SPDX-License-Identifier: MIT
"""smtpreply: arguments, files, exit statuses, pipes, terminals, memory."""
import os
import pathlib
import pty
import resource
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

import command

BAD_ARGUMENTS = [
    ([], "no command", "no subcommand"),
    (["frobnicate"], "no command frobnicate", "an unknown subcommand"),
    (["--json"], "no command --json", "an option where the subcommand should stand"),
    (["parse", "--frobnicate"], "no option --frobnicate", "an unknown option"),
    (["parse", "--js"], "no option --js", "half a name"),
    (["parse", "--jsonx"], "no option --jsonx", "a longer name"),
    (["parse", "-j"], "no option -j", "there are no short options"),
    (["parse", "--json=yes"], "--json takes no value", "a value for a flag"),
    (["parse", "--help=yes"], "--help takes no value", "likewise"),
    (["parse", "--chunk"], "--chunk needs a value", "the value is missing"),
    (["parse", "a", "b"], "more than one FILE", "two files"),
    (["parse", "-", "-"], "more than one FILE", "standard input twice"),
    (["parse", "--", "--json", "b"], "more than one FILE", "behind -- nothing is an option"),
    (["parse", "--refuse", "bare-lff"], '--refuse: "bare-lff"', "an unknown deviation"),
    (["parse", "--refuse", "bare"], '--refuse: "bare"', "half a name"),
    (["parse", "--refuse", "none"], '--refuse: "none"', "the library's name for nothing"),
    (["parse", "--refuse="], '--refuse: ""', "no name"),
    (["parse", "--refuse=nul,"], '--refuse: ""', "no name behind the comma"),
    (["parse", "--refuse=nul, control"], '--refuse: " control"', "a space"),
    (["parse", "--max-octets", "0"], '--max-octets: "0"', "0 would be the library's default"),
    (["parse", "--max-octets", "4294967296"], '--max-octets: "4294967296"', "one too many"),
    (["parse", "--max-octets", "18446744073709551617"], '--max-octets: "18446744073709551617"',
     "would wrap to 1"),
    (["parse", "--max-octets", "-1"], '--max-octets: "-1"', "a sign"),
    (["parse", "--max-octets", "+1"], '--max-octets: "+1"', "a sign"),
    (["parse", "--max-octets", " 1"], '--max-octets: " 1"', "a space"),
    (["parse", "--max-octets", "1k"], '--max-octets: "1k"', "a unit"),
    (["parse", "--max-octets", "0x10"], '--max-octets: "0x10"', "hexadecimal"),
    (["parse", "--max-octets", ""], '--max-octets: ""', "nothing"),
    (["parse", "--text-size", "4294967297"], '--text-size: "4294967297"', "no reply is so long"),
    (["parse", "--text-size", "-0"], '--text-size: "-0"', "a sign"),
    (["parse", "--text-size="], '--text-size: ""', "nothing, which is not 0"),
    (["parse", "--chunk", "0"], '--chunk: "0"', "would never end"),
    (["parse", "--chunk=1e3"], '--chunk: "1e3"', "a float"),
]

IS_SANITIZED = b"__asan_init" in pathlib.Path(command.COMMAND).read_bytes()


class BadUsageIsToldPlainly(unittest.TestCase):
    def test_as_the_table_says(self):
        for arguments, message, reason in BAD_ARGUMENTS:
            with self.subTest(reason, arguments=arguments):
                result = command.run(arguments, b"250 ok\r\n")
                self.assertEqual(result.returncode, command.BAD_USAGE)
                self.assertEqual(result.stdout, b"")
                self.assertTrue(result.stderr.startswith(b"smtpreply: "))
                self.assertIn(message, result.stderr.decode())
                self.assertIn(b"--help", result.stderr.splitlines()[-1])


class OptionsAreRead(unittest.TestCase):
    STREAM = b"250 ok\n"

    def test_wherever_they_stand(self):
        with tempfile.NamedTemporaryFile() as file:
            file.write(self.STREAM)
            file.flush()
            plain = command.run(["parse", "--json", file.name]).stdout
            self.assertIn(b'"code":250', plain)
            for arguments in (["--json", "--chunk", "1", file.name],
                              [file.name, "--json", "--chunk=1"],
                              ["--chunk=1", file.name, "--json"],
                              ["--json", "--", file.name]):
                with self.subTest(arguments):
                    self.assertEqual(command.run(["parse", *arguments]).stdout, plain)

    def test_with_a_value_apart_or_behind_an_equals_sign(self):
        for arguments in (["--refuse", "bare-lf"], ["--refuse=bare-lf"]):
            with self.subTest(arguments):
                self.assertEqual(command.parse(self.STREAM, *arguments)[1], command.BAD_STREAM)

    def test_at_their_limits(self):
        for arguments in (["--max-octets", "4294967295", "--text-size", "0"],
                          ["--max-octets", "0000007"], ["--text-size", "0"],
                          ["--chunk", "4294967295"]):
            with self.subTest(arguments):
                self.assertEqual(command.parse(self.STREAM, *arguments)[1], 0)

    def test_at_the_limit_of_the_text_size_where_there_is_memory(self):
        result = command.run(["parse", "--text-size", "4294967296"], self.STREAM)
        self.assertIn(result.returncode, (0, command.NO_MEMORY))

    def test_of_two_numbers_the_last_counts(self):
        self.assertEqual(command.parse(self.STREAM, "--max-octets=3", "--max-octets=9")[1], 0)


class HelpIsPrinted(unittest.TestCase):
    def test_of_the_command(self):
        result = command.run(["--help"])
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        self.assertIn(b"usage: smtpreply COMMAND", result.stdout)
        for name in (b"advise", b"completion", b"parse", b"transcript"):
            self.assertRegex(result.stdout, rb"(?m)^  %s +\w" % name)

    def test_of_parse_with_every_option_deviation_and_exit_status(self):
        result = command.run(["parse", "--help"])
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        text = result.stdout.decode()
        for option in ("json", "strict", "refuse NAME,NAME", "max-octets N", "text-size N",
                       "chunk N", "help"):
            self.assertRegex(text, rf"(?m)^  --{option}  +\w")
        for name in [*command.DEVIATIONS, "framing", "strict", "all"]:
            self.assertRegex(text, rf"(?<![\w-]){name}(?![\w-])")
        for status in (0, 64, 65, 66, 71, 74):
            self.assertRegex(text, rf"(?m)^  {status} +\w")
        self.assertIn("examples:\n  smtpreply parse", text)

    def test_also_behind_other_options(self):
        self.assertIn(b"usage:", command.run(["parse", "--json", "x", "--help"]).stdout)

    def test_of_the_version(self):
        result = command.run(["--version"])
        self.assertEqual(result.returncode, 0)
        self.assertRegex(result.stdout, rb"^smtpreply [0-9]+\.[0-9]+\.[0-9]+\n$")


class InputIsRead(unittest.TestCase):
    STREAM = b"250 2.1.0 ok\r\n"

    def test_from_a_file_standard_input_or_a_dash(self):
        with tempfile.NamedTemporaryFile() as file:
            file.write(self.STREAM)
            file.flush()
            results = [command.run(["parse", file.name]),
                       command.run(["parse"], self.STREAM),
                       command.run(["parse", "-"], self.STREAM)]
        for result in results:
            self.assertEqual((result.returncode, result.stderr), (0, b""))
            self.assertEqual(result.stdout, results[0].stdout)
        self.assertIn(b"2.1.0 ok", results[0].stdout)

    def test_from_a_file_named_like_an_option(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "--json").write_bytes(self.STREAM)
            result = command.run(["parse", "--", "--json"], cwd=folder)
        self.assertEqual((result.returncode, result.stdout[:4]), (0, b"250 "))

    def check_unreadable(self, path, reason):
        result = command.run(["parse", path], b"250 not this\r\n")
        self.assertEqual(result.returncode, command.NO_INPUT)
        self.assertEqual(result.stdout, b"")
        self.assertEqual(result.stderr.decode(), f"smtpreply: {path}: {reason}\n")

    def test_not_from_a_file_that_is_missing(self):
        self.check_unreadable("/no/such/file", "No such file or directory")

    def test_not_from_a_file_without_a_name(self):
        self.check_unreadable("", "No such file or directory")

    def test_not_from_a_directory(self):
        with tempfile.TemporaryDirectory() as folder:
            self.check_unreadable(folder, "Is a directory")

    @unittest.skipIf(os.geteuid() == 0, "the superuser may read every file")
    def test_not_from_a_file_of_somebody_else(self):
        with tempfile.NamedTemporaryFile() as file:
            os.chmod(file.name, 0)
            self.check_unreadable(file.name, "Permission denied")

    def test_not_from_a_closed_standard_input(self):
        result = subprocess.run(["sh", "-c", 'exec "$0" parse <&-', command.COMMAND],
                                capture_output=True, timeout=60, check=False)
        self.assertEqual(result.returncode, command.NO_INPUT)
        self.assertEqual(result.stderr, b"smtpreply: standard input: Bad file descriptor\n")

    def test_what_came_before_a_read_error_is_printed(self):
        """A socket whose other side left bytes unread gives what came, then an error."""
        server, client = socket.socketpair()
        client.send(b"QUIT")
        server.send(b"250 ok\r\n250 cut o")
        server.close()
        with client:
            result = subprocess.run([command.COMMAND, "parse"], stdin=client, capture_output=True,
                                    timeout=60, check=False)
        self.assertEqual(result.stdout, b"250 positive completion: done\n    ok\n")
        self.assertEqual(result.stderr, b"smtpreply: standard input: Connection reset by peer\n")
        self.assertEqual(result.returncode, command.NO_INPUT)


class ExitStatusTells(unittest.TestCase):
    def test_that_all_was_replies(self):
        self.assertEqual(command.parse(b"250 a\r\n550 b\r\n")[1], 0)

    def test_that_deviations_are_no_error(self):
        self.assertEqual(command.parse(b"".join(command.DEVIATIONS.values()))[1], 0)

    def test_of_each_error(self):
        for name, (arguments, stream, _) in command.ERRORS.items():
            with self.subTest(name):
                self.assertEqual(command.parse(stream, *arguments)[1], command.BAD_STREAM)

    @unittest.skipIf(IS_SANITIZED, "a sanitizer needs the address space")
    def test_that_memory_ran_out(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (1 << 28, 1 << 28))
        result = command.run(["parse", "--max-octets=4294967295"], preexec_fn=limit)
        self.assertEqual(result.returncode, command.NO_MEMORY)
        self.assertIn(b"--text-size", result.stderr)
        result = command.run(["parse", "--max-octets=4294967295", "--text-size=99"], b"250 ok\r\n",
                             preexec_fn=limit)
        self.assertEqual(result.returncode, 0)


class OutputThatCannotBeWritten(unittest.TestCase):
    COMMAND_LINES = (["parse"], ["parse", "--json"], ["parse", "--help"], ["--help"], ["--version"],
                     ["advise", "rcpt", "250 ok"], ["advise", "--help"],
                     ["transcript", str(command.CAPTURES[0].with_suffix(".txt"))])

    def check(self, redirection, reason):
        for arguments in self.COMMAND_LINES:
            with self.subTest(arguments):
                result = subprocess.run(["sh", "-c", f'exec "$0" "$@" {redirection}',
                                         command.COMMAND, *arguments], input=b"250 ok\r\n",
                                        stderr=subprocess.PIPE, timeout=60, check=False)
                self.assertEqual(result.returncode, command.NO_OUTPUT)
                self.assertEqual(result.stderr.decode(), f"smtpreply: standard output: {reason}\n")

    def test_because_the_device_is_full(self):
        self.check(">/dev/full", "No space left on device")

    def test_because_it_is_closed(self):
        self.check(">&-", "Bad file descriptor")

    def test_weighs_more_than_an_error_in_the_stream(self):
        with open("/dev/full", "wb") as full:
            result = subprocess.run([command.COMMAND, "parse"], input=b"HTTP", stdout=full,
                                    stderr=subprocess.DEVNULL, timeout=60, check=False)
        self.assertEqual(result.returncode, command.NO_OUTPUT)

    def test_ends_the_reading_of_a_stream_that_never_ends(self):
        with open("/dev/full", "wb") as full, \
                subprocess.Popen([command.COMMAND, "parse"], stdin=subprocess.PIPE, stdout=full,
                                 stderr=subprocess.DEVNULL) as process:
            process.stdin.write(b"250 ok\r\n")
            process.stdin.flush()
            self.assertEqual(process.wait(timeout=60), command.NO_OUTPUT)

    def read_one_line_of_many(self, **options):
        with subprocess.Popen([command.COMMAND, "parse"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              **options) as process:
            process.stdin.write(b"250 ok\r\n")
            process.stdin.flush()
            process.stdout.readline()
            process.stdout.close()
            process.stdin.write(b"250 ok\r\n")
            process.stdin.close()
            complaint = process.stderr.read()
            process.wait(timeout=60)
        return process.returncode, complaint

    def test_because_the_reader_has_left_ends_it_quietly(self):
        self.assertEqual(self.read_one_line_of_many(), (-signal.SIGPIPE, b""))

    def test_because_the_reader_has_left_is_told_where_the_signal_is_ignored(self):
        self.assertEqual(self.read_one_line_of_many(restore_signals=False),
                         (command.NO_OUTPUT, b"smtpreply: standard output: Broken pipe\n"))


class LivePipeShowsReplies(unittest.TestCase):
    def test_before_it_closes(self):
        for arguments in ([], ["--json"]):
            with self.subTest(arguments), \
                    subprocess.Popen([command.COMMAND, "parse", *arguments], bufsize=0,
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
                process.stdin.write(b"220 ready\r\n250-mx")
                ready, _, _ = select.select([process.stdout], [], [], 30)
                self.assertTrue(ready, "the first reply did not appear")
                first = os.read(process.stdout.fileno(), 65536)
                self.assertIn(b"220", first)
                self.assertNotIn(b"250", first)
                process.stdin.write(b"\r\n250 SIZE\r\n")
                ready, _, _ = select.select([process.stdout], [], [], 30)
                self.assertTrue(ready, "the second reply did not appear")
                self.assertIn(b"SIZE", os.read(process.stdout.fileno(), 65536))
                process.stdin.close()
                self.assertEqual(process.wait(timeout=60), 0)


class ProgressIsShown(unittest.TestCase):
    REPLY = b"250 2.1.0 ok\r\n"

    def watch(self, reads, pause, **environment):
        """What a terminal on standard error shows while a slow pipe is read."""
        ours, theirs = pty.openpty()
        variables = {**os.environ, "TERM": "xterm", **environment}
        with subprocess.Popen([command.COMMAND, "parse"], stdin=subprocess.PIPE, stderr=theirs,
                              stdout=subprocess.DEVNULL, env=variables) as process:
            os.close(theirs)
            for _ in range(reads):
                process.stdin.write(self.REPLY)
                process.stdin.flush()
                time.sleep(pause)
            process.stdin.close()
            shown = command.read_all(ours)
            process.wait(timeout=60)
        os.close(ours)
        return shown

    def test_from_the_second_second_on_a_few_times_a_second_and_wiped(self):
        shown = self.watch(20, 0.1)
        lines = shown.split(b"\r")
        self.assertEqual((lines[0], lines[-1]), (b"", b"\x1b[K"))
        self.assertTrue(1 <= len(lines) - 2 <= 5, lines)
        counts = []
        for line in lines[1:-1]:
            self.assertRegex(line, rb"^[0-9]+ octets, [0-9]+ replies\x1b\[K$")
            octets, replies = (int(word) for word in line.split() if word.isdigit())
            self.assertEqual(octets, replies * len(self.REPLY))
            counts.append(replies)
        self.assertEqual(counts, sorted(set(counts)))

    def test_not_when_it_is_quick(self):
        self.assertEqual(self.watch(3, 0), b"")

    def test_not_on_a_terminal_that_cannot_rewrite_a_line(self):
        self.assertEqual(self.watch(6, 0.3, TERM="dumb"), b"")

    def test_not_where_the_replies_are_shown(self):
        ours, theirs = pty.openpty()
        with subprocess.Popen([command.COMMAND, "parse"], stdin=subprocess.PIPE, stdout=theirs,
                              stderr=theirs, env={**os.environ, "TERM": "xterm"}) as process:
            os.close(theirs)
            for _ in range(2):
                time.sleep(1.2)
                process.stdin.write(self.REPLY)
                process.stdin.flush()
            process.stdin.close()
            shown = command.read_all(ours)
            process.wait(timeout=60)
        os.close(ours)
        self.assertNotIn(b"octets", shown)
        self.assertEqual(shown.count(b"2.1.0 ok"), 2)


def peak_kibibytes(process):
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    raise AssertionError("no VmHWM")


@unittest.skipUnless(sys.platform == "linux", "reads /proc")
class MemoryIsConstant(unittest.TestCase):
    def check(self, piece, *arguments):
        megabyte = piece * (1000000 // len(piece))
        with subprocess.Popen([command.COMMAND, "parse", *arguments], stdin=subprocess.PIPE,
                              stdout=subprocess.DEVNULL) as process:
            process.stdin.write(megabyte)
            process.stdin.flush()
            first = peak_kibibytes(process)
            for _ in range(200):
                process.stdin.write(megabyte)
            process.stdin.flush()
            last = peak_kibibytes(process)
            process.stdin.close()
            process.wait(timeout=60)
        self.assertLess(last - first, 1024)
        if not IS_SANITIZED:
            self.assertLess(last, 8192)
        return process.returncode

    def test_for_200_megabytes_of_replies(self):
        piece = b"250-mx.test.example\r\n250 2.1.0 \xc3\xa9 Ok\r\n550 5.1.1 \x1b no such user\r\n"
        self.assertEqual(self.check(piece, "--json"), 0)

    def test_for_one_reply_of_200_megabytes(self):
        self.assertEqual(self.check(b"250-" + b"x" * 90 + b"\r\n", "--max-octets=4294967295",
                                    "--text-size=1000"), command.BAD_STREAM)


if __name__ == "__main__":
    unittest.main()
