"""Live conversations: nothing missed, nothing doubled, and nothing any longer for whom it is no business."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any

import orjson
import pytest
from asgiref.sync import sync_to_async
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from fashionistar.accounts.services.session_revoke import session_revoke
from fashionistar.chat import presence
from fashionistar.chat.models import Conversation
from fashionistar.chat.presence import HOLDS, Signal
from fashionistar.chat.services.conversation_assign import conversation_assign
from fashionistar.chat.services.conversation_read import conversation_read
from fashionistar.chat.services.message_delete import message_delete
from fashionistar.chat.services.message_edit import message_edit
from fashionistar.chat.services.message_report import message_report
from fashionistar.chat.services.typing_signal import typing_signal
from fashionistar.kernel import ephemeral
from fashionistar.kernel.actor import GUEST, Actor
from fashionistar.vendors.models import VendorMember
from fashionistar.vendors.services.vendor_member_remove import vendor_member_remove
from fashionistar.vendors.services.vendor_member_update import vendor_member_update
from schema.lib.context import WireContext
from schema.lib.ids import global_id
from schema.root import schema
from tests.accounts.second_factors import acting_in, proved
from tests.chat.attaching import upload
from tests.chat.talking import note, say, talk_of
from tests.people import People, acting, session_of
from tests.wire.client import Wire
from tests.wire.test_subscriptions import Watch, relayed

pytestmark = pytest.mark.django_db(transaction=True)

FIELDS = {
    "messageReceived": "cursor event { type } message { sequence body }",
    "messageAttachmentUpdated": "cursor event { type } attachment { status rejection }",
    "readReceipt": "cursor event { type } participant { side readSequence }",
    "typing": "sides",
    "presence": "sides",
}


@pytest.fixture
def people(transactional_db: None) -> People:
    """Everybody."""
    found = People()
    assert all((found.ada, found.bisi, found.cleo, found.dami, found.atelier))
    return found


@pytest.fixture
def talk(people: People) -> Conversation:
    """Dami's, with Ada's shop."""
    found = talk_of(people.dami, people.atelier)
    relayed()
    return found


class Moments(Watch):
    """A stream without cursors."""

    async def next(self) -> Any:
        """The sides that it shows; None when it has ended."""
        async with asyncio.timeout(20):
            result = await anext(self.stream, None)
        return None if result is None else orjson.loads(orjson.dumps(result.data))[self.field]["sides"]


async def watch(field: str, actor: Actor, talk: Conversation, after: str | None = None) -> Any:
    """Subscribe."""
    durable = "cursor" in FIELDS[field]
    more = ("$after: String", ", after: $after") if durable else ("", "")
    text = f"subscription($id: ID!, {more[0]}) {{ {field}(conversationId: $id{more[1]}) {{ {FIELDS[field]} }} }}"
    given = {"id": global_id("Conversation", talk.pk)} | ({"after": after} if durable else {})
    found: AsyncGenerator[Any] = await schema.subscribe(text, given, context_value=WireContext(actor=actor))  # type: ignore[assignment]
    return (Watch if durable else Moments)(found, field)


def _talked(people: People, talk: Conversation) -> None:
    """A message, changed twice, with a note, a report and an upload that are nobody else's business; and read."""
    now = timezone.now()
    upload(Wire(people.dami), talk)
    first = say(people.dami, talk, "One")
    say(people.ada, talk, "Two")
    message_edit(actor=acting(people.dami), message_id=first.pk, body="Won", now=now)
    note(people.ada, talk)
    message_report(actor=acting(people.ada), message_id=first.pk, reason="SPAM", comment="")  # type: ignore[arg-type]
    member = VendorMember.objects.get(user=people.bisi)
    conversation_assign(actor=acting(people.ada), conversation_id=talk.pk, member_id=member.pk, now=now)
    conversation_read(actor=acting(people.ada), conversation_id=talk.pk, sequence=1, now=now)
    message_delete(actor=acting(people.dami), message_id=first.pk, now=now)
    relayed()


