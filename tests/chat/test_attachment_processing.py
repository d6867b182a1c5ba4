"""What becomes of an upload: made anew or rejected, by workers that may die, and the upload itself gone."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from zlib import crc32

import av
import pytest
from django.conf import settings as ours
from django.core.files.storage import storages
from django.utils import timezone
from PIL import Image

from fashionistar.chat.gateway import Reencoded
from fashionistar.chat.models import AttachmentFile, Conversation, MessageAttachment
from fashionistar.chat.tasks import process_attachment, sweep_attachments
from tests.chat.attaching import (
    SECRET,
    photo,
    plain,
    ready,
    roles,
    send_with,
    show,
    upload,
    voice,
    worked,
)
from tests.chat.talking import talk_of
from tests.checkout.shopping import faults
from tests.people import People
from tests.wire.client import Wire


@pytest.fixture(autouse=True)
def _empty(settings: Any) -> None:
    """A storage of the test's own."""
    settings.STORAGES = dict(ours.STORAGES)


@pytest.fixture
def talk(people: People) -> Conversation:
    """Dami's, with Ada's shop."""
    assert people.bisi
    assert people.cleo
    return talk_of(people.dami, people.atelier)


@pytest.mark.parametrize(
    ("file", "white"),
    [
        (photo(), False),
        (photo("PNG", mode="RGBA"), True),
        (photo("WEBP"), False),
        (photo("PNG", mode="L"), False),
        # Whatever comes after the picture, as an archive that would be one to others, is not carried over.
        (photo() + b"PK\x03\x04" + SECRET.encode(), False),
    ],
    ids=["jpeg", "transparent", "webp", "grey", "polyglot"],
)
def test_nothing_of_a_picture_but_its_pixels_goes_on(
    people: People, talk: Conversation, file: bytes, white: bool
) -> None:
    assert SECRET.encode() in file or b"L" in file
    content = plain(ready(Wire(people.dami), talk, file))
    assert not any(part in content for part in (SECRET.encode(), b"Exif", b"PK\x03\x04", b"ICC_PROFILE"))
    with Image.open(BytesIO(content)) as picture:
        assert (picture.mode, set(picture.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}) == (
            "RGB",
            {"progressive", "progression"},
        )
        assert (picture.getpixel((3, 3)) == (255, 255, 255)) is white


@pytest.mark.parametrize(
    ("form", "codec", "rate"),
    [("wav", "pcm_s16le", 16_000), ("webm", "libopus", 48_000), ("mp4", "aac", 44_100), ("mp3", "libmp3lame", 44_100)],
)
def test_a_voice_note_is_opus_with_its_length_and_a_small_waveform(
    people: People, talk: Conversation, form: str, codec: str, rate: int
) -> None:
    mine = ready(Wire(people.dami), talk, voice(1.0, form, codec, rate), kind="VOICE")
    found = show(Wire(people.dami), mine)
    assert 990 <= found["durationMs"] <= 1_080
    assert (found["width"], found["previewUrl"], len(found["waveform"]) <= 64) == (None, None, True)
    assert found["waveform"][3] < found["waveform"][-4] <= 100
    content = plain(mine)
    assert SECRET.encode() not in content
    with av.open(BytesIO(content)) as file:
        stream = file.streams.audio[0]
        assert (file.format.name, stream.codec_context.name, stream.codec_context.channels) == ("ogg", "opus", 1)


def _bomb() -> bytes:
    """A PNG of 20,000 by 20,000 pixels, as it says, in a few bytes."""
    whole = bytearray(photo("PNG"))
    whole[16:24] = (20_000).to_bytes(4, "big") * 2
    whole[29:33] = crc32(whole[12:29]).to_bytes(4, "big")
    return bytes(whole)


