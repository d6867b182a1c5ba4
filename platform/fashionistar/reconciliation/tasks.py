"""Timed work of reconciliation."""

import structlog
from celery import shared_task
from django.utils import timezone

from fashionistar.payments.gateway_errors import GatewayError
from fashionistar.payments.gateways import configured_gateways, payout_gateway_or_none
from fashionistar.reconciliation.runs import ReconciliationBusyError, ReconciliationOvertakenError
from fashionistar.reconciliation.selectors import due_days
from fashionistar.reconciliation.services.reconciliation_run import reconciliation_run

_log = structlog.get_logger("fashionistar.reconciliation")

#: Seconds; a gateway's lists of a busy day take long.
_LIMIT = 3600


@shared_task(time_limit=_LIMIT)
def reconcile_gateways() -> None:
    """Compare yesterday of every gateway, and take up what stopped."""
    for gateway in configured_gateways():
        for day in due_days(gateway.name, now=timezone.now()):
            try:
                reconciliation_run(
                    gateway=gateway, payouts=payout_gateway_or_none(gateway.name), day=day, clock=timezone.now
                )
            except (GatewayError, ReconciliationBusyError, ReconciliationOvertakenError) as error:
                _log.warning("reconciliation waits", gateway=gateway.name, day=str(day), error=str(error))
                break
