"""Reads of webhooks; the tenant scope of endpoints and of what hangs on them."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from fashionistar.accounts.models import User
from fashionistar.accounts.policies import staff_permissions
from fashionistar.kernel.actor import Actor, StaffPermission
from fashionistar.vendors.models import Vendor, VendorPermission
from fashionistar.vendors.selectors import vendors_where
from fashionistar.webhooks.models import WebhookDelivery, WebhookDeliveryStatus, WebhookEndpoint


def managed_shops(actor: Actor) -> QuerySet[Vendor]:
    """The shops whose webhooks the actor may have."""
    return vendors_where(actor, VendorPermission.WEBHOOKS_MANAGE)


def managed_endpoints(actor: Actor, queryset: QuerySet[WebhookEndpoint] | None = None) -> QuerySet[WebhookEndpoint]:
    """Those of the shops that the actor owns or manages; for staff who may also the platform's own."""
    endpoints = WebhookEndpoint.objects.all() if queryset is None else queryset
    hers = Q(vendor__in=managed_shops(actor))
    return endpoints.filter(hers | Q(vendor__isnull=True) if actor.may(StaffPermission.WEBHOOKS_MANAGE) else hers)


def may_still_own(endpoint: WebhookEndpoint) -> bool:
    """Whether its owner may still see what it sends."""
    owner = User.objects.filter(pk=endpoint.owner_id, is_active=True).first()
    if owner is None:
        return False
    if endpoint.vendor_id is None:
        return StaffPermission.WEBHOOKS_MANAGE in staff_permissions(owner)
    return managed_shops(Actor(user_id=owner.pk)).filter(pk=endpoint.vendor_id).exists()


def due_deliveries(*, now: datetime) -> QuerySet[WebhookDelivery]:
    """Deliveries to be sent that no worker is at."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    return WebhookDelivery.objects.filter(free, status=WebhookDeliveryStatus.PENDING, due_at__lte=now)


def due_endpoints(*, now: datetime) -> dict[UUID, int]:
    """How many deliveries are due, by enabled endpoint."""
    due = due_deliveries(now=now).filter(endpoint__disabled_at__isnull=True)
    return dict(due.order_by().values_list("endpoint").annotate(due=Count("pk")))
