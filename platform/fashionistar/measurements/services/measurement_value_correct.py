"""A tailor's tape says otherwise."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.measurements.estimation.terms import Term
from fashionistar.measurements.held_profiles import measuring_shop, seen_profile
from fashionistar.measurements.history import add_values
from fashionistar.measurements.models import MeasurementValue
from fashionistar.measurements.selectors import visible_values
from fashionistar.measurements.services.measurement_values_record import checked_mm, taken_value
from fashionistar.measurements.units import Length
from fashionistar.vendors.models import Vendor


@transaction.atomic(durable=True)
def measurement_value_correct(*, actor: Actor, value_id: UUID, length: Length, now: datetime) -> MeasurementValue:
    """Add what the tape of a tailor says in the place of a value; the value stays in the history.

    Raises:
        DomainError: NOT_FOUND, FORBIDDEN (no tailor), STATUS_CONFLICT (it does not count any longer), INVALID.
    """
    value, shop = checkable_value(actor, value_id)
    value_mm = checked_mm(length, "length")
    made = taken_value(value.profile, Term(value.term), value_mm, shop=shop, at=now, checks=value)
    return add_values(value.profile, [made])[0]


def checkable_value(actor: Actor, value_id: UUID) -> tuple[MeasurementValue, Vendor]:
    """The value that counts, whose profile is held, and the shop as whose tailor the actor checks it.

    Raises:
        DomainError: NOT_FOUND, FORBIDDEN, STATUS_CONFLICT.
    """
    found = visible_values(actor).filter(pk=value_id).first()
    if found is None:
        raise refuse(ErrorCode.NOT_FOUND, "You see no such measurement.", "id")
    found.profile = seen_profile(actor, found.profile_id, "id")
    shop = measuring_shop(actor, found.profile)
    if shop is None:
        raise refuse(ErrorCode.FORBIDDEN, "A tailor checks values. Record your own with measurementValuesRecord.", "id")
    if not found.profile.current.filter(value=found).exists():
        raise refuse(ErrorCode.STATUS_CONFLICT, "A newer value has taken its place. Check that one.", "id")
    return found, shop
