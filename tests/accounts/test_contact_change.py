"""New addresses: `emailChangeRequest`, `emailChangeVerify`, `phoneChangeRequest`, `phoneChangeVerify`."""

from datetime import timedelta
from typing import Any

import pytest

from fashionistar.accounts.models import Challenge, User
from tests.accounts.codes import aged, ask, code_at, messages, wrong
from tests.accounts.test_sessions import actions, bearing
from tests.checkout.shopping import everything, faults, payload
from tests.people import People, session_of, token_of
from tests.wire.client import Answer, Wire

USER = "user { email phone } userErrors { code message field }"
KINDS = {"email": "efua@example.com", "phone": "+2348031234567"}


def request(wire: Wire, kind: str, address: str | None = None) -> dict[str, Any]:
    """Send `emailChangeRequest` or `phoneChangeRequest`."""
    return payload(ask(f"{kind}ChangeRequest", wire=wire, **{kind: address or KINDS[kind]}))


def verify(wire: Wire, kind: str, challenge: str, code: str) -> Answer:
    """Send `emailChangeVerify` or `phoneChangeVerify`."""
    return ask(f"{kind}ChangeVerify", USER, wire, challengeId=challenge, code=code)


@pytest.mark.parametrize("kind", KINDS)
def test_an_address_is_hers_once_its_code_was_shown(people: People, kind: str) -> None:
    wire, address = Wire(people.dami), KINDS[kind]
    challenge = request(wire, kind)["challenge"]["id"]
    people.dami.refresh_from_db()
    assert getattr(people.dami, kind) != address, "not before"
    assert faults(verify(wire, kind, challenge, wrong(code_at(address)))) == [("INVALID_CODE", ["code"])]
    changed = payload(verify(wire, kind, challenge, code_at(address)))
    assert (changed["userErrors"], changed["user"][kind]) == ([], address)
    assert actions() == ["CODE_SENT", "CODE_FAILED", f"{kind.upper()}_CHANGED"]
    word = "email address" if kind == "email" else "phone number"
    assert f"Its {word} was changed" in messages("dami@example.com")[-1], "whoever has the old address is told"


def test_another_device_of_hers_cannot_answer_the_code(people: People) -> None:
    challenge = request(Wire(people.dami), "email")["challenge"]["id"]
    code = code_at(KINDS["email"])
    for other in (Wire(people.dami), Wire(people.cleo)):
        assert faults(verify(other, "email", challenge, code)) == [("CHALLENGE_OVER", ["code"])]
    assert User.objects.filter(email=KINDS["email"]).count() == 0
    aged(Challenge.objects.get())
    assert faults(ask("otpResend", wire=Wire(people.cleo), challengeId=challenge)) == [("CHALLENGE_OVER", None)]


@pytest.mark.parametrize("kind", KINDS)
def test_anothers_address_gives_the_same_answer_and_she_is_told(people: People, kind: str) -> None:
    User.objects.filter(pk=people.cleo.pk).update(phone="+254712345678")
    taken = {"email": "cleo@example.com", "phone": "+254712345678"}[kind]
    wire = Wire(people.dami)
    mine, hers = request(wire, kind), request(wire, kind, taken)
    assert (set(mine["challenge"]), hers["userErrors"]) == (set(hers["challenge"]), [])
    assert "You already have an account" in messages(taken)[-1]
    assert faults(verify(wire, kind, hers["challenge"]["id"], "123456")) == [("INVALID_CODE", ["code"])]


@pytest.mark.parametrize("kind", KINDS)
def test_an_address_that_another_took_meanwhile_is_refused(people: People, kind: str) -> None:
    wire, address = Wire(people.dami), KINDS[kind]
    challenge = request(wire, kind)["challenge"]["id"]
    User.objects.filter(pk=people.cleo.pk).update(**{kind: address})
    assert faults(verify(wire, kind, challenge, code_at(address))) == [("ALREADY_TAKEN", [kind])]
    people.dami.refresh_from_db()
    assert getattr(people.dami, kind) != address


@pytest.mark.parametrize("kind", KINDS)
def test_it_wants_a_recent_proof(people: People, kind: str) -> None:
    wire = bearing(token_of(people.dami, session=session_of(people.dami, age=timedelta(minutes=11))))
    before = everything()
    assert request(wire, kind)["userErrors"][0]["code"] == "STEP_UP_REQUIRED"
    assert everything() == before


@pytest.mark.parametrize(("kind", "address"), [("email", "efua"), ("phone", "0803"), ("email", "")])
def test_what_is_no_address_is_refused(people: People, kind: str, address: str) -> None:
    wire = Wire(people.dami)
    before = everything()
    given = {kind: address}
    assert faults(ask(f"{kind}ChangeRequest", wire=wire, **given)) == [("INVALID", [kind])]
    assert everything() == before
