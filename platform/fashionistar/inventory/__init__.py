"""Inventory: what can still be sold.

A purchase first holds its units (`reserved`), for minutes; payment commits the hold (units leave `on_hand`), and
giving up or running out of time releases it. `0 ≤ reserved ≤ on_hand` is the database's own rule.

Tables: `StockItem`, `Hold`, `HoldLine`. Use-cases: `stock_hold`, `hold_commit`, `hold_renew`, `holds_expire`.
"""
