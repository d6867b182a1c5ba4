"""`sessionStepUp` and `sessionStepUpRequest`: proved again, on the device at hand, who she is."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from fashionistar.accounts.models import AuditEntry, Challenge, Session, User
from tests.accounts.codes import CHALLENGE, code_at, messages
from tests.accounts.second_factors import app_of, ceremony, codes_of, device_of, inside, proved
from tests.accounts.test_sessions import actions
from tests.accounts.test_totp import ENROLL
from tests.checkout.shopping import everything, faults, payload
from tests.people import PASSWORD, People
from tests.wire.client import Answer, Wire, gid

STEP_UP = """mutation($input: SessionStepUpInput!) { sessionStepUp(input: $input) {
  session { isCurrent provedAt mfaAt } userErrors { code message field } } }"""
REQUEST = f"mutation {{ sessionStepUpRequest(input: {{}}) {{ {CHALLENGE} }} }}"

HOUR = timedelta(hours=1)


def shown(wire: Wire, **given: Any) -> Answer:
    """Show a proof."""
    return wire(STEP_UP, input=given)


@pytest.fixture
def session(people: People) -> Session:
    """Dami's, in which she proved an hour ago, by one factor, who she is."""
    return proved(people.dami, ago=HOUR, mfa=False)


@pytest.fixture
def passwordless(people: People, session: Session) -> Session:
    """The same, of somebody who has no password."""
    people.dami.set_unusable_password()
    people.dami.save()
    return session


def test_a_password_proves_it_to_this_device_only(people: People, session: Session) -> None:
    other = proved(people.dami, ago=HOUR, mfa=False)
    wire = inside(session)
    assert faults(wire(ENROLL)) == [("STEP_UP_REQUIRED", None)]
    stepped = payload(shown(wire, password=PASSWORD))
    assert stepped["userErrors"] == []
    assert (stepped["session"]["isCurrent"], stepped["session"]["mfaAt"]) == (True, None)
    session.refresh_from_db()
    assert timezone.now() - session.proved_at < timedelta(minutes=1)
    assert AuditEntry.objects.get().detail == {"method": "PASSWORD"}
    assert faults(wire(ENROLL)) == []
    assert faults(inside(other)(ENROLL)) == [("STEP_UP_REQUIRED", None)]


@pytest.mark.parametrize("method", ["code", "recoveryCode", "credential"])
def test_each_second_factor_proves_both(people: People, session: Session, method: str) -> None:
    app, device, (code, *_) = app_of(people.dami), device_of(people.dami), codes_of(people.dami)
    wire = inside(session)
    asked = ceremony(wire, own=True)
    given: dict[str, dict[str, Any]] = {
        "code": {"code": app.now()},
        "recoveryCode": {"recoveryCode": code},
        "credential": {"challengeId": asked["challengeId"], "credential": device.get(asked["options"])},
    }
    stepped = payload(shown(wire, **given[method]))
    assert (stepped["userErrors"], stepped["session"]["mfaAt"]) == ([], stepped["session"]["provedAt"])
    assert actions()[-1] == "STEPPED_UP"
    assert shown(wire, **given[method]).data["sessionStepUp"]["session"] is None, "each is good once"


def test_with_a_second_factor_nothing_less_counts(people: People, session: Session) -> None:
    app_of(people.dami)
    wire, before = inside(session), everything()
    assert faults(shown(wire, password=PASSWORD)) == [("MFA_REQUIRED", None)]
    assert faults(shown(wire, otp="123456", challengeId=ceremony()["challengeId"])) == [("MFA_REQUIRED", None)]
    assert faults(wire(REQUEST)) == [("MFA_REQUIRED", None)]
    Challenge.objects.all().delete()
    assert everything() == before


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"password": "wrong"}, ("INVALID_CREDENTIALS", ["password"])),
        ({"password": ""}, ("INVALID_CREDENTIALS", ["password"])),
        ({"code": "123456"}, ("INVALID_CODE", ["code"])),
        ({"recoveryCode": "AAAA-AAAA-AAAA"}, ("INVALID_CODE", ["recoveryCode"])),
    ],
)
def test_what_is_wrong_proves_nothing_and_is_noted(session: Session, given: dict[str, str], fault: Any) -> None:
    assert faults(shown(inside(session), **given)) == [fault]
    assert actions() == ["STEP_UP_FAILED"]
    session.refresh_from_db()
    assert session.proved_at < timezone.now() - HOUR


