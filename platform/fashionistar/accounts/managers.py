"""How users are made: identifiers normalised, passwords hashed."""

from typing import Any

from django.contrib.auth.base_user import BaseUserManager


class UserManager(BaseUserManager[Any]):
    """Makes users; the name that Django's own tools (`createsuperuser`) expect."""

    def create_user(
        self,
        *,
        email: str | None = None,
        phone: str | None = None,
        password: str | None = None,
        **fields: Any,
    ) -> Any:
        """Save a user with a hashed password (None: no password login).

        Args:
            email: An address; kept in lower case.
            phone: An E.164 number; callers validate it.
            password: In clear; only its hash is kept.
            **fields: Other columns of the user.
        """
        user = self.model(email=email.strip().lower() if email else None, phone=phone or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, *, email: str, password: str | None = None, **fields: Any) -> Any:
        """Save a user of the platform's staff who may do anything."""
        return self.create_user(email=email, password=password, is_staff=True, is_superuser=True, **fields)
