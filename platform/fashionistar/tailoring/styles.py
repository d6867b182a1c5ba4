"""What an offering's JSON means, and what a choice among it comes to; pure functions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fashionistar.kernel.errors import DomainError, ErrorCode, Fault
from fashionistar.tailoring.models import Offering, Specification

#: Minor units by currency. Empty: nothing is added in any; else it is sold in these alone.
type Surcharges = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to an option."""

    name: str
    surcharges: Surcharges = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be made in several ways, such as the collar."""

    name: str
    required: bool
    choices: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class Fabric:
    """A cloth that it is made of."""

    name: str
    description: str = ""
    available: bool = True
    surcharges: Surcharges = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a shopper chose: choices by option, and a fabric."""

    options: Mapping[str, str]
    fabric: str | None


@dataclass(frozen=True, slots=True)
class Style:
    """A choice as it is frozen: with what it costs in one currency and how long it takes."""

    options: list[dict[str, Any]]
    fabric: dict[str, Any] | None
    lead_time_days: int
    surcharge_minor: int = 0


def options_of(offering: Offering) -> list[Option]:
    """The options of an offering, in its order."""
    return [
        Option(each["name"], each["required"], [Choice(**choice) for choice in each["choices"]])
        for each in offering.options
    ]


def fabrics_of(offering: Offering) -> list[Fabric]:
    """The fabrics of an offering, in its order."""
    return [Fabric(**each) for each in offering.fabrics]


def chosen_in(specification: Specification) -> Chosen:
    """What was chosen."""
    fabric = specification.fabric
    return Chosen(
        {each["option"]: each["choice"] for each in specification.options}, None if fabric is None else fabric["name"]
    )


def style_of(offering: Offering, chosen: Chosen, currency: str) -> Style:
    """What a choice comes to by what the shop offers now.

    Raises:
        DomainError: One fault for each thing that is wrong: REQUIRED, INVALID: no such option, choice or fabric;
            VARIANT_UNAVAILABLE: the fabric is out; CURRENCY_NOT_SOLD.
    """
    options, faults = _options(offering, chosen.options, currency)
    fabric, wrong = _fabric(offering, chosen.fabric, currency)
    if faults := [*faults, *wrong]:
        raise DomainError(*faults)
    added = sum(each["surchargeMinor"] for each in (*options, *([fabric] if fabric else [])))
    return Style(options, fabric, offering.lead_time_days, added)


def _options(offering: Offering, chosen: Mapping[str, str], currency: str) -> tuple[list[dict[str, Any]], list[Fault]]:
    found: list[dict[str, Any]] = []
    offered = options_of(offering)
    faults = list(_unknown(offered, chosen))
    for option in offered:
        wanted = chosen.get(option.name)
        choice = next((each for each in option.choices if each.name == wanted), None)
        if wanted is None:
            if option.required:
                faults.append(Fault(ErrorCode.REQUIRED, f"Choose: {option.name}.", ("options",)))
        elif choice is None:
            names = ", ".join(each.name for each in option.choices)
            faults.append(Fault(ErrorCode.INVALID, f"{option.name} is one of {names}.", ("options",)))
        elif (minor := surcharge_in(choice.surcharges, currency)) is None:
            faults.append(_not_sold(f"{option.name}: {choice.name}", currency, "options"))
        else:
            found.append({"option": option.name, "choice": choice.name, "surchargeMinor": minor})
    return found, faults


def _unknown(offered: Sequence[Option], chosen: Mapping[str, str]) -> Iterator[Fault]:
    for name in chosen.keys() - {option.name for option in offered}:
        yield Fault(ErrorCode.INVALID, f"There is no option {name}.", ("options",))


def _fabric(offering: Offering, wanted: str | None, currency: str) -> tuple[dict[str, Any] | None, list[Fault]]:
    offered = fabrics_of(offering)
    if wanted is None:
        return None, [Fault(ErrorCode.REQUIRED, "Choose a fabric.", ("fabric",))] if offered else []
    fabric = next((each for each in offered if each.name == wanted), None)
    if fabric is None:
        return None, [Fault(ErrorCode.INVALID, f"There is no fabric {wanted}.", ("fabric",))]
    if not fabric.available:
        return None, [Fault(ErrorCode.VARIANT_UNAVAILABLE, f"{fabric.name} is not to be had now.", ("fabric",))]
    minor = surcharge_in(fabric.surcharges, currency)
    if minor is None:
        return None, [_not_sold(fabric.name, currency, "fabric")]
    return {"name": fabric.name, "description": fabric.description, "surchargeMinor": minor}, []


def surcharge_in(surcharges: Surcharges, currency: str) -> int | None:
    """What is added in a currency, in minor units; None when it is not sold in it."""
    return surcharges.get(currency) if surcharges else 0


def _not_sold(what: str, currency: str, *path: str) -> Fault:
    return Fault(ErrorCode.CURRENCY_NOT_SOLD, f"{what} is not sold in {currency}.", path)
