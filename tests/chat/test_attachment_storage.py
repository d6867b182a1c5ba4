"""Attachments in what speaks S3: the same files, encrypted before they leave, and removed."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as ours
from django.core.exceptions import ImproperlyConfigured

from config.settings.chat import attachment_storage
from fashionistar.chat.models import MessageAttachment
from tests.chat.attaching import fetched, photo, ready, show
from tests.chat.talking import talk_of
from tests.people import People
from tests.wire.client import Wire

VARIABLES = {
    "ATTACHMENT_STORAGE": "s3",
    "ATTACHMENT_S3_BUCKET": "chat",
    "ATTACHMENT_S3_ACCESS_KEY": "key",
    "ATTACHMENT_S3_SECRET_KEY": "secret",
}


class Bucket(BaseHTTPRequestHandler):
    """What S3 does with objects, as far as a storage asks."""

    objects: dict[str, bytes]

    def _answer(self, status: int, body: bytes = b"") -> None:
        assert self.headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=key/")
        self.send_response(status)
        for name, value in (
            ("Content-Length", str(len(body))),
            ("ETag", '"x"'),
            ("Last-Modified", self.date_time_string()),
        ):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_PUT(self) -> None:
        self.objects[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(200)

    def do_GET(self) -> None:
        found = self.objects.get(self.path)
        self._answer(404 if found is None else 200, found or b"")

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        self.objects.pop(self.path, None)
        self._answer(204)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def bucket(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, bytes]]:
    """What a bucket has, in which attachments are kept."""
    handler = type("Own", (Bucket,), {"objects": {}})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        given = VARIABLES | {"ATTACHMENT_S3_ENDPOINT": f"http://127.0.0.1:{server.server_address[1]}"}
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        settings.STORAGES = ours.STORAGES | {"attachments": attachment_storage(Path())}
        yield handler.objects  # type: ignore[attr-defined]
        server.shutdown()


def test_a_bucket_keeps_what_a_folder_would(people: People, bucket: dict[str, bytes]) -> None:
    mine = ready(Wire(people.dami), talk_of(people.dami, people.atelier), photo())
    names = {f"/chat/{each.name}" for each in mine.files.all()}
    assert (set(bucket), len(names)) == (names, 2)
    assert {content[:5] for content in bucket.values()} == {b"gAAAA"}
    url = show(Wire(people.dami), mine)["url"]
    assert fetched(url)[1][:3] == b"\xff\xd8\xff"
    bucket.clear()
    assert fetched(url)[0].status_code == 403
    assert MessageAttachment.objects.count() == 1


@pytest.mark.parametrize("missing", ["ATTACHMENT_S3_BUCKET", "ATTACHMENT_S3_ACCESS_KEY", "ATTACHMENT_S3_SECRET_KEY"])
def test_settings_that_are_missing_stop_the_start(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, "" if name == missing else value)
    with pytest.raises(ImproperlyConfigured, match=f"{missing} is required"):
        attachment_storage(Path())
    monkeypatch.setenv("ATTACHMENT_STORAGE", "paper")
    with pytest.raises(ImproperlyConfigured, match="files, s3"):
        attachment_storage(Path())
