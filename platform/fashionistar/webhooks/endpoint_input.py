"""What an endpoint may be told to be, checked once for all use-cases."""

from collections.abc import Sequence
from uuid import UUID

from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.webhooks.addresses import TargetRefusedError, check_target
from fashionistar.webhooks.event_types import WebhookEventType
from fashionistar.webhooks.models import WebhookEndpoint
from fashionistar.webhooks.selectors import managed_endpoints


def accepted_url(text: str) -> str:
    """The URL to store; its host is looked up, so no transaction may be open.

    Raises:
        DomainError: INVALID, and what to do about it.
    """
    try:
        found = check_target(text.strip())
    except TargetRefusedError as error:
        raise refuse(ErrorCode.INVALID, str(error), "url") from None
    if len(found) > 500:
        raise refuse(ErrorCode.INVALID, "A URL has at most 500 characters.", "url")
    return found


def accepted_events(given: Sequence[WebhookEventType]) -> list[WebhookEventType]:
    """The events to store, each once.

    Raises:
        DomainError: REQUIRED or INVALID.
    """
    if not given:
        raise refuse(ErrorCode.REQUIRED, "Choose at least one event.", "events")
    if WebhookEventType.ENDPOINT_TEST in given:
        raise refuse(ErrorCode.INVALID, "ENDPOINT_TEST is sent by webhookEndpointTest alone; leave it out.", "events")
    return list(dict.fromkeys(given))


def accepted_description(text: str) -> str:
    """The description to store.

    Raises:
        DomainError: INVALID.
    """
    if len(text) > 200:
        raise refuse(ErrorCode.INVALID, "A description has at most 200 characters.", "description")
    return text.strip()


def managed_endpoint(actor: Actor, endpoint_id: UUID) -> WebhookEndpoint:
    """Lock an endpoint that the actor may change.

    Raises:
        DomainError: NOT_FOUND, also when it is another shop's.
    """
    found = managed_endpoints(actor).select_for_update(of=("self",), no_key=True).filter(pk=endpoint_id).first()
    if found is None:
        raise no_such_endpoint()
    return found


def no_such_endpoint() -> Exception:
    """The error of an endpoint that is not there for the actor."""
    return refuse(ErrorCode.NOT_FOUND, "You have no such webhook endpoint.", "id")
