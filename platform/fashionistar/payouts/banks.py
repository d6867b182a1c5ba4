"""Where money can be sent, as a gateway lists it; a list is kept for an hour, for it hardly ever changes."""

from datetime import datetime, timedelta

from fashionistar.payments.gateway import PayoutGateway
from fashionistar.payments.gateway_words import Bank

_KEPT = timedelta(hours=1)
_lists: dict[tuple[str, str], tuple[datetime, tuple[Bank, ...]]] = {}


def banks_of(gateway: PayoutGateway, currency: str, *, now: datetime) -> tuple[Bank, ...]:
    """The banks and wallets that take a currency, by name; none where the gateway does not send it.

    Raises:
        GatewayError: The gateway gave no usable answer.
    """
    if currency not in gateway.payout_currencies:
        return ()
    key = gateway.name, currency
    read_at, known = _lists.get(key, (now - _KEPT, ()))
    if now - read_at < _KEPT:
        return known
    found = tuple(sorted(gateway.banks(currency=currency), key=lambda bank: bank.name))
    _lists[key] = now, found
    return found
