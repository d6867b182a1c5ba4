"""What a line of a statement says: the kind of a transfer in words, and the order that it was about."""

from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DecimalField,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, NullIf

from fashionistar.kernel.money import CurrencyCode, exponent
from fashionistar.ledger.chart import AccountCode, Side
from fashionistar.ledger.models import LedgerEntry
from fashionistar.ledger.transfer_kinds import TransferKind
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


def how_it_comes_about() -> Combinable:
    """Of an entry of a shop's: what of a sale or a refund was not the shop's; null where there is no more to say."""
    sale, refund = _moved(AccountCode.ESCROW, Side.DEBIT), _moved(AccountCode.SHOPPER_REFUNDS_DUE, Side.CREDIT)
    released = _joined(
        Value("Sale "),
        sale,
        Value(", commission "),
        _moved(AccountCode.COMMISSION, Side.CREDIT),
        Value(", tax on it "),
        _moved(AccountCode.COMMISSION_TAX, Side.CREDIT),
    )
    refunded = _joined(
        Value("Refund "),
        refund,
        Value(", of it commission "),
        _moved(AccountCode.COMMISSION, Side.DEBIT),
        Value(", tax on it "),
        _moved(AccountCode.COMMISSION_TAX, Side.DEBIT),
        Value(", from earnings "),
        _moved(AccountCode.VENDOR_PAYABLE, Side.DEBIT),
        Value(", owed "),
        _moved(AccountCode.VENDOR_RECEIVABLE, Side.DEBIT),
    )
    return Case(
        When(transfer__kind=TransferKind.RELEASE, then=released),
        When(transfer__kind=TransferKind.REFUND_AFTER_RELEASE, then=refunded),
        output_field=TextField(),
    )


def order_of_entry() -> Coalesce:
    """Of an entry: the number of the order whose escrow, refund or dispute the same transfer moves; null if none."""
    parts = Q(vendor_orders__in=_owners(AccountCode.ESCROW))
    due = _owners(AccountCode.SHOPPER_REFUNDS_DUE, AccountCode.DISPUTED)
    return Coalesce(*(_number(which) for which in (parts, Q(payment__in=due), Q(pk__in=due))))


def _number(which: Q) -> Subquery:
    orders = Order.objects.filter(which).order_by("number").annotate(said=order_number("number"))
    return Subquery(orders.values("said")[:1], output_field=CharField())


def _owners(*codes: AccountCode) -> QuerySet[LedgerEntry, Any]:
    """Of an entry two levels out: whose accounts of these codes the same transfer moves."""
    same = LedgerEntry.objects.filter(transfer=OuterRef(OuterRef("transfer")), account__code__in=codes)
    return same.values("account__owner_id")


def _moved(code: AccountCode, side: Side) -> Combinable:
    """Of an entry: what its transfer writes on a side of the accounts of a code, in major units, as text."""
    same = LedgerEntry.objects.filter(transfer=OuterRef("transfer"), account__code=code, side=side)
    minor = Coalesce(
        Subquery(same.values("transfer").annotate(sum=Sum("amount_minor")).values("sum")), Value(Decimal())
    )
    return Case(
        *(When(currency=currency, then=_major(minor, exponent(currency))) for currency in CurrencyCode),
        output_field=TextField(),
    )


def _major(minor: Combinable, digits: int) -> Combinable:
    decimal: DecimalField[Decimal, Decimal] = DecimalField(max_digits=30, decimal_places=digits)
    return Cast(Cast(ExpressionWrapper(minor * Value(Decimal(1).scaleb(-digits)), decimal), decimal), TextField())


def _joined(*parts: Combinable) -> Func:
    """Texts joined; null if one is, other than what Django's Concat makes of it."""
    return Func(*parts, template="(%(expressions)s)", arg_joiner=" || ", output_field=TextField())


def signed_amount() -> Combinable:
    """Of an entry: what it adds to its account's balance, less than zero for what it takes, in minor units."""
    return Case(When(Q(side=F("account__normal_side")), then=F("amount_minor")), default=-F("amount_minor"))
