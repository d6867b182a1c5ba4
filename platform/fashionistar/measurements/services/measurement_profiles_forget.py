"""Forget the bodies that somebody kept who is nobody now."""

from uuid import UUID

from fashionistar.measurements.models import MeasurementProfile


def measurement_profiles_forget(*, user_id: UUID) -> None:
    """Delete all that hangs on her profiles, in the caller's transaction."""
    hers = MeasurementProfile.objects.filter(user=user_id)
    # Profiles first, in key order, then what hangs on them: as whoever measures does.
    list(hers.order_by("pk").select_for_update(of=("self",)))
    hers.delete()
