"""Control for tests, under the merchant's key: what people do on pages, turn knobs, watch and resend webhooks."""

from collections.abc import Mapping
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fashionistar.emulators.paystack.api import amount_of, answer, authorized, emulator_of, json_object
from fashionistar.emulators.paystack.cards import DOCUMENTED_CARDS, Card, read_card
from fashionistar.emulators.paystack.desk import Refusal
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
async def balance(request: Request) -> Response:
    """POST /_control/balance: {currency, amount}: what can be sent from now on."""
    content = await json_object(request)
    amount = content.get("amount")
    emulator_of(request).set_balance(str(content.get("currency", "")), 0 if amount == 0 else amount_of(amount))
    return answer("Balance set", None)


@authorized
async def transfer_end(request: Request) -> Response:
    """POST /_control/transfers/{reference}: {status}: success, failed or reversed."""
    content = await json_object(request)
    emulator = emulator_of(request)
    transfer = emulator.found_transfer(request.path_params["reference"])
    emulator.end_transfer(transfer, str(content.get("status", "")))
    return answer("Transfer ended", {"status": emulator.found_transfer(transfer.reference).status})


@authorized
async def dispute_open(request: Request) -> Response:
    """POST /_control/disputes: {reference, amount?, reason?}: the shopper's bank wants money back."""
    content = await json_object(request)
    emulator = emulator_of(request)
    transaction, amount = emulator.transaction(str(content.get("reference", ""))), content.get("amount")
    dispute = emulator.open_dispute(
        transaction,
        amount=transaction.amount if amount is None else amount_of(amount),
        reason=str(content.get("reason") or "Customer complained about debit without value"),
    )
    return answer("Dispute opened", {"id": dispute.id})


@authorized
async def dispute_move(request: Request) -> Response:
    """POST /_control/disputes/{id}: {action}: remind, won or lost."""
    content = await json_object(request)
    emulator = emulator_of(request)
    dispute = emulator.found_dispute(request.path_params["dispute_id"])
    emulator.move_dispute(dispute, str(content.get("action", "")))
    return answer("Dispute moved", {"status": emulator.found_dispute(str(dispute.id)).status})


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
    Route("/_control/balance", balance, methods=["POST"]),
    Route("/_control/transfers/{reference}", transfer_end, methods=["POST"]),
    Route("/_control/disputes", dispute_open, methods=["POST"]),
    Route("/_control/disputes/{dispute_id}", dispute_move, methods=["POST"]),
    Route("/_control/deliveries", deliveries, methods=["GET"]),
    Route("/_control/deliveries/{delivery_id:int}/resend", resend, methods=["POST"]),
]
