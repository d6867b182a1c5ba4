"""A passkey in a real browser: made on a page of the platform, by a device that Chromium plays, and signed in with."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.browser.chromium import Json, Page
from tests.browser.passkeys import called, page_with_device
from tests.live import DEMO_PASSWORD, LivePlatform

pytestmark = pytest.mark.browser

SIGN_IN = """mutation($input: TokenCreateInput!) { tokenCreate(input: $input) {
  accessToken mfa { challengeId methods passkeyOptions } userErrors { code message } } }"""
START = "mutation { passkeyRegisterStart(input: {}) { challengeId options userErrors { code message } } }"
COMPLETE = """mutation($input: PasskeyRegisterCompleteInput!) { passkeyRegisterComplete(input: $input) {
  passkey { id name isBackedUp } recoveryCodes userErrors { code message } } }"""
CHALLENGE = "mutation { passkeyChallengeCreate(input: {}) { challengeId options userErrors { code message } } }"
BY_PASSKEY = """mutation($input: TokenCreateByPasskeyInput!) { tokenCreateByPasskey(input: $input) {
  accessToken user { email mfaMethods passkeys { name lastUsedAt } } userErrors { code message } } }"""
VERIFY = """mutation($input: MfaVerifyInput!) { mfaVerify(input: $input) {
  accessToken user { email } userErrors { code message } } }"""
DELETE = """mutation($input: PasskeyDeleteInput!) { passkeyDelete(input: $input) {
  deletedId user { mfaMethods } userErrors { code message } } }"""


@pytest.fixture
def page(tmp_path: Path, live_platform: LivePlatform) -> Iterator[Page]:
    """A fresh browser on a machine with a device for passkeys, at GraphiQL."""
    with page_with_device(tmp_path / "profile", live_platform.port) as tab:
        yield tab


@pytest.fixture
def somebody(live_platform: LivePlatform) -> str:
    """The email address of a user of her own, with the password of the demo."""
    email = f"{uuid4()}@example.com"
    live_platform.rows(
        """INSERT INTO accounts_user (email, password, is_superuser, staff_permissions)
        SELECT %s, password, false, '{}' FROM accounts_user WHERE email = 'shopper@demo.fashionistar.test'
        RETURNING id""",
        email,
    )
    return email


def sent(page: Page, query: str, given: dict[str, Json] | None = None, token: Json = None) -> Any:
    """The payload of a mutation that the page sends; nothing is wrong."""
    payload = called(page, "send", query, {"input": given or {}}, token)
    assert payload["userErrors"] == []
    return payload


def test_a_passkey_is_made_and_signs_in_alone_or_as_the_second_step(page: Page, somebody: str) -> None:
    login = {"login": somebody, "password": DEMO_PASSWORD}
    token = sent(page, SIGN_IN, login)["accessToken"]
    started = sent(page, START, token=token)
    credential = called(page, "make", started["options"])
    made = {"challengeId": started["challengeId"], "name": "Chromium", "credential": credential}
    added = sent(page, COMPLETE, made, token)
    assert (added["passkey"]["name"], len(added["recoveryCodes"])) == ("Chromium", 10)

    asked = sent(page, CHALLENGE)
    signed = {"challengeId": asked["challengeId"], "credential": called(page, "sign", asked["options"])}
    user = sent(page, BY_PASSKEY, signed)["user"]
    assert (user["email"], user["mfaMethods"]) == (somebody, ["RECOVERY_CODE", "PASSKEY"])
    assert user["passkeys"][0]["lastUsedAt"] is not None

    step = sent(page, SIGN_IN, login)["mfa"]
    assert step["methods"] == ["RECOVERY_CODE", "PASSKEY"]
    signed = {"challengeId": step["challengeId"], "credential": called(page, "sign", step["passkeyOptions"])}
    token = sent(page, VERIFY, signed)["accessToken"]
    assert sent(page, DELETE, {"id": added["passkey"]["id"]}, token)["user"] == {"mfaMethods": []}
    assert page.complaints == []


def test_a_browser_makes_no_second_passkey_on_the_same_device(page: Page, somebody: str) -> None:
    token = sent(page, SIGN_IN, {"login": somebody, "password": DEMO_PASSWORD})["accessToken"]
    started = sent(page, START, token=token)
    credential = called(page, "make", started["options"])
    made = {"challengeId": started["challengeId"], "name": "Chromium", "credential": credential}
    sent(page, COMPLETE, made, token)
    again = sent(page, START, token=token)
    refused = page.run(f"make({json.dumps(again['options'])}).then(() => 'made', error => error.name)")
    assert refused == "InvalidStateError"
