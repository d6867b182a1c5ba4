"""Stripe's disputes."""

from collections.abc import Iterator
from datetime import datetime
from math import ceil

from stripe import V1Services

from fashionistar.payments.gateway_errors import DisputeNotFound, GatewayRejected
from fashionistar.payments.gateway_words import Dispute, Evidence
from fashionistar.payments.gateways.stripe import reading
from fashionistar.payments.gateways.stripe.calls import listed, read, write

_OWNER = ["payment_intent"]


class StripeDisputes:
    """What a `PaymentGateway` does about disputes; a part of `Stripe`."""

    _v1: V1Services

    def disputes(self, *, since: datetime, until: datetime) -> Iterator[Dispute]:
        """List every dispute opened in [since, until)."""
        first, end = whole_second(since), whole_second(until)
        found = listed(
            lambda: self._v1.disputes.list(
                params={"created": {"gte": first, "lt": end}, "limit": 100, "expand": ["data.payment_intent"]}
            )
        )
        return (reading.dispute(row) for row in found)

    def dispute(self, *, dispute_id: str) -> Dispute:
        """Ask where a dispute stands.

        Raises:
            DisputeNotFound: Stripe has none by this id.
        """
        _check_id(dispute_id)
        return reading.dispute(
            read(
                lambda: self._v1.disputes.retrieve(dispute_id, params={"expand": _OWNER}),
                missing=DisputeNotFound,
            )
        )

    def dispute_contest(self, *, dispute_id: str, evidence: Evidence) -> Dispute:
        """Hand in evidence, which Stripe takes once (https://docs.stripe.com/disputes/responding)."""
        _check_id(dispute_id)
        delivered = f"Delivered at {evidence.delivered_at.isoformat()}. " if evidence.delivered_at else ""
        phone = f"Phone of the customer: {evidence.customer_phone}." if evidence.customer_phone else ""
        answer = write(
            lambda: self._v1.disputes.update(
                dispute_id,
                params={
                    "evidence": {
                        "customer_name": evidence.customer_name,
                        "customer_email_address": evidence.customer_email,
                        "product_description": evidence.service_details,
                        "shipping_address": evidence.delivery_address,
                        "uncategorized_text": f"{delivered}{phone}",
                    },
                    "submit": True,
                    "expand": _OWNER,
                },
            ),
            missing=DisputeNotFound,
        )
        return reading.dispute(answer)

    def dispute_accept(self, *, dispute_id: str, amount_minor: int, note: str) -> Dispute:
        """Close a dispute, which loses all of it; Stripe has no place for a note.

        Raises:
            GatewayRejected: The amount is not the dispute's.
        """
        del note
        if self.dispute(dispute_id=dispute_id).amount_minor != amount_minor:
            raise GatewayRejected("Stripe's disputes are accepted in full only.")
        write(lambda: self._v1.disputes.close(dispute_id), missing=DisputeNotFound)
        return self.dispute(dispute_id=dispute_id)


def whole_second(moment: datetime) -> int:
    """The first whole second from a time on: Stripe counts no smaller ones."""
    return ceil(moment.timestamp())


def _check_id(dispute_id: str) -> None:
    if not dispute_id or not dispute_id.replace("_", "").isalnum() or not dispute_id.isascii():
        raise DisputeNotFound("Stripe knows no dispute by this id.")
