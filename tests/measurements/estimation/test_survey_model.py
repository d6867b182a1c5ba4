"""What is seen of a body moves the rest, by how sure it is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fashionistar.measurements.estimation.coefficients import committed
from fashionistar.measurements.estimation.protocols import PersonFacts, Sex
from fashionistar.measurements.estimation.survey_model import INDEX, OUTPUTS, Belief, Observation, Shape
from fashionistar.measurements.estimation.terms import Term

SURVEY = committed().survey
WAIST = INDEX[Term.WAIST_GIRTH]


def prior() -> Belief:
    return SURVEY.expect(PersonFacts(Sex.FEMALE, 165, 65, 30))


def test_one_measure_is_weighted_by_inverse_variance() -> None:
    before = prior()
    spread = before.covariance[WAIST, WAIST]
    after = before.given([Observation(Term.WAIST_GIRTH, 90.0, 2.0)])
    share = (1 / 4) / (1 / 4 + 1 / spread)
    assert after.mean[WAIST] == pytest.approx(share * 90 + (1 - share) * before.mean[WAIST])
    assert after.covariance[WAIST, WAIST] == pytest.approx(1 / (1 / 4 + 1 / spread))


def test_a_wider_waist_means_a_larger_girth() -> None:
    expected = prior().mean
    seen = [Observation(Shape.WAIST_BREADTH, expected[INDEX[Shape.WAIST_BREADTH]] + 3, 1.0)]
    assert prior().given(seen).mean[WAIST] > expected[WAIST] + 1


def test_what_was_expected_changes_no_mean() -> None:
    expected = prior().mean
    seen = [Observation(of, float(expected[INDEX[of]]), 1.0) for of in Shape]
    assert prior().given(seen).mean == pytest.approx(expected)


def test_nothing_seen_changes_nothing() -> None:
    assert prior().given([]).mean == pytest.approx(prior().mean)


@settings(max_examples=25, deadline=None)
@given(
    chosen=st.lists(st.sampled_from(OUTPUTS), min_size=1, max_size=8, unique=True),
    off=st.floats(-10, 10),
    sd=st.floats(0.1, 5),
    sex=st.sampled_from(Sex),
)
def test_seeing_more_never_leaves_more_open(chosen: list[Term | Shape], off: float, sd: float, sex: Sex) -> None:
    before = SURVEY.expect(PersonFacts(sex, 172, 70, 35))
    seen = [Observation(of, float(before.mean[INDEX[of]]) + off, sd) for of in chosen]
    after = before.given(seen)
    assert (np.diag(after.covariance) <= np.diag(before.covariance) + 1e-9).all()
    assert (np.linalg.eigvalsh(after.covariance) > -1e-6).all()
    order = before.given(seen[::-1])
    assert order.mean == pytest.approx(after.mean)
