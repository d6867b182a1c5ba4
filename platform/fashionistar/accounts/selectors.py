"""Reads of accounts."""

from django.db.models import Q, QuerySet

from fashionistar.accounts.models import Session, User


def user_by_login(login: str) -> User | None:
    """The user whose email address (without case) or E.164 phone number this is."""
    wanted = login.strip().lower()
    return User.objects.filter(Q(email=wanted) | Q(phone=wanted.replace(" ", ""))).first()


def live_sessions() -> QuerySet[Session]:
    """The sessions in which somebody may act: not ended, of an active user."""
    return Session.objects.filter(ended_at__isnull=True, user__is_active=True)