@pytest.mark.parametrize(
    ("kind", "file", "rejection"),
    [
        ("IMAGE", b"<html><script>alert(1)</script>" + photo(), "UNREADABLE"),
        ("IMAGE", photo()[:400], "UNREADABLE"),
        ("IMAGE", _bomb(), "TOO_MANY_PIXELS"),
        ("IMAGE", photo("PNG", size=(1200, 1000)), "TOO_MANY_PIXELS"),
        ("IMAGE", voice(), "UNREADABLE"),
        ("VOICE", photo(), "UNREADABLE"),
        ("VOICE", b"#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n", "UNREADABLE"),
        ("VOICE", b"OggS" + bytes(500), "UNREADABLE"),
        ("VOICE", voice()[:44], "UNREADABLE"),
        ("VOICE", voice(2.0), "TOO_LONG"),
    ],
    ids=["html", "cut", "bomb", "large", "voice", "picture", "playlist", "broken", "silent", "long"],
)
def test_what_cannot_be_made_anew_is_rejected_and_gone(
    people: People, talk: Conversation, settings: Any, kind: str, file: bytes, rejection: str
) -> None:
    settings.ATTACHMENT_IMAGE_MAX_PIXELS, settings.ATTACHMENT_VOICE_MAX = 1_000_000, timedelta(seconds=1)
    dami = Wire(people.dami)
    assert faults(upload(dami, talk, file, kind=kind)) == []
    assert worked() == [("REJECTED", rejection)]
    assert roles() == []
    mine = MessageAttachment.objects.get()
    found = show(dami, mine)
    assert (found["rejection"], found["url"], found["processedAt"] is not None) == (rejection, None, True)
    assert faults(send_with(dami, talk, mine)) == [("STATUS_CONFLICT", ["attachmentIds"])]


@pytest.mark.parametrize("dies", ["before", "after it wrote", "always"])
def test_a_worker_that_dies_loses_nothing_and_leaves_nothing(
    people: People, talk: Conversation, monkeypatch: pytest.MonkeyPatch, dies: str
) -> None:
    def killed(*_: object, **__: object) -> Reencoded:
        raise KeyboardInterrupt

    upload(Wire(people.dami), talk)
    mine = MessageAttachment.objects.get()
    place = "_tried" if dies == "before" else "message_attachment_settle"
    with monkeypatch.context() as patched:
        patched.setattr(f"fashionistar.chat.services.message_attachment_process.{place}", killed)
        for _ in "abc" if dies == "always" else "a":
            with pytest.raises(KeyboardInterrupt):
                process_attachment(str(mine.pk))
            # Nobody else takes it while the lease runs.
            process_attachment(str(mine.pk))
            MessageAttachment.objects.update(leased_until=timezone.now())
    assert worked() == [("REJECTED", "FAILED") if dies == "always" else ("READY", None)]
    AttachmentFile.objects.filter(attachment=None).update(reserved_until=timezone.now())
    sweep_attachments()
    assert roles() == ([] if dies == "always" else ["CONTENT", "PREVIEW"])


def test_what_breaks_on_our_side_is_rejected_and_neither_kept_nor_logged(
    people: People, talk: Conversation, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ATTACHMENT_ENCODERS = {"IMAGE": "tests.chat.attaching.broken"}
    upload(Wire(people.dami), talk)
    assert worked() == [("REJECTED", "FAILED")]
    assert roles() == []
    written = "".join(record.getMessage() for record in caplog.records)
    assert "RuntimeError" in written
    assert SECRET not in written


def test_on_a_disk_there_is_nothing_to_read(people: People, talk: Conversation, settings: Any, tmp_path: Any) -> None:
    modes = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
    options = {"location": str(tmp_path), **modes}
    settings.STORAGES = ours.STORAGES | {
        "attachments": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    }
    dami = Wire(people.dami)
    upload(dami, talk)
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert worked() == [("READY", None)]
    assert not any(path.exists() for path in kept)
    kept += [path for path in tmp_path.rglob("*") if path.is_file()]
    mine = MessageAttachment.objects.get()
    assert {path.read_bytes()[:5] for path in kept if path.exists()} == {b"gAAAA"}
    assert {oct(path.stat().st_mode)[-3:] for path in kept if path.exists()} == {"600"}
    assert not any(str(mine.pk) in str(path) or str(mine.client_id) in str(path) for path in kept)
    assert (len(kept), storages["attachments"].exists(mine.files.get(role="CONTENT").name)) == (3, True)
