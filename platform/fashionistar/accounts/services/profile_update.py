"""Change how one is called and likes to be served."""

from django.db import transaction
from langcodes import Language
from langcodes.tag_parser import LanguageTagError

from fashionistar.accounts.audit import note
from fashionistar.accounts.locked_user import locked_user
from fashionistar.accounts.models import AuditAction, User
from fashionistar.accounts.services.account_register import MAX_NAME_LENGTH
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.money import CurrencyCode

_LONGEST_LOCALE = 12


@transaction.atomic(durable=True)
def profile_update(*, actor: Actor, name: str | None, locale: str | None, currency: CurrencyCode | None) -> User:
    """Change what is given of the actor's name, her language (BCP 47) and her currency.

    Raises:
        DomainError: UNAUTHENTICATED, INVALID.
    """
    given = {
        "name": None if name is None else _name(name),
        "locale": None if locale is None else _locale(locale),
        "currency": currency,
    }
    user = locked_user(actor)
    changes = {field: value for field, value in given.items() if value not in {None, getattr(user, field)}}
    for field, value in changes.items():
        setattr(user, field, value)
    if changes:
        user.save(update_fields=list(changes))
        note(AuditAction.PROFILE_CHANGED, user_id=user.pk, actor=actor, fields=",".join(changes))
    return user


def _name(given: str) -> str:
    name = given.strip()
    if len(name) > MAX_NAME_LENGTH:
        raise refuse(ErrorCode.INVALID, f"A name has at most {MAX_NAME_LENGTH} characters.", "name")
    return name


def _locale(given: str) -> str:
    """The tag as the standard writes it, such as en-NG."""
    try:
        language: Language | None = Language.get(given.strip())
    except LanguageTagError:
        language = None
    # A tag can be right and name no language, such as x-private.
    if language is None or not (language.language or "").isalpha() or not language.is_valid():
        raise refuse(ErrorCode.INVALID, "Give the language as a BCP 47 tag, such as en-NG.", "locale")
    tag = language.to_tag()
    if len(tag) > _LONGEST_LOCALE:
        raise refuse(ErrorCode.INVALID, f"A language tag has at most {_LONGEST_LOCALE} characters here.", "locale")
    return tag
