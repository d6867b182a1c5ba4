"""Accounts: who people are and how they prove it.

A person registers an email address or a phone number with a code that was sent there, so whatever address an account
has is hers. She signs in by password, by code, by passkey or by Google, which begins a session on that device: a short
access token, and a longer refresh token that is good once. Every session can be ended from any other. With a second
factor, an authenticator app or a passkey, a sign-in by password or code takes two steps, and staff have no powers
without. What is sensitive wants a recent proof, by that factor if she has one. What is done to an account is kept in a
log that nobody can change, and nobody learns from an answer, or from how long it took, whether an address has an
account.

A Google account is known by its subject and linked by its owner alone. An address has one form, however it is typed,
and what only looks like it is nobody's (`identifiers`).

She says how she is called and likes to be served, and keeps addresses for the next checkout; what an address needs
depends on its country (`addresses`).

Tables: `User`, `Address`, `GoogleIdentity`, `Session`, `Challenge`, `TotpFactor`, `RecoveryCode`, `Passkey`,
`AuditEntry`. Use-cases: a file each in `services/`.
"""
