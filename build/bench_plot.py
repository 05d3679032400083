"""The course of the figures of `make bench` as a drawing: a field for each step, a line for each size of book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

WIDTH, HEIGHT, GAP, COLUMNS = 300, 120, 40, 3
COLOURS = ("#a33424", "#33658a", "#6a994e", "#7a5c99")


def plot(runs: Sequence[Mapping[str, Any]]) -> str:
    """Processor seconds of each step over the runs, as SVG; each field has its own scale, from 0 to its largest value."""
    steps = list(dict.fromkeys(run["step"] for run in runs))
    sizes = sorted({run["book"] for run in runs})
    rows = -(-len(steps) // COLUMNS)
    width, height = COLUMNS * (WIDTH + GAP) + GAP, rows * (HEIGHT + 2 * GAP) + GAP
    fields = []
    for number, step in enumerate(steps):
        x, y = GAP + number % COLUMNS * (WIDTH + GAP), GAP + number // COLUMNS * (HEIGHT + 2 * GAP)
        most = max(run["cpu"] for run in runs if run["step"] == step) or 1.0
        fields.append(f'<text x="{x}" y="{y - 8}">{escape(step)}: 0 to {most:.2f} s of processor time</text>')
        fields.append(f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#999"/>')
        for index, size in enumerate(sizes):
            values = [run["cpu"] for run in runs if run["step"] == step and run["book"] == size]
            across = WIDTH / max(len(values), 1)
            places = [(x + across * (at + 0.5), y + HEIGHT * (1 - value / most)) for at, value in enumerate(values)]
            colour = COLOURS[index % len(COLOURS)]
            line = " ".join(f"{left:.1f},{top:.1f}" for left, top in places)
            fields.append(f'<polyline points="{line}" fill="none" stroke="{colour}"/>')
            fields += [f'<circle cx="{left:.1f}" cy="{top:.1f}" r="2.5" fill="{colour}"/>' for left, top in places]
            if number == 0:
                fields.append(f'<text x="{GAP + 90 * index}" y="{height - 12}" fill="{colour}">{size} x</text>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">'
    return head + "".join(fields) + "</svg>\n"
