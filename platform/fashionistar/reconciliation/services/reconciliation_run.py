"""Compare a day of a gateway with the books, and file what differs."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import batched

import structlog
from django.conf import settings

from fashionistar.payments.gateway import PaymentGateway, PayoutGateway
from fashionistar.payments.gateway_errors import GatewayError
from fashionistar.reconciliation.charges import Charges
from fashionistar.reconciliation.comparison import BATCH, Clock, Step, paired
from fashionistar.reconciliation.filing import file_differences, is_answered
from fashionistar.reconciliation.models import ReconciliationDifference, ReconciliationRun, Subject
from fashionistar.reconciliation.refunds import Refunds
from fashionistar.reconciliation.runs import Turn, complete, fail, take
from fashionistar.reconciliation.selectors import unseen_differences
from fashionistar.reconciliation.things import Matter, Thing
from fashionistar.reconciliation.transfers import Transfers

_log = structlog.get_logger("fashionistar.reconciliation")


def reconciliation_run(
    *, gateway: PaymentGateway, payouts: PayoutGateway | None, day: date, clock: Clock, again: bool = False
) -> ReconciliationRun:
    """Compare one day (UTC), once; a run that stopped is taken up, and nothing is filed twice.

    Called outside any transaction. Neither the books nor payments are written.

    Args:
        gateway: Whose lists.
        payouts: The same gateway where it sends money; None where it does not.
        day: Which; of a day that is not over, what there is of it.
        clock: Tells the time; asked again and again, for a run takes long.
        again: Compare and count anew although it was done.

    Returns:
        The run, completed.

    Raises:
        GatewayError: The gateway gave no usable answer; the run has FAILED and is taken up by the next call.
        ReconciliationBusyError: Another worker is at this gateway.
        ReconciliationOvertakenError: This one was slower than its lease.
    """
    turn = take(gateway.name, day, again=again, now=clock())
    if turn is None:
        return ReconciliationRun.objects.get(gateway=gateway.name, day=day)
    matters: list[Matter] = [Charges(gateway), Refunds(gateway)]
    if payouts is not None:
        matters.append(Transfers(payouts))
    try:
        for matter in matters[turn.steps_done :]:
            Step(matter, turn, clock).run()
        _look_again(turn, {matter.subject: matter for matter in matters}, clock)
    except GatewayError as error:
        _log.error("reconciliation stopped", gateway=gateway.name, day=str(day), error=str(error))
        fail(turn, str(error), now=clock())
        raise
    run = complete(turn, now=clock())
    _log.info("reconciled", gateway=run.gateway, day=str(day), examined=run.examined, found=run.found, gone=run.gone)
    return run


def _look_again(turn: Turn, matters: Mapping[Subject, Matter], clock: Clock) -> None:
    """Ask about open differences that the lists of this run did not show, so that what has healed is gone."""
    rows: defaultdict[Subject, list[ReconciliationDifference]] = defaultdict(list)
    for row in unseen_differences(turn.gateway, since=turn.started_at):
        rows[Subject(row.subject)].append(row)
    for subject, differences in rows.items():
        if subject in matters:
            for batch in batched(differences, BATCH, strict=False):
                _ask_about(turn, matters[subject], batch, clock)


def _ask_about(turn: Turn, matter: Matter, rows: Sequence[ReconciliationDifference], clock: Clock) -> None:
    now = clock()
    kinds = {row.reference: row.kind for row in rows}
    things = {row.reference: Thing(row.reference, reference=row.payment_reference) for row in rows}
    asked = [matter.asked(thing) for thing in things.values()]
    pairs = paired(matter, asked, late=now - settings.RECONCILIATION_GRACE)
    looked = {pair.thing.key: pair.looked for pair in pairs}
    answered = {key: one for key, one in looked.items() if is_answered(kinds[key], one)}
    file_differences(turn, matter.subject, answered, now=now)
