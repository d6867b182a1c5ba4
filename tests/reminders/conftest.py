"""Fixtures of the tests of reminders."""

from tests.notifications.providing import fresh_senders, mail_server

__all__ = ["fresh_senders", "mail_server"]
