"""Fixtures of the tests of notifications."""

from tests.notifications.providing import africas_talking, fresh_senders, mail_server, termii

__all__ = ["africas_talking", "fresh_senders", "mail_server", "termii"]
