"""The admin pages: a password and a second factor let the platform's staff in, and nothing else does."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY
from django.http import HttpResponse
from django.test import Client, override_settings
from webauthn.helpers import bytes_to_base64url

from fashionistar.accounts.models import AuditEntry, Challenge, Session, TotpFactor, User
from tests.accounts.second_factors import app_of, codes_of, device_of, first_step, inside, proved
from tests.accounts.test_sessions import actions
from tests.accounts.test_totp import REMOVE
from tests.checkout.shopping import everything, faults
from tests.people import PASSWORD, People

ROOT = "root@example.com"
LOGIN = "/admin/login/?next=/admin/kernel/outboxevent/"
PAGE = "/admin/kernel/outboxevent/"


@pytest.fixture
def root(db: None) -> User:
    """Somebody who works for the platform."""
    found: User = User.objects.create_superuser(email=ROOT, password=PASSWORD)
    return found


def log_in(
    client: Client, code: str = "", *, login: str = "root@example.com", password: str = PASSWORD
) -> HttpResponse:
    """Send the form."""
    given = {"username": login, "password": password, "code": code, "next": PAGE}
    answer: HttpResponse = client.post(LOGIN, given)  # type: ignore[assignment]  # the test client's own class
    return answer


def test_a_password_and_a_code_of_her_app_open_the_pages(root: User, client: Client) -> None:
    app = app_of(root)
    answer = log_in(client, f" {app.now()} ", login=" ROOT@example.com ")
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert client.get(PAGE).status_code == 200
    assert (actions(), AuditEntry.objects.get().detail) == (["SIGNED_IN"], {"how": "admin"})
    assert log_in(Client(), app.now()).status_code == 200, "the code was used"


def test_so_does_a_recovery_code_once(root: User, client: Client) -> None:
    device_of(root)
    code, *_ = codes_of(root)
    assert log_in(client, code.lower()).status_code == 302
    assert client.get(PAGE).status_code == 200
    assert log_in(Client(), code).status_code == 200
    assert actions() == ["RECOVERY_CODES_ISSUED", "RECOVERY_CODE_USED", "SIGNED_IN", "MFA_FAILED"]


def test_the_form_asks_for_a_code(root: User, client: Client) -> None:
    page = client.get(LOGIN).content.decode()
    for name in ("username", "password", "code"):
        assert f'name="{name}"' in page
    assert "Of your authenticator app, or a recovery code." in page


def test_staff_without_a_second_factor_are_told_how_to_get_one(root: User, client: Client) -> None:
    TotpFactor.objects.create(user=root, secret="unconfirmed")
    before = everything()
    page = log_in(client).content.decode()
    assert "set up an authenticator app with totpEnroll and totpConfirm" in page
    assert "/graphql/" in page
    assert client.get(PAGE).status_code == 302
    assert everything() == before


def asked(client: Client, **given: str) -> HttpResponse:
    """Ask what her passkey is to sign, as the page's script does."""
    sent = {"username": ROOT, "password": PASSWORD} | given
    answer: HttpResponse = client.post("/admin/login/passkey/", sent)  # type: ignore[assignment]
    return answer


def with_passkey(client: Client, challenge: str, credential: object, **given: str) -> HttpResponse:
    """Send the form with what a passkey signed."""
    shown = {"challenge": challenge, "credential": json.dumps(credential)}
    sent = {"username": ROOT, "password": PASSWORD, "code": "", "next": PAGE, **shown, **given}
    answer: HttpResponse = client.post(LOGIN, sent)  # type: ignore[assignment]
    return answer


def test_a_passkey_opens_the_pages_where_it_is_her_only_second_factor(root: User, client: Client) -> None:
    device = device_of(root)
    said = json.loads(asked(client).content)
    assert [each["id"] for each in said["options"]["allowCredentials"]] == [bytes_to_base64url(device.credential_id)]
    credential = device.get(said["options"])
    answer = with_passkey(client, said["challenge"], credential)
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert client.get(PAGE).status_code == 200
    assert (actions(), AuditEntry.objects.get().detail) == (["SIGNED_IN"], {"how": "admin"})
    page = with_passkey(Client(), said["challenge"], device.get(said["options"])).content.decode()
    assert "This is over" in page, "a challenge is met once"


def test_a_passkey_opens_nothing_without_her_password(root: User, client: Client) -> None:
    device = device_of(root)
    refused = asked(client, password="wrong")
    assert (refused.status_code, json.loads(refused.content)) == (
        400, {"message": "The login or the password is wrong."},
    )  # fmt: skip
    said = json.loads(asked(client).content)
    assert with_passkey(client, said["challenge"], device.get(said["options"]), password="wrong").status_code == 200
    assert client.get(PAGE).status_code == 302
    assert actions() == ["SIGN_IN_FAILED", "SIGN_IN_FAILED"]


def of_the_wire(root: User) -> tuple[str, Any]:
    """What a storefront's first step asks her passkey."""
    step = first_step(root)
    return str(Challenge.objects.get().pk), step["passkeyOptions"]


