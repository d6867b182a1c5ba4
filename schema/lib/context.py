"""What every resolver gets: who is asking, and when."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from strawberry import Info
from strawberry.dataloader import DataLoader

from fashionistar.kernel.actor import GUEST, Actor


@dataclass(slots=True)
class WireContext:
    """The context of one operation.

    `rejected` is True when the request carried an access token that could not be trusted: it is then a guest's, and
    only public fields answer. `connection_params` is what a WebSocket client said when it connected.
    """

    actor: Actor = GUEST
    rejected: bool = False
    request: Any = None
    response: Any = None
    connection_params: dict[str, Any] | None = None
    loaders: dict[object, DataLoader[Any, Any]] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """The time, asked for once by each mutation and passed on from there."""
        return timezone.now()

    def batched[Key, Value](self, load: Callable[[list[Key]], Awaitable[Sequence[Value]]]) -> DataLoader[Key, Value]:
        """The operation's dataloader over a function that answers many keys at once.

        Nothing is kept between loads: a mutation before this one may have changed what it would say.
        """
        if load not in self.loaders:
            self.loaders[load] = DataLoader(load, cache=False)
        return self.loaders[load]


type WireInfo = Info[WireContext, None]
