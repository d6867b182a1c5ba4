"""An alteration goes on: the shop accepts, declines, receives or returns, the buyer cancels, either closes."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.alterations.models import MAX_REASON, Alteration, AlterationSide, AlterationStatus
from fashionistar.alterations.selectors import may_move_for_shop, visible_alterations
from fashionistar.alterations.steps import note_step
from fashionistar.alterations.transitions import check_alteration
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse


@transaction.atomic(durable=True)
def alteration_advance(
    *, actor: Actor, alteration_id: UUID, to: AlterationStatus, reason: str, now: datetime
) -> Alteration:
    """Move an alteration of the actor's, or of a shop whose orders she moves, to its next status. Safe to repeat.

    Args:
        actor: The buyer, or somebody of the shop.
        alteration_id: Which one.
        to: Where to; `transitions` says from where, and who may.
        reason: Why it is declined; nothing otherwise.
        now: The time.

    Raises:
        DomainError: NOT_FOUND; FORBIDDEN: the step is the other side's; STATUS_CONFLICT; REQUIRED, INVALID (reason).
    """
    held = visible_alterations(actor).select_for_update(of=("self",)).select_related("line__vendor_order__order")
    alteration: Alteration | None = held.filter(pk=alteration_id).first()
    sides = set() if alteration is None else _sides(actor, alteration)
    if alteration is None or not sides:
        raise refuse(ErrorCode.NOT_FOUND, "There is no such alteration that you may move.", "id")
    if alteration.status == to and alteration.steps.filter(status=to, side__in=sides).exists():
        return alteration
    side = check_alteration(alteration.status, to, sides)
    alteration.status, alteration.reason = to, _reason(reason, to)
    alteration.save(update_fields=["status", "reason"])
    note_step(alteration, side=side, actor=actor, now=now)
    return alteration


def _sides(actor: Actor, alteration: Alteration) -> set[AlterationSide]:
    part = alteration.line.vendor_order
    sides = {AlterationSide.BUYER} if part.order.user_id == actor.user_id else set()
    return sides | ({AlterationSide.SHOP} if may_move_for_shop(actor, part.vendor_id) else set())


def _reason(reason: str, to: AlterationStatus) -> str:
    said = reason.strip()
    if to is not AlterationStatus.DECLINED:
        if said:
            raise refuse(ErrorCode.INVALID, "Only who declines says why.", "reason")
        return ""
    if not said:
        raise refuse(ErrorCode.REQUIRED, "Say why, for the buyer.", "reason")
    if len(said) > MAX_REASON:
        raise refuse(ErrorCode.INVALID, f"A reason has at most {MAX_REASON} characters.", "reason")
    return said
