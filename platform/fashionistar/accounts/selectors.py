"""Reads of accounts."""

from django.db.models import Case, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value, When

from fashionistar.accounts.models import Passkey, Session, TotpFactor, User
from fashionistar.kernel.actor import StaffPermission


def user_by_login(login: str) -> User | None:
    """The user whose email address (without case) or E.164 phone number this is."""
    wanted = login.strip().lower()
    return User.objects.filter(Q(email=wanted) | Q(phone=wanted.replace(" ", ""))).first()


def live_sessions() -> QuerySet[Session]:
    """The sessions in which somebody may act: not ended, of an active user."""
    return Session.objects.filter(ended_at__isnull=True, user__is_active=True)


def staff_permissions_text() -> Case:
    """Of a session: what its user may do for the platform there, with commas; nothing before she proved two factors."""
    named = Func(F("user__staff_permissions"), Value(","), function="array_to_string", output_field=TextField())
    return Case(
        When(Q(user__is_staff=False) | Q(mfa_at__isnull=True), then=Value("")),
        When(user__is_superuser=True, then=Value(",".join(StaffPermission))),
        default=named,
        output_field=TextField(),
    )


def has_second_factor(user: User) -> bool:
    """Whether a sign-in of hers takes two steps, or a passkey."""
    totp = TotpFactor.objects.filter(user=OuterRef("pk"), confirmed_at__isnull=False)
    passkeys = Passkey.objects.filter(user=OuterRef("pk"))
    return User.objects.filter(Exists(totp) | Exists(passkeys), pk=user.pk).exists()
