"""How tests earn money for a shop, name its account, and pay it; and the operations that a shop sends about that."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from config.management.commands.ledger_verify import checks
from fashionistar.accounts.models import User
from fashionistar.kernel.actor import SYSTEM
from fashionistar.kernel.sealing import sealed
from fashionistar.ledger import postings
from fashionistar.ledger.account_refs import Credit, Debit, vendor_payable, vendor_receivable
from fashionistar.ledger.models import LedgerAccount
from fashionistar.ledger.services.transfer_post import transfer_post
from fashionistar.ledger.transfer_kinds import TransferKind
from fashionistar.payments.gateways import payout_gateway_named
from fashionistar.payouts.models import Payout, PayoutAccount
from fashionistar.payouts.reservations import Wanted, reserve
from fashionistar.payouts.services.payout_send import payout_send
from fashionistar.vendors.models import Vendor
from tests.checkout.shopping import payload
from tests.wire.client import Answer, Wire, gid, key

NUMBER = "0123456789"
ACCOUNT = """payoutAccount { id status bankCode bankName last4 holderName currency confirmedAt usableAt }
  userErrors { code message field }"""
ACCOUNT_REQUEST = f"""mutation($input: PayoutAccountRequestInput!) {{
  payoutAccountRequest(input: $input) {{ {ACCOUNT} }} }}"""
ACCOUNT_CONFIRM = f"""mutation($input: PayoutAccountConfirmInput!) {{
  payoutAccountConfirm(input: $input) {{ {ACCOUNT} }} }}"""
ACCOUNT_CANCEL = f"""mutation($input: PayoutAccountCancelInput!) {{
  payoutAccountCancel(input: $input) {{ {ACCOUNT} }} }}"""
PAYOUT = """payout { id status reference message amount { amount currency } account { last4 } }
  userErrors { code message field }"""
REQUEST = f"""mutation($input: PayoutRequestInput!, $key: String!) {{
  payoutRequest(input: $input) @idempotent(key: $key) {{ {PAYOUT} }} }}"""
CANCEL = f"""mutation($input: PayoutCancelInput!, $key: String!) {{
  payoutCancel(input: $input) @idempotent(key: $key) {{ {PAYOUT} }} }}"""
HOLD = """mutation($input: PayoutsHoldInput!) { payoutsHold(input: $input) {
  payoutHold { id reason releasedAt } userErrors { code message field } } }"""
RELEASE = """mutation($input: PayoutsReleaseInput!) { payoutsRelease(input: $input) {
  payoutHold { id reason releasedAt } userErrors { code message field } } }"""
SCHEDULE = """mutation($input: PayoutScheduleUpdateInput!) { payoutScheduleUpdate(input: $input) {
  vendor { payoutSchedule(currency: NGN) { interval weekday dayOfMonth minimum { amount } holdDays } }
  userErrors { code message field } } }"""
BALANCE = """query($slug: String!) { vendor(slug: $slug) { balance(currency: NGN) {
  inEscrow { amount } pending { amount } available { amount } owed { amount } inTransit { amount currency } } } }"""


def post(kind: str, lines: postings.Lines, *, at: datetime | None = None, pending: bool = False) -> None:
    """Write in the books."""
    with transaction.atomic():
        transfer_post(
            reference=f"test:{uuid4()}",
            kind=kind,
            entries=lines,
            event_at=at or timezone.now(),
            actor=SYSTEM,
            pending=pending,
        )


def earn(vendor: Vendor, minor: int, *, ago: timedelta = timedelta(days=10), currency: str = "NGN") -> None:
    """A shopper paid and the shop delivered, so long ago."""
    part, at = uuid4(), timezone.now() - ago
    post("TEST", postings.capture(gateway="paystack", currency=currency, parts={part: minor}), at=at)
    lines = postings.release(vendor_order_id=part, vendor_id=vendor.pk, currency=currency, minor=minor)
    post(TransferKind.RELEASE, lines, at=at)


def owe(vendor: Vendor, minor: int) -> None:
    """The shop owes us, for something that it had been paid for."""
    lines = (Debit(vendor_receivable(vendor.pk, "NGN"), minor), Credit(vendor_payable(vendor.pk, "NGN"), minor))
    post("TEST", lines, at=timezone.now() - timedelta(days=30))
    back = postings.platform(postings.AccountCode.PROMOTIONS, "NGN")
    post("TEST", (Debit(vendor_payable(vendor.pk, "NGN"), minor), Credit(back, minor)))


def account_of(
    vendor: Vendor,
    *,
    recipient: str = "RCP_test",
    usable: bool = True,
    number: str = NUMBER,
    currency: str = "NGN",
) -> PayoutAccount:
    """The shop's account in a currency, confirmed long ago or just now."""
    confirmed = timezone.now() - timedelta(days=9 if usable else 0)
    return PayoutAccount.objects.create(
        vendor=vendor,
        currency=currency,
        gateway="paystack",
        bank_code="058",
        bank_name="Guaranty Trust Bank",
        number_sealed=sealed(number),
        last4=number[-4:],
        holder_name="ADA NWOSU",
        recipient_code=recipient,
        status="CURRENT",
        confirmed_at=confirmed,
        usable_at=confirmed + timedelta(days=2),
    )


