"""Take back what tapes taught."""

from django.db import transaction

from fashionistar.measurements.models import EstimatorCorrection


@transaction.atomic(durable=True)
def measurement_estimator_forget() -> int:
    """Forget the corrections of every estimator, from the next estimate on; returns how many there were."""
    count, _ = EstimatorCorrection.objects.all().delete()
    return count
