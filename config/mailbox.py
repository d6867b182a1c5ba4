"""Development's mailbox page: the e-mails and text messages that would have reached people, newest first."""

import re
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from fashionistar.notifications.gateways.mailbox import KEPT, Letter, letters

# The page needs this origin only.
CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

_CODE = re.compile(r"(?<![\d+])\d{6}(?!\d)")


def mailbox(request: HttpRequest) -> HttpResponse:
    """Answer with the page, or with JSON if that is asked for; `?to=` keeps the addresses that hold it."""
    # A phone number's plus sign arrives as a space where nobody escaped it.
    to = request.GET.get("to", "").strip()
    found = letters(to=to)
    response: HttpResponse
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        response = JsonResponse({"messages": [_said(letter) for letter in found]})
    else:
        shown = [{"letter": letter, "code": _code(letter)} for letter in found]
        response = render(request, "mailbox.html", {"shown": shown, "to": to, "kept": KEPT})
        response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    patch_vary_headers(response, ("Accept",))
    response["Cache-Control"] = "no-store"
    return response


def _said(letter: Letter) -> dict[str, str | None]:
    return {
        "id": letter.id,
        "channel": letter.channel,
        "to": letter.to,
        "from": letter.sender,
        "subject": letter.subject,
        "text": letter.text,
        "code": _code(letter),
        "sentAt": letter.sent_at.isoformat(),
    }


def _code(letter: Letter) -> str | None:
    """The one-time code that it brings, if any."""
    found = _CODE.search(letter.text)
    return found[0] if found else None
