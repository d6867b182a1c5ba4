"""`otpRequest`, `otpVerify` and `otpResend`: a code that is good once, soon, and for few tries."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from fashionistar.accounts.models import Challenge, Session, User
from fashionistar.accounts.services.otp_request import otp_request
from fashionistar.accounts.services.otp_verify import otp_verify
from fashionistar.kernel.errors import DomainError
from fashionistar.notifications.models import Notification
from tests.accounts.codes import NOW, TOKENS, aged, ask, code_at, messages, wrong
from tests.accounts.test_sessions import actions, bearing
from tests.checkout.shopping import faults, payload
from tests.people import People
from tests.wire.client import Answer, gid

EMAIL = "dami@example.com"
WRONG, OVER = ("INVALID_CODE", ["code"]), ("CHALLENGE_OVER", ["code"])


def request(login: str = EMAIL) -> dict[str, Any]:
    """Send `otpRequest` and return the challenge."""
    found = payload(ask("otpRequest", login=login))
    assert found["userErrors"] == []
    challenge: dict[str, Any] = found["challenge"]
    return challenge


def verify(challenge: dict[str, Any], code: str) -> Answer:
    """Send `otpVerify`."""
    return ask("otpVerify", TOKENS, challengeId=challenge["id"], code=code)


@pytest.mark.parametrize("login", ["dami@example.com", " DAMI@Example.com", "+254712345678", "+254 712 345 678"])
def test_a_code_signs_in(people: People, login: str) -> None:
    User.objects.filter(pk=people.dami.pk).update(phone="+254712345678")
    challenge = request(login)
    code = code_at(EMAIL if "@" in login else "+254712345678")
    signed = payload(verify(challenge, code))
    assert (signed["userErrors"], signed["user"]["id"]) == ([], gid(people.dami))
    assert bearing(signed["accessToken"])("{ me { name } }").data["me"] == {"name": "Dami"}
    assert actions() == ["CODE_SENT", "SIGNED_IN"]


def test_a_code_with_spaces_is_taken_as_people_type_it(people: People) -> None:
    assert people.dami
    challenge, code = request(), code_at(EMAIL)
    assert payload(verify(challenge, f" {code[:3]} {code[3:]} "))["userErrors"] == []


def test_a_code_is_good_once(people: People) -> None:
    assert people.dami
    challenge, code = request(), code_at(EMAIL)
    assert payload(verify(challenge, code))["userErrors"] == []
    assert faults(verify(challenge, code)) == [OVER]
    assert Session.objects.count() == 1


def test_after_five_wrong_codes_the_right_one_is_worth_nothing(people: People) -> None:
    assert people.dami
    challenge, code = request(), code_at(EMAIL)
    assert [faults(verify(challenge, wrong(code))) for _ in range(6)] == [[WRONG]] * 5 + [[OVER]]
    assert faults(verify(challenge, code)) == [OVER]
    assert actions() == ["CODE_SENT", *["CODE_FAILED"] * 5, "CODE_EXHAUSTED"]
    assert Session.objects.count() == 0


def test_the_right_code_is_taken_at_the_fifth_try(people: People) -> None:
    assert people.dami
    challenge, code = request(), code_at(EMAIL)
    for _ in range(4):
        verify(challenge, wrong(code))
    assert payload(verify(challenge, code))["userErrors"] == []


@pytest.mark.django_db(transaction=True)
def test_of_sixteen_guesses_at_once_five_are_looked_at() -> None:
    assert People().dami
    challenge = otp_request(login=EMAIL, now=NOW())
    code = code_at(EMAIL)
    guesses = [f"{(int(code) + n) % 1_000_000:06}" for n in range(1, 17)]

    def guess(said: str) -> str:
        try:
            otp_verify(challenge_id=challenge.pk, code=said, now=timezone.now())
        except DomainError as error:
            return str(error.codes[0])
        finally:
            connection.close()
        return "OK"

    with ThreadPoolExecutor(16) as pool:
        answers = sorted(pool.map(guess, guesses))
    assert answers == ["CHALLENGE_OVER"] * 11 + ["INVALID_CODE"] * 5
    challenge.refresh_from_db()
    assert (challenge.tries, challenge.used_at, Session.objects.count()) == (5, None, 0)
    assert sorted(actions()) == ["CODE_EXHAUSTED", *["CODE_FAILED"] * 5, "CODE_SENT"]


@pytest.mark.django_db(transaction=True)
def test_of_sixteen_right_codes_at_once_one_signs_in() -> None:
    assert People().dami
    challenge = otp_request(login=EMAIL, now=NOW())
    code = code_at(EMAIL)

    def enter(_: int) -> str:
        try:
            otp_verify(challenge_id=challenge.pk, code=code, now=timezone.now())
        except DomainError as error:
            return str(error.codes[0])
        finally:
            connection.close()
        return "OK"

    with ThreadPoolExecutor(16) as pool:
        answers = sorted(pool.map(enter, range(16)))
    assert answers == ["CHALLENGE_OVER"] * 15 + ["OK"]
    assert (Session.objects.count(), sorted(actions())) == (1, ["CODE_SENT", "SIGNED_IN"])


@pytest.mark.django_db(transaction=True)
def test_of_eight_requests_at_once_one_sends_a_code() -> None:
    assert People().dami

    def asking(_: int) -> str:
        try:
            otp_request(login=EMAIL, now=timezone.now())
        except DomainError as error:
            return str(error.codes[0])
        finally:
            connection.close()
        return "OK"

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(asking, range(8))) == ["OK"] + ["RATE_LIMITED"] * 7
    assert (Notification.objects.count(), actions()) == (1, ["CODE_SENT"])


@pytest.mark.parametrize(("minutes", "found"), [(9, []), (11, [OVER])])
def test_a_code_is_good_for_ten_minutes(people: People, minutes: int, found: list[Any]) -> None:
    assert people.dami
    challenge = request()
    aged(Challenge.objects.get(), minutes=minutes)
    assert faults(verify(challenge, code_at(EMAIL))) == found


def test_another_code_is_sent_after_a_minute_and_the_first_is_worth_nothing(people: People) -> None:
    assert people.dami
    challenge, first = request(), code_at(EMAIL)
    early = payload(ask("otpResend", challengeId=challenge["id"]))["userErrors"][0]
    assert (early["code"], 1 <= early["retryAfter"] <= 60, len(messages(EMAIL))) == ("RATE_LIMITED", True, 1)
    assert payload(ask("otpRequest", login=EMAIL))["userErrors"][0]["code"] == "RATE_LIMITED"
    verify(challenge, wrong(first))
    aged(Challenge.objects.get(), seconds=61)
    again = payload(ask("otpResend", challengeId=challenge["id"]))
    assert (again["userErrors"], again["challenge"]["id"], len(messages(EMAIL))) == ([], challenge["id"], 2)
    assert Challenge.objects.get().tries == 1, "the tries stay counted"
    second = code_at(EMAIL)
    if first != second:
        assert faults(verify(challenge, first)) == [WRONG]
    assert payload(verify(challenge, second))["userErrors"] == []


def test_a_resent_code_lives_no_longer_than_the_challenge(people: People) -> None:
    assert people.dami
    challenge = request()
    aged(Challenge.objects.get(), minutes=11)
    assert faults(ask("otpResend", challengeId=challenge["id"])) == [("CHALLENGE_OVER", None)]
    assert len(messages(EMAIL)) == 1


def test_an_address_that_nobody_has_gets_the_same_answers_and_no_message(people: People) -> None:
    User.objects.filter(pk=people.dami.pk).update(phone="+254712345678")
    for known, unknown in ((EMAIL, "nobody@example.com"), ("+254712345678", "+254712345679")):
        here, there = request(known), request(unknown)
        assert set(here) == set(there)
        assert messages(unknown) == []
        assert faults(verify(there, "123456")) == faults(verify(here, wrong(code_at(known))))
        early = [faults(ask("otpResend", challengeId=each["id"])) for each in (here, there)]
        assert early[0] == early[1] == [("RATE_LIMITED", None)]
    assert Session.objects.count() == 0


def test_a_code_of_one_purpose_is_worth_nothing_for_another(people: People) -> None:
    assert people.dami
    challenge, code = request(), code_at(EMAIL)
    for mutation, more in (("accountVerify", {}), ("passwordResetComplete", {"password": "a-new-password-26"})):
        answer = ask(mutation, "userErrors { code field }", challengeId=challenge["id"], code=code, **more)
        assert faults(answer) == [OVER]
    assert Challenge.objects.get().tries == 0


@pytest.mark.parametrize("given", ["nonsense", "", "U2Vzc2lvbjox"])
def test_an_id_that_is_none_is_over(db: None, given: str) -> None:
    answer = ask("otpVerify", TOKENS, challengeId=given, code="123456")
    assert faults(answer) == [("CHALLENGE_OVER", ["challengeId"])]


@pytest.mark.parametrize("login", ["", "dami", "0712345678", "dami@", "+1"])
def test_what_is_no_address_is_refused(db: None, login: str) -> None:
    assert faults(ask("otpRequest", login=login)) == [("INVALID", ["login"])]
    assert (Challenge.objects.count(), Notification.objects.count()) == (0, 0)


def test_one_who_may_not_sign_in_gets_no_code(people: People) -> None:
    User.objects.filter(pk=people.dami.pk).update(is_active=False)
    assert request()["channel"] == "EMAIL"
    assert messages(EMAIL) == []


def test_one_who_is_deactivated_after_she_asked_does_not_get_in(people: People) -> None:
    assert people.dami
    challenge, code = request(), code_at(EMAIL)
    User.objects.filter(pk=people.dami.pk).update(is_active=False)
    assert faults(verify(challenge, code)) == [WRONG]
    assert Session.objects.count() == 0


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("limit", ["otp-destination-hour", "otp-address"])
def test_too_many_codes_are_told_to_wait(people: People, limit: str, known: bool) -> None:
    assert people.dami
    login = EMAIL if known else "nobody@example.com"
    limits = dict.fromkeys(("otp-address", "otp-destination-hour", "otp-destination-day"), "1000/minute")
    codes = []
    with override_settings(THROTTLES=limits | {limit: f"{3 + known}/hour"}):
        for _ in range(6):
            codes.append([code for code, _ in faults(ask("otpRequest", login=login))])
            Challenge.objects.update(sent_at=timezone.now() - timedelta(minutes=2))
    assert codes == [[]] * (3 + known) + [["RATE_LIMITED"]] * (3 - known)
