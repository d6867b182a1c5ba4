"""The API of disputes, as Paystack documents it."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from fashionistar.emulators.paystack.api import amount_of, answer, authorized, emulator_of, json_object, paged
from fashionistar.emulators.paystack.dispute_desk import dispute_json
from fashionistar.emulators.paystack.store import Dispute


@authorized
async def dispute_list(request: Request) -> Response:
    """GET /dispute, newest first."""
    emulator = emulator_of(request)
    rows = emulator.store.rows(Dispute, "SELECT * FROM disputes ORDER BY id DESC")
    return paged(request, "Disputes retrieved", rows, lambda row: dispute_json(row, emulator.disputed_transaction(row)))


@authorized
async def dispute_fetch(request: Request) -> Response:
    """GET /dispute/{id}."""
    emulator = emulator_of(request)
    dispute = emulator.found_dispute(request.path_params["dispute_id"])
    return answer("Dispute retrieved", dispute_json(dispute, emulator.disputed_transaction(dispute)))


@authorized
async def upload_url(request: Request) -> Response:
    """GET /dispute/{id}/upload_url?upload_filename=."""
    dispute = emulator_of(request).found_dispute(request.path_params["dispute_id"])
    name = request.query_params.get("upload_filename") or "evidence"
    place = request.url_for("upload", dispute_id=str(dispute.id)).include_query_params(name=name)
    return answer("Upload url generated", {"signedUrl": str(place), "fileName": name})


async def upload(request: Request) -> Response:
    """PUT /uploads/{id}?name=: the place of a file, which takes it without the merchant's key."""
    emulator = emulator_of(request)
    dispute = emulator.found_dispute(request.path_params["dispute_id"])
    emulator.take_file(dispute, request.query_params.get("name", ""), await request.body())
    return PlainTextResponse("")


@authorized
async def evidence(request: Request) -> Response:
    """POST /dispute/{id}/evidence."""
    emulator = emulator_of(request)
    dispute = emulator.found_dispute(request.path_params["dispute_id"])
    return answer("Evidence created", emulator.take_evidence(dispute, await json_object(request)))


@authorized
async def resolve(request: Request) -> Response:
    """PUT /dispute/{id}/resolve."""
    emulator = emulator_of(request)
    content = await json_object(request)
    amount = content.get("refund_amount")
    asked = emulator.found_dispute(request.path_params["dispute_id"])
    dispute = emulator.answer_dispute(asked, content, amount=amount_of(amount) if amount else 0)
    return answer("Dispute successfully resolved", dispute_json(dispute, emulator.disputed_transaction(dispute)))


routes = [
    Route("/dispute", dispute_list, methods=["GET"]),
    Route("/dispute/{dispute_id}", dispute_fetch, methods=["GET"]),
    Route("/dispute/{dispute_id}/upload_url", upload_url, methods=["GET"]),
    Route("/dispute/{dispute_id}/evidence", evidence, methods=["POST"]),
    Route("/dispute/{dispute_id}/resolve", resolve, methods=["PUT"]),
    Route("/uploads/{dispute_id}", upload, name="upload", methods=["PUT"]),
]
