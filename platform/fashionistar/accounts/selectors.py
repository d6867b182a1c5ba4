"""Reads of accounts."""

from uuid import UUID

from django.db.models import Q, QuerySet

from fashionistar.accounts.models import User


def user_by_login(login: str) -> User | None:
    """The user whose email address (without case) or E.164 phone number this is."""
    wanted = login.strip().lower()
    return User.objects.filter(Q(email=wanted) | Q(phone=wanted.replace(" ", ""))).first()


def active_users() -> QuerySet[User]:
    """Everybody who may sign in and act."""
    return User.objects.filter(is_active=True)


def active_user(user_id: UUID) -> User | None:
    """The user, unless gone or deactivated."""
    return active_users().filter(pk=user_id).first()
