"""One person's account from its first code to its last word, as a phone, a browser and a mailbox see it."""

import json
import random
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pyotp
import pytest
from psycopg.sql import SQL, Identifier

from tests.browser.chromium import Page
from tests.browser.passkeys import called, page_with_device
from tests.emulator import eventually
from tests.journeys.socket import connected
from tests.live import LivePlatform

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("up")]

TOKENS = "accessToken refreshToken mfa { challengeId methods passkeyOptions }"
CEREMONY = "challengeId options"
SESSIONS = "{ me { sessions(first: 20) { nodes { id isCurrent end mfaAt } } } }"
AUDIT = "{ me { auditLog(first: 100) { nodes { action detail } } } }"
WATCH = "subscription($id: ID!) { cartUpdated(cartId: $id) { cart { lines { quantity } } } }"
OLD, NEW = "adire-indigo-1968", "kente-gold-1957"

#: What her log says in the end, in order. The codes of her registration were sent before there was anybody to log.
LOG: list[tuple[str, dict[str, Any]]] = [
    ("REGISTERED", {"how": "otp"}),
    ("SIGNED_IN", {"how": "registration"}),
    ("SIGNED_IN", {"how": "password"}),
    ("TOTP_ENROLLED", {}),
    ("RECOVERY_CODES_ISSUED", {"count": 10}),
    ("PASSKEY_ADDED", {"name": "Tecno"}),
    ("TOKEN_REUSED", {"generation": 0}),
    ("MFA_REQUIRED", {"how": "password"}),
    ("SIGNED_IN", {"how": "password+passkey"}),
    ("SESSION_REVOKED", {}),
    ("RECOVERY_CODE_USED", {"left": 9}),
    ("STEPPED_UP", {"method": "RECOVERY_CODE"}),
    ("CODE_SENT", {"purpose": "PASSWORD_RESET", "channel": "SMS"}),
    ("PASSWORD_RESET", {"sessions_ended": 1}),
    ("SIGN_IN_FAILED", {}),
    ("MFA_REQUIRED", {"how": "password"}),
    ("RECOVERY_CODE_USED", {"left": 8}),
    ("SIGNED_IN", {"how": "password+recovery_code"}),
    ("ACCOUNT_EXPORTED", {}),
]


class Person:
    """Somebody with a phone: she asks, reads her messages, and shows what she is asked for."""

    def __init__(self, live: LivePlatform) -> None:
        self.live = live
        self.phone = f"+23480{random.SystemRandom().randrange(10**8):08}"
        self.name = f"Ngozi {self.phone[-8:]} Okwuosa"

    def does(self, mutation: str, fields: str = "", *, token: str | None = None, **given: Any) -> Any:
        """The payload of a mutation that must succeed."""
        payload = self.tries(mutation, fields, token=token, **given)
        assert payload["userErrors"] == [], mutation
        return payload

    def tries(self, mutation: str, fields: str = "", *, token: str | None = None, **given: Any) -> Any:
        """The payload of a mutation."""
        kind = f"{mutation[0].upper()}{mutation[1:]}Input"
        errors = "userErrors { code message field retryAfter }"
        query = f"mutation($input: {kind}!) {{ {mutation}(input: $input) {{ {fields} {errors} }} }}"
        return self.live.send(query, {"input": given}, token=token)[mutation]

    def signs_in(self, password: str) -> Any:
        """What her login and a password give."""
        return self.tries("tokenCreate", TOKENS, login=self.phone, password=password)

    def code(self, nth: int) -> str:
        """The code in the so-manieth message to her phone that brings one."""

        def arrived() -> list[str]:
            answer = httpx.get(
                f"{self.live.url}/dev/mailbox/",
                params={"to": self.phone},
                headers={"Accept": "application/json"},
                trust_env=False,
            )
            newest_first = answer.json()["messages"]
            assert {(message["channel"], message["to"]) for message in newest_first} <= {("SMS", self.phone)}
            return [message["code"] for message in reversed(newest_first) if message["code"]][nth - 1 :]

        return eventually(arrived)[0]

    def is_refused(self, tokens: dict[str, str]) -> None:
        """A session's tokens are worth nothing."""
        headers = {"Authorization": f"Bearer {tokens['accessToken']}"}
        asked = {"query": "{ me { id } }"}
        answer = httpx.post(f"{self.live.url}/graphql/", json=asked, headers=headers, timeout=60, trust_env=False)
        assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["UNAUTHENTICATED"]
        refused = self.tries("tokenRefresh", TOKENS, refreshToken=tokens["refreshToken"])
        assert (refused["accessToken"], [error["code"] for error in refused["userErrors"]]) == (None, ["INVALID_TOKEN"])

    def waits_to_be_sent_another(self) -> None:
        """Two minutes pass for the codes that were sent to her."""
        passed = (
            "UPDATE accounts_challenge SET sent_at = sent_at - interval '2 minutes' WHERE address = %s RETURNING id"
        )
        assert self.live.rows(passed, self.phone)

    def log(self, token: str) -> list[tuple[str, dict[str, Any]]]:
        """Her audit log, oldest first."""
        nodes = self.live.send(AUDIT, token=token)["me"]["auditLog"]["nodes"]
        return [(node["action"], node["detail"]) for node in reversed(nodes)]


