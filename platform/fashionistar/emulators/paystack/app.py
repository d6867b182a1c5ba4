"""The emulator as an ASGI application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fashionistar.emulators.paystack import api, control, desk_pages, dispute_api, pages, transfer_api
from fashionistar.emulators.paystack.config import Config
from fashionistar.emulators.paystack.engine import Emulator
from fashionistar.emulators.paystack.sender import Sender

_API = {"transaction", "refund", "transfer", "transferrecipient", "balance", "bank", "dispute"}


def create_app(config: Config) -> Starlette:
    """Build the application; its state opens and its sender of webhooks starts with the server."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        emulator = Emulator(config)
        app.state.emulator = emulator
        sending = asyncio.create_task(Sender(emulator).run())
        yield
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending
        emulator.store.close()

    return Starlette(
        routes=[
            *api.routes,
            *transfer_api.routes,
            *dispute_api.routes,
            *control.routes,
            *pages.routes,
            *desk_pages.routes,
        ],
        middleware=[Middleware(Faults)],
        lifespan=lifespan,
    )


class Faults:
    """Middleware that makes the API slow, unavailable or forgetful as the knobs say."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request with the faults that are due."""
        if scope["type"] != "http" or scope["path"].split("/")[1] not in _API:
            await self._app(scope, receive, send)
            return
        emulator: Emulator = scope["app"].state.emulator
        await asyncio.sleep(emulator.knobs.latency_ms / 1000)
        if emulator.knobs.fail_next > 0:
            emulator.knobs = replace(emulator.knobs, fail_next=emulator.knobs.fail_next - 1)
            await HTMLResponse("<h1>503 Service Unavailable</h1>", status_code=503)(scope, receive, send)
        elif emulator.knobs.lose_next > 0:
            emulator.knobs = replace(emulator.knobs, lose_next=emulator.knobs.lose_next - 1)
            await self._app(scope, receive, _lost)
            await HTMLResponse("<h1>504 Gateway Time-out</h1>", status_code=504)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


async def _lost(_message: Message) -> None:
    """Take an answer and tell nobody."""
