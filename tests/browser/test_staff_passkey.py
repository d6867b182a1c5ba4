"""Staff whose only second factor is a passkey come in to the admin pages with it."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.browser.chromium import Page
from tests.browser.passkeys import called, page_with_device
from tests.live import DEMO_PASSWORD, LivePlatform

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("up")]

SIGN_IN = "mutation($input: TokenCreateInput!) { tokenCreate(input: $input) { accessToken userErrors { code } } }"
START = "mutation { passkeyRegisterStart(input: {}) { challengeId options userErrors { code } } }"
COMPLETE = """mutation($input: PasskeyRegisterCompleteInput!) {
  passkeyRegisterComplete(input: $input) { userErrors { code } } }"""


def enrolled(page: Page, email: str) -> None:
    """She makes a passkey in her browser."""
    token = called(page, "send", SIGN_IN, {"input": {"login": email, "password": DEMO_PASSWORD}})["accessToken"]
    started = called(page, "send", START, {}, token)
    made = {"challengeId": started["challengeId"], "name": "Her laptop"}
    made["credential"] = called(page, "make", started["options"])
    assert called(page, "send", COMPLETE, {"input": made}, token) == {"userErrors": []}


def typed(page: Page, **fields: str) -> None:
    """She fills in the form."""
    for name, text in fields.items():
        page.run(f"document.getElementsByName({name!r})[0].value = {text!r}")


def seen(page: Page, script: str) -> Any:
    """What the page shows, once it does."""
    return page.wait_for(script)


def test_staff_with_a_passkey_only_come_in_with_it(tmp_path: Path, live_platform: LivePlatform) -> None:
    email = f"{uuid4()}@example.com"
    live_platform.rows(
        """INSERT INTO accounts_user (email, password, is_superuser, is_staff, staff_permissions)
        SELECT %s, password, true, true, '{}' FROM accounts_user WHERE email = 'shopper@demo.fashionistar.test'
        RETURNING id""",
        email,
    )
    home = f"http://localhost:{live_platform.port}"
    with page_with_device(tmp_path / "profile", live_platform.port) as page:
        enrolled(page, email)
        page.open(f"{home}/admin/")
        assert seen(page, "document.getElementById('passkey').hidden === false")
        assert page.run("document.querySelector('#passkey-trouble').getBoundingClientRect().height") == 0
        typed(page, username=email, password="wrong")
        page.click("#passkey")
        trouble = "document.getElementById('passkey-trouble')"
        assert seen(page, f"{trouble}.hidden ? '' : {trouble}.textContent") == "The login or the password is wrong."
        page.complaints.clear()  # the browser's own, of a request that was refused
        typed(page, password=DEMO_PASSWORD)
        page.click("#passkey")
        assert seen(page, "location.pathname === '/admin/' && document.querySelector('#user-tools')?.textContent")
        assert page.complaints == []
        page.screenshot(tmp_path / "admin.png")
