"""Reads of accounts."""

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value, When

from fashionistar.accounts.identifiers import login_form
from fashionistar.accounts.models import MfaMethod, Passkey, RecoveryCode, Session, TotpFactor, User
from fashionistar.kernel.actor import StaffPermission


def user_by_login(login: str) -> User | None:
    """The user whose email address or phone number this is, in whatever form it was typed."""
    wanted = login_form(login)
    return User.objects.filter(Q(email=wanted) | Q(phone=wanted)).first()


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


def mfa_methods_array() -> Func:
    """Of a user: what she may show as her second factor, as an array of `MfaMethod`; empty when she has none."""
    has = {
        MfaMethod.TOTP: TotpFactor.objects.filter(user=OuterRef("pk"), confirmed_at__isnull=False),
        MfaMethod.RECOVERY_CODE: RecoveryCode.objects.filter(user=OuterRef("pk"), used_at__isnull=True),
        MfaMethod.PASSKEY: Passkey.objects.filter(user=OuterRef("pk")),
    }
    named = [
        Case(When(Exists(rows), then=Value(str(method))), output_field=TextField()) for method, rows in has.items()
    ]
    return Func(
        *named, template="array_remove(ARRAY[%(expressions)s], NULL)", output_field=ArrayField(base_field=TextField())
    )


def mfa_methods(user: User) -> tuple[MfaMethod, ...]:
    """What she may show as her second factor."""
    found = User.objects.filter(pk=user.pk).values_list(mfa_methods_array(), flat=True).get()
    return tuple(MfaMethod(name) for name in found)


def has_second_factor(user: User) -> bool:
    """Whether a sign-in of hers takes two steps, or a passkey."""
    return bool({MfaMethod.TOTP, MfaMethod.PASSKEY} & set(mfa_methods(user)))
