"""How the transfers are named that capture what an attempt brought: by what it was paid for."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from fashionistar.payments.models import UNAPPLIED, AttemptStatus, PaymentAttempt
from fashionistar.reconciliation.things import row_in

_UNAPPLIED, _ORDER, _WALLET, _CARD = "unapplied:", "capture:", "top_up:", "gift_card:"


def with_cards(rows: QuerySet[PaymentAttempt]) -> QuerySet[PaymentAttempt]:
    """Attempts together with what `captures_of` asks."""
    return rows.select_related("payment__gift_card_purchase")


def captures_of(attempt: PaymentAttempt) -> tuple[str, ...]:
    """The names that an attempt's capture may have: one transfer at most has one of them."""
    if attempt.status in UNAPPLIED:
        return (f"{_UNAPPLIED}{attempt.pk}",)
    payment = attempt.payment
    purchase = getattr(payment, "gift_card_purchase", None)
    cards = () if purchase is None or purchase.gift_card_id is None else (f"{_CARD}{purchase.gift_card_id}",)
    return (f"{_ORDER}{payment.pk}", f"{_WALLET}{payment.pk}", *cards)


def of_captures(names: Iterable[str]) -> Q:
    """The attempts that transfers of these names are about."""
    unapplied, orders, wallets, cards = (
        [row for name in names if (row := row_in(name, what))] for what in (_UNAPPLIED, _ORDER, _WALLET, _CARD)
    )
    paid = Q(payment__in=[*orders, *wallets]) | Q(payment__gift_card_purchase__gift_card__in=cards)
    return Q(status=AttemptStatus.SUCCEEDED) & paid | Q(status__in=UNAPPLIED, pk__in=unapplied)
