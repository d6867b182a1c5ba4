"""What orders promise of the books; `manage.py ledger_verify` tries it."""

from fashionistar.ledger.checks import Check, findings


def order_checks() -> tuple[Check, ...]:
    """The checks of what stored value pays of orders."""
    return (
        Check("an order's stored value is its tenders' and its parts'", lambda _now: findings(_SUMS)),
        Check(
            "stored value is set aside for unpaid orders alone, and spent for paid ones", lambda _now: findings(_ENDS)
        ),
    )


_SUMS = """
    SELECT orders.currency, 'FS-' || orders.number AS name,
        orders.stored_value_minor <> coalesce(
            (SELECT sum(amount_minor) FROM wallets_tender tender WHERE tender.purchase = orders.id), 0
        )
        OR orders.stored_value_minor <> coalesce(
            (SELECT sum(stored_value_minor) FROM orders_vendororder part WHERE part.order_id = orders.id), 0
        )
        OR orders.total_minor - orders.stored_value_minor <> coalesce(
            (SELECT amount_minor FROM payments_payment payment WHERE payment.id = orders.payment_id), 0
        ) AS is_wrong
    FROM orders_order orders
"""
_ENDS = """
    SELECT tender.currency, 'tender:' || tender.id AS name,
        orders.id IS NULL OR tender.status <> CASE
            WHEN orders.status = 'PENDING_PAYMENT' THEN 'SET_ASIDE'
            WHEN orders.paid_at IS NOT NULL THEN 'POSTED'
            ELSE 'VOIDED'
        END AS is_wrong
    FROM wallets_tender tender LEFT JOIN orders_order orders ON orders.id = tender.purchase
"""
