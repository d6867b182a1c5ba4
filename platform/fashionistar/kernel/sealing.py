"""Secrets that we must be able to read again, encrypted where they are kept; what need only be compared is hashed."""

import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def sealed(secret: str) -> str:
    """The secret as it is stored, under the newest of our keys."""
    return _keys().encrypt(secret.encode()).decode()


def opened(stored: str) -> str | None:
    """A stored secret, whichever of our keys it is under; None when that key is gone."""
    try:
        return _keys().decrypt(stored.encode()).decode()
    except InvalidToken:
        return None


def sealed_bytes(content: bytes) -> bytes:
    """The same for what is no text, such as a photo."""
    return _keys().encrypt(content)


def opened_bytes(stored: bytes) -> bytes | None:
    """The same for what is no text."""
    try:
        return _keys().decrypt(stored)
    except InvalidToken:
        return None


def keyed_hash(purpose: str, *parts: str) -> str:
    """HMAC-SHA256, in hex, under a key that is not in the database: also for what has few possible values."""
    message = "\x1f".join((purpose, *parts)).encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two hashes are the same, in a time that tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.ENCRYPTION_KEYS])
