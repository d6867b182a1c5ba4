"""Payments: money asked for, verified, and given back.

A payment is created with a reference of ours in the transaction of the order, initialized at the gateway afterwards,
and succeeds only on the gateway's verified word: reference, currency and amount must be what we asked for. Webhooks
are stored before they are answered and only ever make us ask. A poller asks unasked.

Tables: `Payment`, `Refund`, `WebhookEvent`. Use-cases: `payment_create`, `payment_initialize`, `payment_verify`,
`refund_request`, `refund_send`, `webhook_receive`, `webhook_process`.
"""
