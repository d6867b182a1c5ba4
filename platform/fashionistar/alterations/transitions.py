"""Which status may follow which, and who may move an alteration there: the whole state machine, on one page."""

from collections.abc import Collection, Mapping

from fashionistar.alterations.models import AlterationSide, AlterationStatus
from fashionistar.kernel.errors import ErrorCode, refuse

_S, _BUYER, _SHOP = AlterationStatus, AlterationSide.BUYER, AlterationSide.SHOP
_BOTH = frozenset({_BUYER, _SHOP})

ALTERATION: Mapping[AlterationStatus, Mapping[AlterationStatus, frozenset[AlterationSide]]] = {
    _S.REQUESTED: {
        _S.ACCEPTED: frozenset({_SHOP}),
        _S.DECLINED: frozenset({_SHOP}),
        _S.CANCELLED: frozenset({_BUYER}),
    },
    _S.ACCEPTED: {_S.RECEIVED: frozenset({_SHOP}), _S.CANCELLED: frozenset({_BUYER})},
    _S.RECEIVED: {_S.RETURNED: frozenset({_SHOP})},
    _S.RETURNED: {_S.CLOSED: _BOTH},
    _S.DECLINED: {},
    _S.CLOSED: {},
    _S.CANCELLED: {},
}


def movers(wanted: AlterationStatus) -> frozenset[AlterationSide]:
    """Who may ever move an alteration there."""
    return frozenset[AlterationSide]().union(*(steps.get(wanted, frozenset()) for steps in ALTERATION.values()))


def check_alteration(current: str, wanted: AlterationStatus, sides: Collection[AlterationSide]) -> AlterationSide:
    """Refuse a change that the table does not have; returns as whom the actor makes it.

    Raises:
        DomainError: FORBIDDEN: it is the other side's; STATUS_CONFLICT.
    """
    allowed = [side for side in AlterationSide if side in sides and side in movers(wanted)]
    if not allowed:
        raise refuse(ErrorCode.FORBIDDEN, f"You cannot make an alteration {wanted}; the other side can.", "to")
    if wanted not in ALTERATION[AlterationStatus(current)]:
        raise refuse(ErrorCode.STATUS_CONFLICT, f"An alteration that is {current} cannot become {wanted}.", "to")
    return allowed[-1]
