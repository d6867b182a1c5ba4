"""What the features of photos say of the survey's measures: linear maps calibrated on rendered bodies.

A photo shows feet and arms apart, in perspective, by a mask with errors of its own; the survey used callipers and
tape on people with feet together. Each map takes features of a pose to one measure of the survey, and knows its error.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fashionistar.measurements.estimation.protocols import PhotoFeatures
from fashionistar.measurements.estimation.survey_model import Observation, Shape
from fashionistar.measurements.estimation.terms import Term


def _trunk(level: str) -> tuple[str, ...]:
    return tuple(f"{level}_{way}_{number}" for way in ("breadth", "depth") for number in range(3))


#: Which features speak of which measure. The trunk's depth helps its breadth: both carry the error of one height.
SOURCES: dict[Term | Shape, tuple[str, ...]] = {
    Shape.CHEST_BREADTH: _trunk("chest"),
    Shape.CHEST_DEPTH: _trunk("chest"),
    Shape.WAIST_BREADTH: _trunk("waist"),
    Shape.WAIST_DEPTH: _trunk("waist"),
    Shape.HIP_BREADTH: _trunk("hip"),
    Shape.HIP_DEPTH: _trunk("hip"),
    Term.NECK_GIRTH: ("neck_girth",),
    Term.UPPER_ARM_GIRTH: ("upper_arm_girth",),
    Term.THIGH_GIRTH: ("thigh_girth",),
    Term.CALF_GIRTH: ("calf_girth",),
    Term.INSIDE_LEG_HEIGHT: ("crotch",),
    Term.OUTER_ARM_LENGTH: ("arm",),
    Term.SHOULDER_BREADTH: ("shoulder_breadth",),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A linear map from features in centimetres to one measure in centimetres.

    Attributes:
        of: the measure.
        weights: one for each of its `SOURCES`, then one for the stated height.
        intercept: centimetres.
        sd: the standard deviation of its error in centimetres.
    """

    of: Term | Shape
    weights: tuple[float, ...]
    intercept: float
    sd: float

    def read(self, values: Mapping[str, float], height_cm: float) -> Observation | None:
        """What the features say of the measure; `None` if one was not seen."""
        sources = SOURCES[self.of]
        if any(name not in values for name in sources):
            return None
        seen = np.array([*(values[name] for name in sources), 1.0]) * height_cm
        return Observation(self.of, float(seen @ np.array(self.weights)) + self.intercept, self.sd)


@dataclass(frozen=True, slots=True)
class PhotoModel:
    """The calibrated maps.

    Attributes:
        segmenter_id: the model whose masks and landmarks they were calibrated with.
        readings: one map for each measure that photos speak of.
    """

    segmenter_id: str
    readings: tuple[Reading, ...]

    def observe(self, features: PhotoFeatures, height_cm: float) -> list[Observation]:
        """What photos of a person of some height say, as far as it was seen.

        Raises:
            ValueError: the features are of another segmenter.
        """
        if features.segmenter_id != self.segmenter_id:
            raise ValueError(f"calibrated for {self.segmenter_id}, not for features of {features.segmenter_id}")
        seen = (reading.read(features.values, height_cm) for reading in self.readings)
        return [one for one in seen if one is not None]
