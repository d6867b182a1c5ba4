"""Pictures on a developer's machine; in a deployment the storage or the proxy serves them."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve

from fashionistar.demo import gallery


def picture(request: HttpRequest, file: str) -> HttpResponseBase:
    """A file of the media folder; a picture of the demo is drawn when it is first asked for."""
    gallery.draw_if_missing(file)
    return serve(request, file, document_root=str(settings.MEDIA_ROOT))
