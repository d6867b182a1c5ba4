"""Reads of webhooks; the tenant scope of endpoints and of what hangs on them."""

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from fashionistar.accounts.models import User
from fashionistar.kernel.actor import Actor
from fashionistar.vendors.models import Vendor, VendorMember
from fashionistar.webhooks.models import WebhookDelivery, WebhookDeliveryStatus, WebhookEndpoint
from fashionistar.webhooks.policies import MANAGING_ROLES


def managed_shops(actor: Actor) -> QuerySet[Vendor]:
    """The shops whose webhooks the actor may have."""
    if actor.user_id is None:
        return Vendor.objects.none()
    mine = VendorMember.objects.filter(user_id=actor.user_id, role__in=MANAGING_ROLES)
    return Vendor.objects.filter(pk__in=mine.values("vendor_id"))


def managed_endpoints(actor: Actor, queryset: QuerySet[WebhookEndpoint] | None = None) -> QuerySet[WebhookEndpoint]:
    """Those of the shops that the actor owns or manages; for platform staff also the platform's own."""
    endpoints = WebhookEndpoint.objects.all() if queryset is None else queryset
    hers = Q(vendor__in=managed_shops(actor))
    return endpoints.filter(hers | Q(vendor__isnull=True) if actor.is_platform_staff else hers)


def may_still_own(endpoint: WebhookEndpoint) -> bool:
    """Whether its owner may still see what it sends."""
    owner = User.objects.filter(pk=endpoint.owner_id, is_active=True)
    if endpoint.vendor_id is None:
        return owner.filter(is_staff=True).exists()
    return owner.filter(memberships__vendor=endpoint.vendor_id, memberships__role__in=MANAGING_ROLES).exists()


def due_deliveries(*, now: datetime) -> QuerySet[WebhookDelivery]:
    """Deliveries to be sent that no worker is at."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    return WebhookDelivery.objects.filter(free, status=WebhookDeliveryStatus.PENDING, due_at__lte=now)


def due_endpoints(*, now: datetime) -> dict[UUID, int]:
    """How many deliveries are due, by enabled endpoint."""
    due = due_deliveries(now=now).filter(endpoint__disabled_at__isnull=True)
    return dict(due.order_by().values_list("endpoint").annotate(due=Count("pk")))