def test_a_strangers_passkey_proves_nothing(people: People, session: Session) -> None:
    device_of(people.dami)
    strangers, asked = device_of(people.cleo), ceremony()
    given = {"challengeId": asked["challengeId"], "credential": strangers.get(asked["options"])}
    assert faults(shown(inside(session), **given)) == [("INVALID_CREDENTIALS", ["credential"])]
    assert actions() == ["PASSKEY_REFUSED", "STEP_UP_FAILED"]
    session.refresh_from_db()
    assert session.mfa_at is None


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({}, ("REQUIRED", None)),
        ({"challengeId": "x"}, ("CHALLENGE_OVER", ["challengeId"])),
        ({"password": PASSWORD, "code": "123456"}, ("INVALID", None)),
        ({"code": "123456", "recoveryCode": "x"}, ("INVALID", None)),
        ({"credential": {}}, ("REQUIRED", ["challengeId"])),
        ({"otp": "123456"}, ("REQUIRED", ["challengeId"])),
    ],
)
def test_one_thing_is_shown_with_what_it_answers(session: Session, given: dict[str, Any], fault: Any) -> None:
    assert faults(shown(inside(session), **given)) == [fault]
    assert actions() == []


def test_a_code_is_sent_to_somebody_who_has_nothing_else(passwordless: Session) -> None:
    wire = inside(passwordless)
    assert wire("{ me { hasPassword } }").data["me"] == {"hasPassword": False}
    asked = payload(wire(REQUEST))
    assert (asked["challenge"]["destination"], asked["userErrors"]) == ("d***@example.com", [])
    given = {"challengeId": asked["challenge"]["id"], "otp": code_at("dami@example.com")}
    wrong = {**given, "otp": "12345"}
    assert faults(shown(wire, **wrong)) == [("INVALID_CODE", ["otp"])]
    stepped = payload(shown(wire, **given))
    assert (stepped["userErrors"], stepped["session"]["mfaAt"]) == ([], None)
    assert faults(wire(ENROLL)) == []
    assert faults(shown(wire, **given)) == [("CHALLENGE_OVER", ["otp"])]
    assert actions() == ["CODE_SENT", "CODE_FAILED", "STEP_UP_FAILED", "STEPPED_UP", "STEP_UP_FAILED"]


def test_the_code_goes_by_text_message_to_somebody_without_an_email_address(
    people: People, passwordless: Session
) -> None:
    User.objects.filter(pk=people.dami.pk).update(email=None, phone="+254712345678")
    payload(inside(passwordless)(REQUEST))
    assert len(messages("+254712345678")) == 1


def test_the_code_is_for_the_session_that_asked(people: People, passwordless: Session) -> None:
    asked = payload(inside(passwordless)(REQUEST))
    given = {"challengeId": asked["challenge"]["id"], "otp": code_at("dami@example.com")}
    other = proved(people.dami, ago=HOUR, mfa=False)
    assert faults(shown(inside(other), **given)) == [("CHALLENGE_OVER", ["otp"])]
    assert faults(shown(inside(passwordless), **given)) == []


def test_codes_are_sent_no_oftener_than_once_a_minute(passwordless: Session) -> None:
    wire = inside(passwordless)
    payload(wire(REQUEST))
    (again,) = payload(wire(REQUEST))["userErrors"]
    assert again["code"] == "RATE_LIMITED"
    assert 55 <= again["retryAfter"] <= 60
    assert len(messages("dami@example.com")) == 1


def test_somebody_with_a_password_is_sent_none(session: Session) -> None:
    before = everything()
    assert faults(inside(session)(REQUEST)) == [("INVALID", None)]
    assert everything() == before


def test_tries_are_limited_for_one_account_over_all_its_devices(people: People, session: Session) -> None:
    wires = [inside(session), inside(proved(people.dami))]
    with override_settings(THROTTLES={"step-up-account": "4/hour"}):
        codes = [faults(shown(wire, password="wrong"))[0][0] for _ in "abc" for wire in wires]
    assert codes == ["INVALID_CREDENTIALS"] * 4 + ["RATE_LIMITED"] * 2


@pytest.mark.parametrize(("minutes", "sensitive"), [(9, True), (11, False)])
def test_a_proof_lasts_ten_minutes(people: People, minutes: int, sensitive: bool) -> None:
    app_of(people.dami)
    wire = inside(proved(people.dami, ago=timedelta(minutes=minutes)))
    start = "mutation { passkeyRegisterStart(input: {}) { userErrors { code field } } }"
    assert faults(wire(start)) == ([] if sensitive else [("STEP_UP_REQUIRED", None)])


def test_staff_have_their_powers_once_they_stepped_up(people: People) -> None:
    User.objects.filter(pk=people.cleo.pk).update(is_staff=True, staff_permissions=["AUDIT_READ"])
    app = app_of(people.cleo)
    entry = AuditEntry.objects.create(user=people.dami, action="SIGNED_OUT", actor="guest")
    wire = inside(proved(people.cleo, mfa=False))
    query = "query($id: ID!) { node(id: $id) { id } }"
    assert wire(query, id=gid(entry)).data == {"node": None}
    assert faults(shown(wire, code=app.now())) == []
    assert wire(query, id=gid(entry)).data == {"node": {"id": gid(entry)}}
