"""Note that a key is in use."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from fashionistar.vendors.models import ApiKey

#: How exactly it is known when a key was last used.
EVERY = timedelta(minutes=1)


@transaction.atomic
def api_key_touch(*, api_key_id: UUID, now: datetime) -> bool:
    """Write the time down unless that was done within a minute, or is being done; returns whether it was."""
    stale = ApiKey.objects.filter(Q(last_used_at__isnull=True) | Q(last_used_at__lte=now - EVERY), pk=api_key_id)
    held = stale.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
    return held is not None and ApiKey.objects.filter(pk=held.pk).update(last_used_at=now) == 1
