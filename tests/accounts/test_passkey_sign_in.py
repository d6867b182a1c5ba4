"""`passkeyChallengeCreate` and `tokenCreateByPasskey`: signed in by a passkey, without a login and in one step."""

from collections.abc import Callable
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from fashionistar.accounts.models import AuditEntry, Challenge, Passkey, Session, User
from fashionistar.accounts.services.passkey_challenge_create import passkey_challenge_create
from fashionistar.accounts.services.token_create_by_passkey import token_create_by_passkey
from fashionistar.kernel.actor import GUEST
from tests.accounts.second_factors import CHALLENGE, app_of, at_once, ceremony, codes_of, device_of
from tests.accounts.test_sessions import actions, bearing
from tests.authenticator import Authenticator
from tests.checkout.shopping import cart_of, everything, faults, payload, refusals
from tests.factories.catalogue import garment
from tests.people import People
from tests.wire.client import Answer, Wire, gid

SIGN_IN = """mutation($input: TokenCreateByPasskeyInput!) { tokenCreateByPasskey(input: $input) {
  accessToken refreshToken mfa { challengeId } user { id email passkeys { lastUsedAt isBackedUp } } cart { id }
  userErrors { code message field } } }"""


def signed_in(asked: Any, credential: Any, **more: Any) -> Answer:
    """Send what a device signed."""
    given = {"challengeId": asked["challengeId"], "credential": credential, **more}
    return Wire()(SIGN_IN, input=given)


def with_device(device: Authenticator) -> Answer:
    """Ask a device, and send what it signs."""
    asked = ceremony()
    return signed_in(asked, device.get(asked["options"]))


def test_a_passkey_signs_in_and_counts_as_two_factors(people: People) -> None:
    device = device_of(people.dami)
    codes_of(people.dami)
    signed = payload(with_device(device))
    assert (signed["userErrors"], signed["mfa"], signed["user"]["id"]) == ([], None, gid(people.dami))
    assert signed["user"]["passkeys"][0]["lastUsedAt"] is not None
    assert bearing(signed["accessToken"])("{ me { id } }").data["me"] == {"id": gid(people.dami)}
    session = Session.objects.get()
    assert session.mfa_at == session.proved_at
    assert AuditEntry.objects.get(action="SIGNED_IN").detail == {"how": "passkey"}


def test_staff_have_their_powers_at_once(people: People) -> None:
    User.objects.filter(pk=people.cleo.pk).update(is_staff=True, staff_permissions=["AUDIT_READ"])
    device = device_of(people.cleo)
    entry = AuditEntry.objects.create(user=people.dami, action="SIGNED_OUT", actor="guest")
    wire = bearing(payload(with_device(device))["accessToken"])
    query = "query($id: ID!) { node(id: $id) { id } }"
    assert wire(query, id=gid(entry)).data == {"node": {"id": gid(entry)}}


def test_the_options_name_nobody_and_want_the_user_verified(people: People) -> None:
    device_of(people.dami)
    asked = ceremony()
    assert set(asked["options"]) == {"challenge", "timeout", "rpId", "userVerification"}
    assert asked["options"]["userVerification"] == "required"
    assert len(base64url_to_bytes(asked["options"]["challenge"])) == 32
    lifetime = Challenge.objects.get().expires_at - timezone.now()
    assert timedelta(minutes=4, seconds=50) < lifetime <= timedelta(minutes=5)


def test_the_options_may_be_for_ones_own_passkeys(people: People) -> None:
    device = device_of(people.dami)
    device_of(people.cleo)
    asked = ceremony(Wire(people.dami), own=True)
    (allowed,) = asked["options"]["allowCredentials"]
    assert allowed["id"] == bytes_to_base64url(device.credential_id)
    before = everything()
    assert faults(Wire()(CHALLENGE, input={"own": True})) == [("UNAUTHENTICATED", ["own"])]
    assert everything() == before


def test_a_device_that_counts_its_signatures_counts_up(people: People) -> None:
    device = device_of(people.dami)
    for counter, accepted in ((5, True), (6, True), (6, False), (3, False), (7, True)):
        device.counter = counter - 1
        assert (faults(with_device(device)) == []) is accepted, counter
    assert Passkey.objects.get().sign_count == 7
    refused = AuditEntry.objects.filter(action="PASSKEY_REFUSED")
    assert list(refused.values_list("user", "detail")) == [(people.dami.pk, {"reason": "sign_count"})] * 2


def test_a_device_that_does_not_count_signs_in_again_and_again(people: People) -> None:
    device = device_of(people.dami, counts=False)
    assert [faults(with_device(device)) for _ in "abc"] == [[]] * 3


def test_it_is_told_when_a_passkey_came_to_be_kept_in_more_than_one_place(people: People) -> None:
    device = device_of(people.dami)
    device.backed_up = True
    assert payload(with_device(device))["user"]["passkeys"][0]["isBackedUp"] is True


def _gone(device: Authenticator, people: People) -> Authenticator:
    people.dami.delete()
    return device


def _inactive(device: Authenticator, people: People) -> Authenticator:
    User.objects.filter(pk=people.dami.pk).update(is_active=False)
    return device


def _changed(**fields: Any) -> Callable[[Authenticator, People], Authenticator]:
    def change(device: Authenticator, _: People) -> Authenticator:
        for name, value in fields.items():
            setattr(device, name, value)
        return device

    return change