async def test_both_sides_see_the_same_messages_in_order_and_go_on_from_their_cursors(
    people: People, talk: Conversation
) -> None:
    streams = [await watch("messageReceived", acting(who), talk) for who in (people.dami, people.bisi)]
    assert [(await each.next())["message"] for each in streams] == [None, None]
    cursor = streams[0].cursor
    await sync_to_async(_talked)(people, talk)
    expected = ["MessageSent", "MessageSent", "MessageEdited", "MessageDeleted"]
    assert [await each.types(4) for each in streams] == [expected] * 2
    again = await watch("messageReceived", acting(people.dami), talk, cursor)
    found = [await again.next() for _ in expected]
    # What is sent is the message as it is now.
    assert [each["message"] for each in found] == [
        {"sequence": 1, "body": ""}, {"sequence": 2, "body": "Two"}, *({"sequence": 1, "body": ""},) * 2,
    ]  # fmt: skip
    for each in (*streams, again):
        await each.stream.aclose()


async def test_the_shopper_learns_how_far_the_shop_has_read_and_not_which_member(
    people: People, talk: Conversation
) -> None:
    dami, bisi = [await watch("readReceipt", acting(who), talk) for who in (people.dami, people.bisi)]
    assert [(await each.next())["participant"] for each in (dami, bisi)] == [None, None]
    await sync_to_async(_talked)(people, talk)
    shops = {"side": "SHOP", "readSequence": 1}
    assert [(await bisi.next())["participant"] for _ in "ab"] == [shops, shops]
    assert (await dami.next())["participant"] == shops
    await sync_to_async(conversation_read)(
        actor=acting(people.dami), conversation_id=talk.pk, sequence=2, now=timezone.now()
    )
    await sync_to_async(relayed)()
    assert (await dami.next())["participant"] == {"side": "SHOPPER", "readSequence": 2}
    for each in (dami, bisi):
        await each.stream.aclose()


@pytest.mark.parametrize("how", ["removed", "changed"])
async def test_a_member_who_leaves_the_inbox_loses_sight_of_it_at_once(
    people: People, talk: Conversation, how: str
) -> None:
    fields = ("messageReceived", "readReceipt", "messageAttachmentUpdated", "typing", "presence")
    streams = [await watch(field, acting(people.bisi), talk) for field in fields]
    streams.append(await inbox(acting(people.bisi), global_id("Vendor", people.atelier.pk)))
    assert [await each.next() for each in streams][3:5] == [[], []]
    cursors = {field: each.cursor for field, each in zip(fields[:3], streams, strict=False)}
    ada = await watch("messageReceived", acting(people.ada), talk)
    await ada.next()
    member = await sync_to_async(VendorMember.objects.get)(user=people.bisi)
    actor = await sync_to_async(lambda: acting_in(proved(people.ada, mfa=False)))()
    if how == "removed":
        await sync_to_async(vendor_member_remove)(actor=actor, member_id=member.pk, now=timezone.now())
    else:
        await sync_to_async(vendor_member_update)(
            actor=actor, member_id=member.pk, role=None, permissions=[], now=timezone.now()
        )
    # What is said and read before the log tells that she has left is nothing for her either.
    await sync_to_async(say)(people.dami, talk)
    await sync_to_async(conversation_read)(
        actor=acting(people.ada), conversation_id=talk.pk, sequence=1, now=timezone.now()
    )
    await sync_to_async(relayed)()
    assert [await each.next() for each in streams] == [None] * 6
    for field in fields:
        assert await (await watch(field, acting(people.bisi), talk, cursors.get(field))).next() is None
    assert await (await inbox(acting(people.bisi), global_id("Vendor", people.atelier.pk))).next() is None
    assert await ada.types(1) == ["MessageSent"]
    await ada.stream.aclose()


async def test_what_is_said_just_before_she_is_heard_to_have_left_is_not_for_her(
    people: People, talk: Conversation
) -> None:
    streams = [await watch(field, acting(people.bisi), talk) for field in ("messageReceived", "readReceipt")]
    for each in streams:
        await each.next()
    await sync_to_async(_talked)(people, talk)
    # The facts wait for her already; she looks at them when she may not any longer.
    await sync_to_async(lambda: people.bisi.memberships.all().delete())()
    assert [await each.next() for each in streams] == [None, None]


