"""`totpEnroll`, `totpConfirm`, `totpRemove`: an authenticator app, and which of its codes are good."""

from base64 import b32encode
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pyotp
import pytest
from django.utils import timezone

from fashionistar.accounts.factors import Proof
from fashionistar.accounts.models import MfaMethod, Session, TotpFactor, User
from fashionistar.accounts.services.session_step_up import session_step_up
from fashionistar.accounts.totp import take_code
from fashionistar.kernel.errors import DomainError, ErrorCode
from fashionistar.kernel.sealing import sealed
from tests.accounts.codes import messages
from tests.accounts.second_factors import (
    acting_in,
    app_of,
    at_once,
    codes_of,
    device_of,
    first_step,
    inside,
    proved,
)
from tests.accounts.test_sessions import actions
from tests.accounts.test_token_create import sign_in
from tests.checkout.shopping import everything, faults, payload
from tests.people import People
from tests.wire.client import Wire

ENROLL = "mutation { totpEnroll(input: {}) { secret uri qrCode userErrors { code message field } } }"
CONFIRM = """mutation($code: String!) { totpConfirm(input: {code: $code}) {
  recoveryCodes user { mfaMethods recoveryCodesLeft sessions { nodes { mfaAt } } }
  userErrors { code message field } } }"""
REMOVE = """mutation { totpRemove(input: {}) {
  user { mfaMethods recoveryCodesLeft } userErrors { code message field } } }"""
METHODS = "{ me { mfaMethods } }"

#: The start of a time step.
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


def test_an_app_is_enrolled_and_confirmed_and_from_then_on_signing_in_takes_two_steps(people: People) -> None:
    wire = Wire(people.dami)
    enrolled = payload(wire(ENROLL))
    assert enrolled["userErrors"] == []
    app = pyotp.parse_uri(enrolled["uri"])
    assert isinstance(app, pyotp.TOTP)
    assert (app.issuer, app.name, app.secret) == ("Fashionistar", "dami@example.com", enrolled["secret"])
    assert (app.interval, app.digits, app.digest().name) == (30, 6, "sha1")
    kind, _, picture = enrolled["qrCode"].partition(",")
    assert (kind, ET.fromstring(unquote(picture)).tag) == (
        "data:image/svg+xml;charset=utf-8",
        "{http://www.w3.org/2000/svg}svg",
    )
    assert wire(METHODS).data["me"] == {"mfaMethods": []}, "it does not count yet"
    assert payload(sign_in("dami@example.com"))["accessToken"]

    confirmed = payload(wire(CONFIRM, code=app.now()))
    assert confirmed["userErrors"] == []
    assert len(set(confirmed["recoveryCodes"])) == 10
    assert confirmed["user"]["mfaMethods"] == ["TOTP", "RECOVERY_CODE"]
    assert confirmed["user"]["recoveryCodesLeft"] == 10
    assert [session["mfaAt"] is not None for session in confirmed["user"]["sessions"]["nodes"]] == [False, True]
    assert actions()[-2:] == ["TOTP_ENROLLED", "RECOVERY_CODES_ISSUED"]
    (text,) = messages("dami@example.com")
    assert "An authenticator app was added." in text
    assert first_step(people.dami)["methods"] == ["TOTP", "RECOVERY_CODE"]


def test_somebody_without_an_email_address_is_told_by_text_message(people: People) -> None:
    User.objects.filter(pk=people.dami.pk).update(email=None, phone="+254712345678")
    wire = Wire(people.dami)
    enrolled = payload(wire(ENROLL))
    assert "Fashionistar:%2B254712345678" in enrolled["uri"]
    assert payload(wire(CONFIRM, code=pyotp.TOTP(enrolled["secret"]).now()))["userErrors"] == []
    assert len(messages("+254712345678")) == 1


def test_the_secret_is_kept_encrypted(people: People) -> None:
    secret = payload(Wire(people.dami)(ENROLL))["secret"]
    assert secret not in str(everything())


def test_whoever_begins_again_has_only_the_new_secret(people: People) -> None:
    wire = Wire(people.dami)
    old, new = (pyotp.TOTP(payload(wire(ENROLL))["secret"]) for _ in "ab")
    assert faults(wire(CONFIRM, code=old.now())) == [("INVALID_CODE", ["code"])]
    assert faults(wire(CONFIRM, code=new.now())) == []


def test_an_app_that_counts_is_not_replaced(people: People) -> None:
    app_of(people.dami)
    wire, before = inside(proved(people.dami)), everything()
    assert faults(wire(ENROLL)) == [("ALREADY_TAKEN", None)]
    assert faults(wire(CONFIRM, code="123456")) == [("NOT_FOUND", None)]
    assert everything() == before


