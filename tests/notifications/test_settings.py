"""A deployment does not start without somebody to send its messages, and never shows them on a page."""

from pathlib import Path

import pytest

from tests.deployment import started

WHERE_IT_LEADS = """
from django.conf import settings
from django.test import Client
answer = Client().get("/dev/mailbox/", secure=True, headers={"host": "127.0.0.1", "accept": "application/json"})
print(answer.status_code, settings.MAILERS["default"]["BACKEND"].rpartition(".")[2], *settings.SMS_PROVIDERS)
"""
REAL = "smtp://127.0.0.1:9"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"EMAIL_URL": ""}, "EMAIL_URL is required in production"),
        ({"EMAIL_URL": "imap://mail.example.com"}, "EMAIL_URL must be a URL that begins with smtp+tls://"),
        ({"DEFAULT_FROM_EMAIL": ""}, "DEFAULT_FROM_EMAIL is required"),
        ({"SMS_PROVIDERS": ""}, "SMS_PROVIDERS is required in production"),
        ({"SMS_PROVIDERS": "mailbox"}, "SMS_PROVIDERS must be a list of termii, africastalking"),
        ({"SMS_PROVIDERS": "termii,nobody"}, "SMS_PROVIDERS must be a list of termii, africastalking"),
        ({"TERMII_API_KEY": ""}, "TERMII_API_KEY is required"),
        ({"TERMII_SENDER_ID": ""}, "TERMII_SENDER_ID is required"),
        ({"AFRICASTALKING_USERNAME": ""}, "AFRICASTALKING_USERNAME is required"),
        ({"AFRICASTALKING_API_KEY": ""}, "AFRICASTALKING_API_KEY is required"),
    ],
)
def test_a_deployment_that_could_not_send_codes_does_not_start(changes: dict[str, str], told: str) -> None:
    refused = started(**changes)
    assert refused.returncode != 0
    assert told in refused.stderr


def test_one_provider_of_text_messages_is_enough() -> None:
    start = started(SMS_PROVIDERS="africastalking", TERMII_API_KEY="", TERMII_SENDER_ID="")
    assert start.returncode == 0, start.stderr


@pytest.mark.parametrize(
    ("settings", "changes", "told"),
    [
        ("production", {}, "404 EmailBackend termii africastalking"),
        ("development", {"EMAIL_URL": "", "SMS_PROVIDERS": ""}, "200 MailboxBackend mailbox"),
        ("development", {"EMAIL_URL": REAL, "SMS_PROVIDERS": "termii"}, "200 EmailBackend termii"),
    ],
)
def test_the_mailbox_page_is_developments_alone(
    tmp_path: Path, settings: str, changes: dict[str, str], told: str
) -> None:
    run = started(
        *("shell", "--no-imports", "-c", WHERE_IT_LEADS),
        DJANGO_SETTINGS_MODULE=f"config.settings.{settings}",
        ALLOWED_HOSTS="127.0.0.1",
        MAILBOX_DIR=str(tmp_path),
        **changes,
    )
    assert run.stdout.strip() == told, run.stderr
