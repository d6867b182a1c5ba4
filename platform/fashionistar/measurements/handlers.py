"""What measurements does about facts; one service call each."""

from datetime import datetime

from fashionistar.accounts.events import AccountDeleted
from fashionistar.kernel.nudge import nudge
from fashionistar.measurements.events import MeasurementEstimateQueued
from fashionistar.measurements.services.measurement_profiles_forget import measurement_profiles_forget
from fashionistar.measurements.tasks import run_estimate


def wake_estimator(event: MeasurementEstimateQueued, *, now: datetime) -> None:
    """A worker may take it."""
    nudge(run_estimate, str(event.estimate_id))


def forget_bodies(event: AccountDeleted, *, now: datetime) -> None:
    """Nobody has no body."""
    measurement_profiles_forget(user_id=event.user_id)
