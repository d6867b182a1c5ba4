"""Sizes as countries label them, by the charts of `fashion-size`."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from fashion_size.demographics import AgeGroup, Gender
from fashion_size.scales import default_scale
from fashion_size.types import SIZE_TYPE_BY_SLUG, LocaleSizeRow

from fashionistar.measurements.estimation.protocols import Sex


class SizeKind(StrEnum):
    """What a label counts: whole garments, or the chest or waist in the country's own numbers."""

    DRESS = "DRESS"
    CHEST = "CHEST"
    WAIST = "WAIST"


_SLUG_OF = {SizeKind.DRESS: "dress", SizeKind.CHEST: "chest-size", SizeKind.WAIST: "waist-size"}
_GENDER_OF = {Sex.FEMALE: Gender.FEMALE, Sex.MALE: Gender.MALE, Sex.UNSTATED: Gender.UNISEX}


@dataclass(frozen=True, slots=True)
class Labels:
    """One size, as four systems label it."""

    uk: Decimal
    eu: Decimal
    us: Decimal
    au: Decimal


@cache
def size_labels(kind: SizeKind, sex: Sex) -> tuple[Labels, ...]:
    """Adults' sizes, the smallest first; none where there is no such chart, as for women's chests."""
    try:
        scale = default_scale(SIZE_TYPE_BY_SLUG[_SLUG_OF[kind]], AgeGroup.ADULT, _GENDER_OF[sex])
    except ValueError:
        return ()
    rows = (row for row in scale.rows if isinstance(row, LocaleSizeRow))
    return tuple(Labels(row.uk, row.eu, row.us, row.au) for row in rows)
