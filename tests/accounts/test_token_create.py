"""`tokenCreate`: a login and a password for a pair of tokens."""

from datetime import timedelta

import jwt
import pytest
from django.conf import settings

from fashionistar.accounts.models import User
from tests.checkout.shopping import everything, faults, payload
from tests.people import PASSWORD, People
from tests.wire.client import Answer, Wire, gid

SIGN_IN = """mutation($input: TokenCreateInput!) { tokenCreate(input: $input) {
  accessToken refreshToken user { id email memberships { role vendor { slug } } } cart { id }
  userErrors { code message field } } }"""


def sign_in(login: str, password: str = PASSWORD) -> Answer:
    """Send `tokenCreate`."""
    return Wire()(SIGN_IN, input={"login": login, "password": password})


def claims(token: str) -> dict[str, object]:
    """What a token says, its audience unchecked."""
    found: dict[str, object] = jwt.decode(
        token, settings.SECRET_KEY, algorithms=["HS256"], options={"verify_aud": False}
    )
    return found


@pytest.mark.parametrize(
    "login", ["dami@example.com", "DAMI@Example.Com", " dami@example.com ", "+254712345678", "+254 712 345 678"]
)
def test_an_email_in_any_case_or_a_phone_number_signs_in(people: People, login: str) -> None:
    User.objects.filter(pk=people.dami.pk).update(phone="+254712345678")
    signed = payload(sign_in(login))
    assert (signed["userErrors"], signed["user"]["id"], signed["cart"]) == ([], gid(people.dami), None)


def test_the_tokens_are_hers_for_15_minutes_and_for_7_days(people: People) -> None:
    signed = payload(sign_in(people.dami.email))
    access, refresh = claims(signed["accessToken"]), claims(signed["refreshToken"])
    for token, audience, lifetime in (
        (access, "access", timedelta(minutes=15)),
        (refresh, "refresh", timedelta(days=7)),
    ):
        assert (token["sub"], token["aud"], token["iss"]) == (str(people.dami.pk), audience, "fashionistar")
        assert token["exp"] - token["iat"] == lifetime.total_seconds()
    assert access["jti"] != refresh["jti"]


def test_the_access_token_opens_private_fields(people: People) -> None:
    wire = Wire()
    wire.headers["Authorization"] = f"Bearer {payload(sign_in(people.dami.email))['accessToken']}"
    assert wire("{ me { email } }").data["me"] == {"email": "dami@example.com"}


def test_the_answer_is_read_as_the_user_who_signed_in(people: People) -> None:
    signed = payload(sign_in(people.bisi.email))
    assert signed["user"]["memberships"] == [{"role": "STAFF", "vendor": {"slug": "adas-atelier"}}]


def test_a_wrong_password_and_an_unknown_login_give_the_same_answer(people: People) -> None:
    wrong, unknown = sign_in(people.dami.email, "wrong-password"), sign_in("nobody@example.com", "wrong-password")
    assert wrong.data == unknown.data
    assert faults(wrong) == [("INVALID_CREDENTIALS", None)]
    assert (payload(wrong)["accessToken"], payload(wrong)["refreshToken"], payload(wrong)["user"]) == (None,) * 3


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("dami@example.com", ""),
        ("", PASSWORD),
        ("dami@example.com", f"{PASSWORD} "),
        ("dami@example.com", PASSWORD.upper()),
        ("dami%", PASSWORD),
        ("dami@example.com'--", PASSWORD),
    ],
)
def test_nothing_but_the_right_pair_signs_in(people: People, login: str, password: str) -> None:
    assert people.dami.email == "dami@example.com"
    before = everything()
    assert faults(sign_in(login, password)) == [("INVALID_CREDENTIALS", None)]
    assert everything() == before


def test_a_deactivated_user_cannot_sign_in(people: People) -> None:
    User.objects.filter(pk=people.dami.pk).update(is_active=False)
    assert faults(sign_in(people.dami.email)) == [("INVALID_CREDENTIALS", None)]


def test_a_user_without_a_password_cannot_sign_in_with_an_empty_one(db: None) -> None:
    User.objects.create_user(email="efua@example.com", password=None)
    assert faults(sign_in("efua@example.com", "")) == [("INVALID_CREDENTIALS", None)]
