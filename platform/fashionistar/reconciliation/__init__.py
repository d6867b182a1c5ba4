"""Reconciliation: what gateways list is compared with the books, and what differs is filed for people.

Each night, for each gateway, the day before is compared: charges with payments and their captures, refunds with
refunds, transfers with payouts; amounts, fees, currencies and statuses. A list only points: before anything is filed
the gateway is asked for that one thing. Differences are rows that nobody can change or delete; what a later run no
longer sees is gone, and staff resolve the others with a reason. Neither the books nor payments are touched from here.

Tables: `ReconciliationRun`, `ReconciliationTotal`, `ReconciliationDifference`. Use-cases: `reconciliation_run`,
`reconciliation_difference_resolve`. Docs: docs/reconciliation.md.
"""
