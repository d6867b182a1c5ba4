"""Proof of the books: each check asks the entries themselves, trusting neither balances nor guards.

A check is one statement, so that it sees one moment of a ledger that is written meanwhile. Other domains write checks
of their own in the same form; `manage.py ledger_verify` names all of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from fashionistar.ledger.chart import CHART

#: So many faults of a kind are named; all are counted.
NAMED = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check saw in one currency.

    Attributes:
        currency: ISO 4217; empty for what has none.
        examined: How many things were looked at.
        wrong: How many of them are wrong.
        named: The first of those.
    """

    currency: str
    examined: int
    wrong: int
    named: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A promise of the books and how it is tried.

    Attributes:
        promise: What should be true.
        run: Tries it at a time; one finding for each currency.
    """

    promise: str
    run: Callable[[datetime], list[Finding]]


def findings(rows: str, **parameters: datetime | list[str]) -> list[Finding]:
    """Run a statement whose rows are `currency`, `name` and `is_wrong`, and sum it up by currency."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT currency, count(*), count(*) FILTER (WHERE is_wrong),
                coalesce((array_agg(name ORDER BY name) FILTER (WHERE is_wrong))[1:{NAMED}], '{{}}')
            FROM ({rows}) AS examined GROUP BY currency ORDER BY currency
            """,  # noqa: S608  (the statements of this page and its like)
            parameters,
        )
        return [Finding(currency, examined, wrong, tuple(named)) for currency, examined, wrong, named in cursor]


def ledger_checks(*, pending_days: int) -> tuple[Check, ...]:
    """The checks of the ledger itself; nothing should be pending for more than `pending_days`."""
    return (
        Check("debits equal credits", lambda _now: findings(_EQUAL)),
        Check("every transfer balances", lambda _now: findings(_BALANCED)),
        Check("every transfer has its entries", lambda _now: findings(_WHOLE)),
        Check("entries have the currency of their account", lambda _now: findings(_CURRENCY)),
        Check("balances are the sums of entries", lambda _now: findings(_SUMS)),
        Check("running balances follow", lambda _now: findings(_RUNNING)),
        Check("nothing is below zero that may not be", lambda _now: findings(_COVERED, codes=_COVERED_CODES)),
        Check("a pending transfer ends at most once, with no more than it held", lambda _now: findings(_ENDED)),
        Check(
            f"nothing is pending for more than {pending_days} days",
            lambda now: findings(_OLD, before=now - timedelta(days=pending_days)),
        ),
    )


_COVERED_CODES = [code.value for code, terms in CHART.items() if not terms.may_overdraw]

_EQUAL = """
    SELECT currency, 'posted debits ' || sum(posted_debits) || ', credits ' || sum(posted_credits) AS name,
        sum(posted_debits) <> sum(posted_credits) AS is_wrong
    FROM ledger_ledgeraccount GROUP BY currency
    UNION ALL
    SELECT currency, 'pending debits ' || sum(pending_debits) || ', credits ' || sum(pending_credits),
        sum(pending_debits) <> sum(pending_credits)
    FROM ledger_ledgeraccount GROUP BY currency
"""
_BALANCED = """
    SELECT entry.currency, reference AS name,
        sum(CASE side WHEN 'DEBIT' THEN amount_minor ELSE -amount_minor END) <> 0 AS is_wrong
    FROM ledger_ledgerentry entry JOIN ledger_ledgertransfer transfer ON transfer.id = entry.transfer_id
    GROUP BY entry.currency, reference
"""
_WHOLE = """
    SELECT coalesce(min(entry.currency), '') AS currency, reference AS name,
        CASE state WHEN 'VOIDED' THEN count(entry.id) > 0 ELSE count(entry.id) < 2 END AS is_wrong
    FROM ledger_ledgertransfer transfer LEFT JOIN ledger_ledgerentry entry ON entry.transfer_id = transfer.id
    GROUP BY transfer.id
"""
_CURRENCY = """
    SELECT entry.currency, account.key || ' #' || entry.sequence AS name,
        entry.currency <> account.currency AS is_wrong
    FROM ledger_ledgerentry entry JOIN ledger_ledgeraccount account ON account.id = entry.account_id
