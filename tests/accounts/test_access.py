"""The access token at the door: what it opens, and what one that cannot be trusted still may."""

from collections.abc import Callable
from datetime import timedelta

import jwt
import pytest

from fashionistar.accounts.models import User
from fashionistar.accounts.tokens import TokenKind
from tests.checkout.shopping import cart_of, everything, refusals
from tests.factories.catalogue import garment
from tests.people import PASSWORD, People, token_of
from tests.wire.client import CART, CART_CREATE, Wire, gid

ME = "{ me { id email phone name memberships { role vendor { slug } } carts { id } orders { totalCount } } }"


def carrying(authorization: str) -> Wire:
    """A client that sends this header."""
    wire = Wire()
    wire.headers["Authorization"] = authorization
    return wire


def access_token(user: User, *, age: timedelta = timedelta()) -> str:
    """An access token that was issued `age` ago."""
    return token_of(user, age=age)


UNTRUSTED: dict[str, Callable[[User], str]] = {
    "expired": lambda user: access_token(user, age=timedelta(minutes=15)),
    "a refresh token": lambda user: token_of(user, TokenKind.REFRESH),
    "nonsense": lambda _: "nonsense",
    "unsigned": lambda user: jwt.encode(
        jwt.decode(access_token(user), options={"verify_signature": False}), key="", algorithm="none"
    ),
    "cut": lambda user: access_token(user)[:-3],
}


def test_me_is_oneself(people: People) -> None:
    people.atelier  # noqa: B018  (makes Ada a member of it)
    assert Wire(people.ada)(ME).data["me"] == {
        "id": gid(people.ada),
        "email": "ada@example.com",
        "phone": None,
        "name": "Ada",
        "memberships": [{"role": "OWNER", "vendor": {"slug": "adas-atelier"}}],
        "carts": [],
        "orders": {"totalCount": 0},
    }


def test_me_is_null_for_a_guest(db: None) -> None:
    assert Wire()(ME).data == {"me": None}


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_is_read_without_case(people: People, scheme: str) -> None:
    assert carrying(f"{scheme} {access_token(people.dami)}")("{ me { name } }").data["me"] == {"name": "Dami"}


def test_another_scheme_is_a_guests(people: People) -> None:
    assert carrying("Basic ZGFtaTpkYW1p")("{ me { name } }").data == {"me": None}


def test_a_token_is_good_until_it_is_15_minutes_old(people: People) -> None:
    young = access_token(people.dami, age=timedelta(minutes=14, seconds=30))
    assert carrying(f"Bearer {young}")("{ me { name } }").data["me"] == {"name": "Dami"}


@pytest.mark.parametrize("name", UNTRUSTED)
def test_a_token_that_cannot_be_trusted_opens_no_private_field(people: People, name: str) -> None:
    cart = cart_of(None, (garment(people.atelier), 1))
    wire = carrying(f"Bearer {UNTRUSTED[name](people.dami)}")
    before = everything()
    private = [wire("{ me { id } }"), wire(CART, id=gid(cart)), wire(CART_CREATE, input={"currency": "NGN"})]
    assert [refusals(answer) for answer in private] == [["UNAUTHENTICATED"]] * 3
    assert private[0]["errors"][0]["message"] == (
        "The access token has expired or is not valid. Refresh it, or sign in again."
    )
    assert everything() == before


@pytest.mark.parametrize("name", UNTRUSTED)
def test_with_such_a_token_public_fields_still_answer(people: People, name: str) -> None:
    garment(people.atelier)
    wire = carrying(f"Bearer {UNTRUSTED[name](people.dami)}")
    assert wire("{ products { nodes { name } } }").data["products"]["nodes"] == [{"name": "Agbada"}]
    sign_in = "mutation($input: TokenCreateInput!) { tokenCreate(input: $input) { user { name } } }"
    signed = wire(sign_in, input={"login": "dami@example.com", "password": PASSWORD})
    assert signed.data["tokenCreate"]["user"] == {"name": "Dami"}


def test_an_answer_keeps_its_public_part_beside_the_refused_one(people: People) -> None:
    garment(people.atelier)
    answer = carrying("Bearer nonsense")("{ me { id } products { totalCount } }")
    assert answer["data"] == {"me": None, "products": {"totalCount": 1}}
    assert [error["path"] for error in answer["errors"]] == [["me"]]


def test_a_deactivated_users_token_is_worth_nothing_at_once(people: People) -> None:
    wire = Wire(people.dami)
    User.objects.filter(pk=people.dami.pk).update(is_active=False)
    assert refusals(wire("{ me { id } }")) == ["UNAUTHENTICATED"]
