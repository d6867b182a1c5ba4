"""Statements: what happened to an account of the books, for whom it belongs to, line by line and as a file.

A wallet's user reads her wallet, those who may read a shop's books what we owe the shop (VENDOR_PAYABLE) and what it
owes us (VENDOR_RECEIVABLE). A line says what happened, of which order, and what of a sale or a refund was not the
shop's; the ledger keeps the balance after it. What is pending is no line yet. A file (CSV or PDF) is fetched by a
short-lived address: who asked for it must still be signed in and still be allowed when it is fetched.

Tables: none of its own. Use-cases: `statement_export`, `statement_read`.
"""
