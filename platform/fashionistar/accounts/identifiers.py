"""The two ways to name a person, an email address and a phone number, each in one form.

An address has one form, however it is typed: what is before the @ in ASCII and lower case, the domain in lower case and
as the DNS has it (`xn--…` where its name is not ASCII). So two forms of an address are never two accounts, and one that
only looks like hers is never taken for it. A domain that could be taken for another is refused, by the rules of Unicode
(UTS 39): scripts that do not go together in one label (5.2, highly restrictive), and letters that look like ASCII ones.
"""

import unicodedata
from functools import lru_cache

import phonenumbers
from confusable_homoglyphs import categories, confusables
from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from fashionistar.kernel.errors import DomainError, ErrorCode, refuse

MAX_EMAIL_LENGTH = 254
#: Scripts that people write together (UTS 39, 5.2); any one of them stands alone too.
_TOGETHER = (
    frozenset({"LATIN", "HAN", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "HAN", "BOPOMOFO"}),
    frozenset({"LATIN", "HAN", "HANGUL"}),
)
#: Digits and hyphens, and marks that take the script of what they stand on.
_ANY_SCRIPT = frozenset({"COMMON", "INHERITED"})


def clean_email(raw: str, field: str = "email") -> str:
    """Return the address in its one form.

    Raises:
        DomainError: INVALID: it is none, or its domain could be taken for another.
    """
    given = raw.strip()
    local, _, domain = given.rpartition("@")
    try:
        # Names under `.test` are real ones here: demo accounts have them.
        found = validate_email(given, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError as error:
        raise refuse(ErrorCode.INVALID, "This is not an email address.", field) from error
    # The library folds look-alikes such as K (KELVIN SIGN) into ASCII letters; whoever typed them meant to deceive.
    if not local.isascii() or not (domain.isascii() or _is_itself(domain, found)):
        raise refuse(ErrorCode.INVALID, "This is not an email address.", field)
    if any(_may_deceive(label) for label in found.domain.split(".") if not label.isascii()):
        raise refuse(ErrorCode.INVALID, "The domain of this address looks like another one.", field)
    email = f"{local}@{found.ascii_domain}".lower()
    if len(email) > MAX_EMAIL_LENGTH:
        raise refuse(ErrorCode.INVALID, "This is not an email address.", field)
    return email


def clean_phone(raw: str) -> str:
    """Return the number in E.164 form; it must come with its country code.

    Raises:
        DomainError: INVALID.
    """
    try:
        number = phonenumbers.parse(raw.strip(), None)
    except phonenumbers.NumberParseException as error:
        raise refuse(ErrorCode.INVALID, "Write the phone number with + and its country code.", "phone") from error
    if not phonenumbers.is_valid_number(number):
        raise refuse(ErrorCode.INVALID, "This phone number does not exist.", "phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def login_form(login: str) -> str:
    """The one form of an address or a number with which somebody signs in; of what is neither, some form."""
    try:
        return clean_email(login) if "@" in login else clean_phone(login)
    except DomainError:
        return "".join(login.lower().split())


def _is_itself(domain: str, found: ValidatedEmail) -> bool:
    """Whether the name that was typed is the domain's own, but for case: no full-width letters and the like."""
    return not found.domain.isascii() and unicodedata.normalize("NFC", domain).lower() == found.domain


@lru_cache(maxsize=1024)
def _may_deceive(label: str) -> bool:
    scripts = categories.unique_aliases(label) - _ANY_SCRIPT
    if len(scripts) > 1 and not any(scripts <= together for together in _TOGETHER):
        return True
    alike = [_looks_like_ascii(letter) for letter in label if not letter.isascii()]
    # Among Latin letters one that looks like another is enough; a word of another script has some by its nature.
    return any(alike) if "LATIN" in scripts else all(alike)


def _looks_like_ascii(letter: str) -> bool:
    found = confusables.is_confusable(letter, greedy=True) or ()
    return any(other["c"].isascii() for each in found for other in each["homoglyphs"])
