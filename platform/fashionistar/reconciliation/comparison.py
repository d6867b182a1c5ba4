"""One step of a run: a gateway's list of one subject against the books, and then the books against the gateway."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched

from django.conf import settings

from fashionistar.reconciliation.filing import Looked, file_differences
from fashionistar.reconciliation.models import ReconciliationTotal
from fashionistar.reconciliation.policies import AT_REST, Booked, Standing, Told, differences
from fashionistar.reconciliation.runs import Turn, step_done
from fashionistar.reconciliation.things import Matter, Thing

type Clock = Callable[[], datetime]

#: So many things are compared, and what differs is filed, in one go.
BATCH = 100


@dataclass(frozen=True, slots=True)
class Pair:
    """One thing on both sides."""

    thing: Thing
    booked: Booked | None

    @property
    def told(self) -> Told | None:
        """The gateway's word."""
        return self.thing.told

    @property
    def looked(self) -> Looked:
        """With what differs."""
        return Looked(self.thing, differences(self.told, self.booked))

    @property
    def at(self) -> datetime | None:
        """When the money moved: by the books where they have it, or else by the gateway."""
        booked = self.booked.at if self.booked is not None and self.booked.is_posted else None
        return booked or (self.told.at if self.told else None)

    def is_younger_than(self, moment: datetime) -> bool:
        """Whether either side says that it happened later."""
        return any(side is not None and side.at is not None and side.at > moment for side in (self.told, self.booked))

    @property
    def is_nothing(self) -> bool:
        """No money moved on either side: a page that nobody paid on, a transfer that failed."""
        sides = (self.told, self.booked)
        return all(side is None or side.standing in AT_REST for side in sides) and not self.looked.findings


def paired(matter: Matter, things: Sequence[Thing], *, late: datetime) -> list[Pair]:
    """Things with what the books have of each."""
    booked = matter.booked(things, late=late)
    return [Pair(thing, booked.get(thing.key)) for thing in things]


def settled(matter: Matter, pairs: Sequence[Pair], *, late: datetime) -> list[Pair]:
    """The pairs that differ with both sides asked anew, for a list is old when it arrives; the others as they are."""
    doubtful = [matter.asked(pair.thing) for pair in pairs if pair.looked.findings]
    anew = {pair.thing.key: pair for pair in paired(matter, doubtful, late=late)} if doubtful else {}
    return [anew.get(pair.thing.key, pair) for pair in pairs]


@dataclass
class Step:
    """Compares one subject of a run.

    Attributes:
        matter: The subject at the gateway.
        turn: The worker's turn at the run.
        clock: Tells the time.
        seen: Keys that are done.
        totals: What moved on the run's day, by currency.
    """

    matter: Matter
    turn: Turn
    clock: Clock
    seen: set[str] = field(default_factory=set)
    totals: dict[str, ReconciliationTotal] = field(default_factory=dict)

    def run(self) -> None:
        """Compare everything of the day and of the days before that may still have changed.

        Raises:
            GatewayError: The gateway gave no usable answer; what was filed stays.
            ReconciliationOvertakenError: Another worker has taken the run up.
        """
        since = self.turn.begin - self.matter.overlap
        for source in (self.matter.listed, self.matter.in_books):
            self._compare_all(source(since, self.turn.until))
        totals = [self.totals[currency] for currency in sorted(self.totals)]
        step_done(self.turn, totals=totals, examined=len(self.seen), now=self.clock())

    def _compare_all(self, things: Iterator[Thing]) -> None:
        for batch in batched((thing for thing in things if thing.key not in self.seen), BATCH, strict=False):
            now = self.clock()
            late = now - settings.RECONCILIATION_GRACE
            old = [pair for pair in paired(self.matter, _once(batch), late=late) if not pair.is_younger_than(late)]
            pairs = [pair for pair in settled(self.matter, old, late=late) if not pair.is_younger_than(late)]
            looked = {pair.thing.key: pair.looked for pair in pairs}
            file_differences(self.turn, self.matter.subject, looked, now=now)
            for pair in pairs:
                # Of several tries under one reference another may have been paid.
                if not pair.is_nothing:
                    self.seen.add(pair.thing.key)
                    self._count(pair)

    def _count(self, pair: Pair) -> None:
        if pair.at is None or not self.turn.begin <= pair.at < self.turn.until:
            return
        told, booked = pair.told, pair.booked
        if told is not None and told.standing is Standing.MOVED:
            total = self._total(told.currency)
            total.gateway_count += 1
            total.gateway_minor += told.minor
            total.gateway_fee_minor += told.fee_minor or 0
        if booked is not None and booked.standing is Standing.MOVED and booked.is_posted:
            total = self._total(booked.currency)
            total.books_count += 1
            total.books_minor += booked.minor
            total.books_fee_minor += booked.fee_minor

    def _total(self, currency: str) -> ReconciliationTotal:
        if currency not in self.totals:
            self.totals[currency] = ReconciliationTotal(
                run_id=self.turn.run_id,
                subject=self.matter.subject,
                currency=currency,
                gateway_count=0,
                gateway_minor=0,
                gateway_fee_minor=0,
                books_count=0,
                books_minor=0,
                books_fee_minor=0,
            )
        return self.totals[currency]


def _once(things: Sequence[Thing]) -> list[Thing]:
    """Each key once: the try that was paid, if one was."""
    found: dict[str, Thing] = {}
    for thing in things:
        is_paid = thing.told is not None and thing.told.standing not in AT_REST
        if thing.key not in found or is_paid:
            found[thing.key] = thing
    return list(found.values())
