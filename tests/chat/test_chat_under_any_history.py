"""Whatever three people do in a conversation, everybody sees the same list and what is counted is what there is."""

from contextlib import suppress
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from fashionistar.chat.models import Conversation, Message
from fashionistar.chat.selectors import visible_messages
from fashionistar.chat.services.conversation_block import conversation_block
from fashionistar.chat.services.conversation_read import conversation_read
from fashionistar.chat.services.conversation_unblock import conversation_unblock
from fashionistar.chat.services.message_delete import message_delete
from fashionistar.kernel.errors import DomainError
from tests.chat.talking import assert_counts_are_right, say, talk_of, unread
from tests.people import People, acting

WHO = st.sampled_from(("dami", "ada", "bisi"))
SIDES = {"dami": "SHOPPER", "ada": "SHOP", "bisi": "SHOP"}


class Talking(RuleBasedStateMachine):
    """Dami talks with Ada and Bisi; the model remembers who said what, and how far each has read."""

    def __init__(self) -> None:
        super().__init__()
        self.history = transaction.atomic()  # rolled back in the end
        self.history._from_testcase = True  # type: ignore[attr-defined]  # use-cases may begin as in any test
        self.history.__enter__()
        self.people, self.now = People(), timezone.now()
        assert self.people.bisi
        self.talk = talk_of(self.people.dami, self.people.atelier)
        self.said: list[tuple[str, bool]] = []
        self.read: dict[str, int] = {}
        self.blocked: set[str] = set()

    @rule(who=WHO, again=st.booleans())
    def says(self, who: str, again: bool) -> None:
        name, user = uuid4(), getattr(self.people, who)
        for _ in range(2 if again else 1):
            with suppress(DomainError):
                say(user, self.talk, "Hello", client_id=name)
        if not self.blocked:
            self.said.append((who, True))

    @rule(who=WHO, part=st.floats(0, 1))
    def reads(self, who: str, part: float) -> None:
        upto = round(part * len(self.said))
        user = getattr(self.people, who)
        conversation_read(actor=acting(user), conversation_id=self.talk.pk, sequence=upto, now=self.now)
        # Somebody who reads for the first time begins where her shop is.
        before = self.read.get(who, self.read.get("shop", 0) if SIDES[who] == "SHOP" else 0)
        self.read[who] = max(before, upto)
        if SIDES[who] == "SHOP":
            self.read["shop"] = max(self.read.get("shop", 0), upto)

    @rule(who=WHO, part=st.floats(0, 1, exclude_max=True))
    def deletes(self, who: str, part: float) -> None:
        place = int(part * len(self.said))
        if place >= len(self.said):
            return
        message = Message.objects.get(conversation=self.talk, sequence=place + 1)
        with suppress(DomainError):
            message_delete(actor=acting(getattr(self.people, who)), message_id=message.pk, now=self.now)
        author, there = self.said[place]
        self.said[place] = (author, there and author != who)

    @rule(who=WHO, undo=st.booleans())
    def blocks(self, who: str, undo: bool) -> None:
        actor = acting(getattr(self.people, who))
        if undo:
            conversation_unblock(actor=actor, conversation_id=self.talk.pk)
            self.blocked.discard(SIDES[who])
        else:
            conversation_block(actor=actor, conversation_id=self.talk.pk, now=self.now)
            self.blocked.add(SIDES[who])

    @invariant()
    def everybody_sees_the_same(self) -> None:
        lists = [
            [(each.sequence, each.deleted_at is None) for each in visible_messages(acting(user)).order_by("sequence")]
            for user in (self.people.dami, self.people.ada, self.people.bisi)
        ]
        expected = [(place, there) for place, (_, there) in enumerate(self.said, 1)]
        assert lists == [expected] * 3
        assert Conversation.objects.get(pk=self.talk.pk).last_sequence == len(self.said)

    @invariant()
    def what_is_counted_is_what_there_is(self) -> None:
        assert_counts_are_right()
        found = unread(self.talk)
        for (side, name), (read, left) in found.items():
            key = "shop" if name is None else name.lower()
            waiting = [who for who, there in self.said[read:] if there and SIDES[who] != side]
            assert (read, left) == (self.read.get(key, 0), len(waiting))

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.history.__exit__(None, None, None)


@pytest.mark.django_db
def test_any_history() -> None:
    chosen = settings(
        max_examples=12, stateful_step_count=12, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Talking, settings=chosen)
