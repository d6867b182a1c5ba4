"""Conversations of given lengths, and what is asked of them; to be imported once Django is set up."""

import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import orjson
from asgiref.sync import async_to_sync
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fashionistar.accounts.models import User
from fashionistar.chat.models import Conversation, Participant
from fashionistar.chat.selectors import miscounted, misnumbered
from fashionistar.chat.services.conversation_open import Subject, conversation_open
from fashionistar.chat.services.message_send import Draft, message_send
from fashionistar.kernel.actor import Actor
from fashionistar.vendors.models import Vendor, VendorMember, VendorRole
from schema.lib.context import WireContext
from schema.lib.ids import global_id
from schema.root import schema

_FILL = """
INSERT INTO chat_message (id, conversation_id, sequence, client_id, side, author_id, sender, sent_hash, kind, body,
    has_contact, sent_at)
SELECT uuidv7(), %(talk)s, n, gen_random_uuid(), CASE n %% 3 WHEN 0 THEN 'SHOP' ELSE 'SHOPPER' END, %(author)s,
    'user', '', 'TEXT', 'Is the gown number ' || n || ' lined?', false, now() - (%(size)s - n) * interval '1 second'
FROM generate_series(1, %(size)s) AS n
"""
_OPEN = """query($id: ID!) { conversation(id: $id) { vendor { name } shopperName
  viewer { readSequence unreadCount firstUnread { sequence } } lastMessage { body }
  messages(last: 50) { nodes { id sequence side body sentAt reactions { emoji } replyTo { body } }
    pageInfo { hasPreviousPage startCursor } } } }"""
_PAGE = """query($id: ID!, $before: String, $since: Int, $search: String, $first: Int, $last: Int) {
  messages(conversationId: $id, before: $before, since: $since, search: $search, first: $first, last: $last) {
    nodes { id sequence body } pageInfo { startCursor } } }"""
_INBOX = "{ conversations(first: 20) { nodes { id lastMessage { body } viewer { unreadCount } } } }"


def people() -> tuple[User, User, Vendor]:
    """A shopper, a shop's owner, the shop."""
    shop = Vendor.objects.create(
        slug="bench", name="Bench", city="Aba", country="NG", currency="NGN", currencies=["NGN"]
    )
    shopper, owner = (User.objects.create_user(email=f"{name}@example.com", name=name) for name in ("dami", "ada"))
    VendorMember.objects.create(vendor=shop, user=owner, role=VendorRole.OWNER)
    return shopper, owner, shop


def conversation(shop: Vendor, size: int) -> Conversation:
    """One of so many messages, of a shopper of its own; the shop has read half."""
    shopper = User.objects.create_user(email=f"{uuid4().hex}@example.com", name="Shopper")
    actor = Actor(user_id=shopper.pk)
    talk = conversation_open(actor=actor, subject=Subject(vendor_id=shop.pk), now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_FILL, {"talk": talk.pk, "author": shopper.pk, "size": size})
    Conversation.objects.filter(pk=talk.pk).update(last_sequence=size)
    Participant.objects.filter(conversation=talk, side="SHOP").update(read_sequence=size // 2)
    for each in miscounted().filter(conversation=talk):
        Participant.objects.filter(pk=each.pk).update(unread_count=each.counted)
    return talk


def faults() -> int:
    """How much is counted or numbered wrong."""
    return miscounted().count() + misnumbered().count()


def asked(owner: User, talk: Conversation) -> dict[str, Callable[[], Any]]:
    """What is measured of a conversation, as the shop's owner."""
    actor, size = Actor(user_id=owner.pk), talk.messages.count()
    given = {"id": global_id("Conversation", talk.pk)}
    middle = answer(actor, _PAGE, **given, since=size // 2, first=1)["messages"]["pageInfo"]["startCursor"]

    def send() -> None:
        draft = Draft(client_id=uuid4(), body="It is.")
        message_send(actor=actor, conversation_id=talk.pk, draft=draft, now=timezone.now())

    return {
        "open": lambda: answer(actor, _OPEN, **given),
        "scroll back": lambda: answer(actor, _PAGE, **given, before=middle, last=50),
        "jump": lambda: answer(actor, _PAGE, **given, since=size // 2, first=50),
        "search": lambda: answer(actor, _PAGE, **given, search=f"number {size // 2} lined", first=50),
        "inbox": lambda: answer(actor, _INBOX),
        "send": send,
    }


def answer(actor: Actor, text: str, **variables: Any) -> Any:
    """What the schema answers.

    Raises:
        RuntimeError: With errors.
    """
    context = WireContext(actor=actor)
    result = async_to_sync(schema.execute)(text, variable_values=variables, context_value=context)
    if result.errors:
        raise RuntimeError(str(result.errors))
    return orjson.loads(orjson.dumps(result.data))


def once(do: Callable[[], Any]) -> float:
    """How long it takes, in ms."""
    began = time.perf_counter()
    do()
    return (time.perf_counter() - began) * 1000


def looked_at(do: Callable[[], Any]) -> tuple[int, int]:
    """How many statements it takes, and how many pages PostgreSQL looks at for the one that reads."""
    with CaptureQueriesContext(connection) as captured:
        do()
    statements = [each["sql"] for each in captured.captured_queries]
    reading = [each for each in statements if each.startswith("SELECT")]
    if len(statements) != 1 or not reading:
        return len(statements), 0
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {reading[0]}")
        plan = cursor.fetchone()[0][0]["Plan"]
    return len(statements), int(plan["Shared Hit Blocks"]) + int(plan["Shared Read Blocks"])
