"""An emulator as an ASGI application, and as a command that runs until Ctrl-C or SIGTERM."""

import argparse
import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from fashionistar.emulators.common.emulator import Config, Emulator
from fashionistar.emulators.common.faults import Faults

_HOST = "127.0.0.1"


def make_app(start: Callable[[], Emulator], routes: Sequence[BaseRoute], *, api: str) -> Starlette:
    """Build the application; its state opens and its sender of webhooks starts with the server."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.emulator = emulator = start()
        sending = asyncio.create_task(emulator.send_webhooks())
        yield
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending
        emulator.documents.close()

    return Starlette(routes=routes, middleware=[Middleware(Faults, prefix=api)], lifespan=lifespan)


def run(name: str, create_app: Callable[[Config], Starlette], *, port: int, arguments: list[str] | None) -> int:
    """Run an emulator's command; return its exit code."""
    options = _parser(name, port).parse_args(arguments)
    try:
        config = Config(
            secret_key=options.secret_key,
            webhook_secret=options.webhook_secret,
            data_file=options.data_file,
            webhook_url=options.webhook_url,
            merchant=options.merchant,
        )
        listening = _listen(options.port)
    except (ValueError, OSError) as error:
        print(f"{name} emulator: {error}", file=sys.stderr)
        return 2
    print(f"{name} emulator ready on http://{_HOST}:{listening.getsockname()[1]}", flush=True)
    settings = uvicorn.Config(create_app(config), log_level="warning", ws="none", timeout_graceful_shutdown=2)
    server = uvicorn.Server(settings)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
    return 0 if server.started else 1


def _parser(name: str, port: int) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m fashionistar.emulators.{name}")
    parser.add_argument("--port", type=int, default=port, help=f"0 takes a free one (default: {port})")
    parser.add_argument("--secret-key", required=True, help="the merchant's key of the test mode")
    parser.add_argument("--webhook-secret", required=True, help="what webhooks are signed with")
    parser.add_argument("--webhook-url", default="", help="where webhooks go; without it they wait")
    parser.add_argument("--data-file", type=Path, required=True, help="the SQLite file of the state")
    parser.add_argument("--merchant", default="Fashionistar", help="the name on the payment page")
    return parser


def _listen(port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((_HOST, port))
        listening.listen()
    except OSError:
        listening.close()
        raise OSError(f"port {port} is busy: stop what uses it, or choose another with --port.") from None
    return listening
