"""A bad value stops the start, names its variable and is never shown."""

from collections.abc import Callable
from ipaddress import ip_network

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env

KEY = "dGVzdC1vbmx5LXdlYmhvb2stZW5jcnlwdGlvbi1rZXk="

GOOD: dict[str, tuple[Callable[[], object], str, object]] = {
    "text": (lambda: env.text("X"), " word ", "word"),
    "flag yes": (lambda: env.flag("X", default=False), "Yes", True),
    "flag no": (lambda: env.flag("X", default=True), "off", False),
    "whole": (lambda: env.whole("X", 1, most=9), "9", 9),
    "seconds": (lambda: env.seconds("X", "1"), "0.5", 0.5),
    "choice": (lambda: env.choice("X", "a", allowed=("a", "b")), "b", "b"),
    "words": (lambda: env.words("X"), "a, b,,", ["a", "b"]),
    "choices": (lambda: env.choices("X", allowed=("a", "b")), "b, a", ["b", "a"]),
    "mail sender": (lambda: env.mail_sender("X"), "Shop <shop@example.com>", "Shop <shop@example.com>"),
    "networks": (lambda: env.networks("X"), "10.0.0.0/8, ::1/128", (ip_network("10.0.0.0/8"), ip_network("::1/128"))),
    "encryption keys": (lambda: env.encryption_keys("X"), f"{KEY}, {KEY}", (KEY, KEY)),
    "url": (lambda: env.url("X", schemes=("https",)), "https://api.example.com/", "https://api.example.com"),
}
BAD: dict[str, tuple[Callable[[], object], str]] = {
    "flag": (lambda: env.flag("X", default=False), "perhaps"),
    "whole that is a word": (lambda: env.whole("X", 1), "hidden"),
    "whole out of range": (lambda: env.whole("X", 1, most=9), "10"),
    "seconds that are a word": (lambda: env.seconds("X", "1"), "hidden"),
    "no seconds": (lambda: env.seconds("X", "1"), "0"),
    "endless seconds": (lambda: env.seconds("X", "1"), "Infinity"),
    "choice": (lambda: env.choice("X", "a", allowed=("a", "b")), "hidden"),
    "choices that are none": (lambda: env.choices("X", allowed=("a", "b")), "a,hidden"),
    "a choice that comes twice": (lambda: env.choices("X", allowed=("a", "b")), "a,b,a"),
    "mail server of another kind": (lambda: env.mail_server("X"), "imap://hidden:hidden@h"),
    "mail server without a host": (lambda: env.mail_server("X"), "smtp://hidden@:25"),
    "mail server with a bad port": (lambda: env.mail_server("X"), "smtp://hidden@h:99999"),
    "mail sender without an address": (lambda: env.mail_sender("X"), "hidden"),
    "mail sender of two lines": (lambda: env.mail_sender("X"), "hidden <a@example.com>\r\nBcc: b@example.com"),
    "networks that are a word": (lambda: env.networks("X"), "10.0.0.0/8,hidden"),
    "a network with more bits": (lambda: env.networks("X"), "10.0.0.1/8"),
    "an encryption key that is a word": (lambda: env.encryption_keys("X"), "hidden"),
    "an encryption key that is too short": (lambda: env.encryption_keys("X"), f"{KEY},{KEY[4:]}"),
    "no encryption keys": (lambda: env.encryption_keys("X"), ","),
    "url of another scheme": (lambda: env.url("X", schemes=("https",)), "http://hidden"),
    "url without a host": (lambda: env.url("X", schemes=("https",)), "https://"),
    "database of another kind": (lambda: env.database("X"), "mysql://hidden:hidden@h/d"),
    "database without a name": (lambda: env.database("X"), "postgresql://hidden:hidden@h/"),
    "database with a bad port": (lambda: env.database("X"), "postgresql://hidden@h:99999/d"),
}


@pytest.mark.parametrize("case", GOOD)
def test_a_good_value_is_read(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    read, given, meant = GOOD[case]
    monkeypatch.setenv("X", given)
    assert read() == meant


@pytest.mark.parametrize("case", BAD)
def test_a_bad_value_names_its_variable_and_is_not_shown(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    read, given = BAD[case]
    monkeypatch.setenv("X", given)
    with pytest.raises(ImproperlyConfigured) as refused:
        read()
    assert str(refused.value).startswith("X must be ")
    assert "hidden" not in str(refused.value)


def test_what_is_required_and_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", "  ")
    with pytest.raises(ImproperlyConfigured, match="X is required"):
        env.text("X")


def test_defaults_stand_when_nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("X", raising=False)
    assert (env.flag("X", default=True), env.whole("X", 7), env.words("X", ["a"])) == (True, 7, ["a"])


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("postgresql://ada:s%40cret@db:6432/shop", ("shop", "ada", "s@cret", "db", "6432", {})),
        ("postgres://ada@/shop?host=/run/pg", ("shop", "ada", "", "/run/pg", "", {})),
        ("postgresql://db/shop?sslmode=require", ("shop", "", "", "db", "", {"sslmode": "require"})),
    ],
)
def test_a_database_url_is_taken_apart(monkeypatch: pytest.MonkeyPatch, url: str, parts: tuple[object, ...]) -> None:
    monkeypatch.setenv("X", url)
    found = env.database("X")
    assert tuple(found[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")) == parts


@pytest.mark.parametrize(
    ("public_url", "domain", "origin"),
    [
        ("https://api.example.com", "api.example.com", "https://api.example.com"),
        ("https://API.example.com:443/shop", "api.example.com", "https://api.example.com"),
        ("https://api.example.com:8443", "api.example.com", "https://api.example.com:8443"),
        ("http://127.0.0.1:8000", "localhost", "http://localhost:8000"),
        ("http://[::1]:80", "localhost", "http://localhost"),
        ("http://localhost:8000", "localhost", "http://localhost:8000"),
    ],
)
def test_passkeys_belong_to_a_domain_and_at_home_to_localhost(public_url: str, domain: str, origin: str) -> None:
    assert env.passkey_site(public_url) == (domain, origin)


def test_a_port_that_is_none_stops_the_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="PUBLIC_URL must be a URL with a port from 1 to 65535"):
        env.passkey_site("http://hidden:99999")


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("smtp+tls://ada:s%40cret@mail.example.com", ("mail.example.com", 587, "ada", "s@cret", True, False)),
        ("smtps://ada@mail.example.com:4650", ("mail.example.com", 4650, "ada", "", False, True)),
        ("smtp://127.0.0.1", ("127.0.0.1", 25, "", "", False, False)),
    ],
)
def test_a_mail_server_url_is_taken_apart(monkeypatch: pytest.MonkeyPatch, url: str, parts: tuple[object, ...]) -> None:
    monkeypatch.setenv("X", url)
    found = env.mail_server("X")
    assert tuple(found[key] for key in ("host", "port", "username", "password", "use_tls", "use_ssl")) == parts


def test_no_mail_server_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("X", " ")
    assert (env.mail_server("X"), env.choices("X", allowed=("a",))) == ({}, [])
