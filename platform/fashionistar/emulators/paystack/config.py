"""How an emulator is set up, and the knobs that tests turn while it runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

DEFAULT_RETRY_SECONDS = (2.0, 5.0, 10.0, 30.0, 60.0, 180.0, 3600.0)
REFUND_ENDINGS = ("processed", "failed", "pending")
TRANSFER_ENDINGS = ("success", "failed", "pending")


@dataclass(frozen=True, slots=True)
class Config:
    """What is fixed for a run."""

    secret_key: str
    data_file: Path
    webhook_url: str = ""
    retry_seconds: tuple[float, ...] = DEFAULT_RETRY_SECONDS
    refund_seconds: float = 1.0
    merchant: str = "Fashionistar"

    def __post_init__(self) -> None:
        """Refuse keys of real money and keys that no header can carry."""
        if self.secret_key.startswith("sk_live_"):
            raise ValueError("The emulator refuses live keys: give it any key that begins with sk_test_.")
        if not self.secret_key.isascii() or not self.secret_key.isprintable() or " " in self.secret_key:
            raise ValueError("The secret key must be printable ASCII without spaces.")
        if not self.secret_key:
            raise ValueError("The secret key is empty: give any key that begins with sk_test_.")


@dataclass(frozen=True, slots=True)
class Knobs:
    """What a test may change: faults of the network and of the gateway itself.

    `fail_next` requests to the API are answered 503 and not carried out; `lose_next` are carried out and answered 504.
    The skews, `currency` and `overrides` falsify what is told about transactions, `refund_overrides` and
    `transfer_overrides` what is told about those; `refunds` and `transfers` are how new ones end.
    """

    webhooks: bool = True
    latency_ms: int = 0
    fail_next: int = 0
    lose_next: int = 0
    amount_skew: int = 0
    requested_amount_skew: int = 0
    currency: str = ""
    overrides: dict[str, object] = field(default_factory=dict)
    refund_overrides: dict[str, object] = field(default_factory=dict)
    transfer_overrides: dict[str, object] = field(default_factory=dict)
    refunds: str = "processed"
    transfers: str = "success"

    def turned(self, changes: Mapping[str, object]) -> "Knobs":
        """Return the knobs after the changes.

        Raises:
            ValueError: There is no such knob, or it does not take such a value.
        """
        known = {knob.name: type(getattr(self, knob.name)) for knob in fields(self)}
        for name, value in changes.items():
            if name not in known:
                raise ValueError(f"There is no setting {name!r}; there are {', '.join(known)}.")
            if type(value) is not known[name]:
                raise ValueError(f"The setting {name!r} takes {known[name].__name__}, not {value!r}.")
        if changes.get("refunds", "processed") not in REFUND_ENDINGS:
            raise ValueError(f"The setting 'refunds' takes one of {', '.join(REFUND_ENDINGS)}.")
        if changes.get("transfers", "success") not in TRANSFER_ENDINGS:
            raise ValueError(f"The setting 'transfers' takes one of {', '.join(TRANSFER_ENDINGS)}.")
        return replace(self, **changes)  # type: ignore[arg-type]
