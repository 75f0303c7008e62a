#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Draws the plots of the benchmark as SVG, from what bench/run has measured.

    plot.py FOLDER

FOLDER holds sweep-VARIANT.json and growth.json. Writes throughput.svg and growth.svg beside this
script. Colours suit a light and a dark page.
"""
import html
import json
import math
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 64, 580, 44, 366
LABEL_HEIGHT = 14

STYLE = """
text { font: 12px sans-serif; fill: #333 }
.title { font-size: 14px; font-weight: bold }
.grid { stroke: #ddd }
.line { fill: none; stroke-width: 2 }
.first { stroke: #0b6bcb } .second { stroke: #2e8b3d } .third { stroke: #c2541b }
.other { stroke: #888; stroke-width: 1.2 }
.leader { stroke: #888; stroke-width: .6 }
.dashed { stroke: #888; stroke-dasharray: 5 4 }
@media (prefers-color-scheme: dark) {
  text { fill: #ccc }
  .grid { stroke: #3a3a3a }
  .first { stroke: #5aa9f5 } .second { stroke: #63c174 } .third { stroke: #f0935c }
}
"""


class Scale:
    """Maps values to a length of the picture."""

    def __init__(self, low, high, start, end, function=float):
        self.low, self.high = function(low), function(high)
        self.start, self.end, self.function = start, end, function

    def __call__(self, value):
        share = (self.function(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def size_name(size):
    """As people write it: 64, 4 KiB, 16 MiB."""
    for unit, name in ((2**20, " MiB"), (2**10, " KiB")):
        if size >= unit:
            return f"{size // unit}{name}"
    return str(size)


def text(x, y, content, anchor="start", style=""):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{style}">'
            f"{html.escape(content)}</text>")


def grid(x_scale, y_scale, x_ticks, y_ticks):
    for tick in y_ticks:
        y = y_scale(tick)
        yield f'<line x1="{LEFT}" x2="{RIGHT}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>'
        yield text(LEFT - 8, y + 4, f"{tick:g}", "end")
    for tick in x_ticks:
        yield text(x_scale(tick), BOTTOM + 18, size_name(tick), "middle")


def spaced(heights):
    """The heights of labels, moved apart where they would overlap; in the order given."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    placed = list(heights)
    for _ in range(1000):
        for upper, lower in zip(order, order[1:]):
            overlap = LABEL_HEIGHT - (placed[lower] - placed[upper])
            if overlap > 0:
                placed[upper] -= overlap / 2
                placed[lower] += overlap / 2
    return placed


def chart(title, x_name, y_name, x_scale, y_scale, x_ticks, y_ticks, series):
    """A picture of lines. series: name, style and points of each."""
    parts = [text(LEFT, 20, title, style="title"),
             text(LEFT, TOP - 8, y_name),
             text((LEFT + RIGHT) / 2, BOTTOM + 40, x_name, "middle"),
             *grid(x_scale, y_scale, x_ticks, y_ticks)]
    for name, style, points in series:
        path = " ".join(f"{x_scale(x):.1f},{y_scale(y):.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" class="line {style}"/>')
    ends = [y_scale(points[-1][1]) for _, _, points in series]
    for (name, _, _), end, height in zip(series, ends, spaced(ends)):
        parts.append(f'<path d="M{RIGHT},{end:.1f} L{RIGHT + 20},{height:.1f}" class="leader"/>')
        parts.append(text(RIGHT + 24, height + 4, name))
    body = "\n".join(parts)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">\n'
            f"<!-- SPDX-License-Identifier: MIT -->\n<title>{html.escape(title)}</title>\n"
            f"<style>{STYLE}</style>\n{body}\n</svg>\n")


def speeds(sweep):
    """Points of piece size and MB/s, and the MB/s of the memchr() loop."""
    points = [(row["name"], sweep["bytes"] / row["nanoseconds"][1] * 1e3) for row in sweep["rows"]]
    return ([(int(name), speed) for name, speed in points if name != "memchr"],
            dict(points)["memchr"])


def throughput(sweeps):
    """Speed against the size of the pieces. sweeps: by variant."""
    styles = iter(["first", "second", "third"])
    series, loops = [], []
    for variant, sweep in sweeps.items():
        points, loop = speeds(sweep)
        series.append((variant, next(styles), points))
        loops.append(loop)
    sizes = [size for size, _ in series[0][2]]
    loop = sorted(loops)[len(loops) // 2]
    series.append(("memchr(LF), whole", "dashed", [(sizes[0], loop), (sizes[-1], loop)]))
    top = math.ceil(max(loop, *(y for _, _, points in series for _, y in points)) / 1000) * 1000
    return chart("Throughput against the size of the pieces, mixed corpus", "bytes in one feed",
                 "MB/s", Scale(sizes[0], sizes[-1], LEFT, RIGHT, math.log2),
                 Scale(0, top, BOTTOM, TOP), sizes[::4], range(0, top + 1, 1000), series)


def growth(measured):
    """Cost against the size of the input."""
    sizes, costs = measured["sizes"], measured["costs"]
    series = [(name, "other" if index else "first", list(zip(sizes, values)))
              for index, (name, values) in enumerate(costs.items())]
    values = [value for row in costs.values() for value in row]
    ticks = [tick for tick in (.5, 1, 2, 5, 10, 20, 50, 100, 200)
             if min(values) / 2 < tick < max(values) * 2]
    return chart("Cost against the size of the input: plain, and the worst a server can send",
                 "bytes of input", "instructions a byte",
                 Scale(sizes[0], sizes[-1], LEFT, RIGHT, math.log2),
                 Scale(ticks[0], max(*ticks, max(values)), BOTTOM, TOP, math.log2),
                 sizes, ticks, series)


def draw(folder):
    """Writes both plots."""
    sweeps = {file.stem.removeprefix("sweep-"): json.loads(file.read_text())[0]
              for file in sorted(folder.glob("sweep-*.json"),
                                 key=lambda file: ("sse2", "word", "none").index(file.stem[6:]))}
    (HERE / "throughput.svg").write_text(throughput(sweeps))
    (HERE / "growth.svg").write_text(growth(json.loads((folder / "growth.json").read_text())))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: plot.py FOLDER")
    draw(pathlib.Path(sys.argv[1]))
