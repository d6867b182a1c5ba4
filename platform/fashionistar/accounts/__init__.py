"""Accounts: who people are and how they prove it.

A person registers with an email address or a phone number and a password, signs in for a short access token and a
longer refresh token, and is the actor of everything that follows.

Tables: `User`. Use-cases: `account_register`, `token_create`, `token_refresh`.
"""
