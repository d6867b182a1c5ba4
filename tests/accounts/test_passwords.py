"""Passwords that were forgotten, `passwordResetRequest` and `passwordResetComplete`, and `passwordChange`."""

from datetime import timedelta
from typing import Any

import pytest

from fashionistar.accounts.models import Challenge, Session
from fashionistar.accounts.tokens import TokenKind
from tests.accounts.codes import ask, code_at, messages, wrong
from tests.accounts.test_sessions import actions, bearing
from tests.accounts.test_token_create import sign_in
from tests.accounts.test_token_refresh import refresh
from tests.checkout.shopping import everything, faults, payload, refusals
from tests.people import PASSWORD, People, session_of, token_of
from tests.wire.client import Answer, Wire

EMAIL, NEW = "dami@example.com", "kente-and-wax-2026"
ERRORS = "userErrors { code message field }"


def asked(login: str = EMAIL) -> str:
    """Send `passwordResetRequest`; the challenge's id."""
    found: str = payload(ask("passwordResetRequest", login=login))["challenge"]["id"]
    return found


def reset(challenge: str, code: str, password: str = NEW) -> Answer:
    """Send `passwordResetComplete`."""
    return ask("passwordResetComplete", ERRORS, challengeId=challenge, code=code, password=password)


def change(wire: Wire, **given: Any) -> Answer:
    """Send `passwordChange`."""
    return ask("passwordChange", f"user {{ email }} {ERRORS}", wire, **({"password": NEW} | given))


def test_a_forgotten_password_is_replaced_and_every_device_signed_out(people: People) -> None:
    device = session_of(people.dami)
    access, fresh = token_of(people.dami, session=device), token_of(people.dami, TokenKind.REFRESH, session=device)
    other = session_of(people.cleo)
    challenge = asked()
    assert payload(reset(challenge, code_at(EMAIL))) == {"userErrors": []}
    assert faults(sign_in(EMAIL)) == [("INVALID_CREDENTIALS", None)]
    assert payload(sign_in(EMAIL, NEW))["userErrors"] == []
    assert refusals(bearing(access)("{ me { id } }")) == ["UNAUTHENTICATED"]
    assert faults(refresh(fresh)) == [("INVALID_TOKEN", ["refreshToken"])]
    assert Session.objects.get(pk=device.pk).end == "PASSWORD_RESET"
    assert Session.objects.get(pk=other.pk).ended_at is None
    assert actions() == ["CODE_SENT", "PASSWORD_RESET", "SIGN_IN_FAILED", "SIGNED_IN"]
    assert "Its password was reset" in messages(EMAIL)[-1]


def test_an_address_that_nobody_has_gets_the_same_answer_and_no_message(people: People) -> None:
    assert people.dami
    known, unknown = (ask("passwordResetRequest", login=login) for login in (EMAIL, "nobody@example.com"))
    assert set(payload(known)["challenge"]) == set(payload(unknown)["challenge"])
    assert (payload(known)["userErrors"], payload(unknown)["userErrors"]) == ([], [])
    assert (len(messages(EMAIL)), messages("nobody@example.com")) == (1, [])
    assert faults(reset(payload(unknown)["challenge"]["id"], "123456")) == [("INVALID_CODE", ["code"])]


def test_a_wrong_code_or_a_weak_password_changes_nothing(people: People) -> None:
    device = session_of(people.dami)
    challenge = asked()
    code = code_at(EMAIL)
    assert faults(reset(challenge, wrong(code))) == [("INVALID_CODE", ["code"])]
    assert faults(reset(challenge, code, "short")) == [("INVALID", ["password"])]
    assert faults(reset(challenge, code, "dami@example.com")) == [("INVALID", ["password"])]
    device.refresh_from_db()
    assert (device.ended_at, Challenge.objects.get().tries, actions()) == (None, 1, ["CODE_SENT", "CODE_FAILED"])
    assert payload(sign_in(EMAIL))["userErrors"] == []
    assert payload(reset(challenge, code))["userErrors"] == [], "the code is still good after a weak password"


def test_a_password_is_changed_and_every_other_device_signed_out(people: People) -> None:
    other = session_of(people.dami)
    wire = Wire(people.dami)
    assert payload(change(wire, currentPassword=PASSWORD)) == {"user": {"email": EMAIL}, "userErrors": []}
    other.refresh_from_db()
    assert (other.end, wire("{ me { email } }").data["me"]) == ("PASSWORD_CHANGED", {"email": EMAIL})
    assert payload(sign_in(EMAIL, NEW))["userErrors"] == []
    assert actions() == ["PASSWORD_CHANGED", "SIGNED_IN"]
    assert "Its password was changed" in messages(EMAIL)[-1]


@pytest.mark.parametrize("given", [{}, {"currentPassword": ""}, {"currentPassword": "a-guess-of-hers-26"}])
def test_whoever_does_not_know_the_password_cannot_change_it(people: People, given: dict[str, str]) -> None:
    wire = Wire(people.dami)
    before = everything()
    assert faults(change(wire, **given)) == [("INVALID_CREDENTIALS", ["currentPassword"])]
    assert (everything() == before, actions()) == (True, ["STEP_UP_FAILED"])


def test_a_weak_new_password_is_refused(people: People) -> None:
    wire = Wire(people.dami)
    before = everything()
    assert faults(change(wire, currentPassword=PASSWORD, password="1234567890")) == [("INVALID", ["password"])] * 2
    assert everything() == before


@pytest.mark.parametrize(("minutes", "found"), [(9, []), (11, [("STEP_UP_REQUIRED", None)])])
def test_a_first_password_wants_a_recent_proof(people: People, minutes: int, found: list[Any]) -> None:
    people.dami.set_unusable_password()
    people.dami.save()
    wire = bearing(token_of(people.dami, session=session_of(people.dami, age=timedelta(minutes=minutes))))
    assert faults(change(wire)) == found
    people.dami.refresh_from_db()
    assert people.dami.has_usable_password() is (not found)
