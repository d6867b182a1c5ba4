"""The API of transfers, as Paystack documents it."""

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fashionistar.emulators.paystack.api import amount_of, answer, authorized, emulator_of, json_object, paged
from fashionistar.emulators.paystack.store import Transfer
from fashionistar.emulators.paystack.transfer_desk import BANKS, recipient_json, transfer_json


@authorized
async def banks(request: Request) -> Response:
    """GET /bank, of one currency with `?currency=`."""
    currency = request.query_params.get("currency")
    found = [bank for bank in BANKS if currency in {None, bank.currency}]
    data = [
        {**asdict(bank), "id": number, "active": True, "is_deleted": None, "slug": bank.code.lower()}
        for number, bank in enumerate(found, start=1)
    ]
    return answer("Banks retrieved", data)


@authorized
async def resolve(request: Request) -> Response:
    """GET /bank/resolve?account_number=&bank_code=."""
    number, bank = (request.query_params.get(key, "") for key in ("account_number", "bank_code"))
    name = emulator_of(request).holder(number, bank)
    return answer("Account number resolved", {"account_number": number, "account_name": name, "bank_id": 9})


@authorized
async def recipient_create(request: Request) -> Response:
    """POST /transferrecipient."""
    content = await json_object(request)
    recipient = emulator_of(request).recipient(
        kind=str(content.get("type", "")),
        name=str(content.get("name", "")),
        account_number=str(content.get("account_number", "")),
        bank_code=str(content.get("bank_code", "")),
        currency=str(content.get("currency", "NGN")),
    )
    return answer("Transfer recipient created successfully", recipient_json(recipient))


@authorized
async def transfer_create(request: Request) -> Response:
    """POST /transfer; no one-time password is asked for."""
    content = await json_object(request)
    emulator = emulator_of(request)
    transfer = emulator.transfer(
        reference=str(content.get("reference", "")),
        recipient_code=str(content.get("recipient", "")),
        amount=amount_of(content.get("amount")),
        currency=str(content.get("currency", "NGN")),
        reason=str(content.get("reason") or ""),
    )
    return answer("Transfer has been queued", transfer_json(transfer, emulator.recipient_of(transfer), embed=False))


@authorized
async def transfer_verify(request: Request) -> Response:
    """GET /transfer/verify/{reference}."""
    emulator = emulator_of(request)
    transfer = emulator.found_transfer(request.path_params["reference"])
    told = transfer_json(transfer, emulator.recipient_of(transfer)) | emulator.knobs.transfer_overrides
    return answer("Transfer retrieved", told)


@authorized
async def transfer_list(request: Request) -> Response:
    """GET /transfer, newest first."""
    emulator = emulator_of(request)
    rows = emulator.store.rows(Transfer, "SELECT * FROM transfers ORDER BY id DESC")
    odd = emulator.knobs.transfer_overrides
    return paged(request, "Transfers retrieved", rows, lambda row: transfer_json(row, emulator.recipient_of(row)) | odd)


@authorized
async def balance(request: Request) -> Response:
    """GET /balance."""
    rows = emulator_of(request).balances().items()
    return answer("Balances retrieved", [{"currency": currency, "balance": amount} for currency, amount in rows])


routes = [
    Route("/bank", banks, methods=["GET"]),
    Route("/bank/resolve", resolve, methods=["GET"]),
    Route("/transferrecipient", recipient_create, methods=["POST"]),
    Route("/transfer", transfer_create, methods=["POST"]),
    Route("/transfer", transfer_list, methods=["GET"]),
    Route("/transfer/verify/{reference}", transfer_verify, methods=["GET"]),
    Route("/balance", balance, methods=["GET"]),
]
