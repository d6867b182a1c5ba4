"""Recovery codes: ten of them, each good once, and only their hashes kept. `recoveryCodesRegenerate` makes new ones."""

import math
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from fashionistar.accounts.factors import Proof
from fashionistar.accounts.models import AuditEntry, MfaMethod, RecoveryCode
from fashionistar.accounts.recovery_codes import issue_first_codes
from fashionistar.accounts.services.session_step_up import session_step_up
from tests.accounts.codes import messages
from tests.accounts.second_factors import acting_in, app_of, at_once, codes_of, device_of, inside, proved
from tests.accounts.test_sessions import actions
from tests.checkout.shopping import everything, faults, payload
from tests.people import People
from tests.wire.client import Answer, Wire

REGENERATE = "mutation { recoveryCodesRegenerate(input: {}) { recoveryCodes userErrors { code message } } }"
STEP_UP = """mutation($code: String!) { sessionStepUp(input: {recoveryCode: $code}) {
  session { mfaAt } userErrors { code message field } } }"""
LEFT = "{ me { recoveryCodesLeft } }"


def shown(wire: Wire, code: str) -> Answer:
    """What comes of a recovery code, shown as a proof."""
    return wire(STEP_UP, code=code)


def test_fresh_codes_are_ten_of_sixty_bits_without_look_alikes(people: People) -> None:
    device_of(people.dami)
    wire = inside(proved(people.dami))
    codes = payload(wire(REGENERATE))["recoveryCodes"]
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}", code) for code in codes)
    assert 12 * math.log2(len("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")) == 60
    assert wire(LEFT).data["me"] == {"recoveryCodesLeft": 10}
    (text,) = messages("dami@example.com")
    assert (actions(), "New recovery codes were made." in text) == (["RECOVERY_CODES_ISSUED"], True)


def test_letters_and_digits_are_drawn_from_all_of_them(people: People) -> None:
    drawn = {letter for _ in range(6) for code in codes_of(people.dami) for letter in code}
    assert drawn == set("23456789ABCDEFGHJKLMNPQRSTUVWXYZ-")


def test_only_hashes_are_kept(people: People) -> None:
    codes = codes_of(people.dami)
    kept = str(everything())
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


def test_new_codes_make_the_old_ones_worthless(people: People) -> None:
    app_of(people.dami)
    old = codes_of(people.dami)
    wire = inside(proved(people.dami))
    new = payload(wire(REGENERATE))["recoveryCodes"]
    assert [faults(shown(wire, code)) for code in old] == [[("INVALID_CODE", ["recoveryCode"])]] * 10
    assert [faults(shown(wire, code)) for code in new] == [[]] * 10
    assert wire(LEFT).data["me"] == {"recoveryCodesLeft": 0}


def test_a_code_is_good_once_and_its_use_is_noted_and_told(people: People) -> None:
    app_of(people.dami)
    code, *_ = codes_of(people.dami)
    wire = inside(proved(people.dami, ago=timedelta(hours=1)))
    assert payload(shown(wire, code))["session"]["mfaAt"] is not None
    assert faults(shown(wire, code)) == [("INVALID_CODE", ["recoveryCode"])]
    assert wire(LEFT).data["me"] == {"recoveryCodesLeft": 9}
    assert AuditEntry.objects.get(action="RECOVERY_CODE_USED").detail == {"left": 9}
    assert ["you have 9 left" in text for text in messages("dami@example.com")] == [True]


def test_a_code_may_be_typed_in_any_case_with_or_without_dashes(people: People) -> None:
    app_of(people.dami)
    first, second, third, *_ = codes_of(people.dami)
    wire = inside(proved(people.dami))
    for typed in (first.lower(), second.replace("-", ""), f" {third.replace('-', ' ')} "):
        assert faults(shown(wire, typed)) == []


def test_anothers_code_is_worth_nothing(people: People) -> None:
    app_of(people.cleo)
    codes_of(people.cleo)
    hers = codes_of(people.dami)
    wire, before = inside(proved(people.cleo)), everything()
    assert faults(shown(wire, hers[0])) == [("INVALID_CODE", ["recoveryCode"])]
    assert everything() == before


@pytest.mark.parametrize("code", ["", "-", "AAAA-AAAA-AAAA", "%"])
def test_nothing_but_a_code_is_one(people: People, code: str) -> None:
    app_of(people.dami)
    codes_of(people.dami)
    assert faults(shown(inside(proved(people.dami)), code)) == [("INVALID_CODE", ["recoveryCode"])]


def test_without_a_second_factor_there_are_none(people: People) -> None:
    wire, before = Wire(people.dami), everything()
    assert payload(wire(REGENERATE)) == {
        "recoveryCodes": None,
        "userErrors": [
            {"code": "MFA_REQUIRED", "message": "Set up an authenticator app or a passkey first."},
        ],
    }
    assert everything() == before


@pytest.mark.parametrize(("ago", "mfa"), [(0, False), (11, True)])
def test_new_ones_need_a_recent_proof_by_a_second_factor(people: People, ago: int, mfa: bool) -> None:
    app_of(people.dami)
    codes_of(people.dami)
    wire, before = inside(proved(people.dami, ago=timedelta(minutes=ago), mfa=mfa)), everything()
    assert [error["code"] for error in payload(wire(REGENERATE))["userErrors"]] == ["STEP_UP_REQUIRED"]
    assert everything() == before


def test_a_further_factor_brings_codes_only_to_somebody_who_has_none_left(people: People) -> None:
    actor = acting_in(proved(people.dami))
    assert issue_first_codes(people.dami, actor=actor) is not None
    assert issue_first_codes(people.dami, actor=actor) is None
    RecoveryCode.objects.update(used_at=timezone.now())
    assert issue_first_codes(people.dami, actor=actor) is not None
    assert RecoveryCode.objects.filter(used_at__isnull=True).count() == RecoveryCode.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_a_code_that_is_shown_sixteen_times_at_once_works_once() -> None:
    dami = People().dami
    app_of(dami)
    proof, actor = Proof(MfaMethod.RECOVERY_CODE, codes_of(dami)[0]), acting_in(proved(dami))

    def show(_: int) -> None:
        session_step_up(actor=actor, proof=proof, password=None, otp=None, challenge_id=None, now=timezone.now())

    assert at_once(show) == ["INVALID_CODE"] * 15 + ["OK"]
    assert RecoveryCode.objects.filter(used_at__isnull=True).count() == 9
