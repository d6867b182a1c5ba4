"""Sign in: a login and a password for a session."""

from datetime import datetime

from django.contrib.auth import authenticate
from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.identifiers import login_form
from fashionistar.accounts.models import AuditAction, User
from fashionistar.accounts.selectors import user_by_login
from fashionistar.accounts.services.session_start import MfaNeeded, SignedIn, session_start
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.request import current_client
from fashionistar.kernel.throttle import throttle


def token_create(*, login: str, password: str, now: datetime) -> SignedIn | MfaNeeded:
    """Check a password; `login` is an email address or an E.164 phone number.

    Raises:
        DomainError: INVALID_CREDENTIALS, the same for an unknown login and a wrong password; RATE_LIMITED after too
            many tries from one address or for one login, whether or not there is such a login.
    """
    return session_start(user=user_by_password(login=login, password=password), how="password", now=now)


def user_by_password(*, login: str, password: str) -> User:
    """The active user whose password this is; it takes as long whether or not there is such a user.

    Raises:
        DomainError: INVALID_CREDENTIALS, RATE_LIMITED.
    """
    throttle("sign-in-address", current_client().ip or "")
    throttle("sign-in-login", login_form(login), field="login")
    user = authenticate(None, username=login, password=password)
    if isinstance(user, User):
        return user
    _note_failure(login)
    raise refuse(ErrorCode.INVALID_CREDENTIALS, "The login or the password is wrong.")


@transaction.atomic(durable=True)
def _note_failure(login: str) -> None:
    known = user_by_login(login)
    note(AuditAction.SIGN_IN_FAILED, user_id=known.pk if known else None)
