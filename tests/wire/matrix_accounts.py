"""The permission matrix of accounts."""

from fashionistar.accounts.services.account_register import account_register
from fashionistar.accounts.services.otp_request import otp_request
from fashionistar.accounts.services.password_reset_request import password_reset_request
from fashionistar.accounts.tokens import TokenKind
from tests.accounts.codes import NOW, aged, answered
from tests.people import PASSWORD, session_of, token_of
from tests.wire.client import gid
from tests.wire.world import EVERYBODY, NOT_FOUND_BUT_DAMI_SIGNED_IN, SIGNED_IN, Rows

_OTHER_DEVICE = ("UNAUTHENTICATED", "CHALLENGE_OVER", "CHALLENGE_OVER", "CHALLENGE_OVER", "CHALLENGE_OVER")
_NEW = {"email": "efua@example.com", "phone": None, "password": PASSWORD}

ACCOUNTS: Rows = {
    "accountRegister": (lambda _: {"email": "efua@example.com", "password": PASSWORD}, EVERYBODY),
    "accountVerify": (lambda _: answered(account_register(**_NEW, now=NOW())), EVERYBODY),
    "tokenCreate": (lambda w: w.dami, EVERYBODY),
    "tokenRefresh": (lambda w: {"refreshToken": token_of(w.people.dami, TokenKind.REFRESH)}, EVERYBODY),
    "otpRequest": (lambda w: {"login": w.dami["login"]}, EVERYBODY),
    "otpVerify": (lambda w: answered(otp_request(login=w.dami["login"], now=NOW())), EVERYBODY),
    "otpResend": (
        lambda w: {"challengeId": answered(aged(otp_request(login=w.dami["login"], now=NOW())))["challengeId"]},
        EVERYBODY,
    ),
    "passwordResetRequest": (lambda w: {"login": w.dami["login"]}, EVERYBODY),
    "passwordResetComplete": (
        lambda w: answered(password_reset_request(login=w.dami["login"], now=NOW())) | {"password": f"{PASSWORD}!"},
        EVERYBODY,
    ),
    "passwordChange": (lambda _: {"currentPassword": PASSWORD, "password": f"{PASSWORD}!"}, SIGNED_IN),
    "emailChangeRequest": (lambda _: {"email": "efua@example.com"}, SIGNED_IN),
    "emailChangeVerify": (
        lambda w: answered(otp_request(login=w.dami["login"], now=NOW())),
        _OTHER_DEVICE,
    ),
    "phoneChangeRequest": (lambda _: {"phone": "+2348031234567"}, SIGNED_IN),
    "phoneChangeVerify": (
        lambda w: answered(otp_request(login=w.dami["login"], now=NOW())),
        _OTHER_DEVICE,
    ),
    "sessionRevoke": (lambda w: {"id": gid(session_of(w.people.dami))}, NOT_FOUND_BUT_DAMI_SIGNED_IN),
    "sessionRevokeAll": (lambda _: {"keepCurrent": False}, SIGNED_IN),
}
