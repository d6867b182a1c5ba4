"""Features are what was drawn, in parts of the body's height, whatever the picture's scale."""

import math

import pytest

from fashionistar.measurements.estimation.features import LEVELS, extract, girth
from fashionistar.measurements.estimation.photo_model import SOURCES
from fashionistar.measurements.estimation.silhouette import NotSeenError
from tests.measurements.estimation.drawn import Drawn, front, side


def features(body: Drawn) -> dict[str, float]:
    return dict(extract(front(body), side(body), "drawn").values)


def test_a_body_has_every_feature_that_the_photo_model_reads() -> None:
    found = features(Drawn())
    assert {name for names in SOURCES.values() for name in names} <= set(found)
    assert all(0 < value < 1 for value in found.values())


def test_lengths_are_as_drawn() -> None:
    found = features(Drawn(waist=0.16))
    assert found["crotch"] == pytest.approx(0.46, abs=0.01)
    assert found["shoulders"] == pytest.approx(0.8, abs=0.005)
    assert found["arm"] == pytest.approx(0.3, abs=0.005)
    assert found["shoulder_breadth"] == pytest.approx(0.22, abs=0.005)
    assert found["upper_arm_girth"] == pytest.approx(math.pi * 0.05, rel=0.05)
    assert found["waist_breadth_1"] == pytest.approx(0.16, abs=0.005)


def test_a_nearer_camera_changes_nothing() -> None:
    far, near = features(Drawn(pixels=560, top=200)), features(Drawn(pixels=860, top=60))
    assert near == pytest.approx(far, abs=0.006)


def test_a_wider_waist_is_seen_at_the_waist() -> None:
    slim, wide = features(Drawn(waist=0.15)), features(Drawn(waist=0.2))
    assert wide["waist_breadth_1"] - slim["waist_breadth_1"] == pytest.approx(0.05, abs=0.008)
    assert wide["waist_depth_1"] == pytest.approx(slim["waist_depth_1"], abs=0.001)
    assert wide["crotch"] == pytest.approx(slim["crotch"], abs=0.001)


def test_above_the_armpit_the_arms_are_left_out() -> None:
    found = features(Drawn(arms=20))
    chest = [found[f"chest_breadth_{number}"] for number in range(len(LEVELS["chest"]))]
    assert max(chest) < 0.22


def test_legs_that_do_not_part_are_not_measured() -> None:
    body = Drawn(skirt=True)
    with pytest.raises(NotSeenError):
        extract(front(body), side(body), "drawn")


def test_the_girth_of_a_circle_and_of_an_ellipse() -> None:
    assert girth(10, 10) == pytest.approx(math.pi * 10)
    assert girth(30, 20) == pytest.approx(79.33, abs=0.01)  # by the series of the exact integral
