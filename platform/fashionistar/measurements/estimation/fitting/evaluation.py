"""How far off estimates are of people and bodies that were not fitted on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import starmap
from typing import Self

import numpy as np
from numpy.typing import NDArray

from fashionistar.measurements.estimation.arrays import Floats
from fashionistar.measurements.estimation.coefficients import Coefficients
from fashionistar.measurements.estimation.estimator import SurveyEstimator, spread
from fashionistar.measurements.estimation.fitting.conformal import beliefs, photo_noise
from fashionistar.measurements.estimation.fitting.fit import CALIBRATED, fit
from fashionistar.measurements.estimation.fitting.photo_fit import fit_photos, offsets
from fashionistar.measurements.estimation.fitting.rendered import TRUTHS, Body
from fashionistar.measurements.estimation.fitting.surveyed import Surveyed
from fashionistar.measurements.estimation.protocols import Mode, Sex
from fashionistar.measurements.estimation.survey_model import INDEX, Shape
from fashionistar.measurements.estimation.terms import Term

#: Each person of the survey is held out once, in one of so many rounds of fitting.
ROUNDS = 5
#: Errors with which breadths and depths, height and weight are taken, where a table says "under noise".
BREADTH_SD_CM, HEIGHT_SD_CM, WEIGHT_SD_KG = 1.0, 1.0, 1.5
#: What the front and the side show of the trunk.
_BREADTHS = (*Shape, Term.SHOULDER_BREADTH, Term.BIDELTOID_BREADTH)
SPLITS = 20


@dataclass(frozen=True, slots=True)
class Errors:
    """Errors of many people, in the order of some terms.

    Attributes:
        off: estimate minus truth in centimetres, shape (people, terms).
        halves: half the intervals' widths in centimetres, shape (people, terms).
        terms: the columns.
    """

    off: Floats
    halves: Floats
    terms: tuple[Term, ...]

    def of(self, term: Term) -> Floats:
        """The errors of one term, shape (people,)."""
        column: Floats = self.off[:, self.terms.index(term)]
        return column

    def mean_absolute(self, term: Term) -> float:
        """The mean absolute error of a term."""
        return float(np.abs(self.of(term)).mean())

    def bias(self, term: Term) -> float:
        """The mean error of a term: positive when estimates are too large."""
        return float(self.of(term).mean())

    def ninth_decile(self, term: Term) -> float:
        """What nine absolute errors in ten do not exceed."""
        return float(np.quantile(np.abs(self.of(term)), 0.9))

    def half_width(self, term: Term) -> float:
        """The mean of half the interval's width."""
        return float(self.halves[:, self.terms.index(term)].mean())

    def coverage(self, term: Term) -> float:
        """The part of the people whose truth the interval holds."""
        return float((np.abs(self.of(term)) <= self.halves[:, self.terms.index(term)]).mean())

    def where(self, chosen: NDArray[np.bool_]) -> Self:
        """The errors of some people."""
        return replace(self, off=self.off[chosen], halves=self.halves[chosen])


def joined(parts: Sequence[Errors]) -> Errors:
    """The errors of several groups of people as one."""
    off, halves = (np.concatenate([getattr(part, name) for part in parts]) for name in ("off", "halves"))
    return Errors(off, halves, parts[0].terms)


@dataclass(frozen=True, slots=True)
class Held:
    """The survey's people, each estimated by coefficients that she had no part in.

    Attributes:
        people: in the order of the errors.
        facts: estimated from the facts.
        noisy_facts: from facts under noise.
        breadths: from facts, breadths and depths under noise.
        photos: from facts and what photos would show, simulated with the errors found on rendered bodies.
    """

    people: Surveyed
    facts: Errors
    noisy_facts: Errors
    breadths: Errors
    photos: Errors


