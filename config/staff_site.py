"""The admin pages: for the platform's staff, with a password and a second factor."""

from typing import Any, override

from django import forms
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import BACKEND_SESSION_KEY
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from fashionistar.accounts.backends import SECOND_FACTOR_BACKEND
from fashionistar.accounts.models import User
from fashionistar.accounts.selectors import has_second_factor
from fashionistar.accounts.services.staff_sign_in import staff_sign_in
from fashionistar.kernel.errors import DomainError


class StaffLoginForm(AdminAuthenticationForm):
    """A login, a password, and a code."""

    code = forms.CharField(
        label="Code",
        required=False,
        max_length=40,
        help_text="Of your authenticator app, or a recovery code.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )

    @override
    def clean(self) -> dict[str, Any]:
        """Sign in.

        Raises:
            ValidationError: The use-case refused.
        """
        given = self.cleaned_data
        if not self.errors:
            try:
                user = staff_sign_in(
                    login=given["username"], password=given["password"], code=given["code"], now=timezone.now()
                )
            except DomainError as error:
                raise ValidationError([fault.message for fault in error.faults]) from error
            user.backend = SECOND_FACTOR_BACKEND
            self.user_cache = user
        return given


class StaffSite(admin.AdminSite):
    """The pages. A session that was begun in any other way is nobody's here."""

    login_form = StaffLoginForm
    login_template = "admin/staff_login.html"

    @override
    def has_permission(self, request: HttpRequest) -> bool:
        """Whether she works for the platform, signed in with a second factor, and still has one."""
        user = request.user
        strong = request.session.get(BACKEND_SESSION_KEY) == SECOND_FACTOR_BACKEND
        return super().has_permission(request) and strong and isinstance(user, User) and has_second_factor(user)
