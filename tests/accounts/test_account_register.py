"""`accountRegister` and `accountVerify`: an account known by an address that was proven to be hers."""

import pytest

from fashionistar.accounts.models import Challenge, User
from fashionistar.kernel.models import OutboxEvent
from fashionistar.notifications.models import Notification
from tests.accounts.codes import TOKENS, aged, ask, code_at, messages, wrong
from tests.accounts.test_sessions import actions, bearing
from tests.checkout.shopping import cart_of, everything, faults, payload
from tests.factories.catalogue import garment
from tests.people import PASSWORD, People
from tests.wire.client import Answer, Wire, gid

FACTS = OutboxEvent.objects.exclude(type="NotificationQueued")


def register(**given: object) -> Answer:
    """Send `accountRegister` with a good password unless another is given."""
    return ask("accountRegister", **({"password": PASSWORD} | given))


def verify(challenge: str, code: str, **given: object) -> Answer:
    """Send `accountVerify`."""
    return ask("accountVerify", TOKENS, challengeId=challenge, code=code, **given)


@pytest.mark.parametrize(
    ("given", "address", "channel", "destination"),
    [
        ({"email": " Efua@Example.COM "}, "efua@example.com", "EMAIL", "e***@example.com"),
        ({"phone": "+234 803 123 4567"}, "+2348031234567", "SMS", "+234***67"),
        ({"email": "efua@example.com", "phone": None}, "efua@example.com", "EMAIL", "e***@example.com"),
    ],
)
def test_an_account_is_opened_with_the_code_that_went_to_its_address(
    db: None, given: dict[str, str], address: str, channel: str, destination: str
) -> None:
    asked = payload(register(name=" Efua ", **given))
    assert asked["userErrors"] == []
    challenge = asked["challenge"]
    assert (challenge["channel"], challenge["destination"], User.objects.count()) == (channel, destination, 0)
    signed = payload(verify(challenge["id"], code_at(address)))
    user = User.objects.get()
    assert (signed["userErrors"], signed["user"]["id"], signed["user"]["name"]) == ([], gid(user), "Efua")
    assert {user.email, user.phone} == {address, None}
    assert (user.is_staff, user.is_superuser, user.check_password(PASSWORD)) == (False, False, True)
    assert bearing(signed["accessToken"])("{ me { name } }").data["me"] == {"name": "Efua"}
    fact = FACTS.get()
    assert (fact.type, fact.payload, fact.actor) == ("AccountRegistered", {"user_id": str(user.pk)}, f"user:{user.pk}")
    assert actions() == ["CODE_SENT", "REGISTERED", "SIGNED_IN"]
    assert Challenge.objects.get().state == {}, "the hash of the password is kept no longer than needed"


def test_without_a_password_she_signs_in_by_code(db: None) -> None:
    asked = payload(register(phone="+2348031234567", password=None))
    assert payload(verify(asked["challenge"]["id"], code_at("+2348031234567")))["userErrors"] == []
    assert User.objects.get().has_usable_password() is False


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, [("REQUIRED", ["email"])]),
        ({"email": "", "phone": ""}, [("REQUIRED", ["email"])]),
        ({"email": "efua@example.com", "phone": "+2348031234567"}, [("INVALID", ["phone"])]),
        ({"email": "efua"}, [("INVALID", ["email"])]),
        ({"email": "x" * 250 + "@example.com"}, [("INVALID", ["email"])]),
        ({"phone": "08031234567"}, [("INVALID", ["phone"])]),
        ({"phone": "+23400"}, [("INVALID", ["phone"])]),
        ({"email": "efua@example.com", "name": "x" * 121}, [("INVALID", ["name"])]),
    ],
)
def test_what_cannot_name_a_person_is_refused(
    db: None, given: dict[str, str], found: list[tuple[str, list[str]]]
) -> None:
    before = everything()
    answer = register(**given)
    assert (faults(answer), payload(answer)["challenge"]) == (found, None)
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


@pytest.mark.parametrize("given", [{"email": "DAMI@example.com"}, {"phone": "+234 803 123 4567"}])
def test_an_address_that_has_an_account_gets_the_same_answer_and_its_owner_is_told(
    people: People, given: dict[str, str]
) -> None:
    User.objects.filter(pk=people.dami.pk).update(phone="+2348031234567")
    known, other = payload(register(**given)), payload(register(email="nobody@example.com"))
    assert (set(known), known["userErrors"], known["challenge"]["id"] is None) == (set(other), [], False)
    address = "dami@example.com" if "email" in given else "+2348031234567"
    (told,) = messages(address)
    assert "You already have an account" in told
    assert not any(character.isdigit() for character in told)
    for code in ("000000", "123456", ""):
        assert faults(verify(known["challenge"]["id"], code)) == [("INVALID_CODE", ["code"])]
    assert User.objects.count() == 1


def test_an_address_that_two_want_is_the_ones_who_is_first(db: None) -> None:
    first = payload(register(email="efua@example.com", name="First"))["challenge"]["id"]
    code = code_at("efua@example.com")
    aged(Challenge.objects.get())
    second = payload(register(email="efua@example.com", name="Second"))["challenge"]["id"]
    assert payload(verify(second, code_at("efua@example.com")))["userErrors"] == []
    assert faults(verify(first, code)) == [("ACCOUNT_EXISTS", ["code"])]
    assert User.objects.get().name == "Second"


def test_a_guests_cart_comes_along(people: People) -> None:
    cart = cart_of(None, (garment(people.atelier), 2))
    challenge = payload(register(email="efua@example.com"))["challenge"]["id"]
    fields = f"cart {{ id lines {{ quantity }} }} {TOKENS}"
    given = {"challengeId": challenge, "code": code_at("efua@example.com"), "cartId": gid(cart)}
    signed = payload(ask("accountVerify", fields, **given))
    assert (signed["userErrors"], signed["cart"]["lines"]) == ([], [{"quantity": 2}])


def test_after_registering_she_can_sign_in_with_the_password(db: None) -> None:
    challenge = payload(register(email="efua@example.com"))["challenge"]["id"]
    verify(challenge, code_at("efua@example.com"))
    query = "mutation($input: TokenCreateInput!) { tokenCreate(input: $input) { accessToken user { email } } }"
    signed = payload(Wire()(query, input={"login": "EFUA@example.com", "password": PASSWORD}))
    assert signed["user"] == {"email": "efua@example.com"}
    assert signed["accessToken"]


def test_a_wrong_code_opens_nothing(db: None) -> None:
    challenge = payload(register(email="efua@example.com"))["challenge"]["id"]
    answer = verify(challenge, wrong(code_at("efua@example.com")))
    assert (faults(answer), payload(answer)["accessToken"]) == ([("INVALID_CODE", ["code"])], None)
    assert (User.objects.count(), Challenge.objects.get().tries, actions()) == (0, 1, ["CODE_SENT", "CODE_FAILED"])


def test_neither_code_nor_password_stands_anywhere_in_clear(db: None) -> None:
    register(email="efua@example.com")
    code = code_at("efua@example.com")
    kept = str([list(model.objects.values()) for model in (Challenge, Notification, OutboxEvent)])
    assert code not in kept
    assert PASSWORD not in kept
