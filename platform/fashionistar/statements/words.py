"""What a line of a statement says: the kind of a transfer in words, and the order that it was about."""

from django.db.models import Case, CharField, F, Func, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf

from fashionistar.ledger.chart import AccountCode
from fashionistar.ledger.models import LedgerEntry
from fashionistar.ledger.postings import TransferKind
from fashionistar.orders.models import Order
from fashionistar.orders.selectors import order_number

_WORDS: dict[TransferKind, str] = {
    TransferKind.WALLET_TOP_UP: "Top-up",
    TransferKind.WALLET_SPEND: "Paid from wallet",
    TransferKind.GIFT_CARD_TO_WALLET: "Gift card",
    TransferKind.REFUND_TO_WALLET: "Refund",
    TransferKind.RELEASE: "Earned",
    TransferKind.RECEIVABLE_SETTLE: "Settled what was owed",
    TransferKind.REFUND_AFTER_RELEASE: "Refunded to the shopper",
    TransferKind.DISPUTE_LOSE: "Lost dispute",
    TransferKind.PAYOUT_RESERVE: "Payout",
    TransferKind.PAYOUT_FAIL: "Payout that did not arrive",
    TransferKind.PAYOUT_REVERSE: "Payout that came back",
}


def what_happened() -> Combinable:
    """Of an entry: such as `Earned · Order FS-000123`; where no order is known, what the transfer says of itself."""
    kinds = [When(transfer__kind=kind, then=Value(words)) for kind, words in _WORDS.items()]
    words = Case(*kinds, default=F("transfer__kind"), output_field=TextField())
    said = Coalesce(
        _joined(Value(" · Order "), order_of_entry()),
        _joined(Value(" · "), NullIf("transfer__description", Value(""))),
        Value(""),
        output_field=TextField(),
    )
    return _joined(words, said)


def order_of_entry() -> Subquery:
    """Of an entry: the number of the order whose escrow the same transfer moves; null if it moves none."""
    held = LedgerEntry.objects.filter(transfer=OuterRef(OuterRef("transfer")), account__code=AccountCode.ESCROW)
    orders = Order.objects.filter(vendor_orders__in=held.values("account__owner_id")).order_by("number")
    return Subquery(orders.annotate(said=order_number("number")).values("said")[:1], output_field=CharField())


def _joined(*parts: Combinable) -> Func:
    """Texts joined; null if one is, other than what Django's Concat makes of it."""
    return Func(*parts, template="(%(expressions)s)", arg_joiner=" || ", output_field=TextField())


def signed_amount() -> Combinable:
    """Of an entry: what it adds to its account's balance, less than zero for what it takes, in minor units."""
    return Case(When(Q(side=F("account__normal_side")), then=F("amount_minor")), default=-F("amount_minor"))
