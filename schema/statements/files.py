"""The files of statements, over plain HTTP, written while they are read."""

from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.module_loading import import_string

from fashionistar.kernel.errors import DomainError
from fashionistar.statements.links import Link, StatementFormat, read
from fashionistar.statements.selectors import Heading, StatementLine, lines_of
from fashionistar.statements.services.statement_read import statement_read
from schema.lib.identity import again
from schema.lib.threads import in_thread

_TYPES = {StatementFormat.CSV: "text/csv; charset=utf-8", StatementFormat.PDF: "application/pdf"}
#: By name: what draws PDFs loads much, which is worth it once somebody wants one.
_WRITERS = {
    StatementFormat.CSV: "fashionistar.statements.csv_file.csv_file",
    StatementFormat.PDF: "fashionistar.statements.pdf_file.pdf_file",
}


async def statement_file(request: HttpRequest) -> HttpResponseBase:
    """The file of a link, as long as whoever asked for it may read it; 403 otherwise, whatever is the reason."""
    link = read(request.GET.get("token", ""))
    if link is None:
        return _refused()
    # A guest, if her session or key has ended meanwhile.
    found = await again(link.actor)
    try:
        heading = await in_thread(partial(statement_read, actor=found.actor, link=link))
    except DomainError:
        return _refused()
    writer: Callable[[Heading, Iterator[list[StatementLine]]], Iterator[bytes]] = await in_thread(
        partial(import_string, _WRITERS[link.form])
    )
    chunks = writer(heading, lines_of(heading))
    response = StreamingHttpResponse(_read_out(chunks), content_type=_TYPES[link.form])
    response["Content-Disposition"] = f'attachment; filename="{_name(link, heading)}"'
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


async def _read_out(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    while chunk := await in_thread(partial(next, chunks, b"")):
        yield chunk


def _name(link: Link, heading: Heading) -> str:
    days = [f"{day:%Y%m%d}" for day in (link.period.first, link.period.last) if day is not None]
    return "-".join(["statement", heading.ref.currency.lower(), *days]) + f".{link.form.lower()}"


def _refused() -> HttpResponse:
    return HttpResponse("This address is no longer good. Ask for the statement again.", status=403)
