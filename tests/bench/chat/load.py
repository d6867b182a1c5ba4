"""Messages offered at a steady rate to many open conversations: how long each is on its way, and what it costs."""

import asyncio
import statistics
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import psutil

from tests.bench.chat.talkers import Talker, open_all
from tests.bench.progress import Teller
from tests.bench.servers import Server

_PATIENCE_SECONDS = 120.0

#: Both sides of a conversation.
type Both = tuple[Talker, Talker]


@dataclass(slots=True)
class _Offered:
    """Messages of one rate, by name: when each was sent, and to whom; and how long each was unanswered."""

    sent: dict[str, tuple[float, Talker]] = field(default_factory=dict)
    answered: list[float] = field(default_factory=list)
    refused: int = 0

    async def run(self, talks: list[Both], rate: float, seconds: float) -> None:
        """Send at the rate, whatever has become of those before, and wait for all answers."""
        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number in range(int(rate * seconds)):
                ahead = number / rate - (time.perf_counter() - began)
                if ahead > 0:
                    await asyncio.sleep(ahead)
                both = talks[(number * 7919) % len(talks)]
                group.create_task(self._send(both[number % 2], both[1 - number % 2], number))

    async def _send(self, sender: Talker, other: Talker, number: int) -> None:
        name, began = str(uuid4()), time.perf_counter()
        try:
            await sender.send(name, f"Is the gown number {number} lined?")
        except RuntimeError:
            self.refused += 1
            return
        self.sent[name] = (began, other)
        self.answered.append(time.perf_counter() - began)

    def heard(self) -> dict[str, float]:
        """When the other side had each that it has."""
        others = {id(other): other for _, other in self.sent.values()}
        found = {(id(each), name): at for each in others.values() for _, name, at in each.told}
        heard = {name: found.get((id(other), name)) for name, (_, other) in self.sent.items()}
        return {name: at for name, at in heard.items() if at is not None}


async def _settled(talks: list[Both], messages: int) -> None:
    """Wait, with patience, until so many have been told, to both sides alike; what was refused may have been sent."""
    deadline = time.perf_counter() + _PATIENCE_SECONDS
    while sum(len(told.told) for told, _ in talks) < messages or any(
        len(one.told) != len(other.told) for one, other in talks
    ):
        if time.perf_counter() > deadline:
            return
        await asyncio.sleep(0.1)


def _percentiles(values: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(values, n=100)
    return {f"p{at}_ms": round(cuts[at - 1] * 1000, 1) for at in (50, 95, 99)}


async def step(
    talks: list[Both], rate: float, seconds: float, *, server: Server, relay: psutil.Process
) -> dict[str, Any]:
    """Offer one rate for so long, and wait until all is heard."""
    offered, load = _Offered(), psutil.getloadavg()[0]
    known = sum(len(told.told) for told, _ in talks)
    cpu, relay_cpu, base_cpu = server.cpu(), sum(relay.cpu_times()[:2]), server.base_cpu()
    ours, began = sum(psutil.Process().cpu_times()[:2]), time.perf_counter()
    await offered.run(talks, rate, seconds)
    await _settled(talks, known + len(offered.sent))
    heard = offered.heard()
    took = max(heard.values()) - began
    return {
        "offered_per_second": rate,
        "achieved_per_second": round(len(heard) / took, 1),
        "messages": len(offered.sent),
        "refused": offered.refused,
        "send_to_receive": _percentiles([at - offered.sent[name][0] for name, at in heard.items()]),
        "send_to_answer": _percentiles(offered.answered),
        "server_cpu": round((server.cpu() - cpu) / took, 2),
        "relay_cpu": round((sum(relay.cpu_times()[:2]) - relay_cpu) / took, 2),
        "postgresql_cpu": round((server.base_cpu() - base_cpu) / took, 2),
        "server_ms_per_message": round((server.cpu() - cpu) * 1000 / len(offered.sent), 1),
        "clients_cpu": round((sum(psutil.Process().cpu_times()[:2]) - ours) / took, 2),
        "load_before": round(load, 1),
    }


def checked(talks: list[Both]) -> dict[str, int]:
    """Whether both sides of every conversation were told every message once, in order."""
    lists = [[[number for number, *_ in each.told] for each in both] for both in talks]
    return {
        "messages": sum(len(told) for told, _ in lists),
        "streams_begun_again": sum(each.failed for both in talks for each in both),
        "conversations_that_differ": sum(one != other for one, other in lists),
        "out_of_order_or_doubled": sum(told != list(range(1, len(told) + 1)) for both in lists for told in both),
    }


async def measure(
    talks: list[Both], rates: list[float], seconds: float, *, teller: Teller, server: Server, relay: psutil.Process
) -> dict[str, Any]:
    """Open every conversation on both sides, then offer one rate after the other."""
    before, everybody = server.memory(), [each for both in talks for each in both]
    opened = await open_all(everybody, server.port)
    open_ = server.memory()
    teller.say(f"✓ {len(talks)} conversations open on {len(everybody)} sockets  {opened:.1f} s", "green")
    steps = []
    for rate in rates:
        steps.append(await step(talks, rate, seconds, server=server, relay=relay))
        teller.say(f"✓ {steps[-1]}", "green")
    return {
        "conversations": len(talks),
        "sockets": len(everybody),
        "streams": len(everybody),
        "seconds_of_each_step": seconds,
        "steps": steps,
        "memory_mib": {"before": round(before), "open": round(open_), "after": round(server.memory())},
        "kib_per_open_conversation": round((open_ - before) * 1024 / len(talks), 1),
        "checked": checked(talks),
        "server": f"{server.name} {server.version}, one process",
    }
