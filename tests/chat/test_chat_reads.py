"""Reading conversations: the inbox, pages both ways, jumps, search; each in one statement."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from fashionistar.accounts.models import User
from fashionistar.chat.models import Conversation
from tests.accounts.codes import ask
from tests.chat.talking import read, say, talk_of
from tests.people import PASSWORD, People
from tests.vendors.working import key_of, place, with_key
from tests.wire.client import Wire, gid

OPEN = """query($id: ID!) { conversation(id: $id) {
  vendor { name } shopperName viewer { unreadCount firstUnread { sequence } }
  messages(last: 3) { nodes { sequence body member { name } authorId } pageInfo { hasPreviousPage startCursor } } } }"""
PAGE = """query($id: ID!, $first: Int, $last: Int, $after: String, $before: String, $since: Int, $search: String) {
  messages(conversationId: $id, first: $first, last: $last, after: $after, before: $before, since: $since,
    search: $search) {
    nodes { sequence } totalCount totalCountPrecision
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
INBOX = """query($folder: ConversationFolder!, $vendor: ID) { conversations(folder: $folder, vendorId: $vendor) {
  totalCount nodes { id lastMessage { body } viewer { unreadCount } } } }"""

#: One that reads, after the one that says whose token it is.
ONE = 2


@pytest.fixture
def talk(people: People) -> Conversation:
    """Ten messages: Dami's, and every third one Bisi's."""
    found = talk_of(people.dami, people.atelier)
    for number in range(1, 11):
        say(people.dami if number % 3 else people.bisi, found, f"Line {number} of the GOWN" if number % 2 else "Yes")
    return found


def page(who: User | None, talk: Conversation, **given: Any) -> tuple[list[int], dict[str, Any]]:
    """The numbers on a page, and the rest of it."""
    answer = Wire(who)(PAGE, id=gid(talk), **given)
    assert answer.statements == ONE
    found = answer.data["messages"]
    return [node["sequence"] for node in found["nodes"]], found


def test_a_conversation_opens_at_its_end_in_one_statement(people: People, talk: Conversation) -> None:
    read(Wire(people.ada), talk, 4)
    wire = Wire(people.ada)
    wire(OPEN, id=gid(talk))
    answer = wire(OPEN, id=gid(talk))
    assert answer.statements == ONE
    found = answer.data["conversation"]
    assert found["viewer"] == {"unreadCount": 4, "firstUnread": {"sequence": 5}}
    assert [(each["sequence"], each["member"] and each["member"]["name"]) for each in found["messages"]["nodes"]] == [
        (8, None), (9, "Bisi"), (10, None),
    ]  # fmt: skip
    assert found["messages"]["pageInfo"]["hasPreviousPage"] is True
    hers = Wire(people.dami)(OPEN, id=gid(talk)).data["conversation"]
    assert hers["viewer"] == {"unreadCount": 3, "firstUnread": {"sequence": 3}}
    assert {each["member"] and each["member"]["name"] for each in hers["messages"]["nodes"]} == {None}


def test_one_goes_on_from_any_message_in_both_directions(people: People, talk: Conversation) -> None:
    numbers, found = page(people.dami, talk, last=3)
    assert (numbers, found["totalCount"], found["totalCountPrecision"]) == ([8, 9, 10], 10, "EXACT")
    numbers, found = page(people.dami, talk, last=3, before=found["pageInfo"]["startCursor"])
    assert (numbers, found["pageInfo"]["hasPreviousPage"]) == ([5, 6, 7], True)
    numbers, _ = page(people.dami, talk, first=4, after=found["pageInfo"]["endCursor"])
    assert numbers == [8, 9, 10]
    numbers, found = page(people.dami, talk, first=3, since=4)
    assert (numbers, found["pageInfo"]["hasNextPage"]) == ([4, 5, 6], True)
    numbers, _ = page(people.dami, talk, last=10, before=found["pageInfo"]["startCursor"])
    assert numbers == [1, 2, 3]


def test_words_are_found_in_whatever_case_and_only_in_this_conversation(people: People, talk: Conversation) -> None:
    say(people.cleo, talk_of(people.cleo, people.atelier), "Line 1 of another gown")
    assert page(people.bisi, talk, search="gown line")[0] == [1, 3, 5, 7, 9]
    assert page(people.bisi, talk, search="gown 7")[0] == [7]
    assert page(people.bisi, talk, search="100%")[0] == []


def test_strangers_find_nothing(people: People, talk: Conversation) -> None:
    key = key_of(people.boutique, people.cleo)[1]
    assert page(people.cleo, talk)[0] == []
    assert Wire(people.cleo)(OPEN, id=gid(talk)).data["conversation"] is None
    assert with_key(key)(OPEN, id=gid(talk)).data["conversation"] is None
    node = "query($id: ID!) { node(id: $id) { id } }"
    rows = (talk, talk.messages.first())
    assert [Wire(people.cleo)(node, id=gid(row)).data["node"] for row in rows if row] == [None, None]


def test_the_inbox_has_the_newest_first_by_folder(people: People, talk: Conversation) -> None:
    staff = User.objects.create_user(
        email="help@example.com", password=PASSWORD, is_staff=True, staff_permissions=["CHAT_SUPPORT"]
    )
    other, help_ = talk_of(people.cleo, people.atelier), talk_of(people.dami)
    own = talk_of(people.ada, people.boutique)
    say(people.cleo, other, "Other")
    say(people.dami, help_, "Help")
    say(people.ada, own, "Own")
    Conversation.objects.filter(pk=talk.pk).update(active_at=timezone.now() + timedelta(hours=1))
    member = place(people.atelier, people.bisi)
    assert member is not None
    ask("conversationAssign", "userErrors { code }", Wire(people.bisi), conversationId=gid(other), memberId=gid(member))

    def inbox(who: User, folder: str = "ALL", vendor: str | None = None) -> list[tuple[str, int]]:
        answer = Wire(who)(INBOX, folder=folder, vendor=vendor)
        assert answer.statements == ONE
        found = answer.data["conversations"]
        assert found["totalCount"] == len(found["nodes"])
        return [(each["lastMessage"]["body"], each["viewer"]["unreadCount"]) for each in found["nodes"]]

    yes = ("Yes", 7)
    assert inbox(people.ada) == [yes, ("Own", 0), ("Other", 1)]
    assert inbox(people.ada, "SHOPPING") == [("Own", 0)]
    assert inbox(people.ada, "SHOP") == inbox(people.ada, vendor=gid(people.atelier)) == [yes, ("Other", 1)]
    assert (inbox(people.ada, "SHOP_MINE"), inbox(people.ada, "SUPPORT")) == ([], [])
    assert (inbox(people.bisi, "SHOP_MINE"), inbox(people.bisi, "SHOP_UNASSIGNED")) == ([("Other", 1)], [yes])
    assert inbox(people.dami) == [("Yes", 3), ("Help", 0)]
    assert (inbox(staff), inbox(staff, "SUPPORT")) == ([("Help", 1)], [("Help", 1)])
    assert (inbox(people.cleo), inbox(people.cleo, vendor="nonsense")) == ([("Own", 1), ("Other", 0)], [])
