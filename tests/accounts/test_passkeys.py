"""Passkeys are added, seen, renamed and deleted: `passkeyRegisterStart`, `passkeyRegisterComplete` and the rest."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from fashionistar.accounts.models import Challenge, Passkey, Session
from tests.accounts.codes import messages
from tests.accounts.second_factors import app_of, ceremony, codes_of, device_of, first_step, inside, proved
from tests.accounts.test_sessions import actions
from tests.accounts.test_token_create import sign_in
from tests.authenticator import Authenticator
from tests.checkout.shopping import everything, faults, payload
from tests.people import People
from tests.wire.client import Answer, Wire, gid

START = """mutation { passkeyRegisterStart(input: {}) {
  challengeId expiresAt options userErrors { code message field } } }"""
COMPLETE = """mutation($input: PasskeyRegisterCompleteInput!) { passkeyRegisterComplete(input: $input) {
  passkey { id name isBackedUp lastUsedAt } recoveryCodes userErrors { code message field } } }"""
RENAME = """mutation($input: PasskeyRenameInput!) { passkeyRename(input: $input) {
  passkey { id name } userErrors { code message field } } }"""
DELETE = """mutation($input: PasskeyDeleteInput!) { passkeyDelete(input: $input) {
  deletedId user { mfaMethods recoveryCodesLeft passkeys { name } } userErrors { code message field } } }"""
MINE = "{ me { mfaMethods passkeys { name isBackedUp } } }"


def completed(wire: Wire, started: Any, device: Authenticator, name: str = "Pixel") -> Answer:
    """Send what a device made."""
    made = {"challengeId": started["challengeId"], "name": name, "credential": device.create(started["options"])}
    return wire(COMPLETE, input=made)


def test_a_passkey_is_added_with_recovery_codes_and_signs_in_from_then_on(people: People) -> None:
    wire = Wire(people.dami)
    added = payload(completed(wire, payload(wire(START)), Authenticator(backed_up=True), "  Dami's Pixel "))
    assert added["userErrors"] == []
    assert len(set(added["recoveryCodes"])) == 10
    assert (added["passkey"]["name"], added["passkey"]["isBackedUp"], added["passkey"]["lastUsedAt"]) == (
        "Dami's Pixel",
        True,
        None,
    )
    assert wire(MINE).data["me"] == {
        "mfaMethods": ["RECOVERY_CODE", "PASSKEY"],
        "passkeys": [{"name": "Dami's Pixel", "isBackedUp": True}],
    }
    assert actions() == ["PASSKEY_ADDED", "RECOVERY_CODES_ISSUED"]
    (text,) = messages("dami@example.com")
    assert "A passkey was added: Dami's Pixel." in text
    assert Session.objects.get().mfa_at is not None
    assert first_step(people.dami)["methods"] == ["RECOVERY_CODE", "PASSKEY"]


def test_a_second_one_brings_no_codes_and_no_device_is_asked_twice(people: People) -> None:
    known = device_of(people.dami)
    codes_of(people.dami)
    wire = inside(proved(people.dami))
    started = payload(wire(START))
    (excluded,) = started["options"]["excludeCredentials"]
    assert excluded == {
        "id": bytes_to_base64url(known.credential_id),
        "type": "public-key",
        "transports": ["internal", "hybrid"],
    }
    added = payload(completed(wire, started, Authenticator(), "Second"))
    assert (added["userErrors"], added["recoveryCodes"]) == ([], None)


def test_the_options_want_a_resident_key_that_verifies_its_user(people: People) -> None:
    started = payload(Wire(people.dami)(START))
    options = started["options"]
    assert options["rp"] == {"name": "Fashionistar", "id": "testserver"}
    assert options["user"] == {
        "id": bytes_to_base64url(people.dami.pk.bytes),
        "name": "dami@example.com",
        "displayName": "Dami",
    }
    assert options["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }
    assert {each["alg"] for each in options["pubKeyCredParams"]} == {-8, -7, -257}
    assert (options["timeout"], options["attestation"]) == (300_000, "none")
    assert len(base64url_to_bytes(options["challenge"])) == 32
    lifetime = Challenge.objects.get().expires_at - timezone.now()
    assert timedelta(minutes=4, seconds=50) < lifetime <= timedelta(minutes=5)


@pytest.mark.parametrize("origin", ["https://shop.example.com", "android:apk-key-hash:9Z3kXw"])
def test_pages_and_apps_that_the_settings_name_may_make_passkeys(people: People, origin: str) -> None:
    wire = Wire(people.dami)
    origins = ["https://shop.example.com", "android:apk-key-hash:9Z3kXw"]
    with override_settings(WEBAUTHN_RP_ID="example.com", WEBAUTHN_ORIGINS=origins):
        added = payload(completed(wire, payload(wire(START)), Authenticator(origin)))
        refused = payload(completed(wire, payload(wire(START)), Authenticator()))
    assert (added["userErrors"], added["passkey"] is None) == ([], False)
    assert refused["passkey"] is None


REFUSED: dict[str, Authenticator] = {
    "another page": Authenticator("https://evil.example"),
    "the page over another scheme": Authenticator("https://testserver"),
    "a page inside another": Authenticator(embedded=True),
    "another domain": Authenticator(rp_id="evil.example"),
    "a user who was not verified": Authenticator(verifies=False),
    "an id that is too long": Authenticator(credential_id=b"x" * 1024),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_was_not_made_as_asked_is_no_passkey_and_the_options_are_used_up(people: People, name: str) -> None:
    wire = Wire(people.dami)
    started = payload(wire(START))
    assert faults(completed(wire, started, REFUSED[name])) == [("INVALID", ["credential"])]
    assert faults(completed(wire, started, Authenticator())) == [("CHALLENGE_OVER", None)]
    assert (Passkey.objects.count(), actions(), messages("dami@example.com")) == (0, [], [])


def test_the_options_are_for_one_session_and_for_five_minutes(people: People) -> None:
    wire = Wire(people.dami)
    started = payload(wire(START))
    for other in (Wire(people.dami), Wire(people.cleo)):
        assert faults(completed(other, started, Authenticator())) == [("CHALLENGE_OVER", None)]
    Challenge.objects.update(expires_at=timezone.now())
    assert faults(completed(wire, started, Authenticator())) == [("CHALLENGE_OVER", None)]
    asked = ceremony()
    sign_in_options = {"challengeId": asked["challengeId"], "options": started["options"]}
    assert faults(completed(wire, sign_in_options, Authenticator())) == [("CHALLENGE_OVER", None)]
    nonsense = {"challengeId": "nonsense", "options": started["options"]}
    assert faults(completed(wire, nonsense, Authenticator())) == [("CHALLENGE_OVER", ["challengeId"])]
    assert Passkey.objects.count() == 0


def test_another_challenge_was_signed(people: People) -> None:
    wire = Wire(people.dami)
    first, second = payload(wire(START)), payload(wire(START))
    mixed = {"challengeId": first["challengeId"], "options": second["options"]}
    assert faults(completed(wire, mixed, Authenticator())) == [("INVALID", ["credential"])]


def test_a_passkey_is_known_once_whoever_shows_it(people: People) -> None:
    known = device_of(people.cleo)
    wire = Wire(people.dami)
    stolen = Authenticator(credential_id=known.credential_id)
    assert faults(completed(wire, payload(wire(START)), stolen)) == [("ALREADY_TAKEN", ["credential"])]
    assert Passkey.objects.get().user == people.cleo


def test_nobody_has_more_than_twenty(people: People) -> None:
    for number in range(19):
        device_of(people.dami, str(number))
    wire = inside(proved(people.dami))
    last, one_more = payload(wire(START)), payload(wire(START))
    assert faults(completed(wire, last, Authenticator())) == []
    assert faults(completed(wire, one_more, Authenticator())) == [("INVALID", None)]
    assert faults(wire(START)) == [("INVALID", None)]


def test_without_a_recent_proof_none_is_added(people: People) -> None:
    wire = inside(proved(people.dami, ago=timedelta(minutes=11), mfa=False))
    before = everything()
    assert faults(wire(START)) == [("STEP_UP_REQUIRED", None)]
    assert everything() == before
    session = proved(people.dami, mfa=False)
    started = payload(inside(session)(START))
    app_of(people.dami)
    assert faults(completed(inside(session), started, Authenticator())) == [("STEP_UP_REQUIRED", None)]


@pytest.mark.parametrize(("name", "code"), [(" ", "REQUIRED"), ("x" * 81, "INVALID")])
def test_a_name_has_from_1_to_80_characters(people: People, name: str, code: str) -> None:
    device_of(people.dami)
    wire = inside(proved(people.dami))
    started = payload(wire(START))
    before = everything()
    assert faults(completed(wire, started, Authenticator(), name)) == [(code, ["name"])]
    renamed = wire(RENAME, input={"id": gid(Passkey.objects.get()), "name": name})
    assert faults(renamed) == [(code, ["name"])]
    assert everything() == before


def test_its_owner_renames_a_passkey_and_nobody_else_sees_it(people: People) -> None:
    device_of(people.dami)
    key = gid(Passkey.objects.get())
    renamed = payload(Wire(people.dami)(RENAME, input={"id": key, "name": " Work phone "}))
    assert renamed == {"passkey": {"id": key, "name": "Work phone"}, "userErrors": []}
    stranger, before = Wire(people.cleo), everything()
    for other in (key, gid(people.dami), "nonsense"):
        assert faults(stranger(RENAME, input={"id": other, "name": "Mine"})) == [("NOT_FOUND", ["id"])]
    assert stranger("query($id: ID!) { node(id: $id) { id } }", id=key).data == {"node": None}
    assert everything() == before


def test_with_the_last_passkey_go_the_recovery_codes(people: People) -> None:
    for name in ("First", "Second"):
        device_of(people.dami, name)
    codes_of(people.dami)
    wire = inside(proved(people.dami))
    first, second = Passkey.objects.order_by("created_at", "id")
    left = payload(wire(DELETE, input={"id": gid(first)}))
    assert (left["deletedId"], left["user"]) == (
        gid(first),
        {"mfaMethods": ["RECOVERY_CODE", "PASSKEY"], "recoveryCodesLeft": 10, "passkeys": [{"name": "Second"}]},
    )
    none = payload(wire(DELETE, input={"id": gid(second)}))
    assert none["user"] == {"mfaMethods": [], "recoveryCodesLeft": 0, "passkeys": []}
    assert Session.objects.get().mfa_at is None
    assert actions()[-2:] == ["PASSKEY_REMOVED"] * 2
    assert [text.split(".")[0] for text in messages("dami@example.com")] == [
        "A passkey was removed: First",
        "A passkey was removed: Second",
    ]
    assert payload(sign_in("dami@example.com"))["accessToken"], "one step again"


def test_a_passkey_is_deleted_by_its_owner_after_a_recent_proof_by_a_second_factor(people: People) -> None:
    device_of(people.dami)
    chosen = {"id": gid(Passkey.objects.get())}
    stranger, before = Wire(people.cleo), everything()
    for session in (proved(people.dami, mfa=False), proved(people.dami, ago=timedelta(minutes=11))):
        assert faults(inside(session)(DELETE, input=chosen)) == [("STEP_UP_REQUIRED", None)]
    assert faults(stranger(DELETE, input=chosen)) == [("NOT_FOUND", ["id"])]
    assert everything() == before
