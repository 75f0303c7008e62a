# SPDX-License-Identifier: MIT
"""smtpreply parse --json: what a program reads."""
import base64
import json
import random
import unittest

import jsonschema

import command

SCHEMA = json.loads((command.ROOT / "tools" / "schema" / "parse.schema.json").read_text())

REPLY_KEYS = ["type", "offset", "size", "code", "first_code", "last_code", "severity", "status",
              "line_count", "lines", "truncated", "deviations"]
ERROR_KEYS = ["type", "offset", "error", "looks_like", "line_count", "lines"]

# The deviations that real servers were seen with. All others are clean.
DEVIATIONS_OF_CAPTURES = {
    # It repeats the address that was too long.
    "exim-longline": {"long-line"},
    # The teaser 220- has no last line of its own; the reply to EHLO follows.
    "postfix-postscreen-pregreet": {"code-mismatch"},
    # Texts of an access table: one of over 512 octets, one in German and Japanese.
    "postfix-rcpt-replies": {"long-line", "non-ascii"},
    "postfix-reject-footer-multiline": {"long-line", "non-ascii"},
}

# What stands in a line, and how it must stand between the quotes of the JSON.
ESCAPES = [
    (b'say "x"', rb'say \"x\"', "a quote would end the string"),
    (b"a\\b", rb"a\\b", "a backslash would start an escape"),
    (b"a/b", b"a/b", "a slash needs no escape"),
    (b"\0\x01\x1f", rb"\u0000\u0001\u001f", "C0"),
    (b"a\tb\rc", rb"a\u0009b\u000dc", "HT and CR are C0 too"),
    (b"\x1b[2J", rb"\u001b[2J", "a terminal sequence"),
    (b"~\x7f", rb"~\u007f", "DEL, behind the last one that is shown"),
    ("\x80\x9f\xa0".encode(), b"\\u0080\\u009f\xc2\xa0", "C1, and the first one behind it"),
    ("\u061b\u061c\u061d".encode(), b"\xd8\x9b\\u061c\xd8\x9d", "the Arabic letter mark"),
    ("\u200d\u200e\u200f\u2010".encode(), b"\xe2\x80\x8d\\u200e\\u200f\xe2\x80\x90", "marks"),
    ("\u2027\u2028\u2029".encode(), b"\xe2\x80\xa7\\u2028\\u2029", "line ends of JavaScript"),
    ("\u202a\u202b\u202c\u202d\u202e\u202f".encode(),
     b"\\u202a\\u202b\\u202c\\u202d\\u202e\xe2\x80\xaf", "embeddings and overrides"),
    ("\u2065\u2066\u2067\u2068\u2069\u206a".encode(),
     b"\xe2\x81\xa5\\u2066\\u2067\\u2068\\u2069\xe2\x81\xaa", "isolates"),
    ("é 邮 😀 \U0010ffff".encode(), "é 邮 😀 \U0010ffff".encode(), "other UTF-8 stays"),
    (b"caf\xe9", b"caf\xef\xbf\xbd", "Latin-1"),
    (b"\xf0\x9f\x98 x", b"\xef\xbf\xbd x", "three bytes of four are one part"),
    (b"\xed\xa0\x80", b"\xef\xbf\xbd" * 3, "no byte of a surrogate can follow another"),
    (b"\xc0\xaf", b"\xef\xbf\xbd" * 2, "an overlong slash"),
]


def without(event, *keys):
    return {key: value for key, value in event.items() if key not in keys}


