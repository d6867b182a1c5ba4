"""A pose that cannot be measured is rejected with every reason and a hint for each."""

import pytest

from fashionistar.measurements.estimation.checks import check_pose, rejection
from fashionistar.measurements.estimation.protocols import Rejection, View
from tests.measurements.estimation.drawn import Drawn, front, side


def reasons(body: Drawn, view: View) -> list[Rejection]:
    found = check_pose((front if view is View.FRONT else side)(body), view)
    assert all(each == rejection(view, each.reason) for each in found)
    return [each.reason for each in found]


@pytest.mark.parametrize("body", [Drawn(), Drawn(pixels=600, top=350), Drawn(pixels=980, top=10), Drawn(waist=0.22)])
def test_a_body_that_stands_as_asked_is_measured(body: Drawn) -> None:
    assert [reasons(body, view) for view in View] == [[], []]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (Drawn(arms=0), [Rejection.ARMS_AGAINST_BODY]),
        (Drawn(stance=0.02), [Rejection.LEGS_TOGETHER]),
        (Drawn(skirt=True), [Rejection.LOOSE_CLOTHING]),
        (Drawn(mirrored=True), [Rejection.WRONG_YAW]),
        (Drawn(top=-50), [Rejection.HEAD_CROPPED]),
        (Drawn(top=240), [Rejection.FEET_CROPPED]),
        (Drawn(lean=0.15), [Rejection.NOT_UPRIGHT]),
        (Drawn(score=0.69), [Rejection.LOW_SCORE]),
        (Drawn(people=2), [Rejection.SEVERAL_PEOPLE]),
    ],
)
def test_a_front_view_is_rejected(body: Drawn, told: list[Rejection]) -> None:
    assert reasons(body, View.FRONT) == told


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (Drawn(reach=0.2), [Rejection.ARMS_IN_THE_WAY]),
        (Drawn(top=-50), [Rejection.HEAD_CROPPED]),
        (Drawn(top=240), [Rejection.FEET_CROPPED]),
        (Drawn(lean=0.15), [Rejection.NOT_UPRIGHT]),
        (Drawn(people=2), [Rejection.SEVERAL_PEOPLE]),
    ],
)
def test_a_side_view_is_rejected(body: Drawn, told: list[Rejection]) -> None:
    assert reasons(body, View.SIDE) == told


@pytest.mark.parametrize(
    ("body", "view", "told"),
    [
        (Drawn(arms=0, stance=0.02), View.FRONT, [Rejection.ARMS_AGAINST_BODY, Rejection.LEGS_TOGETHER]),
        (
            Drawn(people=2, top=240, arms=0),
            View.FRONT,
            [Rejection.SEVERAL_PEOPLE, Rejection.FEET_CROPPED, Rejection.ARMS_AGAINST_BODY],
        ),
        (Drawn(top=-50, reach=0.2), View.SIDE, [Rejection.HEAD_CROPPED, Rejection.ARMS_IN_THE_WAY]),
    ],
)
def test_all_that_is_wrong_is_told_at_once_the_gravest_first(body: Drawn, view: View, told: list[Rejection]) -> None:
    assert reasons(body, view) == told


@pytest.mark.parametrize("body", [Drawn(lean=0.15, arms=0), Drawn(score=0.5, arms=0), Drawn(mirrored=True, arms=0)])
def test_nothing_is_told_that_could_not_be_seen(body: Drawn) -> None:
    assert len(reasons(body, View.FRONT)) == 1


def test_swapped_views_say_which_way_to_turn() -> None:
    (turn,), (face,) = check_pose(front(Drawn()), View.SIDE), check_pose(side(Drawn()), View.FRONT)
    assert (turn.hint, face.hint) == ("Turn a quarter, so that the camera sees you from the side.", "Face the camera.")


@pytest.mark.parametrize("reason", Rejection)
@pytest.mark.parametrize("view", View)
def test_every_reason_has_a_hint(view: View, reason: Rejection) -> None:
    assert rejection(view, reason).hint.endswith(".")
