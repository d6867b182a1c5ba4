"""`messageAttachmentUpload` and what becomes of it: made anew, sent once, and the upload itself gone."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4
from zlib import crc32

import av
import pytest
from django.conf import settings as ours
from django.core.files.storage import storages
from django.test import override_settings
from django.utils import timezone
from PIL import Image

from fashionistar.chat import attachment_files
from fashionistar.chat.gateway import Reencoded
from fashionistar.chat.models import AttachmentFile, Conversation, Message, MessageAttachment
from fashionistar.chat.services.conversation_block import conversation_block
from fashionistar.chat.tasks import process_attachment, sweep_attachments
from tests.chat.attaching import (
    SECRET,
    fetched,
    photo,
    ready,
    send_with,
    show,
    stored,
    upload,
    voice,
    worked,
)
from tests.chat.talking import assert_counts_are_right, send, talk_of
from tests.checkout.shopping import everything, faults, payload
from tests.people import People, acting
from tests.vendors.working import key_of, with_key
from tests.wire.client import Wire, gid


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


def roles() -> list[str]:
    """What the storage has, as the database says; both agree."""
    rows = list(AttachmentFile.objects.order_by("role").values_list("role", "name"))
    assert {name for _, name in rows} == stored()
    return [role for role, _ in rows]


def plain(attachment: MessageAttachment, role: str = "CONTENT") -> bytes:
    """A stored file, decrypted."""
    return attachment_files.read(attachment.files.get(role=role))


def test_a_picture_is_made_anew_sent_and_seen_by_the_other_side(people: People, talk: Conversation) -> None:
    dami, ada = Wire(people.dami), Wire(people.ada)
    made = payload(upload(dami, talk, photo(size=(3000, 1200))))["attachment"]
    assert (made["status"], made["url"], made["width"], roles()) == ("PROCESSING", None, None, ["ORIGINAL"])
    assert worked() == [("READY", None)]
    assert roles() == ["CONTENT", "PREVIEW"]
    mine = MessageAttachment.objects.get()
    found = show(dami, mine)
    # It was held upright.
    assert (found["width"], found["height"], found["durationMs"], found["waveform"]) == (819, 2048, None, None)
    assert show(ada, mine) is None
    said = payload(send_with(dami, talk, mine))["message"]
    assert (said["kind"], said["body"], said["attachments"][0]["id"]) == ("TEXT", "", gid(mine))
    seen = show(ada, mine)
    content, preview = (fetched(seen[name])[1] for name in ("url", "previewUrl"))
    assert len(content) == seen["byteSize"]
    with Image.open(BytesIO(content)) as large, Image.open(BytesIO(preview)) as small:
        assert (large.format, large.size, small.format, small.size) == ("JPEG", (819, 2048), "JPEG", (128, 320))
    assert_counts_are_right()


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


def test_the_same_upload_is_the_same_attachment_and_another_under_its_name_is_refused(
    people: People, talk: Conversation
) -> None:
    dami, name, file = Wire(people.dami), str(uuid4()), photo()
    first = payload(upload(dami, talk, file, clientId=name))["attachment"]
    worked()
    before, names = everything(), stored()
    again = payload(upload(dami, talk, file, clientId=name.upper()))["attachment"]
    assert (again["id"], again["status"], first["clientId"]) == (first["id"], "READY", name)
    for wire, given in ((dami, {"file": photo("PNG")}), (dami, {"kind": "VOICE"}), (Wire(people.ada), {})):
        answer = upload(wire, talk, **({"file": file, "clientId": name} | given))
        assert faults(answer) == [("IDEMPOTENCY_KEY_MISMATCH", ["clientId"])]
    assert (everything(), stored()) == (before, names)


def test_limits_are_kept_and_nothing_is_written_for_whoever_may_not(
    people: People, talk: Conversation, settings: Any
) -> None:
    dami, before, names = Wire(people.dami), everything(), stored()
    settings.ATTACHMENT_IMAGE_MAX_BYTES = settings.ATTACHMENT_VOICE_MAX_BYTES = 300
    refused = [
        upload(dami, talk, bytes(301)),
        upload(dami, talk, bytes(301), kind="VOICE"),
        upload(dami, talk, b""),
        upload(dami, talk, file=None, clientId="one"),
        upload(Wire(people.cleo), talk, bytes(9)),
        upload(dami, talk, bytes(9), conversationId="nonsense"),
        send(dami, talk, "", attachmentIds=[]),
    ]
    assert [faults(each)[0] for each in refused] == [
        ("INVALID", ["file"]),
        ("INVALID", ["file"]),
        ("INVALID", ["file"]),
        ("INVALID", ["clientId"]),
        ("NOT_FOUND", ["conversationId"]),
        ("NOT_FOUND", ["conversationId"]),
        ("REQUIRED", ["body"]),
    ]
    assert (everything(), stored()) == (before, names)
    assert upload(Wire(None), talk).status == 401
    conversation_block(actor=acting(people.ada), conversation_id=talk.pk, now=timezone.now())
    assert faults(upload(dami, talk, bytes(9))) == [("CONVERSATION_BLOCKED", None)]
    with override_settings(THROTTLES={"chat-attachment": "1/hour"}):
        assert [faults(upload(dami, talk))[0][0] for _ in "ab"] == ["CONVERSATION_BLOCKED", "RATE_LIMITED"]
    assert stored() == names


def test_only_so_many_wait_to_be_sent(people: People, talk: Conversation, settings: Any) -> None:
    settings.ATTACHMENT_UNSENT_MOST = 2
    dami, other = Wire(people.dami), talk_of(people.dami)
    first = ready(dami, talk)
    upload(dami, other, b"no picture")
    assert faults(upload(dami, talk)) == [("TOO_MANY_ATTACHMENTS", None)]
    assert worked() == [("REJECTED", "UNREADABLE")]
    assert faults(upload(dami, talk)) == []
    assert faults(upload(dami, other)) == [("TOO_MANY_ATTACHMENTS", None)]
    payload(send_with(dami, talk, first))
    assert faults(upload(dami, other)) == []
    assert faults(upload(Wire(people.ada), talk)) == []


def test_a_message_has_up_to_eight_of_ones_own_each_once(people: People, talk: Conversation) -> None:
    dami, ada, other = Wire(people.dami), Wire(people.ada), talk_of(people.dami)
    first, second = ready(dami, talk), ready(dami, talk, voice(), kind="VOICE")
    hers, elsewhere = ready(ada, talk), ready(dami, other)
    upload(dami, talk)
    waiting = MessageAttachment.objects.get(status="PROCESSING")
    before = everything()
    refused = [
        send_with(dami, talk, first, first),
        send_with(dami, talk, *(first,) * 9),
        send_with(dami, talk, hers),
        send_with(ada, talk, first),
        send_with(dami, talk, elsewhere),
        send_with(dami, talk, first, waiting),
    ]
    codes = ["INVALID", "INVALID", "NOT_FOUND", "NOT_FOUND", "NOT_FOUND", "STATUS_CONFLICT"]
    assert [faults(each) for each in refused] == [[(code, ["attachmentIds"])] for code in codes]
    assert everything() == before
    name = str(uuid4())
    said = payload(send_with(dami, talk, second, first, body="Like this", clientId=name))["message"]
    assert [each["kind"] for each in said["attachments"]] == ["VOICE", "IMAGE"]
    again = payload(send_with(dami, talk, second, first, body="Like this", clientId=name))["message"]
    assert again["id"] == said["id"]
    assert faults(send_with(dami, talk, second, body="Like this", clientId=name))[0][0] == "IDEMPOTENCY_KEY_MISMATCH"
    assert faults(send_with(dami, talk, first)) == [("STATUS_CONFLICT", ["attachmentIds"])]
    assert Message.objects.count() == 1


def test_a_shops_own_system_sends_pictures_within_its_scopes(people: People, talk: Conversation) -> None:
    answering, counting = (
        with_key(key_of(people.atelier, people.ada, scope)[1]) for scope in ("CHAT_REPLY", "STOCK_MANAGE")
    )
    mine = ready(answering, talk)
    said = payload(send_with(answering, talk, mine))["message"]
    assert fetched(said["attachments"][0]["url"])[0].status_code == 200
    assert faults(upload(counting, talk)) == [("NOT_FOUND", ["conversationId"])]


def test_what_is_not_sent_goes_after_a_day_and_what_was_sent_stays(people: People, talk: Conversation) -> None:
    dami = Wire(people.dami)
    sent, _ = ready(dami, talk), ready(dami, talk, voice(), kind="VOICE")
    payload(send_with(dami, talk, sent))
    upload(dami, talk)
    assert roles() == ["CONTENT", "CONTENT", "ORIGINAL", "PREVIEW"]
    before = everything()
    sweep_attachments()
    assert everything() == before
    MessageAttachment.objects.update(created_at=timezone.now() - timedelta(days=1))
    sweep_attachments()
    assert (list(MessageAttachment.objects.all()), roles()) == ([sent], ["CONTENT", "PREVIEW"])


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
