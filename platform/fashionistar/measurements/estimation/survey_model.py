"""What a survey says of bodies: everything measured there is jointly normal, given height, weight, age and sex.

The mean is a ridge regression on the facts; the covariance is what the facts leave open. Whatever else is known of a
body, each with its own error, moves the rest by conditioning: this is the fusion by inverse variance, for all measures
at once. A waist's breadth moves its girth, an inseam moves the waist's height.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

import numpy as np

from fashionistar.measurements.estimation.arrays import Floats
from fashionistar.measurements.estimation.protocols import PersonFacts, Sex
from fashionistar.measurements.estimation.terms import Term


class Shape(StrEnum):
    """What the survey measured of the trunk with callipers: not asked by tailors, but seen in photos."""

    CHEST_BREADTH = "CHEST_BREADTH"
    CHEST_DEPTH = "CHEST_DEPTH"
    WAIST_BREADTH = "WAIST_BREADTH"
    WAIST_DEPTH = "WAIST_DEPTH"
    HIP_BREADTH = "HIP_BREADTH"
    HIP_DEPTH = "HIP_DEPTH"


#: What the model speaks of, in the order of its matrices.
OUTPUTS: tuple[Term | Shape, ...] = (*Term, *Shape)
INDEX: dict[Term | Shape, int] = {output: number for number, output in enumerate(OUTPUTS)}


@dataclass(frozen=True, slots=True)
class Observation:
    """Something seen of a body, in centimetres, and the standard deviation of its error."""

    of: Term | Shape
    value: float
    sd: float


@dataclass(frozen=True, slots=True)
class Belief:
    """What is known of a body: a normal distribution over `OUTPUTS` in centimetres.

    Attributes:
        mean: shape (outputs,).
        covariance: shape (outputs, outputs).
    """

    mean: Floats
    covariance: Floats

    def given(self, seen: Sequence[Observation]) -> Self:
        """What is known after something was seen, errors being independent of each other."""
        if not seen:
            return self
        at = [INDEX[one.of] for one in seen]
        noise = np.diag([one.sd**2 for one in seen])
        shared = self.covariance[:, at]
        gain = np.linalg.solve(self.covariance[np.ix_(at, at)] + noise, shared.T).T
        surprise = np.array([one.value for one in seen]) - self.mean[at]
        return replace(self, mean=self.mean + gain @ surprise, covariance=self.covariance - gain @ shared.T)

    def surprise(self, seen: Observation) -> float:
        """How many standard deviations something lies above what was expected."""
        at = INDEX[seen.of]
        spread = self.covariance[at, at] + seen.sd**2
        return float((seen.value - self.mean[at]) / np.sqrt(spread))


@dataclass(frozen=True, slots=True)
class SurveyModel:
    """The fitted survey: women, men, and everybody for those who do not state their sex.

    Attributes:
        weights: by sex, shape (basis, outputs).
        covariances: by sex, shape (outputs, outputs).
    """

    weights: Mapping[Sex, Floats]
    covariances: Mapping[Sex, Floats]

    def expect(self, facts: PersonFacts) -> Belief:
        """What the facts alone say of a body."""
        numbers = (np.array([number]) for number in (facts.height_cm, facts.weight_kg, facts.age_years))
        return Belief((basis(*numbers) @ self.weights[facts.sex])[0], self.covariances[facts.sex])


def basis(height_cm: Floats, weight_kg: Floats, age_years: Floats) -> Floats:
    """What the regression sees of people.

    A girth grows with √(weight / height), as a cylinder's does; body mass index and weight bend that.

    Args:
        height_cm: shape (people,).
        weight_kg: shape (people,).
        age_years: shape (people,).

    Returns:
        Shape (people, 8); the first column is 1.
    """
    height, weight, age = height_cm / 175, weight_kg / 75, age_years / 40
    index, radius = weight / height**2, np.sqrt(weight / height)
    return np.stack([np.ones_like(height), height, weight, index, radius, np.log(weight), age, age**2], axis=1)
