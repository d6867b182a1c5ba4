"""ClamAV's daemon, asked by its own protocol: clamd(8), INSTREAM. It needs neither a file nor a disk in common."""

import socket
import struct
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings

from fashionistar.chat.gateway import ScannerUnavailableError

_CHUNK = 64 * 1024
#: Seconds: to be connected, and for each answer; the longest that a file of these sizes takes.
_TIMEOUT = 30.0
_LONGEST_ANSWER = 4096


class ClamAV:
    """Sends each file to `CLAMAV_URL`: a daemon at tcp://host:port, or unix:///a/socket."""

    def scan(self, content: bytes) -> str | None:
        """The signature that was found; None: nothing.

        Raises:
            ScannerUnavailableError: It is away, too slow, or said neither.
        """
        try:
            with _connected() as daemon:
                for part in _instream(content):
                    daemon.sendall(part)
                answer = _answer(daemon)
        except OSError as error:
            raise ScannerUnavailableError(f"clamd is away: {type(error).__name__}") from error
        return _read(answer)


def _connected() -> socket.socket:
    parts = urlsplit(settings.CLAMAV_URL)
    if parts.scheme == "unix":
        daemon = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        daemon.settimeout(_TIMEOUT)
        try:
            daemon.connect(parts.path)
        except OSError:
            daemon.close()
            raise
        return daemon
    return socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 3310), timeout=_TIMEOUT)


def _instream(content: bytes) -> Iterator[bytes]:
    """A file as clamd takes it: chunks after their lengths, and one of no length at the end."""
    yield b"zINSTREAM\0"
    for start in range(0, len(content), _CHUNK):
        chunk = content[start : start + _CHUNK]
        yield struct.pack("!I", len(chunk)) + chunk
    yield struct.pack("!I", 0)


def _answer(daemon: socket.socket) -> str:
    """What it says, up to the NUL that ends it."""
    said = b""
    while not said.endswith(b"\0"):
        part = daemon.recv(_LONGEST_ANSWER)
        if not part or len(said) > _LONGEST_ANSWER:
            raise ConnectionError("clamd stopped in the middle of its answer")
        said += part
    return said.rstrip(b"\0").decode("utf-8", "replace")


def _read(answer: str) -> str | None:
    if answer == "stream: OK":
        return None
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")[:200]
    # Such as a file beyond its StreamMaxLength, or signatures that are being loaded.
    raise ScannerUnavailableError(f"clamd said {answer[:200]!r}")
