"""Files beside an operation, by the GraphQL multipart request specification; they are never written to a disk.

Only somebody who is signed in may send them, or a shop's integration by its key. Since they show that in a header, no
other site's page can have their browser send one: a form cannot set headers.
"""

from typing import Any, override

from cross_web import FormData, HTTPException, StarletteRequestAdapter
from django.conf import settings
from starlette.datastructures import Headers
from starlette.formparsers import MultiPartException, MultiPartParser

_TYPE = "multipart/form-data"
_MOST_FILES = 4
_MOST_FIELDS = 2


def has_files(headers: Headers) -> bool:
    """Whether a request says that files come with it."""
    return headers.get("content-type", "").split(";")[0].strip().lower() == _TYPE


class UploadAdapter(StarletteRequestAdapter):
    """Reads a request's files into memory."""

    @override
    async def get_form_data(self) -> FormData:
        """The files and fields of the request.

        Raises:
            HTTPException: 400: it is not what it says it is, or has too many parts.
        """
        request: Any = self._request
        parser = _InMemory(request.headers, request.stream(), max_files=_MOST_FILES, max_fields=_MOST_FIELDS)
        try:
            form = await parser.parse()
        except (MultiPartException, KeyError) as error:
            raise HTTPException(400, "Unable to parse the multipart body") from error
        return FormData(files=form, form=form)


class _InMemory(MultiPartParser):
    """Keeps what it reads in memory, up to all that the door lets in."""

    spool_max_size = settings.UPLOAD_MAX_MEMORY_SIZE + 1