"""
_SUMS = """
    SELECT account.currency, account.key AS name,
        (posted_debits, posted_credits, pending_debits, pending_credits) IS DISTINCT FROM (
            coalesce(sum(amount_minor) FILTER (WHERE state = 'POSTED' AND side = 'DEBIT'), 0),
            coalesce(sum(amount_minor) FILTER (WHERE state = 'POSTED' AND side = 'CREDIT'), 0),
            coalesce(sum(amount_minor) FILTER (WHERE is_open AND side = 'DEBIT'), 0),
            coalesce(sum(amount_minor) FILTER (WHERE is_open AND side = 'CREDIT'), 0)
        ) AS is_wrong
    FROM ledger_ledgeraccount account
    LEFT JOIN ledger_ledgerentry entry ON entry.account_id = account.id
    LEFT JOIN (
        SELECT id, state, state = 'PENDING' AND NOT EXISTS (
            SELECT FROM ledger_ledgertransfer ending WHERE ending.resolves_id = one.id
        ) AS is_open
        FROM ledger_ledgertransfer one
    ) AS transfer ON transfer.id = entry.transfer_id
    GROUP BY account.id
"""
_RUNNING = """
    SELECT currency, key AS name, bool_or(is_off) OR count(sequence) <> entry_count AS is_wrong
    FROM (
        SELECT account.currency, account.key, account.entry_count, entry.sequence,
            entry.sequence <> row_number() OVER growing OR entry.balance_minor <> sum(
                CASE WHEN state <> 'POSTED' THEN 0 WHEN side = normal_side THEN amount_minor ELSE -amount_minor END
            ) OVER growing AS is_off
        FROM ledger_ledgeraccount account
        LEFT JOIN ledger_ledgerentry entry ON entry.account_id = account.id
        LEFT JOIN ledger_ledgertransfer transfer ON transfer.id = entry.transfer_id
        WINDOW growing AS (PARTITION BY account.id ORDER BY entry.sequence ROWS UNBOUNDED PRECEDING)
    ) AS entries GROUP BY currency, key, entry_count
"""
_COVERED = """
    SELECT currency, key AS name,
        CASE normal_side
            WHEN 'DEBIT' THEN posted_debits < posted_credits + pending_credits
            ELSE posted_credits < posted_debits + pending_debits
        END AS is_wrong
    FROM ledger_ledgeraccount WHERE code = ANY(%(codes)s)
"""
_ENDED = """
    SELECT held.currency, reference AS name, bool_or(
        ends.count > 1 OR coalesce(ends.posted, 0) > held.amount OR ends.entries > ends.matched
    ) AS is_wrong
    FROM (
        SELECT transfer.id, reference, account_id, side, min(currency) AS currency, sum(amount_minor) AS amount
        FROM ledger_ledgertransfer transfer JOIN ledger_ledgerentry entry ON entry.transfer_id = transfer.id
        WHERE state = 'PENDING' GROUP BY transfer.id, account_id, side
    ) AS held
    CROSS JOIN LATERAL (
        SELECT count(DISTINCT ending.id), count(entry.id) AS entries,
            sum(amount_minor) FILTER (WHERE account_id = held.account_id AND side = held.side) AS posted,
            count(entry.id) FILTER (WHERE EXISTS (
                SELECT FROM ledger_ledgerentry AS of_held
                WHERE of_held.transfer_id = held.id
                    AND of_held.account_id = entry.account_id AND of_held.side = entry.side
            )) AS matched
        FROM ledger_ledgertransfer ending LEFT JOIN ledger_ledgerentry entry ON entry.transfer_id = ending.id
        WHERE ending.resolves_id = held.id
    ) AS ends
    GROUP BY held.currency, reference
"""
_OLD = """
    SELECT (SELECT min(currency) FROM ledger_ledgerentry entry WHERE entry.transfer_id = transfer.id) AS currency,
        reference AS name, created_at < %(before)s AS is_wrong
    FROM ledger_ledgertransfer transfer
    WHERE state = 'PENDING' AND NOT EXISTS (
        SELECT FROM ledger_ledgertransfer ending WHERE ending.resolves_id = transfer.id
    )
"""
