"""A shop's statement: sales, refunds and payouts in words, with the balances that payouts go by."""

import csv
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from fashionistar.ledger.account_refs import AccountRef
from fashionistar.orders.models import VendorOrder
from fashionistar.payments.gateway_words import TransferStatus
from fashionistar.payments.models import Refund
from fashionistar.payouts.models import Payout
from fashionistar.payouts.services.payout_send import payout_send
from fashionistar.statements.csv_file import csv_file
from fashionistar.statements.pdf_file import pdf_file
from fashionistar.statements.selectors import Period, ShopAccount, heading_of, lines_of
from fashionistar.wallets.spending import PayFrom
from schema.lib.projection import executor
from schema.lib.projection.plans import Plans
from tests.payouts.flaky import Flaky
from tests.payouts.paying_out import CANCEL, account_of, balance_of, done, requested
from tests.people import People
from tests.settlement.selling import answered, books_are_right, refund, sold
from tests.settlement.test_escrow import delivered
from tests.wallets.keeping import card_of
from tests.wire.client import Wire, gid, key

type Relay = Callable[[], int]

SHOP = """query($of: ShopAccount!) { vendor(slug: "adas-atelier") { statement(currency: NGN, of: $of) {
  nodes { description details amount { amount } balance { amount } } } } }"""
SALE = "Sale 45000.00, commission 4500.00, tax on it 337.50"


def lines(people: People, of: ShopAccount = ShopAccount.EARNED) -> list[tuple[Any, ...]]:
    """The lines of Ada's shop, oldest first; a file has the same."""
    nodes = Wire(people.ada)(SHOP, of=of.value).data["vendor"]["statement"]["nodes"]
    found = [
        (one["description"], one["details"], one["amount"]["amount"], one["balance"]["amount"]) for one in nodes[::-1]
    ]
    heading = heading_of(AccountRef(of.code, "NGN", people.atelier.pk), Period())
    pages = list(lines_of(heading))
    text = b"".join(csv_file(heading, pages)).decode("utf-8-sig")
    _, _, *rows, _ = csv.reader(StringIO(text))
    assert [(said, more or None, into or f"-{out}", left) for _, said, more, _, _, into, out, left, _ in rows] == found
    assert b"".join(pdf_file(heading, pages)).startswith(b"%PDF-")
    return found


def has(people: People) -> tuple[str, ...]:
    """In escrow, pending, available, owed, in transit."""
    found = balance_of(people.ada, people.atelier)
    assert found is not None
    return tuple(found.values())


def asked(people: People) -> Payout:
    """A payout of 40,000.00 that Ada has asked for."""
    done(requested(people.ada, people.atelier, "40000.00"))
    return Payout.objects.get(status="REQUESTED")


def sent(payout: Payout, gateway: Flaky, *, minutes: int = 0) -> str:
    return payout_send(payout_id=payout.pk, gateway=gateway, now=timezone.now() + timedelta(minutes=minutes)).status


@pytest.fixture
def adas(people: People, relay: Relay, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> VendorOrder:
    """45,000.00, of which a card pays 9,000.00, delivered; what is earned can be paid out at once."""
    settings.PAYOUT_HOLD_DAYS = 0
    # The statements that are kept have what was set when they were made.
    monkeypatch.setattr(executor, "PLANS", Plans(size=100))
    account_of(people.atelier)
    _, code = card_of(9_000_00)
    (part,) = sold(people, relay, pay_from=PayFrom(gift_cards=(code,)))
    assert (lines(people), has(people)) == ([], ("45000.00", "0.00", "0.00", "0.00", "0.00"))
    delivered(people, part, relay)
    return part


def test_a_payout_is_a_line_once_the_gateway_has_it(people: People, adas: VendorOrder) -> None:
    earned = (f"Earned · Order {adas.order.public_number}", SALE, "40162.50", "40162.50")
    assert (lines(people), has(people)) == ([earned], ("0.00", "0.00", "40162.50", "0.00", "0.00"))
    first = asked(people)
    assert (lines(people), has(people)) == ([earned], ("0.00", "0.00", "162.50", "0.00", "40000.00"))
    done(Wire(people.ada)(CANCEL, input={"id": gid(first)}, key=key()))
    assert (lines(people), has(people)) == ([earned], ("0.00", "0.00", "40162.50", "0.00", "0.00"))
    second, gateway = asked(people), Flaky()
    assert sent(second, gateway) == "SENT"
    out = (f"Payout · {second.reference}", None, "-40000.00", "162.50")
    assert (lines(people), has(people)) == ([earned, out], ("0.00", "0.00", "162.50", "0.00", "40000.00"))
    gateway.known[second.reference].status = TransferStatus.FAILED
    assert sent(second, gateway, minutes=5) == "FAILED"
    back = (f"Payout that did not arrive · {second.reference}", None, "40000.00", "40162.50")
    assert (lines(people), has(people)) == ([earned, out, back], ("0.00", "0.00", "40162.50", "0.00", "0.00"))
    books_are_right()


def test_a_refund_of_what_was_paid_out_is_owed_and_settled_by_the_next_sale(
    people: People, adas: VendorOrder, relay: Relay
) -> None:
    payout = asked(people)
    assert sent(payout, Flaky(mood="arrives at once")) == "SUCCEEDED"
    refund(Wire(people.ada), adas, "5000")
    answered(Refund.objects.get())
    relay()
    number = adas.order.public_number
    details = "Refund 5000.00, of it commission 500.00, tax on it 37.50, from earnings 162.50, owed 4300.00"
    before = [
        (f"Earned · Order {number}", SALE, "40162.50", "40162.50"),
        (f"Payout · {payout.reference}", None, "-40000.00", "162.50"),
        (f"Refunded to the shopper · Order {number}", details, "-162.50", "0.00"),
    ]
    owed = [(f"Refunded to the shopper · Order {number}", details, "4300.00", "4300.00")]
    assert (lines(people), lines(people, ShopAccount.OWED)) == (before, owed)
    assert has(people) == ("0.00", "0.00", "0.00", "4300.00", "0.00")
    (again,) = sold(people, relay)
    delivered(people, again, relay)
    assert lines(people)[3:] == [
        (f"Earned · Order {again.order.public_number}", SALE, "40162.50", "40162.50"),
        ("Settled what was owed", None, "-4300.00", "35862.50"),
    ]
    assert lines(people, ShopAccount.OWED)[1:] == [("Settled what was owed", None, "-4300.00", "0.00")]
    assert has(people) == ("0.00", "0.00", "35862.50", "0.00", "0.00")
    books_are_right()
