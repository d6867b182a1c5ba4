"""Passwords are hashed by Argon2id with bounds that a small pod survives."""

import threading
from concurrent.futures import ThreadPoolExecutor

import argon2
import pytest
from django.contrib.auth.hashers import check_password, make_password
from pytest_django.fixtures import Settings

from fashionistar.accounts import hashers


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