def hold_out(people: Surveyed, bodies: Sequence[Body]) -> Held:
    """Fit `ROUNDS` times and estimate each person in the round that holds her out."""
    rounds = [_round(people.turned(number / ROUNDS), bodies) for number in range(ROUNDS)]
    everybody = replace(
        people, **{name: np.concatenate([getattr(held.people, name) for held in rounds]) for name in _COLUMNS}
    )
    return Held(everybody, *(joined([getattr(held, name) for held in rounds]) for name in _KINDS))


_COLUMNS = ("male", "height_cm", "weight_kg", "age_years", "outputs", "groups", "parts")
_KINDS = ("facts", "noisy_facts", "breadths", "photos")


def _round(people: Surveyed, bodies: Sequence[Body]) -> Held:
    coefficients, held = fit(people, bodies), people.between(CALIBRATED, 1)
    noisy = with_noise(held)
    seen = [(of, BREADTH_SD_CM) for of in _BREADTHS]
    return Held(
        held,
        survey_errors(held, coefficients, Mode.FACTS),
        survey_errors(noisy, coefficients, Mode.FACTS),
        survey_errors(noisy, coefficients, Mode.PHOTOS, seen),
        survey_errors(held, coefficients, Mode.PHOTOS, photo_noise(coefficients.photos)),
    )


def with_noise(people: Surveyed) -> Surveyed:
    """The people as they would state height and weight."""
    random = np.random.default_rng(3)
    return replace(
        people,
        height_cm=people.height_cm + random.normal(0, HEIGHT_SD_CM, len(people)),
        weight_kg=people.weight_kg + random.normal(0, WEIGHT_SD_KG, len(people)),
    )


def survey_errors(
    people: Surveyed, coefficients: Coefficients, mode: Mode, seen: Sequence[tuple[Term | Shape, float]] = ()
) -> Errors:
    """Estimate people of the survey who state their sex, given what was seen of them and with which error."""
    at = [INDEX[term] for term in Term]
    off, halves = np.empty((len(people), len(at))), np.empty((len(people), len(at)))
    for sex in (Sex.FEMALE, Sex.MALE):
        chosen = people.male == float(sex is Sex.MALE)
        held = list(beliefs(people.where(chosen), sex, coefficients.survey, seen, seed=2))
        quantiles = np.array([coefficients.quantiles[mode, sex][term] for term in Term])
        off[chosen] = np.stack([belief.mean[at] for belief in held]) - people.outputs[chosen][:, at]
        halves[chosen] = quantiles * np.stack([spread(belief, coefficients.sizes)[at] for belief in held])
    return Errors(off, halves, tuple(Term))


def body_errors(bodies: Sequence[Body], coefficients: Coefficients, moves: dict[Term, float]) -> Errors:
    """Estimate rendered bodies from their photos; `moves` is what the survey measures more of a term than the mesh."""
    estimator = SurveyEstimator(coefficients)
    off, halves = [], []
    for body in bodies:
        found = {value.term: value for value in estimator.estimate(body.facts, body.features).values}
        truths = dict(zip(TRUTHS, body.truths, strict=True))
        off.append([found[term].value - truths[term] - moves.get(term, 0.0) for term in TRUTHS])
        halves.append([(found[term].high - found[term].low) / 2 for term in TRUTHS])
    return Errors(np.array(off), np.array(halves), tuple(TRUTHS))


def split_bodies(bodies: Sequence[Body], coefficients: Coefficients) -> list[Errors]:
    """Calibrate photos on half the bodies and estimate the other half, `SPLITS` times over."""
    orders = (np.random.default_rng(number).permutation(len(bodies)) for number in range(SPLITS))
    halves = (np.array_split(order, 2) for order in orders)
    return list(starmap(lambda one, other: _split(bodies, coefficients, one, other), halves))


def _split(
    bodies: Sequence[Body], coefficients: Coefficients, one: NDArray[np.int_], other: NDArray[np.int_]
) -> Errors:
    fitted, held = [bodies[at] for at in one], [bodies[at] for at in other]
    photos = fit_photos(fitted, coefficients.survey)
    return body_errors(held, replace(coefficients, photos=photos), offsets(fitted, coefficients.survey))
