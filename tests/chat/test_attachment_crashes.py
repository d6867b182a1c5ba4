"""Workers are really killed between all steps of making attachments anew; the next ones finish, and leave nothing."""

from collections import Counter
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as ours
from django.utils import timezone
from PIL import Image

from config.settings.chat import attachment_storage
from fashionistar.chat.models import AttachmentFile, MessageAttachment
from fashionistar.chat.selectors import overdue_attachments
from fashionistar.chat.services.message_attachments_prune import attachment_files_remove, message_attachments_prune
from fashionistar.kernel.models import OutboxEvent
from tests.chat.attaching import plain, roles, stored, upload
from tests.chat.talking import talk_of
from tests.killing import KILLED, LIVED, run_in_turn
from tests.people import People
from tests.wire.client import Wire

_SERVICES = "fashionistar.chat.services"
SCANNING = "fashionistar.chat.gateways.no_scanner:NoScanner.scan"
ENCODING = "fashionistar.chat.gateways.pictures:_jpeg"
RESERVED = "fashionistar.chat.attachment_files:sealed_bytes"
HALF_WRITTEN = "django.core.files.storage.filesystem:locks.unlock"
WRITTEN = f"{_SERVICES}.message_attachment_process:message_attachment_settle"
KEPT = f"{_SERVICES}.message_attachment_settle:finish"
RECORDED = "fashionistar.chat.attachment_ends:outbox.record"
COMMITTED = f"{_SERVICES}.message_attachments_prune:nobodys_files"
DELETED = "django.db.models.query:QuerySet.delete"


@pytest.fixture
def _shared(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Attachments are in a folder that processes share."""
    monkeypatch.setenv("ATTACHMENTS_ROOT", str(tmp_path))
    settings.STORAGES = ours.STORAGES | {"attachments": attachment_storage(tmp_path)}


def facts(attachment: MessageAttachment) -> list[str]:
    """What was told of it, in order."""
    told = OutboxEvent.objects.filter(payload__attachment_id=str(attachment.pk)).order_by("pk")
    return [name.removeprefix("MessageAttachment") for name in told.values_list("type", flat=True)]


def left() -> Counter[str]:
    """The rows of files, by what they are and whether they belong to an attachment."""
    rows = AttachmentFile.objects.values_list("role", "attachment__status")
    return Counter(f"{role} of {status or 'nobody'}" for role, status in rows)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_shared")
def test_what_dies_between_any_two_steps_is_made_anew_once_or_given_up_and_leaves_nothing(people: People) -> None:
    talk = talk_of(people.dami, people.atelier)
    for _ in range(3):
        upload(Wire(people.dami), talk)
    told = run_in_turn(
        ("make anew", ENCODING),
        ("make anew too soon", "-"),
        ("make anew", HALF_WRITTEN),
        ("make anew", "-"),
        ("make anew", KEPT),
        ("make anew", RECORDED),
        ("make anew", COMMITTED),
        ("sweep", DELETED),
        ("sweep", "-"),
        ("make anew", SCANNING),
        ("make anew", RESERVED),
        ("make anew", WRITTEN),
        ("make anew", "-"),
    )
    none, one, two = (" ".join(["READY"] * done + ["PROCESSING"] * (3 - done) + ["0"]) for done in range(3))
    assert told == [
        (none, "make anew", KILLED),
        (none, "make anew too soon", LIVED),
        (none, "make anew", KILLED),
        (none, "make anew", LIVED),
        *[(one, "make anew", KILLED)] * 3,
        *[(two, "sweep", ended) for ended in (KILLED, LIVED)],
        *[(two, "make anew", KILLED)] * 3,
        (two, "make anew", LIVED),
    ]
    made, _, lost = rows = list(MessageAttachment.objects.order_by("pk"))
    assert [(each.status, each.attempts) for each in rows] == [("READY", 3), ("READY", 3), ("REJECTED", 3)]
    assert (lost.rejection, [facts(each) for each in rows]) == (
        "FAILED",
        [["Uploaded", "Ready"], ["Uploaded", "Ready"], ["Uploaded", "Rejected"]],
    )
    # What those who died had begun, and nobody can tell yet from what somebody is about to keep.
    assert left() == {"CONTENT of READY": 2, "PREVIEW of READY": 2, "CONTENT of nobody": 5, "PREVIEW of nobody": 3}
    assert len(stored()) == left().total() - 1

    later = timezone.now() + timedelta(hours=2)
    assert list(overdue_attachments(now=later)) == []
    assert (message_attachments_prune(now=later), attachment_files_remove(now=later)) == (0, 8)
    assert (roles(), MessageAttachment.objects.count()) == (["CONTENT", "CONTENT", "PREVIEW", "PREVIEW"], 3)
    with Image.open(BytesIO(plain(made))) as picture:
        assert (picture.format, picture.size) == ("JPEG", (made.width, made.height))
