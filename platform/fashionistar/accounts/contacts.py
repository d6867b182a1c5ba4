"""The addresses by which an account is known, an email address and a phone number, and whose they are."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from fashionistar.accounts.identifiers import clean_email, clean_phone
from fashionistar.accounts.messages import security_message
from fashionistar.accounts.models import User
from fashionistar.accounts.selectors import user_by_login
from fashionistar.kernel.errors import DomainError, ErrorCode, Fault, refuse
from fashionistar.notifications.models import Channel
from fashionistar.notifications.services.notification_queue import Recipient, notification_queue


def recipient_of(login: str) -> Recipient:
    """An email address or a phone number as somebody typed it; whose it is, is not asked.

    Raises:
        DomainError: INVALID: it is neither.
    """
    try:
        if "@" in login:
            return Recipient(Channel.EMAIL, clean_email(login))
        return Recipient(Channel.SMS, clean_phone(login))
    except DomainError as error:
        raise DomainError(*(Fault(each.code, each.message, ("login",)) for each in error.faults)) from error


def one_recipient(*, email: str | None, phone: str | None) -> Recipient:
    """The one address that was given.

    Raises:
        DomainError: REQUIRED (none), INVALID (both, or not an address).
    """
    if email and phone:
        raise refuse(ErrorCode.INVALID, "Give one of them; the other can be added to the account later.", "phone")
    if email:
        return Recipient(Channel.EMAIL, clean_email(email))
    if phone:
        return Recipient(Channel.SMS, clean_phone(phone))
    raise refuse(ErrorCode.REQUIRED, "Give an email address or a phone number.", "email")


def active_user_at(to: Recipient) -> User | None:
    """Whose address it is, if she may sign in."""
    found = user_by_login(to.address)
    return found if found is not None and found.is_active else None


def contact_of(user: User) -> Recipient:
    """Where a user is told what was done to her account."""
    if user.email is not None:
        return Recipient(Channel.EMAIL, user.email, user.pk)
    return Recipient(Channel.SMS, user.phone or "", user.pk)


def tell_owner(user: User, what: str, *, now: datetime) -> None:
    """Tell a user what was done to her account, in the caller's transaction; `what` is a whole sentence."""
    notification_queue(to=contact_of(user), message=security_message(what), now=now)


def set_contact(user: User, to: Recipient) -> Fault | None:
    """Give a user an address that she has proved to be hers; the fault when it has become another's meanwhile."""
    column, word = ("email", "email address") if to.channel == Channel.EMAIL else ("phone", "phone number")
    setattr(user, column, to.address)
    try:
        with transaction.atomic():
            user.save(update_fields=[column])
    except IntegrityError:
        user.refresh_from_db(fields=[column])
        return Fault(ErrorCode.ALREADY_TAKEN, f"Another account has this {word}.", (column,))
    return None


def check_password(password: str, user: User) -> None:
    """Check a new password against the rules, and against what the account says of its owner.

    Raises:
        DomainError: INVALID, one fault for each reason.
    """
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise DomainError(*(Fault(ErrorCode.INVALID, message, ("password",)) for message in error.messages)) from error
