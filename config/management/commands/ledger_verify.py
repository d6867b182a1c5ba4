"""`manage.py ledger_verify`: prove the books."""

from typing import Any, override

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from fashionistar.ledger.checks import Check, ledger_checks
from fashionistar.orders.checks import order_checks
from fashionistar.payouts.checks import payouts_checks
from fashionistar.reconciliation.checks import reconciliation_checks
from fashionistar.settlement.checks import settlement_checks
from fashionistar.wallets.checks import wallet_checks


def checks(*, pending_days: int) -> tuple[Check, ...]:
    """Every check of the platform: the ledger's own first, then what other domains have to compare with it."""
    return (
        *ledger_checks(pending_days=pending_days),
        *wallet_checks(),
        *order_checks(),
        *settlement_checks(),
        *payouts_checks(),
        *reconciliation_checks(),
    )


class Command(BaseCommand):
    """Tries every promise of the books."""

    help = "Check the ledger against its entries; exits with 1 when something is off, and says what."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        """How long something may be pending."""
        parser.add_argument("--pending-days", type=int, default=14, help="a transfer may be pending for so long (14)")

    @override
    def handle(self, *args: Any, pending_days: int, **options: Any) -> None:
        """Print a table; fail if anything is wrong."""
        now, wrong = timezone.now(), 0
        table = Table("check", "currency", "examined", "wrong", "which")
        for check in checks(pending_days=pending_days):
            found = check.run(now)
            for finding in found:
                wrong += finding.wrong
                figures = str(finding.examined), str(finding.wrong)
                table.add_row(check.promise, finding.currency or "—", *figures, "\n".join(finding.named))
            if not found:
                table.add_row(check.promise, "—", "0", "0", "")
        Console().print(table)
        if wrong:
            raise CommandError(f"The books are off: {wrong} faults, see the table.")
        Console().print("The books are right.")
