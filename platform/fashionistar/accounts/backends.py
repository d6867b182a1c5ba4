"""How Django's own pages (the admin) authenticate: the same identifiers as the wire."""

from typing import Any, override

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from fashionistar.accounts.models import User
from fashionistar.accounts.selectors import user_by_login


class EmailOrPhoneBackend(ModelBackend):
    """Password sign-in by email address or phone number."""

    @override
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Return the active user whose password this is; an unknown login takes as long as a wrong password."""
        login = username or kwargs.get(User.USERNAME_FIELD)
        if not login or not password:
            return None
        user = user_by_login(login)
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and self.user_can_authenticate(user) else None


class SecondFactorBackend(EmailOrPhoneBackend):
    """Whose name a session of Django's own pages bears when it was begun by `staff_sign_in`."""

    @override
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Nobody: a password alone begins no such session."""
        return None


#: As Django's sessions name it.
SECOND_FACTOR_BACKEND = f"{SecondFactorBackend.__module__}.{SecondFactorBackend.__qualname__}"
