"""Adapters of providers, and those that the settings choose."""

from collections.abc import Callable, Mapping
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from fashionistar.notifications.gateway import Sender
from fashionistar.notifications.gateways.africastalking import AfricasTalking
from fashionistar.notifications.gateways.mail import Email
from fashionistar.notifications.gateways.mailbox import TextMailbox
from fashionistar.notifications.gateways.termii import Termii
from fashionistar.notifications.models import Channel


def _termii() -> Sender:
    return Termii(
        settings.TERMII_API_KEY,
        sender_id=settings.TERMII_SENDER_ID,
        route=settings.TERMII_CHANNEL,
        base_url=settings.TERMII_BASE_URL,
    )


def _africas_talking() -> Sender:
    return AfricasTalking(
        settings.AFRICASTALKING_USERNAME,
        settings.AFRICASTALKING_API_KEY,
        sender_id=settings.AFRICASTALKING_SENDER_ID,
        base_url=settings.AFRICASTALKING_BASE_URL,
    )


_OF_TEXTS: Mapping[str, Callable[[], Sender]] = {
    "termii": _termii,
    "africastalking": _africas_talking,
    "mailbox": TextMailbox,
}


@cache
def senders_of(channel: Channel) -> tuple[Sender, ...]:
    """The process's senders of a channel in their order, made on first use (`cache_clear()` forgets them).

    Raises:
        ImproperlyConfigured: There is none, or its credentials cannot be any.
    """
    if channel is Channel.EMAIL:
        return (Email(),)
    if not settings.SMS_PROVIDERS:
        raise ImproperlyConfigured("SMS_PROVIDERS is empty: nobody sends text messages.")
    try:
        return tuple(_OF_TEXTS[name]() for name in settings.SMS_PROVIDERS)
    except ValueError as error:
        raise ImproperlyConfigured(str(error)) from None
