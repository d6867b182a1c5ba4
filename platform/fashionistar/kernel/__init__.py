"""The ground floor: what every domain stands on.

Money, actors, faults with codes, keys, the request's id, logs; the outbox that records facts in the transaction
that made them true; idempotency under a client's key; and the one door to live subscribers.

Tables: `OutboxEvent`, `InboxEntry`, `IdempotencyRecord`. Nothing here knows any domain.
"""
