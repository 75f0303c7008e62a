# SPDX-License-Identifier: MIT
"""Writes what bench/run has measured as Markdown: tables, and the goals with what was reached."""
import json

import meaning

FEEDING_NAMES = {
    "memchr": "`memchr('\\n')` loop",
    "whole": "whole",
    "reply": "a reply",
    "libetpan": "libetpan, whole",
    "nodemailer": "nodemailer, a reply",
    "json": "`parse --json`",
}


def feeding_name(row):
    """How a row is called in a table."""
    return FEEDING_NAMES.get(row, f"{row} bytes" if row != "1" else "1 byte")


def table(head, rows):
    """Lines of Markdown. All columns but the first are numbers."""
    yield "| " + " | ".join(head) + " |"
    yield "| --- |" + " ---: |" * (len(head) - 1)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


class Figures:
    """All that was measured, from the files that bench/run has written."""

    def __init__(self, folder):
        def load(name):
            return json.loads((folder / name).read_text())

        instructions = load("instructions.json")
        self.counts = instructions["instructions_per_byte"]
        self.meaning = instructions["instructions_of_meaning"]
        self.sizes = load("size.json")
        self.growth = load("growth.json")
        self.rounds = {
            variant: {measured["corpus"].removesuffix(".bin"): measured
                      for measured in load(f"rounds-{variant}.json")}
            for variant in self.counts}

    def row(self, corpus, name, variant="sse2"):
        rows = self.rounds[variant][corpus]["rows"]
        return next((row for row in rows if row["name"] == name), None)

    def ratio(self, corpus, name, variant="sse2"):
        """Per cent of the speed of the memchr() loop."""
        return self.row(corpus, name, variant)["ratio"][1] * 100

    def of_whole(self, corpus, name):
        """Per cent of the speed of whole buffers."""
        return self.ratio(corpus, name) / self.ratio(corpus, "whole") * 100

    def cost(self, name, variant="sse2"):
        return self.counts[variant]["mixed"][name]

    def spread(self):
        """The largest difference between the sizes of one input, in per cent."""
        return max(max(row) / min(row) - 1 for row in self.growth["costs"].values()) * 100


def mixed_table(figures):
    """Everything about the mixed corpus."""
    measured = figures.rounds["sse2"]["mixed"]

    def cells(row):
        speeds = [measured["bytes"] / time * 1e3 for time in reversed(row["nanoseconds"])]
        count = figures.counts["sse2"]["mixed"].get(row["name"])
        low, middle, high = (100 * ratio for ratio in row["ratio"])
        return [feeding_name(row["name"]), f"{speeds[1]:.0f} ({speeds[0]:.0f} to {speeds[2]:.0f})",
                f"{row['nanoseconds'][1] / measured['replies']:.1f}",
                f"{count:.2f}" if count else "",
                f"{middle:.1f} % ({low:.1f} to {high:.1f})"]

    yield from table(["mixed corpus, fed in pieces of", "MB/s", "ns a reply",
                      "instructions a byte", "of the `memchr` loop"],
                     [cells(row) for row in measured["rows"]])


def corpora_table(figures):
    """MB/s and per cent for each corpus and row."""
    rounds = figures.rounds["sse2"]
    names = [row["name"] for row in rounds["mixed"]["rows"]]

    def cell(corpus, name):
        row = figures.row(corpus, name)
        speed = rounds[corpus]["bytes"] / row["nanoseconds"][1] * 1e3
        return f"{speed:.0f}" if name == "memchr" else f"{speed:.0f} ({row['ratio'][1]:.1%})"

    yield from table(["MB/s (of the `memchr` loop)", *rounds],
                     [[feeding_name(name), *(cell(corpus, name) for corpus in rounds)]
                      for name in names])


def counts_table(figures):
    """Instructions a byte for each skip and corpus."""
    feedings = list(figures.counts["sse2"]["mixed"])
    yield from table(["instructions a byte", *map(feeding_name, feedings)],
                     [[f"{corpus}, {variant}", *(f"{row[feeding]:.2f}" for feeding in feedings)]
                      for variant, rows in figures.counts.items()
                      for corpus, row in rows.items()])


def meaning_table(figures):
    """Instructions of what a reply means, each with its goal."""
    def cells(name, count):
        most = meaning.goal(name, figures.meaning)
        if most is None:
            return [name, "", str(count), "", ""]
        size = str(meaning.text_size(meaning.REPLIES[name][3])) if name in meaning.REPLIES else ""
        missed = f"missed by {count - most}" if count > most else "met"
        return [name, size, str(count), str(most), missed]

    yield from table(["what a reply means", "bytes of text", "instructions", "at most", ""],
                     [cells(*figure) for figure in figures.meaning.items()])


def goals(figures):
    """What is asked, the limits, whether more is better, what was reached; the unit."""
    ratio, cost = figures.ratio, figures.cost
    yield ("one feed a reply, of the `memchr` loop: SSE2 / words / no skip", (45, 40, 26),
           (55, 48, 30), True, [ratio("mixed", "reply", v) for v in ("sse2", "word", "none")], " %")
    for corpus, least, aim in (("mixed", (90, 58), (93, 65)), ("long", (85, 48), (90, 55))):
        yield (f"feeds of 1460 / 64 bytes, of whole buffers, {corpus}", least, aim, True,
               [figures.of_whole(corpus, name) for name in ("1460", "64")], " %")
    yield ("instructions a byte, whole: SSE2 / words / no skip", (7.5, 8.5, 12.5), (6.5, 7.5, 11),
           False, [cost("whole", v) for v in ("sse2", "word", "none")], "")
    yield ("instructions a byte, one byte a feed: SSE2 / words / no skip", (125,) * 3, (110,) * 3,
           False, [cost("1", v) for v in ("sse2", "word", "none")], "")
    yield ("instructions a byte, `smtpreply parse --json`: SSE2 / words / no skip", (20, 20, 20), (),
           False, [cost("json", v) for v in ("sse2", "word", "none")], "")
    for name, size in figures.sizes.items():
        is_arm = name.startswith("Cortex")
        yield (f"code and read-only data of lexer and parser, -Os, {name}",
               (3.25 if is_arm else 4.5,), (2.5 if is_arm else 3.5,), False, [size / 1024], " KiB")
    yield ("instructions a byte, 64 KiB to 64 MiB, plain and hostile: largest difference", (1,), (),
           False, [figures.spread()], " %")


def verdict(least, more_is_better, values):
    """Met, or by how much not."""
    misses = [max(0, limit - value if more_is_better else value - limit)
              for limit, value in zip(least, values)]
    if not any(misses):
        return "met"
    return "missed by " + " / ".join(f"{miss:.3g}" for miss in misses)


def goals_table(figures):
    """The goals, with what was reached."""
    def joined(values, unit):
        return " / ".join(f"{value:.3g}" for value in values) + unit if values else ""

    yield from table(["goal", "at least", "aim", "measured", ""],
                     [[what, joined(least, unit), joined(aim, unit), joined(values, unit),
                       verdict(least, is_more, values)]
                      for what, least, aim, is_more, values, unit in goals(figures)])


def markdown(folder):
    """All tables."""
    figures = Figures(folder)
    parts = [mixed_table, corpora_table, counts_table, meaning_table, goals_table]
    return "\n\n".join("\n".join(part(figures)) for part in parts)


def front_page(folder):
    """The table of the mixed corpus."""
    return "\n".join(mixed_table(Figures(folder)))
