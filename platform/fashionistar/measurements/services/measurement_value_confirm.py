"""A tailor's tape says the same."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.kernel.actor import Actor
from fashionistar.measurements.estimation.terms import Term
from fashionistar.measurements.history import add_values
from fashionistar.measurements.models import MeasurementValue
from fashionistar.measurements.services.measurement_value_correct import checkable_value
from fashionistar.measurements.services.measurement_values_record import taken_value


@transaction.atomic(durable=True)
def measurement_value_confirm(*, actor: Actor, value_id: UUID, now: datetime) -> MeasurementValue:
    """Add the same value as one that a tailor took; the one that it confirms stays in the history.

    Raises:
        DomainError: NOT_FOUND, FORBIDDEN (no tailor), STATUS_CONFLICT (it does not count any longer).
    """
    value, shop = checkable_value(actor, value_id)
    made = taken_value(value.profile, Term(value.term), value.value_mm, shop=shop, at=now, checks=value)
    return add_values(value.profile, [made])[0]
