"""What a virus scanner finds is rejected and audited; while it is away nothing is let through, and nothing is lost."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as ours
from django.utils import timezone

from fashionistar.accounts.models import AuditEntry
from fashionistar.chat.gateway import ScannerUnavailableError
from fashionistar.chat.gateways.clamav import ClamAV
from fashionistar.chat.models import AttachmentFile, MessageAttachment
from fashionistar.chat.tasks import process_attachment
from tests.chat.attaching import photo, stored, upload, worked
from tests.chat.talking import talk_of
from tests.checkout.shopping import faults
from tests.people import People
from tests.wire.client import Wire

#: The file that every scanner finds, and which harms nobody (eicar.org); in two parts, so that none finds this one.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + rb"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Daemon(socketserver.BaseRequestHandler):
    """Speaks INSTREAM as clamd(8) says."""

    says: bytes | None = None
    seen: int = 0

    def handle(self) -> None:
        with self.request.makefile("rb") as given:
            assert given.read(10) == b"zINSTREAM\0"
            content = b""
            while (size := struct.unpack("!I", given.read(4))[0]) > 0:
                assert size <= 64 * 1024
                content += given.read(size)
        type(self).seen = len(content)
        found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        self.request.sendall(found if self.says is None else self.says)


@pytest.fixture
def daemon(settings: Any) -> Iterator[type[Daemon]]:
    """A daemon on a port of its own, and settings that name it."""

    class Own(Daemon):
        pass

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Own) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        settings.VIRUS_SCANNER, settings.CLAMAV_URL = "clamav", f"tcp://127.0.0.1:{server.server_address[1]}"
        settings.STORAGES = dict(ours.STORAGES)
        yield Own
        server.shutdown()


def test_it_asks_over_a_port_in_chunks(daemon: type[Daemon]) -> None:
    assert ClamAV().scan(bytes(200_000)) is None
    assert daemon.seen == 200_000
    assert ClamAV().scan(bytes(100_000) + EICAR) == "Eicar-Test-Signature"


def test_it_asks_over_a_unix_socket(settings: Any, tmp_path: Path) -> None:
    settings.CLAMAV_URL = f"unix://{tmp_path}/clamd"
    with socketserver.ThreadingUnixStreamServer(f"{tmp_path}/clamd", Daemon) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        assert [ClamAV().scan(each) for each in (b"", b"x", EICAR)] == [None, None, "Eicar-Test-Signature"]
        server.shutdown()


@pytest.mark.parametrize("says", [b"", b"stream: O", b"INSTREAM size limit exceeded. ERROR\0", b"OK\0", b"x" * 9_000])
def test_whatever_else_it_says_is_no_all_clear(daemon: type[Daemon], says: bytes) -> None:
    daemon.says = says
    with pytest.raises(ScannerUnavailableError):
        ClamAV().scan(b"x")


def test_what_is_infected_is_rejected_audited_and_gone(people: People, daemon: type[Daemon]) -> None:
    talk = talk_of(people.dami, people.atelier)
    # A picture as good as any, but for its end.
    assert faults(upload(Wire(people.dami), talk, photo() + EICAR)) == []
    assert worked() == [("REJECTED", "INFECTED")]
    assert (AttachmentFile.objects.count(), stored()) == (0, set())
    mine = MessageAttachment.objects.get()
    noted = AuditEntry.objects.get(action="ATTACHMENT_INFECTED")
    assert (noted.user_id, noted.actor) == (people.dami.pk, "system")
    assert noted.detail == {
        "attachment": str(mine.pk),
        "sender": f"user:{people.dami.pk}",
        "signature": "Eicar-Test-Signature",
    }


def test_while_it_is_away_nothing_is_let_through_and_nothing_lost(people: People, daemon: type[Daemon]) -> None:
    daemon.says = b""
    upload(Wire(people.dami), talk_of(people.dami, people.atelier))
    for _ in range(5):
        assert worked() == [("PROCESSING", None)]
        mine = MessageAttachment.objects.get()
        assert mine.leased_until is not None
        assert (mine.attempts, list(mine.files.values_list("role", flat=True))) == (0, ["ORIGINAL"])
        seen = daemon.seen
        # It is not asked again at once.
        daemon.seen = 0
        process_attachment(str(mine.pk))
        assert (daemon.seen, seen > 0) == (0, True)
        MessageAttachment.objects.update(leased_until=timezone.now())
    daemon.says = None
    assert worked() == [("READY", None)]
