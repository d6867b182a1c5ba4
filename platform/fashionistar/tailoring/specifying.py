"""How a specification is made, in the caller's transaction: from an offering, or from what was agreed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import DomainError, ErrorCode, refuse
from fashionistar.measurements.estimation.terms import CATALOGUE, Term
from fashionistar.measurements.models import MeasurementProfile, MeasurementValue
from fashionistar.measurements.selectors import visible_profiles
from fashionistar.products.models import Variant
from fashionistar.tailoring.models import MAX_NOTE, Offering, Specification
from fashionistar.tailoring.selectors import current_values
from fashionistar.tailoring.styles import Style, chosen_in, style_of


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it is known now: what its keeper calls it, in which unit she is told, and its measurements."""

    profile_name: str
    unit: str
    measurements: list[dict[str, Any]]


def body_of(actor: Actor, profile_id: UUID, terms: Sequence[str], *field: str) -> Body:
    """What counts now of a profile that the actor may read, of the terms that are asked for.

    Raises:
        DomainError: NOT_FOUND; REQUIRED, naming all that nobody has measured.
    """
    profile: MeasurementProfile | None = visible_profiles(actor).filter(pk=profile_id).first()
    if profile is None:
        raise refuse(ErrorCode.NOT_FOUND, "There is no such profile that you may see.", *field)
    values = {value.term: value for value in current_values(profile.pk, terms)}
    if missing := [term for term in ordered(terms) if term not in values]:
        names = ", ".join(f"{CATALOGUE[term].name} ({term})" for term in missing)
        raise refuse(ErrorCode.REQUIRED, f"Measure first: {names}.", *field)
    return Body(profile.name, profile.unit, [_frozen(values[term]) for term in ordered(terms)])


def specification_make(
    *,
    user_id: UUID,
    variant: Variant,
    currency: str,
    body: Body,
    style: Style,
    note: str = "",
    agreed_price_minor: int | None = None,
) -> Specification:
    """Freeze what is to be made.

    Args:
        user_id: Who buys it.
        variant: With its product.
        currency: Of the surcharges and of an agreed price.
        body: From `body_of`.
        style: From `style_of`, or as it was agreed.
        note: What the tailor should know besides.
        agreed_price_minor: What one piece costs, where it does not follow from the variant and the surcharges.

    Raises:
        DomainError: INVALID: the note is too long.
    """
    if len(note) > MAX_NOTE:
        raise refuse(ErrorCode.INVALID, f"A note has at most {MAX_NOTE} characters.", "note")
    made = Specification(
        vendor_id=variant.product.vendor_id,
        variant=variant,
        user_id=user_id,
        currency=currency,
        profile_name=body.profile_name,
        unit=body.unit,
        measurements=body.measurements,
        note=note.strip(),
        agreed_price_minor=agreed_price_minor,
        **_columns(style),
    )
    made.save(force_insert=True)
    return made


def specification_renew(specification: Specification, offering: Offering) -> Specification | None:
    """The same body and choice as the shop makes it now, made anew; None when nothing changed or it is not made so."""
    try:
        style = style_of(offering, chosen_in(specification), specification.currency)
    except DomainError:
        return None
    columns = _columns(style)
    if all(getattr(specification, name) == value for name, value in columns.items()):
        return None
    kept = ("vendor_id", "variant_id", "user_id", "currency", "profile_name", "unit", "measurements", "note")
    made = Specification(**{name: getattr(specification, name) for name in kept}, **columns)
    made.save(force_insert=True)
    return made


def specifications_drop(specification_ids: Iterable[UUID | None]) -> None:
    """Forget what nobody means to buy any longer; what was agreed on stays with whoever agreed."""
    wanted = [each for each in specification_ids if each is not None]
    if wanted:
        Specification.objects.filter(pk__in=wanted, agreed_price_minor__isnull=True).delete()


def ordered(terms: Iterable[str]) -> list[Term]:
    """Terms in the order of the catalogue, each once."""
    wanted = set(terms)
    return [term for term in CATALOGUE if term in wanted]


def _columns(style: Style) -> dict[str, Any]:
    return {
        "options": style.options,
        "fabric": style.fabric,
        "lead_time_days": style.lead_time_days,
        "surcharge_minor": style.surcharge_minor,
    }


def _frozen(value: MeasurementValue) -> dict[str, Any]:
    return {
        "term": value.term,
        "valueMm": str(value.value_mm),
        "lowMm": str(value.low_mm),
        "highMm": str(value.high_mm),
        "source": value.source,
        "measuredAt": value.measured_at.isoformat(),
        "modelId": value.model_id or None,
    }
