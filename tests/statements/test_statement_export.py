"""`statementExport`, and statements on the wire: what happened, with the balance after it."""

import csv
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from asgiref.sync import async_to_sync
from django.db import transaction
from django.http import HttpResponseBase
from django.test import AsyncClient
from django.utils import timezone
from pytest_django.fixtures import Settings

from fashionistar.accounts.models import Session
from fashionistar.kernel.actor import SYSTEM
from fashionistar.kernel.money import Money
from fashionistar.ledger.models import LedgerAccount
from fashionistar.ledger.postings import release
from fashionistar.ledger.services.transfer_post import transfer_post
from fashionistar.ledger.transfer_kinds import TransferKind
from fashionistar.orders.models import Order
from fashionistar.statements.csv_file import safe
from fashionistar.statements.pdf_file import in_words
from fashionistar.vendors.models import VendorMember
from schema.lib.ids import global_id
from tests.checkout.shopping import cart_of, faults, payload
from tests.factories.catalogue import garment
from tests.ledger.booking import without_guards
from tests.people import People
from tests.vendors.working import key_of, with_key
from tests.wallets.keeping import CHECKOUT, REDEEM, card_of, filled
from tests.wire.client import Wire, checkout_input, gid, key

EXPORT = """mutation($input: StatementExportInput!) {
  statementExport(input: $input) { url expiresAt userErrors { code field } } }"""
LINES = "nodes { description orderNumber amount { amount } balance { amount } } pageInfo { hasNextPage endCursor }"
WALLET = f"""query($first: Int, $after: String, $from: Date, $to: Date) {{
  me {{ wallets {{ id
    statement(first: $first, after: $after, from: $from, to: $to) {{ totalCount {LINES} }} }} }} }}"""
SHOP = f"""query($currency: CurrencyCode!) {{
  vendor(slug: "adas-atelier") {{ statement(currency: $currency) {{ {LINES} }} }} }}"""

type Relay = Callable[[], int]


@pytest.fixture
def order(people: People) -> Order:
    """Dami topped up 100.00, redeemed a card of 20.00 and bought a gele for 30.00, of which Ada has earned 27.00."""
    filled(people.dami, 100_00)
    _, code = card_of(20_00)
    dami = Wire(people.dami)
    assert payload(dami(REDEEM, code=code, key=key()))["userErrors"] == []
    cart = cart_of(people.dami, (garment(people.atelier, "Gele", prices={"NGN": 30_00}), 1))
    assert payload(dami(CHECKOUT, input=checkout_input(gid(cart), payFrom={"wallet": True}), key=key()))["order"]
    found = Order.objects.get()
    earned(found.vendor_orders.get().pk, people.atelier.pk, 30_00, 3_00)
    return found


def earned(part: UUID, vendor: UUID, minor: int, commission: int) -> None:
    """A part is delivered: the shop has earned it."""
    with transaction.atomic():
        transfer_post(
            reference=f"release:{part}",
            kind=TransferKind.RELEASE,
            entries=release(vendor_order_id=part, vendor_id=vendor, currency="NGN", minor=minor, commission=commission),
            event_at=timezone.now(),
            actor=SYSTEM,
        )


def wallet_id(people: People) -> str:
    return global_id("Wallet", LedgerAccount.objects.get(code="WALLET", owner_id=people.dami.pk).pk)


def fetched(url: str) -> tuple[HttpResponseBase, bytes]:
    """GET a file as a browser does, without any header of ours."""

    async def run() -> tuple[HttpResponseBase, bytes]:
        response = await AsyncClient().get(url.removeprefix("http://testserver"))
        if not response.streaming:
            return response, response.content
        return response, b"".join([chunk async for chunk in response])

    return async_to_sync(run)()


def link(wire: Wire, **given: Any) -> str:
    made = payload(wire(EXPORT, input=given))
    assert made["userErrors"] == []
    return str(made["url"])


def rows(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(data.decode("utf-8-sig"))))


def said(what: str, order_number: str | None, amount: str, balance: str) -> dict[str, Any]:
    """A line on the wire."""
    amounts = {"amount": {"amount": amount}, "balance": {"amount": balance}}
    return {"description": what, "orderNumber": order_number, **amounts}


def test_a_wallet_says_what_happened_newest_first(people: People, order: Order) -> None:
    number = order.public_number
    dami = Wire(people.dami)
    expected = [
        said(f"Paid from wallet · Order {number}", number, "-30.00", "90.00"),
        said("Gift card", None, "20.00", "120.00"),
        said("Top-up", None, "100.00", "100.00"),
    ]
    found, after = [], None
    for _ in expected:
        answer = dami(WALLET, first=1, after=after)
        assert answer.statements <= 3
        (purse,) = answer.data["me"]["wallets"]
        assert purse["statement"]["totalCount"] == 3
        found += purse["statement"]["nodes"]
        after = purse["statement"]["pageInfo"]["endCursor"]
    assert found == expected
    tomorrow = (timezone.now() + timedelta(days=1)).date().isoformat()
    assert dami(WALLET, **{"from": tomorrow}).data["me"]["wallets"][0]["statement"]["nodes"] == []
    assert len(dami(WALLET, to=tomorrow).data["me"]["wallets"][0]["statement"]["nodes"]) == 3


def test_nobody_else_reads_it(people: People, order: Order) -> None:
    purse = wallet_id(people)
    for wire in (Wire(people.cleo), Wire(people.ada), Wire()):
        assert wire("query($id: ID!) { node(id: $id) { id } }", id=purse).data == {"node": None}
    assert faults(Wire(people.cleo)(EXPORT, input={"walletId": purse})) == [("NOT_FOUND", None)]


