"""`mfaVerify`: the second step of a sign-in, by an app, a recovery code or a passkey."""

from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone
from webauthn.helpers import bytes_to_base64url

from fashionistar.accounts.factors import Proof
from fashionistar.accounts.models import AuditEntry, Challenge, MfaMethod, Session, User
from fashionistar.accounts.services.mfa_verify import mfa_verify
from fashionistar.accounts.services.session_start import MfaNeeded, session_start
from tests.accounts.second_factors import app_of, at_once, codes_of, device_of, first_step
from tests.accounts.test_sessions import actions, bearing
from tests.checkout.shopping import cart_of, everything, faults, payload
from tests.factories.catalogue import garment
from tests.people import People
from tests.wire.client import Answer, Wire, gid

VERIFY = """mutation($input: MfaVerifyInput!) { mfaVerify(input: $input) {
  accessToken refreshToken user { id recoveryCodesLeft } cart { id } userErrors { code message field } } }"""


def verified(step: Any, **shown: Any) -> Answer:
    """Take the second step."""
    return Wire()(VERIFY, input={"challengeId": step["challengeId"], **shown})


def test_the_password_gives_no_token_but_says_what_is_left_to_show(people: People) -> None:
    app_of(people.dami)
    device = device_of(people.dami)
    codes_of(people.dami)
    step = first_step(people.dami)
    assert step["methods"] == ["TOTP", "RECOVERY_CODE", "PASSKEY"]
    options = step["passkeyOptions"]
    assert [each["id"] for each in options["allowCredentials"]] == [bytes_to_base64url(device.credential_id)]
    assert (options["rpId"], options["userVerification"]) == ("testserver", "required")
    lifetime = Challenge.objects.get().expires_at - timezone.now()
    assert timedelta(minutes=9, seconds=50) < lifetime <= timedelta(minutes=10)
    assert (Session.objects.count(), actions()[-1]) == (0, "MFA_REQUIRED")


def test_without_a_passkey_there_are_no_options_for_one(people: People) -> None:
    app_of(people.dami)
    step = first_step(people.dami)
    assert (step["methods"], step["passkeyOptions"]) == (["TOTP"], None)


@pytest.mark.parametrize("method", MfaMethod)
def test_each_of_her_factors_signs_in(people: People, method: MfaMethod) -> None:
    app, device, (code, *_) = app_of(people.dami), device_of(people.dami), codes_of(people.dami)
    step = first_step(people.dami)
    shown: dict[MfaMethod, dict[str, Any]] = {
        MfaMethod.TOTP: {"code": app.now()},
        MfaMethod.RECOVERY_CODE: {"recoveryCode": code},
        MfaMethod.PASSKEY: {"credential": device.get(step["passkeyOptions"])},
    }
    signed = payload(verified(step, **shown[method]))
    assert (signed["userErrors"], signed["user"]["id"]) == ([], gid(people.dami))
    assert signed["user"]["recoveryCodesLeft"] == 10 - (method is MfaMethod.RECOVERY_CODE)
    assert bearing(signed["accessToken"])("{ me { id } }").data["me"] == {"id": gid(people.dami)}
    assert Session.objects.get().mfa_at is not None
    assert AuditEntry.objects.get(action="SIGNED_IN").detail == {"how": f"password+{method.lower()}"}
    assert faults(verified(step, **shown[method])) == [("CHALLENGE_OVER", None)]
    assert Session.objects.count() == 1


def test_staff_have_their_powers_after_the_second_step(people: People) -> None:
    User.objects.filter(pk=people.cleo.pk).update(is_staff=True, staff_permissions=["AUDIT_READ"])
    app = app_of(people.cleo)
    entry = AuditEntry.objects.create(user=people.dami, action="SIGNED_OUT", actor="guest")
    wire = bearing(payload(verified(first_step(people.cleo), code=app.now()))["accessToken"])
    query = "query($id: ID!) { node(id: $id) { id } }"
    assert wire(query, id=gid(entry)).data == {"node": {"id": gid(entry)}}


@pytest.mark.parametrize(
    ("shown", "fault"),
    [
        ({"code": "12345"}, ("INVALID_CODE", ["code"])),
        ({"recoveryCode": "AAAA-BBBB-CCCC"}, ("INVALID_CODE", ["recoveryCode"])),
        ({"credential": {"id": "x"}}, ("INVALID_CREDENTIALS", ["credential"])),
        ({"credential": "x"}, ("INVALID_CREDENTIALS", ["credential"])),
    ],
)
def test_what_is_wrong_counts_and_is_noted(people: People, shown: dict[str, Any], fault: Any) -> None:
    app_of(people.dami)
    device_of(people.dami)
    codes_of(people.dami)
    step = first_step(people.dami)
    assert faults(verified(step, **shown)) == [fault]
    assert Challenge.objects.get().tries == 1
    failed = AuditEntry.objects.get(action="MFA_FAILED")
    assert (failed.user, failed.detail["tries"]) == (people.dami, 1)
    assert Session.objects.count() == 0


