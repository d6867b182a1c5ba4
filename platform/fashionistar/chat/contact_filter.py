"""Finds how somebody is reached elsewhere: addresses, links and numbers, also where they are spelled to get by."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

#: What stands for what was hidden.
MASK = "•••"


class ContactPolicy(StrEnum):
    """What becomes of them: nothing, a warning, or they are hidden."""

    ALLOW = "ALLOW"
    WARN = "WARN"
    MASK = "MASK"


@dataclass(frozen=True, slots=True)
class Filtered:
    """A text as it may be sent, and whether something was found in it."""

    body: str
    has_contact: bool


_AT, _DOT = r"(?:@|\s?[(\[{]?\s?\bat\b\s?[)\]}]?\s?)", r"(?:\.|\s?[(\[{]?\s?\bdot\b\s?[)\]}]?\s?)"
_HOST = r"[\w-]{2,63}"
#: Endings of names that stand without `http://`; others are too often a word after a full stop without a space.
_ENDINGS = (
    r"(?:com|net|org|info|biz|io|co|app|me|shop|store|link|online|site|ly|africa|ng|gh|ke|za|ug|tz|rw|sn|ci|cm|et)"
)
_ADDRESS = re.compile(rf"[\w.+-]{{1,64}}{_AT}(?:{_HOST}{_DOT}){{1,4}}[a-z]{{2,24}}\b", re.IGNORECASE)
_LINK = re.compile(
    rf"\b(?:https?://|www\.)\S+|(?<![\w@.])(?:{_HOST}\.){{1,4}}{_ENDINGS}\b(?:/\S*)?(?!\.?\w)", re.IGNORECASE
)
#: Seven digits at least, and what people put between them; an O among digits is meant as one.
_NUMBER = re.compile(r"(?<![\w.,])\+?\(?\d(?:[\s().\-–/]{0,3}[\dOo]){6,17}(?![\w,]|\.\d)")
_DIGIT_WORDS = "zero oh one two three four five six seven eight nine double triple"
_SPELLED = re.compile(
    rf"\b(?:{'|'.join(_DIGIT_WORDS.split())}|\d)(?:[\s,.\-]+(?:{'|'.join(_DIGIT_WORDS.split())}|\d)\b){{6,24}}",
    re.IGNORECASE,
)
_LEAST_DIGITS, _MOST_DIGITS = 9, 15


def filtered(body: str, policy: ContactPolicy) -> Filtered:
    """Apply the platform's policy to a text."""
    if policy is ContactPolicy.ALLOW:
        return Filtered(body, has_contact=False)
    spans = list(_merged(sorted(_found(_plain(body)))))
    if policy is ContactPolicy.WARN:
        return Filtered(body, has_contact=bool(spans))
    for start, end in reversed(spans):
        body = f"{body[:start]}{MASK}{body[end:]}"
    return Filtered(body, has_contact=bool(spans))


def _plain(body: str) -> str:
    """The text with every digit and letter in its plain form, character by character, so that places stay."""
    return "".join(_plain_character(each) for each in body)


def _plain_character(character: str) -> str:
    if (digit := unicodedata.digit(character, None)) is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


def _found(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_ADDRESS, _LINK, _SPELLED):
        yield from (found.span() for found in pattern.finditer(text))
    yield from (found.span() for found in _NUMBER.finditer(text) if _dials(found[0]))


def _dials(number: str) -> bool:
    """Whether digits look like a phone number, rather than measurements or a price."""
    groups = re.findall(r"[\dOo]+", number)
    digits = sum(map(len, groups))
    if not _LEAST_DIGITS <= digits <= _MOST_DIGITS:
        return False
    return number.startswith(("+", "(+", "0", "(0")) or max(map(len, groups)) >= 4


def _merged(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans that overlap, as one."""
    held: tuple[int, int] | None = None
    for start, end in spans:
        if held is not None and start <= held[1]:
            held = (held[0], max(held[1], end))
            continue
        if held is not None:
            yield held
        held = (start, end)
    if held is not None:
        yield held
