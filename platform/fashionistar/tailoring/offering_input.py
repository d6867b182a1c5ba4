"""What an offering may be told to be, checked before it is stored."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fashionistar.kernel.errors import DomainError, ErrorCode, Fault
from fashionistar.measurements.estimation.terms import Term
from fashionistar.tailoring.models import MAX_LEAD_TIME_DAYS
from fashionistar.tailoring.policies import (
    MAX_CHOICES,
    MAX_DESCRIPTION,
    MAX_FABRICS,
    MAX_NAME,
    MAX_OPTIONS,
    MAX_SURCHARGE_MINOR,
)
from fashionistar.tailoring.styles import Fabric, Option, Surcharges


@dataclass(frozen=True, slots=True)
class GivenOffering:
    """An offering as it was given; `terms` are what must be measured."""

    lead_time_days: int
    terms: Sequence[Term]
    options: Sequence[Option]
    fabrics: Sequence[Fabric]


def check_offering(given: GivenOffering) -> None:
    """Check all of it.

    Raises:
        DomainError: REQUIRED, INVALID; one fault for each thing that is wrong.
    """
    if faults := [*_own_faults(given), *_option_faults(given.options), *_fabric_faults(given.fabrics)]:
        raise DomainError(*faults)


def _own_faults(given: GivenOffering) -> Iterator[Fault]:
    if not 1 <= given.lead_time_days <= MAX_LEAD_TIME_DAYS:
        message = f"It takes from 1 to {MAX_LEAD_TIME_DAYS} days."
        yield Fault(ErrorCode.INVALID, message, ("offering", "leadTimeDays"))
    if not given.terms:
        yield Fault(ErrorCode.REQUIRED, "Say what must be measured: a garment, or terms.", ("offering", "terms"))


def _option_faults(options: Sequence[Option]) -> Iterator[Fault]:
    path = ("offering", "options")
    if len(options) > MAX_OPTIONS:
        yield Fault(ErrorCode.INVALID, f"At most {MAX_OPTIONS} options.", path)
    yield from _name_faults([option.name for option in options], *path)
    for at, option in enumerate(options):
        within = (*path, str(at), "choices")
        if not 1 <= len(option.choices) <= MAX_CHOICES:
            yield Fault(ErrorCode.INVALID, f"An option has from 1 to {MAX_CHOICES} choices.", within)
        yield from _name_faults([choice.name for choice in option.choices], *within)
        for place, choice in enumerate(option.choices):
            yield from _surcharge_faults(choice.surcharges, *within, str(place))


def _fabric_faults(fabrics: Sequence[Fabric]) -> Iterator[Fault]:
    path = ("offering", "fabrics")
    if len(fabrics) > MAX_FABRICS:
        yield Fault(ErrorCode.INVALID, f"At most {MAX_FABRICS} fabrics.", path)
    yield from _name_faults([fabric.name for fabric in fabrics], *path)
    for at, fabric in enumerate(fabrics):
        if len(fabric.description) > MAX_DESCRIPTION:
            message = f"A description has at most {MAX_DESCRIPTION} characters."
            yield Fault(ErrorCode.INVALID, message, (*path, str(at), "description"))
        yield from _surcharge_faults(fabric.surcharges, *path, str(at))


def _name_faults(names: Sequence[str], *path: str) -> Iterator[Fault]:
    for at, name in enumerate(names):
        if not 1 <= len(name) <= MAX_NAME:
            yield Fault(ErrorCode.INVALID, f"A name has from 1 to {MAX_NAME} characters.", (*path, str(at), "name"))
        elif name in names[:at]:
            yield Fault(ErrorCode.INVALID, "It is given twice.", (*path, str(at), "name"))


def _surcharge_faults(surcharges: Surcharges, *path: str) -> Iterator[Fault]:
    if any(not 0 <= minor <= MAX_SURCHARGE_MINOR for minor in surcharges.values()):
        yield Fault(ErrorCode.INVALID, "A surcharge is nothing or more, and no fortune.", (*path, "surcharges"))
