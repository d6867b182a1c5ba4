"""Say what somebody may do for the platform."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.audit import note_for_both, refusals_noted
from fashionistar.accounts.contacts import recipient_of, tell_owner
from fashionistar.accounts.events import StaffPermissionsChanged
from fashionistar.accounts.models import AuditAction, User
from fashionistar.accounts.policies import staff_permissions
from fashionistar.accounts.selectors import user_by_login
from fashionistar.accounts.step_up import require_step_up
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor, StaffPermission
from fashionistar.kernel.errors import ErrorCode, refuse


def staff_permissions_set(*, actor: Actor, login: str, permissions: Iterable[StaffPermission], now: datetime) -> User:
    """Give somebody these permissions and no others; with none she does not work for the platform any longer.

    The actor has all that the other could do before and can do afterwards, and a second factor; nobody does it to
    herself, nor to a superuser.

    Raises:
        DomainError: UNAUTHENTICATED, FORBIDDEN, MFA_REQUIRED, STEP_UP_REQUIRED, INVALID or NOT_FOUND (the login).
    """
    with refusals_noted(actor, "staffPermissionsSet"):
        return _set(actor, login, frozenset(permissions), now=now)


@transaction.atomic(durable=True)
def _set(actor: Actor, login: str, wanted: frozenset[StaffPermission], *, now: datetime) -> User:
    if not actor.may(StaffPermission.STAFF_MANAGE):
        raise refuse(ErrorCode.FORBIDDEN, "Only those who manage the platform's staff may do this.")
    require_step_up(actor, now=now, mfa=True)
    found = user_by_login(recipient_of(login).address)
    keys = (actor.user_id, found.pk if found else None)
    pair = User.objects.filter(pk__in=keys, is_active=True).order_by("pk")
    people: dict[UUID | None, User] = {user.pk: user for user in pair.select_for_update(of=("self",), no_key=True)}
    me, user = (people.get(each) for each in keys)
    if user is None:
        raise refuse(ErrorCode.NOT_FOUND, "Nobody has this address.", "login")
    # As they are now: another may have changed either of them meanwhile.
    hers = staff_permissions(me) if me else frozenset()
    before = staff_permissions(user)
    if user.pk == actor.user_id or user.is_superuser or not before | wanted | {StaffPermission.STAFF_MANAGE} <= hers:
        message = "Nobody gives, or takes, what she may not do herself; nor changes herself, nor a superuser."
        raise refuse(ErrorCode.FORBIDDEN, message, "permissions")
    if (user.is_staff, before) != (bool(wanted), wanted):
        _changed(user, wanted, actor, now=now)
    return user


def _changed(user: User, wanted: frozenset[StaffPermission], actor: Actor, *, now: datetime) -> None:
    user.is_staff = bool(wanted)
    user.staff_permissions = [each for each in StaffPermission if each in wanted]
    user.save(update_fields=["is_staff", "staff_permissions"])
    outbox.record(StaffPermissionsChanged(user_id=user.pk), actor=actor)
    named = ",".join(user.staff_permissions)
    note_for_both(AuditAction.STAFF_PERMISSIONS_CHANGED, subject_id=user.pk, actor=actor, permissions=named)
    tell_owner(user, "What it may do for the platform was changed.", now=now)
