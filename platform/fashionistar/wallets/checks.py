"""What wallets promise of the books; `manage.py ledger_verify` tries it."""

from datetime import timedelta

from fashionistar.ledger.checks import Check, findings

#: Facts that are younger may still be on their way.
_UNDER_WAY = timedelta(hours=1)


def wallet_checks() -> tuple[Check, ...]:
    """The checks of top-ups, tenders and gift cards."""
    return (
        Check("what a tender says is what its transfers say", lambda _now: findings(_TENDERS)),
        Check("what wallets and gift cards have set aside is a tender's", lambda _now: findings(_PENDING)),
        Check("nothing is left on a gift card that has expired", lambda _now: findings(_EXPIRED)),
        Check(
            "top-ups and gift cards that were paid are credited, or due back, once",
            lambda now: findings(_PAID_IN, before=now - _UNDER_WAY),
        ),
    )


_TENDERS = """
    SELECT tender.currency, 'tender:' || tender.id AS name, held.id IS NULL
        OR tender.amount_minor IS DISTINCT FROM (
            SELECT sum(amount_minor) FROM ledger_ledgerentry WHERE transfer_id = held.id AND side = 'DEBIT'
        )
        OR CASE tender.status
            WHEN 'SET_ASIDE' THEN ending.id IS NOT NULL
            WHEN 'VOIDED' THEN ending.state IS DISTINCT FROM 'VOIDED' OR again.id IS NOT NULL
            ELSE ending.state IS NULL OR (ending.state = 'POSTED') = (again.id IS NOT NULL)
        END AS is_wrong
    FROM wallets_tender tender
    LEFT JOIN ledger_ledgertransfer held ON held.reference = 'tender:' || tender.id AND held.state = 'PENDING'
    LEFT JOIN ledger_ledgertransfer ending ON ending.resolves_id = held.id
    LEFT JOIN ledger_ledgertransfer again ON again.reference = 'tender:' || tender.id || ':again'
"""
_PENDING = """
    SELECT (SELECT min(currency) FROM ledger_ledgerentry entry WHERE entry.transfer_id = held.id) AS currency,
        reference AS name, NOT EXISTS (
            SELECT FROM wallets_tender tender
            WHERE 'tender:' || tender.id = reference AND tender.status = 'SET_ASIDE'
        ) AS is_wrong
    FROM ledger_ledgertransfer held
    WHERE state = 'PENDING' AND kind IN ('WALLET_SPEND', 'GIFT_CARD_REDEEM')
        AND NOT EXISTS (SELECT FROM ledger_ledgertransfer ending WHERE ending.resolves_id = held.id)
"""
_EXPIRED = """
    SELECT card.currency, card.id::text AS name, account.posted_credits <> account.posted_debits AS is_wrong
    FROM wallets_giftcard card
    JOIN ledger_ledgeraccount account ON account.key = 'GIFT_CARD:' || card.currency || ':' || card.id
    WHERE card.status = 'EXPIRED'
"""
_PAID_IN = """
    SELECT payment.currency, 'payment ' || payment.id AS name, CASE count(transfer.id)
        WHEN 0 THEN payment.paid_at < %(before)s
        ELSE sum(entry.amount_minor) <> payment.amount_minor
    END AS is_wrong
    FROM payments_payment payment
    LEFT JOIN wallets_giftcardpurchase purchase ON purchase.payment_id = payment.id
    LEFT JOIN ledger_ledgertransfer transfer ON transfer.reference IN (
        'top_up:' || payment.id, 'gift_card:' || purchase.gift_card_id, 'capture:' || payment.id
    )
    LEFT JOIN ledger_ledgerentry entry ON entry.transfer_id = transfer.id AND entry.side = 'CREDIT' AND EXISTS (
        SELECT FROM ledger_ledgeraccount account
        WHERE account.id = entry.account_id AND code IN ('WALLET', 'GIFT_CARD', 'SHOPPER_REFUNDS_DUE')
    )
    WHERE payment.purpose <> 'ORDER' AND payment.paid_at IS NOT NULL
    GROUP BY payment.id
"""
