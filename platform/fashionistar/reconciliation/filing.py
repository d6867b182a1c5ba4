"""Filing differences: once each, seen again, or gone. Only rows of this domain are written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import transaction

from fashionistar.reconciliation.models import DifferenceKind, ReconciliationDifference, ReconciliationRun, Subject
from fashionistar.reconciliation.policies import Finding
from fashionistar.reconciliation.runs import Turn, hold
from fashionistar.reconciliation.things import Thing

_log = structlog.get_logger("fashionistar.reconciliation")


@dataclass(frozen=True, slots=True)
class Looked:
    """A thing that was looked at on both sides, and what differs."""

    thing: Thing
    findings: Sequence[Finding]


def file_differences(turn: Turn, subject: Subject, looked: Mapping[str, Looked], *, now: datetime) -> None:
    """File what is new, note what was seen again, and mark as gone what these things do not show any more.

    Raises:
        ReconciliationOvertakenError: Another worker has taken the run up; nothing was written.
    """
    new = _filed(turn, subject, looked, now=now)
    for row in new:
        _log.error(
            "gateway and books differ",
            gateway=row.gateway,
            subject=row.subject,
            kind=row.kind,
            reference=row.reference,
            difference_id=str(row.pk),
        )


@transaction.atomic(durable=True)
def _filed(
    turn: Turn, subject: Subject, looked: Mapping[str, Looked], *, now: datetime
) -> list[ReconciliationDifference]:
    run = hold(turn, now=now)
    known = ReconciliationDifference.objects.filter(
        gateway=turn.gateway, subject=subject, reference__in=list(looked), gone_at__isnull=True
    )
    seen: set[tuple[str, str]] = set()
    for row in known.order_by("pk").select_for_update(of=("self",)):
        is_there = any(finding.facts == row.facts for finding in looked[row.reference].findings)
        row.last_run = run
        if is_there:
            row.last_seen_at = now
            seen.add((row.reference, row.facts))
        else:
            row.gone_at = now
        row.save(update_fields=["last_run", "last_seen_at", "gone_at"])
    fresh = [
        _row(turn, run, subject, one.thing, finding, now=now)
        for key, one in looked.items()
        for finding in one.findings
        if (key, finding.facts) not in seen
    ]
    return ReconciliationDifference.objects.bulk_create(fresh)


def _row(
    turn: Turn, run: ReconciliationRun, subject: Subject, thing: Thing, finding: Finding, *, now: datetime
) -> ReconciliationDifference:
    sides = (finding.booked, finding.told)
    return ReconciliationDifference(
        gateway=turn.gateway,
        subject=subject,
        kind=finding.kind,
        reference=thing.key,
        payment_reference=thing.reference,
        gateway_minor=finding.gateway_minor,
        gateway_currency=finding.gateway_currency[:3],
        gateway_status=finding.gateway_status,
        books_minor=finding.books_minor,
        books_currency=finding.books_currency,
        books_status=finding.books_status,
        facts=finding.facts,
        happened_at=next((side.at for side in sides if side is not None and side.at is not None), None),
        first_seen_at=now,
        last_seen_at=now,
        first_run=run,
        last_run=run,
    )


def is_answered(kind: str, looked: Looked) -> bool:
    """Whether looking again says anything about a difference: a gateway's silence only about what it does not have."""
    return looked.thing.told is not None or (kind == DifferenceKind.MISSING_AT_GATEWAY and bool(looked.findings))
