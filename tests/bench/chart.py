"""The comparison as a bar chart: SVG, written by hand, readable on light and dark pages."""

import math
from collections.abc import Iterator
from html import escape
from typing import Any

_COLOURS = {"projection": "#1b6e6a", "plain": "#c9772b", "floor": "#8a8f98"}
_FONT = 'font-family="system-ui, sans-serif" font-size="12"'
_LEFT, _WIDTH, _RIGHT = 178, 520, 74
_BAR, _GAP, _TOP, _BOTTOM = 15, 13, 84, 58


def chart(found: dict[str, Any]) -> str:
    """Answers a second of each case, and of the floors."""
    groups = _groups(found["points"])
    top = _nice(max(rate for _, bars in groups for _, rate in bars))
    heights = [len(bars) * (_BAR + 2) + _GAP for _, bars in groups]
    height, width = _TOP + sum(heights) + _BOTTOM, _LEFT + _WIDTH + _RIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" {_FONT} fill="#20242a">',
        f"<title>{escape(_title(found))}</title>",
        f'<rect width="{width}" height="{height}" rx="6" fill="#ffffff"/>',
        f'<text x="16" y="26" font-size="15" font-weight="600">{escape(_title(found))}</text>',
        *_legend(),
        *_axis(top, height - _BOTTOM, width),
    ]
    y = _TOP
    for (name, bars), tall in zip(groups, heights, strict=True):
        parts += _group(name, bars, y, top)
        y += tall
    return "\n".join([*parts, "</svg>", ""])


def _groups(rows: list[dict[str, Any]]) -> list[tuple[str, list[tuple[str, float]]]]:
    """Bars by case; each floor is a group of its own."""
    groups: dict[str, list[tuple[str, float]]] = {}
    for row in rows:
        floor = row["case"] == "floor"
        name, series = (row["through"], "floor") if floor else (row["case"], row["through"])
        groups.setdefault(name, []).append((series, row["answers_per_second"]))
    return list(groups.items())


def _title(found: dict[str, Any]) -> str:
    connections = found["dose"]["connections"]
    return f"Answers a second: one {found['server']} process, {connections} connections, {found['products']:,} products"


def _legend() -> Iterator[str]:
    x = _LEFT
    for series, text in (("projection", "projection"), ("plain", "plain executor"), ("floor", "floors")):
        yield f'<rect x="{x}" y="44" width="12" height="12" fill="{_COLOURS[series]}"/>'
        yield f'<text x="{x + 18}" y="54">{text}</text>'
        x += 130


def _axis(top: float, bottom: int, width: int) -> Iterator[str]:
    for part in range(5):
        x = _LEFT + _WIDTH * part / 4
        yield f'<line x1="{x:.0f}" y1="{_TOP - 8}" x2="{x:.0f}" y2="{bottom}" stroke="#e3e6ea"/>'
        yield f'<text x="{x:.0f}" y="{bottom + 18}" text-anchor="middle">{top * part / 4:,.0f}</text>'
    yield f'<text x="{(_LEFT * 2 + _WIDTH) / 2:.0f}" y="{bottom + 40}" text-anchor="middle">answers a second</text>'
    yield f'<text x="{width - 16}" y="{bottom + 40}" text-anchor="end" fill="#6a7078">more is better</text>'


def _group(name: str, bars: list[tuple[str, float]], y: int, top: float) -> Iterator[str]:
    middle = y + len(bars) * (_BAR + 2) / 2 + 3
    yield f'<text x="{_LEFT - 12}" y="{middle:.0f}" text-anchor="end">{escape(name)}</text>'
    for series, rate in bars:
        wide = max(_WIDTH * rate / top, 1)
        yield f'<rect x="{_LEFT}" y="{y}" width="{wide:.1f}" height="{_BAR}" fill="{_COLOURS[series]}"/>'
        yield f'<text x="{_LEFT + wide + 6:.1f}" y="{y + 12}">{rate:,.0f}</text>'
        y += _BAR + 2


def _nice(most: float) -> float:
    """The end of the axis: four even steps that people can read."""
    step = 10.0 ** math.floor(math.log10(most / 4))
    return next(step * factor * 4 for factor in (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * factor * 4 >= most)
