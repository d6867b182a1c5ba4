"""Lengths and masses as people say them; inside they are tenths of a millimetre and grams."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from enum import StrEnum

from fashionistar.kernel.errors import ErrorCode, refuse

#: Longer than any body is around, and what six digits hold.
MAX_LENGTH_MM = Decimal("5000.0")
_MAX_MASS_G = Decimal(1_000_000)
_TENTH = Decimal("0.1")


class LengthUnit(StrEnum):
    """In what a length is said."""

    CM = "CM"
    INCH = "INCH"


class MassUnit(StrEnum):
    """In what a mass is said."""

    KG = "KG"
    LB = "LB"


#: Exactly (international yard and pound agreement, 1959).
MM_OF: dict[LengthUnit, Decimal] = {LengthUnit.CM: Decimal(10), LengthUnit.INCH: Decimal("25.4")}
G_OF: dict[MassUnit, Decimal] = {MassUnit.KG: Decimal(1000), MassUnit.LB: Decimal("453.59237")}


@dataclass(frozen=True, slots=True)
class Length:
    """A length as it was said."""

    value: Decimal
    unit: LengthUnit


@dataclass(frozen=True, slots=True)
class Mass:
    """A mass as it was said."""

    value: Decimal
    unit: MassUnit


def in_mm(length: Length, *field: str) -> Decimal:
    """A positive length in millimetres, to the tenth.

    Raises:
        DomainError: INVALID: not above zero, or longer than `MAX_LENGTH_MM`.
    """
    found = _converted(length.value, MM_OF[length.unit], _TENTH)
    if found is None or not 0 < found <= MAX_LENGTH_MM:
        raise refuse(ErrorCode.INVALID, "Give a length above 0 and up to 500 cm.", *field)
    return found


def in_g(mass: Mass, *field: str) -> int:
    """A positive mass in whole grams.

    Raises:
        DomainError: INVALID: not above zero, or heavier than a tonne.
    """
    found = _converted(mass.value, G_OF[mass.unit], Decimal(1))
    if found is None or not 0 < found <= _MAX_MASS_G:
        raise refuse(ErrorCode.INVALID, "Give a weight above 0 and up to 1000 kg.", *field)
    return int(found)


def mm_of_cm(cm: float) -> Decimal:
    """An estimator's centimetres in millimetres, to the tenth."""
    return (Decimal(repr(float(cm))) * 10).quantize(_TENTH, rounding=ROUND_HALF_EVEN)


def _converted(value: Decimal, factor: Decimal, step: Decimal) -> Decimal | None:
    # Nothing that is said of a body has more than so many digits; NaN and infinity have no quantum.
    if not value.is_finite() or abs(value.adjusted()) > 9:
        return None
    try:
        return (value * factor).quantize(step, rounding=ROUND_HALF_EVEN)
    except InvalidOperation:
        return None
