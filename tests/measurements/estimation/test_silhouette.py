"""Edges are found to parts of a pixel."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from fashionistar.measurements.estimation.silhouette import NotSeenError, Silhouette

_FINE = 8


def bar(left: float, right: float, top: float, bottom: float) -> Image.Image:
    """A soft-edged bar in a picture of 60 × 80, edges in eighths of a pixel."""
    fine = Image.new("L", (60 * _FINE, 80 * _FINE))
    edges = [round(edge * _FINE) for edge in (left, top, right, bottom)]
    ImageDraw.Draw(fine).rectangle([edges[0], edges[1], edges[2] - 1, edges[3] - 1], fill=255)
    return fine.resize((60, 80), Image.Resampling.BOX)


@settings(max_examples=30, deadline=None)
@given(left=st.integers(80, 200), width=st.integers(64, 240), top=st.integers(40, 200), height=st.integers(80, 400))
def test_a_bar_is_measured_to_a_quarter_of_a_pixel(left: int, width: int, top: int, height: int) -> None:
    left_edge, right_edge = left / _FINE, (left + width) / _FINE
    silhouette = Silhouette(bar(left_edge, right_edge, top / _FINE, (top + height) / _FINE))
    (run,) = silhouette.row(silhouette.top + silhouette.height / 2)
    assert run.length == pytest.approx(width / _FINE, abs=0.25)
    assert silhouette.height == pytest.approx(height / _FINE, abs=0.25)


def test_a_limb_is_measured_square_to_its_axis() -> None:
    picture = Image.new("L", (400, 400))
    ImageDraw.Draw(picture).line([(50, 50), (350, 350)], fill=255, width=40)
    thick = Silhouette(picture).across((100, 100), (300, 300), 0.5)
    assert thick == pytest.approx(40, abs=1.5)


def test_a_point_outside_is_not_seen() -> None:
    silhouette = Silhouette(bar(10, 30, 10, 70))
    with pytest.raises(NotSeenError):
        silhouette.run_at(40, 50)
    with pytest.raises(NotSeenError):
        silhouette.across((40, 20), (50, 60), 0.5)
    assert silhouette.row(75) == []
    assert silhouette.row(-3) == []
    assert silhouette.row(500) == []


def test_an_empty_mask_is_refused() -> None:
    with pytest.raises(NotSeenError):
        Silhouette(Image.new("L", (60, 80)))
