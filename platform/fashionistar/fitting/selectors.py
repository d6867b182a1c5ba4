"""Reads of fitting."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import DecimalField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from fashionistar.fitting.advice import (
    EASE_PART,
    PRIOR_COUNT,
    TOLERANCE_MM,
    Advice,
    Body,
    Range,
    Size,
    advise,
    shift_mm,
)
from fashionistar.fitting.models import ChartSize, FitFeedback, FitShift, ProductSizing, SizeChart, SizeRange
from fashionistar.kernel.actor import Actor
from fashionistar.measurements.estimation.terms import Term
from fashionistar.measurements.models import CurrentMeasurement, MeasurementValue
from fashionistar.measurements.selectors import visible_profiles
from fashionistar.measurements.units import LengthUnit
from fashionistar.orders.models import OrderLine, VendorOrderStatus
from fashionistar.products.models import Product
from fashionistar.vendors.models import VendorPermission
from fashionistar.vendors.selectors import vendors_where

_MM = DecimalField(max_digits=16, decimal_places=6)
#: How far a `FitShift` moves a range: `advice.shift_mm`, as the database says it.
MOVED_MM = ExpressionWrapper(F("total_mm") / (F("count") + Value(PRIOR_COUNT)), output_field=_MM)


@dataclass(frozen=True, slots=True)
class Fit:
    """What is said of a product for a body, and the unit in which its keeper likes to be told."""

    advice: Advice
    unit: LengthUnit


def managed_charts(actor: Actor, queryset: QuerySet[SizeChart] | None = None) -> QuerySet[SizeChart]:
    """The charts of the shops whose products the actor manages."""
    charts = SizeChart.objects.all() if queryset is None else queryset
    return charts.filter(vendor__in=vendors_where(actor, VendorPermission.PRODUCTS_MANAGE))


def delivered_lines(actor: Actor) -> QuerySet[OrderLine]:
    """What has arrived of the actor's own orders in a shop's own sizes; what was made to measure teaches no chart."""
    if not actor.is_authenticated:
        return OrderLine.objects.none()
    return OrderLine.objects.filter(
        vendor_order__order__user=actor.user_id,
        vendor_order__status=VendorOrderStatus.DELIVERED,
        specification__isnull=True,
    )


def visible_feedback(actor: Actor, queryset: QuerySet[FitFeedback]) -> QuerySet[FitFeedback]:
    """What the actor said herself, and what buyers said of the products that she manages."""
    managed = Q(sizing__product__vendor__in=vendors_where(actor, VendorPermission.PRODUCTS_MANAGE))
    if not actor.is_authenticated:
        return queryset.filter(managed) if actor.is_service else queryset.none()
    return queryset.filter(managed | Q(line__vendor_order__order__user=actor.user_id))


def fitting_products(profile_id: UUID, actor: Actor, queryset: QuerySet[Product]) -> QuerySet[Product]:
    """The products of which some size fits a body that the actor may see, by the rule of `advice`.

    A size fits when all that is known lies within its ranges, moved by feedback and widened by what is tolerated, and
    when something is known.
    """
    measured = CurrentMeasurement.objects.filter(
        profile__in=visible_profiles(actor).filter(pk=profile_id), term=OuterRef("term")
    )
    learnt = FitShift.objects.filter(term=OuterRef("term"), sizing=OuterRef("size__chart__sizings"))
    ranges = SizeRange.objects.filter(size=OuterRef("pk"), size__chart__sizings__product=OuterRef("product")).annotate(
        body=Subquery(measured.values("value__value_mm")[:1], output_field=_MM),
        moved=Coalesce(
            Subquery(learnt.annotate(moved=MOVED_MM).values("moved")[:1], output_field=_MM), Value(Decimal(0))
        ),
        tolerance=Greatest(
            ExpressionWrapper(F("ease_mm") / Value(Decimal(str(EASE_PART))), output_field=_MM),
            Value(Decimal(str(TOLERANCE_MM)), output_field=_MM),
        ),
    )
    beyond = Q(body__lt=F("low_mm") + F("moved") - F("tolerance")) | Q(
        body__gt=F("high_mm") + F("moved") + F("tolerance")
    )
    sizes = ChartSize.objects.filter(chart__sizings__product=OuterRef("pk")).annotate(
        product=F("chart__sizings__product")
    )
    fitting = sizes.filter(Exists(ranges.filter(body__isnull=False)), ~Exists(ranges.filter(beyond)))
    return queryset.filter(Exists(fitting))


def fits_of(actor: Actor, wanted: Iterable[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Fit]:
    """Advice for products and profiles, in four statements; none for a profile that the actor may not see.

    Args:
        actor: Who asks.
        wanted: Keys of products and profiles.
    """
    pairs = set(wanted)
    profiles = visible_profiles(actor).filter(pk__in={profile for _, profile in pairs})
    units = {pk: LengthUnit(unit) for pk, unit in profiles.values_list("pk", "unit")}
    bodies = _bodies(units)
    sizings = {
        sizing.product_id: sizing
        for sizing in ProductSizing.objects.filter(product__in={product for product, _ in pairs}).prefetch_related(
            "chart__sizes__ranges", "shifts"
        )
    }
    return {
        (product, profile): Fit(_advised(sizings[product], bodies.get(profile, {})), units[profile])
        for product, profile in pairs
        if product in sizings and profile in units
    }


def _bodies(profiles: Iterable[UUID]) -> dict[UUID, dict[Term, Body]]:
    found: dict[UUID, dict[Term, Body]] = {}
    for value in MeasurementValue.objects.filter(current__profile__in=list(profiles)):
        body = Body(float(value.value_mm), float(value.low_mm), float(value.high_mm))
        found.setdefault(value.profile_id, {})[Term(value.term)] = body
    return found


def _advised(sizing: ProductSizing, body: Mapping[Term, Body]) -> Advice:
    shifts = {Term(each.term): shift_mm(each.count, float(each.total_mm)) for each in sizing.shifts.all()}
    return advise(sizes_of(sizing.chart), body, shifts)


def sizes_of(chart: SizeChart) -> list[Size]:
    """A chart's sizes, from the smallest up."""
    return [
        Size(size.label, {Term(each.term): _range(each) for each in size.ranges.all()}) for size in chart.sizes.all()
    ]


def _range(found: SizeRange) -> Range:
    return Range(float(found.low_mm), float(found.high_mm), float(found.ease_mm))
