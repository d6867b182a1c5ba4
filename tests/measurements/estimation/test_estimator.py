"""The default estimator, with the coefficients that come with the house."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fashionistar.measurements.estimation.estimator import SurveyEstimator
from fashionistar.measurements.estimation.features import extract
from fashionistar.measurements.estimation.protocols import (
    AGE_YEARS,
    BODY_MASS_INDEX,
    HEIGHT_CM,
    WEIGHT_KG,
    Estimate,
    EstimatedValue,
    Flag,
    MeasurementEstimator,
    Mode,
    PersonFacts,
    PhotoFeatures,
    PhotoRejectedError,
    Rejection,
    Sex,
)
from fashionistar.measurements.estimation.terms import CATALOGUE, Term
from tests.measurements.estimation.drawn import Drawn, front, side

ESTIMATOR: MeasurementEstimator = SurveyEstimator()
SEGMENTER = SurveyEstimator().coefficients.photos.segmenter_id
#: What grows with weight alone, whoever gains it.
GROWING = (Term.CHEST_GIRTH, Term.WAIST_GIRTH, Term.HIP_GIRTH, Term.THIGH_GIRTH, Term.UPPER_ARM_GIRTH, Term.NECK_GIRTH)
heights, weights, ages = (st.floats(*limits) for limits in (HEIGHT_CM, WEIGHT_KG, AGE_YEARS))


def facts(sex: Sex, height: float, weight: float, age: float) -> PersonFacts:
    assume(BODY_MASS_INDEX[0] <= weight / (height / 100) ** 2 <= BODY_MASS_INDEX[1])
    return PersonFacts(sex, height, weight, age)


def by_term(estimate: Estimate) -> dict[Term, EstimatedValue]:
    return {value.term: value for value in estimate.values}


def seen(body: Drawn) -> PhotoFeatures:
    return extract(front(body), side(body), SEGMENTER)


def widened(features: PhotoFeatures, times: float) -> PhotoFeatures:
    wide = {
        name: value * (times if "_breadth_" in name or "_depth_" in name else 1)
        for name, value in features.values.items()
    }
    return PhotoFeatures(wide, features.segmenter_id)


#: A slim body like the drawn one.
SLIM = PersonFacts(Sex.UNSTATED, 180, 62, 30)


@settings(max_examples=50, deadline=None)
@given(sex=st.sampled_from(Sex), height=heights, weight=weights, age=ages)
def test_an_interval_holds_its_estimate(sex: Sex, height: float, weight: float, age: float) -> None:
    estimate = ESTIMATOR.estimate(facts(sex, height, weight, age))
    assert [value.term for value in estimate.values] == list(CATALOGUE)
    assert all(0 < value.low < value.value < value.high < 300 for value in estimate.values)
    assert (estimate.mode, estimate.model_id) == (Mode.FACTS, ESTIMATOR.model_id)


@settings(max_examples=50, deadline=None)
@given(sex=st.sampled_from(Sex), height=heights, weight=weights, age=ages, more=st.floats(0.5, 20))
def test_girths_grow_with_weight(sex: Sex, height: float, weight: float, age: float, more: float) -> None:
    assume(weight + more <= WEIGHT_KG[1])
    light = by_term(ESTIMATOR.estimate(facts(sex, height, weight, age)))
    heavy = by_term(ESTIMATOR.estimate(facts(sex, height, weight + more, age)))
    assert all(heavy[term].value > light[term].value for term in GROWING)


def test_known_people_measure_what_the_survey_says() -> None:
    man = by_term(ESTIMATOR.estimate(PersonFacts(Sex.MALE, 175.6, 85.5, 30)))  # the survey's mean man
    assert man[Term.CHEST_GIRTH].value == pytest.approx(105.9, abs=1)
    assert man[Term.WAIST_GIRTH].value == pytest.approx(94.1, abs=1)
    assert man[Term.INSIDE_LEG_HEIGHT].value == pytest.approx(84.6, abs=1)
    assert man[Term.WAIST_GIRTH].high - man[Term.WAIST_GIRTH].low == pytest.approx(14, abs=2)


def test_unstated_sex_lies_between_and_is_less_sure() -> None:
    woman, man, unstated = (by_term(ESTIMATOR.estimate(PersonFacts(sex, 170, 70, 30))) for sex in Sex)
    hip = Term.HIP_GIRTH
    assert man[hip].value < unstated[hip].value < woman[hip].value
    assert unstated[hip].high - unstated[hip].low > woman[hip].high - woman[hip].low


@pytest.mark.parametrize(
    "person",
    [
        PersonFacts(Sex.MALE, 205, 100, 30),
        PersonFacts(Sex.FEMALE, 165, 120, 30),
        PersonFacts(Sex.FEMALE, 165, 45, 30),
        PersonFacts(Sex.FEMALE, 165, 65, 70),
        PersonFacts(Sex.FEMALE, 165, 65, 16),
    ],
)
def test_people_unlike_the_survey_are_flagged(person: PersonFacts) -> None:
    assert ESTIMATOR.estimate(person).flags == {Flag.OUTSIDE_SURVEY}


def test_photos_narrow_the_intervals_and_name_their_model() -> None:
    without, estimate = ESTIMATOR.estimate(SLIM), ESTIMATOR.estimate(SLIM, seen(Drawn()))
    assert (estimate.mode, estimate.model_id) == (Mode.PHOTOS, f"{ESTIMATOR.model_id}+{SEGMENTER}")
    before, after = by_term(without), by_term(estimate)
    for term in (Term.CHEST_GIRTH, Term.WAIST_GIRTH, Term.HIP_GIRTH, Term.INSIDE_LEG_HEIGHT):
        assert after[term].high - after[term].low < 0.8 * (before[term].high - before[term].low)


def test_a_wider_body_in_the_photos_measures_more() -> None:
    slim = by_term(ESTIMATOR.estimate(SLIM, seen(Drawn(waist=0.15))))
    wide = by_term(ESTIMATOR.estimate(SLIM, seen(Drawn(waist=0.17))))
    assert 2 < wide[Term.WAIST_GIRTH].value - slim[Term.WAIST_GIRTH].value < 12


def test_a_level_that_was_not_seen_is_flagged_and_left_out() -> None:
    whole = seen(Drawn())
    part = PhotoFeatures({k: v for k, v in whole.values.items() if not k.startswith("waist")}, SEGMENTER)
    estimate = ESTIMATOR.estimate(SLIM, part)
    assert Flag.LEVEL_NOT_SEEN in estimate.flags
    assert Flag.LEVEL_NOT_SEEN not in ESTIMATOR.estimate(SLIM, whole).flags
    width = [
        v.high - v.low for v in (by_term(e)[Term.WAIST_GIRTH] for e in (estimate, ESTIMATOR.estimate(SLIM, whole)))
    ]
    assert width[0] > width[1]


def test_a_body_much_wider_than_its_weight_is_clothed() -> None:
    with pytest.raises(PhotoRejectedError) as caught:
        ESTIMATOR.estimate(SLIM, widened(seen(Drawn()), 1.4))
    assert [each.reason for each in caught.value.rejections] == [Rejection.LOOSE_CLOTHING]


def test_a_body_that_contradicts_its_facts_is_flagged() -> None:
    estimate = ESTIMATOR.estimate(SLIM, widened(seen(Drawn()), 0.75))
    assert Flag.PHOTOS_DISAGREE_WITH_FACTS in estimate.flags


def test_features_of_another_segmenter_are_refused() -> None:
    with pytest.raises(ValueError, match="calibrated for"):
        ESTIMATOR.estimate(SLIM, PhotoFeatures(seen(Drawn()).values, "another"))
