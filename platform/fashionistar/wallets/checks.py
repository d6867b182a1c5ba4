"""What wallets promise of the books; `manage.py ledger_verify` tries it."""

from fashionistar.ledger.checks import Check, findings


def wallet_checks() -> tuple[Check, ...]:
    """The checks of tenders and gift cards."""
    return (
        Check("what a tender says is what its transfers say", lambda _now: findings(_TENDERS)),
        Check("what wallets and gift cards have set aside is a tender's", lambda _now: findings(_PENDING)),
        Check("nothing is left on a gift card that has expired", lambda _now: findings(_EXPIRED)),
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
