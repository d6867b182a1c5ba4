"""Sends one webhook: to a checked address, within its time, following nothing, reading little."""

import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, override

import httpcore

from fashionistar.webhooks.addresses import Lookup, TargetRefusedError, checked_addresses, checked_url, system_lookup
from fashionistar.webhooks.gateway import Answer

ANSWER_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds until there is a connection, and until all is over."""

    connect: float = 3.0
    total: float = 10.0


_LIMITS = Limits()


def send(
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes,
    limits: Limits = _LIMITS,
    lookup: Lookup = system_lookup,
    tls: ssl.SSLContext | None = None,
) -> Answer:
    """POST the body and tell what came of it."""
    started = time.monotonic()
    status, error, text = None, "", ""
    try:
        status, text = _exchange(url, headers, body, backend=_Checking(lookup, limits), tls=tls)
    except TargetRefusedError as refused:
        error = str(refused)
    except httpcore.TimeoutException:
        error = f"No answer in time: {limits.connect:g} s to connect, {limits.total:g} s in all."
    except httpcore.ConnectError as failed:
        error = f"No connection: {failed}"
    except (httpcore.NetworkError, httpcore.ProtocolError) as failed:
        error = f"The connection broke: {failed}"
    return Answer(round((time.monotonic() - started) * 1000), status, error[:300], text)


def _exchange(
    text: str, headers: Mapping[str, str], body: bytes, *, backend: "_Checking", tls: ssl.SSLContext | None
) -> tuple[int, str]:
    url = checked_url(text)
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    ours = {"Host": url.netloc.decode(), "Accept-Encoding": "identity", "Content-Length": str(len(body))}
    given = [(name.encode(), value.encode()) for name, value in {**ours, **headers}.items()]
    # Neither redirects nor proxies nor cookies: httpcore has none of them.
    with (
        httpcore.ConnectionPool(ssl_context=tls, network_backend=backend, max_connections=1) as pool,
        pool.stream("POST", target, headers=given, content=body, extensions={"timeout": backend.timeouts}) as response,
    ):
        return response.status, _beginning(response)


def _beginning(response: httpcore.Response) -> str:
    """The first KB; a receiver that dawdles with the rest has answered nevertheless."""
    read = b""
    try:
        for chunk in response.iter_stream():
            read += chunk
            if len(read) >= ANSWER_BYTES:
                break
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
        pass
    # PostgreSQL keeps no U+0000.
    return read[:ANSWER_BYTES].decode(errors="replace").replace("\0", "\ufffd")


class _Checking(httpcore.NetworkBackend):
    """Connects to addresses that were checked, and to nothing else; all its streams end by one deadline."""

    def __init__(self, lookup: Lookup, limits: Limits) -> None:
        self._lookup = lookup
        self._deadline = time.monotonic() + limits.total
        self._system = httpcore.SyncBackend()
        self.timeouts = {"connect": limits.connect, "read": limits.total, "write": limits.total, "pool": limits.total}

    @override
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failed: Exception = httpcore.ConnectError("no address")
        until = min(self._deadline, time.monotonic() + (timeout or 0))
        for address in checked_addresses(host, port, lookup=self._lookup):
            try:
                stream = self._system.connect_tcp(address, port, _left(until), local_address, socket_options)
                return _Timed(stream, self._deadline)
            except httpcore.ConnectError as error:
                failed = error
        raise failed

    @override
    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        raise httpcore.ConnectError("webhooks go over the network")


class _Timed(httpcore.NetworkStream):
    """A stream whose every step must end by the deadline, so that a slow drip cannot go on."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    @override
    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline))

    @override
    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline))

    @override
    def close(self) -> None:
        self._stream.close()

    @override
    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        opened = self._stream.start_tls(ssl_context, server_hostname, min(_left(self._deadline), timeout or 0))
        return _Timed(opened, self._deadline)

    @override
    def get_extra_info(self, info: str) -> Any:
        found: socket.socket | ssl.SSLObject | None = self._stream.get_extra_info(info)
        return found


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise httpcore.TimeoutException
    return left
