"""Slow and timed work of payouts: everything that talks to a gateway, and what the calendar says."""

from uuid import UUID

import structlog
from celery import shared_task
from django.utils import timezone

from fashionistar.kernel.errors import DomainError
from fashionistar.payments.gateway_errors import GatewayError
from fashionistar.payments.gateways import payout_gateway_named
from fashionistar.payouts.policies import due_on, terms_of
from fashionistar.payouts.selectors import automatic_accounts, due_payouts, gateway_of, hanging_payouts
from fashionistar.payouts.services.payout_request_due import payout_request_due
from fashionistar.payouts.services.payout_send import payout_send

_log = structlog.get_logger("fashionistar.payouts")


@shared_task
def send_payout(payout_id: str) -> None:
    """Send one payout, or ask about it, now."""
    row = UUID(payout_id)
    try:
        payout_send(payout_id=row, gateway=payout_gateway_named(gateway_of(row)), now=timezone.now())
    except GatewayError as error:
        _log.warning("payout waits", payout_id=payout_id, error=str(error))


@shared_task
def sweep_payouts() -> None:
    """Send or ask about what is due."""
    for payout_id in due_payouts(now=timezone.now()):
        send_payout(str(payout_id))


@shared_task
def request_due_payouts() -> None:
    """Pay every shop what its schedule says."""
    now = timezone.now()
    for account, schedule in automatic_accounts(now=now):
        day = due_on(terms_of(schedule, account.currency), now.date())
        if day is None:
            continue
        try:
            payout_request_due(vendor_id=account.vendor_id, currency=account.currency, due_on=day, now=now)
        except DomainError as refused:
            _log.info("payout not due", vendor_id=str(account.vendor_id), codes=[str(code) for code in refused.codes])


@shared_task
def report_hanging_payouts() -> None:
    """Tell operators what takes too long; docs/runbooks/payouts.md says what to do."""
    for reference, status in hanging_payouts(now=timezone.now()):
        _log.error("payout hangs", reference=reference, status=status)
