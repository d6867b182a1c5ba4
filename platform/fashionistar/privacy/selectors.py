"""Reads about one person, through all domains."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from fashionistar.accounts.models import GoogleIdentity, Passkey, RecoveryCode, TotpFactor, User
from fashionistar.kernel.actor import Actor
from fashionistar.ledger.account_refs import wallet
from fashionistar.measurements.models import MeasurementProfile
from fashionistar.measurements.selectors import profiles_of
from fashionistar.notifications.models import Notification, NotificationStatus
from fashionistar.payments.models import Payment
from fashionistar.reminders.models import Reminder
from fashionistar.statements.selectors import Period, StatementLine, heading_of, lines_of
from fashionistar.vendors.models import ApiKey, VendorInvitation
from fashionistar.wallets.selectors import wallets_of


@dataclass(frozen=True, slots=True)
class OffTheWire:
    """What we keep about somebody and the API does not show her.

    Attributes:
        authenticator_since: When she confirmed an authenticator app.
        passkeys: The oldest first.
        recovery_codes_left: How many she has not used.
        google: The Google account with which she signs in.
        notifications: What was sent to her, or is to be, the oldest first.
        reminders: In which conversations she was last told when that something waits, the oldest first.
        invitations: By which shops she is asked to work there, the oldest first.
        api_keys: The keys that she made for shops, the oldest first.
        measurement_profiles: The bodies that she keeps, each with its whole history.
        wallet_lines: What happened to her wallets, one after the other, the oldest first.
        stored_value_payments: For her wallets, and for gift cards that she bought, the oldest first.
    """

    authenticator_since: datetime | None
    passkeys: Sequence[Passkey]
    recovery_codes_left: int
    google: GoogleIdentity | None
    notifications: Sequence[Notification]
    reminders: Sequence[Reminder]
    invitations: Sequence[VendorInvitation]
    api_keys: Sequence[ApiKey]
    measurement_profiles: Sequence[MeasurementProfile]
    wallet_lines: Sequence[StatementLine]
    stored_value_payments: Sequence[Payment]


def off_the_wire(user: User) -> OffTheWire:
    """Read it."""
    app = TotpFactor.objects.filter(user=user, confirmed_at__isnull=False).first()
    hers = Q(user=user.pk) | Q(address__in=addresses_of(user))
    sent = Notification.objects.filter(hers).exclude(status=NotificationStatus.SUPPRESSED)
    invited = VendorInvitation.objects.filter(address__in=addresses_of(user)).select_related("vendor")
    made = ApiKey.objects.filter(creator=user).select_related("vendor")
    return OffTheWire(
        authenticator_since=None if app is None else app.confirmed_at,
        passkeys=list(Passkey.objects.filter(user=user)),
        recovery_codes_left=RecoveryCode.objects.filter(user=user, used_at__isnull=True).count(),
        google=GoogleIdentity.objects.filter(user=user).first(),
        notifications=list(sent.order_by("created_at", "pk")),
        reminders=list(Reminder.objects.filter(user=user)),
        invitations=list(invited.order_by("created_at", "pk")),
        api_keys=list(made.order_by("created_at", "pk")),
        measurement_profiles=list(profiles_of(user.pk)),
        wallet_lines=list(_wallet_lines(user)),
        stored_value_payments=list(
            Payment.objects.filter(Q(wallet_top_up__user=user) | Q(gift_card_purchase__buyer=user)).order_by("pk")
        ),
    )


def _wallet_lines(user: User) -> Iterator[StatementLine]:
    for account in wallets_of(Actor(user_id=user.pk)).order_by("currency"):
        for page in lines_of(heading_of(wallet(user.pk, account.currency), Period())):
            yield from page


def addresses_of(user: User) -> list[str]:
    """Where she can be reached."""
    return [address for address in (user.email, user.phone) if address]
