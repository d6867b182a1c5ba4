"""`manage.py reconcile`: compare a day of the gateways with the books."""

from datetime import date, timedelta
from typing import Any, override

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.table import Column, Table

from fashionistar.kernel.money import Money
from fashionistar.payments.gateway import PaymentGateway
from fashionistar.payments.gateway_errors import GatewayError
from fashionistar.payments.gateways import configured_gateways, payout_gateway_or_none
from fashionistar.reconciliation.models import ReconciliationDifference, ReconciliationRun
from fashionistar.reconciliation.runs import ReconciliationBusyError, ReconciliationOvertakenError
from fashionistar.reconciliation.services.reconciliation_run import reconciliation_run


class Command(BaseCommand):
    """Runs reconciliation and shows what it found."""

    help = (
        "Compare what gateways list of a day with the books, and file what differs; exits with 1 if anything is open."
    )

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        """Which gateway, which day."""
        parser.add_argument("--gateway", help="only this one (all that are configured)")
        parser.add_argument("--day", type=date.fromisoformat, help="in UTC, as 2026-11-26 (yesterday)")

    @override
    def handle(self, *args: Any, gateway: str | None, day: date | None, **options: Any) -> None:
        """Compare anew, and print what both sides counted and what is open."""
        gateways = [each for each in configured_gateways() if gateway in {None, each.name}]
        if not gateways:
            raise CommandError(f"The gateway {gateway} is not configured." if gateway else "No gateway is configured.")
        today = timezone.now().date()
        asked = day or today - timedelta(days=1)
        if asked > today:
            raise CommandError(f"{asked} is yet to come.")
        runs = [self._run(each, asked) for each in gateways]
        console = Console()
        console.print(_totals(runs))
        names = [run.gateway for run in runs]
        rows = ReconciliationDifference.objects.filter(
            gateway__in=names, gone_at__isnull=True, resolved_at__isnull=True
        )
        differing = list(rows.order_by("gateway", "first_seen_at", "pk"))
        if differing:
            console.print(_differences(differing))
            raise CommandError(f"{len(differing)} differences are open.")
        console.print("Gateways and books agree.")

    def _run(self, gateway: PaymentGateway, day: date) -> ReconciliationRun:
        try:
            payouts = payout_gateway_or_none(gateway.name)
            return reconciliation_run(gateway=gateway, payouts=payouts, day=day, clock=timezone.now, again=True)
        except (GatewayError, ReconciliationBusyError, ReconciliationOvertakenError) as error:
            raise CommandError(str(error)) from error


def _totals(runs: list[ReconciliationRun]) -> Table:
    head = ("gateway", "day", "what", "at the gateway", "fees", "in the books", "fees", "")
    table = Table(*head, title="What moved")
    for run in runs:
        rows = list(run.totals.order_by("subject", "currency"))
        for row in rows:
            theirs = row.gateway_count, row.gateway_minor, row.gateway_fee_minor
            ours = row.books_count, row.books_minor, row.books_fee_minor
            told = (
                f"{row.gateway_count}: {_shown(row.gateway_minor, row.currency)}",
                _shown(row.gateway_fee_minor, row.currency),
                f"{row.books_count}: {_shown(row.books_minor, row.currency)}",
                _shown(row.books_fee_minor, row.currency),
            )
            table.add_row(run.gateway, str(run.day), row.subject, *told, "=" if theirs == ours else "≠")
        if not rows:
            table.add_row(run.gateway, str(run.day), "nothing", "", "", "", "", "=")
    return table


def _differences(rows: list[ReconciliationDifference]) -> Table:
    # A reference is to be searched for: it is folded and never cut.
    reference = Column("reference", overflow="fold")
    table = Table("gateway", "what", "kind", reference, "at the gateway", "in the books", "since", title="Open")
    for row in rows:
        theirs = f"{_shown(row.gateway_minor, row.gateway_currency)} {row.gateway_status}"
        ours = f"{_shown(row.books_minor, row.books_currency)} {row.books_status}"
        since = f"{row.first_seen_at:%Y-%m-%d %H:%M}"
        table.add_row(row.gateway, row.subject, row.kind, row.reference, theirs, ours, since)
    return table


def _shown(minor: int | None, currency: str) -> str:
    if minor is None:
        return "—"
    try:
        return f"{Money(minor, currency).amount:,} {currency}"
    except ValueError:  # a currency that we do not know how to count
        return f"{minor} minor units of {currency}"