REFUSED: dict[str, Callable[[Authenticator, People], Authenticator]] = {
    "an unknown passkey": lambda *_: Authenticator(handle=b"x" * 16),
    "a deleted user's": _gone,
    "an inactive user's": _inactive,
    "another key": lambda device, _: Authenticator(credential_id=device.credential_id, handle=device.handle),
    "another user's handle": lambda device, people: _changed(handle=people.cleo.pk.bytes)(device, people),
    "no handle": _changed(handle=b""),
    "a user who was not verified": _changed(verifies=False),
    "another page": _changed(origin="https://evil.example"),
    "a page inside another": _changed(embedded=True),
    "another domain": _changed(rp_id="evil.example"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_whatever_is_wrong_the_answer_is_the_same_and_it_is_noted(people: People, name: str) -> None:
    device = device_of(people.dami)
    owner = people.dami.pk
    device = REFUSED[name](device, people)
    refused = payload(with_device(device))
    assert refused == {
        "accessToken": None,
        "refreshToken": None,
        "mfa": None,
        "user": None,
        "cart": None,
        "userErrors": [
            {"code": "INVALID_CREDENTIALS", "message": "This passkey is not accepted.", "field": ["credential"]}
        ],
    }
    entry = AuditEntry.objects.get()
    known = name not in {"an unknown passkey", "a deleted user's"}
    assert (entry.action, entry.user_id) == ("PASSKEY_REFUSED", owner if known else None)
    assert Session.objects.count() == 0


def test_a_challenge_is_good_once_whatever_came_of_it(people: People) -> None:
    device = device_of(people.dami)
    used, failed = ceremony(), ceremony()
    assert faults(signed_in(used, device.get(used["options"]))) == []
    assert faults(signed_in(failed, {})) == [("INVALID_CREDENTIALS", ["credential"])]
    for asked in (used, failed):
        assert faults(signed_in(asked, device.get(asked["options"]))) == [("CHALLENGE_OVER", None)]
    assert Session.objects.count() == 1


def test_what_was_signed_for_one_challenge_answers_no_other(people: People) -> None:
    device = device_of(people.dami)
    first, second = ceremony(), ceremony()
    assert faults(signed_in(first, device.get(second["options"]))) == [("INVALID_CREDENTIALS", ["credential"])]


def test_a_challenge_lasts_five_minutes(people: People) -> None:
    device, asked = device_of(people.dami), ceremony()
    Challenge.objects.update(expires_at=timezone.now())
    assert faults(signed_in(asked, device.get(asked["options"]))) == [("CHALLENGE_OVER", None)]
    assert faults(signed_in({"challengeId": "x"}, {})) == [("CHALLENGE_OVER", ["challengeId"])]


def test_what_is_for_the_second_step_of_a_sign_in_does_not_make_a_first_one(people: People) -> None:
    device = device_of(people.dami)
    app_of(people.dami)
    Wire()(
        "mutation($login: String!, $password: String!) { tokenCreate(input: {login: $login, password: $password}) "
        "{ mfa { challengeId } } }",
        login="dami@example.com",
        password="agbada-and-lace-2026",
    )
    step = Challenge.objects.get()
    options = {"challenge": bytes_to_base64url(bytes(step.nonce or b"")), "rpId": "testserver"}
    answer = signed_in({"challengeId": gid(step)}, device.get(options))
    assert faults(answer) == [("CHALLENGE_OVER", None)]


def test_a_cookie_carries_the_refresh_token_and_a_guests_cart_comes_along(people: People) -> None:
    device, asked = device_of(people.dami), ceremony()
    cart = cart_of(None, (garment(people.atelier), 1))
    answer = signed_in(asked, device.get(asked["options"]), cookie=True, cartId=gid(cart))
    signed = payload(answer)
    assert (signed["refreshToken"], signed["cart"] is None, signed["userErrors"]) == (None, False, [])
    assert SimpleCookie(answer.headers["Set-Cookie"])["fashionistar-refresh"]["httponly"] is True


@pytest.mark.django_db(transaction=True)
def test_one_response_that_is_sent_sixteen_times_at_once_signs_in_once() -> None:
    device = device_of(People().dami, counts=False)
    asked = passkey_challenge_create(actor=GUEST, own=False, now=timezone.now())
    credential = device.get(asked.options)

    def send(_: int) -> None:
        token_create_by_passkey(challenge_id=asked.challenge.pk, credential=credential, now=timezone.now())

    assert at_once(send) == ["CHALLENGE_OVER"] * 15 + ["OK"]
    assert (Session.objects.count(), actions()) == (1, ["SIGNED_IN"])


def test_whoever_asks_too_often_is_told_to_wait(people: People) -> None:
    device, asked = device_of(people.dami), ceremony()
    with override_settings(THROTTLES={"passkey-address": "2/minute", "sign-in-address": "2/minute"}):
        codes = [[each["code"] for each in ceremony()["userErrors"]] for _ in "abcd"]
        tried = [faults(signed_in(asked, {})) for _ in "abcd"]
    assert codes[-1] == ["RATE_LIMITED"]
    assert tried[-1] == [("RATE_LIMITED", None)]
    assert faults(signed_in(asked, device.get(asked["options"]))) == [("CHALLENGE_OVER", None)]


def test_a_token_that_cannot_be_trusted_is_no_hindrance(people: People) -> None:
    device, wire = device_of(people.dami), bearing("nonsense")
    asked = payload(wire(CHALLENGE, input={"own": False}))
    given = {"challengeId": asked["challengeId"], "credential": device.get(asked["options"])}
    assert faults(wire(SIGN_IN, input=given)) == []
    assert refusals(wire("{ me { id } }")) == ["UNAUTHENTICATED"]
