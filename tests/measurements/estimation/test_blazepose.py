"""The pose model itself, on drawn people. Needs its weights: `manage.py measurement_models`."""

import numpy as np
import pytest
from django.conf import settings
from PIL import Image

from fashionistar.measurements.estimation.blazepose import BlazePose
from fashionistar.measurements.estimation.estimator import SurveyEstimator
from fashionistar.measurements.estimation.features import Point
from fashionistar.measurements.estimation.photographs import measure_photos
from fashionistar.measurements.estimation.protocols import (
    Mode,
    PersonFacts,
    PhotoRejectedError,
    PoseSegmenter,
    Rejection,
    Sex,
    View,
)
from fashionistar.measurements.estimation.segmenter import load_segmenter
from fashionistar.measurements.estimation.terms import Term
from tests.measurements.estimation.drawn import Drawn, encoded, front, painted, side

pytestmark = pytest.mark.models

FRONT, SIDE = encoded(painted(Drawn(), View.FRONT)), encoded(painted(Drawn(), View.SIDE), "JPEG")


@pytest.fixture(scope="module")
def segmenter() -> PoseSegmenter:
    return load_segmenter(settings.MODELS_DIR)


def test_the_coefficients_are_calibrated_for_the_pinned_weights(segmenter: BlazePose) -> None:
    assert SurveyEstimator().coefficients.photos.segmenter_id == segmenter.model_id


@pytest.mark.parametrize("view", View)
def test_a_silhouette_is_found_where_it_was_drawn(segmenter: PoseSegmenter, view: View) -> None:
    drawn = (front if view is View.FRONT else side)(Drawn())
    pose = segmenter.segment(painted(Drawn(), view))
    assert pose is not None
    assert (pose.people, pose.mask.size) == (1, drawn.mask.size)
    assert pose.score > 0.8
    found, true = (np.asarray(mask) > 127 for mask in (pose.mask, drawn.mask))
    assert (found & true).sum() / (found | true).sum() > 0.93
    for point in (Point.LEFT_SHOULDER, Point.LEFT_HIP, Point.LEFT_KNEE, Point.LEFT_ANKLE):
        near = abs(pose.landmarks[point].y - drawn.landmarks[point].y)
        assert near < 0.05 * Drawn().pixels


def test_two_photos_become_measurements(segmenter: PoseSegmenter) -> None:
    features = measure_photos(segmenter, FRONT, SIDE)
    facts = PersonFacts(Sex.UNSTATED, 180, 62, 30)
    estimate = SurveyEstimator().estimate(facts, features)
    assert estimate.mode is Mode.PHOTOS
    values = {value.term: value for value in estimate.values}
    assert values[Term.INSIDE_LEG_HEIGHT].value == pytest.approx(0.46 * 180, abs=4)
    assert measure_photos(segmenter, FRONT, SIDE) == features


def test_a_turned_head_down_or_swapped_photo_is_rejected(segmenter: PoseSegmenter) -> None:
    upside_down = encoded(painted(Drawn(), View.FRONT).rotate(180))
    for photos, view, reason in (
        ((SIDE, SIDE), View.FRONT, Rejection.WRONG_YAW),
        ((FRONT, FRONT), View.SIDE, Rejection.WRONG_YAW),
        ((upside_down, SIDE), View.FRONT, Rejection.NOT_UPRIGHT),
    ):
        with pytest.raises(PhotoRejectedError) as caught:
            measure_photos(segmenter, *photos)
        assert [(each.view, each.reason) for each in caught.value.rejections] == [(view, reason)]


def test_cropped_feet_and_heads_are_rejected(segmenter: PoseSegmenter) -> None:
    whole = painted(Drawn(), View.FRONT)
    for box, reason in (((0, 0, 800, 850), Rejection.FEET_CROPPED), ((0, 150, 800, 1000), Rejection.HEAD_CROPPED)):
        with pytest.raises(PhotoRejectedError) as caught:
            measure_photos(segmenter, encoded(whole.crop(box)), SIDE)
        assert reason in {each.reason for each in caught.value.rejections}


def test_two_people_are_counted_and_nobody_is_nobody(segmenter: PoseSegmenter) -> None:
    both = Image.new("RGB", (1600, 1000))
    both.paste(painted(Drawn(), View.FRONT), (0, 0))
    both.paste(painted(Drawn(), View.FRONT), (800, 0))
    empty = Image.linear_gradient("L").resize((800, 1000)).convert("RGB")
    for photo, reason in ((both, Rejection.SEVERAL_PEOPLE), (empty, Rejection.NOBODY)):
        with pytest.raises(PhotoRejectedError) as caught:
            measure_photos(segmenter, encoded(photo), SIDE)
        assert reason in {each.reason for each in caught.value.rejections}
