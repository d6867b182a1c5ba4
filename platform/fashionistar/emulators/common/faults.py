"""The knobs that tests turn while an emulator runs, and the faults that they make."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

from starlette.responses import HTMLResponse, JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fashionistar.emulators.common.documents import Document

ENDINGS = ("success", "failed", "pending")


@dataclass(frozen=True, slots=True)
class Knobs:
    """Faults of the network and of the gateway itself.

    `fail_next` requests to the API are answered 503 and not carried out; `lose_writes` POSTs are carried out and
    answered 504; the next request is answered with `answer_next` ({status, body}) instead. `overrides` replaces what is
    told about payments, `refund_overrides` and `transfer_overrides` what is told about those. `refunds` and
    `transfers` are how new ones end: success, failed or pending. No list has more than `page_size` rows a page. With
    `forget_keys` keys of idempotency are not known any more, as after a day.
    `webhook_seconds` is how late webhooks are sent, `webhook_version` how Flutterwave signs.
    """

    webhooks: bool = True
    webhook_seconds: float = 0.0
    webhook_version: str = "v3"
    latency_ms: int = 0
    fail_next: int = 0
    lose_writes: int = 0
    answer_next: Document = field(default_factory=dict)
    overrides: Document = field(default_factory=dict)
    refund_overrides: Document = field(default_factory=dict)
    transfer_overrides: Document = field(default_factory=dict)
    refunds: str = "success"
    transfers: str = "success"
    page_size: int = 100
    forget_keys: bool = False

    def turned(self, changes: Mapping[str, object]) -> "Knobs":
        """Return the knobs after the changes.

        Raises:
            ValueError: There is no such knob, or it does not take such a value.
        """
        known = {knob.name: type(getattr(self, knob.name)) for knob in fields(self)}
        for name, value in changes.items():
            if name in {"refunds", "transfers"} and value not in ENDINGS:
                raise ValueError(f"The setting {name!r} takes one of {', '.join(ENDINGS)}.")
            if name not in known:
                raise ValueError(f"There is no setting {name!r}; there are {', '.join(known)}.")
            if type(value) is not known[name]:
                raise ValueError(f"The setting {name!r} takes a {known[name].__name__}, not {value!r}.")
        return replace(self, **changes)  # type: ignore[arg-type]


class Faults:
    """Middleware that makes the API slow, unavailable or forgetful as `app.state.emulator.knobs` says."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        """Wrap the application; only paths that begin with the prefix have faults."""
        self._app = app
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request with the faults that are due."""
        if scope["type"] != "http" or not scope["path"].startswith(self._prefix):
            await self._app(scope, receive, send)
            return
        emulator = scope["app"].state.emulator
        knobs: Knobs = emulator.knobs
        if knobs.latency_ms:
            await asyncio.sleep(knobs.latency_ms / 1000)
        if knobs.fail_next > 0:
            emulator.knobs = replace(knobs, fail_next=knobs.fail_next - 1)
            await HTMLResponse("<h1>503 Service Unavailable</h1>", status_code=503)(scope, receive, send)
        elif knobs.lose_writes > 0 and scope["method"] == "POST":
            emulator.knobs = replace(knobs, lose_writes=knobs.lose_writes - 1)
            await self._app(scope, receive, _lost)
            await HTMLResponse("<h1>504 Gateway Time-out</h1>", status_code=504)(scope, receive, send)
        elif knobs.answer_next:
            emulator.knobs = replace(knobs, answer_next={})
            told = knobs.answer_next
            await JSONResponse(told.get("body"), status_code=int(str(told["status"])))(scope, receive, send)
        else:
            await self._app(scope, receive, send)


async def _lost(_message: Message) -> None:
    """Take an answer and tell nobody."""
