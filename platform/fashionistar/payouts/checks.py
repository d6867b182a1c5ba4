"""Proof that payouts and the ledger say the same, in the form of `ledger/checks.py`."""

from fashionistar.ledger.checks import Check, findings


def payouts_checks() -> tuple[Check, ...]:
    """The checks of payouts; `manage.py ledger_verify` runs them."""
    return (
        Check("each payout has the transfers of its status", lambda _now: findings(_TRANSFERS)),
        Check("what is in transit are the payouts that were sent", lambda _now: findings(_IN_TRANSIT)),
        Check("what is reserved are the payouts that are to be sent", lambda _now: findings(_RESERVED)),
        Check("what was paid are the payouts that arrived, each once", lambda _now: findings(_ONCE)),
    )


#: By step: what a payout's transfers are, in the words of `books.py`.
_STEPS = """
    SELECT payout.id, payout.currency, payout.reference, payout.status, payout.sent_at, payout.arrived_at,
        payout.amount_minor, coalesce(array_agg(split_part(transfer.reference, ':', 3) ORDER BY transfer.reference)
            FILTER (WHERE transfer.id IS NOT NULL), '{}') AS steps,
        coalesce(bool_and(transfer.amount IS NULL OR transfer.amount = payout.amount_minor), true) AS right_amounts
    FROM payouts_payout payout LEFT JOIN LATERAL (
        SELECT one.id, one.reference, (
            SELECT max(amount_minor) FILTER (WHERE account.code IN ('VENDOR_PAYABLE', 'PAYOUTS_IN_TRANSIT'))
            FROM ledger_ledgerentry entry JOIN ledger_ledgeraccount account ON account.id = entry.account_id
            WHERE entry.transfer_id = one.id
        ) AS amount
        FROM ledger_ledgertransfer one
        WHERE one.reference = ANY(ARRAY(
            SELECT 'payout:' || payout.id || ':' || step
            FROM unnest(ARRAY['reserve', 'take', 'free', 'arrive', 'fail', 'reverse']) AS step
        ))
    ) AS transfer ON true
    GROUP BY payout.id
"""
_TRANSFERS = f"""
    SELECT currency, reference AS name, NOT right_amounts OR steps <> CASE
        WHEN status IN ('REQUESTED', 'SENDING') THEN ARRAY['reserve']
        WHEN status = 'SENT' THEN ARRAY['reserve', 'take']
        WHEN status = 'SUCCEEDED' THEN ARRAY['arrive', 'reserve', 'take']
        WHEN arrived_at IS NOT NULL THEN ARRAY['arrive', 'reserve', 'reverse', 'take']
        WHEN sent_at IS NOT NULL THEN ARRAY['fail', 'reserve', 'take']
        ELSE ARRAY['free', 'reserve']
    END AS is_wrong
    FROM ({_STEPS}) AS payouts
"""  # noqa: S608  (a statement of this page)
_IN_TRANSIT = """
    SELECT currency, 'in transit of ' || vendor_id AS name, sum(sent) <> sum(booked) AS is_wrong
    FROM (
        SELECT currency, vendor_id, amount_minor AS sent, 0 AS booked FROM payouts_payout WHERE status = 'SENT'
        UNION ALL
        SELECT currency, owner_id, 0, posted_credits - posted_debits
        FROM ledger_ledgeraccount WHERE code = 'PAYOUTS_IN_TRANSIT'
    ) AS both_sides GROUP BY currency, vendor_id
"""
_RESERVED = """
    SELECT currency, 'reserved of ' || vendor_id AS name, sum(requested) <> sum(booked) AS is_wrong
    FROM (
        SELECT currency, vendor_id, amount_minor AS requested, 0 AS booked
        FROM payouts_payout WHERE status IN ('REQUESTED', 'SENDING')
        UNION ALL
        SELECT currency, owner_id, 0, pending_credits FROM ledger_ledgeraccount WHERE code = 'PAYOUTS_IN_TRANSIT'
    ) AS both_sides GROUP BY currency, vendor_id
"""
_ONCE = """
    SELECT currency, 'paid to ' || vendor_id AS name, sum(arrived) <> sum(booked) AS is_wrong
    FROM (
        SELECT currency, vendor_id, amount_minor AS arrived, 0 AS booked
        FROM payouts_payout WHERE arrived_at IS NOT NULL
        UNION ALL
        SELECT account.currency, account.owner_id, 0, entry.amount_minor
        FROM ledger_ledgertransfer transfer
        JOIN ledger_ledgerentry entry ON entry.transfer_id = transfer.id AND entry.side = 'DEBIT'
        JOIN ledger_ledgeraccount account ON account.id = entry.account_id AND account.code = 'PAYOUTS_IN_TRANSIT'
        WHERE transfer.kind = 'PAYOUT_ARRIVE'
    ) AS both_sides GROUP BY currency, vendor_id
"""
