"""The numeric core, as the settings name it: nothing of it is loaded before somebody asks for it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from fashionistar.measurements.estimation.protocols import (
    MeasurementEstimator,
    PhotoFeatures,
    PoseSegmenter,
)
from fashionistar.measurements.models import EstimatorCorrection


class PhotoReader(Protocol):
    """Reads numbers off the photos of a person."""

    def __call__(self, segmenter: PoseSegmenter, front: bytes, side: bytes) -> PhotoFeatures:
        """Read both photos, the front one first.

        Raises:
            PhotoRejectedError: A photo cannot be measured.
        """
        ...


@dataclass(frozen=True, slots=True)
class Tools:
    """What an estimate is made with; the segmenter is loaded when the first photo comes."""

    estimator: MeasurementEstimator
    segmenter: Callable[[], PoseSegmenter]
    read: PhotoReader


def get_tools() -> Tools:
    """The tools of this process, the estimator as it is corrected now."""
    reader = cast("PhotoReader", import_string(settings.MEASUREMENT_PHOTO_READER))
    plain = _estimator()
    corrections = _installed(plain.model_id)
    return Tools(_corrected(plain.model_id, corrections) if corrections else plain, _segmenter, reader)


def plain_estimator() -> MeasurementEstimator:
    """The estimator without corrections."""
    return _estimator()


def _installed(base_id: str) -> str:
    """The newest corrections of an estimator; nothing when there are none."""
    rows = EstimatorCorrection.objects.filter(base_id=base_id).order_by("-created_at", "-id")
    return rows.values_list("corrections", flat=True).first() or ""


def photos_can_be_measured() -> bool:
    """Whether the segmenter's weights are there; loads neither them nor what runs them."""
    return bool(import_string(settings.POSE_SEGMENTER_READY)(settings.MODELS_DIR))


@cache
def _estimator() -> MeasurementEstimator:
    return cast("MeasurementEstimator", import_string(settings.MEASUREMENT_ESTIMATOR)())


@lru_cache(maxsize=1)
def _corrected(base_id: str, corrections: str) -> MeasurementEstimator:
    del base_id  # which estimator is at work is a part of the key alone
    return _estimator().corrected(corrections)


@cache
def _segmenter() -> PoseSegmenter:
    return cast("PoseSegmenter", import_string(settings.POSE_SEGMENTER)(settings.MODELS_DIR))
