"""Passkeys: WebAuthn credentials that a device keeps and that verify their user, so that each is two factors at once.

The ceremonies are those of the standard (W3C Web Authentication, Level 3, section 7); options and responses are its
JSON, as browsers read and write it.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django.conf import settings
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import (
    options_to_json_dict,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from fashionistar.accounts.audit import note
from fashionistar.accounts.models import AuditAction, Challenge, Passkey, User
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, Fault

_NONCE_BYTES = 32
#: As the standard has it, 4.
_MAX_CREDENTIAL_ID = 1023
#: What comes of a response that is none, or is not signed as it says.
_NO_RESPONSE = (
    WebAuthnException,
    InvalidSignature,
    UnsupportedAlgorithm,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
)


#: As the table has it.
type Nonce = bytes | memoryview[int] | None


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What a device is asked to do, and the challenge that its answer meets."""

    challenge: Challenge
    options: dict[str, Any]


@dataclass(frozen=True, slots=True)
class NewCredential:
    """What a device has made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: list[str]
    is_backed_up: bool


def new_nonce() -> bytes:
    """What a device is to sign."""
    return secrets.token_bytes(_NONCE_BYTES)


def registration_options(user: User, nonce: bytes) -> dict[str, Any]:
    """For `navigator.credentials.create`: a passkey on a device that has none of hers yet."""
    name = str(user.email or user.phone)
    options = generate_registration_options(
        rp_id=settings.WEBAUTHN_RP_ID,
        rp_name=settings.WEBAUTHN_RP_NAME,
        user_id=user.pk.bytes,
        user_name=name,
        user_display_name=user.name or name,
        challenge=nonce,
        timeout=_milliseconds(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=_described(user.passkeys.all()),
    )
    return options_to_json_dict(options)


def request_options(nonce: bytes, *, of: User | None = None) -> dict[str, Any]:
    """For `navigator.credentials.get`: a passkey of this user or, without one, any that a device has for us."""
    options = generate_authentication_options(
        rp_id=settings.WEBAUTHN_RP_ID,
        challenge=nonce,
        timeout=_milliseconds(),
        allow_credentials=None if of is None else _described(of.passkeys.all()),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    said = options_to_json_dict(options)
    return {name: value for name, value in said.items() if name != "allowCredentials" or value}


def registered(credential: Any, *, nonce: Nonce) -> NewCredential | Fault:
    """Check what a device answered to `registration_options`, which had this nonce.

    Returns:
        The new credential; or INVALID.
    """
    if nonce is None:
        return _not_registered()
    try:
        shown = parse_registration_credential_json(credential)
        verified = verify_registration_response(
            credential=shown,
            expected_challenge=bytes(nonce),
            expected_rp_id=settings.WEBAUTHN_RP_ID,
            expected_origin=settings.WEBAUTHN_ORIGINS,
            require_user_verification=True,
        )
        embedded = parse_client_data_json(shown.response.client_data_json).cross_origin
    except _NO_RESPONSE:
        return _not_registered()
    if embedded or not 0 < len(verified.credential_id) <= _MAX_CREDENTIAL_ID:
        return _not_registered()
    return NewCredential(
        credential_id=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        transports=[str(each.value) for each in shown.response.transports or ()],
        is_backed_up=verified.credential_backed_up,
    )


def signed_by(credential: Any, *, nonce: Nonce, of: User | None = None, now: datetime) -> Passkey | Fault:
    """Check what a device answered to `request_options`; the passkey is held, and its counter moves on.

    Args:
        credential: The response.
        nonce: What was to be signed; nothing is accepted for None.
        of: Whose passkey it must be; without one the device says whose it is.
        now: The time.

    Returns:
        The passkey; or INVALID_CREDENTIALS, the same whatever is wrong. A refusal is in the audit log.
    """
    try:
        shown = parse_authentication_credential_json(credential)
    except _NO_RESPONSE:
        return _refused(None, "malformed")
    held = Passkey.objects.order_by("pk").select_for_update(of=("self",)).select_related("user")
    passkey = held.filter(credential_id=shown.raw_id).first()
    if passkey is None:
        return _refused(None, "unknown")
    if not passkey.user.is_active or not _is_hers(passkey, shown.response.user_handle, of):
        return _refused(passkey, "owner")
    verified = _verified(shown, passkey, nonce)
    if verified is None:
        return _refused(passkey, "response")
    if max(verified.new_sign_count, passkey.sign_count) > 0 and verified.new_sign_count <= passkey.sign_count:
        return _refused(passkey, "sign_count")
    passkey.sign_count = verified.new_sign_count
    passkey.is_backed_up = verified.credential_backed_up
    passkey.last_used_at = now
    passkey.save(update_fields=["sign_count", "is_backed_up", "last_used_at"])
    return passkey


def _verified(shown: AuthenticationCredential, passkey: Passkey, nonce: Nonce) -> VerifiedAuthentication | None:
    if nonce is None:
        return None
    try:
        verified = verify_authentication_response(
            credential=shown,
            expected_challenge=bytes(nonce),
            expected_rp_id=settings.WEBAUTHN_RP_ID,
            expected_origin=settings.WEBAUTHN_ORIGINS,
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=0,  # ours to compare, once the signature is known to be good
            require_user_verification=True,
        )
        embedded = parse_client_data_json(shown.response.client_data_json).cross_origin
    except _NO_RESPONSE:
        return None
    return None if embedded else verified


def _is_hers(passkey: Passkey, handle: bytes | None, of: User | None) -> bool:
    """Whether the passkey is of whom it must be; the handle, which the device keeps, says of whom it is."""
    owner: UUID = passkey.user_id
    if of is None:
        return handle == owner.bytes
    return owner == of.pk and handle in {None, owner.bytes}


def _described(passkeys: Iterable[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=bytes(passkey.credential_id),
            transports=[AuthenticatorTransport(name) for name in passkey.transports],
        )
        for passkey in passkeys
    ]


def _milliseconds() -> int:
    return int(settings.PASSKEY_LIFETIME.total_seconds() * 1000)


def _refused(passkey: Passkey | None, reason: str) -> Fault:
    owner = None if passkey is None else passkey.user_id
    note(AuditAction.PASSKEY_REFUSED, user_id=owner, actor=Actor(), reason=reason)
    return Fault(ErrorCode.INVALID_CREDENTIALS, "This passkey is not accepted.", ("credential",))


def _not_registered() -> Fault:
    message = "This is not an answer to the options: ask for new ones with `passkeyRegisterStart`, and try once more."
    return Fault(ErrorCode.INVALID, message, ("credential",))
