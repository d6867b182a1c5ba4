"""Estimate a body, outside any transaction."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import structlog
from PIL.Image import Image

from fashionistar.measurements.estimation.protocols import PhotoFeatures, PhotoRejectedError, Pose, PoseSegmenter, View
from fashionistar.measurements.gateway import Tools
from fashionistar.measurements.models import EstimateStage
from fashionistar.measurements.photos import opened_photo
from fashionistar.measurements.services.measurement_estimate import facts_of
from fashionistar.measurements.services.measurement_estimate_lease import (
    Leased,
    measurement_estimate_advance,
    measurement_estimate_lease,
)
from fashionistar.measurements.services.measurement_estimate_settle import Outcome, measurement_estimate_settle

_log = structlog.get_logger("fashionistar.measurements")
_OURS = "Something went wrong on our side. Ask for the estimate again."


class _Watched:
    """A segmenter that says which photo comes next."""

    def __init__(self, segmenter: PoseSegmenter, begun: Callable[[EstimateStage], None]) -> None:
        self.model_id = segmenter.model_id
        self._segmenter = segmenter
        self._begun = begun
        self._stages = iter((EstimateStage.FRONT_PHOTO, EstimateStage.SIDE_PHOTO))

    def segment(self, image: Image) -> Pose | None:
        self._begun(next(self._stages))
        return self._segmenter.segment(image)


class _CalledOffError(Exception):
    """The estimate was called off, or another worker has it."""


def measurement_estimate_run(*, estimate_id: UUID, tools: Tools, clock: Callable[[], datetime]) -> None:
    """Work on an estimate that is due, and keep what comes of it; the photos go whatever that is."""
    leased = measurement_estimate_lease(estimate_id=estimate_id, now=clock())
    if leased is None:
        return
    try:
        outcome = _tried(leased, tools, clock)
    except _CalledOffError:
        return
    status = measurement_estimate_settle(leased=leased, outcome=outcome, now=clock())
    reasons = [str(each.reason) for each in outcome.rejected.rejections] if outcome.rejected else []
    _log.info("estimate tried", estimate_id=str(estimate_id), status=str(status or "GONE"), reasons=reasons)


def _tried(leased: Leased, tools: Tools, clock: Callable[[], datetime]) -> Outcome:
    try:
        features = _features(leased, tools, clock) if leased.estimate.with_photos else None
        _advance(leased, EstimateStage.MEASURING, clock)
        made = tools.estimator.estimate(facts_of(leased.estimate), features)
        return Outcome(made=made, estimator_id=tools.estimator.model_id, features=features)
    except PhotoRejectedError as rejected:
        return Outcome(rejected=rejected)
    except _CalledOffError:
        raise
    except Exception as error:  # noqa: BLE001  (whatever it is, the photos must go)
        # The error's own words may hold what was read off a photo.
        _log.error("estimate failed", estimate_id=str(leased.estimate.pk), error=type(error).__name__)
        return Outcome(error=_OURS)


def _features(leased: Leased, tools: Tools, clock: Callable[[], datetime]) -> PhotoFeatures:
    front, side = (opened_photo(leased.photos[view]) for view in (View.FRONT, View.SIDE))
    watched = _Watched(tools.segmenter(), lambda stage: _advance(leased, stage, clock))
    return tools.read(watched, front, side)


def _advance(leased: Leased, stage: EstimateStage, clock: Callable[[], datetime]) -> None:
    if not measurement_estimate_advance(leased=leased, stage=stage, now=clock()):
        raise _CalledOffError
