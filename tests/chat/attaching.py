"""Attachments for tests: small files, uploaded through the wire, worked on as the worker does, fetched over HTTP."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import av
import numpy as np
from asgiref.sync import async_to_sync
from django.core.files.storage import storages
from django.test import AsyncClient
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from fashionistar.chat import attachment_files
from fashionistar.chat.models import AttachmentFile, Conversation, MessageAttachment
from fashionistar.chat.tasks import process_attachment
from tests.accounts.codes import ask
from tests.chat.talking import MESSAGE
from tests.wire.client import Answer, Wire, gid

ATTACHMENT = (
    "id kind status rejection byteSize width height durationMs waveform createdAt processedAt clientId url previewUrl"
)
UPLOAD = f"attachment {{ {ATTACHMENT} }} userErrors {{ code field }}"
SECRET = "taken at home in Yaba"


def photo(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **save: Any) -> bytes:
    """A picture that says where it was taken."""
    buffer = BytesIO()
    picture = Image.new(mode, size, (200, 30, 30, 0)[: len(mode)])
    if kind == "PNG":
        info = PngInfo()
        info.add_text("Comment", SECRET)
        save = {"pnginfo": info} | save
    else:
        exif = Image.Exif()
        exif[0x010E], exif[0x0112] = SECRET, 6
        save = {"exif": exif, "comment": SECRET.encode()} | save
    picture.save(buffer, kind, **save)
    return buffer.getvalue()


def voice(seconds: float = 0.5, form: str = "wav", codec: str = "pcm_s16le", rate: int = 16_000) -> bytes:
    """A tone, twice as loud in its second half."""
    buffer, place = BytesIO(), np.arange(int(seconds * rate))
    loud = np.where(place < len(place) / 2, 8_000, 16_000)
    tone = (np.sin(2 * np.pi * 440 * place / rate) * loud).astype(np.int16)[None]
    with av.open(buffer, "w", format=form) as file:
        stream = file.add_stream(codec, rate=rate, layout="mono")
        file.metadata["title"] = SECRET
        frame = av.AudioFrame.from_ndarray(tone, format="s16", layout="mono")
        frame.rate = rate
        size = stream.codec_context.frame_size or None
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=rate, frame_size=size)
        for part in (*resampler.resample(frame), *resampler.resample(None)):
            file.mux(stream.encode(part))
        file.mux(stream.encode(None))
    return buffer.getvalue()


def upload(wire: Wire, talk: Conversation, file: bytes | None = None, **given: Any) -> Answer:
    """Send `messageAttachmentUpload`."""
    content = photo() if file is None else file
    given = {"conversationId": gid(talk), "clientId": str(uuid4()), "kind": "IMAGE", "file": content} | given
    return ask("messageAttachmentUpload", UPLOAD, wire, **given)


def worked() -> list[tuple[str, str | None]]:
    """Work on all that waits; how each stands then."""
    waiting = MessageAttachment.objects.filter(status="PROCESSING").order_by("pk")
    found = []
    for key in list(waiting.values_list("pk", flat=True)):
        process_attachment(str(key))
        row = MessageAttachment.objects.get(pk=key)
        found.append((row.status, row.rejection))
    return found


def ready(wire: Wire, talk: Conversation, file: bytes | None = None, **given: Any) -> MessageAttachment:
    """Uploaded, and made anew."""
    made = upload(wire, talk, file, **given).data["messageAttachmentUpload"]
    assert made["userErrors"] == []
    assert worked() == [("READY", None)]
    return MessageAttachment.objects.get(client_id=made["attachment"]["clientId"])


def show(wire: Wire, attachment: MessageAttachment) -> Any:
    """What `messageAttachment` says."""
    asked = f"query($id: ID!) {{ messageAttachment(id: $id) {{ {ATTACHMENT} }} }}"
    return wire(asked, id=gid(attachment)).data["messageAttachment"]


def send_with(wire: Wire, talk: Conversation, *attachments: MessageAttachment, **given: Any) -> Answer:
    """Send `messageSend` with attachments, and no words unless said."""
    selection = MESSAGE.replace("clientId }", f"clientId attachments {{ {ATTACHMENT} }} }}")
    given = {"conversationId": gid(talk), "clientId": str(uuid4()), "body": ""} | given
    return ask("messageSend", selection, wire, **given, attachmentIds=[gid(each) for each in attachments])


def fetched(url: str | None, **headers: str) -> tuple[Any, bytes]:
    """A plain GET; the answer, and its body."""
    assert url is not None

    async def get() -> Any:
        return await AsyncClient().get(url.removeprefix("http://testserver"), headers=headers)

    response = async_to_sync(get)()
    return response, response.content


def stored() -> set[str]:
    """The names of all files in the storage."""
    place = storages["attachments"]
    folders, files = place.listdir("") if place.exists("") else ([], [])
    return set(files) | {f"{folder}/{name}" for folder in folders for name in place.listdir(folder)[1]}


def broken(content: bytes) -> Any:
    """What makes files anew, broken."""
    raise RuntimeError(f"{SECRET}: {content[:9]!r}")


def roles() -> list[str]:
    """What the storage has, as the database says; both agree."""
    rows = list(AttachmentFile.objects.order_by("role").values_list("role", "name"))
    assert {name for _, name in rows} == stored()
    return [role for role, _ in rows]


def plain(attachment: MessageAttachment, role: str = "CONTENT") -> bytes:
    """A stored file, decrypted."""
    return attachment_files.read(attachment.files.get(role=role))
