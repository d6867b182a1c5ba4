"""Typed readers of environment variables: a bad value stops the start and names its variable."""

import os
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from email.utils import parseaddr
from ipaddress import IPv4Network, IPv6Network, ip_network
from math import isfinite
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off"}


def _raw(name: str) -> str | None:
    value = os.environ.get(name, "").strip()
    return value or None


def _refuse(name: str, wants: str) -> ImproperlyConfigured:
    # The value itself is never shown, nor raised from: it may be a secret typed into the wrong variable.
    return ImproperlyConfigured(f"{name} must be {wants}. Correct or unset it; .env.example shows every variable.")


def text(name: str, default: str | None = None) -> str:
    """Read a string.

    Args:
        name: The variable.
        default: What stands when it is unset or blank; without one it is required.

    Raises:
        ImproperlyConfigured: Required and not set.
    """
    value = _raw(name)
    if value is not None:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} is required and not set; .env.example shows every variable.")
    return default


def flag(name: str, *, default: bool) -> bool:
    """Read a yes/no: 1, true, yes, on / 0, false, no, off.

    Raises:
        ImproperlyConfigured: Any other word.
    """
    value = _raw(name)
    if value is None:
        return default
    if value.lower() in _TRUE:
        return True
    if value.lower() in _FALSE:
        return False
    raise _refuse(name, "one of 1, true, yes, on, 0, false, no, off")


def whole(name: str, default: int, *, least: int = 0, most: int = 2**31 - 1) -> int:
    """Read a whole number from `least` to `most`.

    Raises:
        ImproperlyConfigured: Not a number, or out of range.
    """
    value = _raw(name)
    if value is None:
        return default
    try:
        number = int(value)
    except ValueError:
        raise _refuse(name, f"a whole number from {least} to {most}") from None
    if not least <= number <= most:
        raise _refuse(name, f"a whole number from {least} to {most}")
    return number


def seconds(name: str, default: str) -> float:
    """Read a positive duration in seconds, fractions allowed.

    Raises:
        ImproperlyConfigured: Not a number, or not above zero.
    """
    try:
        value = Decimal(_raw(name) or default)
    except InvalidOperation:
        raise _refuse(name, "a number of seconds above 0") from None
    if not value.is_finite() or value <= 0 or not isfinite(float(value)):
        raise _refuse(name, "a number of seconds above 0")
    return float(value)


def choice(name: str, default: str, *, allowed: Sequence[str]) -> str:
    """Read one word of a closed list.

    Raises:
        ImproperlyConfigured: A word that is not in the list.
    """
    value = _raw(name) or default
    if value not in allowed:
        raise _refuse(name, f"one of {', '.join(allowed)}")
    return value


def words(name: str, default: Sequence[str] = ()) -> list[str]:
    """Read a comma-separated list, blanks dropped."""
    value = _raw(name)
    if value is None:
        return list(default)
    return [word.strip() for word in value.split(",") if word.strip()]


def rates(name: str, default: str, *, most: int) -> dict[str, int]:
    """Read whole numbers by name, separated by commas, as `NG:750,KE:1600`.

    Raises:
        ImproperlyConfigured: Something else, or a number that is not within 0 and `most`.
    """
    found = {}
    for word in text(name, default).split(","):
        key, _, number = word.strip().partition(":")
        if not key or not number.isdecimal() or int(number) > most:
            raise _refuse(name, f"names and whole numbers of 0 to {most}, as NG:750,KE:1600")
        found[key] = int(number)
    return found


def choices(name: str, *, allowed: Sequence[str]) -> list[str]:
    """Read a comma-separated list of words of a closed list, in the order given; none when it is not set.

    Raises:
        ImproperlyConfigured: A word that is not in the list, or one that comes twice.
    """
    found = words(name)
    if set(found) - set(allowed) or len(set(found)) < len(found):
        raise _refuse(name, f"a list of {', '.join(allowed)}, each once at most")
    return found


