"""Live attachments: who uploads one is told what becomes of it, and nobody else."""

import pytest
from asgiref.sync import sync_to_async

from fashionistar.chat.models import Conversation
from fashionistar.kernel.actor import Actor
from tests.chat.attaching import photo, upload, worked
from tests.chat.talking import talk_of
from tests.chat.test_chat_live import watch
from tests.people import People, acting
from tests.vendors.working import key_of, with_key
from tests.wire.client import Wire
from tests.wire.test_subscriptions import relayed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(transactional_db: None) -> People:
    """Everybody."""
    found = People()
    assert all((found.ada, found.dami, found.atelier))
    return found


@pytest.fixture
def talk(people: People) -> Conversation:
    """Dami's, with Ada's shop."""
    found = talk_of(people.dami, people.atelier)
    relayed()
    return found


def _uploaded(wire: Wire, talk: Conversation, *contents: bytes) -> None:
    """Files, each worked on."""
    for content in contents:
        upload(wire, talk, content)
        worked()
    relayed()


async def test_who_uploads_is_told_what_becomes_of_it_and_nobody_else(people: People, talk: Conversation) -> None:
    streams = [await watch("messageAttachmentUpdated", acting(who), talk) for who in (people.dami, people.ada)]
    assert [(await each.next())["attachment"] for each in streams] == [None, None]
    cursor = streams[0].cursor
    await sync_to_async(lambda: _uploaded(Wire(people.dami), talk, photo(), b"none"))()
    expected = ["Uploaded", "Ready", "Uploaded", "Rejected"]
    assert await streams[0].types(4) == [f"MessageAttachment{each}" for each in expected]
    again = await watch("messageAttachmentUpdated", acting(people.dami), talk, cursor)
    found = [(await again.next())["attachment"] for _ in expected]
    # What is sent is the attachment as it is now.
    assert (
        found == [{"status": "READY", "rejection": None}] * 2 + [{"status": "REJECTED", "rejection": "UNREADABLE"}] * 2
    )
    await sync_to_async(lambda: upload(Wire(people.ada), talk))()
    await sync_to_async(relayed)()
    assert await streams[1].next() == {
        "cursor": streams[1].cursor,
        "event": {"type": "MessageAttachmentUploaded"},
        "attachment": {"status": "PROCESSING", "rejection": None},
    }
    for each in (*streams, again):
        await each.stream.aclose()


async def test_of_two_systems_of_a_shop_the_one_that_uploads_is_told(people: People, talk: Conversation) -> None:
    keys = [await sync_to_async(key_of)(people.atelier, people.ada, name=name) for name in ("Stock", "Studio")]
    services = [Actor(api_key_id=key.pk, vendor_id=key.vendor_id, scopes=frozenset(key.scopes)) for key, _ in keys]
    stock, studio = [await watch("messageAttachmentUpdated", actor, talk) for actor in services]
    assert [(await each.next())["event"] for each in (stock, studio)] == [None, None]
    for place, content in ((0, photo()), (1, b"none"), (0, photo())):
        await sync_to_async(_uploaded)(with_key(keys[place][1]), talk, content)
    made, refused = [[f"MessageAttachment{each}" for each in ("Uploaded", end)] for end in ("Ready", "Rejected")]
    assert (await stock.types(4), await studio.types(2)) == (made * 2, refused)
    for each in (stock, studio):
        await each.stream.aclose()
