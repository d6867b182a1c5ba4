"""What a shop's row says of its money: plain types, read in the statement that reads the shop."""

from typing import Any

from django.conf import settings
from django.db.models import CharField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from fashionistar.payouts.availability import figures_in
from fashionistar.payouts.models import PayoutSchedule
from fashionistar.payouts.policies import least_payout
from fashionistar.payouts.selectors import managed_shops
from fashionistar.vendors.models import Vendor
from schema.lib.enums import CurrencyCode
from schema.lib.money import money_in
from schema.lib.projection.rows import Rows


def balance_rows(currency: CurrencyCode) -> Rows:
    """The balance of the shop whose row is read, for those who manage its payouts."""
    said = figures_in(currency.value)
    shape = {
        "in_escrow": money_in(said.in_escrow, currency),
        "pending": money_in(said.pending, currency),
        "available": money_in(said.available, currency),
        "owed": money_in(said.owed, currency),
        "in_transit": money_in(said.in_transit, currency),
    }
    return Rows(Vendor, Q(pk=OuterRef("pk")), within=managed_shops, limit=1, shape=shape)


def schedule_rows(currency: CurrencyCode) -> Rows:
    """The schedule of the shop whose row is read, the platform's own where it chose nothing."""
    interval = Value(settings.PAYOUT_INTERVAL, CharField())
    shape = {
        "interval": Coalesce(_chosen("interval", currency), interval, output_field=CharField()),
        "weekday": _chosen("weekday", currency),
        "day_of_month": _chosen("day_of_month", currency),
        "minimum": money_in(
            Greatest(Coalesce(_chosen("minimum_minor", currency), 0), least_payout(currency)), currency
        ),
        "hold_days": Greatest(Coalesce(_chosen("hold_days", currency), 0), settings.PAYOUT_HOLD_DAYS),
    }
    return Rows(Vendor, Q(pk=OuterRef("pk")), within=managed_shops, limit=1, shape=shape)


def _chosen(column: str, currency: CurrencyCode) -> Any:
    return Subquery(PayoutSchedule.objects.filter(vendor=OuterRef("pk"), currency=currency.value).values(column))
