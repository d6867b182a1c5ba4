"""The buttons of the operator's view: what banks do to transfers and disputes, by hand."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from fashionistar.emulators.paystack.api import emulator_of
from fashionistar.emulators.paystack.desk import Refusal
from fashionistar.emulators.paystack.dispute_desk import RESOLVED
from fashionistar.emulators.paystack.engine import Emulator
from fashionistar.emulators.paystack.money import major_units
from fashionistar.emulators.paystack.store import Dispute, Transfer
from fashionistar.emulators.paystack.transfer_desk import ENDINGS

type Cells = dict[str, str | Sequence[str]]


def transfers_shown(emulator: Emulator, limit: int) -> list[Cells]:
    """The latest transfers, and how each may still end."""
    rows = emulator.store.rows(Transfer, "SELECT * FROM transfers ORDER BY id DESC LIMIT ?", limit)
    return [
        {
            "created": row.created_at,
            "reference": row.reference,
            "amount": major_units(row.amount, row.currency),
            "recipient": emulator.recipient_of(row).name,
            "status": row.status,
            "endings": ENDINGS.get(row.status, ()),
        }
        for row in rows
    ]


def disputes_shown(emulator: Emulator, limit: int) -> list[Cells]:
    """The latest disputes, and what the bank may do."""
    rows = emulator.store.rows(Dispute, "SELECT * FROM disputes ORDER BY id DESC LIMIT ?", limit)
    return [
        {
            "id": str(row.id),
            "created": row.created_at,
            "reference": transaction.reference,
            "amount": major_units(row.amount, transaction.currency),
            "reason": row.reason,
            "status": row.status,
            "resolution": row.resolution or "",
            "evidence": row.evidence or "",
            "actions": () if row.status == RESOLVED else ("remind", "won", "lost"),
        }
        for row in rows
        for transaction in (emulator.disputed_transaction(row),)
    ]


async def transfer_end(request: Request) -> Response:
    """POST /transfers/{reference}/{status}."""
    emulator = emulator_of(request)
    try:
        emulator.end_transfer(emulator.found_transfer(request.path_params["reference"]), request.path_params["status"])
    except Refusal as refusal:
        return PlainTextResponse(refusal.message, status_code=refusal.status)
    return RedirectResponse("/", status_code=303)


async def dispute_open(request: Request) -> Response:
    """POST /transactions/{reference}/dispute: all of it."""
    emulator = emulator_of(request)
    try:
        transaction = emulator.transaction(request.path_params["reference"])
        emulator.open_dispute(transaction, amount=transaction.amount, reason="Customer did not receive the item")
    except Refusal as refusal:
        return PlainTextResponse(refusal.message, status_code=refusal.status)
    return RedirectResponse("/", status_code=303)


async def dispute_move(request: Request) -> Response:
    """POST /disputes/{id}/{action}."""
    emulator = emulator_of(request)
    try:
        emulator.move_dispute(emulator.found_dispute(request.path_params["dispute_id"]), request.path_params["action"])
    except Refusal as refusal:
        return PlainTextResponse(refusal.message, status_code=refusal.status)
    return RedirectResponse("/", status_code=303)


routes = [
    Route("/transfers/{reference}/{status}", transfer_end, methods=["POST"]),
    Route("/transactions/{reference}/dispute", dispute_open, methods=["POST"]),
    Route("/disputes/{dispute_id}/{action}", dispute_move, methods=["POST"]),
]
