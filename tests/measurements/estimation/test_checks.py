"""A pose that cannot be measured is rejected with the reason and a hint."""

import pytest

from fashionistar.measurements.estimation.checks import check_pose, hint_of
from fashionistar.measurements.estimation.protocols import PhotoRejectedError, Rejection, View
from tests.measurements.estimation.drawn import Drawn, front, side


@pytest.mark.parametrize("body", [Drawn(), Drawn(pixels=600, top=350), Drawn(pixels=980, top=10), Drawn(waist=0.22)])
def test_a_body_that_stands_as_asked_is_measured(body: Drawn) -> None:
    check_pose(front(body), View.FRONT)
    check_pose(side(body), View.SIDE)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (Drawn(arms=0), Rejection.ARMS_AGAINST_BODY),
        (Drawn(stance=0.02), Rejection.LEGS_TOGETHER),
        (Drawn(skirt=True), Rejection.LOOSE_CLOTHING),
        (Drawn(mirrored=True), Rejection.WRONG_YAW),
        (Drawn(top=-50), Rejection.HEAD_CROPPED),
        (Drawn(top=240), Rejection.FEET_CROPPED),
        (Drawn(lean=0.15), Rejection.NOT_UPRIGHT),
        (Drawn(score=0.69), Rejection.LOW_SCORE),
        (Drawn(people=2), Rejection.SEVERAL_PEOPLE),
    ],
)
def test_a_front_view_is_rejected(body: Drawn, reason: Rejection) -> None:
    with pytest.raises(PhotoRejectedError) as caught:
        check_pose(front(body), View.FRONT)
    assert (caught.value.view, caught.value.reason) == (View.FRONT, reason)
    assert caught.value.hint == hint_of(View.FRONT, reason)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (Drawn(reach=0.2), Rejection.ARMS_IN_THE_WAY),
        (Drawn(top=-50), Rejection.HEAD_CROPPED),
        (Drawn(top=240), Rejection.FEET_CROPPED),
        (Drawn(lean=0.15), Rejection.NOT_UPRIGHT),
        (Drawn(people=2), Rejection.SEVERAL_PEOPLE),
    ],
)
def test_a_side_view_is_rejected(body: Drawn, reason: Rejection) -> None:
    with pytest.raises(PhotoRejectedError) as caught:
        check_pose(side(body), View.SIDE)
    assert (caught.value.view, caught.value.reason) == (View.SIDE, reason)


def test_swapped_views_say_which_way_to_turn() -> None:
    with pytest.raises(PhotoRejectedError, match="Turn a quarter"):
        check_pose(front(Drawn()), View.SIDE)
    with pytest.raises(PhotoRejectedError, match="Face the camera"):
        check_pose(side(Drawn()), View.FRONT)


@pytest.mark.parametrize("reason", Rejection)
@pytest.mark.parametrize("view", View)
def test_every_reason_has_a_hint(view: View, reason: Rejection) -> None:
    assert hint_of(view, reason).endswith(".")
