"""Ledger: the books of the marketplace, by double entry.

Money never appears or goes: a transfer takes it from accounts and gives it to others, to the same sum. An account is
named by a code of the chart (`chart.py`), a currency and an owner, and is made when first used. A transfer is posted at
once, or pending first and then posted, wholly or in part, or voided by another transfer that resolves it. Nothing that
was written is ever changed: the database refuses it, as it refuses what does not balance and what an account does not
have. Balances are kept by the database itself, entry by entry.

The ledger knows no domain. They call `transfer_post` and `transfer_resolve` in their own transactions, mostly with what
`postings.py` says; `manage.py ledger_verify` proves the books.

Tables: `LedgerAccount`, `LedgerTransfer`, `LedgerEntry`. Use-cases: `transfer_post`, `transfer_resolve`.
"""
