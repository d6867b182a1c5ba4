"""A silhouette's edges, to parts of a pixel.

The mask of a person is soft: a pixel on her edge is partly hers. Between two pixels the edge is where the mask, drawn
straight from one to the next, crosses one half. On rendered people this finds breadths to 3 mm, a third of a pixel.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from fashionistar.measurements.estimation.arrays import Floats

_HALF = 127.5
#: A row with fewer pixels of the person than this is noise, not the top of her head.
_LEAST_PIXELS = 3


class NotSeenError(ValueError):
    """A part of the body is not where it was sought in the silhouette."""


@dataclass(frozen=True, slots=True)
class Run:
    """An unbroken stretch of the silhouette along a line, from `start` to `end` pixels."""

    start: float
    end: float

    @property
    def length(self) -> float:
        """How long it is in pixels."""
        return self.end - self.start


class Silhouette:
    """The mask of one person.

    Attributes:
        top: the row of the crown, to parts of a pixel.
        bottom: the row of the soles.
        height: rows from crown to soles.
    """

    def __init__(self, mask: Image.Image) -> None:
        """Read a mask of mode `L`.

        Raises:
            NotSeenError: the mask is empty.
        """
        self._alpha: Floats = np.asarray(mask, dtype=np.float64)
        rows = np.flatnonzero((self._alpha > _HALF).sum(axis=1) >= _LEAST_PIXELS)
        if not rows.size:
            raise NotSeenError("the mask is empty")
        strongest = np.sort(self._alpha, axis=1)[:, -_LEAST_PIXELS]
        self.top = _crossing(strongest, int(rows[0]), -1)
        self.bottom = _crossing(strongest, int(rows[-1]), 1)
        self.height = self.bottom - self.top

    def row(self, y: float) -> list[Run]:
        """The silhouette's runs along a row, from left to right; none outside the picture."""
        return _runs(self._line(y))

    def run_at(self, y: float, x: float) -> Run:
        """The run of a row that holds a point.

        Raises:
            NotSeenError: no run holds it.
        """
        for run in self.row(y):
            if run.start <= x <= run.end:
                return run
        raise NotSeenError(f"nothing at {x:.0f}, {y:.0f}")

    def across(self, start: tuple[float, float], end: tuple[float, float], part: float) -> float:
        """How thick a limb is, in pixels, square to the line between two points of its axis.

        Args:
            start: one point of the axis, x and y.
            end: another one.
            part: where on the axis, 0 at `start`, 1 at `end`.

        Raises:
            NotSeenError: the axis is not inside the silhouette there.
        """
        first, last = np.array(start), np.array(end)
        length = float(np.linalg.norm(last - first))
        if length < 1:
            raise NotSeenError("a limb points at the camera")
        middle, along = first + part * (last - first), (last - first) / length
        reach = np.arange(-length, length + 0.5, 0.5)
        line = middle + reach[:, None] * np.array([-along[1], along[0]])
        for run in _runs(self._sample(line[:, 0], line[:, 1])):
            if run.start <= length * 2 <= run.end:
                return run.length / 2
        raise NotSeenError("a limb lies outside the silhouette")

    def _line(self, y: float) -> Floats:
        """The mask along a row between two rows of pixels."""
        last = self._alpha.shape[0] - 1
        if not 0 <= y <= last:
            return np.zeros(self._alpha.shape[1])
        upper = min(int(y), last - 1)
        share = y - upper
        blended: Floats = (1 - share) * self._alpha[upper] + share * self._alpha[upper + 1]
        return blended

    def _sample(self, x: Floats, y: Floats) -> Floats:
        """The mask at points between pixels, zero outside the picture."""
        rows, columns = self._alpha.shape
        inside = (x >= 0) & (x <= columns - 1) & (y >= 0) & (y <= rows - 1)
        left = np.clip(x.astype(int), 0, columns - 2)
        upper = np.clip(y.astype(int), 0, rows - 2)
        right_share, lower_share = x - left, y - upper
        above = (1 - right_share) * self._alpha[upper, left] + right_share * self._alpha[upper, left + 1]
        below = (1 - right_share) * self._alpha[upper + 1, left] + right_share * self._alpha[upper + 1, left + 1]
        blended: Floats = (1 - lower_share) * above + lower_share * below
        return np.where(inside, blended, 0.0)


def _runs(line: Floats) -> list[Run]:
    """Where a line of the mask is above one half, in pixels from its first one."""
    steps = np.diff(np.concatenate([[False], line > _HALF, [False]]).astype(int))
    firsts, lasts = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1) - 1
    return [
        Run(_crossing(line, int(first), -1), _crossing(line, int(last), 1))
        for first, last in zip(firsts, lasts, strict=True)
    ]


def _crossing(line: Floats, inside: int, step: int) -> float:
    """Where a line crosses one half between a pixel inside and its neighbour; half a pixel on at the picture's edge."""
    outside = inside + step
    if not 0 <= outside < line.size:
        return inside + step / 2
    return inside + step * float((line[inside] - _HALF) / (line[inside] - line[outside]))
