"""The hosted page."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from fashionistar.emulators.common.documents import Document
from fashionistar.emulators.common.pages import payment_page
from fashionistar.emulators.flutterwave.api import emulator_of
from fashionistar.emulators.flutterwave.engine import Flutterwave


async def hosted_page(request: Request) -> Response:
    """GET: the form, or the receipt. POST: pay; back to the shop on success, else say why and try again."""
    emulator = emulator_of(request)
    page = emulator.page(request.path_params["name"])
    if page is None:
        return PlainTextResponse("There is no such payment. Start again from the shop.", status_code=404)
    paid = next((row for row in emulator.transactions(str(page["tx_ref"])) if row["status"] == "successful"), None)
    if request.method == "GET" or paid:
        return _shown(emulator, page, paid=paid, status=409 if request.method == "POST" else 200)
    form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
    tried = emulator.pay(page, approved=form.get("outcome") == "success")
    if tried["status"] == "failed":
        return _shown(emulator, page, problem=f"{tried['processor_response']}. Try again.", status=402)
    if page["redirect_url"]:
        return RedirectResponse(_return_url(page, tried), status_code=303)
    return _shown(emulator, page, paid=tried)


def _shown(
    emulator: Flutterwave, page: Document, *, paid: Document | None = None, problem: str = "", status: int = 200
) -> Response:
    return payment_page(
        status=status,
        gateway="Flutterwave",
        merchant=emulator.config.merchant,
        amount=f"{page['currency']} {page['amount']}",
        email=page["email"],
        reference=page["tx_ref"],
        problem=problem,
        paid=paid is not None,
        return_url=_return_url(page, paid) if paid and page["redirect_url"] else "",
    )


def _return_url(page: Document, transaction: Document) -> str:
    """The shop's address with what Flutterwave adds to its query."""
    parts = urlsplit(str(page["redirect_url"]))
    query = [
        *parse_qsl(parts.query, keep_blank_values=True),
        ("status", "successful"),
        ("tx_ref", str(transaction["tx_ref"])),
        ("transaction_id", str(transaction["id"])),
    ]
    return urlunsplit(parts._replace(query=urlencode(query)))


routes = [Route("/hosted/pay/{name}", hosted_page, name="hosted_page", methods=["GET", "POST"])]
