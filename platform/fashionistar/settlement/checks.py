"""Proof that the books and what became of orders say the same, in the form of `ledger/checks.py`."""

from datetime import timedelta

from fashionistar.ledger.checks import Check, findings

#: Facts that are younger may still be on their way.
_UNDER_WAY = timedelta(hours=1)


def settlement_checks() -> tuple[Check, ...]:
    """The checks of settlement; `manage.py ledger_verify` runs them."""
    return (
        Check("escrow has of each part what was not released, refunded or lost", lambda _now: findings(_ESCROW)),
        Check("no part is released twice", lambda _now: findings(_RELEASED)),
        Check("commission and tax are what parts say", lambda _now: findings(_CUTS)),
        Check("gateways have what was captured, less what went back", lambda _now: findings(_GATEWAYS)),
        Check(
            "every paid order is in the books",
            lambda now: findings(_CAPTURED, before=now - _UNDER_WAY),
        ),
        Check(
            "refunds of parts stand as the gateway said",
            lambda now: findings(_REFUNDS, before=now - _UNDER_WAY),
        ),
        Check("wallets and gift cards have back what refunds of parts say", lambda _now: findings(_STORED)),
    )


#: Before it is captured, a paid part has what stored value has paid of it.
_ESCROW = """
    SELECT coalesce(part.currency, account.currency) AS currency,
        'part ' || coalesce(part.id, account.owner_id) AS name,
        coalesce(part.held, 0) <> coalesce(posted_credits - posted_debits - pending_debits, 0) AS is_wrong
    FROM (
        SELECT one.id, orders.currency, coalesce(
            amount_minor - released_minor - refunded_held_minor - charged_back_held_minor,
            CASE WHEN orders.paid_at IS NULL THEN 0 ELSE one.stored_value_minor END
        ) AS held
        FROM orders_vendororder one
        JOIN orders_order orders ON orders.id = one.order_id
        LEFT JOIN settlement_settlement settlement ON settlement.vendor_order_id = one.id
    ) AS part
    FULL JOIN (SELECT * FROM ledger_ledgeraccount WHERE code = 'ESCROW') AS account
        ON account.owner_id = part.id AND account.currency = part.currency
"""
_RELEASED = """
    SELECT settlement.currency, 'part ' || settlement.vendor_order_id AS name,
        settlement.released_minor <> coalesce(sum(entry.amount_minor), 0)
            OR coalesce(sum(entry.amount_minor), 0) > settlement.amount_minor AS is_wrong
    FROM settlement_settlement settlement
    LEFT JOIN ledger_ledgeraccount account
        ON account.code = 'ESCROW' AND account.owner_id = settlement.vendor_order_id
    LEFT JOIN (
        SELECT account_id, amount_minor FROM ledger_ledgerentry one
        JOIN ledger_ledgertransfer transfer ON transfer.id = one.transfer_id
        WHERE transfer.kind = 'RELEASE' AND one.side = 'DEBIT'
    ) AS entry ON entry.account_id = account.id
    GROUP BY settlement.id
"""
#: What is pending has left the parts already.
_CUTS = """
    SELECT currency, code AS name, sum(told) <> sum(booked) AS is_wrong
    FROM (
        SELECT currency, 'COMMISSION' AS code, commission_minor AS told, 0 AS booked FROM settlement_settlement
        UNION ALL SELECT currency, 'COMMISSION_TAX', tax_minor, 0 FROM settlement_settlement
        UNION ALL
        SELECT currency, code, 0, posted_credits - posted_debits - pending_debits
        FROM ledger_ledgeraccount WHERE code IN ('COMMISSION', 'COMMISSION_TAX')
    ) AS both_sides GROUP BY currency, code
"""
_GATEWAYS = """
    SELECT currency, gateway AS name, sum(told) <> sum(booked) AS is_wrong
    FROM (
        SELECT payment.currency, payment.gateway, payment.amount_minor AS told, 0 AS booked
        FROM payments_payment payment
        JOIN ledger_ledgertransfer transfer ON transfer.reference = 'capture:' || payment.id
        UNION ALL
        SELECT payment.currency, attempt.gateway, refund.amount_minor, 0
        FROM payments_paymentattempt attempt
        JOIN payments_payment payment ON payment.id = attempt.payment_id
        JOIN ledger_ledgertransfer transfer ON transfer.reference = 'unapplied:' || attempt.id
        JOIN LATERAL (
            SELECT amount_minor FROM payments_refund WHERE attempt_id = attempt.id ORDER BY id LIMIT 1
        ) AS refund ON true
        UNION ALL
        SELECT payment.currency, attempt.gateway, -refund.amount_minor, 0
        FROM payments_refund refund
        JOIN payments_paymentattempt attempt ON attempt.id = refund.attempt_id
        JOIN payments_payment payment ON payment.id = refund.payment_id
        JOIN ledger_ledgertransfer transfer ON transfer.reference = 'refund_send:' || refund.id
        UNION ALL
        SELECT currency, gateway, -amount_minor, 0 FROM settlement_disputebooking WHERE state <> 'WON'
        UNION ALL
        SELECT account.currency, account.owner_name, 0,
            CASE entry.side WHEN 'DEBIT' THEN entry.amount_minor ELSE -entry.amount_minor END
        FROM ledger_ledgerentry entry
        JOIN ledger_ledgeraccount account ON account.id = entry.account_id
        JOIN ledger_ledgertransfer transfer ON transfer.id = entry.transfer_id
        WHERE account.code IN ('GATEWAY_CLEARING', 'GATEWAY_FEES') AND transfer.kind IN (
            'CAPTURE', 'CAPTURE_TO_REFUND', 'REFUND_SEND', 'DISPUTE_OPEN', 'DISPUTE_WIN', 'DISPUTE_LOSE',
            'DISPUTE_FEE', 'DISPUTE_REGAIN'
        )
    ) AS both_sides GROUP BY currency, gateway
"""
_CAPTURED = """
    SELECT currency, 'order ' || orders_order.id AS name, paid_at < %(before)s AND (
        payment_id IS NOT NULL
            AND NOT EXISTS (SELECT FROM ledger_ledgertransfer WHERE reference = 'capture:' || payment_id)
        OR EXISTS (
            SELECT FROM orders_vendororder part
            LEFT JOIN settlement_settlement settlement ON settlement.vendor_order_id = part.id
            WHERE part.order_id = orders_order.id
                AND settlement.stored_minor IS DISTINCT FROM part.stored_value_minor
        )
    ) AS is_wrong
    FROM orders_order WHERE status IN ('PAID', 'COMPLETED', 'REFUNDED') AND paid_at IS NOT NULL
"""
_REFUNDS = """
    SELECT settlement.currency, 'refund ' || part.id AS name, part.requested_at < %(before)s AND part.status <> CASE
        WHEN refund.id IS NULL THEN 'PROCESSED'
        WHEN refund.status IN ('PROCESSED', 'FAILED') THEN refund.status ELSE 'PENDING'
    END AS is_wrong
    FROM settlement_partrefund part
    LEFT JOIN payments_refund refund ON refund.id = part.refund_id
    JOIN settlement_settlement settlement ON settlement.id = part.settlement_id
"""
_STORED = """
    SELECT currency, 'order ' || purchase AS name, sum(due) <> 0 OR sum(gone) <> 0 AS is_wrong
    FROM (
        SELECT settlement.currency, part.order_id AS purchase, settlement.stored_refunded_minor AS due, 0 AS gone
        FROM settlement_settlement settlement JOIN orders_vendororder part ON part.id = settlement.vendor_order_id
        UNION ALL
        SELECT settlement.currency, part.order_id,
            CASE refund.status WHEN 'FAILED' THEN 0 ELSE -refund.stored_minor END,
            CASE refund.status WHEN 'PROCESSED' THEN refund.stored_minor ELSE 0 END
        FROM settlement_partrefund refund
        JOIN settlement_settlement settlement ON settlement.id = refund.settlement_id
        JOIN orders_vendororder part ON part.id = settlement.vendor_order_id
        UNION ALL
        SELECT currency, purchase, 0, -refunded_minor FROM wallets_tender
    ) AS both_sides GROUP BY currency, purchase
"""
