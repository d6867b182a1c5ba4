"""The canvas of a cloth: a square that repeats without a seam, drawn larger and reduced."""

from collections.abc import Sequence
from math import cos, pi, sin

from PIL import Image, ImageDraw

from fashionistar.demo.textiles.palettes import Colour

type Point = tuple[float, float]

_FINER = 2


def ring(x: float, y: float, radius: float, corners: int, turn: float = 0.0) -> list[Point]:
    """The corners of a regular polygon; `turn` is a share of a full turn."""
    return [
        (x + radius * cos(2 * pi * (turn + i / corners)), y + radius * sin(2 * pi * (turn + i / corners)))
        for i in range(corners)
    ]


def petal(x: float, y: float, reach: float, width: float, turn: float) -> list[Point]:
    """A leaf that starts at a point and reaches away from it."""
    ahead, aside = (cos(2 * pi * turn), sin(2 * pi * turn)), (-sin(2 * pi * turn), cos(2 * pi * turn))
    steps = [i / 10 for i in range(11)]
    there = [(t * reach, width / 2 * sin(pi * t**0.8)) for t in steps]
    outline = there + [(along, -across) for along, across in reversed(there)]
    return [(x + a * ahead[0] + b * aside[0], y + a * ahead[1] + b * aside[1]) for a, b in outline]


class Tile:
    """A seamless square: whatever crosses an edge comes in again on the other side."""

    def __init__(self, size: int, ground: Colour) -> None:
        """Start with a plain ground."""
        self.size = size
        self._side = size * _FINER
        self._image = Image.new("RGB", (self._side, self._side), ground)
        self._draw = ImageDraw.Draw(self._image)

    def shape(self, points: Sequence[Point], fill: Colour) -> None:
        """Fill a polygon."""
        for moved in self._wrapped(points, 0):
            self._draw.polygon(moved, fill=fill)

    def line(self, points: Sequence[Point], fill: Colour, width: float = 2) -> None:
        """Draw a line through points."""
        for moved in self._wrapped(points, width):
            self._draw.line(moved, fill=fill, width=round(width * _FINER), joint="curve")

    def dot(self, x: float, y: float, radius: float, fill: Colour) -> None:
        """Fill a circle."""
        for box in self._wrapped([(x - radius, y - radius), (x + radius, y + radius)], 0):
            self._draw.ellipse([box[0], box[1]], fill=fill)

    def circle(self, x: float, y: float, radius: float, fill: Colour, width: float = 2) -> None:
        """Draw a circle's line."""
        for box in self._wrapped([(x - radius, y - radius), (x + radius, y + radius)], width):
            self._draw.ellipse([box[0], box[1]], outline=fill, width=max(1, round(width * _FINER)))

    def bar(self, x: float, y: float, width: float, height: float, fill: Colour) -> None:
        """Fill a rectangle."""
        for box in self._wrapped([(x, y), (x + width, y + height)], 0):
            self._draw.rectangle([box[0][0], box[0][1], box[1][0] - 1, box[1][1] - 1], fill=fill)

    def finished(self) -> Image.Image:
        """The tile at its own size."""
        return self._image.reduce(_FINER)

    def _wrapped(self, points: Sequence[Point], margin: float) -> list[list[Point]]:
        size = self.size
        left, right = min(x for x, _ in points) - margin, max(x for x, _ in points) + margin
        top, bottom = min(y for _, y in points) - margin, max(y for _, y in points) + margin
        across = [dx for dx in (-size, 0, size) if right + dx > 0 and left + dx < size]
        down = [dy for dy in (-size, 0, size) if bottom + dy > 0 and top + dy < size]
        return [[((x + dx) * _FINER, (y + dy) * _FINER) for x, y in points] for dx in across for dy in down]
