"""Split-conformal intervals: how wide they must be to hold nine errors in ten of people who were not fitted on."""

import math
from collections.abc import Iterator

import numpy as np

from fashionistar.measurements.estimation.arrays import Floats
from fashionistar.measurements.estimation.estimator import spread
from fashionistar.measurements.estimation.fitting.survey_fit import columns_of
from fashionistar.measurements.estimation.fitting.surveyed import Surveyed
from fashionistar.measurements.estimation.photo_model import PhotoModel
from fashionistar.measurements.estimation.protocols import Mode
from fashionistar.measurements.estimation.survey_model import INDEX, Belief, Observation, Shape, SurveyModel
from fashionistar.measurements.estimation.terms import Term

COVERAGE = 0.9


def conformal_quantile(scores: Floats) -> float:
    """The score that holds `COVERAGE` of new ones: the ⌈(n + 1) · 0.9⌉-th smallest (Vovk; Lei et al. 2018).

    Args:
        scores: shape (people,).

    Raises:
        ValueError: there are too few scores to say it.
    """
    rank = math.ceil((len(scores) + 1) * COVERAGE)
    if rank > len(scores):
        raise ValueError(f"{len(scores)} people are too few for an interval that holds {COVERAGE:.0%}")
    return float(np.sort(scores)[rank - 1])


def photo_noise(photos: PhotoModel) -> list[tuple[Term | Shape, float]]:
    """What photos observe and with which error: what is simulated on people of whom there is no photo."""
    return [(reading.of, reading.sd) for reading in photos.readings]


def beliefs(
    people: Surveyed, survey: SurveyModel, *, stated: bool, noise: list[tuple[Term | Shape, float]], seed: int
) -> Iterator[Belief]:
    """What would be believed of each person, had some of her measures been seen with some error."""
    means = columns_of(people, stated=stated) @ survey.weights[stated]
    random = np.random.default_rng(seed)
    for mean, truth in zip(means, people.outputs, strict=True):
        seen = [Observation(of, truth[INDEX[of]] + random.normal(0, sd), sd) for of, sd in noise]
        yield Belief(mean, survey.covariances[stated]).given(seen)


def scores_of(held: list[Belief], people: Surveyed, sizes: Floats) -> Floats:
    """How far off each belief is, in its own measure of how far it may be: shape (people, outputs)."""
    means = np.stack([belief.mean for belief in held])
    spreads = np.stack([spread(belief, sizes) for belief in held])
    off: Floats = np.abs(means - people.outputs) / spreads
    return off


def quantiles(
    people: Surveyed, survey: SurveyModel, photos: PhotoModel, sizes: Floats
) -> dict[tuple[Mode, bool], dict[Term, float]]:
    """The quantiles of every mode, from people whom the survey's model was not fitted on."""
    found = {}
    for mode, noise in ((Mode.FACTS, []), (Mode.PHOTOS, photo_noise(photos))):
        for stated in (True, False):
            held = list(beliefs(people, survey, stated=stated, noise=noise, seed=1))
            scores = scores_of(held, people, sizes)
            found[mode, stated] = {term: conformal_quantile(scores[:, INDEX[term]]) for term in Term}
    return found
