"""Record what somebody measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import DomainError, ErrorCode, Fault, refuse
from fashionistar.measurements.estimation.terms import Term
from fashionistar.measurements.held_profiles import measuring_shop, seen_profile
from fashionistar.measurements.history import add_values
from fashionistar.measurements.models import MeasurementProfile, MeasurementValue, ValueSource
from fashionistar.measurements.policies import VALUE_MM, half_width_mm
from fashionistar.measurements.units import Length, in_mm
from fashionistar.vendors.models import Vendor


@dataclass(frozen=True, slots=True)
class NewValue:
    """What was measured, and what the tape said."""

    term: Term
    length: Length


@transaction.atomic(durable=True)
def measurement_values_record(
    *, actor: Actor, profile_id: UUID, values: Sequence[NewValue], measured_at: datetime | None, now: datetime
) -> MeasurementProfile:
    """Add values to a profile: TYPED by whoever keeps it, TAPE by a tailor of the shop that keeps or borrows it.

    Raises:
        DomainError: NOT_FOUND; REQUIRED, INVALID, one fault for each value that is wrong.
    """
    profile = seen_profile(actor, profile_id, "profileId")
    shop = measuring_shop(actor, profile)
    taken = _checked_time(measured_at, now=now)
    measured = _measured(values)
    add_values(profile, [taken_value(profile, term, mm, shop=shop, at=taken) for term, mm in measured.items()])
    return profile


def taken_value(
    profile: MeasurementProfile,
    term: Term,
    value_mm: Decimal,
    *,
    shop: Vendor | None,
    at: datetime,
    checks: MeasurementValue | None = None,
) -> MeasurementValue:
    """A value that a person took, not stored yet, with the interval that is assumed of it."""
    source = ValueSource.TYPED if shop is None else ValueSource.TAPE
    half = half_width_mm(term, value_mm, source)
    return MeasurementValue(
        profile=profile,
        term=term,
        value_mm=value_mm,
        low_mm=max(value_mm - half, Decimal("0.1")),
        high_mm=value_mm + half,
        source=source,
        measured_at=at,
        vendor=shop,
        checks=checks,
    )


def checked_mm(length: Length, *field: str) -> Decimal:
    """A length that something on a body may have.

    Raises:
        DomainError: INVALID.
    """
    found = in_mm(length, *field)
    shortest, longest = VALUE_MM
    if not shortest <= found <= longest:
        raise refuse(ErrorCode.INVALID, "Nothing on a body measures less than 2 cm or more than 300 cm.", *field)
    return found


def _measured(values: Sequence[NewValue]) -> dict[Term, Decimal]:
    if not values:
        raise refuse(ErrorCode.REQUIRED, "Give at least one value.", "values")
    found: dict[Term, Decimal] = {}
    faults: list[Fault] = []
    for at, new in enumerate(values):
        if new.term in found:
            faults.append(Fault(ErrorCode.INVALID, "It is given twice.", ("values", str(at), "term")))
            continue
        try:
            found[new.term] = checked_mm(new.length, "values", str(at), "length")
        except DomainError as error:
            faults += error.faults
    if faults:
        raise DomainError(*faults)
    return found


def _checked_time(given: datetime | None, *, now: datetime) -> datetime:
    if given is not None and given > now:
        raise refuse(ErrorCode.INVALID, "Nobody has measured in the future.", "measuredAt")
    return given or now