def known_account_of(vendor: Vendor) -> PayoutAccount:
    """The same, known to the gateway that the settings lead to."""
    gateway = payout_gateway_named("paystack")
    made = gateway.recipient_create(account_name="ADA NWOSU", account_number=NUMBER, bank_code="058", currency="NGN")
    return account_of(vendor, recipient=made.code)


def reserved(vendor: Vendor, minor: int | None = None, *, now: datetime | None = None) -> Payout:
    """A payout that is to be sent."""
    with transaction.atomic():
        return reserve(Wanted(vendor.pk, "NGN", minor, 1), actor=SYSTEM, now=now or timezone.now())


def requested(user: User, vendor: Vendor, amount: str | None = None, **changes: Any) -> Answer:
    """Ask for a payout over the wire."""
    given = {"vendorId": gid(vendor), "currency": "NGN", "amount": amount} | changes
    return Wire(user)(REQUEST, input=given, key=key())


def sent(payout: Payout, *, after: timedelta = timedelta()) -> Payout:
    """Let a worker at the payout, so long after now."""
    gateway = payout_gateway_named("paystack")
    return payout_send(payout_id=payout.pk, gateway=gateway, now=timezone.now() + after)


def balance_of(user: User | None, vendor: Vendor) -> dict[str, str] | None:
    """The balance as somebody reads it: amounts by name."""
    answer = Wire(user)(BALANCE, slug=vendor.slug)
    found = answer.data["vendor"]["balance"]
    return None if found is None else {name: money["amount"] for name, money in found.items()}


def figures(vendor: Vendor) -> dict[str, int]:
    """What the shop's accounts have: payable (posted, reserved), in transit (posted), in minor units."""
    rows = {row.code: row for row in LedgerAccount.objects.filter(owner_id=vendor.pk, currency="NGN")}
    payable, transit = rows.get("VENDOR_PAYABLE"), rows.get("PAYOUTS_IN_TRANSIT")
    return {
        "payable": payable.posted if payable else 0,
        "reserved": payable.pending_out if payable else 0,
        "transit": transit.posted if transit else 0,
    }


def assert_books_are_right() -> None:
    """Every check of `ledger_verify`."""
    found = [(check.promise, each) for check in checks(pending_days=14) for each in check.run(timezone.now())]
    assert [(promise, each) for promise, each in found if each.wrong] == []


def done(answer: Answer) -> dict[str, Any]:
    """The payload of a mutation that was not refused."""
    found = payload(answer)
    assert found["userErrors"] == [], found
    return found