def networks(name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Read a comma-separated list of networks, as 10.0.0.0/8; none when it is not set.

    Raises:
        ImproperlyConfigured: One of them is none.
    """
    try:
        return tuple(ip_network(word) for word in words(name))
    except ValueError:
        raise _refuse(name, "networks such as 10.0.0.0/8,fd00::/8") from None


def encryption_keys(name: str) -> tuple[str, ...]:
    """Read a comma-separated list of Fernet keys: the first encrypts, all of them decrypt.

    Raises:
        ImproperlyConfigured: Not set, or one of them is no key.
    """
    keys = tuple(word.strip() for word in text(name).split(",") if word.strip())
    try:
        lengths = {len(urlsafe_b64decode(key)) for key in keys}
    except ValueError:
        lengths = set()
    if lengths != {32}:
        raise _refuse(name, "32 random bytes in URL-safe base64, or several of them with commas")
    return keys


def url(name: str, default: str | None = None, *, schemes: Sequence[str]) -> str:
    """Read a URL of one of `schemes`, without a closing slash.

    Raises:
        ImproperlyConfigured: Another scheme, or no host and no path.
    """
    value = text(name, default)
    wants = f"a URL that begins with {' or '.join(f'{scheme}://' for scheme in schemes)}"
    try:
        parts = urlsplit(value)
    except ValueError:
        raise _refuse(name, wants) from None
    if parts.scheme not in schemes or not (parts.netloc or parts.path.strip("/") or parts.query):
        raise _refuse(name, wants)
    return value.rstrip("/") if parts.scheme.startswith("http") else value


def passkey_site(public_url: str) -> tuple[str, str]:
    """The domain that passkeys of a platform at this URL belong to, and the origin of its pages, as browsers say it.

    Browsers take no IP address for a domain: a platform at 127.0.0.1 has its passkeys at localhost.

    Raises:
        ImproperlyConfigured: The port is none.
    """
    parts = urlsplit(public_url)
    host = "localhost" if parts.hostname in {"127.0.0.1", "::1"} else str(parts.hostname)
    try:
        port = parts.port
    except ValueError:
        raise _refuse("PUBLIC_URL", "a URL with a port from 1 to 65535") from None
    usual = {"http": 80, "https": 443}[parts.scheme]
    return host, f"{parts.scheme}://{host}" if port in {None, usual} else f"{parts.scheme}://{host}:{port}"


def database(name: str, default: str | None = None) -> dict[str, Any]:
    """Read a PostgreSQL URL into Django's connection settings; `?host=/run/x` names a unix socket.

    Raises:
        ImproperlyConfigured: Not a PostgreSQL URL, or no database name in it.
    """
    parts = urlsplit(url(name, default, schemes=("postgresql", "postgres")))
    options = dict(parse_qsl(parts.query))
    try:
        port = parts.port
    except ValueError:
        raise _refuse(name, "a PostgreSQL URL with a port from 1 to 65535") from None
    if not parts.path.strip("/"):
        raise _refuse(name, "a PostgreSQL URL that ends with /<database name>")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": options.pop("port", None) or str(port or ""),
        "OPTIONS": options,
    }


def mail_server(name: str) -> dict[str, Any]:
    """Read an SMTP URL into the options of Django's SMTP backend; none of them when it is not set.

    `smtp+tls://` turns encryption on once the server is reached (STARTTLS), `smtps://` begins with it, `smtp://` has
    none.

    Raises:
        ImproperlyConfigured: Another scheme, no host, or a port that cannot be one.
    """
    if _raw(name) is None:
        return {}
    parts = urlsplit(url(name, schemes=("smtp+tls", "smtps", "smtp")))
    usual = {"smtp+tls": 587, "smtps": 465, "smtp": 25}[parts.scheme]
    try:
        port = parts.port or usual
    except ValueError:
        raise _refuse(name, "an SMTP URL with a port from 1 to 65535") from None
    if not parts.hostname:
        raise _refuse(name, "an SMTP URL with a host")
    return {
        "host": unquote(parts.hostname),
        "port": port,
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": parts.scheme == "smtp+tls",
        "use_ssl": parts.scheme == "smtps",
    }


def mail_sender(name: str, default: str | None = None) -> str:
    """Read whom e-mails come from: `shop@example.com` or `Shop <shop@example.com>`.

    Raises:
        ImproperlyConfigured: Required and not set, or no address.
    """
    value = text(name, default)
    local, _, domain = parseaddr(value)[1].rpartition("@")
    if not local or not domain or not value.isprintable():
        raise _refuse(name, "an address, as Shop <shop@example.com>")
    return value
