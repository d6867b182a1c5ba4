"""Payments: money asked for, verified, given back, and disputed.

A payment is created with a reference of ours in the transaction of the order, initialized at a gateway afterwards, and
succeeds only on the gateway's verified word: reference, currency and amount must be what we asked for. When a gateway
is down the next one is asked under another reference; every such attempt is watched, and what a second one brings goes
back. Webhooks are stored before they are answered and only ever make us ask. Pollers ask unasked.

Tables: `Payment`, `PaymentAttempt`, `Refund`, `Dispute`, `WebhookEvent`. Use-cases: `payment_create`,
`payment_initialize`, `payment_verify`, `refund_request`, `unapplied_refund`, `refund_send`, `dispute_verify`,
`dispute_record`, `dispute_contest`, `dispute_accept`, `webhook_receive`, `webhook_process`.
"""