async def test_a_message_takes_two_statements_for_each_who_is_told(
    people: People, talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    streams = [await watch("messageReceived", acting(who), talk) for who in (people.dami, people.ada, people.bisi)]
    for each in streams:
        await each.next()
    ran: list[str] = []
    execute = CursorWrapper.execute

    def counted(self: CursorWrapper, sql: Any, params: Any = None) -> Any:
        ran.append(str(sql))
        return execute(self, sql, params)

    for number in range(2):
        await sync_to_async(say)(people.dami, talk)
        await sync_to_async(relayed)()
        for each in streams:
            await each.next()
        # The first one makes the statements; the log is read once for all, and now and then besides.
        if number == 0:
            monkeypatch.setattr(CursorWrapper, "execute", counted)
    told = [sql for sql in ran if "chat_" in sql and sql.startswith("SELECT")]
    assert len(told) == 2 * len(streams) + 2, "two more are those of `say`"
    for each in streams:
        await each.stream.aclose()


async def test_strangers_and_guests_see_nothing(people: People, talk: Conversation) -> None:
    for field in FIELDS:
        assert await (await watch(field, acting(people.cleo), talk)).next() is None
    assert await (await watch("messageReceived", GUEST, talk)).next() == "UNAUTHENTICATED"


async def test_who_is_typing_is_seen_by_the_others_until_it_is_over(
    people: People, talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    dami, bisi = [await watch("typing", acting(who), talk) for who in (people.dami, people.bisi)]
    assert [await dami.next(), await bisi.next()] == [[], []]
    signal = sync_to_async(typing_signal)
    await signal(actor=acting(people.bisi), conversation_id=talk.pk, typing=True)
    assert await dami.next() == ["SHOP"]
    await signal(actor=acting(people.dami), conversation_id=talk.pk, typing=True)
    assert await bisi.next() == ["SHOPPER"]
    await signal(actor=acting(people.bisi), conversation_id=talk.pk, typing=False)
    assert await dami.next() == []
    monkeypatch.setitem(HOLDS, Signal.TYPING, 0.2)
    await signal(actor=acting(people.ada), conversation_id=talk.pk, typing=True)
    assert [await dami.next(), await dami.next()] == [["SHOP"], []]
    for each in (dami, bisi):
        await each.stream.aclose()


async def test_who_has_it_open_is_present_on_whatever_device_and_gone_when_she_closes_it(
    people: People, talk: Conversation
) -> None:
    dami = await watch("presence", acting(people.dami), talk)
    assert await dami.next() == []
    phone, desk = [await watch("presence", acting(people.ada), talk) for _ in "ab"]
    assert [await phone.next(), await desk.next(), await dami.next()] == [["SHOPPER"], ["SHOPPER"], ["SHOP"]]
    await phone.stream.aclose()
    assert presence.others(Signal.PRESENT, talk, acting(people.dami)) == ("SHOP",)
    await desk.stream.aclose()
    assert await dami.next() == []
    await dami.stream.aclose()
    assert ephemeral.holding(presence.topic_of(Signal.PRESENT, talk.pk)) == frozenset()


async def test_presence_ends_with_the_session(people: People, talk: Conversation) -> None:
    session = await sync_to_async(session_of)(people.dami, age=timedelta(minutes=1))
    stream = await watch("presence", acting_in(session), talk)
    assert await stream.next() == []
    await sync_to_async(session_revoke)(actor=acting_in(session), session_id=session.pk, now=timezone.now())
    await sync_to_async(relayed)()
    assert await stream.next() is None
    assert ephemeral.holding(presence.topic_of(Signal.PRESENT, talk.pk)) == frozenset()


INBOX = """subscription($vendor: ID, $support: Boolean!) { conversationUpdated(vendorId: $vendor, support: $support) {
  cursor event { type } conversation { lastSequence } } }"""


async def inbox(actor: Actor, vendor: str | None, *, support: bool = False) -> Watch:
    """Watch an inbox."""
    given = {"vendor": vendor, "support": support}
    found = await schema.subscribe(INBOX, given, context_value=WireContext(actor=actor))
    return Watch(found, "conversationUpdated")  # type: ignore[arg-type]


async def test_an_inbox_is_watched_as_a_whole_by_whose_it_is(people: People, talk: Conversation) -> None:
    shop = global_id("Vendor", people.atelier.pk)
    bisi, dami = await inbox(acting(people.bisi), shop), await inbox(acting(people.dami), None)
    assert [(await each.next())["conversation"] for each in (bisi, dami)] == [None, None]
    assert await (await inbox(acting(people.cleo), shop)).next() is None
    assert await (await inbox(acting(people.bisi), None, support=True)).next() is None
    await sync_to_async(_talked)(people, talk)
    public = ["MessageSent", "MessageSent", "MessageEdited", "ConversationRead", "ConversationRead", "MessageDeleted"]
    assert await dami.types(6) == public
    team = [*public[:3], "NoteAdded", "ConversationAssigned", *public[3:]]
    assert await bisi.types(8) == team
    for each in (bisi, dami):
        await each.stream.aclose()
