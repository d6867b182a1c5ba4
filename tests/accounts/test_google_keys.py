"""Google's public keys: kept as long as it says, renewed when it changes them, never fetched at a stranger's wish."""

import threading
from collections.abc import Callable

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from fashionistar.accounts.gateway import GoogleUnavailableError
from fashionistar.accounts.gateways.jwks import KeySet
from tests.google import Google, key, published

HOUR = 3600.0


class Clock:
    """It stands still until it is set forward."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock."""
    return Clock()


@pytest.fixture
def keys(google: Google, clock: Clock) -> KeySet:
    """Google's keys, as a process has them that has just begun."""
    return KeySet(google.url, timeout=httpx.Timeout(2), clock=clock)


def test_they_are_fetched_once_for_all_who_need_them(google: Google, keys: KeySet) -> None:
    threads = [threading.Thread(target=keys.key, args=(kid,)) for kid in ("one", "two") * 8]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    found = keys.key("two")
    assert found is not None
    assert (found.public_numbers(), google.asked) == (key("two").public_key().public_numbers(), 1)


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({"Cache-Control": "public, max-age=22807, must-revalidate, no-transform"}, 22_807),
        ({"Cache-Control": "Max-Age=22807", "Age": "2807"}, 20_000),
        ({"Cache-Control": "max-age=1"}, 300),
        ({"Cache-Control": "max-age=600", "Age": "a while"}, 600),
        ({"Cache-Control": "no-store"}, 300),
        ({"Cache-Control": "s-max-age=9000"}, 300),
        ({}, 300),
        ({"Cache-Control": "max-age=999999999"}, 12 * HOUR),
    ],
)
def test_they_are_kept_as_long_as_google_says_within_reason(
    google: Google, keys: KeySet, clock: Clock, headers: dict[str, str], fresh: float
) -> None:
    google.headers = headers
    keys.key("one")
    clock.now += fresh - 1
    keys.key("one")
    assert google.asked == 1
    clock.now += 1
    keys.key("one")
    assert google.asked == 2


def test_a_flood_of_keys_that_nobody_has_asks_google_once_a_minute(google: Google, keys: KeySet, clock: Clock) -> None:
    assert [keys.key(f"unknown-{number}") for number in range(100)] == [None] * 100
    assert google.asked == 1
    clock.now += 60
    assert [keys.key(f"unknown-{number}") for number in range(100)] == [None] * 100
    assert google.asked == 2


def test_a_new_key_is_found_and_an_old_one_is_worth_nothing(google: Google, keys: KeySet, clock: Clock) -> None:
    assert keys.key("one") is not None
    google.keys = [published("two"), published("three")]
    assert keys.key("three") is None, "a minute has not passed"
    clock.now += 60
    assert (keys.key("three") is not None, keys.key("one"), google.asked) == (True, None, 2)


BROKEN: dict[str, Callable[[Google], None]] = {
    "away": lambda google: setattr(google, "status", 503),
    "somewhere else": lambda google: (setattr(google, "status", 302), google.headers.update(Location=google.url))[0],
    "a page": lambda google: setattr(google, "body", b"<html>hello</html>"),
    "a list": lambda google: setattr(google, "body", b"[1]"),
    "no keys": lambda google: setattr(google, "keys", []),
    "keys that are none": lambda google: setattr(
        google, "keys", [1, {}, {"kid": "one"}, published("one", n="!"), published("one", kty="EC"), {"kty": "RSA"}]
    ),
    "without end": lambda google: setattr(google, "body", b'{"keys": [' + b" " * 70_000 + b"]}"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_while_google_is_away_the_keys_that_are_here_serve_for_a_day(
    google: Google, keys: KeySet, clock: Clock, name: str
) -> None:
    assert keys.key("one") is not None
    BROKEN[name](google)
    clock.now += 7 * HOUR
    assert [keys.key("one") is not None for _ in range(50)] == [True] * 50
    assert google.asked == 2, "it was tried once, and is again in a minute"
    clock.now += 18 * HOUR
    with pytest.raises(GoogleUnavailableError):
        keys.key("one")
    google.begin()
    clock.now += 5
    assert keys.key("one") is not None


def test_without_any_keys_it_is_tried_again_soon_but_not_at_once(google: Google, keys: KeySet, clock: Clock) -> None:
    google.status = 500
    for _ in range(20):
        with pytest.raises(GoogleUnavailableError):
            keys.key("one")
    assert google.asked == 1
    google.status = 200
    clock.now += 5
    assert keys.key("one") is not None


def test_who_has_a_key_does_not_wait_for_google(google: Google, keys: KeySet, clock: Clock) -> None:
    keys.key("one")
    clock.now += 7 * HOUR
    google.gate.clear()
    other = threading.Thread(target=keys.key, args=("one",))
    other.start()
    while google.asked < 2:
        other.join(0.005)
    assert (keys.key("one") is not None, other.is_alive()) == (True, True), "the answer is still held back"
    google.gate.set()
    other.join()


def test_google_is_not_waited_for_long(google: Google, clock: Clock) -> None:
    google.gate.clear()
    keys = KeySet(google.url, timeout=httpx.Timeout(0.1), clock=clock)
    with pytest.raises(GoogleUnavailableError):
        keys.key("one")


def test_keys_for_other_uses_and_weak_ones_are_left_out(google: Google, keys: KeySet) -> None:
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024).public_key()
    weak = RSAAlgorithm.to_jwk(short, as_dict=True) | {"kid": "weak"}
    google.keys = [published("one"), published("two", use="enc"), published("three", alg="RS512"), weak]
    assert [kid for kid in ("one", "two", "three", "weak") if keys.key(kid) is not None] == ["one"]
