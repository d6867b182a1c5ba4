"""Development's mailbox: both channels land there, people read it as a page and programs as JSON."""

import re
import stat
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.contrib.staticfiles import finders
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from pytest_django.fixtures import Settings

from config.mailbox import mailbox
from fashionistar.notifications.gateway import SendError
from fashionistar.notifications.gateways import senders_of
from fashionistar.notifications.gateways.mailbox import KEPT, keep, letters
from fashionistar.notifications.models import Channel, Notification
from tests.notifications.providing import CODE, EMAIL, PHONE, outgoing, queued, sent


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    """A mailbox of the test's own, as development has one."""
    settings.MAILBOX_DIR = tmp_path / "mailbox"
    settings.MAILERS = {"default": {"BACKEND": "fashionistar.notifications.gateways.mailbox.MailboxBackend"}}
    settings.SMS_PROVIDERS = ["mailbox"]
    return tmp_path / "mailbox"


def page(accept: str = "text/html", **query: str) -> HttpResponse:
    """The page as a browser or a program gets it."""
    return mailbox(RequestFactory().get("/dev/mailbox/", query, headers={"accept": accept}))


def read(**query: str) -> list[dict[str, Any]]:
    """The messages as a program reads them."""
    found: list[dict[str, Any]] = orjson.loads(page("application/json", **query).content)["messages"]
    return found


@pytest.mark.django_db
def test_both_channels_land_there_newest_first() -> None:
    before = timezone.now() - timedelta(seconds=1)
    queued(Channel.EMAIL)
    queued(Channel.SMS)
    assert (sent(Channel.EMAIL), sent(Channel.SMS)) == (1, 1)
    text, email = read()
    assert datetime.fromisoformat(text.pop("sentAt")) >= datetime.fromisoformat(email.pop("sentAt")) >= before
    assert text.pop("id") > email.pop("id")
    said = {"text": f"{CODE} is your Fashionistar code. Tell nobody.", "code": CODE}
    assert text == said | {"channel": "SMS", "to": PHONE, "from": "Fashionistar", "subject": ""}
    sender = "Fashionistar <no-reply@localhost>"
    assert email == said | {"channel": "EMAIL", "to": EMAIL, "from": sender, "subject": f"{CODE} is your code"}
    assert set(Notification.objects.values_list("status", "provider")) == {("SENT", "email"), ("SENT", "mailbox")}


def test_the_page_shows_them_to_people() -> None:
    keep(
        channel=Channel.EMAIL, to=EMAIL, sender="Shop", subject="<b>Hello</b>", text="Line 1\nsee https://example.com/a"
    )
    keep(channel=Channel.SMS, to=PHONE, sender="Shop", text="042137 is your code.")
    html = page().content.decode()
    assert html.index(PHONE) < html.index(EMAIL)
    assert "&lt;b&gt;Hello&lt;/b&gt;" in html
    assert "<b>" not in html
    assert 'href="https://example.com/a"' in html
    assert '<button type="button" data-code="042137">Copy 042137</button>' in html
    assert html.count("data-code") == 1
    assert 'name="viewport" content="width=device-width' in html


def test_the_page_needs_this_origin_only_and_no_inline_script() -> None:
    response = page()
    html = response.content.decode()
    assets = re.findall(r"(?:src|href)=\"([^\"]+)\"", html)
    assert assets == ["data:,", "/static/mailbox/mailbox.css", "/static/mailbox/mailbox.js", "/graphql/"]
    assert all(finders.find(asset.removeprefix("/static/")) for asset in assets if asset.startswith("/static/"))
    assert re.findall(r"<script([^>]*)>", html) == [' defer src="/static/mailbox/mailbox.js"']
    assert " style=" not in html
    assert "script-src 'self';" in response["Content-Security-Policy"]
    assert "style-src 'self';" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
        ("application/json", "application/json"),
        ("application/json, text/html;q=0.5", "application/json"),
        ("image/png", "text/html; charset=utf-8"),
    ],
)
def test_who_asks_for_json_gets_json(accept: str, kind: str) -> None:
    response = page(accept)
    assert (response.status_code, response["Content-Type"]) == (200, kind)
    assert (response["Vary"], response["Cache-Control"]) == ("Accept", "no-store")


@pytest.mark.parametrize(
    ("to", "found"),
    [
        ("", [PHONE, "Ada@example.com", EMAIL]),
        ("ada@", ["Ada@example.com"]),
        ("EXAMPLE.COM", ["Ada@example.com", EMAIL]),
        (PHONE, [PHONE]),
        (PHONE.replace("+", " "), [PHONE]),
        ("nobody", []),
    ],
)
def test_an_address_narrows_the_list(to: str, found: list[str]) -> None:
    assert "Nothing was sent" in page(to=to).content.decode()
    for address in (EMAIL, "Ada@example.com", PHONE):
        keep(channel=Channel.EMAIL, to=address, sender="Shop", text="Hello.")
    assert [message["to"] for message in read(to=to)] == found
    html = page(to=to).content.decode()
    assert html.count("<article") == len(found)
    assert ("Nothing was sent" in html) == (found == [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("314159 is your code", "314159"),
        ("Order 1234567 is paid", None),
        ("Call +234803123456", None),
        ("Call 08031234567", None),
        ("Hello", None),
    ],
)
def test_a_code_is_told_apart_from_other_numbers(text: str, code: str | None) -> None:
    keep(channel=Channel.SMS, to=PHONE, sender="Shop", text=text)
    assert read()[0]["code"] == code


def test_the_newest_two_hundred_are_kept(folder: Path) -> None:
    for number in range(KEPT + 3):
        keep(channel=Channel.SMS, to=PHONE, sender="Shop", text=str(number))
    assert [message["text"] for message in read()] == [str(number) for number in range(KEPT + 2, 2, -1)]
    assert len(list(folder.iterdir())) == KEPT


def test_messages_are_for_the_eyes_of_their_owner(folder: Path) -> None:
    keep(channel=Channel.SMS, to=PHONE, sender="Shop", text="Hello.")
    (path,) = folder.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_being_written_is_not_read_yet(folder: Path) -> None:
    keep(channel=Channel.SMS, to=PHONE, sender="Shop", text="Hello.")
    (folder / "99999999999999999999-00000000.new").write_text('{"id": "half')
    assert [letter.text for letter in letters()] == ["Hello."]


def test_other_emails_of_the_platform_land_there_too() -> None:
    EmailMessage("Hello", "Dear both", to=[EMAIL, "ada@example.com"]).send(using="default")
    assert [message["to"] for message in read()] == [f"{EMAIL}, ada@example.com"]


def test_a_mailbox_that_cannot_be_written_is_a_provider_that_is_away(folder: Path) -> None:
    folder.write_text("a file")
    with pytest.raises(SendError, match="The mailbox cannot be written") as refused:
        senders_of(Channel.SMS)[0].send(outgoing())
    assert not refused.value.is_permanent
    with pytest.raises(SendError):
        senders_of(Channel.EMAIL)[0].send(outgoing(to=EMAIL))
