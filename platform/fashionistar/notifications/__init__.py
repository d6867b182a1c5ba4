"""Notifications: short messages to people, by e-mail or text message.

Whoever has something to say queues it in the transaction that made it true; a worker sends it, at least once, and
tries again when the provider is away. Providers of text messages take turns. What a message says is encrypted until it
is sent, failed or of no use any more, then forgotten: it may hold a code. One to an address that nobody has is queued
like any other and never sent, so that nobody can tell the difference by the time it takes.

Tables: `Notification`. Use-cases: `notification_queue`, `notification_send`, `notifications_prune`.
"""
