"""Reading a gateway's JSON without trusting it: each reader says what is wrong instead of guessing."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

import orjson

from fashionistar.payments.gateway_errors import GatewayAnswerInvalid

type Data = Mapping[str, object]

#: PostgreSQL's bigint: no amount that we could store is larger.
_LARGEST = 2**63 - 1


def as_object(value: object, what: str) -> Data:
    """Return the value if it is a JSON object.

    Raises:
        GatewayAnswerInvalid: It is something else.
    """
    if not isinstance(value, dict):
        raise GatewayAnswerInvalid(f"{what} is not an object.")
    return value


def parse_object(body: bytes, what: str) -> Data:
    """Parse bytes that must be one JSON object.

    Raises:
        GatewayAnswerInvalid: They are not.
    """
    try:
        return as_object(orjson.loads(body), what)
    except orjson.JSONDecodeError:
        raise GatewayAnswerInvalid(f"{what} is not JSON.") from None


def word(data: Data, key: str) -> str:
    """Return a text that must be there, a number as its digits.

    Raises:
        GatewayAnswerInvalid: It is missing, empty, unprintable or of another type.
    """
    value = data.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value or not value.isprintable():
        raise GatewayAnswerInvalid(f"`{key}` is missing or not a text.")
    return value


def text(data: Data, *keys: str) -> str:
    """Return the first of the keys that holds a text, or "" (for what people read, not for what decides)."""
    for key in keys:
        value = data.get(key)
        if isinstance(value, str) and value:
            return "".join(character for character in value if character.isprintable())
    return ""


def minor_units(data: Data, key: str) -> int:
    """Return an amount in minor units; gateways send 10000 and "10000" alike.

    Raises:
        GatewayAnswerInvalid: It is missing, negative, fractional, too large or not a number.
    """
    value = data.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise GatewayAnswerInvalid(f"`{key}` is missing or not an amount.")
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise GatewayAnswerInvalid(f"`{key}` is not an amount.") from None
    if not amount.is_finite() or not 0 <= amount <= _LARGEST or amount != amount.to_integral_value():
        raise GatewayAnswerInvalid(f"`{key}` is not a whole number of minor units.")
    return int(amount)


def moment(data: Data, *keys: str) -> datetime | None:
    """Return the first of the keys that holds a time, in UTC; times without an offset are in UTC."""
    for key in keys:
        value = data.get(key)
        if not isinstance(value, str):
            continue
        try:
            found = datetime.fromisoformat(value)
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def minor_units_or_none(data: Data, key: str) -> int | None:
    """Return an amount in minor units, or None where there is none (yet).

    Raises:
        GatewayAnswerInvalid: There is something that is not an amount.
    """
    return None if data.get(key) is None else minor_units(data, key)


def as_list(value: object, what: str) -> Sequence[Data]:
    """Return the value if it is a JSON array of objects.

    Raises:
        GatewayAnswerInvalid: It is something else.
    """
    if not isinstance(value, list):
        raise GatewayAnswerInvalid(f"{what} is not a list.")
    return [as_object(row, f"A row of {what}") for row in value]


def within(made: datetime | None, since: datetime, until: datetime) -> bool:
    """Tell whether something was made in [since, until); what does not say when is taken in."""
    return made is None or since <= made < until
