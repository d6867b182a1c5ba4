"""Stripe's wire: nested forms, errors, idempotency keys, expansion and lists."""

import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Sequence
from functools import wraps
from typing import cast
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from fashionistar.emulators.common.control import has_key
from fashionistar.emulators.common.documents import Document
from fashionistar.emulators.stripe.engine import Refusal, Stripe

#: Which kind of object a field names.
_KINDS = {
    "payment_intent": "payment_intent",
    "latest_charge": "charge",
    "charge": "charge",
    "balance_transaction": "balance_transaction",
}
_HIDDEN = {"intent_data", "message"}

type Endpoint = Callable[[Request, Stripe, Document], Awaitable[Document]]


def endpoint(answer: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    """Serve an endpoint: the merchant's key, its parameters, idempotency, what is to be expanded."""

    @wraps(answer)
    async def serve(request: Request) -> Response:
        emulator: Stripe = request.app.state.emulator
        if not has_key(request):
            # Stripe hides all but the last letters of the key.
            return _error(Refusal("Invalid API Key provided: sk_test_****", status=401))
        sent = await request.body() if request.method == "POST" else request.url.query.encode()
        key = request.headers.get("idempotency-key", "") if request.method == "POST" else ""
        print_of_it = hashlib.sha256(f"{request.url.path}\n".encode() + sent).hexdigest()
        if emulator.knobs.forget_keys:
            key = ""
        if key and (kept := emulator.documents.get("idempotency", key)):
            return _again(kept, print_of_it)
        try:
            asked = parse_form(sent.decode())
            told = await answer(request, emulator, asked)
            response = JSONResponse(_expanded(emulator, told, asked.get("expand")))
        except Refusal as refusal:
            return _error(refusal)
        if key:
            with emulator.documents.together:
                kept = {"print": print_of_it, "body": bytes(response.body).decode()}
                emulator.documents.put("idempotency", key, kept)
        return response

    return serve


def parse_form(text: str) -> Document:
    """Read `a[b][0][c]=d` into nested objects; what is numbered becomes a list."""
    root: Document = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        place = root
        *path, last = re.findall(r"[^\[\]]+|(?<=\[)(?=\])", name)
        for step in path:
            place = cast("Document", place.setdefault(step, {}))
        place[last or str(len(place))] = value
    return cast("Document", _lists(root))


def page_of(
    emulator: Stripe, kind: str, asked: Document, url: str, *, rows: Sequence[Document] | None = None
) -> Document:
    """A page of a list, newest first, of those in the `created` range."""
    created = asked.get("created")
    bounds = cast("dict[str, str]", created if isinstance(created, dict) else {})
    first, end = int(bounds.get("gte", "0")), int(bounds.get("lt", str(2**62)))
    every = emulator.documents.all(kind) if rows is None else rows
    found = [row for row in reversed(every) if first <= int(str(row["created"])) < end]
    if start := asked.get("starting_after"):
        places = [place for place, row in enumerate(found) if row["id"] == start]
        if not places:
            raise Refusal(f"No such object: '{start}'", code="resource_missing")
        found = found[places[0] + 1 :]
    size = int(str(asked.get("limit", "10")))
    if not 1 <= size <= 100:
        raise Refusal("limit must be between 1 and 100")
    size = min(size, emulator.knobs.page_size)
    return {"object": "list", "url": url, "data": found[:size], "has_more": len(found) > size}


def _lists(value: object) -> object:
    if not isinstance(value, dict):
        return value
    if value and all(key.isdecimal() for key in value):
        return [_lists(value[key]) for key in sorted(value, key=int)]
    return {key: _lists(inner) for key, inner in value.items()}


def _again(kept: Document, print_of_it: str) -> Response:
    if kept["print"] != print_of_it:
        message = "Keys for idempotent requests can only be used with the same parameters they were first used with."
        return _error(Refusal(message, kind="idempotency_error"))
    return JSONResponse(json.loads(str(kept["body"])), headers={"Idempotent-Replayed": "true"})


def _error(refusal: Refusal) -> JSONResponse:
    error = {"type": refusal.kind, "message": refusal.message}
    if refusal.code:
        error["code"] = refusal.code
    return JSONResponse({"error": error}, status_code=refusal.status)


def _expanded(emulator: Stripe, told: Document, paths: object) -> Document:
    shown = _shown(emulator, told)
    for path in paths if isinstance(paths, list) else []:
        _expand(emulator, shown, str(path).split("."))
    return shown


def _shown(emulator: Stripe, told: Document) -> Document:
    """An object as it is told; the knobs falsify payment intents and refunds."""
    falsified = {"payment_intent": emulator.knobs.overrides, "refund": emulator.knobs.refund_overrides}
    overrides = falsified.get(str(told.get("object")), {})
    shown = {key: value for key, value in told.items() if key not in _HIDDEN} | overrides
    data = told.get("data")
    if told.get("object") == "list" and isinstance(data, list):
        shown["data"] = [_shown(emulator, row) for row in data]
    return shown


def _expand(emulator: Stripe, shown: Document, path: list[str]) -> None:
    field, *rest = path
    value = shown.get(field)
    if isinstance(value, list):
        for row in value:
            _expand(emulator, row, rest)
        return
    if field not in _KINDS:
        raise Refusal(f"This property cannot be expanded ({field}).")
    if isinstance(value, str):
        value = shown[field] = _shown(emulator, emulator.find(_KINDS[field], value))
    if isinstance(value, dict) and rest:
        _expand(emulator, value, rest)
