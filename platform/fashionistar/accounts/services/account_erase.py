"""Make an account nobody's."""

from datetime import datetime
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from fashionistar.accounts.audit import note
from fashionistar.accounts.contacts import contact_of
from fashionistar.accounts.events import AccountDeleted
from fashionistar.accounts.messages import farewell_message
from fashionistar.accounts.models import (
    Address,
    AuditAction,
    Challenge,
    GoogleIdentity,
    Passkey,
    RecoveryCode,
    Session,
    SessionEnd,
    TotpFactor,
    User,
)
from fashionistar.accounts.sessions import end_sessions
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.notifications.services.notification_queue import Recipient, notification_queue
from fashionistar.notifications.services.notifications_forget import notifications_forget

_HERS: tuple[type[Model], ...] = (Address, GoogleIdentity, Passkey, RecoveryCode, TotpFactor)


def held_for_good(user_id: UUID) -> User:
    """Hold a user's row against everybody who would add something to it; who waits for that finds nobody.

    What she is to prove is held first, as whoever proves it does.

    Raises:
        DomainError: UNAUTHENTICATED: the account is gone.
    """
    found = User.objects.filter(pk=user_id, is_active=True)
    seen = found.first()
    if seen is not None:
        list(_challenges(seen).order_by("pk").select_for_update(of=("self",)))
    user: User | None = found.select_for_update(of=("self",)).first()
    if user is None:
        raise refuse(ErrorCode.UNAUTHENTICATED, "Sign in first.")
    return user


def account_erase(*, user: User, actor: Actor, now: datetime) -> None:
    """Forget who somebody was, whose row is held for good, in the caller's transaction.

    Her devices are signed out; her addresses, factors and challenges go; the last message to her is a farewell. Her
    orders and the audit log keep the row, which is nobody now. Whoever proves her addresses may register them anew.
    """
    sessions = Session.objects.filter(user=user)
    end_sessions(sessions, end=SessionEnd.DELETED, actor=actor, now=now)
    sessions.update(ip=None, user_agent="")
    _challenges(user).delete()
    for model in _HERS:
        model._default_manager.filter(user=user).delete()  # noqa: SLF001  (Django's name for it)
    contact = contact_of(user)
    notifications_forget(user_id=user.pk, addresses=_reached_at(user))
    nobodys = Recipient(contact.channel, contact.address)
    notification_queue(to=nobodys, message=farewell_message(), now=now)
    _make_nobody(user, now=now)
    note(AuditAction.ACCOUNT_DELETED, user_id=user.pk, actor=actor)
    outbox.record(AccountDeleted(user_id=user.pk), actor=actor)


def _make_nobody(user: User, *, now: datetime) -> None:
    nobody = User(name="", is_active=False, deleted_at=now)
    nobody.set_unusable_password()
    for field in User._meta.concrete_fields:  # noqa: SLF001
        if field.name not in {"id", "created_at"}:
            setattr(user, field.name, getattr(nobody, field.name))
    user.save()
    user.groups.clear()
    user.user_permissions.clear()


def _challenges(user: User) -> QuerySet[Challenge]:
    return Challenge.objects.filter(Q(user=user) | Q(address__in=_reached_at(user)))


def _reached_at(user: User) -> list[str]:
    return [address for address in (user.email, user.phone) if address]
