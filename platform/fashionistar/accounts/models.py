"""Tables of accounts: the user."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from fashionistar.accounts.managers import UserManager
from fashionistar.kernel.models import Record


class User(Record, AbstractBaseUser, PermissionsMixin):
    """A person: known by an email address, a phone number (E.164), or both."""

    email = models.EmailField(max_length=254, unique=True, null=True, blank=True, help_text="Kept in lower case.")
    phone = models.CharField(  # noqa: DJ001  (NULL, so that many users may have none under one constraint)
        max_length=16, null=True, blank=True, help_text="E.164, such as +2348031234567."
    )
    name = models.CharField(max_length=120, blank=True, db_default="")
    is_staff = models.BooleanField(db_default=False, default=False, help_text="Works for the platform.")
    is_active = models.BooleanField(db_default=True, default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower"),
            models.UniqueConstraint(fields=["phone"], name="user_phone_unique"),
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(phone__isnull=False), name="user_has_email_or_phone"
            ),
        )
