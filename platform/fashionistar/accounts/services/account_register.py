"""Open an account."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.events import AccountRegistered
from fashionistar.accounts.identifiers import clean_email, clean_phone
from fashionistar.accounts.models import AuditAction, User
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import DomainError, ErrorCode, Fault, refuse

MAX_NAME_LENGTH = 120


def account_register(*, email: str | None, phone: str | None, password: str, name: str = "") -> User:
    """Create a user known by an email address, a phone number, or both.

    Raises:
        DomainError: REQUIRED (neither), INVALID (address, number, name or password), ALREADY_TAKEN.
    """
    if not email and not phone:
        raise refuse(ErrorCode.REQUIRED, "Give an email address or a phone number.", "email")
    email = clean_email(email) if email else None
    phone = clean_phone(phone) if phone else None
    if len(name.strip()) > MAX_NAME_LENGTH:
        raise refuse(ErrorCode.INVALID, f"A name has at most {MAX_NAME_LENGTH} characters.", "name")
    _check_password(password, User(email=email, phone=phone, name=name.strip()))
    return _save(email=email, phone=phone, password=password, name=name.strip())


@transaction.atomic(durable=True)
def _save(*, email: str | None, phone: str | None, password: str, name: str) -> User:
    try:
        with transaction.atomic():
            user: User = User.objects.create_user(email=email, phone=phone, password=password, name=name)
    except IntegrityError as error:
        field = "phone" if "user_phone_unique" in str(error) else "email"
        raise refuse(
            ErrorCode.ALREADY_TAKEN, f"An account with this {field} exists. Sign in instead.", field
        ) from error
    outbox.record(AccountRegistered(user_id=user.pk), actor=Actor(user_id=user.pk))
    note(AuditAction.REGISTERED, user_id=user.pk, actor=Actor(user_id=user.pk))
    return user


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise DomainError(*(Fault(ErrorCode.INVALID, message, ("password",)) for message in error.messages)) from error
