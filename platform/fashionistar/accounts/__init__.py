"""Accounts: who people are and how they prove it.

A person registers with an email address or a phone number and a password and signs in, which begins a session on that
device: a short access token, and a longer refresh token that is good once. Every session can be ended from any other.
What is done to an account is kept in a log that nobody can change.

Tables: `User`, `Session`, `AuditEntry`. Use-cases: `account_register`, `token_create`, `token_refresh`,
`session_revoke`, `session_revoke_all`.
"""
