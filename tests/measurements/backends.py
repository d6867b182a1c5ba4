"""Tools that settings may name in the place of our own, as any deployment may: the jobs around them are tried."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import ClassVar

from PIL import Image
from PIL.Image import Image as Picture

from fashionistar.measurements.estimation.protocols import (
    Estimate,
    EstimatedValue,
    Flag,
    Mode,
    PersonFacts,
    PhotoFeatures,
    PhotoRejectedError,
    PhotoRejection,
    Pose,
    PoseSegmenter,
    Rejection,
    View,
)
from fashionistar.measurements.estimation.terms import CATALOGUE


@dataclass(frozen=True)
class Ruler:
    """Takes everything for half of a person's height, give or take a tenth; a photo halves the doubt."""

    model_id: str = "ruler-1"

    def estimate(self, facts: PersonFacts, features: PhotoFeatures | None = None) -> Estimate:
        """Half of the height."""
        half, doubt = facts.height_cm / 2, facts.height_cm / (20 if features is None else 40)
        return Estimate(
            values=tuple(EstimatedValue(term, half, half - doubt, half + doubt) for term in CATALOGUE),
            flags=frozenset() if features is None else frozenset({Flag.LEVEL_NOT_SEEN}),
            mode=Mode.FACTS if features is None else Mode.PHOTOS,
            model_id=self.model_id if features is None else f"{self.model_id}+{features.segmenter_id}",
        )

    def corrected(self, corrections: str) -> "Ruler":
        """Another ruler."""
        return Ruler(corrections)


class Eye:
    """Sees nobody."""

    model_id = "eye-1"

    def __init__(self, _: Path) -> None:
        """Nothing is installed."""

    def segment(self, image: Picture) -> Pose | None:
        """Nobody."""
        return None


class Reading:
    """Reads photos: their sizes. It can be told to refuse, to break, or to do something in the middle."""

    rejects: ClassVar[PhotoRejectedError | None] = None
    breaks: ClassVar[BaseException | None] = None
    meanwhile: ClassVar[Callable[[], None] | None] = None
    sizes: ClassVar[list[tuple[int, int]]] = []

    @classmethod
    def afresh(cls) -> None:
        """Nothing is told."""
        cls.rejects = cls.breaks = cls.meanwhile = None
        cls.sizes = []

    @classmethod
    def refuse(cls) -> None:
        """The next photos show too little light, and no feet."""
        cls.rejects = PhotoRejectedError(
            PhotoRejection(View.FRONT, Rejection.POOR_LIGHT, "Open the curtains."),
            PhotoRejection(View.SIDE, Rejection.FEET_CROPPED, "Step back until your feet are seen."),
        )


def read(segmenter: PoseSegmenter, front: bytes, side: bytes) -> PhotoFeatures:
    """As `Reading` was told."""
    for photo in (front, side):
        with Image.open(BytesIO(photo)) as picture:
            segmenter.segment(picture)
            Reading.sizes.append(picture.size)
    if Reading.meanwhile is not None:
        Reading.meanwhile()
    for told in (Reading.breaks, Reading.rejects):
        if told is not None:
            raise told
    return PhotoFeatures({"pixels": float(Reading.sizes[0][0])}, segmenter.model_id)


def ready(_: Path) -> bool:
    """It is installed."""
    return True


def not_ready(_: Path) -> bool:
    """It is not installed yet."""
    return False
