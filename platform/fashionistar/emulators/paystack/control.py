"""Control for tests, under the merchant's key: pay without a page, turn knobs, watch and resend webhooks."""

from collections.abc import Mapping
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fashionistar.emulators.paystack.api import answer, authorized, emulator_of, json_object
from fashionistar.emulators.paystack.cards import DOCUMENTED_CARDS, Card, read_card
from fashionistar.emulators.paystack.engine import Refusal
from fashionistar.emulators.paystack.store import Delivery

_LATEST = 1000


@authorized
async def pay(request: Request) -> Response:
    """POST /_control/pay: {reference, number, expiry?, cvv?}; a test card's own values fill what is left out."""
    content = await json_object(request)
    emulator = emulator_of(request)
    transaction = emulator.transaction(str(content.get("reference", "")))
    word = emulator.pay(transaction, _card(content))
    status = emulator.transaction(transaction.reference).status
    data = {"approved": word.approved, "gateway_response": word.response, "status": status}
    return answer("Charge attempted", data)


@authorized
async def settings(request: Request) -> Response:
    """POST /_control/settings: turn some knobs, answer all."""
    emulator = emulator_of(request)
    try:
        emulator.knobs = emulator.knobs.turned(await json_object(request))
    except ValueError as error:
        raise Refusal(400, str(error), "invalid_params", "Correct the setting.") from None
    emulator.wake.set()
    return answer("Settings", asdict(emulator.knobs))


@authorized
async def deliveries(request: Request) -> Response:
    """GET /_control/deliveries: the webhooks, oldest first, of one transaction with `?reference=`."""
    reference = request.query_params.get("reference")
    rows = reversed(emulator_of(request).store.deliveries(limit=_LATEST))
    data = [_told(row) for row in rows if reference in {None, row.reference}]
    return answer("Deliveries retrieved", data)


@authorized
async def resend(request: Request) -> Response:
    """POST /_control/deliveries/{id}/resend."""
    if not emulator_of(request).resend(request.path_params["delivery_id"]):
        raise Refusal(404, "Delivery not found", "not_found", "List them at /_control/deliveries")
    return answer("Webhook is sent again", None)


def _card(content: Mapping[str, object]) -> Card:
    number = str(content.get("number", "")).replace(" ", "")
    cvv = next((card.cvv for card in DOCUMENTED_CARDS if card.number == number), "000")
    typed = {
        "number": number,
        "expiry": str(content.get("expiry", "12/30")),
        "cvv": str(content.get("cvv", cvv)),
    }
    try:
        return read_card(typed)
    except ValueError as error:
        raise Refusal(400, str(error), "invalid_params", "Correct the card.") from None


def _told(delivery: Delivery) -> dict[str, object]:
    return {**asdict(delivery), "body": delivery.body.decode()}


routes = [
    Route("/_control/pay", pay, methods=["POST"]),
    Route("/_control/settings", settings, methods=["POST"]),
    Route("/_control/deliveries", deliveries, methods=["GET"]),
    Route("/_control/deliveries/{delivery_id:int}/resend", resend, methods=["POST"]),
]
