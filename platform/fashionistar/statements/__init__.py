"""Statements: what happened to an account of the books, for whom it belongs to, line by line and as a file.

A wallet's user reads her wallet, those who may read a shop's books what we owe the shop (VENDOR_PAYABLE). A line says
what happened and of which order; the ledger keeps the balance after it. A file (CSV or PDF) is fetched by a short-lived
address: who asked for it must still be signed in and still be allowed when it is fetched.

Tables: none of its own. Use-cases: `statement_export`, `statement_read`.
"""
