"""One request: encrypted to whom the URL names, within its time, and no more read than is kept."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from fashionistar.webhooks.gateway import Answer
from fashionistar.webhooks.transport import Limits, send
from tests.webhooks.receiving import Receiver

SHORT = Limits(connect=0.4, total=0.8)


@contextmanager
def speaking(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server on loopback that takes one connection and does with it what it likes."""
    with closing(socket.create_server(("127.0.0.1", 0))) as door:

        def serve() -> None:
            taken, _ = door.accept()
            with closing(taken):
                try:
                    talk(taken)
                except OSError:
                    return

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}/"
        thread.join(30)


def timed(url: str) -> tuple[Answer, float]:
    began = time.monotonic()
    answer = send(url, headers={}, body=b"{}", limits=SHORT)
    return answer, time.monotonic() - began


def test_a_receiver_that_says_nothing_is_given_up_in_time() -> None:
    over = threading.Event()
    with speaking(lambda _: over.wait(30) and None) as url:
        answer, took = timed(url)
        over.set()
    assert (answer.status_code, answer.error) == (None, "No answer in time: 0.4 s to connect, 0.8 s in all.")
    assert 0.8 <= took < 5


def test_a_receiver_that_drips_its_headers_is_given_up_in_time() -> None:
    over = threading.Event()

    def drip(taken: socket.socket) -> None:
        taken.sendall(b"HTTP/1.1 200 OK\r\n")
        for _ in range(100):
            if not over.wait(0.05):
                taken.sendall(b"X-Drip: 1\r\n")

    with speaking(drip) as url:
        answer, took = timed(url)
        over.set()
    assert (answer.status_code, took < 5) == (None, True)
    assert answer.error.startswith("No answer in time")


def test_a_receiver_that_dawdles_with_its_body_has_answered() -> None:
    over = threading.Event()

    def dawdle(taken: socket.socket) -> None:
        taken.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\nso far")
        over.wait(30)

    with speaking(dawdle) as url:
        answer, _ = timed(url)
        over.set()
    assert (answer.status_code, answer.text, answer.error) == (201, "so far", "")


def test_no_more_is_read_than_is_kept() -> None:
    written = 0

    def flood(taken: socket.socket) -> None:
        nonlocal written
        taken.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        while written < 100_000_000:
            written += taken.send(b"x" * 65_536)

    with speaking(flood) as url:
        answer, _ = timed(url)
    assert (answer.status_code, answer.text) == (200, "x" * 1024)
    assert written < 100_000_000


@pytest.mark.parametrize(
    ("said", "error"),
    [(b"", "The connection broke"), (b"nonsense\r\n\r\n", "The connection broke"), (b"HTTP/1.1 200 OK\r\n", "The con")],
)
def test_a_receiver_that_speaks_no_http_is_an_error(said: bytes, error: str) -> None:
    def talk(taken: socket.socket) -> None:
        taken.recv(65_536)
        taken.sendall(said)

    with speaking(talk) as url:
        answer, _ = timed(url)
    assert answer.status_code is None
    assert answer.error.startswith(error)


def test_a_closed_port_is_an_error() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as door:
        port = door.getsockname()[1]
    answer, _ = timed(f"http://127.0.0.1:{port}/")
    assert (answer.status_code, answer.error.startswith("No connection: ")) == (None, True)


def test_a_name_that_nobody_answers_for_is_given_up(receiver: Receiver) -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    answer = send("http://hooks.example.com/", headers={}, body=b"{}", lookup=unknown)
    assert (answer.status_code, answer.error) == (None, "The host cannot be found. Check its name.")


def certificate(folder: Path, name: str) -> Path:
    """A self-signed certificate of a name, with its key, in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    path = folder / f"{name}.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + made.public_bytes(Encoding.PEM))
    return path


@pytest.mark.parametrize(("holder", "status"), [("hooks.example.com", 200), ("other.example.com", None)])
def test_tls_is_spoken_with_whom_the_url_names_at_the_address_that_was_checked(
    tmp_path: Path, holder: str, status: int | None
) -> None:
    path, named = certificate(tmp_path, holder), []
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    server.sni_callback = lambda _, name, __: named.append(name)
    ours = ssl.create_default_context(cafile=path)
    ours.verify_flags &= ~ssl.VERIFY_X509_STRICT  # the certificate is its own authority

    def talk(taken: socket.socket) -> None:
        with server.wrap_socket(taken, server_side=True) as opened:
            # A connection that is closed with something unread is reset.
            read = b""
            while not read.endswith(b"{}"):
                read += opened.recv(65_536)
            opened.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    with speaking(talk) as url:
        secure = url.replace("http://127.0.0.1", "https://hooks.example.com")
        answer = send(secure, headers={}, body=b"{}", lookup=lambda *_: ["127.0.0.1"], tls=ours)
    assert (answer.status_code, named) == (status, ["hooks.example.com"])
    assert ("Hostname mismatch" in answer.error) is (status is None)
