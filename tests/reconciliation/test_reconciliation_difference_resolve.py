"""Differences are read and resolved by staff alone, once, with a reason; the database keeps what was found."""

from datetime import timedelta

import pytest
from django.db import Error, connection, transaction
from django.utils import timezone

from fashionistar.accounts.models import AuditEntry, User
from fashionistar.reconciliation.models import ReconciliationDifference, ReconciliationRun, ReconciliationTotal
from tests.checkout.shopping import everything, faults, payload
from tests.people import People
from tests.reconciliation.filed import difference_of, run_of
from tests.reconciliation.market import Market, found, money, staff
from tests.wire.client import Answer, Wire, gid

pytestmark = pytest.mark.django_db
RESOLVE = """mutation($input: ReconciliationDifferenceResolveInput!) {
  reconciliationDifferenceResolve(input: $input) {
    reconciliationDifference { id state resolution resolvedBy resolvedAt }
    userErrors { code message field } } }"""
DIFFERENCES = """query($filter: ReconciliationDifferenceFilter) {
  reconciliationDifferences(filter: $filter) { totalCount nodes {
    gateway subject kind state reference paymentReference gatewayStatus booksStatus resolution
    gatewayAmount { minorUnits currency } booksAmount { minorUnits currency } firstRun { gateway } } } }"""
RUNS = """{ reconciliationRuns { nodes { gateway status examined found message
  totals { subject currency gatewayCount gatewayMinorUnits booksCount booksMinorUnits booksFeeMinorUnits } } } }"""


@pytest.fixture
def difference() -> ReconciliationDifference:
    """A charge that only the gateway has."""
    return difference_of(run_of())


def resolve(wire: Wire, row: ReconciliationDifference, reason: str = "Of our other shop") -> Answer:
    return wire(RESOLVE, input={"id": gid(row), "reason": reason})


