"""A signer's public keys (JWK Set, RFC 7517) over HTTPS, kept for as long as it says and shared by all threads.

Tokens of strangers name the keys, so what they name must not make us ask: a key that is not known is looked for once a
minute at the most.
"""

import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx
import jwt
import orjson
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm

from fashionistar.accounts.gateway import GoogleUnavailableError

_log = structlog.get_logger("fashionistar.google")

_TIMEOUT = httpx.Timeout(3)
_LIMITS = httpx.Limits(max_connections=2, max_keepalive_connections=0)
_LONGEST_BODY = 64 * 1024
_MIN_KEY_BITS = 2048
#: Seconds for which keys are fresh, whatever Cache-Control says; Google says some six hours.
_FRESH_AT_LEAST, _FRESH_AT_MOST = 300.0, 43_200.0
#: Seconds after they came for which keys still serve while no others can be had.
_USABLE = 86_400.0
#: Seconds between two requests for what is not known or not fresh; and while there are no keys at all.
_PAUSE, _PAUSE_WITHOUT_KEYS = 60.0, 5.0


@dataclass(frozen=True, slots=True)
class _Held:
    """The keys by their names, and the times until which they are fresh and usable."""

    keys: Mapping[str, RSAPublicKey] = field(default_factory=dict)
    fresh_until: float = float("-inf")
    usable_until: float = float("-inf")


class KeySet:
    """The keys at a URL, for one process."""

    def __init__(
        self, url: str, *, timeout: httpx.Timeout = _TIMEOUT, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Prepare the client; nothing is asked yet."""
        self._url = url
        self._clock = clock
        self._client = httpx.Client(timeout=timeout, limits=_LIMITS, headers={"Accept": "application/json"})
        self._lock = threading.Lock()
        self._held = _Held()
        self._asked_at = float("-inf")

    def key(self, kid: str) -> RSAPublicKey | None:
        """The key of this name; None if the signer has none.

        Raises:
            GoogleUnavailableError: There are no keys that can be used.
        """
        held, now = self._held, self._clock()
        known = held.keys.get(kid) if now < held.usable_until else None
        if known is not None and now < held.fresh_until:
            return known
        # Nobody who can go on with a key waits for whoever is getting others.
        if not self._lock.acquire(blocking=known is None):
            return known
        try:
            return self._looked_for(kid)
        finally:
            self._lock.release()

    def _looked_for(self, kid: str) -> RSAPublicKey | None:
        held, now = self._held, self._clock()
        pause = _PAUSE if now < held.usable_until else _PAUSE_WITHOUT_KEYS
        if (now >= held.fresh_until or kid not in held.keys) and now - self._asked_at >= pause:
            self._asked_at = now
            held = self._held = self._fetched(now) or held
        if now >= held.usable_until:
            raise GoogleUnavailableError
        return held.keys.get(kid)

    def _fetched(self, now: float) -> _Held | None:
        """What the URL answers; None for nothing that is of use."""
        try:
            with self._client.stream("GET", self._url) as response:
                body = b""
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) > _LONGEST_BODY:
                        break
        except httpx.HTTPError as error:
            _log.warning("keys not fetched", error=type(error).__name__)
            return None
        keys = _keys(body) if response.status_code == httpx.codes.OK else {}
        if not keys:
            _log.warning("keys not fetched", status=response.status_code)
            return None
        fresh = min(max(_fresh_for(response.headers), _FRESH_AT_LEAST), _FRESH_AT_MOST)
        return _Held(keys, now + fresh, now + max(_USABLE, fresh))


def _fresh_for(headers: httpx.Headers) -> float:
    """Seconds, as RFC 9111 (4.2) has it: what Cache-Control grants, without what caches on the way have spent."""
    granted = re.search(r"(?:^|[\s,])max-age=(\d{1,9})(?:$|[\s,])", headers.get("Cache-Control", ""), re.IGNORECASE)
    spent = headers.get("Age", "0").strip()
    return float(granted[1]) - float(spent if spent.isdecimal() else 0) if granted else 0.0


def _keys(body: bytes) -> dict[str, RSAPublicKey]:
    """The RSA keys for signatures; others are left out, and there are none in what is no key set."""
    try:
        listed = orjson.loads(body)["keys"]
    except (orjson.JSONDecodeError, LookupError, TypeError):
        return {}
    found = {str(each["kid"]): key for each in _objects(listed) if (key := _key(each)) is not None}
    return {kid: key for kid, key in found.items() if key.key_size >= _MIN_KEY_BITS}


def _objects(listed: object) -> list[dict[str, object]]:
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _key(said: dict[str, object]) -> RSAPublicKey | None:
    for_signatures = said.get("use", "sig") == "sig" and said.get("alg", "RS256") == "RS256"
    if said.get("kty") != "RSA" or not for_signatures or not isinstance(said.get("kid"), str):
        return None
    try:
        key = RSAAlgorithm.from_jwk(orjson.dumps(said).decode())
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
    return key if isinstance(key, RSAPublicKey) else None
