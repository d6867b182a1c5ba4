"""Checks of a shipping address."""

from dataclasses import replace

import pycountry

from fashionistar.accounts.identifiers import clean_phone
from fashionistar.kernel.errors import DomainError, ErrorCode, Fault
from fashionistar.orders.services.order_place import Address

_LONGEST = {"name": 120, "line1": 160, "line2": 160, "city": 80, "region": 80, "postal_code": 20}
_REQUIRED = ("name", "line1", "city")


def clean_address(address: Address) -> Address:
    """Trim the address, write its phone in E.164 and its country as ISO 3166-1 alpha-2.

    Raises:
        DomainError: REQUIRED or INVALID, one fault per field.
    """
    values = {name: getattr(address, name).strip() for name in _LONGEST}
    faults = [fault for name, value in values.items() if (fault := _text_fault(name, value))]
    country = address.country.strip().upper()
    if len(country) != 2 or pycountry.countries.get(alpha_2=country) is None:
        faults.append(_fault(ErrorCode.INVALID, "Give the country as two letters (ISO 3166-1), such as KE.", "country"))
    phone = ""
    try:
        phone = clean_phone(address.phone)
    except DomainError as error:
        faults.extend(_fault(fault.code, fault.message, "phone") for fault in error.faults)
    if faults:
        raise DomainError(*faults)
    return replace(address, **values, phone=phone, country=country)


def _text_fault(name: str, value: str) -> Fault | None:
    if not value and name in _REQUIRED:
        return _fault(ErrorCode.REQUIRED, "This is needed to deliver.", name)
    if len(value) > _LONGEST[name]:
        return _fault(ErrorCode.INVALID, f"At most {_LONGEST[name]} characters.", name)
    return None


def _fault(code: ErrorCode, message: str, name: str) -> Fault:
    first, *rest = name.split("_")
    return Fault(code, message, ("shippingAddress", first + "".join(word.title() for word in rest)))