def refused(statement: str) -> bool:
    """Whether the database refuses a statement."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            transaction.set_rollback(True)
    except Error:
        return True
    return False


def test_staff_resolve_a_difference_with_a_reason_once(difference: ReconciliationDifference) -> None:
    wire, before = staff(), money()

    answer = resolve(wire, difference, "  Of our other shop ")
    again = resolve(wire, difference, "Something else")

    funke = User.objects.get(email="funke@example.com")
    shown = payload(answer)["reconciliationDifference"]
    assert (shown["state"], shown["resolution"], shown["resolvedBy"]) == (
        "RESOLVED", "Of our other shop", f"user:{funke.pk}"
    )  # fmt: skip
    assert faults(again) == [("STATUS_CONFLICT", ["id"])]
    noted = AuditEntry.objects.get(action="DIFFERENCE_RESOLVED")
    assert (noted.user_id, noted.detail["reference"], noted.detail["reason"]) == (
        funke.pk, "FS-1", "Of our other shop"
    )  # fmt: skip
    assert [row[-1] for row in found()] == ["RESOLVED"]
    assert money() == before


@pytest.mark.parametrize(("reason", "code"), [("", "REQUIRED"), (" \n", "REQUIRED"), ("a" * 301, "INVALID")])
def test_a_reason_says_something(difference: ReconciliationDifference, reason: str, code: str) -> None:
    wire, before = staff(), everything()
    assert faults(resolve(wire, difference, reason)) == [(code, ["reason"])]
    assert everything() == before


def test_nobody_else_sees_or_resolves_differences(difference: ReconciliationDifference, people: People) -> None:
    clerk = User.objects.create_user(
        email="clerk@example.com", password="x", is_staff=True, staff_permissions=["PAYOUTS_MANAGE", "REFUNDS_MANAGE"]
    )
    before = everything()
    for user in (people.ada, people.dami, clerk):
        before = everything()
        wire = Wire(user)
        assert wire(DIFFERENCES).data["reconciliationDifferences"]["totalCount"] == 0
        assert wire(RUNS).data["reconciliationRuns"]["nodes"] == []
        assert faults(resolve(wire, difference)) == [("NOT_FOUND", ["id"])]
        assert everything() == before
    assert Wire(None)(DIFFERENCES)["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_staff_read_what_was_found_in_one_statement(difference: ReconciliationDifference) -> None:
    other = run_of("stripe")
    difference_of(other, kind="FEE", gateway_minor=5, books_minor=0, books_currency="NGN", payment_reference="FS-9")
    difference_of(other, subject="REFUND", reference="re_1", gone_at=timezone.now())
    counts = {"gateway_count": 1, "gateway_minor": 3_000_000_000, "gateway_fee_minor": 0}
    counts |= {"books_count": 0, "books_minor": 0, "books_fee_minor": 0}
    ReconciliationTotal.objects.create(run=difference.first_run, subject="CHARGE", currency="NGN", **counts)
    wire = staff()

    def read(**given: str) -> list[str]:
        answer = wire(DIFFERENCES, filter=given)
        return [f"{node['gateway']} {node['kind']}" for node in answer.data["reconciliationDifferences"]["nodes"]]

    answer = wire(DIFFERENCES, filter={"gateway": "paystack", "kind": "MISSING_IN_BOOKS", "state": "OPEN"})
    assert answer.data["reconciliationDifferences"] == {
        "totalCount": 1,
        "nodes": [
            {
                "gateway": "paystack",
                "subject": "CHARGE",
                "kind": "MISSING_IN_BOOKS",
                "state": "OPEN",
                "reference": "FS-1",
                "paymentReference": None,
                "gatewayStatus": "SUCCESS",
                "booksStatus": None,
                "resolution": None,
                "gatewayAmount": {"minorUnits": "3000000000", "currency": "NGN"},
                "booksAmount": None,
                "firstRun": {"gateway": "paystack"},
            }
        ],
    }
    assert len(read()) == 3
    assert read(subject="REFUND") == read(state="GONE") == ["stripe MISSING_IN_BOOKS"]
    assert read(reference="FS-9") == read(kind="FEE") == ["stripe FEE"]
    assert read(reference="FS-1", gateway="paystack") == ["paystack MISSING_IN_BOOKS"]
    runs = {run["gateway"]: run for run in wire(RUNS).data["reconciliationRuns"]["nodes"]}
    assert runs["stripe"]["totals"] == []
    assert runs["paystack"]["totals"][0] == {
        "subject": "CHARGE",
        "currency": "NGN",
        "gatewayCount": 1,
        "gatewayMinorUnits": "3000000000",
        "booksCount": 0,
        "booksMinorUnits": "0",
        "booksFeeMinorUnits": "0",
    }


def test_a_resolved_difference_is_not_filed_again_while_it_is_there(paystack_market: Market) -> None:
    paystack_market.foreign()
    paystack_market.reconcile()
    resolve(staff(), ReconciliationDifference.objects.get())
    run = paystack_market.reconcile(again=True)
    assert (run.found, run.filed, [row[-1] for row in found()]) == (1, 1, ["RESOLVED"])


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'FEE'",
        "reference = 'FS-2'",
        "gateway_minor = 1",
        "books_minor = 1",
        "gateway_status = 'FAILED'",
        "facts = 'x'",
        "gateway = 'stripe'",
        "first_seen_at = now()",
        "happened_at = now()",
        "last_seen_at = last_seen_at - interval '1 second'",
        "first_run_id = uuidv7()",
        "resolved_at = now()",
        "resolution = 'By nobody'",
    ],
)
def test_a_difference_keeps_what_it_says(difference: ReconciliationDifference, change: str) -> None:
    assert refused(f"UPDATE reconciliation_reconciliationdifference SET {change}")


def test_what_is_resolved_or_gone_stays_so_and_nothing_is_deleted(difference: ReconciliationDifference) -> None:
    table, later = "reconciliation_reconciliationdifference", timezone.now() + timedelta(days=1)
    assert not refused(f"UPDATE {table} SET last_seen_at = now() + interval '1 day'")
    resolve(staff(), difference)
    for change in ("resolution = 'Else'", "resolved_at = NULL, resolved_by = '', resolution = ''"):
        assert refused(f"UPDATE {table} SET {change}")
    ReconciliationDifference.objects.update(gone_at=later)
    for change in ("gone_at = NULL", "gone_at = now()", "last_seen_at = now() + interval '9 days'"):
        assert refused(f"UPDATE {table} SET {change}")
    assert refused(f"DELETE FROM {table}")


def test_the_database_lets_one_worker_at_a_gateway() -> None:
    now = timezone.now()
    running = {"gateway": "paystack", "until": now, "started_at": now, "leased_until": now}
    ReconciliationRun.objects.create(day="2026-01-01", **running)
    with pytest.raises(Error, match="reconciliation_run_one_at_a_time"), transaction.atomic():
        ReconciliationRun.objects.create(day="2026-01-02", **running)
    assert ReconciliationRun.objects.count() == 1
