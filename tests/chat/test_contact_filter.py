"""How somebody is reached elsewhere is found, however it is spelled; what is none is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fashionistar.chat.contact_filter import MASK, ContactPolicy, filtered

FOUND = (
    ("Call me on 0803 123 4567 please", f"Call me on {MASK} please"),
    ("+234-803-123-4567", MASK),
    ("(0803)1234567!", f"{MASK}!"),
    ("my line: ٠٨٠٣١٢٣٤٥٦٧", f"my line: {MASK}"),
    ("O8O31234567 or 08O3 123 4567", f"O8O31234567 or {MASK}"),
    ("zero eight zero three one two three four five six seven", MASK),
    ("Zero-8-zero-3-one-2-three, then the rest", f"{MASK}, then the rest"),
    ("Write to dami@example.com.", f"Write to {MASK}."),
    ("dami (at) example (dot) com", MASK),
    ("dami at gmail dot com", MASK),
    ("see https://wa.me/2348031234567 now", f"see {MASK} now"),
    ("www.adas-atelier.ng/gowns", MASK),
    ("instagram.com/ada or ada.shop", f"{MASK} or {MASK}"),
    ("０８０３１２３４５６７", MASK),
)
NONE = (
    "Bust 36, waist 28, hip 40",
    "36 28 38 40 15 60 22",
    "NGN 45,000.00 or 1,500,000,000.00",
    "Order FS-001234-2 of 2026-11-23",
    "I am at home. Not now",
    "one two three, and go",
    "size 12.5, length 140.25 cm",
    "look at this dress",
    "",
)


@pytest.mark.parametrize(("body", "masked"), FOUND)
def test_what_is_one_is_found_and_hidden_as_the_policy_says(body: str, masked: str) -> None:
    hidden = filtered(body, ContactPolicy.MASK)
    assert (hidden.body, hidden.has_contact) == (masked, True)
    warned = filtered(body, ContactPolicy.WARN)
    assert (warned.body, warned.has_contact) == (body, True)
    allowed = filtered(body, ContactPolicy.ALLOW)
    assert (allowed.body, allowed.has_contact) == (body, False)


@pytest.mark.parametrize("body", NONE)
def test_what_is_none_is_left_alone(body: str) -> None:
    found = filtered(body, ContactPolicy.MASK)
    assert (found.body, found.has_contact) == (body, False)


@given(st.text(max_size=200))
def test_whatever_is_written_what_is_left_has_nothing_more_to_hide(body: str) -> None:
    found = filtered(body, ContactPolicy.MASK)
    assert found.has_contact is (found.body != body)
    assert len(found.body) <= max(len(body), len(body) + len(MASK))