@pytest.fixture
def page(tmp_path: Path, live_platform: LivePlatform) -> Iterator[Page]:
    """Her browser, on a machine with a device for passkeys."""
    with page_with_device(tmp_path / "profile", live_platform.port) as tab:
        yield tab


def tables_with(live: LivePlatform, *words: str) -> set[str]:
    """The tables in which any of the words stands in any column."""
    found = set()
    with psycopg.connect(live.environment()["DATABASE_URL"]) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            query = SQL("SELECT EXISTS (SELECT FROM {} AS row WHERE row::text LIKE ANY(%s))").format(Identifier(table))
            if connection.execute(query, [[f"%{word}%" for word in words]]).fetchone() == (True,):
                found.add(table)
    return found


def registered(person: Person) -> dict[str, str]:
    """She registers with her phone, mistypes the code once, and is signed in."""
    challenge = person.does(
        "accountRegister", "challenge { id channel destination }", phone=person.phone, password=OLD, name=person.name
    )["challenge"]
    assert (challenge["channel"], person.phone in challenge["destination"]) == ("SMS", False)
    code = person.code(1)
    wrong = person.tries("accountVerify", TOKENS, challengeId=challenge["id"], code=f"{(int(code) + 1) % 10**6:06}")
    assert [error["code"] for error in wrong["userErrors"]] == ["INVALID_CODE"]
    tokens: dict[str, str] = person.does("accountVerify", TOKENS, challengeId=challenge["id"], code=code)
    return tokens


def with_two_factors(person: Person, page: Page, token: str) -> list[str]:
    """She sets up an app and a passkey; returns her recovery codes."""
    app = pyotp.TOTP(person.does("totpEnroll", "secret", token=token)["secret"])
    codes: list[str] = person.does("totpConfirm", "recoveryCodes", token=token, code=app.now())["recoveryCodes"]
    started = person.does("passkeyRegisterStart", CEREMONY, token=token)
    made = called(page, "make", started["options"])
    given = {"challengeId": started["challengeId"], "name": "Tecno", "credential": made}
    assert person.does("passkeyRegisterComplete", "recoveryCodes", token=token, **given)["recoveryCodes"] is None
    return codes


