"""A device with passkeys, in software: what a browser and an authenticator do between them (WebAuthn, 5 and 6)."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

_PRESENT, _VERIFIED, _BACKUP, _ATTESTED = 0x01, 0x04, 0x18, 0x40


@dataclass
class Authenticator:
    """Makes one passkey and signs with it; what it does not as it should is for tests of refusals.

    Attributes:
        origin: The page that asks.
        rp_id: The domain that the page says passkeys are for; the one of the options when it is empty.
        verifies: Whether it makes sure that its user is there and is herself.
        backed_up: Whether it keeps its keys in more than one place.
        counter: How often it has signed; one that does not count says 0.
        counts: Whether it counts.
        handle: Whose passkey it is.
    """

    origin: str = "http://testserver"
    rp_id: str = ""
    verifies: bool = True
    backed_up: bool = False
    counter: int = 0
    counts: bool = True
    handle: bytes = b""
    embedded: bool = False
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer `navigator.credentials.create`."""
        self.handle = base64url_to_bytes(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        attested = bytes(16) + len(self.credential_id).to_bytes(2) + self.credential_id + cbor2.dumps(public)
        data = self._data(self.rp_id or options["rp"]["id"], _ATTESTED) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._credential(
            clientDataJSON=self._client_data("webauthn.create", options["challenge"]),
            attestationObject=attestation,
            transports=["internal", "hybrid"],
        )

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer `navigator.credentials.get`."""
        self.counter += self.counts
        client_data = self._client_data("webauthn.get", options["challenge"])
        data = self._data(self.rp_id or options["rpId"], 0)
        signed = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return self._credential(
            clientDataJSON=client_data, authenticatorData=data, signature=signed, userHandle=self.handle
        )

    def _data(self, rp_id: str, flags: int) -> bytes:
        flags |= _PRESENT | _VERIFIED * self.verifies | _BACKUP * self.backed_up
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4)

    def _client_data(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": self.embedded}
        return json.dumps(said).encode()

    def _credential(self, **response: Any) -> dict[str, Any]:
        said = {name: bytes_to_base64url(each) if isinstance(each, bytes) else each for name, each in response.items()}
        key = bytes_to_base64url(self.credential_id)
        return {"id": key, "rawId": key, "type": "public-key", "response": said, "clientExtensionResults": {}}
