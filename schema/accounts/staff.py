"""The platform's staff, and the log of what everybody did."""

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
import strawberry_django
from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, F, Func, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from strawberry import auto, relay

from fashionistar.accounts import models
from fashionistar.accounts.services.staff_permissions_set import staff_permissions_set
from fashionistar.kernel.actor import Actor
from schema.accounts.types import AuditEntry
from schema.lib.context import WireInfo
from schema.lib.enums import StaffPermission
from schema.lib.errors import UserError, attempt
from schema.lib.ids import row_id
from schema.lib.paging import Connection, connection
from schema.lib.permissions import SignedIn
from schema.lib.projection.fields import expression
from schema.lib.projection.rows import Rows, one

_NAMES = ArrayField(TextField())


@strawberry_django.type(models.User, description="Somebody who works for the platform.")
class StaffMember(relay.Node):
    """A member of the staff; those see her who manage it."""

    name: auto
    email: auto
    is_superuser: bool = strawberry_django.field(description="Whether she may do everything, whatever is named.")

    @expression(list[StaffPermission], description="What she may do, once she has proved a second factor.")
    def permissions() -> Any:
        """All of it for superusers."""
        everything = [Value(str(each)) for each in StaffPermission]
        named = Func(*everything, template="ARRAY[%(expressions)s]::text[]", output_field=_NAMES)
        by_name = Cast(F("staff_permissions"), _NAMES)
        return Case(When(is_superuser=True, then=named), default=by_name, output_field=_NAMES)

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """The staff, for those who manage it."""
        return rows.filter(is_staff=True) if actor.may(StaffPermission.STAFF_MANAGE) else rows.none()


@strawberry.input
class StaffPermissionsSetInput:
    """Who may do what."""

    login: str = strawberry.field(description="Her email address or phone number; she has an account.")
    permissions: list[StaffPermission] = strawberry.field(description="These and no others; none ends it.")


@strawberry.type
class StaffPermissionsSetPayload:
    """Whose permissions were set, or what was wrong."""

    user_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def staff_member(self) -> StaffMember | None:
        """As she is now; null when she does not work for the platform any longer."""
        return one(models.User, self.user_id)


@strawberry.type
class StaffQueries:
    """Root fields about the platform's staff and the audit log."""

    @connection(
        Connection[StaffMember],
        permission_classes=[SignedIn],
        description="Who works for the platform, by age of the account; empty but for those who manage the staff.",
    )
    def staff(self) -> Rows:
        """A page of them."""
        return Rows(models.User, order=("created_at", "id"))

    @connection(
        Connection[AuditEntry],
        permission_classes=[SignedIn],
        description="What was done, newest first: to the signed-in user's account; to all for staff with AUDIT_READ.",
    )
    def audit_entries(
        self,
        action: models.AuditAction | None = None,
        actor: str | None = None,
        account_id: strawberry.ID | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Rows:
        """All of it, or what was done by an actor (`user:<uuid>`), to an account, or from a time to before another."""
        where = Q()
        for lookup, given in (
            ("action", action),
            ("actor", actor),
            ("created_at__gte", since),
            ("created_at__lt", until),
        ):
            where = where if given is None else where & Q(**{lookup: given})
        where = where if account_id is None else where & Q(user=row_id(account_id, "User"), user__isnull=False)
        return Rows(models.AuditEntry, where, order=("-created_at", "-id"))


@strawberry.type
class StaffMutations:
    """Root fields that change the platform's staff."""

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Say what somebody may do for the platform: nothing that the signed-in user may not herself, who "
        "needs STAFF_MANAGE, a second factor and a step-up.",
    )
    async def staff_permissions_set(
        self, info: WireInfo, input: StaffPermissionsSetInput
    ) -> StaffPermissionsSetPayload:
        """Takes effect at once, in her open sessions too."""
        return await attempt(
            lambda: staff_permissions_set(
                actor=info.context.actor, login=input.login, permissions=input.permissions, now=info.context.now
            ),
            done=lambda user: StaffPermissionsSetPayload(user_id=user.pk),
            refused=lambda errors: StaffPermissionsSetPayload(user_errors=errors),
        )
