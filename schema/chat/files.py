"""The files of attachments, over plain HTTP, whole or in part."""

import re
from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from fashionistar.chat.attachment_links import read
from fashionistar.chat.services.message_attachment_read import OpenedFile, message_attachment_read
from fashionistar.kernel.errors import DomainError
from schema.lib.identity import again
from schema.lib.threads import in_thread

#: One part of a file; who asks for several gets the whole, as RFC 9110 lets us.
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


async def attachment_file(request: HttpRequest) -> HttpResponse:
    """The file of a link, as long as whoever asked for it may see it; 403 otherwise, whatever is the reason."""
    link = read(request.GET.get("token", ""), now=timezone.now())
    if link is None:
        return _refused()
    # A guest, if her session or key has ended meanwhile.
    found = await again(link.actor)
    try:
        file = await in_thread(
            partial(message_attachment_read, actor=found.actor, attachment_id=link.attachment_id, role=link.role)
        )
    except DomainError:
        return _refused()
    response = _answer(file, "" if "If-Range" in request.headers else request.headers.get("Range", ""))
    response["Accept-Ranges"] = "bytes"
    response["Content-Disposition"] = f'inline; filename="{file.name}"'
    response["Cache-Control"] = f"private, max-age={int(settings.ATTACHMENT_LINK_LIFETIME.total_seconds())}"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Referrer-Policy"] = "no-referrer"
    # Shops' own pages show it; who may is in its address.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _answer(file: OpenedFile, wanted: str) -> HttpResponse:
    size = len(file.content)
    asked = _RANGE.fullmatch(wanted.strip())
    if asked is None or not any(asked.groups()):
        return HttpResponse(file.content, content_type=file.content_type)
    first, last = asked.groups()
    if first:
        begin, end = int(first), min(int(last) if last else size - 1, size - 1)
        if last and int(last) < begin:
            return HttpResponse(file.content, content_type=file.content_type)
    else:
        begin, end = max(0, size - int(last)), size - 1
    if begin > end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    part = HttpResponse(file.content[begin : end + 1], status=206, content_type=file.content_type)
    part["Content-Range"] = f"bytes {begin}-{end}/{size}"
    return part


def _refused() -> HttpResponse:
    return HttpResponse("This address is no longer good. Ask for the attachment again.", status=403)
