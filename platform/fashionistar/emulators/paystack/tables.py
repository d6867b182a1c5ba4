"""The tables of the emulator's file."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS transactions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    reference TEXT NOT NULL UNIQUE,
    access_code TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL,
    callback_url TEXT NOT NULL,
    metadata TEXT NOT NULL,
    ip_address TEXT NOT NULL,
    created_at TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'abandoned',
    gateway_response TEXT NOT NULL DEFAULT 'The transaction was not completed',
    attempts INTEGER NOT NULL DEFAULT 0,
    paid_at TEXT,
    card TEXT NOT NULL DEFAULT '',
    exp_month TEXT NOT NULL DEFAULT '',
    exp_year TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE IF NOT EXISTS refunds (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    transaction_id INTEGER NOT NULL REFERENCES transactions (id),
    amount INTEGER NOT NULL CHECK (amount > 0),
    customer_note TEXT NOT NULL,
    merchant_note TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    settle_at REAL NOT NULL,
    status TEXT NOT NULL DEFAULT 'pending'
) STRICT;
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event TEXT NOT NULL,
    reference TEXT NOT NULL,
    body BLOB NOT NULL,
    created_at TEXT NOT NULL,
    next_at REAL NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending',
    attempts INTEGER NOT NULL DEFAULT 0,
    last_answer TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE IF NOT EXISTS recipients (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    name TEXT NOT NULL,
    account_number TEXT NOT NULL,
    bank_code TEXT NOT NULL,
    bank_name TEXT NOT NULL,
    currency TEXT NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (account_number, bank_code, currency)
) STRICT;
CREATE TABLE IF NOT EXISTS transfers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    reference TEXT NOT NULL UNIQUE,
    code TEXT NOT NULL UNIQUE,
    recipient_id INTEGER NOT NULL REFERENCES recipients (id),
    amount INTEGER NOT NULL CHECK (amount > 0),
    fee INTEGER NOT NULL CHECK (fee >= 0),
    currency TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    settle_at REAL NOT NULL,
    status TEXT NOT NULL DEFAULT 'pending'
) STRICT;
CREATE TABLE IF NOT EXISTS balances (
    currency TEXT PRIMARY KEY,
    amount INTEGER NOT NULL CHECK (amount >= 0)
) STRICT;
CREATE TABLE IF NOT EXISTS disputes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    transaction_id INTEGER NOT NULL REFERENCES transactions (id),
    amount INTEGER NOT NULL CHECK (amount > 0),
    reason TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'awaiting-merchant-feedback',
    resolution TEXT,
    resolved_at TEXT,
    evidence TEXT,
    filename TEXT,
    file BLOB
) STRICT;
INSERT OR IGNORE INTO balances (currency, amount)
    VALUES ('NGN', 10000000000), ('GHS', 10000000000), ('KES', 10000000000), ('ZAR', 10000000000), ('USD', 10000000000);
INSERT INTO sqlite_sequence (name, seq)
    SELECT 'transactions', 4099260515 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'transactions');
"""
