"""Fixtures of the tests of webhooks."""

from tests.webhooks.receiving import loopback, receiver

__all__ = ["loopback", "receiver"]
