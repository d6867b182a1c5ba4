"""Disputes are known by the gateway's word alone, answered by staff, and answered once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from fashionistar.accounts.models import User
from fashionistar.kernel.errors import DomainError
from fashionistar.kernel.models import OutboxEvent
from fashionistar.kernel.money import Money
from fashionistar.orders.models import Order
from fashionistar.payments.gateways import configured_gateways, gateway_named
from fashionistar.payments.models import Dispute, Payment, WebhookEvent
from fashionistar.payments.services.payment_verify import payment_verify
from fashionistar.payments.tasks import sweep_disputes
from tests.checkout.shopping import everything
from tests.emulator import PaystackEmulator
from tests.factories.catalogue import garment
from tests.payments.paying import deliver, payable, process, told
from tests.payments.test_refund import WHOLE, asked
from tests.people import People
from tests.wire.client import Wire, gid, key

LIST = "{ disputes { nodes { status gatewayId paymentReference reason amount { amount currency } answer } } }"
CONTEST = (
    'mutation($id: ID!, $key: String!) { disputeContest(input: {id: $id, details: "Signed for by her."})'
    " @idempotent(key: $key) { dispute { status answer } userErrors { code } } }"
)
ACCEPT = (
    "mutation($id: ID!, $key: String!) { disputeAccept(input: {id: $id}) @idempotent(key: $key)"
    " { dispute { status answer } userErrors { code } } }"
)


@pytest.fixture
def order(people: People, paystack: PaystackEmulator, relay: Callable[[], int]) -> Order:
    """Dami's paid order of one garment."""
    order = payable(people.dami, (garment(people.atelier), 1))
    paystack.pay(order.payment.reference)
    payment_verify(reference=order.payment.reference, gateways=configured_gateways(), now=timezone.now())
    relay()
    return order


@pytest.fixture
def staff(people: People) -> Wire:
    """Somebody of the platform who manages disputes."""
    user: User = User.objects.create_user(
        email="funke@example.com", password="x", is_staff=True, staff_permissions=["DISPUTES_MANAGE"]
    )
    return Wire(user)


@pytest.fixture
def dispute(order: Order, paystack: PaystackEmulator) -> Dispute:
    """A dispute of all of it, which a webhook told of."""
    dispute_id = paystack.dispute(order.payment.reference)
    heard("create", dispute_id)
    return Dispute.objects.get()


def heard(event: str, dispute_id: str) -> str:
    """What comes of a webhook about a dispute; it claims nothing but the id."""
    assert deliver(told(f"charge.dispute.{event}", {"id": int(dispute_id)})).status_code == 200
    return process(WebhookEvent.objects.get(event=f"charge.dispute.{event}", outcome="RECEIVED")).detail


def facts() -> list[str]:
    return list(OutboxEvent.objects.filter(type__startswith="Dispute").order_by("pk").values_list("type", flat=True))


def test_a_webhook_opens_a_dispute_by_what_the_gateway_says(dispute: Dispute, order: Order, staff: Wire) -> None:
    assert facts() == ["DisputeOpened"]
    assert dispute.due_at is not None
    assert dispute.due_at > timezone.now()
    assert staff(LIST).data["disputes"]["nodes"] == [
        {
            "status": "AWAITING_EVIDENCE",
            "gatewayId": dispute.gateway_id,
            "paymentReference": order.payment.reference,
            "reason": "chargeback: Customer complained about debit without value",
            "amount": {"amount": "45000.00", "currency": "NGN"},
            "answer": None,
        }
    ]


def test_a_reminder_changes_nothing_and_a_decision_is_heard(dispute: Dispute, paystack: PaystackEmulator) -> None:
    paystack.move_dispute(dispute.gateway_id, "remind")
    assert heard("remind", dispute.gateway_id) == "dispute AWAITING_EVIDENCE"
    paystack.move_dispute(dispute.gateway_id, "lost")
    assert heard("resolve", dispute.gateway_id) == "dispute LOST"
    assert (facts(), Dispute.objects.get().check_at) == (["DisputeOpened", "DisputeLost"], None)


def test_a_dispute_that_no_webhook_told_of_is_found_and_followed(order: Order, paystack: PaystackEmulator) -> None:
    dispute_id = paystack.dispute(order.payment.reference, amount=1_000_000)
    for _ in range(2):
        sweep_disputes()
    assert Dispute.objects.values_list("gateway_id", "amount_minor", "status").get() == (
        dispute_id, 1_000_000, "AWAITING_EVIDENCE"
    )  # fmt: skip
    paystack.move_dispute(dispute_id, "won")
    Dispute.objects.update(opened_at=timezone.now() - timedelta(days=30), check_at=timezone.now())
    sweep_disputes()
    assert (Dispute.objects.get().status, facts()) == ("WON", ["DisputeOpened", "DisputeWon"])