def test_a_shop_reads_what_it_is_owed(people: People, order: Order) -> None:
    number = order.public_number
    line = said(f"Earned · Order {number}", number, "27.00", "27.00")
    assert Wire(people.ada)(SHOP, currency="NGN").data["vendor"]["statement"]["nodes"] == [line]
    assert Wire(people.ada)(SHOP, currency="GHS").data["vendor"]["statement"]["nodes"] == []
    for other in (people.bisi, people.cleo, people.dami, None):
        assert Wire(other)(SHOP, currency="NGN").data["vendor"]["statement"]["nodes"] == []
    VendorMember.objects.filter(user=people.bisi).update(permissions=["BOOKS_READ"])
    assert Wire(people.bisi)(SHOP, currency="NGN").data["vendor"]["statement"]["nodes"] == [line]


def test_a_wallet_as_csv(people: People, order: Order) -> None:
    response, data = fetched(link(Wire(people.dami), walletId=wallet_id(people), format="CSV"))
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="statement-ngn.csv"'
    assert response["Cache-Control"] == "private, no-store"
    head, opening, *lines, closing = rows(data)
    assert head == ["Booked (UTC)", "Description", "Details", "Order", "Reference", "In", "Out", "Balance", "Currency"]
    assert (opening[1], opening[7]) == ("Opening balance", "0.00")
    assert [(line[1], line[5], line[6], line[7]) for line in lines] == [
        ("Top-up", "100.00", "", "100.00"),
        ("Gift card", "20.00", "", "120.00"),
        (f"Paid from wallet · Order {order.public_number}", "", "30.00", "90.00"),
    ]
    assert (closing[1], closing[7]) == ("Closing balance", "90.00")


def test_a_period_opens_with_what_was_there(people: People, order: Order) -> None:
    without_guards(  # the top-up was in May
        "UPDATE ledger_ledgerentry SET created_at = '2026-05-31T23:59:59Z' WHERE transfer_id ="
        " (SELECT id FROM ledger_ledgertransfer WHERE kind = 'WALLET_TOP_UP')"
    )
    dami, purse = Wire(people.dami), wallet_id(people)
    june = rows(fetched(link(dami, walletId=purse, format="CSV", **{"from": "2026-06-01"}))[1])
    assert (june[1][7], len(june), june[-1][7]) == ("100.00", 5, "90.00")
    may = rows(fetched(link(dami, walletId=purse, format="CSV", **{"from": "2026-05-31", "to": "2026-05-31"}))[1])
    assert (may[1][7], len(may), may[-1][7]) == ("0.00", 4, "100.00")


def test_a_shops_statement_as_pdf_also_by_its_key(people: People, order: Order) -> None:
    keyed = with_key(key_of(people.atelier, people.ada)[1])
    for wire in (Wire(people.ada), keyed):
        response, data = fetched(link(wire, vendorId=gid(people.atelier), currency="NGN", format="PDF"))
        assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
        assert data.startswith(b"%PDF-")
        assert data.rstrip().endswith(b"%%EOF")
    given = {"vendorId": gid(people.atelier), "currency": "NGN"}
    for other in (people.bisi, people.cleo, people.dami):
        assert faults(Wire(other)(EXPORT, input=given)) == [("NOT_FOUND", None)]


@pytest.mark.parametrize("why", ["signed out", "no longer hers", "too late", "changed", "none"])
def test_an_address_is_good_as_long_as_whoever_asked_may_read(
    people: People, order: Order, settings: Settings, why: str
) -> None:
    bisi = VendorMember.objects.filter(user=people.bisi)
    bisi.update(permissions=["BOOKS_READ"])
    url = link(Wire(people.bisi), vendorId=gid(people.atelier), currency="NGN", format="CSV")
    assert fetched(url)[0].status_code == 200
    if why == "signed out":
        Session.objects.update(ended_at=timezone.now(), end="SIGNED_OUT")
    elif why == "no longer hers":
        bisi.update(permissions=["ORDERS_READ"])
    elif why == "too late":
        settings.STATEMENT_LINK_LIFETIME = timedelta(seconds=-1)
    elif why == "changed":
        url = url[:-1] + ("A" if url[-1] != "A" else "B")
    else:
        url = "/statements/"
    response, data = fetched(url)
    assert (response.status_code, data) == (403, b"This address is no longer good. Ask for the statement again.")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, [("INVALID", ["walletId"])]),
        ({"walletId": "mine", "vendorId": "theirs"}, [("INVALID", ["walletId"])]),
        ({"walletId": "nonsense"}, [("NOT_FOUND", None)]),
        ({"vendorId": "VmVuZG9yOjE="}, [("REQUIRED", ["currency"])]),
    ],
)
def test_what_is_asked_for_must_make_sense(people: People, given: dict[str, str], expected: list[Any]) -> None:
    assert faults(Wire(people.dami)(EXPORT, input=given)) == expected


def test_a_period_that_ends_before_it_begins_is_refused(people: People, order: Order) -> None:
    given = {"walletId": wallet_id(people), "from": "2026-06-02", "to": "2026-06-01"}
    assert faults(Wire(people.dami)(EXPORT, input=given)) == [("INVALID", ["to"])]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"])
def test_no_spreadsheet_runs_what_somebody_wrote(text: str) -> None:
    assert safe(text) == f"'{text}"
    assert safe(f"Order {text}") == f"Order {text}"


def test_amounts_have_their_signs() -> None:
    assert [in_words(Money(123_456_78, code)) for code in ("NGN", "GHS", "KES", "ZAR", "USD")] == [
        "₦123,456.78", "GH₵123,456.78", "KSh123,456.78", "R123,456.78", "$123,456.78",
    ]  # fmt: skip
    assert in_words(Money(-5, "NGN")) == "−₦0.05"
