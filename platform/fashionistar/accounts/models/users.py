"""The user: who she is, and how she likes to be served."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from fashionistar.accounts.managers import UserManager
from fashionistar.kernel.actor import StaffPermission
from fashionistar.kernel.models import Record
from fashionistar.kernel.money import CurrencyCode


class User(Record, AbstractBaseUser, PermissionsMixin):
    """A person: known by an email address, a phone number (E.164), or both; each was proven to be hers."""

    email = models.EmailField(
        max_length=254, unique=True, null=True, blank=True, help_text="In its one form: see `identifiers`."
    )
    phone = models.CharField(  # noqa: DJ001  (NULL, so that many users may have none under one constraint)
        max_length=16, null=True, blank=True, help_text="E.164, such as +2348031234567."
    )
    name = models.CharField(max_length=120, blank=True, db_default="")
    locale = models.CharField(max_length=12, db_default="en", default="en", help_text="BCP 47, such as en-NG.")
    currency = models.CharField(max_length=3, choices=CurrencyCode, blank=True, db_default="", default="")
    is_staff = models.BooleanField(db_default=False, default=False, help_text="Works for the platform.")
    staff_permissions = ArrayField(
        models.CharField(max_length=20, choices=[(each.value, each.value) for each in StaffPermission]),
        default=list,
        blank=True,
        help_text="What she may do for the platform; superusers may do everything.",
    )
    is_active = models.BooleanField(db_default=True, default=True)
    deleted_at = models.DateTimeField(null=True, blank=True, help_text="When she deleted her account.")

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower"),
            # One form of each address: a domain that is not ASCII is kept as the DNS has it.
            models.CheckConstraint(condition=Q(email__regex=r"^[!-~]+$"), name="user_email_ascii"),
            models.UniqueConstraint(fields=["phone"], name="user_phone_unique"),
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(phone__isnull=False) | Q(deleted_at__isnull=False),
                name="user_has_email_or_phone",
            ),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True)
                | Q(email__isnull=True, phone__isnull=True, name="", is_active=False, is_staff=False),
                name="user_deleted_is_nobody",
            ),
        )


class Address(Record):
    """Where she has things sent; kept for the next checkout."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="addresses")
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=16, help_text="E.164.")
    line1 = models.CharField(max_length=160)
    line2 = models.CharField(max_length=160, blank=True, default="")
    city = models.CharField(max_length=80)
    region = models.CharField(max_length=80, blank=True, default="")
    postal_code = models.CharField(max_length=20, blank=True, default="")
    country = models.CharField(max_length=2, help_text="ISO 3166-1 alpha-2.")
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering = ("-is_default", "-created_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=["user"], condition=Q(is_default=True), name="address_one_default"),
        )
        indexes = (models.Index(fields=["user"], name="address_of_user"),)


class GoogleIdentity(Record):
    """A Google account with which she signs in, known by its subject, which never changes; its address may."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="google_identity")
    subject = models.CharField(max_length=255, unique=True)
    email = models.EmailField(max_length=254, help_text="As Google said when it was linked.")

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(subject=""), name="google_identity_has_subject"),)
