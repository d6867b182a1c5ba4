"""A buyer wants something altered that was made to measure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fashionistar.alterations.models import MAX_NOTE, OVER, Alteration, AlterationSide, AlterationVerdict
from fashionistar.alterations.selectors import alterable_lines
from fashionistar.alterations.steps import note_step
from fashionistar.kernel import idempotency
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import DomainError, ErrorCode, Fault, refuse
from fashionistar.kernel.idempotency import Once
from fashionistar.measurements.estimation.terms import CATALOGUE, Term
from fashionistar.measurements.units import Length, in_mm
from fashionistar.orders.models import OrderLine

#: Nobody takes a garment in or lets it out by more.
_MOST_MM = 300


@dataclass(frozen=True, slots=True)
class Point:
    """Where it is tight or loose, and by how much."""

    term: Term
    verdict: AlterationVerdict
    by: Length


@transaction.atomic(durable=True)
def alteration_request(
    *, actor: Actor, line_id: UUID, points: Sequence[Point], note: str, once: Once, now: datetime
) -> Alteration:
    """Ask for an alteration of what was made to measure for the actor and arrived within `ALTERATION_WINDOW`.

    Raises:
        DomainError: An idempotency fault; NOT_FOUND: nothing of hers that arrived, or too long ago; STATUS_CONFLICT:
            another one is open; REQUIRED, INVALID, one fault for each point that is wrong.
    """
    if (done := idempotency.claim(once)) is not None:
        return Alteration.objects.get(pk=done)
    line = alterable_lines(actor, now=now).filter(pk=line_id).select_for_update(of=("self",)).first()
    if line is None:
        message = "Nothing like this was made to measure for you and has arrived lately."
        raise refuse(ErrorCode.NOT_FOUND, message, "orderLineId")
    if Alteration.objects.filter(line=line).exclude(status__in=OVER).exists():
        raise refuse(ErrorCode.STATUS_CONFLICT, "An alteration of it is under way.", "orderLineId")
    if len(note) > MAX_NOTE:
        raise refuse(ErrorCode.INVALID, f"A note has at most {MAX_NOTE} characters.", "note")
    made = Alteration(line=line, points=_checked(line, points), note=note.strip())
    made.save(force_insert=True)
    note_step(made, side=AlterationSide.BUYER, actor=actor, now=now)
    idempotency.settle(once, result=made.pk)
    return made


def _checked(line: OrderLine, points: Sequence[Point]) -> list[dict[str, Any]]:
    """The points to store, in the order of the catalogue."""
    if not points:
        raise refuse(ErrorCode.REQUIRED, "Say where it is tight or loose.", "points")
    specification = line.specification
    measured = {each["term"] for each in specification.measurements} if specification else set()
    found: dict[Term, dict[str, Any]] = {}
    faults: list[Fault] = []
    for at, point in enumerate(points):
        path = ("points", str(at))
        try:
            mm = in_mm(point.by, *path, "by")
        except DomainError as error:
            faults += error.faults
            continue
        if point.term in found or point.term not in measured:
            message = "It is given twice." if point.term in found else "It was not measured for this garment."
            faults.append(Fault(ErrorCode.INVALID, message, (*path, "term")))
        elif mm > _MOST_MM:
            faults.append(Fault(ErrorCode.INVALID, "No alteration takes in or lets out so much.", (*path, "by")))
        found[point.term] = {"term": str(point.term), "verdict": str(point.verdict), "byMm": str(mm)}
    if faults:
        raise DomainError(*faults)
    return [found[term] for term in CATALOGUE if term in found]
