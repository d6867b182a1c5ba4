"""Talking to a provider over HTTP, and reading what it says without trusting it."""

import re
from collections.abc import Mapping

import httpx
import orjson

from fashionistar.notifications.gateway import SendError

type Data = Mapping[str, object]

TIMEOUT = httpx.Timeout(connect=5, read=15, write=10, pool=5)
LIMITS = httpx.Limits(max_connections=32, max_keepalive_connections=16, keepalive_expiry=30)

#: A code or a phone number, however it is grouped; and what is no word, as a token or a request that is said back.
_NOT_KEPT = re.compile(r"\S{30,}|\+?\d(?:[ -]?\d){3,}")
_LONGEST = 160


def usable(credential: str, variable: str) -> str:
    """A credential that can go into a request.

    Raises:
        ValueError: It cannot. The HTTP library would name it in its error.
    """
    if not re.fullmatch(r"[!-~]+", credential):
        raise ValueError(f"{variable} must be printable ASCII without spaces or line breaks.")
    return credential


def posted(client: httpx.Client, provider: str, request: httpx.Request) -> httpx.Response:
    """Send a request and return an answer that can be looked at.

    Raises:
        SendError: There is none, or it says that the provider or our account there is at fault.
    """
    try:
        response = client.send(request)
    except httpx.RequestError as error:
        raise SendError(f"{provider} does not answer ({type(error).__name__}).") from None
    code = response.status_code
    if code in {401, 403}:
        raise SendError(f"{provider} refuses our key (HTTP {code}).")
    if code in {408, 429} or code >= 500:
        raise SendError(f"{provider} is not available (HTTP {code}).")
    return response


def parsed(response: httpx.Response) -> Data:
    """The answer's JSON object, empty if it is anything else."""
    try:
        body = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        return {}
    return body if isinstance(body, dict) else {}


def said(value: object, *secrets: str) -> str:
    """A provider's own words, fit to be kept: short, on one line, with neither secrets nor codes nor numbers."""
    words = value if isinstance(value, str) else ""
    for secret in filter(None, secrets):
        words = words.replace(secret, "…")
    words = _NOT_KEPT.sub("…", " ".join(words.split()))
    return "".join(character for character in words if character.isprintable())[:_LONGEST]
