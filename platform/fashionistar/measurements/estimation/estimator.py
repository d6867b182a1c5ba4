"""The default estimator: the survey's expectation, moved by what photos show, with split-conformal intervals."""

from typing import Self

import numpy as np

from fashionistar.measurements.estimation.arrays import Floats
from fashionistar.measurements.estimation.coefficients import Coefficients, committed
from fashionistar.measurements.estimation.corrections import Corrections, loads
from fashionistar.measurements.estimation.photo_model import SOURCES
from fashionistar.measurements.estimation.protocols import (
    Estimate,
    EstimatedValue,
    Flag,
    Mode,
    PersonFacts,
    PhotoFeatures,
    PhotoRejectedError,
    PhotoRejection,
    Rejection,
    Sex,
    View,
)
from fashionistar.measurements.estimation.survey_model import INDEX, Belief, Observation, Shape
from fashionistar.measurements.estimation.terms import CATALOGUE

#: What the survey holds enough people of (its 0.5th to 99.5th percentile, both sexes); beyond, it is extended.
SURVEYED_HEIGHT_CM = (148.0, 195.0)
SURVEYED_INDEX = (18.0, 40.0)
SURVEYED_AGE_YEARS = (18.0, 56.0)
#: Standard deviations: one measure this far off is told; the trunk all round this far above is clothing.
_STRANGE = 3.0
_CLOTHED = 2.5


class SurveyEstimator:
    """The default `MeasurementEstimator`."""

    def __init__(self, coefficients: Coefficients | None = None, corrections: Corrections | None = None) -> None:
        """Use some coefficients, the committed ones by default, and correct what comes of them if told how."""
        self.coefficients = coefficients or committed()
        self._corrections = {} if corrections is None else corrections.of
        self.model_id = self.coefficients.model_id if corrections is None else corrections.model_id

    def corrected(self, corrections: str) -> Self:
        """The same, corrected by what tapes taught.

        Raises:
            CorrectionsError: they are of other coefficients, or none.
        """
        return type(self)(self.coefficients, loads(corrections, self.coefficients.model_id))

    def estimate(self, facts: PersonFacts, features: PhotoFeatures | None = None) -> Estimate:
        """Estimate every measurement of the catalogue, in its order.

        Raises:
            ValueError: the features are of another segmenter than the coefficients were calibrated for.
            PhotoRejectedError: the body in the photos is so much wider than the facts allow that it is clothing.
        """
        belief = self.coefficients.survey.expect(facts)
        flags = set[Flag]()
        if _outside_survey(facts):
            flags.add(Flag.OUTSIDE_SURVEY)
        mode, model_id = Mode.FACTS, self.model_id
        if features is not None:
            seen = self.coefficients.photos.observe(features, facts.height_cm)
            flags |= _look_over(belief, seen)
            belief = belief.given(seen)
            mode, model_id = Mode.PHOTOS, f"{self.model_id}+{features.segmenter_id}"
        return Estimate(self._values(belief, mode, facts.sex), frozenset(flags), mode, model_id)

    def _values(self, belief: Belief, mode: Mode, sex: Sex) -> tuple[EstimatedValue, ...]:
        """The intervals: what is left open, grown with the body, times the conformal quantile."""
        quantiles = self.coefficients.quantiles[mode, sex]
        spreads = spread(belief, self.coefficients.sizes)
        values = []
        for term in CATALOGUE:
            value, half = float(belief.mean[INDEX[term]]), float(quantiles[term] * spreads[INDEX[term]])
            made = EstimatedValue(term, value, value - half, value + half)
            correction = self._corrections.get((mode, term))
            values.append(made if correction is None else correction(made))
        return tuple(values)


def spread(belief: Belief, sizes: Floats) -> Floats:
    """How far off each output may be in centimetres: large bodies vary more, in proportion to their size."""
    deviations: Floats = np.sqrt(np.diag(belief.covariance)) * belief.mean / sizes
    return deviations


def _outside_survey(facts: PersonFacts) -> bool:
    ranges = (
        (facts.height_cm, SURVEYED_HEIGHT_CM),
        (facts.body_mass_index, SURVEYED_INDEX),
        (facts.age_years, SURVEYED_AGE_YEARS),
    )
    return any(not low <= value <= high for value, (low, high) in ranges)


def _look_over(belief: Belief, seen: list[Observation]) -> set[Flag]:
    """What is odd about the photos, given the facts.

    Raises:
        PhotoRejectedError: the trunk is much wider all round than a body of that weight.
    """
    surprises = {one.of: belief.surprise(one) for one in seen}
    trunk = [surprises[shape] for shape in Shape if shape in surprises]
    if trunk and sum(trunk) / len(trunk) > _CLOTHED:
        hint = "Wear something tight, such as sportswear or underwear: loose clothes hide the body."
        raise PhotoRejectedError(PhotoRejection(View.FRONT, Rejection.LOOSE_CLOTHING, hint))
    flags = set[Flag]()
    if any(abs(surprise) > _STRANGE for surprise in surprises.values()):
        flags.add(Flag.PHOTOS_DISAGREE_WITH_FACTS)
    if len(seen) < len(SOURCES):
        flags.add(Flag.LEVEL_NOT_SEEN)
    return flags
