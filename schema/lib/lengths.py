"""Lengths and masses on the wire: a decimal and its unit."""

from decimal import Decimal
from typing import Any

import strawberry
from django.db.models import Case, F, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Round

from fashionistar.measurements import units
from fashionistar.measurements.units import LengthUnit, MassUnit
from schema.lib.projection.fields import expression
from schema.lib.projection.rows import Composite

__all__ = ["Length", "LengthInput", "LengthUnit", "MassInput", "MassUnit", "length", "length_of"]

strawberry.enum(LengthUnit, name="LengthUnit", description="In what a length is said.")
strawberry.enum(MassUnit, name="MassUnit", description="In what a mass is said.")

#: How finely each unit is told: a millimetre, a hundredth of an inch.
DECIMALS = {LengthUnit.CM: 1, LengthUnit.INCH: 2}


@strawberry.type(description="A length in one unit.")
class Length:
    """To the millimetre, or the hundredth of an inch."""

    value: Decimal = strawberry.field(description="As '96.5'.")
    unit: LengthUnit


@strawberry.input(name="LengthInput", description="A length in whichever unit it was taken.")
class LengthInput:
    """As it was read off the tape."""

    value: Decimal
    unit: LengthUnit

    def as_length(self) -> units.Length:
        """As use-cases take it."""
        return units.Length(self.value, self.unit)


@strawberry.input(description="A mass in whichever unit it is known.")
class MassInput:
    """As the scales say."""

    value: Decimal
    unit: MassUnit

    def as_mass(self) -> units.Mass:
        """As use-cases take it."""
        return units.Mass(self.value, self.unit)


def length_of(mm: Decimal, unit: LengthUnit) -> Length:
    """Millimetres as the wire has them in a unit."""
    return Length(value=round(mm / units.MM_OF[unit], DECIMALS[unit]), unit=unit)


def length(mm: str | Combinable, usual: str, *, description: str) -> Any:
    """Declare a length of millimetres, a column or expression, in the unit asked for, else that of column `usual`."""
    said_mm = F(mm) if isinstance(mm, str) else mm

    @expression(Length, description=f"{description} In the usual unit of where it stands, unless another is asked for.")
    def said(unit: LengthUnit | None = None) -> Composite:
        if unit is not None:
            return Composite({"value": _in(unit, said_mm), "unit": Value(str(unit.value))})
        cases = (When(**{usual: each}, then=_in(each, said_mm)) for each in LengthUnit)
        return Composite({"value": Case(*cases), "unit": F(usual)})

    return said


def _in(unit: LengthUnit, mm: Combinable) -> Combinable:
    return Round(mm / Value(units.MM_OF[unit]), DECIMALS[unit])
