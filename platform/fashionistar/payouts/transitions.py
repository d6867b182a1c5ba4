"""Which status may follow which: the whole state machine of payouts, on one page; the database holds to it as well."""

from collections.abc import Mapping

from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.payouts.models import PayoutAccountStatus, PayoutStatus

PAYOUT: Mapping[PayoutStatus, frozenset[PayoutStatus]] = {
    PayoutStatus.REQUESTED: frozenset({PayoutStatus.SENDING, PayoutStatus.CANCELLED}),
    PayoutStatus.SENDING: frozenset(
        {PayoutStatus.SENT, PayoutStatus.SUCCEEDED, PayoutStatus.FAILED, PayoutStatus.REVERSED}
    ),
    PayoutStatus.SENT: frozenset({PayoutStatus.SUCCEEDED, PayoutStatus.FAILED, PayoutStatus.REVERSED}),
    PayoutStatus.SUCCEEDED: frozenset({PayoutStatus.REVERSED}),
    PayoutStatus.FAILED: frozenset(),
    PayoutStatus.REVERSED: frozenset(),
    PayoutStatus.CANCELLED: frozenset(),
}

PAYOUT_ACCOUNT: Mapping[PayoutAccountStatus, frozenset[PayoutAccountStatus]] = {
    PayoutAccountStatus.REQUESTED: frozenset({PayoutAccountStatus.VERIFIED, PayoutAccountStatus.REFUSED}),
    PayoutAccountStatus.VERIFIED: frozenset({PayoutAccountStatus.CURRENT}),
    PayoutAccountStatus.CURRENT: frozenset({PayoutAccountStatus.REPLACED, PayoutAccountStatus.CANCELLED}),
    # The one before comes back when its successor is stopped.
    PayoutAccountStatus.REPLACED: frozenset({PayoutAccountStatus.CURRENT}),
    PayoutAccountStatus.CANCELLED: frozenset(),
    PayoutAccountStatus.REFUSED: frozenset(),
}


def may_become(current: str, wanted: PayoutStatus) -> bool:
    """Whether the table has this change."""
    return wanted in PAYOUT[PayoutStatus(current)]


def check_payout(current: str, wanted: PayoutStatus) -> None:
    """Refuse a change that the table does not have.

    Raises:
        DomainError: STATUS_CONFLICT.
    """
    if not may_become(current, wanted):
        raise refuse(ErrorCode.STATUS_CONFLICT, f"A payout that is {current} cannot become {wanted}.", "id")


def check_account(current: str, wanted: PayoutAccountStatus) -> None:
    """Refuse a change that the table does not have.

    Raises:
        DomainError: STATUS_CONFLICT.
    """
    if wanted not in PAYOUT_ACCOUNT[PayoutAccountStatus(current)]:
        raise refuse(ErrorCode.STATUS_CONFLICT, f"A payout account that is {current} cannot become {wanted}.", "id")
