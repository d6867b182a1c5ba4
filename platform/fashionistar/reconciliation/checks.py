"""What `manage.py ledger_verify` shows of reconciliation, in the form of `ledger/checks.py`."""

from fashionistar.ledger.checks import Check, findings


def reconciliation_checks() -> tuple[Check, ...]:
    """The check of reconciliation; `manage.py ledger_verify` runs it."""
    return (Check("gateways and books differ in nothing that is open", lambda _now: findings(_OPEN)),)


_OPEN = """
    SELECT coalesce(nullif(books_currency, ''), gateway_currency) AS currency,
        gateway || ' ' || kind || ' ' || reference AS name, state = 'OPEN' AS is_wrong
    FROM reconciliation_reconciliationdifference
"""
