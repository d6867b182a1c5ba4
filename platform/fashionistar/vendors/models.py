"""Tables of vendors: the shop, who works in it, who is asked to, and the keys of its integrations."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fashionistar.accounts.models import User
from fashionistar.kernel.models import Record
from fashionistar.kernel.money import CurrencyCode
from fashionistar.notifications.models import Channel


class Vendor(Record):
    """A shop: a tailor, a boutique or a brand."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True, db_default="")
    city = models.CharField(max_length=80)
    country = models.CharField(max_length=2, help_text="ISO 3166-1 alpha-2.")
    currency = models.CharField(max_length=3, choices=CurrencyCode, help_text="The currency it keeps its books in.")
    currencies = ArrayField(
        models.CharField(max_length=3, choices=CurrencyCode), help_text="Every currency it sells in."
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(currencies__contains=[models.F("currency")]), name="vendor_sells_in_its_currency"
            ),
        )


class VendorRole(models.TextChoices):
    """What a member may do in the shop."""

    OWNER = "OWNER"
    MANAGER = "MANAGER"
    STAFF = "STAFF"


class VendorPermission(models.TextChoices):
    """What can be done in a shop, by name; also the scopes of its API keys."""

    ORDERS_READ = "ORDERS_READ"
    ORDERS_FULFIL = "ORDERS_FULFIL"
    PRODUCTS_MANAGE = "PRODUCTS_MANAGE"
    STOCK_MANAGE = "STOCK_MANAGE"
    WEBHOOKS_MANAGE = "WEBHOOKS_MANAGE"
    MEMBERS_MANAGE = "MEMBERS_MANAGE"
    API_KEYS_MANAGE = "API_KEYS_MANAGE"
    PAYOUTS_MANAGE = "PAYOUTS_MANAGE"
    MEASUREMENTS_MANAGE = "MEASUREMENTS_MANAGE"
    REFUNDS_MANAGE = "REFUNDS_MANAGE"
    BOOKS_READ = "BOOKS_READ"
    CHAT_REPLY = "CHAT_REPLY"


def staff_default() -> list[str]:
    """What a member of the staff may do unless told otherwise."""
    return [VendorPermission.ORDERS_READ, VendorPermission.ORDERS_FULFIL, VendorPermission.CHAT_REPLY]


class VendorMember(Record):
    """A person who works in a shop."""

    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=VendorRole)
    permissions = ArrayField(
        models.CharField(max_length=20, choices=VendorPermission),
        default=staff_default,
        help_text="Of STAFF; an owner's and a manager's come with the role.",
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=["vendor", "user"], name="vendor_member_unique"),)


class VendorInvitation(Record):
    """Somebody is asked to work in a shop; it goes when it is accepted, revoked or long over."""

    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, related_name="invitations")
    inviter = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel)
    address = models.CharField(max_length=254, help_text="An email address in lower case, or a phone number in E.164.")
    role = models.CharField(max_length=10, choices=VendorRole)
    permissions = ArrayField(models.CharField(max_length=20, choices=VendorPermission), default=list, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=["vendor", "address"], name="vendor_invitation_unique"),
            models.CheckConstraint(
                condition=Q(role=VendorRole.STAFF) | Q(permissions=[]), name="vendor_invitation_names_of_staff"
            ),
        )
        indexes = (models.Index(fields=["expires_at"], name="vendor_invitation_old"),)


class ApiKeyEnd(models.TextChoices):
    """Why a key opens nothing any longer, before its time."""

    REVOKED = "REVOKED"
    CREATOR_LEFT = "CREATOR_LEFT", "Whoever made it left the shop, or may do less than it"


class ApiKey(Record):
    """What a shop's own integration shows to act for the shop; of its secret only a hash is kept."""

    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, related_name="api_keys")
    creator = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", help_text="Who has seen the secret.")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=16, unique=True, help_text="The part that is no secret.")
    secret_hash = models.CharField(max_length=64)
    scopes = ArrayField(models.CharField(max_length=20, choices=VendorPermission))
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True, help_text="To the minute.")
    revoked_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=16, choices=ApiKeyEnd, blank=True, default="")

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(scopes__len__gt=0), name="api_key_has_scopes"),
            models.CheckConstraint(
                condition=~Q(
                    scopes__overlap=["MEMBERS_MANAGE", "API_KEYS_MANAGE", "PAYOUTS_MANAGE", "MEASUREMENTS_MANAGE"]
                ),
                name="api_key_gives_no_powers",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, end="") | Q(revoked_at__isnull=False) & ~Q(end=""),
                name="api_key_end_has_reason",
            ),
        )
