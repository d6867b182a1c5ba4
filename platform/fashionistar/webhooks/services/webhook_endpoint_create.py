"""Register an endpoint."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from fashionistar.kernel.actor import Actor, StaffPermission
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.sealing import sealed
from fashionistar.vendors.models import Vendor
from fashionistar.webhooks.endpoint_input import accepted_description, accepted_events, accepted_url
from fashionistar.webhooks.event_types import WebhookEventType
from fashionistar.webhooks.models import WebhookEndpoint
from fashionistar.webhooks.policies import MAX_ENDPOINTS
from fashionistar.webhooks.selectors import managed_shops
from fashionistar.webhooks.services.webhook_secret_rotate import Issued
from fashionistar.webhooks.signing import new_secret


def webhook_endpoint_create(
    *,
    actor: Actor,
    vendor_id: UUID | None,
    url: str,
    events: Sequence[WebhookEventType],
    selection: str,
    description: str,
) -> Issued:
    """Register a URL for a shop or, without a vendor, for the platform; the actor becomes its owner.

    Raises:
        DomainError: FORBIDDEN, REQUIRED or INVALID.
    """
    owner = _allowed(actor, vendor_id)
    made = WebhookEndpoint(
        vendor_id=vendor_id,
        owner_id=owner,
        url=accepted_url(url),
        events=accepted_events(events),
        selection=selection,
        description=accepted_description(description),
    )
    with transaction.atomic(durable=True):
        return _issue(made, actor)


def _issue(made: WebhookEndpoint, actor: Actor) -> Issued:
    if made.vendor_id is not None:
        # Held, so that two at once cannot both be the last one allowed.
        Vendor.objects.select_for_update(no_key=True).filter(pk=made.vendor_id).first()
    _allowed(actor, made.vendor_id)
    if WebhookEndpoint.objects.filter(vendor=made.vendor_id).count() >= MAX_ENDPOINTS:
        raise refuse(
            ErrorCode.INVALID, f"There are {MAX_ENDPOINTS} endpoints already. Delete one that is not used.", "vendorId"
        )
    secret = new_secret()
    made.secret = sealed(secret)
    made.save(force_insert=True)
    return Issued(made, secret)


def _allowed(actor: Actor, vendor_id: UUID | None) -> UUID:
    if vendor_id is None and not actor.may(StaffPermission.WEBHOOKS_MANAGE):
        raise refuse(ErrorCode.FORBIDDEN, "Name your shop; only the platform has endpoints without one.", "vendorId")
    hers = vendor_id is None or managed_shops(actor).filter(pk=vendor_id).exists()
    if actor.user_id is None or not hers:
        raise refuse(ErrorCode.FORBIDDEN, "Only a shop's owner and managers may have its webhooks.", "vendorId")
    return actor.user_id