def test_anothers_factors_are_worth_nothing(people: People) -> None:
    app_of(people.dami)
    app, device, (code, *_) = app_of(people.cleo), device_of(people.cleo), codes_of(people.cleo)
    step = first_step(people.dami)
    options = {"challenge": bytes_to_base64url(bytes(Challenge.objects.get().nonce or b"")), "rpId": "testserver"}
    assert faults(verified(step, code=app.now())) == [("INVALID_CODE", ["code"])]
    assert faults(verified(step, recoveryCode=code)) == [("INVALID_CODE", ["recoveryCode"])]
    assert faults(verified(step, credential=device.get(options))) == [("INVALID_CREDENTIALS", ["credential"])]
    assert AuditEntry.objects.get(action="PASSKEY_REFUSED").user == people.cleo


def test_after_five_tries_not_even_the_right_code_is_taken(people: People) -> None:
    app = app_of(people.dami)
    step = first_step(people.dami)
    assert [faults(verified(step, code="12345"))[0][0] for _ in range(5)] == ["INVALID_CODE"] * 5
    assert faults(verified(step, code=app.now())) == [("CHALLENGE_OVER", None)]
    assert payload(verified(first_step(people.dami), code=app.now()))["userErrors"] == [], "a new step may be taken"


def test_a_step_lasts_ten_minutes(people: People) -> None:
    app = app_of(people.dami)
    step = first_step(people.dami)
    Challenge.objects.update(expires_at=timezone.now())
    assert faults(verified(step, code=app.now())) == [("CHALLENGE_OVER", None)]
    assert faults(verified({"challengeId": gid(people.dami)}, code=app.now())) == [("CHALLENGE_OVER", ["challengeId"])]


@pytest.mark.parametrize(
    ("shown", "code"), [({}, "REQUIRED"), ({"code": "1", "recoveryCode": "2"}, "INVALID"), ({"code": None}, "REQUIRED")]
)
def test_one_thing_is_shown(people: People, shown: dict[str, Any], code: str) -> None:
    app_of(people.dami)
    step = first_step(people.dami)
    before = everything()
    assert faults(verified(step, **shown))[0][0] == code
    assert everything() == before


def test_a_user_who_was_deactivated_in_between_is_not_signed_in(people: People) -> None:
    app = app_of(people.dami)
    step = first_step(people.dami)
    User.objects.filter(pk=people.dami.pk).update(is_active=False)
    assert faults(verified(step, code=app.now())) == [("INVALID_CREDENTIALS", None)]
    assert Session.objects.count() == 0


def test_a_cookie_carries_the_refresh_token_and_a_guests_cart_comes_along(people: People) -> None:
    app, cart = app_of(people.dami), cart_of(None, (garment(people.atelier), 1))
    answer = verified(first_step(people.dami), code=app.now(), cookie=True, cartId=gid(cart))
    signed = payload(answer)
    assert (signed["refreshToken"], signed["cart"] is None) == (None, False)
    assert SimpleCookie(answer.headers["Set-Cookie"])["fashionistar-refresh"]["httponly"] is True


def test_tries_are_limited_for_one_account_over_all_its_steps(people: People) -> None:
    app = app_of(people.dami)
    steps = [first_step(people.dami) for _ in "abc"]
    with override_settings(THROTTLES={"otp-try-address": "1000/minute", "mfa-account": "4/hour"}):
        codes = [faults(verified(step, code="12345"))[0][0] for step in steps for _ in "ab"]
    assert codes == ["INVALID_CODE"] * 4 + ["RATE_LIMITED"] * 2
    assert payload(verified(steps[0], code=app.now()))["accessToken"] is not None


@pytest.mark.django_db(transaction=True)
def test_of_sixteen_guesses_at_once_exactly_five_are_compared() -> None:
    dami = People().dami
    app_of(dami)
    asked = session_start(user=dami, how="password", now=timezone.now())
    assert isinstance(asked, MfaNeeded)

    def guess(number: int) -> None:
        proof = Proof(MfaMethod.TOTP, f"x{number}")
        mfa_verify(challenge_id=asked.challenge.pk, proof=proof, now=timezone.now())

    assert at_once(guess) == ["CHALLENGE_OVER"] * 11 + ["INVALID_CODE"] * 5
    assert AuditEntry.objects.filter(action="MFA_FAILED").count() == 5
    assert Challenge.objects.get().tries == 5
