"""Rendered bodies: meshes with known measurements, each in a front and a side picture (anny and clad-body, Apache-2.0).

A folder holds `truth.json`, a list of bodies with `id`, `height_cm`, `mass_kg` and `<measure>_cm`, and for each
`<id>_front_rgb.png` and `<id>_side_rgb.png`. A mesh has no sex and no age: the first is unstated, the second 30.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashionistar.measurements.estimation.arrays import Floats
from fashionistar.measurements.estimation.fitting.surveyed import DataError
from fashionistar.measurements.estimation.photographs import measure_photos
from fashionistar.measurements.estimation.protocols import (
    PersonFacts,
    PhotoFeatures,
    PhotoRejectedError,
    PoseSegmenter,
    Sex,
)
from fashionistar.measurements.estimation.terms import Term

#: What is known of the meshes.
TRUTHS: dict[Term, str] = {
    Term.CHEST_GIRTH: "bust_cm",
    Term.WAIST_GIRTH: "waist_cm",
    Term.HIP_GIRTH: "hip_cm",
    Term.INSIDE_LEG_HEIGHT: "inseam_cm",
    Term.NECK_GIRTH: "neck_cm",
    Term.UPPER_ARM_GIRTH: "upperarm_cm",
    Term.THIGH_GIRTH: "thigh_cm",
    Term.CALF_GIRTH: "calf_cm",
}
#: How well people know their height and weight: standard deviations that are added to what a mesh would say.
_HEIGHT_SD_CM, _WEIGHT_SD_KG = 1.0, 1.5


@dataclass(frozen=True, slots=True)
class Body:
    """One mesh: what it says of itself, what its photos show, and its truths in the order of `TRUTHS`, centimetres."""

    facts: PersonFacts
    features: PhotoFeatures
    truths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A mesh whose photos were rejected, and why."""

    name: str
    why: str


def read_bodies(
    folder: Path, segmenter: PoseSegmenter, advance: Callable[[int, int], None]
) -> tuple[list[Body], list[Refused]]:
    """Measure every body of a folder; call `advance` with how many are done, and how many there are, after each.

    Raises:
        DataError: the folder does not hold what it should.
    """
    try:
        truths = json.loads((folder / "truth.json").read_text())
        listed = sorted(truths, key=lambda truth: int(truth["id"]))
        bodies: list[Body] = []
        refused: list[Refused] = []
        for number, truth in enumerate(listed, 1):
            try:
                bodies.append(_measured(folder, truth, segmenter))
            except PhotoRejectedError as error:
                refused.append(Refused(f"{truth['id']:03d}", str(error)))
            advance(number, len(listed))
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise DataError(f"{folder} does not hold rendered bodies: {error!r}") from error
    return bodies, refused


def _measured(folder: Path, truth: dict[str, float], segmenter: PoseSegmenter) -> Body:
    number = int(truth["id"])
    front, side = ((folder / f"{number:03d}_{view}_rgb.png").read_bytes() for view in ("front", "side"))
    noise = np.random.default_rng(number).normal(0, (_HEIGHT_SD_CM, _WEIGHT_SD_KG))
    facts = PersonFacts(Sex.UNSTATED, truth["height_cm"] + noise[0], truth["mass_kg"] + noise[1], 30)
    return Body(facts, measure_photos(segmenter, front, side), tuple(truth[key] for key in TRUTHS.values()))


def truths_of(bodies: Sequence[Body]) -> Floats:
    """What is known of some bodies, shape (bodies, truths)."""
    return np.array([body.truths for body in bodies])
