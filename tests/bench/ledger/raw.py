"""The statements of `transfer_post`, sent by psycopg alone."""

from datetime import UTC, datetime

import psycopg

_LOCK = """
    SELECT id, created_at, code, currency, owner_kind, owner_id, owner_name, key, normal_side, may_overdraw,
        posted_debits, posted_credits, pending_debits, pending_credits, entry_count
    FROM ledger_ledgeraccount
    WHERE (SELECT count(id) FROM ledger_ledgeraccount WHERE key IN (%(giver)s, %(taker)s)) = 2
        AND key IN (%(giver)s, %(taker)s)
    ORDER BY id FOR NO KEY UPDATE
"""
_KNOWN = "SELECT id, kind, state, resolves_id FROM ledger_ledgertransfer WHERE reference = %s LIMIT 1"
_TRANSFER = """
    INSERT INTO ledger_ledgertransfer (reference, kind, state, resolves_id, event_at, description, actor)
    VALUES (%s, 'BENCH', 'POSTED', NULL, %s, '', 'system')
    RETURNING id, created_at, transaction_id
"""
_ENTRIES = """
    INSERT INTO ledger_ledgerentry (transfer_id, account_id, currency, side, amount_minor)
    VALUES (%s, %s, 'NGN', %s, %s), (%s, %s, 'NGN', %s, %s)
    RETURNING id, created_at, sequence, balance_minor
"""


def transfer(connection: psycopg.Connection, reference: str, giver: str, taker: str, minor: int) -> None:
    """Move an amount between two accounts that exist, named by their keys, in a transaction of its own."""
    with connection.transaction():
        rows = connection.execute(_LOCK, {"giver": giver, "taker": taker}).fetchall()
        sides = {giver: "DEBIT", taker: "CREDIT"}
        if connection.execute(_KNOWN, [reference]).fetchone():
            return
        made = connection.execute(_TRANSFER, [reference, datetime.now(UTC)]).fetchone()
        if made is None:
            raise LookupError(reference)
        values = [value for row in rows for value in (made[0], row[0], sides[row[7]], minor)]
        connection.execute(_ENTRIES, values).fetchall()
