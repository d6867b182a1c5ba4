"""What somebody tries who wants to be somebody else, or to stay when she should go."""

from collections.abc import Callable
from datetime import timedelta
from http.cookies import SimpleCookie

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.utils import timezone

from fashionistar.accounts.models import AuditEntry, Session, User
from fashionistar.accounts.tokens import Claims, TokenKind, claims_of, issue
from tests.accounts.codes import ask
from tests.accounts.test_sessions import actions, bearing
from tests.accounts.test_token_create import SIGN_IN
from tests.checkout.shopping import everything, payload, refusals
from tests.people import PASSWORD, People, session_of, token_of
from tests.wire.client import Wire

_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
_NAME = "fashionistar-refresh"


def claims(user: User) -> dict[str, object]:
    """What a good access token of hers says."""
    found: dict[str, object] = jwt.decode(token_of(user), options={"verify_signature": False})
    return found


FORGED: dict[str, Callable[[User], str]] = {
    "no algorithm": lambda user: jwt.encode(claims(user), key="", algorithm="none"),
    "another algorithm under the same key": lambda user: jwt.encode(
        claims(user), settings.SECRET_KEY, algorithm="HS384"
    ),
    "a key of the attacker's": lambda user: jwt.encode(claims(user), _KEY, algorithm="RS256"),
    "a key that the token brings along": lambda user: jwt.encode(
        claims(user),
        "k" * 40,
        algorithm="HS256",
        headers={"jwk": {"kty": "oct", "k": "a2tra2s"}, "kid": "../../dev/null"},
    ),
    "a guessed key": lambda user: jwt.encode(claims(user), "secret-secret-secret-secret-secret", algorithm="HS256"),
    "another issuer": lambda user: jwt.encode(claims(user) | {"iss": "evil"}, settings.SECRET_KEY, algorithm="HS256"),
    "another kind": lambda user: jwt.encode(claims(user) | {"aud": "refresh"}, settings.SECRET_KEY, algorithm="HS256"),
    "no end": lambda user: jwt.encode(
        {name: value for name, value in claims(user).items() if name != "exp"}, settings.SECRET_KEY, algorithm="HS256"
    ),
    "expired": lambda user: token_of(user, age=timedelta(minutes=16)),
    "of the future": lambda user: token_of(user, age=-timedelta(minutes=5)),
    "a session of nobody": lambda user: issue(TokenKind.ACCESS, Claims(user.pk, user.pk), now=timezone.now()),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_token_opens_nothing(people: People, name: str) -> None:
    wire = bearing(FORGED[name](people.dami))
    before = everything()
    assert refusals(wire("{ me { id } }")) == ["UNAUTHENTICATED"]
    assert refusals(wire("mutation { sessionRevokeAll(input: {keepCurrent: false}) { count } }")) == ["UNAUTHENTICATED"]
    assert (everything() == before, Session.objects.filter(ended_at__isnull=False).count()) == (True, 0)


def test_a_token_of_one_user_with_the_session_of_another_opens_nothing(people: People) -> None:
    mixed = Claims(people.ada.pk, session_of(people.cleo).pk)
    assert refusals(bearing(issue(TokenKind.ACCESS, mixed, now=timezone.now()))("{ me { id } }")) == ["UNAUTHENTICATED"]


def test_signing_in_begins_a_session_of_its_own_whatever_cookie_was_planted(people: People) -> None:
    planted = session_of(people.cleo)
    browser = Wire()
    browser.headers["Cookie"] = f"{_NAME}={token_of(people.cleo, TokenKind.REFRESH, session=planted)}"
    answer = browser(SIGN_IN, input={"login": people.dami.email, "password": PASSWORD, "cookie": True})
    cookie = SimpleCookie(answer.headers["Set-Cookie"])[_NAME].value
    found = claims_of(cookie, TokenKind.REFRESH, now=timezone.now())
    assert (found.user_id, found.session_id == planted.pk) == (people.dami.pk, False)
    assert payload(answer)["user"]["email"] == "dami@example.com"
    assert Session.objects.filter(user=people.cleo).count() == 1
    assert Session.objects.get(user=people.cleo).generation == 0, "the planted one was not touched"


def test_a_session_that_ended_cannot_be_refreshed_back_to_life(people: People) -> None:
    gone = session_of(people.dami)
    fresh = token_of(people.dami, TokenKind.REFRESH, session=gone)
    Wire(people.dami)("mutation { sessionRevokeAll(input: {}) { count } }")
    assert payload(ask("tokenRefresh", "accessToken userErrors { code }", refreshToken=fresh)) == {
        "accessToken": None,
        "userErrors": [{"code": "INVALID_TOKEN"}],
    }
    gone.refresh_from_db()
    assert (gone.generation, gone.end) == (0, "REVOKED")


def test_what_is_noted_names_device_address_and_request_and_holds_no_secret(people: People) -> None:
    wire = Wire()
    wire.headers |= {"User-Agent": "Tecno Camon", "X-Request-Id": "journey-of-dami-1"}
    wire(SIGN_IN, input={"login": people.dami.email, "password": f"{PASSWORD}-wrong"})
    wire(SIGN_IN, input={"login": people.dami.email, "password": PASSWORD})
    assert actions() == ["SIGN_IN_FAILED", "SIGNED_IN"]
    for entry in AuditEntry.objects.all():
        assert (entry.ip, entry.user_agent, entry.request_id) == ("127.0.0.1", "Tecno Camon", "journey-of-dami-1")
        assert PASSWORD not in str(entry.detail)