class EachLineIsAnObjectOfTheSchema(unittest.TestCase):
    validator = jsonschema.Draft202012Validator(SCHEMA)

    def check(self, name, stream, *arguments):
        events = command.parse_json(stream, *arguments)
        self.assertNotEqual(events, [], name)
        for event in events:
            with self.subTest(name, event=event):
                self.validator.validate(event)

    def test_the_schema_itself_is_valid(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)

    def test_of_every_vector(self):
        for name, stream, _ in command.vectors():
            self.check(name, stream)

    def test_of_every_capture(self):
        for path in command.CAPTURES:
            self.check(path.stem, path.read_bytes())

    def test_of_every_deviation_borne_and_refused(self):
        for name, stream in command.DEVIATIONS.items():
            self.check(name, stream)
            self.check(name, stream, "--refuse", name)

    def test_of_every_error_and_protocol(self):
        for name, (arguments, stream, _) in command.ERRORS.items():
            self.check(name, stream, *arguments)
        for name, stream in command.PROTOCOLS.items():
            self.check(name, stream)

    def test_the_schema_refuses_what_is_none(self):
        reply, = command.parse_json(b"250 2.1.0 Ok\r\n")
        refused, = command.parse_json(b"250 ok\n", "--strict")
        wrong = [
            ("a key is missing", without(reply, "status")),
            ("no such severity", {**reply, "severity": "fine"}),
            ("a status of three digits too many", {**reply, "status": "2.1.1000"}),
            ("a status of no class", {**reply, "status": "3.1.0"}),
            ("a code of text", {**reply, "code": "250"}),
            ("a code that cannot be", {**reply, "code": 199}),
            ("no such protocol", {**refused, "looks_like": "ftp"}),
            ("no such error", {**refused, "error": "odd"}),
            ("refused, but what?", without(refused, "refused")),
            ("nothing was refused", {**refused, "error": "cut-off"}),
            ("no such type", {**reply, "type": "answer"}),
        ]
        for reason, event in wrong:
            with self.subTest(reason):
                self.assertFalse(self.validator.is_valid(event))

    def test_the_schema_bears_keys_of_later_versions(self):
        reply, = command.parse_json(b"250 2.1.0 Ok\r\n")
        self.assertTrue(self.validator.is_valid({**reply, "stage": "mail"}))


class TheKeysStandInTheirOrder(unittest.TestCase):
    def check(self, keys, stream, *arguments):
        event = command.parse_json(stream, *arguments)[-1]
        self.assertEqual(list(event), keys)

    def test_of_a_reply(self):
        self.check(REPLY_KEYS, b"250 ok\r\n")

    def test_of_a_reply_that_is_not_utf8(self):
        keys = REPLY_KEYS[:]
        keys.insert(keys.index("lines") + 1, "lines_base64")
        self.check(keys, b"250 \xff\r\n")

    def test_of_an_error(self):
        self.check(ERROR_KEYS, b"HTTP")

    def test_of_a_refusal(self):
        keys = ERROR_KEYS[:]
        keys.insert(keys.index("error") + 1, "refused")
        self.check(keys, b"250 ok\n", "--strict")

    def test_of_an_error_in_text_that_is_not_utf8(self):
        self.check(ERROR_KEYS + ["lines_base64"], b"250 \xff")

    def test_byte_for_byte(self):
        output, status = command.parse(b"250 2.1.0 Ok\r\nHTTP", "--json")
        self.assertEqual(output.decode(), (
            '{"type":"reply","offset":0,"size":14,"code":250,"first_code":250,"last_code":250,'
            '"severity":"positive","status":"2.1.0","line_count":1,"lines":["2.1.0 Ok"],'
            '"truncated":false,"deviations":[]}\n'
            '{"type":"error","offset":14,"error":"bad-code","looks_like":"http","line_count":0,'
            '"lines":[]}\n'))
        self.assertEqual(status, command.BAD_STREAM)