def watches_until_it_is_lost(person: Person, lost: dict[str, str], kept: dict[str, str]) -> None:
    """A device watches a cart until another device signs it out; then it sees and hears nothing."""
    token = lost["accessToken"]
    cart = person.does("cartCreate", "cart { id }", token=token, currency="NGN", lines=[])["cart"]
    with connected(person.live.url, token=token) as phone:
        phone.subscribe(WATCH, {"id": cart["id"]})
        assert phone.next() == {"cartUpdated": {"cart": {"lines": []}}}
        sessions = person.live.send(SESSIONS, token=kept["accessToken"])["me"]["sessions"]["nodes"]
        assert [(session["isCurrent"], session["end"]) for session in sessions] == [
            (True, None), (False, "REUSED"), (False, None),
        ]  # fmt: skip
        revoked = person.does("sessionRevoke", "session { end }", token=kept["accessToken"], id=sessions[-1]["id"])
        assert revoked["session"] == {"end": "REVOKED"}
        while phone.next() is not None:
            pass
        # The connection is open still, and is nobody's now.
        phone.socket.send(json.dumps({"id": "2", "type": "subscribe", "payload": {"query": "{ me { id } }"}}))
        errors = json.loads(phone.socket.recv(timeout=20))["payload"]["errors"]
        assert [error["extensions"]["code"] for error in errors] == ["UNAUTHENTICATED"]
    person.is_refused(lost)


def test_she_registers_proves_herself_loses_a_phone_and_leaves(page: Page, live_platform: LivePlatform) -> None:
    person = Person(live_platform)
    first = registered(person)
    second = person.signs_in(OLD)
    codes = with_two_factors(person, page, second["accessToken"])

    # A copied refresh token: once it comes again, neither it nor what it became is worth anything. The one before the
    # newest stays good for some seconds, for answers that were lost; so this one is two behind.
    fresh = person.does("tokenRefresh", TOKENS, refreshToken=second["refreshToken"])
    fresh = person.does("tokenRefresh", TOKENS, refreshToken=fresh["refreshToken"])
    replayed = person.tries("tokenRefresh", TOKENS, refreshToken=second["refreshToken"])
    assert [error["code"] for error in replayed["userErrors"]] == ["INVALID_TOKEN"]
    person.is_refused(fresh)

    step = person.signs_in(OLD)
    assert (step["accessToken"], step["mfa"]["methods"]) == (None, ["TOTP", "RECOVERY_CODE", "PASSKEY"])
    signed = called(page, "sign", step["mfa"]["passkeyOptions"])
    third = person.does("mfaVerify", TOKENS, challengeId=step["mfa"]["challengeId"], credential=signed)
    watches_until_it_is_lost(person, first, third)

    person.does("sessionStepUp", "session { id }", token=third["accessToken"], recoveryCode=codes[0])
    person.waits_to_be_sent_another()
    challenge = person.does("passwordResetRequest", "challenge { id }", login=person.phone)["challenge"]
    person.does("passwordResetComplete", challengeId=challenge["id"], code=person.code(2), password=NEW)
    person.is_refused(third)
    assert [error["code"] for error in person.signs_in(OLD)["userErrors"]] == ["INVALID_CREDENTIALS"]

    step = person.signs_in(NEW)["mfa"]
    last = person.does("mfaVerify", TOKENS, challengeId=step["challengeId"], recoveryCode=codes[1])
    leaves(person, last)
    assert page.complaints == []


def leaves(person: Person, tokens: dict[str, str]) -> None:
    """She takes a copy of what is kept about her, and deletes her account; it is as if she had never been there."""
    live, token = person.live, tokens["accessToken"]
    account = person.does("accountExport", "data", token=token)["data"]["account"]
    assert (account["phone"], account["name"], len(account["sessions"])) == (person.phone, person.name, 4)
    assert person.log(token) == LOG
    deleted = person.does("accountDelete", "deletedId", token=token)["deletedId"]
    user = b64decode(deleted).decode().removeprefix("User:")
    logged = "SELECT action, detail FROM accounts_auditentry WHERE user_id = %s ORDER BY created_at, id"
    assert live.rows(logged, user) == [*LOG, ("ACCOUNT_DELETED", {})]

    person.is_refused(tokens)
    stranger = Person(live)
    assert person.signs_in(NEW) == stranger.signs_in(NEW)
    assert person.signs_in(NEW)["userErrors"][0]["code"] == "INVALID_CREDENTIALS"
    # All that knows her is the farewell on its way to her.
    assert tables_with(live, person.phone, person.name) == {"notifications_notification"}
    assert live.rows("SELECT kind FROM notifications_notification WHERE address = %s", person.phone) == [("farewell",)]
