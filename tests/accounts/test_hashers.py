"""Passwords are hashed by Argon2id with bounds that a small pod survives, and checked alike for everybody."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import argon2
import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.utils import timezone
from pytest_django.fixtures import Settings

from fashionistar.accounts import hashers
from fashionistar.accounts.models import User
from fashionistar.accounts.services.session_step_up import session_step_up
from fashionistar.accounts.services.staff_sign_in import staff_sign_in
from fashionistar.accounts.services.token_create import token_create
from fashionistar.kernel.errors import DomainError
from tests.accounts.second_factors import acting_in, app_of, proved
from tests.people import People


@pytest.fixture(autouse=True)
def as_in_production(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["fashionistar.accounts.hashers.PodArgon2Hasher"]


def test_a_hash_is_argon2id_with_owasps_minimum() -> None:
    encoded = make_password("agbada-and-lace")
    found = argon2.extract_parameters(encoded.removeprefix("argon2"))
    assert (found.type, found.memory_cost, found.time_cost, found.parallelism) == (argon2.Type.ID, 19_456, 2, 1)
    assert check_password("agbada-and-lace", encoded)
    assert not check_password("agbada-and-lice", encoded)


def test_a_flood_of_sign_ins_hashes_only_a_few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once, most, guard = 0, 0, threading.Lock()
    real = hashers.Argon2PasswordHasher.encode

    def counted(self: hashers.PodArgon2Hasher, password: str, salt: str) -> str:
        nonlocal at_once, most
        with guard:
            at_once += 1
            most = max(most, at_once)
        try:
            return real(self, password, salt)
        finally:
            with guard:
                at_once -= 1

    monkeypatch.setattr(hashers.Argon2PasswordHasher, "encode", counted)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(make_password, ["agbada-and-lace"] * 32))
    assert 1 <= most <= 4


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows by a word for each hash that is made, be it to keep it or to compare it."""
    made: list[str] = []
    for name in ("encode", "verify"):
        real = getattr(hashers.Argon2PasswordHasher, name)

        def counted(self: object, *given: str, real: Callable[..., object] = real, name: str = name) -> object:
            made.append(name)
            return real(self, *given)

        monkeypatch.setattr(hashers.Argon2PasswordHasher, name, counted)
    return made


LOGINS = ("nobody@example.com", "dami@example.com", "efua@example.com", "gone@example.com", "root@example.com")
DOORS: dict[str, Callable[[str], object]] = {
    "wire": lambda login: token_create(login=login, password="agbada-and-lice", now=timezone.now()),
    "admin": lambda login: staff_sign_in(login=login, password="agbada-and-lice", proof=None, now=timezone.now()),
}


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("door", DOORS)
def test_a_wrong_password_costs_one_hash_whoever_it_is_for(
    people: People, hashed: list[str], login: str, door: str
) -> None:
    assert people.dami
    User.objects.create_user(email="efua@example.com", password=None)
    User.objects.create_user(email="gone@example.com", password="agbada-and-lace", is_active=False)
    app_of(User.objects.create_superuser(email="root@example.com", password="agbada-and-lace"))
    hashed.clear()
    with pytest.raises(DomainError, match="INVALID_CREDENTIALS"):
        DOORS[door](login)
    assert len(hashed) == 1


@pytest.mark.parametrize("password", ["agbada-and-lace", None])
def test_so_does_a_wrong_one_to_step_up(people: People, hashed: list[str], password: str | None) -> None:
    user: User = User.objects.create_user(email="efua@example.com", password=password)
    actor = acting_in(proved(user, mfa=False))
    hashed.clear()
    with pytest.raises(DomainError, match="INVALID_CREDENTIALS"):
        session_step_up(actor=actor, proof=None, password="lice", otp=None, challenge_id=None, now=timezone.now())
    assert len(hashed) == 1
