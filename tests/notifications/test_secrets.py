"""Neither codes nor keys reach a log line, an error, the admin, the metrics or another table."""

import logging

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from fashionistar.accounts.backends import SECOND_FACTOR_BACKEND
from fashionistar.accounts.models import User
from fashionistar.kernel.models import OutboxEvent
from fashionistar.notifications.gateways import senders_of
from fashionistar.notifications.gateways.reading import said
from fashionistar.notifications.models import Channel, Notification
from tests.accounts.second_factors import app_of
from tests.notifications.providing import (
    AFRICAS_TALKING_KEY,
    CODE,
    EMAIL,
    PHONE,
    TERMII_KEY,
    MailServer,
    Provider,
    outgoing,
    queued,
    sent,
)
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db


def test_a_provider_that_says_everything_back_has_nothing_of_it_kept(
    termii: Provider,
    africas_talking: Provider,
    mail_server: MailServer,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, "mail.log")  # the mail server's own
    settings.SMS_PROVIDERS = ["termii", "africastalking"]
    termii.status, termii.echo, africas_talking.echo = 400, True, True
    mail_server.recipient = f"451 Later, <{EMAIL}>: {CODE} is your code"
    queued(Channel.SMS)
    queued(Channel.EMAIL)
    assert (sent(Channel.SMS), sent(Channel.EMAIL)) == (2, 1)
    assert (len(termii.asked), len(africas_talking.asked)) == (1, 1)
    assert CODE in termii.asked[0].body.decode()
    errors = list(Notification.objects.values_list("last_error", flat=True))
    assert all("…" in error for error in errors), errors
    kept = str(list(Notification.objects.values())) + str(list(OutboxEvent.objects.values()))
    logged = caplog.text + "".join(capfd.readouterr())
    assert "notification tried" in logged
    for secret in (CODE, TERMII_KEY, AFRICAS_TALKING_KEY, "Tell nobody"):
        assert secret not in kept
        assert secret not in logged
    assert PHONE not in logged
    assert PHONE.removeprefix("+") not in logged
    assert EMAIL not in logged


def test_a_message_and_a_provider_do_not_show_what_they_hold(termii: Provider, africas_talking: Provider) -> None:
    shown = repr(outgoing(f"{CODE} is your code"))
    for provider in ("termii", "africastalking"):
        senders_of.cache_clear()
        shown += repr(senders_of(Channel.SMS))
        assert provider
    assert CODE not in shown
    assert AFRICAS_TALKING_KEY not in shown
    assert africas_talking.url in shown


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Code 314159 for +2348031234567", "Code … for …"),
        ("314 159, 314-159", "…, …"),
        ("HTTP 400 at 8:15", "HTTP 400 at 8:15"),
        ("a\nb\x00\tc", "a b c"),
        ("the key-1 is bad", "the … is bad"),
        ("word " * 100, "word " * 32),
        ("to=1&message=Come+and+see+what+is+new", "…"),
        (None, ""),
        (["a"], ""),
    ],
)
def test_a_providers_words_are_kept_without_codes_numbers_and_keys(words: object, kept: str) -> None:
    assert said(words, "key-1", "") == kept


def test_operators_see_messages_and_not_what_they_say(client: Client) -> None:
    row = queued()
    root = User.objects.create_superuser(email="admin@example.com", password=PASSWORD)
    app_of(root)
    client.force_login(root, SECOND_FACTOR_BACKEND)
    listed = client.get("/admin/notifications/notification/", {"q": EMAIL.upper()})
    shown = client.get(f"/admin/notifications/notification/{row.pk}/change/")
    assert (listed.status_code, shown.status_code) == (200, 200)
    assert EMAIL in listed.text
    assert EMAIL in shown.text
    for secret in (CODE, row.content):
        assert secret not in listed.text + shown.text
    assert client.get("/admin/notifications/notification/", {"q": "ada@example.com"}).text.count(EMAIL) == 0
    assert client.post(f"/admin/notifications/notification/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Notification.objects.count() == 1
