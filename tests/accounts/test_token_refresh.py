"""`tokenRefresh`: a refresh token for a fresh pair, and nothing else."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import jwt
import pytest
from django.conf import settings

from fashionistar.accounts.models import User
from fashionistar.accounts.tokens import TokenKind
from tests.checkout.shopping import faults, payload
from tests.people import People, token_of
from tests.wire.client import Answer, Wire, gid

REFRESH = """mutation($input: TokenRefreshInput!) { tokenRefresh(input: $input) {
  accessToken refreshToken user { id } userErrors { code message field } } }"""

DAY = timedelta(days=1)


def refresh(token: str) -> Answer:
    """Send `tokenRefresh`."""
    return Wire()(REFRESH, input={"refreshToken": token})


def refresh_token(user: User, *, age: timedelta = timedelta()) -> str:
    """A refresh token that was issued `age` ago."""
    return token_of(user, TokenKind.REFRESH, age=age)


def signed(user: User, secret: str = "", algorithm: str = "HS256", **changes: object) -> str:
    """A refresh token with other claims, another secret or another algorithm."""
    claims = jwt.decode(refresh_token(user), settings.SECRET_KEY, algorithms=["HS256"], audience="refresh") | changes
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(claims, secret or settings.SECRET_KEY, algorithm=algorithm)


def test_a_good_token_gives_a_fresh_pair_that_works(people: People) -> None:
    old = refresh_token(people.dami, age=DAY)
    fresh = payload(refresh(old))
    assert (fresh["userErrors"], fresh["user"]) == ([], {"id": gid(people.dami)})
    assert fresh["refreshToken"] != old
    wire = Wire()
    wire.headers["Authorization"] = f"Bearer {fresh['accessToken']}"
    assert wire("{ me { id } }").data["me"] == {"id": gid(people.dami)}
    assert payload(refresh(fresh["refreshToken"]))["userErrors"] == []


@pytest.mark.parametrize(("age", "good"), [(7 * DAY - timedelta(minutes=1), True), (7 * DAY, False), (30 * DAY, False)])
def test_a_token_lives_for_seven_days(people: People, age: timedelta, good: bool) -> None:
    found = faults(refresh(refresh_token(people.dami, age=age)))
    assert found == ([] if good else [("INVALID_TOKEN", ["refreshToken"])])


FORGERIES: dict[str, Callable[[User], str]] = {
    "empty": lambda _: "",
    "nonsense": lambda _: "nonsense",
    "an access token": token_of,
    "another secret": lambda user: signed(user, secret="another-secret-of-sufficient-length-for-hs256"),
    "another algorithm": lambda user: signed(user, algorithm="HS512", secret=settings.SECRET_KEY * 2),
    "another issuer": lambda user: signed(user, iss="somebody"),
    "both audiences as a list without refresh": lambda user: signed(user, aud=["access", "other"]),
    "no audience": lambda user: signed(user, aud=None),
    "no expiry": lambda user: signed(user, exp=None),
    "an expiry that is no number": lambda user: signed(user, exp="never"),
    "no subject": lambda user: signed(user, sub=None),
    "a subject that is no id": lambda user: signed(user, sub="dami"),
    "a subject that is nobody": lambda user: signed(user, sub=str(uuid4())),
    "a cut signature": lambda user: refresh_token(user)[:-4],
    "an unsigned one": lambda user: jwt.encode(
        jwt.decode(refresh_token(user), options={"verify_signature": False}), key="", algorithm="none"
    ),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_token_that_is_not_ours_to_trust_gives_nothing(people: People, name: str) -> None:
    answer = refresh(FORGERIES[name](people.dami))
    assert faults(answer) == [("INVALID_TOKEN", ["refreshToken"])]
    assert (payload(answer)["accessToken"], payload(answer)["refreshToken"], payload(answer)["user"]) == (None,) * 3


def test_a_deactivated_or_deleted_users_token_gives_nothing(people: People) -> None:
    token = refresh_token(people.dami)
    User.objects.filter(pk=people.dami.pk).update(is_active=False)
    assert faults(refresh(token)) == [("INVALID_TOKEN", ["refreshToken"])]
    people.dami.delete()
    assert faults(refresh(token)) == [("INVALID_TOKEN", ["refreshToken"])]
