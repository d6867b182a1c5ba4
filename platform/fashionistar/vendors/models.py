"""Tables of vendors: the shop, who works in it, which currencies it sells in."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fashionistar.accounts.models import User
from fashionistar.kernel.models import Record
from fashionistar.kernel.money import CurrencyCode


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
    REFUNDS_MANAGE = "REFUNDS_MANAGE"


def staff_default() -> list[str]:
    """What a member of the staff may do unless told otherwise."""
    return [VendorPermission.ORDERS_READ, VendorPermission.ORDERS_FULFIL]


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
