"""Facts about estimates of bodies; they say nothing of the body."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from fashionistar.kernel.events import Event


@dataclass(frozen=True, slots=True)
class MeasurementEstimateEvent(Event):
    """Base of the facts about one estimate."""

    topic: ClassVar[str] = "measurement_estimate"
    concerns: ClassVar[Mapping[str, str]] = {"profile_id": "measurement_profile"}
    estimate_id: UUID
    profile_id: UUID


@dataclass(frozen=True, slots=True)
class MeasurementEstimateQueued(MeasurementEstimateEvent):
    """Somebody asked for an estimate, or it is to be tried again: a worker may take it."""


@dataclass(frozen=True, slots=True)
class MeasurementEstimateProgressed(MeasurementEstimateEvent):
    """A worker has begun with the next stage of it."""


@dataclass(frozen=True, slots=True)
class MeasurementEstimateSucceeded(MeasurementEstimateEvent):
    """The body is estimated; the photos are gone."""


@dataclass(frozen=True, slots=True)
class MeasurementEstimateRejected(MeasurementEstimateEvent):
    """The photos cannot be measured, and are gone; the estimate says why, and what to do."""


@dataclass(frozen=True, slots=True)
class MeasurementEstimateFailed(MeasurementEstimateEvent):
    """It could not be estimated; the photos are gone."""