class TheEventsAreRight(unittest.TestCase):
    def test_of_every_vector(self):
        for name, stream, expected in command.vectors():
            with self.subTest(name, stream=stream):
                events = command.parse_json(stream)
                for event in events:
                    for key in ("lines", "lines_base64", "truncated"):
                        event.pop(key, None)
                    if event["type"] == "error":
                        event.pop("line_count")
                self.assertEqual(events, expected)

    def test_of_every_capture(self):
        for path in command.CAPTURES:
            with self.subTest(path.stem):
                codes = json.loads(path.with_suffix(".json").read_text())["final_codes"]
                output, status = command.parse(path.read_bytes(), "--json")
                replies = [json.loads(line) for line in output.splitlines()]
                self.assertEqual(status, 0)
                self.assertEqual([reply["last_code"] for reply in replies], codes)
                self.assertEqual(sum(reply["size"] for reply in replies),
                                 path.stat().st_size)
                self.assertEqual({name for reply in replies for name in reply["deviations"]},
                                 DEVIATIONS_OF_CAPTURES.get(path.stem, set()))

    def test_there_are_captures_of_four_servers(self):
        servers = {path.stem.split("-")[0] for path in command.CAPTURES}
        self.assertEqual(servers, {"dovecot", "exim", "opensmtpd", "postfix"})

    def test_every_deviation_is_named_and_can_be_refused(self):
        for name, stream in command.DEVIATIONS.items():
            with self.subTest(name):
                reply, = command.parse_json(stream)
                expected = ["non-ascii", "bad-utf8"] if name == "bad-utf8" else [name]
                self.assertEqual(reply["deviations"], expected)
                error, = command.parse_json(stream, "--refuse", name)
                self.assertEqual((error["error"], error["refused"]), ("refused", name))

    def test_the_code_that_counts_the_first_and_the_last_are_told_apart(self):
        reply, = command.parse_json(b"250-a\r\n451-b\r\n550 c\r\n")
        self.assertEqual((reply["code"], reply["first_code"], reply["last_code"]), (451, 250, 550))
        self.assertEqual(reply["severity"], "transient")

    def test_sets_refuse_what_they_name(self):
        framing = {"blank-line", "code-mismatch"}
        strict = framing | {"bare-lf", "extra-cr", "bare-cr", "nul", "control"}
        sets = [
            (["--refuse", "framing"], framing),
            (["--strict"], strict),
            (["--refuse=strict"], strict),
            (["--refuse", "all"], set(command.DEVIATIONS)),
            (["--refuse", "nul,bare-lf"], {"nul", "bare-lf"}),
            (["--refuse", "nul", "--refuse", "bare-lf"], {"nul", "bare-lf"}),
            (["--refuse", "framing,nul"], framing | {"nul"}),
        ]
        for arguments, names in sets:
            refused = {name for name, stream in command.DEVIATIONS.items()
                       if command.parse_json(stream, *arguments)[0]["type"] == "error"}
            with self.subTest(arguments):
                self.assertEqual(refused, names)

    def test_every_error_stands_at_its_octet_of_the_whole_stream(self):
        for name, (arguments, stream, offset) in command.ERRORS.items():
            with self.subTest(name):
                output, status = command.parse(stream, "--json", *arguments)
                error = json.loads(output.splitlines()[-1])
                self.assertEqual((error["error"], error["offset"]), (name, offset))
                self.assertEqual(status, command.BAD_STREAM)

    def test_every_protocol_is_recognised(self):
        for name, stream in command.PROTOCOLS.items():
            with self.subTest(name):
                error, = command.parse_json(stream)
                self.assertEqual(error["looks_like"], name)

    def test_an_error_shows_the_lines_that_had_come(self):
        error, = command.parse_json(b"550-5.7.1 blocked\r\n550 see htt")
        self.assertEqual(error["lines"], ["5.7.1 blocked", "see htt"])
        self.assertEqual(error["line_count"], 1)

    def test_nothing_is_printed_behind_an_error(self):
        events = command.parse_json(b"250 a\r\nx\r\n250 b\r\n")
        self.assertEqual([event["type"] for event in events], ["reply", "error"])

    def test_a_blank_line_belongs_to_the_reply_behind_it(self):
        first, second = command.parse_json(b"250 a\r\n\r\n\n250 b\r\n")
        self.assertEqual((first["offset"], first["size"]), (0, 7))
        self.assertEqual((second["offset"], second["size"]), (7, 10))

    def test_blank_lines_alone_are_no_reply_and_no_error(self):
        self.assertEqual(command.parse(b"\r\n\r\n", "--json"), (b"", 0))

    def test_an_empty_stream_is_no_error(self):
        self.assertEqual(command.parse(b"", "--json"), (b"", 0))


