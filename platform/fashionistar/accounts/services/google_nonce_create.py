"""Begin to sign in by Google, or to link a Google account: what Google is to put into its token."""

from datetime import datetime

from django.db import transaction

from fashionistar.accounts.google import GoogleNonce, configured_google, new_google_nonce
from fashionistar.accounts.models import User
from fashionistar.accounts.services.session_step_up import signed_in_session
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.request import current_client
from fashionistar.kernel.throttle import throttle


def google_nonce_create(*, actor: Actor, link: bool, now: datetime) -> GoogleNonce:
    """Make a nonce, good once: to sign in with; or to `link`, by the actor on the device at hand.

    Raises:
        DomainError: GOOGLE_NOT_CONFIGURED, UNAUTHENTICATED (a guest has nothing to link to), RATE_LIMITED.
    """
    throttle("google-address", current_client().ip or "")
    configured_google()
    return _opened(actor, signed_in_session(actor).user if link else None, now=now)


@transaction.atomic(durable=True)
def _opened(actor: Actor, user: User | None, *, now: datetime) -> GoogleNonce:
    return new_google_nonce(user, None if user is None else actor.session_id, now=now)
