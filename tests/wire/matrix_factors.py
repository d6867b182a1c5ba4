"""The permission matrix of second factors: apps, recovery codes, passkeys and step-up.

Everybody's session has just begun with a password. What needs a second factor on top is told so to Dami, who has one.
"""

from typing import Any

from webauthn.helpers import bytes_to_base64url

from fashionistar.accounts.models import Passkey, TotpFactor, User
from schema.lib.ids import global_id
from tests.accounts.second_factors import app_of, ceremony, codes_of, device_of, first_step
from tests.authenticator import Authenticator
from tests.people import PASSWORD
from tests.wire.client import gid
from tests.wire.world import EVERYBODY, NOT_FOUND_BUT_DAMI_SIGNED_IN, SIGNED_IN, Rows

NOT_WITHOUT_A_SECOND_FACTOR = ("UNAUTHENTICATED", *("MFA_REQUIRED",) * 4)
NOT_WITHOUT_A_CHALLENGE = ("UNAUTHENTICATED", *("CHALLENGE_OVER",) * 4)
NOT_WITH_A_PASSWORD = ("UNAUTHENTICATED", *("INVALID",) * 4)
STEP_UP_FOR_DAMI = ("UNAUTHENTICATED", "STEP_UP_REQUIRED", "NOT_FOUND", "NOT_FOUND", "NOT_FOUND")


def _beside(_: object) -> dict[str, object]:
    """Nothing is said about what is there."""
    return {}


def _code_to_confirm(user: User) -> str:
    """A code of an app that is not confirmed yet."""
    app = app_of(user)
    TotpFactor.objects.update(confirmed_at=None)
    return app.now()


def _passkey(user: User) -> Passkey:
    device_of(user)
    return Passkey.objects.get(user=user)


def _signed(user: User) -> dict[str, Any]:
    device, asked = device_of(user), ceremony()
    return {"challengeId": asked["challengeId"], "credential": device.get(asked["options"])}


def _second_step(user: User) -> dict[str, Any]:
    app_of(user)
    code, *_ = codes_of(user)
    return {"challengeId": first_step(user)["challengeId"], "recoveryCode": code}


def _made(user: User) -> dict[str, Any]:
    """What a device made for a challenge that is not there."""
    options = {"user": {"id": bytes_to_base64url(user.pk.bytes)}, "rp": {"id": "testserver"}, "challenge": "AAAA"}
    nowhere = global_id("Challenge", user.pk)
    return {"challengeId": nowhere, "name": "Pixel", "credential": Authenticator().create(options)}


FACTORS: Rows = {
    "totpEnroll": (lambda _: {}, SIGNED_IN),
    "totpConfirm": (lambda w: {"code": _code_to_confirm(w.people.dami)}, NOT_FOUND_BUT_DAMI_SIGNED_IN),
    "totpRemove": (lambda w: _beside(app_of(w.people.dami)), STEP_UP_FOR_DAMI),
    "recoveryCodesRegenerate": (lambda _: {}, NOT_WITHOUT_A_SECOND_FACTOR),
    "passkeyRegisterStart": (lambda _: {}, SIGNED_IN),
    "passkeyRegisterComplete": (lambda w: _made(w.people.dami), NOT_WITHOUT_A_CHALLENGE),
    "passkeyRename": (
        lambda w: {"id": gid(_passkey(w.people.dami)), "name": "Work phone"},
        NOT_FOUND_BUT_DAMI_SIGNED_IN,
    ),
    "passkeyDelete": (lambda w: {"id": gid(_passkey(w.people.dami))}, STEP_UP_FOR_DAMI),
    "passkeyChallengeCreate": (lambda _: {}, EVERYBODY),
    "tokenCreateByPasskey": (lambda w: _signed(w.people.dami), EVERYBODY),
    "mfaVerify": (lambda w: _second_step(w.people.dami), EVERYBODY),
    "sessionStepUp": (lambda _: {"password": PASSWORD}, SIGNED_IN),
    "sessionStepUpRequest": (lambda _: {}, NOT_WITH_A_PASSWORD),
}
#: A proof is noted on the session, which is no table of what has happened.
FACTORS_CHANGE_NOTHING = {"sessionStepUp"}
