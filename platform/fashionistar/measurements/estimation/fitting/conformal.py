"""Split-conformal intervals: how wide they must be to hold nine errors in ten of people who were not fitted on."""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from fashionistar.measurements.estimation.arrays import Floats
from fashionistar.measurements.estimation.estimator import spread
from fashionistar.measurements.estimation.fitting.survey_fit import columns_of
from fashionistar.measurements.estimation.fitting.surveyed import Surveyed
from fashionistar.measurements.estimation.photo_model import PhotoModel
from fashionistar.measurements.estimation.protocols import Mode, Sex
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


def photo_noise(photos: PhotoModel) -> tuple[tuple[Term | Shape, float], ...]:
    """What photos observe and with which error: what is simulated on people of whom there is no photo."""
    return tuple((reading.of, reading.sd) for reading in photos.readings)


def beliefs(
    people: Surveyed, sex: Sex, survey: SurveyModel, noise: Sequence[tuple[Term | Shape, float]], seed: int
) -> Iterator[Belief]:
    """What would be believed of each person of a stated sex, had some of her measures been seen with some error."""
    means = columns_of(people) @ survey.weights[sex]
    random = np.random.default_rng(seed)
    for mean, truth in zip(means, people.outputs, strict=True):
        seen = [Observation(of, truth[INDEX[of]] + random.normal(0, sd), sd) for of, sd in noise]
        yield Belief(mean, survey.covariances[sex]).given(seen)


def quantiles(
    people: Surveyed, survey: SurveyModel, photos: PhotoModel, sizes: Floats
) -> dict[tuple[Mode, Sex], dict[Term, float]]:
    """The quantiles of every mode and sex, from people whom the survey's model was not fitted on."""
    found = {}
    for mode, noise in ((Mode.FACTS, ()), (Mode.PHOTOS, photo_noise(photos))):
        for sex in Sex:
            chosen = people.of(sex)
            held = list(beliefs(chosen, sex, survey, noise, seed=1))
            off = np.abs(np.stack([belief.mean for belief in held]) - chosen.outputs)
            scores = off / np.stack([spread(belief, sizes) for belief in held])
            found[mode, sex] = {term: conformal_quantile(scores[:, INDEX[term]]) for term in Term}
    return found
