"""The addresses of attachments: for whoever may see them now, and nobody who guesses."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings as ours
from django.core import signing
from django.utils import timezone

from fashionistar.accounts.models import Session, User
from fashionistar.chat.attachment_links import AttachmentLink, sign
from fashionistar.chat.models import AttachmentFile, FileRole, MessageAttachment
from fashionistar.chat.services.message_delete import message_delete
from fashionistar.kernel.actor import GUEST, Actor
from fashionistar.vendors.models import VendorMember
from tests.accounts.codes import ask
from tests.chat.attaching import fetched, ready, send_with, show, voice
from tests.chat.talking import talk_of
from tests.checkout.shopping import payload
from tests.people import People, acting
from tests.wire.client import Wire, gid

REFUSED = (403, b"This address is no longer good. Ask for the attachment again.")


@pytest.fixture
def sent(people: People, settings: Any) -> MessageAttachment:
    """Dami's voice note to Ada's shop."""
    settings.STORAGES = dict(ours.STORAGES)
    assert people.bisi
    dami, talk = Wire(people.dami), talk_of(people.dami, people.atelier)
    found = ready(dami, talk, voice(), kind="VOICE")
    payload(send_with(dami, talk, found))
    found.refresh_from_db()
    return found


def url_for(user: User, attachment: MessageAttachment) -> str:
    found: str = show(Wire(user), attachment)["url"]
    return found


def answer(url: str, **headers: str) -> tuple[int, bytes]:
    response, body = fetched(url, **headers)
    return response.status_code, body


def test_who_sees_the_message_fetches_it_and_its_headers_keep_it_with_her(
    people: People, sent: MessageAttachment
) -> None:
    bodies = []
    for user in (people.dami, people.ada, people.bisi):
        response, body = fetched(url_for(user, sent))
        bodies.append(body)
        wanted = {
            "Content-Type": "audio/ogg",
            "Content-Disposition": 'inline; filename="voice.ogg"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, max-age=300",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Referrer-Policy": "no-referrer",
            "Accept-Ranges": "bytes",
            "Content-Length": str(len(body)),
        }
        assert {name: response[name] for name in wanted} == wanted
        assert response.status_code == 200
    assert (bodies[0][:4], len(set(bodies))) == (b"OggS", 1)
    assert show(Wire(people.cleo), sent) is None


@pytest.mark.parametrize(
    ("asked", "status", "begin", "end"),
    [
        ("bytes=0-", 206, 0, None),
        ("bytes=10-19", 206, 10, 20),
        ("bytes=10-9999999", 206, 10, None),
        ("bytes=-7", 206, -7, None),
        ("bytes=9999999-", 416, 0, 0),
        ("bytes=-0", 416, 0, 0),
        ("bytes=20-10", 200, 0, None),
        ("bytes=0-1,5-6", 200, 0, None),
        ("bytes=-", 200, 0, None),
        ("items=0-1", 200, 0, None),
    ],
)
def test_parts_can_be_asked_for(
    people: People, sent: MessageAttachment, asked: str, status: int, begin: int, end: int | None
) -> None:
    url = url_for(people.ada, sent)
    whole = fetched(url)[1]
    response, part = fetched(url, Range=asked)
    assert (response.status_code, part) == (status, whole[begin:end])
    first = begin % len(whole)
    said = {
        206: f"bytes {first}-{first + len(part) - 1}/{len(whole)}",
        416: f"bytes */{len(whole)}",
    }
    assert response.get("Content-Range") == said.get(status)
    assert fetched(url, Range=asked, **{"If-Range": '"x"'})[1] == whole


def _refuse(why: str, people: People, sent: MessageAttachment, url: str, settings: Any) -> str:
    bisi = VendorMember.objects.filter(user=people.bisi)
    if why == "signed out":
        Session.objects.update(ended_at=timezone.now(), end="SIGNED_OUT")
    elif why == "left the shop":
        bisi.delete()
    elif why == "may not reply":
        bisi.update(permissions=["ORDERS_READ"])
    elif why == "deleted":
        said = sent.message
        assert said is not None
        message_delete(actor=acting(people.dami), message_id=said.pk, now=timezone.now())
    elif why == "gone":
        AttachmentFile.objects.update(attachment=None)
    elif why == "deactivated":
        User.objects.filter(pk=people.bisi.pk).update(is_active=False)
    elif why == "another key":
        settings.SECRET_KEY = "x" * 50
    return url


@pytest.mark.parametrize(
    "why", ["signed out", "left the shop", "may not reply", "deleted", "gone", "deactivated", "another key"]
)
def test_an_address_is_good_as_long_as_whoever_asked_may_see_it(
    people: People, sent: MessageAttachment, settings: Any, why: str
) -> None:
    url = url_for(people.bisi, sent)
    assert answer(url)[0] == 200
    assert answer(_refuse(why, people, sent, url, settings)) == REFUSED


def test_nobody_fetches_by_guessing(people: People, sent: MessageAttachment) -> None:
    url = url_for(people.bisi, sent)
    token = parse_qs(urlsplit(url).query)["token"][0]
    other_talk = talk_of(people.dami)
    hidden = ready(Wire(people.dami), other_talk)
    now, bisi = timezone.now(), acting(people.bisi)
    session = Session.objects.filter(user=people.bisi).latest("created_at")
    bisi = Actor(user_id=people.bisi.pk, session_id=session.pk)
    payload_, signature = token.split(":")
    foreign = sign(AttachmentLink(bisi, hidden.pk, FileRole.CONTENT), now=now)
    guesses = [
        "",
        "x",
        str(sent.pk),
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token[1:],
        # The words of one with the signature of another.
        f"{foreign.split(':')[0]}:{signature}",
        f"{payload_}:{foreign.split(':')[1]}",
        # Signed by us, for what she may not see, or does not exist, or for nobody.
        foreign,
        sign(AttachmentLink(bisi, people.dami.pk, FileRole.CONTENT), now=now),
        sign(AttachmentLink(bisi, sent.pk, FileRole.PREVIEW), now=now),
        sign(AttachmentLink(bisi, sent.pk, FileRole.ORIGINAL), now=now),
        sign(AttachmentLink(GUEST, sent.pk, FileRole.CONTENT), now=now),
        sign(AttachmentLink(bisi, sent.pk, FileRole.CONTENT), now=now - timedelta(minutes=10)),
        # Signed by us for something else.
        signing.dumps([["x"], "y"], salt="fashionistar.statements"),
    ]
    base = url.split("?")[0]
    assert [answer(f"{base}?token={guess}") for guess in guesses] == [REFUSED] * len(guesses)
    assert answer(base) == REFUSED
    assert answer(url)[0] == 200


def test_an_address_stays_the_same_for_a_while_and_ends_in_time(people: People, sent: MessageAttachment) -> None:
    link = AttachmentLink(acting(people.ada), sent.pk, FileRole.CONTENT)
    start = timezone.now().replace(minute=0, second=0, microsecond=0)
    tokens = [sign(link, now=start + timedelta(seconds=each)) for each in (0, 299, 300)]
    assert (tokens[0] == tokens[1], tokens[1] == tokens[2]) == (True, False)


def test_what_a_reported_message_showed_is_for_staff_who_moderate_also_once_deleted(
    people: People, sent: MessageAttachment
) -> None:
    said = sent.message
    assert said is not None
    people.cleo.is_staff, people.cleo.staff_permissions = True, ["CHAT_MODERATE"]
    people.cleo.save()
    cleo = Wire(people.cleo)
    assert show(cleo, sent) is None
    ask("messageReport", "userErrors { code }", Wire(people.ada), messageId=gid(said), reason="ABUSE")
    url = url_for(people.cleo, sent)
    assert answer(url)[0] == 200
    message_delete(actor=acting(people.dami), message_id=said.pk, now=timezone.now())
    assert [show(Wire(who), sent) for who in (people.dami, people.ada)] == [None, None]
    asked = "query($id: ID!) { node(id: $id) { ... on Message { body attachments { id } } } }"
    for who, found in ((people.ada, []), (people.cleo, [{"id": gid(sent)}])):
        assert Wire(who)(asked, id=gid(said)).data["node"] == {"body": "", "attachments": found}
    assert answer(url)[0] == 200
    people.cleo.staff_permissions = []
    people.cleo.save()
    assert answer(url) == REFUSED
