"""Whatever somebody sends as the response of a device: what is none is refused, and never a failure of ours."""

import copy
import json
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from fashionistar.accounts.passkeys import new_nonce, registered, registration_options, request_options, signed_by
from fashionistar.kernel.errors import ErrorCode, Fault
from tests.accounts.second_factors import device_of
from tests.authenticator import Authenticator
from tests.people import People

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.just("AAAA"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
SHARED = (("id",), ("rawId",), ("type",), ("response",), ("response", "clientDataJSON"))
MADE = (*SHARED, ("authenticatorAttachment",), ("response", "attestationObject"), ("response", "transports"))
SIGNED = (
    *SHARED,
    ("response", "authenticatorData"),
    ("response", "signature"),
    ("response", "userHandle"),
)
ENOUGH = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def spoiled(credential: Any, path: tuple[str, ...], value: Any) -> Any:
    """The same with one thing in it replaced."""
    whole = copy.deepcopy(credential)
    place = whole if len(path) == 1 else whole[path[0]]
    place[path[-1]] = value
    return whole


def flipped(credential: Any, name: str, at: int, by: int) -> Any:
    """The same with one byte of its response changed."""
    raw = bytearray(base64url_to_bytes(credential["response"][name]))
    raw[at % len(raw)] ^= by
    return spoiled(credential, ("response", name), bytes_to_base64url(bytes(raw)))


def challenge_in(credential: Any) -> bytes:
    """What its device was asked, decoded: two bits of the last character stand for nothing."""
    asked = json.loads(base64url_to_bytes(credential["response"]["clientDataJSON"]))["challenge"]
    return base64url_to_bytes(asked)


def is_refused(answer: object, code: ErrorCode) -> bool:
    """Whether it came to nothing."""
    return isinstance(answer, Fault) and answer.code is code


@pytest.mark.parametrize("kind", ["any JSON", "one thing replaced", "one byte of the attestation changed"])
def test_what_no_device_made_is_no_passkey(people: People, kind: str) -> None:
    nonce = new_nonce()
    made = Authenticator().create(registration_options(people.dami, nonce))
    good = registered(made, nonce=nonce)
    assert not isinstance(good, Fault)
    name = st.sampled_from(["attestationObject", "clientDataJSON"])
    drawn = {
        "any JSON": JSON,
        "one thing replaced": st.builds(spoiled, st.just(made), st.sampled_from(MADE), JSON),
        "one byte of the attestation changed": st.builds(
            flipped, st.just(made), name, st.integers(0, 999), st.integers(1, 255)
        ),
    }

    @ENOUGH
    @given(drawn[kind])
    def tried(credential: Any) -> None:
        answer = registered(credential, nonce=nonce)
        if not is_refused(answer, ErrorCode.INVALID):
            # What is not signed in an attestation that says nothing: an id, a key, hints; the nonce is always ours.
            assert not isinstance(answer, Fault)
            assert challenge_in(credential) == nonce

    tried()


@pytest.mark.parametrize("kind", ["any JSON", "one thing replaced", "one byte of what is signed changed"])
def test_what_no_passkey_signed_is_refused(people: People, kind: str) -> None:
    device, nonce = device_of(people.dami, counts=False), new_nonce()
    signed = device.get(request_options(nonce))
    names = st.sampled_from(["authenticatorData", "clientDataJSON", "signature", "userHandle"])
    drawn = {
        "any JSON": JSON,
        "one thing replaced": st.builds(spoiled, st.just(signed), st.sampled_from(SIGNED), JSON),
        "one byte of what is signed changed": st.builds(
            flipped, st.just(signed), names, st.integers(0, 999), st.integers(1, 255)
        ),
    }

    @ENOUGH
    @given(drawn[kind])
    def tried(credential: Any) -> None:
        answer = signed_by(credential, nonce=nonce, now=timezone.now())
        assert is_refused(answer, ErrorCode.INVALID_CREDENTIALS), credential

    tried()
    assert not isinstance(signed_by(signed, nonce=nonce, now=timezone.now()), Fault), "and as it was it is good"
