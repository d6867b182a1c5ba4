"""Changing who works in a shop."""

from uuid import UUID

import strawberry

from fashionistar.vendors import models
from fashionistar.vendors.services.vendor_member_remove import vendor_member_remove
from fashionistar.vendors.services.vendor_member_update import vendor_member_update
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.ids import row_named
from schema.lib.permissions import SignedIn
from schema.lib.projection.rows import one
from schema.vendors.types import VendorMember

CEILING = "Nobody gives, or takes, what she may not do herself; only owners make owners and managers."


@strawberry.input
class VendorMemberUpdateInput:
    """What to change; what is left out stays as it is."""

    id: strawberry.ID
    role: models.VendorRole | None = None
    permissions: list[models.VendorPermission] | None = strawberry.field(
        default=None, description="For STAFF only; the other roles have theirs from themselves."
    )


@strawberry.input
class VendorMemberRemoveInput:
    """Which member; oneself, to leave."""

    id: strawberry.ID


@strawberry.type
class VendorMemberPayload:
    """The member as she is now, or what was wrong."""

    member_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def vendor_member(self) -> VendorMember | None:
        """The member as she is now."""
        return one(models.VendorMember, self.member_id)


@strawberry.type
class VendorMemberRemovePayload:
    """The id of the place that is gone, or what was wrong."""

    deleted_id: strawberry.ID | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


def placed(member: models.VendorMember) -> VendorMemberPayload:
    """The payload of somebody who has a place now."""
    return VendorMemberPayload(member_id=member.pk)


def not_placed(errors: list[UserError]) -> VendorMemberPayload:
    """The payload of a refusal."""
    return VendorMemberPayload(user_errors=errors)


def _row(given: strawberry.ID) -> UUID:
    return row_named(given, "VendorMember", "id", "Your shop has no such member.")


@strawberry.type
class VendorMemberMutations:
    """Root fields about members of shops."""

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description=f"Change what a member may do. {CEILING} To make an owner, or to change one, needs a step-up.",
    )
    async def vendor_member_update(self, info: WireInfo, input: VendorMemberUpdateInput) -> VendorMemberPayload:
        """Takes effect at once."""
        return await attempt(
            lambda: vendor_member_update(
                actor=info.context.actor,
                member_id=_row(input.id),
                role=input.role,
                permissions=input.permissions,
                now=info.context.now,
            ),
            done=placed,
            refused=not_placed,
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Have a member work in the shop no longer, or leave it. What she has open of it ends, and so do "
        f"the API keys that she made. {CEILING} To remove another owner needs a step-up.",
    )
    async def vendor_member_remove(self, info: WireInfo, input: VendorMemberRemoveInput) -> VendorMemberRemovePayload:
        """The last owner stays."""
        return await attempt(
            lambda: vendor_member_remove(
                actor=info.context.actor,
                member_id=_row(input.id),
                now=info.context.now,
            ),
            done=lambda _: VendorMemberRemovePayload(deleted_id=input.id),
            refused=lambda errors: VendorMemberRemovePayload(user_errors=errors),
        )
