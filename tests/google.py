"""Google as it is met on the network: its public keys on a port of loopback, and the ID tokens that it signs."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from pytest_django.fixtures import Settings

from fashionistar.accounts.gateways import get_google

WEB, ANDROID, IOS = (f"{name}.apps.googleusercontent.com" for name in ("1-web", "1-android", "1-ios"))
SUBJECT = "110169484474386276334"


@cache
def key(kid: str) -> rsa.RSAPrivateKey:
    """The key pair of this name, made once."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def published(kid: str, **more: object) -> dict[str, Any]:
    """A public key as it stands in the set."""
    found = RSAAlgorithm.to_jwk(key(kid).public_key(), as_dict=True)
    return {name: found[name] for name in ("kty", "n", "e")} | {"kid": kid, "use": "sig", "alg": "RS256"} | more


def claims(nonce: str | None, **changes: object) -> dict[str, Any]:
    """What Google says of Efua, with changes; what is None is left out."""
    now = int(time.time())
    said = {
        "iss": "https://accounts.google.com",
        "aud": WEB,
        "azp": WEB,
        "sub": SUBJECT,
        "email": "efua@gmail.com",
        "email_verified": True,
        "name": "Efua Asante",
        "nonce": nonce,
        "iat": now,
        "exp": now + 3600,
    }
    return {name: value for name, value in (said | changes).items() if value is not None}


def id_token(nonce: str | None, *, kid: str = "one", **changes: object) -> str:
    """A token that Google has signed."""
    return jwt.encode(claims(nonce, **changes), key(kid), algorithm="RS256", headers={"kid": kid})


@dataclass
class Google:
    """It keeps count of who asks for its keys, and answers as it is told; `gate` holds its answers back."""

    url: str = ""
    keys: list[Any] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    body: bytes | None = None
    asked: int = 0
    gate: threading.Event = field(default_factory=threading.Event)

    def begin(self) -> None:
        """Be as on an ordinary day."""
        self.keys = [published("one"), published("two")]
        self.headers = {"Cache-Control": "public, max-age=22807, must-revalidate, no-transform"}
        self.status, self.body, self.asked = 200, None, 0
        self.gate.set()


@pytest.fixture(scope="session")
def google_server() -> Iterator[Google]:
    """Google on a free port."""
    google = Google()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            google.asked += 1
            google.gate.wait(30)
            body = orjson.dumps({"keys": google.keys}) if google.body is None else google.body
            self.send_response(google.status)
            for name, value in (google.headers | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that gave up is no fault
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        google.url = f"http://127.0.0.1:{server.server_port}/certs"
        try:
            yield google
        finally:
            google.gate.set()
            server.shutdown()
            thread.join()


@pytest.fixture
def google(google_server: Google, settings: Settings) -> Iterator[Google]:
    """Google, which knows our pages and apps."""
    google_server.begin()
    settings.GOOGLE_CLIENT_IDS, settings.GOOGLE_JWKS_URL = [WEB, ANDROID, IOS], google_server.url
    get_google.cache_clear()
    yield google_server
    get_google.cache_clear()
