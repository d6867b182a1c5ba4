"""Paystack: minor units of five currencies, transfers to banks and wallets, webhooks signed with the secret key."""

from fashionistar.payments.gateways.paystack.disputes import PaystackDisputes
from fashionistar.payments.gateways.paystack.payments import PaystackPayments
from fashionistar.payments.gateways.paystack.transfers import PaystackTransfers
from fashionistar.payments.gateways.paystack.webhooks import PaystackWebhooks


class Paystack(PaystackPayments, PaystackDisputes, PaystackTransfers, PaystackWebhooks):
    """A `PaymentGateway` and a `PayoutGateway` on one pooled, thread-safe HTTP client."""
