"""Somebody who has just run `up` opens an account: the code is on the mailbox page, and nothing else is needed."""

from typing import Any

import httpx
import pytest

from tests.browser.chromium import chromium, executable
from tests.emulator import eventually
from tests.live import LivePlatform

REGISTER = """mutation($input: AccountRegisterInput!) {
  accountRegister(input: $input) { challenge { id } userErrors { code message } } }"""
VERIFY = """mutation($input: AccountVerifyInput!) {
  accountVerify(input: $input) { user { email phone } userErrors { code message } } }"""


def mailbox(live: LivePlatform, to: str) -> list[dict[str, Any]]:
    """What the page says to a program."""
    headers = {"Accept": "application/json"}
    answer = httpx.get(f"{live.url}/dev/mailbox/", params={"to": to}, headers=headers, trust_env=False)
    found: list[dict[str, Any]] = answer.raise_for_status().json()["messages"]
    return found


def registered(live: LivePlatform, **address: str) -> str:
    """Ask for an account; the challenge."""
    payload = live.send(REGISTER, {"input": {"password": "agbada-and-lace-2026", **address}})["accountRegister"]
    assert payload["userErrors"] == []
    challenge: str = payload["challenge"]["id"]
    return challenge


def test_the_address_of_the_mailbox_is_printed(live_platform: LivePlatform) -> None:
    assert any(
        line.startswith("Mailbox ") and f"{live_platform.url}/dev/mailbox/" in line for line in live_platform.lines
    )


@pytest.mark.parametrize(("kind", "address"), [("email", "efua@example.com"), ("phone", "+233201234567")])
def test_a_code_is_read_in_the_mailbox_and_opens_the_account(
    live_platform: LivePlatform, kind: str, address: str
) -> None:
    challenge = registered(live_platform, **{kind: address})
    (message,) = eventually(lambda: mailbox(live_platform, address), seconds=120)
    assert message["to"] == address
    verified = live_platform.send(VERIFY, {"input": {"challengeId": challenge, "code": message["code"]}})[
        "accountVerify"
    ]
    assert verified["userErrors"] == []
    assert verified["user"][kind] == address
    assert live_platform.rows("SELECT status, content FROM notifications_notification WHERE address = %s", address) == [
        ("SENT", "")
    ]


@pytest.mark.browser
def test_the_page_on_a_phone_shows_what_arrives_by_itself(
    live_platform: LivePlatform, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if executable() is None:
        pytest.skip("there is no Chromium on this machine")
    name = "ama@example.com"
    with chromium(tmp_path_factory.mktemp("profile")) as page:
        page._call("Emulation.setDeviceMetricsOverride", width=360, height=740, deviceScaleFactor=2, mobile=True)
        page.open(f"{live_platform.url}/dev/mailbox/")
        registered(live_platform, email=name)
        code = page.wait_for("document.querySelector('article.is-new button')?.dataset.code ?? ''")
        shown = "document.getElementById('messages').innerText"
        assert name in str(page.run(shown))
        assert f"Copy {code}" in str(page.run(shown))
        assert page.run("document.documentElement.scrollWidth") == 360
        page.run("{ const s = document.querySelector('input'); s.focus(); s.value = 'nobody@'; }")
        page.run("document.querySelector('input').dispatchEvent(new Event('input'))")
        page.wait_for(f"{shown}.includes('Nothing was sent to an address with')")
        assert str(page.run("location.search")) == "?to=nobody%40"
        assert page.run("document.activeElement.name") == "to"
        page.screenshot(tmp_path_factory.mktemp("shot") / "mailbox.png")
        assert page.complaints == []
