"""The two ways to name a person: an email address, a phone number."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email

from fashionistar.kernel.errors import ErrorCode, refuse

MAX_EMAIL_LENGTH = 254


def clean_email(raw: str) -> str:
    """Return the address trimmed and in lower case.

    Raises:
        DomainError: INVALID.
    """
    email = raw.strip().lower()
    try:
        MaxLengthValidator(MAX_EMAIL_LENGTH)(email)
        validate_email(email)
    except ValidationError as error:
        raise refuse(ErrorCode.INVALID, "This is not an email address.", "email") from error
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
