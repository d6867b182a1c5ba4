"""What an estimator is asked and what it answers, without numpy, so that every process may import it.

Lengths are centimetres, masses kilograms, ages years, pictures Pillow's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from PIL.Image import Image

from fashionistar.measurements.estimation.terms import Term

#: What an estimate may be asked for. Outside it the answer would be a guess: children above all were never measured.
HEIGHT_CM = (130.0, 220.0)
WEIGHT_KG = (35.0, 200.0)
AGE_YEARS = (16.0, 90.0)
#: Kilograms by square metre: beyond, height or weight is mistyped, or in another unit.
BODY_MASS_INDEX = (13.0, 60.0)


class Sex(StrEnum):
    """The sex whose body proportions are assumed; `UNSTATED` takes those of both, with wider intervals."""

    FEMALE = "FEMALE"
    MALE = "MALE"
    UNSTATED = "UNSTATED"


class View(StrEnum):
    """Which way the person in a photo faces: to the camera, or to one side of it."""

    FRONT = "FRONT"
    SIDE = "SIDE"


class Mode(StrEnum):
    """What an estimate was made from."""

    FACTS = "FACTS"
    PHOTOS = "PHOTOS"


class Rejection(StrEnum):
    """Why a photo cannot be measured."""

    UNREADABLE = "UNREADABLE"
    TOO_SMALL = "TOO_SMALL"
    POOR_LIGHT = "POOR_LIGHT"
    NOBODY = "NOBODY"
    SEVERAL_PEOPLE = "SEVERAL_PEOPLE"
    LOW_SCORE = "LOW_SCORE"
    HEAD_CROPPED = "HEAD_CROPPED"
    FEET_CROPPED = "FEET_CROPPED"
    NOT_UPRIGHT = "NOT_UPRIGHT"
    WRONG_YAW = "WRONG_YAW"
    ARMS_AGAINST_BODY = "ARMS_AGAINST_BODY"
    ARMS_IN_THE_WAY = "ARMS_IN_THE_WAY"
    LEGS_TOGETHER = "LEGS_TOGETHER"
    LOOSE_CLOTHING = "LOOSE_CLOTHING"


class Flag(StrEnum):
    """What lowers the trust in an estimate that was made all the same."""

    OUTSIDE_SURVEY = "OUTSIDE_SURVEY"
    PHOTOS_DISAGREE_WITH_FACTS = "PHOTOS_DISAGREE_WITH_FACTS"
    LEVEL_NOT_SEEN = "LEVEL_NOT_SEEN"


class FactsRefusedError(ValueError):
    """A fact about the person lies outside what can be estimated.

    Attributes:
        field: the fact: `height_cm`, `weight_kg` or `age_years`.
    """

    def __init__(self, field: str, message: str) -> None:
        """Say which fact, and what was expected."""
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class PhotoRejection:
    """One reason why a photo cannot be measured.

    Attributes:
        view: the photo meant.
        reason: why.
        hint: a sentence for the person who takes the next one.
    """

    view: View
    reason: Rejection
    hint: str


class PhotoRejectedError(ValueError):
    """Photos cannot be measured.

    Attributes:
        rejections: every reason that was found, the front photo's first, the gravest of each photo first.
    """

    def __init__(self, *rejections: PhotoRejection) -> None:
        """Carry the reasons and what to do about them."""
        super().__init__("; ".join(f"{each.view} photo: {each.reason}: {each.hint}" for each in rejections))
        self.rejections = rejections


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What a person says of herself.

    Raises:
        FactsRefusedError: a number is not finite, or outside `HEIGHT_CM`, `WEIGHT_KG`, `AGE_YEARS` or, for weight and
            height together, `BODY_MASS_INDEX`.
    """

    sex: Sex
    height_cm: float
    weight_kg: float
    age_years: float

    def __post_init__(self) -> None:
        """Refuse what nobody was measured at."""
        for field, (low, high) in (("height_cm", HEIGHT_CM), ("weight_kg", WEIGHT_KG), ("age_years", AGE_YEARS)):
            value = getattr(self, field)
            if not low <= value <= high:  # a NaN is in no range
                name, _, unit = field.partition("_")
                raise FactsRefusedError(field, f"{name} must be from {low:g} to {high:g} {unit}, not {value:g}.")
        thin, heavy = BODY_MASS_INDEX
        if not thin <= self.body_mass_index <= heavy:
            told = f"{self.weight_kg:g} kg at {self.height_cm:g} cm"
            raise FactsRefusedError("weight_kg", f"{told} is no adult's weight; check both, and their units.")

    @property
    def body_mass_index(self) -> float:
        """Kilograms by square metre."""
        return self.weight_kg / (self.height_cm / 100) ** 2


@dataclass(frozen=True, slots=True)
class Landmark:
    """A point of the body in a picture.

    Attributes:
        x: pixels from the left edge.
        y: pixels from the top edge.
        visibility: how sure it is that the point is seen, from 0 to 1.
    """

    x: float
    y: float
    visibility: float


@dataclass(frozen=True, slots=True)
class Pose:
    """The clearest person in a picture.

    Attributes:
        landmarks: the 33 points of BlazePose, in its order.
        mask: which pixels are hers: mode `L`, 0 to 255, of the picture's size.
        score: how sure it is that somebody is there, from 0 to 1.
        people: how many people were found in the picture who are not far behind her.
    """

    landmarks: tuple[Landmark, ...]
    mask: Image
    score: float
    people: int


@dataclass(frozen=True, slots=True)
class PhotoFeatures:
    """What two photos show of a body: all that is kept of them.

    Attributes:
        values: lengths in parts of the body's height by the feature's name; what could not be seen is absent.
        segmenter_id: the model that found the silhouette.
    """

    values: Mapping[str, float]
    segmenter_id: str


@dataclass(frozen=True, slots=True)
class EstimatedValue:
    """One measurement and the interval that holds the tape's value nine times in ten, in centimetres."""

    term: Term
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """What was estimated, from what, and by which model (coefficients, and segmenter if there were photos)."""

    values: tuple[EstimatedValue, ...]
    flags: frozenset[Flag]
    mode: Mode
    model_id: str


class PoseSegmenter(Protocol):
    """Finds the person in a picture: her landmarks and her silhouette."""

    @property
    def model_id(self) -> str:
        """The model and its weights, such that another model has another id."""
        ...

    def segment(self, image: Image) -> Pose | None:
        """Find the clearest person in an RGB picture; `None` if nobody is there."""
        ...


class MeasurementEstimator(Protocol):
    """Says what a body measures, and how sure that is."""

    @property
    def model_id(self) -> str:
        """The coefficients and what they were corrected by, such that others have another id."""
        ...

    def corrected(self, corrections: str) -> "MeasurementEstimator":
        """The same, corrected by what tapes taught.

        Raises:
            ValueError: they are of another estimator, or none.
        """
        ...

    def estimate(self, facts: PersonFacts, features: PhotoFeatures | None = None) -> Estimate:
        """Estimate every measurement of `terms.CATALOGUE`, in its order.

        Raises:
            ValueError: the features are of another segmenter than the estimator was calibrated for.
            PhotoRejectedError: the body in the photos is so much wider than the facts allow that it is clothing.
        """
        ...