class CutsDoNotMatter(unittest.TestCase):
    CHUNKS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 61, 512, 513, 1460, 4093, 65535, 65536, 65537, 4294967295]

    def check(self, name, stream, *arguments):
        for form in ([], ["--json"]):
            whole = command.parse(stream, *form, *arguments)
            for chunk in self.CHUNKS:
                if chunk < 2 * len(stream):
                    with self.subTest(name, chunk=chunk):
                        cut = command.parse(stream, *form, *arguments, f"--chunk={chunk}")
                        self.assertEqual(cut, whole)

    def test_in_all_captures_behind_one_another(self):
        self.check("captures", b"".join(path.read_bytes() for path in command.CAPTURES))

    def test_in_a_stream_of_many_buffers(self):
        replies = b"".join(b"250-%d\r\n250 2.1.0 ok \xe2\x82\xac\r\n" % i for i in range(9000))
        self.check("many buffers", replies + b"550 cut o")

    def test_in_every_deviation(self):
        self.check("deviations", b"".join(command.DEVIATIONS.values()))

    def test_in_every_error(self):
        for name, (arguments, stream, _) in command.ERRORS.items():
            self.check(name, stream, *arguments)

    def test_in_vectors(self):
        for name, stream, _ in command.vectors():
            with self.subTest(name):
                self.assertEqual(command.parse(stream, "--json", "--chunk", "1"),
                                 command.parse(stream, "--json"))


class TextIsEscaped(unittest.TestCase):
    def test_as_the_table_says(self):
        for text, escaped, reason in ESCAPES:
            with self.subTest(reason):
                output, _ = command.parse(b"250 " + text + b"\r\n", "--json")
                self.assertIn(b'"lines":["' + escaped + b'"]', output)

    def test_every_byte_but_lf_at_every_place_of_a_word(self):
        """Plain text is read eight bytes at a time: a byte must be found in each of them."""
        for place in range(17):
            lines = [b"x" * place + bytes([byte]) + b"y" * (16 - place)
                     for byte in range(256) if byte not in b"\r\n"]
            output, _ = command.parse(b"".join(b"250-" + line + b"\r\n" for line in lines) +
                                      b"250 end\r\n", "--json")
            with self.subTest(place):
                self.assertNotRegex(output.decode(), "[\x00-\x09\x0b-\x1f\x7f-\x9f]")
                self.assertEqual(json.loads(output)["lines"][:-1],
                                 [line.decode("utf-8", "replace") for line in lines])

    def test_no_character_that_is_escaped_is_printed_raw(self):
        every = "".join(map(chr, range(0x20, 0x3000))).replace("\x7f", "")
        output, _ = command.parse(b"250 " + every.encode() + b"\r\n", "--json")
        forbidden = ([*range(0x00, 0x0a), *range(0x0b, 0x20), *range(0x7f, 0xa0), 0x61c, 0x200e,
                      0x200f, *range(0x2028, 0x202f), *range(0x2066, 0x206a)])
        shown = set(output.decode())
        self.assertEqual(shown & set(map(chr, forbidden)), set())
        self.assertEqual(set(every) - set(map(chr, forbidden)) - shown, set())

    def test_ill_formed_parts_are_those_of_another_decoder(self):
        """Python replaces each maximal ill-formed part, as the Unicode standard advises."""
        dice = random.Random(20240601)
        interesting = (b"\x00 az\x7f\x80\x8f\x90\x9f\xa0\xaf\xb0\xbf\xc0\xc1\xc2\xdf"
                       b"\xe0\xe1\xec\xed\xee\xef\xf0\xf1\xf3\xf4\xf5\xf8\xff")
        for _ in range(20):
            lines = [bytes(dice.choice(interesting) for _ in range(dice.randrange(12)))
                     for _ in range(500)]
            lines.extend(bytes(dice.choice(b"\xe2\x80\xa8\xf0\x9f\x98\x80") for _ in range(9))
                         for _ in range(100))
            reply, = command.parse_json(b"".join(b"250-" + line + b"\r\n" for line in lines) +
                                        b"250 end\r\n")
            decoded = [line.decode("utf-8", "replace") for line in lines]
            self.assertEqual(reply["lines"], decoded + ["end"])
            self.assertEqual([base64.b64decode(line) for line in reply["lines_base64"]],
                             lines + [b"end"])


