"""`messageAttachmentUpload` and `messageSend`: one's own, each once, within limits, and for a day."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as ours
from django.test import override_settings
from django.utils import timezone
from PIL import Image

from fashionistar.chat.models import Conversation, Message, MessageAttachment
from fashionistar.chat.services.conversation_block import conversation_block
from fashionistar.chat.tasks import sweep_attachments
from tests.chat.attaching import (
    fetched,
    photo,
    ready,
    roles,
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
