"""Take the bodies of somebody who is nobody now out of what was made for her."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.models import User
from fashionistar.alterations.models import OVER, Alteration
from fashionistar.alterations.selectors import forgettable_specifications


@transaction.atomic
def bodies_erase(*, user_id: UUID | None, now: datetime) -> None:
    """Erase measurements, names and notes of a deleted account where nobody makes, sends or alters any longer.

    What is still under way keeps them, and is looked at again when it ends. Of anybody else's nothing is touched.
    """
    if user_id is None or not User.objects.filter(pk=user_id, deleted_at__isnull=False).exists():
        return
    forgettable_specifications(user_id).update(measurements=[], profile_name="", note="", erased_at=now)
    over = Alteration.objects.filter(line__vendor_order__order__user=user_id, status__in=OVER)
    over.exclude(points=[], note="").update(points=[], note="")