def of_another(root: User) -> tuple[str, Any]:
    """What another member of staff is asked, with the passkey of the first allowed."""
    User.objects.create_superuser(email="second@example.com", password=PASSWORD)
    device_of(User.objects.get(email="second@example.com"))
    said = json.loads(asked(Client(), username="second@example.com").content)
    return said["challenge"], said["options"]


def of_nothing(root: User) -> tuple[str, Any]:
    """What was never asked."""
    said = json.loads(asked(Client()).content)
    return "", said["options"]


@pytest.mark.parametrize("whence", [of_the_wire, of_another, of_nothing])
def test_a_passkey_must_sign_what_this_sign_in_asked(
    root: User, client: Client, whence: Callable[[User], tuple[str, Any]]
) -> None:
    device = device_of(root)
    challenge, options = whence(root)
    page = with_passkey(client, challenge, device.get(options)).content.decode()
    assert "This passkey is not accepted." in page
    assert client.get(PAGE).status_code == 302
    assert actions()[-2:] == ["PASSKEY_REFUSED", "MFA_FAILED"]


def test_nobody_else_learns_what_a_passkey_is_to_sign(root: User, people: People, client: Client) -> None:
    device_of(people.dami)
    app_of(root)
    before = Challenge.objects.count()
    said = [
        json.loads(asked(client, username=login).content)["message"]
        for login in ("dami@example.com", "nobody@example.com", ROOT)
    ]
    wrong = "The login or the password is wrong."
    assert said == [wrong, wrong, "You have no passkey: type a code."]
    assert Challenge.objects.count() == before
    assert client.get("/admin/login/passkey/").status_code == 405
    guarded = Client(enforce_csrf_checks=True)
    assert asked(guarded).status_code == 403


def test_the_page_runs_its_own_scripts_only(client: Client, db: None) -> None:
    answer = client.get(LOGIN)
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    page = answer.content.decode()
    assert 'src="/static/staff/passkey.js"' in page
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", page) == []


REFUSED: dict[str, Callable[[], dict[str, str]]] = {
    "no code": dict,
    "a wrong code": lambda: {"code": "12345"},
    "a wrong password": lambda: {"password": "wrong"},
    "no such login": lambda: {"login": "nobody@example.com"},
    "nothing at all": lambda: {"login": "", "password": ""},
}


@pytest.mark.parametrize("name", REFUSED)
def test_nothing_less_opens_them(root: User, client: Client, name: str) -> None:
    app_of(root)
    assert log_in(client, **REFUSED[name]()).status_code == 200
    assert client.get(PAGE).status_code == 302
    assert BACKEND_SESSION_KEY not in client.session


def test_a_right_code_is_of_no_use_with_a_wrong_password(root: User, client: Client) -> None:
    app = app_of(root)
    assert log_in(client, app.now(), password="wrong").status_code == 200
    assert TotpFactor.objects.get().last_step == 0, "it was not even looked at"
    assert actions() == ["SIGN_IN_FAILED"]


def test_who_does_not_work_for_the_platform_hears_what_a_wrong_password_hears(people: People, client: Client) -> None:
    app = app_of(people.dami)
    code = app.now()
    outsider = log_in(client, code, login="dami@example.com")
    wrong = log_in(client, code, login="dami@example.com", password="wrong")
    for answer in (outsider, wrong):
        assert "The login or the password is wrong." in answer.content.decode()
    assert client.get(PAGE).status_code == 302


def test_a_session_that_a_password_alone_began_is_nobodys_here(root: User, client: Client) -> None:
    app_of(root)
    assert client.login(username="root@example.com", password=PASSWORD)
    assert client.get(PAGE).status_code == 302


def test_the_pages_close_when_the_last_factor_goes(root: User, client: Client) -> None:
    assert log_in(client, app_of(root).now()).status_code == 302
    assert client.get(PAGE).status_code == 200
    assert faults(inside(proved(root))(REMOVE)) == []
    assert client.get(PAGE).status_code == 302
    assert Session.objects.get().mfa_at is None


def test_the_pages_close_when_she_leaves(root: User, client: Client) -> None:
    assert log_in(client, app_of(root).now()).status_code == 302
    for change in ({"is_staff": False}, {"is_staff": True, "is_active": False}):
        User.objects.filter(pk=root.pk).update(**change)
        assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize("name", ["sign-in-address", "sign-in-login", "mfa-account"])
def test_tries_are_limited_as_those_on_the_wire_are(root: User, client: Client, name: str) -> None:
    app_of(root)
    limits = dict.fromkeys(("sign-in-address", "sign-in-login", "mfa-account"), "1000/minute")
    with override_settings(THROTTLES={**limits, name: "2/minute"}):
        pages = [log_in(client, "12345").content.decode() for _ in range(4)]
    assert ["Too many tries." in page for page in pages] == [False, False, True, True]
