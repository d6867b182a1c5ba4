"""TCP ports of this machine."""

import errno
import http.client
import socket

from config.local.faults import PlatformFault

HOST = "127.0.0.1"


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        return int(listening.getsockname()[1])


def is_free(port: int) -> bool:
    """Whether something could listen on it."""
    return _refusal(port) is None


def require_free(port: int) -> None:
    """Make sure that the server can listen.

    Raises:
        PlatformFault: Somebody else listens there, or we may not.
    """
    refusal = _refusal(port)
    if refusal == errno.EACCES:
        raise PlatformFault(
            f"port {port} needs more rights: choose one above 1023, such as `manage.py up --port 8000`."
        )
    if refusal is not None:
        other = port + 1 if port < 65535 else 8000
        raise PlatformFault(
            f"port {port} is busy: stop what uses it, or choose another: `manage.py up --port {other}`."
        )


def answers(port: int, path: str) -> bool:
    """Whether an HTTP server there answers 200."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _refusal(port: int) -> int | None:
    with socket.socket() as listening:
        # As servers do: connections of a server that just ended do not count.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
        except OSError as error:
            return error.errno
    return None
