"""Reads of tailoring."""

from collections.abc import Iterable
from uuid import UUID

from fashionistar.measurements.models import MeasurementValue
from fashionistar.tailoring.models import Offering


def offering_of(product_id: UUID) -> Offering | None:
    """How a product is made to measure, if it is."""
    return Offering.objects.filter(product=product_id).first()


def current_values(profile_id: UUID, terms: Iterable[str]) -> list[MeasurementValue]:
    """What counts of a profile now, of these terms, in one statement."""
    return list(MeasurementValue.objects.filter(current__profile=profile_id, term__in=list(terms)))
