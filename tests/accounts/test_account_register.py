"""`accountRegister`: an account known by an email address, a phone number, or both."""

import pytest

from fashionistar.accounts.models import User
from fashionistar.kernel.models import OutboxEvent
from tests.checkout.shopping import everything, faults, payload
from tests.people import PASSWORD, People
from tests.wire.client import Answer, Wire, gid

REGISTER = """mutation($input: AccountRegisterInput!) { accountRegister(input: $input) {
  user { id email phone name orders { totalCount } } userErrors { code message field } } }"""


def register(**given: object) -> Answer:
    """Send `accountRegister` with a good password unless another is given."""
    return Wire()(REGISTER, input={"password": PASSWORD} | given)


@pytest.mark.parametrize(
    ("given", "email", "phone"),
    [
        ({"email": " Efua@Example.COM "}, "efua@example.com", None),
        ({"phone": "+234 803 123 4567"}, None, "+2348031234567"),
        ({"email": "efua@example.com", "phone": "+2348031234567"}, "efua@example.com", "+2348031234567"),
        ({"email": "efua@example.com", "phone": None}, "efua@example.com", None),
        ({"email": "", "phone": "+2348031234567"}, None, "+2348031234567"),
    ],
)
def test_an_account_is_opened(db: None, given: dict[str, str], email: str | None, phone: str | None) -> None:
    made = payload(register(name=" Efua ", **given))
    user = User.objects.get()
    assert made["userErrors"] == []
    assert made["user"] == {
        "id": gid(user),
        "email": email,
        "phone": phone,
        "name": "Efua",
        "orders": {"totalCount": 0},
    }
    assert (user.email, user.phone, user.is_staff, user.is_superuser) == (email, phone, False, False)
    assert user.check_password(PASSWORD)
    fact = OutboxEvent.objects.get()
    assert (fact.type, fact.payload, fact.actor) == ("AccountRegistered", {"user_id": str(user.pk)}, f"user:{user.pk}")


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, [("REQUIRED", ["email"])]),
        ({"email": "", "phone": ""}, [("REQUIRED", ["email"])]),
        ({"email": "efua"}, [("INVALID", ["email"])]),
        ({"email": "x" * 250 + "@example.com"}, [("INVALID", ["email"])]),
        ({"email": f"{'x' * 60}@{'y' * 60}.{'z' * 60}.{'a' * 60}.{'b' * 60}.com"}, [("INVALID", ["email"])]),
        ({"phone": "08031234567"}, [("INVALID", ["phone"])]),
        ({"phone": "+23400"}, [("INVALID", ["phone"])]),
        ({"email": "efua@example.com", "name": "x" * 121}, [("INVALID", ["name"])]),
        ({"email": "efua@example.com", "phone": "no"}, [("INVALID", ["phone"])]),
    ],
)
def test_what_cannot_name_a_person_is_refused(
    db: None, given: dict[str, str], found: list[tuple[str, list[str]]]
) -> None:
    before = everything()
    answer = register(**given)
    assert faults(answer) == found
    assert payload(answer)["user"] is None
    assert everything() == before


@pytest.mark.parametrize(
    ("password", "times"),
    [("", 1), ("short", 1), ("password12", 1), ("12345678901", 2), ("efua.asante@example.com", 1)],
)
def test_a_weak_password_is_refused_with_every_reason(db: None, password: str, times: int) -> None:
    before = everything()
    answer = register(email="efua.asante@example.com", password=password)
    assert faults(answer) == [("INVALID", ["password"])] * times
    assert everything() == before


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"email": "DAMI@example.com"}, "email"),
        ({"phone": "+234 803 123 4567"}, "phone"),
        ({"email": "other@example.com", "phone": "+2348031234567"}, "phone"),
        ({"email": "dami@example.com", "phone": "+254712345678"}, "email"),
    ],
)
def test_a_name_that_is_taken_is_refused(people: People, given: dict[str, str], field: str) -> None:
    User.objects.filter(pk=people.dami.pk).update(phone="+2348031234567")
    before = everything()
    answer = register(**given)
    assert faults(answer) == [("ALREADY_TAKEN", [field])]
    assert payload(answer)["user"] is None
    assert everything() == before


def test_after_registering_she_can_sign_in(db: None) -> None:
    register(email="efua@example.com")
    query = "mutation($input: TokenCreateInput!) { tokenCreate(input: $input) { accessToken user { email } } }"
    signed = payload(Wire()(query, input={"login": "EFUA@example.com", "password": PASSWORD}))
    assert signed["user"] == {"email": "efua@example.com"}
    assert signed["accessToken"]


def test_a_signed_in_user_is_seen_by_herself_alone_in_her_payload(people: People) -> None:
    made = payload(Wire(people.dami)(REGISTER, input={"email": "efua@example.com", "password": PASSWORD}))
    assert made["user"]["email"] == "efua@example.com"
    assert Wire(people.dami)("{ me { email } }").data["me"] == {"email": "dami@example.com"}