class ExactLinesAreInBase64(unittest.TestCase):
    def test_when_one_line_is_not_utf8(self):
        for text in (b"", b"a", b"ab", b"abc", b"abcd", b"\xff" * 5, bytes(range(0x80, 0x100))):
            with self.subTest(text):
                reply, = command.parse_json(b"250-" + text + b"\r\n250 \xff\r\n")
                self.assertEqual([base64.b64decode(line, validate=True)
                                  for line in reply["lines_base64"]], [text, b"\xff"])

    def test_and_not_when_all_are(self):
        reply, = command.parse_json("250-\u202e\x1b\r\n250 \ufffd\r\n".encode())
        self.assertNotIn("lines_base64", reply)

    def test_of_an_error_too(self):
        error, = command.parse_json(b"550 caf\xe9")
        self.assertEqual(error["lines_base64"], ["Y2Fm6Q=="])

    def test_when_the_text_buffer_cut_a_character(self):
        reply, = command.parse_json("250 aé\r\n".encode(), "--text-size=3")
        self.assertEqual((reply["lines"], reply["lines_base64"]), (["a\ufffd"], ["YcM="]))


class TheTextBufferMayHaveAnySize(unittest.TestCase):
    STREAM = b"550-5.1.1 no such user\r\n550 5.1.1 here\r\n"

    def test_and_nothing_but_lines_depends_on_it(self):
        whole, = command.parse_json(self.STREAM)
        text = "\n".join(whole["lines"])
        for size in range(len(text) + 3):
            with self.subTest(size):
                reply, = command.parse_json(self.STREAM, "--text-size", str(size))
                self.assertEqual(without(reply, "lines", "truncated"),
                                 without(whole, "lines", "truncated"))
                self.assertEqual(reply["truncated"], size < len(text) + 1)
                self.assertTrue(text.startswith("\n".join(reply["lines"])))
                self.assertLess(len("\n".join(reply["lines"])), max(size, 1))

    def test_of_one_reply_the_next_one_starts_afresh(self):
        first, second = command.parse_json(b"250 too long\r\n250 ok\r\n", "--text-size=3")
        self.assertEqual((first["lines"], first["truncated"]), (["to"], True))
        self.assertEqual((second["lines"], second["truncated"]), (["ok"], False))

    def test_the_default_holds_the_longest_reply_allowed(self):
        longest = b"250 " + b"x" * (65536 - 6) + b"\r\n"
        reply, = command.parse_json(longest)
        self.assertEqual((reply["size"], reply["truncated"]), (65536, False))
        self.assertEqual(reply["lines"], ["x" * (65536 - 6)])

    def test_the_default_follows_max_octets(self):
        long = b"250 " + b"x" * 99994 + b"\r\n"
        reply, = command.parse_json(long, "--max-octets", "100000")
        self.assertEqual((reply["size"], reply["truncated"]), (100000, False))
        error, = command.parse_json(long, "--max-octets", "99999")
        self.assertEqual((error["error"], error["offset"]), ("too-long", 99999))
        self.assertEqual(error["lines"], ["x" * 99994 + "\r"])


if __name__ == "__main__":
    unittest.main()
