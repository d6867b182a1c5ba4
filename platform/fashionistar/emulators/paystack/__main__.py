"""`python -m fashionistar.emulators.paystack`: run the emulator until Ctrl-C or SIGTERM."""

import argparse
import socket
import sys
from contextlib import suppress
from pathlib import Path

import uvicorn

from fashionistar.emulators.paystack.app import create_app
from fashionistar.emulators.paystack.config import DEFAULT_RETRY_SECONDS, Config

_HOST = "127.0.0.1"


class _Server(uvicorn.Server):
    """Says when it is ready, so that whoever started it need not guess."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and sockets:
            print(f"paystack emulator ready on http://{_HOST}:{sockets[0].getsockname()[1]}", flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        config = Config(
            secret_key=options.secret_key,
            data_file=options.data_file,
            webhook_url=options.webhook_url,
            retry_seconds=options.retry_seconds,
            refund_seconds=options.refund_seconds,
            merchant=options.merchant,
        )
        listening = _listen(options.port)
    except (ValueError, OSError) as error:
        print(f"paystack emulator: {error}", file=sys.stderr)
        return 2
    server = _Server(
        uvicorn.Config(
            create_app(config), log_level="warning", access_log=False, ws="none", timeout_graceful_shutdown=2
        )
    )
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
    return 0 if server.started else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m fashionistar.emulators.paystack", description=__doc__)
    parser.add_argument("--port", type=int, default=8900, help="0 takes a free one (default: 8900)")
    parser.add_argument("--secret-key", required=True, help="the merchant's key, sk_test_...")
    parser.add_argument("--webhook-url", default="", help="where webhooks go; without it they wait")
    parser.add_argument("--data-file", type=Path, required=True, help="the SQLite file of the state")
    parser.add_argument("--merchant", default="Fashionistar", help="the name on the checkout page")
    parser.add_argument("--refund-seconds", type=float, default=1.0, help="how long a refund or transfer stays pending")
    parser.add_argument(
        "--retry-seconds",
        type=_seconds,
        default=DEFAULT_RETRY_SECONDS,
        help="the waits before each retry of a webhook; Paystack's test mode waits 3600 ten times",
    )
    return parser


def _seconds(text: str) -> tuple[float, ...]:
    return tuple(float(part) for part in text.split(",") if part)


def _listen(port: int) -> socket.socket:
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((_HOST, port))
    except OSError:
        listening.close()
        raise OSError(f"port {port} is busy: stop what uses it, or choose another with --port.") from None
    return listening


if __name__ == "__main__":
    sys.exit(main())
