"""ANSUR II: 6 068 soldiers of the US Army measured in 2012 (NATICK/TR-15/007, approved for public release).

Its two CSV files are not ours to ship: they are read from where the operator keeps them. Lengths there are millimetres,
weights hectograms. Race is read only to report errors by group; no model sees it.
"""

import csv
import hashlib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from fashionistar.measurements.estimation.arrays import Floats
from fashionistar.measurements.estimation.protocols import Sex
from fashionistar.measurements.estimation.survey_model import OUTPUTS, Shape
from fashionistar.measurements.estimation.terms import Term

#: The survey's column of each output.
COLUMNS: dict[Term | Shape, str] = {
    Term.HEAD_GIRTH: "headcircumference",
    Term.NECK_GIRTH: "neckcircumference",
    Term.NECK_BASE_GIRTH: "neckcircumferencebase",
    Term.SHOULDER_GIRTH: "shouldercircumference",
    Term.CHEST_GIRTH: "chestcircumference",
    Term.WAIST_GIRTH: "waistcircumference",
    Term.HIP_GIRTH: "buttockcircumference",
    Term.UPPER_ARM_GIRTH: "bicepscircumferenceflexed",
    Term.FOREARM_GIRTH: "forearmcircumferenceflexed",
    Term.WRIST_GIRTH: "wristcircumference",
    Term.HAND_GIRTH: "handcircumference",
    Term.THIGH_GIRTH: "thighcircumference",
    Term.LOWER_THIGH_GIRTH: "lowerthighcircumference",
    Term.CALF_GIRTH: "calfcircumference",
    Term.ANKLE_GIRTH: "anklecircumference",
    Term.SHOULDER_BREADTH: "biacromialbreadth",
    Term.BIDELTOID_BREADTH: "bideltoidbreadth",
    Term.ACROSS_BACK_BREADTH: "interscyei",
    Term.SHOULDER_LENGTH: "shoulderlength",
    Term.OUTER_ARM_LENGTH: "sleeveoutseam",
    Term.BACK_NECK_TO_WRIST: "sleevelengthspinewrist",
    Term.BACK_NECK_TO_WAIST: "waistbacklength",
    Term.TOTAL_CROTCH_LENGTH: "crotchlengthomphalion",
    Term.TRUNK_GIRTH: "verticaltrunkcircumferenceusa",
    Term.INSIDE_LEG_HEIGHT: "crotchheight",
    Term.KNEE_HEIGHT: "kneeheightmidpatella",
    Term.HIP_HEIGHT: "buttockheight",
    Term.WAIST_HEIGHT: "waistheightomphalion",
    Term.BACK_NECK_HEIGHT: "cervicaleheight",
    Shape.CHEST_BREADTH: "chestbreadth",
    Shape.CHEST_DEPTH: "chestdepth",
    Shape.WAIST_BREADTH: "waistbreadth",
    Shape.WAIST_DEPTH: "waistdepth",
    Shape.HIP_BREADTH: "hipbreadth",
    Shape.HIP_DEPTH: "buttockdepth",
}
#: The Defense Department's codes of race.
_GROUPS = {"1": "White", "2": "Black", "3": "Hispanic", "4": "Asian"}
OTHER_GROUP = "other"


class DataError(ValueError):
    """A folder does not hold the data that it should."""


@dataclass(frozen=True, slots=True)
class Surveyed:
    """People of the survey.

    Attributes:
        male: 1 for men, 0 for women, shape (people,).
        height_cm: shape (people,).
        weight_kg: shape (people,).
        age_years: shape (people,).
        outputs: what was measured, centimetres, shape (people, outputs) in the order of `OUTPUTS`.
        groups: for reports only, shape (people,).
        parts: to which part a person belongs, from 0 to 1, by a hash of her number, shape (people,).
    """

    male: Floats
    height_cm: Floats
    weight_kg: Floats
    age_years: Floats
    outputs: Floats
    groups: NDArray[np.str_]
    parts: Floats

    def where(self, chosen: NDArray[np.bool_]) -> Self:
        """Some of the people."""
        return replace(self, **{field.name: getattr(self, field.name)[chosen] for field in fields(self)})

    def of(self, sex: Sex) -> Self:
        """The people of a sex; everybody where it is unstated."""
        return self if sex is Sex.UNSTATED else self.where(self.male == float(sex is Sex.MALE))

    def turned(self, share: float) -> Self:
        """The same people, each moved on by some share of the parts, so that others are held out."""
        return replace(self, parts=(self.parts + share) % 1)

    def between(self, low: float, high: float) -> Self:
        """The people of some parts."""
        return self.where((self.parts >= low) & (self.parts < high))

    @property
    def index(self) -> Floats:
        """Body mass indices."""
        metres = self.height_cm / 100
        ratio: Floats = self.weight_kg / metres**2
        return ratio

    def __len__(self) -> int:
        return len(self.male)


def read_survey(folder: Path) -> Surveyed:
    """Read both files of the survey from a folder; their names end with `male` and `female`, whatever follows.

    Raises:
        DataError: a file is missing, or lacks a column.
    """
    people = []
    for name, sex in (("male", "M"), ("female", "F")):
        found = [path for path in sorted(folder.glob("*.csv")) if name in path.stem.lower().split("_")]
        if len(found) != 1:
            raise DataError(f"{folder} must hold one CSV file with _{name} in its name; it holds {len(found)}.")
        with found[0].open(encoding="latin-1", newline="") as file:
            people += [(sex, {key.lower(): value for key, value in row.items()}) for row in csv.DictReader(file)]
    try:
        return _arranged(people)
    except (KeyError, ValueError) as error:
        raise DataError(f"{folder} holds something else than the survey: {error!r}") from error


def _arranged(people: list[tuple[str, dict[str, str]]]) -> Surveyed:
    def column(name: str, unit: float) -> Floats:
        return np.array([float(row[name]) for _, row in people]) / unit

    return Surveyed(
        male=np.array([float(sex == "M") for sex, _ in people]),
        height_cm=column("stature", 10),
        weight_kg=column("weightkg", 10),
        age_years=column("age", 1),
        outputs=np.stack([column(COLUMNS[output], 10) for output in OUTPUTS], axis=1),
        groups=np.array([_GROUPS.get(row["dodrace"], OTHER_GROUP) for _, row in people]),
        parts=np.array([_part(sex + row["subjectid"]) for sex, row in people]),
    )


def _part(number: str) -> float:
    """The same part for the same person whatever else is in the file, so that nobody moves between fit and test."""
    return int.from_bytes(hashlib.sha256(number.encode()).digest()[:4]) / 2**32
