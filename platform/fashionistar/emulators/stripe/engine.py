"""What the emulator does: sessions, charges, refunds and disputes, and the events that tell of them."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping

from fashionistar.emulators.common.documents import Document
from fashionistar.emulators.common.emulator import Emulator

_DAY = 24 * 60 * 60
#: In minor units of any currency (https://stripe.com/pricing has one by country).
_DISPUTE_FEE = 15_00
#: Counted with two zeros that mean nothing (https://docs.stripe.com/currencies).
TWO_ZEROS = {"ugx", "isk"}


class Refusal(Exception):  # noqa: N818  (an answer of the API, not a fault)
    """The API says no: what stands in its `error`, and the HTTP status."""

    def __init__(self, message: str, *, code: str = "", kind: str = "invalid_request_error", status: int = 400) -> None:
        """Carry the parts of the answer."""
        super().__init__(message)
        self.message, self.code, self.kind, self.status = message, code, kind, status


class Stripe(Emulator):
    """Its methods change the state and owe events."""

    def sign(self, body: bytes) -> Mapping[str, str]:
        """The time and the HMAC-SHA256 of time and body."""
        now = int(time.time())
        signed = f"{now}.".encode() + body
        digest = hmac.new(self.config.webhook_secret.encode(), signed, hashlib.sha256).hexdigest()
        return {"Stripe-Signature": f"t={now},v1={digest}"}

    def find(self, kind: str, name: str) -> Document:
        """Find an object.

        Raises:
            Refusal: There is none.
        """
        found = self.documents.get(kind, name)
        if found is None:
            raise Refusal(f"No such {kind}: '{name}'", code="resource_missing", status=404)
        return found

    def keep(self, kind: str, thing: Document) -> Document:
        """Keep an object."""
        return self.documents.put(kind, str(thing["id"]), thing)

    def make(self, kind: str, prefix: str, **values: object) -> Document:
        """Make an object with an id of Stripe's form."""
        name = f"{prefix}_test_{secrets.token_hex(12)}" if prefix == "cs" else f"{prefix}_{secrets.token_hex(12)}"
        about = {"id": name, "object": kind, "created": int(time.time()), "livemode": False}
        return self.keep(kind, {**about, **values})

    def open_session(self, asked: Document, *, currency: str, amount: int, url: str) -> Document:
        """Open a Checkout Session; its payment intent is made when somebody pays."""
        session = self.make(
            "checkout.session",
            "cs",
            amount_total=amount,
            amount_subtotal=amount,
            currency=currency,
            client_reference_id=asked.get("client_reference_id"),
            customer_email=asked.get("customer_email"),
            success_url=asked["success_url"],
            cancel_url=asked.get("cancel_url"),
            expires_at=int(time.time()) + _DAY,
            metadata=asked.get("metadata") or {},
            intent_data=asked.get("payment_intent_data") or {},
            mode="payment",
            payment_intent=None,
            payment_status="unpaid",
            status="open",
        )
        return self.keep("checkout.session", {**session, "url": f"{url}/{session['id']}"})

    def pay(self, session: Document, *, approved: bool) -> Document:
        """Charge a card on a session's page; return the session as it is then."""
        with self.documents.together:
            intent = self._intent(session)
            charge = self._charge(session, intent, approved=approved)
            error = None if approved else {"type": "card_error", "code": "card_declined", "message": charge["message"]}
            intent = {
                **intent,
                "status": "succeeded" if approved else "requires_payment_method",
                "amount_received": intent["amount"] if approved else 0,
                "latest_charge": charge["id"],
                "last_payment_error": error,
            }
            self.keep("payment_intent", intent)
            ended = {"payment_status": "paid", "status": "complete"} if approved else {}
            session = self.keep("checkout.session", {**session, "payment_intent": intent["id"], **ended})
            reference = str(session["client_reference_id"])
            self.tell("payment_intent.succeeded" if approved else "payment_intent.payment_failed", intent, reference)
            if approved:
                self.tell("checkout.session.completed", session, reference)
        return session

    def refund(self, intent: Document, *, amount: int | None, metadata: Document) -> Document:
        """Take a refund of all that is left or of a part.

        Raises:
            Refusal: It was not paid, or less is left.
        """
        if intent["status"] != "succeeded":
            raise Refusal("This PaymentIntent does not have a successful charge to refund.")
        charge = self.find("charge", str(intent["latest_charge"]))
        left = _int(charge["amount"]) - _int(charge["amount_refunded"])
        asked = left if amount is None else amount
        if left == 0:
            raise Refusal(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
        if not 0 < asked <= left:
            raise Refusal(f"Refund amount ({asked}) is greater than unrefunded amount on charge ({left})")
        status = {"success": "succeeded"}.get(self.knobs.refunds, self.knobs.refunds)
        with self.documents.together:
            about = {"amount": asked, "currency": intent["currency"], "metadata": metadata, "status": status}
            refund = self.make("refund", "re", charge=charge["id"], payment_intent=intent["id"], **about)
            gone = _int(charge["amount_refunded"]) + (0 if status == "failed" else asked)
            charge = {**charge, "amount_refunded": gone, "refunded": gone == charge["amount"]}
            self.keep("charge", charge)
            self.tell("charge.refunded", charge, _reference(intent))
            self.tell("refund.created", refund, _reference(intent))
        return refund

    def charge_back(self, intent: Document) -> Document:
        """The shopper's bank wants a payment back."""
        with self.documents.together:
            dispute = self.make(
                "dispute",
                "du",
                amount=intent["amount"],
                balance_transactions=[self._withdrawn(intent)],
                charge=intent["latest_charge"],
                currency=intent["currency"],
                evidence={},
                evidence_details={"due_by": int(time.time()) + 7 * _DAY, "has_evidence": False, "submission_count": 0},
                metadata={},
                payment_intent=intent["id"],
                reason="product_not_received",
                status="needs_response",
            )
            self.tell("charge.dispute.created", dispute, _reference(intent))
        return dispute

    def _withdrawn(self, intent: Document) -> Document:
        about = {"amount": -_int(intent["amount"]), "currency": intent["currency"]}
        return self.make("balance_transaction", "txn", fee=_DISPUTE_FEE, type="adjustment", **about)

    def move_dispute(self, dispute: Document, event: str, **changes: object) -> Document:
        """Change a dispute and tell of it."""
        with self.documents.together:
            moved = self.keep("dispute", {**dispute, **changes})
            intent = self.find("payment_intent", str(dispute["payment_intent"]))
            self.tell(event, moved, _reference(intent))
        return moved

    def tell(self, event: str, about: Document, reference: str) -> None:
        """Owe an event."""
        content = self.make("event", "evt", api_version="2026-10-28.endive", type=event, data={"object": about})
        self.owe(event=event, reference=reference, content=content)

    def _intent(self, session: Document) -> Document:
        if session["payment_intent"]:
            return self.find("payment_intent", str(session["payment_intent"]))
        asked = session["intent_data"]
        return self.make(
            "payment_intent",
            "pi",
            amount=session["amount_total"],
            amount_received=0,
            currency=session["currency"],
            latest_charge=None,
            last_payment_error=None,
            metadata=(asked.get("metadata") if isinstance(asked, dict) else None) or {},
            status="requires_payment_method",
        )

    def _charge(self, session: Document, intent: Document, *, approved: bool) -> Document:
        message = "Payment complete." if approved else "Your card was declined."
        charge = self.make(
            "charge",
            "ch",
            amount=intent["amount"],
            amount_captured=intent["amount"] if approved else 0,
            amount_refunded=0,
            balance_transaction=None,
            currency=intent["currency"],
            failure_message=None if approved else message,
            message=message,
            metadata=intent["metadata"],
            outcome={"seller_message": message, "type": "authorized" if approved else "issuer_declined"},
            payment_intent=intent["id"],
            payment_method_details={"type": "card", "card": {"brand": "visa", "last4": "4242"}},
            receipt_email=session["customer_email"],
            refunded=False,
            status="succeeded" if approved else "failed",
        )
        if not approved:
            return charge
        fee = _int(intent["amount"]) * 29 // 1000
        about = {"amount": intent["amount"], "currency": intent["currency"], "source": charge["id"]}
        balance = self.make("balance_transaction", "txn", fee=fee, net=_int(intent["amount"]) - fee, **about)
        return self.keep("charge", {**charge, "balance_transaction": balance["id"]})


def _reference(intent: Document) -> str:
    metadata = intent["metadata"]
    return str(metadata.get("reference", "")) if isinstance(metadata, dict) else ""


def _int(value: object) -> int:
    return int(str(value))