def test_a_dispute_of_somebody_elses_payment_is_not_ours(order: Order, paystack: PaystackEmulator) -> None:
    gateway_named("paystack").initialize(
        reference="another-shop-7", amount_minor=100, currency="NGN", email="a@b.co", callback_url="", metadata={}
    )
    paystack.pay("another-shop-7")
    dispute_id = paystack.dispute("another-shop-7")
    assert heard("create", dispute_id) == "a dispute of a payment that is not ours"
    sweep_disputes()
    assert heard("remind", "999999") == "a dispute that the gateway does not know"
    assert (Dispute.objects.count(), facts()) == (0, [])


def test_staff_contest_a_dispute_with_what_the_order_says(
    dispute: Dispute, staff: Wire, paystack: PaystackEmulator
) -> None:
    once = key()
    for _ in range(2):
        answer = staff(CONTEST, id=gid(dispute), key=once).data["disputeContest"]
        assert answer == {"dispute": {"status": "UNDER_REVIEW", "answer": "CONTESTED"}, "userErrors": []}
    told_there = paystack.client.get(f"/dispute/{dispute.gateway_id}").json()["data"]["evidence"]
    assert told_there["customer_email"] == "dami@example.com"
    assert told_there["service_details"].startswith("Order FS-")
    assert told_there["service_details"].endswith("Signed for by her.")
    assert told_there["delivery_address"] == "12 Moi Avenue, Nairobi, KE"
    paystack.move_dispute(dispute.gateway_id, "won")
    heard("resolve", dispute.gateway_id)
    assert facts() == ["DisputeOpened", "DisputeWon"]


def test_staff_accept_a_dispute(dispute: Dispute, staff: Wire) -> None:
    answer = staff(ACCEPT, id=gid(dispute), key=key()).data["disputeAccept"]
    assert answer == {"dispute": {"status": "LOST", "answer": "ACCEPTED"}, "userErrors": []}
    assert facts() == ["DisputeOpened", "DisputeLost"]
    again = staff(CONTEST, id=gid(dispute), key=key()).data["disputeContest"]
    assert (again["userErrors"], facts()) == ([{"code": "STATUS_CONFLICT"}], ["DisputeOpened", "DisputeLost"])


def test_an_answer_that_was_lost_is_found_by_the_same_answer_and_refused_to_another(
    dispute: Dispute, staff: Wire, paystack: PaystackEmulator
) -> None:
    gateway = gateway_named("paystack")
    gateway.dispute_accept(dispute_id=dispute.gateway_id, amount_minor=WHOLE, note="In the dashboard")
    refused = staff(CONTEST, id=gid(dispute), key=key()).data["disputeContest"]["userErrors"]
    assert refused == [{"code": "STATUS_CONFLICT"}]
    Dispute.objects.update(status="AWAITING_EVIDENCE", answer="ACCEPTED")
    found = staff(ACCEPT, id=gid(dispute), key=key()).data["disputeAccept"]
    assert found == {"dispute": {"status": "LOST", "answer": "ACCEPTED"}, "userErrors": []}


def test_while_somebody_answers_nobody_else_can(dispute: Dispute, staff: Wire) -> None:
    Dispute.objects.update(answering_until=timezone.now() + timedelta(minutes=1))
    before = everything()
    refused = staff(ACCEPT, id=gid(dispute), key=key()).data["disputeAccept"]["userErrors"]
    assert (refused, everything()) == ([{"code": "STATUS_CONFLICT"}], before)


def test_a_gateway_that_is_down_leaves_the_dispute_to_be_answered(
    dispute: Dispute, staff: Wire, paystack: PaystackEmulator
) -> None:
    paystack.settings(fail_next=2)
    refused = staff(ACCEPT, id=gid(dispute), key=key()).data["disputeAccept"]
    assert refused["userErrors"] == [{"code": "GATEWAY_UNAVAILABLE"}]
    assert staff(ACCEPT, id=gid(dispute), key=key()).data["disputeAccept"]["userErrors"] == []


@pytest.mark.parametrize("who", ["dami", "ada", None])
def test_nobody_else_sees_a_dispute_or_answers_it(people: People, dispute: Dispute, who: str | None) -> None:
    wire = Wire(None if who is None else getattr(people, who))
    before = everything()
    if who is None:
        assert wire(LIST)["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    else:
        assert wire(LIST).data["disputes"]["nodes"] == []
        assert wire(ACCEPT, id=gid(dispute), key=key()).data["disputeAccept"]["userErrors"] == [{"code": "NOT_FOUND"}]
        assert wire("query($id: ID!) { node(id: $id) { id } }", id=gid(dispute)).data["node"] is None
    assert everything() == before


def test_what_a_bank_wants_back_cannot_be_refunded_too(dispute: Dispute, paystack: PaystackEmulator) -> None:
    with pytest.raises(DomainError) as refused:
        asked(Payment.objects.get(), 1)
    assert refused.value.codes == ("REFUND_TOO_LARGE",)
    paystack.move_dispute(dispute.gateway_id, "won")
    heard("resolve", dispute.gateway_id)
    assert asked(Payment.objects.get(), WHOLE).amount_minor == Money.of(45_000, "NGN").minor