def test_without_a_recent_proof_nothing_is_set_up(people: People) -> None:
    wire = Wire(people.dami)
    secret = payload(wire(ENROLL))["secret"]
    before = everything()
    late = inside(proved(people.dami, ago=timedelta(minutes=11), mfa=False))
    assert faults(late(ENROLL)) == [("STEP_UP_REQUIRED", None)]
    assert faults(late(CONFIRM, code=pyotp.TOTP(secret).now())) == [("STEP_UP_REQUIRED", None)]
    assert everything() == before


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "1234567", "１２３４５６", "0" * 2000])
def test_nothing_but_its_code_confirms_an_app(people: People, code: str) -> None:
    wire = Wire(people.dami)
    payload(wire(ENROLL))
    before = everything()
    assert faults(wire(CONFIRM, code=code)) == [("INVALID_CODE", ["code"])]
    assert everything() == before


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_codes_are_those_of_rfc_6238(people: People, seconds: int, code: str) -> None:
    secret = b32encode(b"12345678901234567890").decode()
    factor = TotpFactor.objects.create(user=people.dami, secret=sealed(secret))
    moment = datetime.fromtimestamp(seconds, UTC)
    assert take_code(factor, f" {code[:3]} {code[3:]} ", now=moment) is None
    assert factor.last_step == seconds // 30


def test_no_code_is_of_a_secret_that_cannot_be_opened_any_longer(people: People) -> None:
    factor = TotpFactor.objects.create(user=people.dami, secret="under a key that is gone")
    fault = take_code(factor, "123456", now=NOON)
    assert fault is not None
    assert fault.code is ErrorCode.INVALID_CODE


@pytest.mark.parametrize(
    ("off", "taken"), [(-90, False), (-60, False), (-30, True), (0, True), (30, True), (60, False), (90, False)]
)
def test_a_phone_whose_clock_is_off_by_a_step_is_taken_and_by_more_is_told_of_its_clock(
    people: People, off: int, taken: bool
) -> None:
    factor = TotpFactor(user=people.dami, secret=sealed("A" * 32))
    factor.save(force_insert=True)
    fault = take_code(factor, pyotp.TOTP("A" * 32).at(NOON + timedelta(seconds=off)), now=NOON)
    if taken:
        assert fault is None
        return
    assert fault is not None
    assert fault.code is ErrorCode.INVALID_CODE
    assert "phone set its clock" in fault.message
    factor.refresh_from_db()
    assert factor.last_step == 0


def test_a_code_is_good_once_and_so_is_none_before_it(people: People) -> None:
    app, actor = app_of(people.dami), acting_in(proved(people.dami))

    def shown(seconds: int) -> str:
        proof = Proof(MfaMethod.TOTP, app.at(NOON + timedelta(seconds=seconds)))
        try:
            session_step_up(actor=actor, proof=proof, password=None, otp=None, challenge_id=None, now=NOON)
        except DomainError as error:
            return error.faults[0].message
        return "OK"

    used = "This code was used. Wait for the next one."
    assert [shown(0), shown(0), shown(-30), shown(30), shown(30)] == ["OK", used, used, "OK", used]


def test_the_code_that_confirmed_an_app_does_not_sign_in(people: People) -> None:
    wire = Wire(people.dami)
    code = pyotp.TOTP(payload(wire(ENROLL))["secret"]).now()
    payload(wire(CONFIRM, code=code))
    step_up = "mutation($code: String!) { sessionStepUp(input: {code: $code}) { userErrors { code field } } }"
    assert faults(wire(step_up, code=code)) == [("INVALID_CODE", ["code"])]


@pytest.mark.django_db(transaction=True)
def test_of_sixteen_equal_codes_at_once_exactly_one_works() -> None:
    dami, now = People().dami, timezone.now()
    app, sessions = app_of(dami), [proved(dami) for _ in range(16)]
    proof = Proof(MfaMethod.TOTP, app.at(now))

    def show(number: int) -> None:
        actor = acting_in(sessions[number])
        session_step_up(actor=actor, proof=proof, password=None, otp=None, challenge_id=None, now=now)

    assert at_once(show) == ["INVALID_CODE"] * 15 + ["OK"]
    assert TotpFactor.objects.get().last_step == int(now.timestamp()) // 30


def test_with_the_last_factor_go_the_recovery_codes_and_every_proof_of_it(people: People) -> None:
    app_of(people.dami)
    codes_of(people.dami)
    wire = inside(proved(people.dami))
    removed = payload(wire(REMOVE))
    assert removed == {"user": {"mfaMethods": [], "recoveryCodesLeft": 0}, "userErrors": []}
    (text,) = messages("dami@example.com")
    assert (actions()[-1], "The authenticator app was removed." in text) == ("TOTP_REMOVED", True)
    assert set(Session.objects.values_list("mfa_at", flat=True)) == {None}
    assert payload(sign_in("dami@example.com"))["accessToken"], "one step again"
    assert faults(wire(REMOVE)) == [("NOT_FOUND", None)]


def test_with_a_passkey_left_the_recovery_codes_stay(people: People) -> None:
    app_of(people.dami)
    device_of(people.dami)
    codes_of(people.dami)
    removed = payload(inside(proved(people.dami))(REMOVE))
    assert removed["user"] == {"mfaMethods": ["RECOVERY_CODE", "PASSKEY"], "recoveryCodesLeft": 10}
    assert Session.objects.get().mfa_at is not None


@pytest.mark.parametrize(("ago", "mfa"), [(0, False), (11, True)])
def test_an_app_is_removed_only_after_a_recent_proof_by_a_second_factor(people: People, ago: int, mfa: bool) -> None:
    app_of(people.dami)
    wire, before = inside(proved(people.dami, ago=timedelta(minutes=ago), mfa=mfa)), everything()
    assert faults(wire(REMOVE)) == [("STEP_UP_REQUIRED", None)]
    assert everything() == before
