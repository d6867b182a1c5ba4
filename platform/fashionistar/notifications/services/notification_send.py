"""Send what is due on a channel, one message at a time, outside any transaction."""

import logging
import random
from collections.abc import Callable, Sequence
from datetime import datetime

import orjson
import structlog
from django.db import close_old_connections, connection

from fashionistar.kernel.sealing import opened
from fashionistar.notifications.gateway import Outgoing, Sender, SendError
from fashionistar.notifications.models import Channel, Notification, NotificationStatus
from fashionistar.notifications.retries import most_tries
from fashionistar.notifications.services.notification_lease import notification_lease
from fashionistar.notifications.services.notification_settle import Outcome, notification_settle

_log = structlog.get_logger("fashionistar.notifications")
#: Only spreads tries over time.
_chance = random.SystemRandom().random


def notification_send(
    *,
    channel: Channel,
    senders: Sequence[Sender],
    clock: Callable[[], datetime],
    chance: Callable[[], float] = _chance,
) -> bool:
    """Send the message that has waited longest; returns whether there was one to be sent now.

    The senders take turns, in their order, from one try of a message to the next. A message is sent at least once: a
    worker that is killed after the provider took it and before that was written down, or a provider that took it
    and could not say so, has it sent twice. E-mails then carry the same `Message-ID`.
    """
    leased = notification_lease(channel=channel, now=clock(), most_tries=most_tries(providers=len(senders)))
    if leased is None:
        return False
    outcome = _tried(leased, senders)
    status = notification_settle(leased=leased, outcome=outcome, providers=len(senders), now=clock(), chance=chance())
    _log.log(
        logging.INFO if status == NotificationStatus.SENT else logging.WARNING,
        "notification tried",
        notification_id=str(leased.pk),
        channel=str(channel),
        provider=outcome.provider,
        attempts=leased.attempts,
        status=str(status),
        error=outcome.error,
    )
    return True


def _tried(leased: Notification, senders: Sequence[Sender]) -> Outcome:
    sender = senders[(leased.attempts - 1) % len(senders)]
    content = opened(leased.content)
    if content is None:
        return Outcome(sender.name, "The key that it was encrypted under is gone.", is_final=True)
    # A slow provider must not keep a connection to the database from others.
    if not connection.in_atomic_block:
        close_old_connections()
    try:
        sender.send(Outgoing(message_id=leased.pk, to=leased.address, **orjson.loads(content)))
    except SendError as error:
        return Outcome(sender.name, str(error), is_final=error.is_permanent)
    return Outcome(sender.name)
