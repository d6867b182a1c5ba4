"""The statements of `transfer_post`, sent by psycopg alone."""

from datetime import UTC, datetime

import psycopg
from psycopg.rows import dict_row

_LOCK = """
    SELECT * FROM ledger_ledgeraccount
    WHERE key = ANY(%(keys)s) AND (SELECT count(*) FROM ledger_ledgeraccount WHERE key = ANY(%(keys)s)) >= 2
    ORDER BY id FOR NO KEY UPDATE
"""
_TRANSFER = """
    INSERT INTO ledger_ledgertransfer (reference, kind, state, resolves_id, event_at, description, actor)
    VALUES (%s, 'BENCH', 'POSTED', NULL, %s, '', 'system') ON CONFLICT (reference) DO NOTHING RETURNING *
"""
_ENTRIES = """
    INSERT INTO ledger_ledgerentry (transfer_id, account_id, currency, side, amount_minor)
    SELECT %s, account, currency, side, amount
    FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::bigint[])
        WITH ORDINALITY AS line (account, currency, side, amount, place)
    ORDER BY place
"""


def transfer(connection: psycopg.Connection, reference: str, giver: str, taker: str, minor: int) -> None:
    """Move an amount between two accounts that exist, named by their keys, in a transaction of its own."""
    with connection.transaction(), connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_LOCK, {"keys": [giver, taker]}).fetchall()
        made = cursor.execute(_TRANSFER, [reference, datetime.now(UTC)]).fetchone()
        if made is None:
            raise LookupError(reference)
        sides = ["DEBIT" if row["key"] == giver else "CREDIT" for row in rows]
        accounts, currencies = [row["id"] for row in rows], [row["currency"] for row in rows]
        cursor.execute(_ENTRIES, [made["id"], accounts, currencies, sides, [minor] * 2])
