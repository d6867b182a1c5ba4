"""The admin pages: for the platform's staff, with a password and a second factor."""

from typing import Any, Final, override
from uuid import UUID

from django import forms
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import BACKEND_SESSION_KEY
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from fashionistar.accounts.backends import SECOND_FACTOR_BACKEND
from fashionistar.accounts.factors import Proof
from fashionistar.accounts.models import MfaMethod, User
from fashionistar.accounts.recovery_codes import CODE_LENGTH
from fashionistar.accounts.selectors import has_second_factor
from fashionistar.accounts.services.staff_sign_in import staff_sign_in
from fashionistar.accounts.services.staff_sign_in_start import staff_sign_in_start
from fashionistar.kernel.errors import DomainError

# The page on which passwords are typed needs this origin only.
CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


class StaffLoginForm(AdminAuthenticationForm):
    """A login, a password, and a code; or, in place of the code, what a passkey signed."""

    code = forms.CharField(
        label="Code",
        required=False,
        max_length=40,
        help_text="Of your authenticator app, or a recovery code.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )
    challenge = forms.UUIDField(required=False, widget=forms.HiddenInput)
    credential = forms.JSONField(required=False, widget=forms.HiddenInput)

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
                    login=given["username"],
                    password=given["password"],
                    proof=_proof(given["code"], given["credential"]),
                    challenge_id=given["challenge"],
                    now=timezone.now(),
                )
            except DomainError as error:
                raise ValidationError([fault.message for fault in error.faults]) from error
            user.backend = SECOND_FACTOR_BACKEND
            self.user_cache = user
        return given


def _proof(code: str, credential: Any) -> Proof | None:
    if credential is not None:
        return Proof(MfaMethod.PASSKEY, credential)
    typed = "".join(code.split())
    is_of_app = typed.isdigit() and len(typed) < CODE_LENGTH
    return Proof(MfaMethod.TOTP if is_of_app else MfaMethod.RECOVERY_CODE, typed) if typed else None


@never_cache
@require_POST
@csrf_protect
def passkey(request: HttpRequest) -> HttpResponse:
    """What her passkey is to sign, for a login and a password; or why not."""
    login, password = request.POST.get("username", ""), request.POST.get("password", "")
    try:
        asked = staff_sign_in_start(login=login, password=password, now=timezone.now())
    except DomainError as error:
        return JsonResponse({"message": error.faults[0].message}, status=400)
    key: UUID = asked.challenge.pk
    return JsonResponse({"challenge": str(key), "options": asked.options})


class StaffSite(admin.AdminSite):
    """The pages. A session that was begun in any other way is nobody's here."""

    site_title = site_header = "Fashionistar"
    login_form = StaffLoginForm
    login_template = "admin/staff_login.html"

    @override
    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The pages, and what the login page's script asks."""
        return [path("login/passkey/", passkey, name="passkey"), *super().get_urls()]

    @override
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The login page."""
        response = super().login(request, extra_context)
        response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        return response

    @override
    def has_permission(self, request: HttpRequest) -> bool:
        """Whether she works for the platform, signed in with a second factor, and still has one."""
        user = request.user
        strong = request.session.get(BACKEND_SESSION_KEY) == SECOND_FACTOR_BACKEND
        return super().has_permission(request) and strong and isinstance(user, User) and has_second_factor(user)
