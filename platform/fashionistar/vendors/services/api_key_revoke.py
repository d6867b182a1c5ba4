"""Make a key worth nothing."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.audit import refusals_noted
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.vendors.keys import end_keys
from fashionistar.vendors.models import ApiKey, ApiKeyEnd, VendorPermission
from fashionistar.vendors.places import held_people, own_place
from fashionistar.vendors.selectors import vendors_where


def api_key_revoke(*, actor: Actor, api_key_id: UUID, now: datetime) -> ApiKey:
    """Revoke a key, at once and with the streams it has open; one that has ended is left as it is.

    Raises:
        DomainError: UNAUTHENTICATED, NOT_FOUND, FORBIDDEN.
    """
    with refusals_noted(actor, "apiKeyRevoke"):
        return _revoked(actor, api_key_id, now=now)


@transaction.atomic(durable=True)
def _revoked(actor: Actor, api_key_id: UUID, *, now: datetime) -> ApiKey:
    held_people(actor)
    shops = vendors_where(actor, VendorPermission.API_KEYS_MANAGE)
    key = ApiKey.objects.filter(pk=api_key_id, vendor__in=shops).first()
    if key is None:
        raise refuse(ErrorCode.NOT_FOUND, "Your shop has no such key.", "id")
    own_place(actor, key.vendor_id, VendorPermission.API_KEYS_MANAGE)
    end_keys(ApiKey.objects.filter(pk=key.pk), end=ApiKeyEnd.REVOKED, actor=actor, now=now)
    key.refresh_from_db()
    return key
