"""Two server processes, one conversation, fifty members of the shop and the shopper, and connections cut at random."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random, SystemRandom
from uuid import UUID, uuid4

import pytest
from django.db import connection

from config.local.ports import answers, free_port
from fashionistar.accounts.models import User
from fashionistar.chat.models import Conversation, Message
from fashionistar.kernel.models import OutboxEvent
from fashionistar.vendors.models import VendorMember, VendorRole
from schema.lib.threads import in_thread
from tests.chat.devices import Device
from tests.chat.talking import assert_counts_are_right, talk_of
from tests.emulator import eventually
from tests.live import ROOT
from tests.people import People, token_of
from tests.wire.client import gid

pytestmark = pytest.mark.django_db(transaction=True)

MEMBERS, EACH, CUTS = 50, 2, 3
DEADLINE = 120


@pytest.fixture
def ports(transactional_db: None, tmp_path: Path) -> Iterator[tuple[int, int]]:
    """Two servers and a relay on the test's database, which have nothing to complain of in the end."""
    log = tmp_path / "log"
    found = free_port(), free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "DEBUG": "0",
        "DATABASE_URL": _url(),
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "ERROR",
    }
    servers = [
        ("-m", "uvicorn", "config.asgi:application", "--port", str(port), "--log-level", "error") for port in found
    ]
    with log.open("w") as said:
        started = [
            subprocess.Popen(
                [sys.executable, *program], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=said
            )
            for program in (*servers, ("manage.py", "relay"))
        ]
    try:
        eventually(lambda: all(answers(port, "/healthz") for port in found), seconds=240)
        yield found
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(30)
    assert not [line for line in log.read_text().splitlines() if '"level": "error"' in line or "Traceback" in line]


def _url() -> str:
    """The test's database, as the suite's servers are reached."""
    base, _, options = os.environ["DATABASE_URL"].partition("?")
    return f"{base.rpartition('/')[0]}/{connection.settings_dict['NAME']}{options and '?' + options}"


def members(people: People) -> list[User]:
    """Ada, and as many others as make fifty."""
    found = [people.ada]
    for number in range(2, MEMBERS + 1):
        user = User.objects.create_user(email=f"member{number}@example.com", name=f"Member {number}")
        VendorMember.objects.create(vendor=people.atelier, user=user, role=VendorRole.STAFF)
        found.append(user)
    return found


def devices(ports: tuple[int, int], random: Random) -> list[Device]:
    """Everybody's, each with something to say."""
    people = People()
    talk = talk_of(people.dami, people.atelier)
    who = [people.dami, *members(people)]
    return [
        Device(
            token=token_of(user),
            talk=gid(talk),
            ports=ports,
            random=Random(random.random()),
            outbox=[(uuid4(), f"{user.name} says {number}") for number in range(EACH)],
            cuts_to_come=CUTS,
            last=EACH * len(who),
        )
        for user in who
    ]


async def test_every_device_ends_with_the_same_list_nothing_lost_nothing_doubled(ports: tuple[int, int]) -> None:
    seed = SystemRandom().randrange(2**31)
    print(f"seed {seed}")
    everybody = await in_thread(lambda: devices(ports, Random(seed)))
    said = {each: body for device in everybody for each, body in device.outbox}
    async with asyncio.timeout(DEADLINE), asyncio.TaskGroup() as group:
        for each in everybody:
            group.create_task(each.run())
    await in_thread(lambda: _compare(everybody, said))


def _compare(everybody: list[Device], said: dict[UUID, str]) -> None:
    total = (MEMBERS + 1) * EACH
    kept = [
        (sequence, str(name), body)
        for sequence, name, body in Message.objects.order_by("sequence").values_list("sequence", "client_id", "body")
    ]
    assert [sequence for sequence, *_ in kept] == list(range(1, total + 1))
    assert {UUID(name): body for _, name, body in kept} == said
    for each in everybody:
        assert each.transcript == kept
        # As it came, before anything was made of it: each fact once and in order, from where the stream began.
        assert [sequence for sequence, *_ in each.told] == list(range(total + 1 - len(each.told), total + 1))
        assert each.facts == list(range(each.facts[0], each.facts[0] + len(each.told)))
    assert sum(each.cuts for each in everybody) == CUTS * len(everybody)
    assert sum(each.sent for each in everybody) > total, "nothing was sent twice"
    assert Conversation.objects.get().last_sequence == OutboxEvent.objects.filter(type="MessageSent").count() == total
    assert_counts_are_right()
