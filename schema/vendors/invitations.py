"""Asking people to work in a shop."""

from uuid import UUID

import strawberry

from fashionistar.vendors import models
from fashionistar.vendors.services.vendor_invitation_accept import vendor_invitation_accept
from fashionistar.vendors.services.vendor_invitation_create import vendor_invitation_create
from fashionistar.vendors.services.vendor_invitation_resend import vendor_invitation_resend
from fashionistar.vendors.services.vendor_invitation_revoke import vendor_invitation_revoke
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.ids import row_named
from schema.lib.permissions import SignedIn
from schema.lib.projection.rows import one
from schema.vendors.ids import vendor_row
from schema.vendors.members import CEILING, VendorMemberPayload, not_placed, placed
from schema.vendors.types import VendorInvitation


@strawberry.input(description="An email address or a phone number.")
class VendorInvitationCreateInput:
    """Who is to work where, and as what."""

    vendor_id: strawberry.ID
    role: models.VendorRole
    email: str | None = None
    phone: str | None = strawberry.field(default=None, description="With + and the country code.")
    permissions: list[models.VendorPermission] | None = strawberry.field(
        default=None, description="For STAFF only; ORDERS_READ, ORDERS_FULFIL and CHAT_REPLY unless said."
    )


@strawberry.input
class VendorInvitationResendInput:
    """Which invitation."""

    id: strawberry.ID


@strawberry.input
class VendorInvitationRevokeInput:
    """Which invitation."""

    id: strawberry.ID


@strawberry.input
class VendorInvitationAcceptInput:
    """What the message said."""

    token: str


@strawberry.type
class VendorInvitationPayload:
    """The invitation as it is now, or what was wrong."""

    invitation_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def vendor_invitation(self) -> VendorInvitation | None:
        """The invitation as it is now."""
        return one(models.VendorInvitation, self.invitation_id)


@strawberry.type
class VendorInvitationRevokePayload:
    """The id of the invitation that is gone, or what was wrong."""

    deleted_id: strawberry.ID | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


def _row(given: strawberry.ID) -> UUID:
    return row_named(given, "VendorInvitation", "id", "Your shop has no such invitation.")


def _sent(invitation: models.VendorInvitation) -> VendorInvitationPayload:
    return VendorInvitationPayload(invitation_id=invitation.pk)


def _not_sent(errors: list[UserError]) -> VendorInvitationPayload:
    return VendorInvitationPayload(user_errors=errors)


@strawberry.type
class VendorInvitationMutations:
    """Root fields about invitations."""

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description=f"Ask somebody to work in a shop: a link goes to the address, good once and for 7 days. {CEILING} "
        "To invite an owner needs a step-up.",
    )
    async def vendor_invitation_create(
        self, info: WireInfo, input: VendorInvitationCreateInput
    ) -> VendorInvitationPayload:
        """The same whether or not the address has an account."""
        return await attempt(
            lambda: vendor_invitation_create(
                actor=info.context.actor,
                vendor_id=vendor_row(input.vendor_id),
                email=input.email,
                phone=input.phone,
                role=input.role,
                permissions=input.permissions,
                now=info.context.now,
            ),
            done=_sent,
            refused=_not_sent,
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Send an invitation again, 5 minutes after the last time at the earliest; the link before is worth "
        "nothing.",
    )
    async def vendor_invitation_resend(
        self, info: WireInfo, input: VendorInvitationResendInput
    ) -> VendorInvitationPayload:
        """Good for another 7 days, in the name of who sends it."""
        return await attempt(
            lambda: vendor_invitation_resend(
                actor=info.context.actor, invitation_id=_row(input.id), now=info.context.now
            ),
            done=_sent,
            refused=_not_sent,
        )

    @strawberry.mutation(permission_classes=[SignedIn], description="Take an invitation back.")
    async def vendor_invitation_revoke(
        self, info: WireInfo, input: VendorInvitationRevokeInput
    ) -> VendorInvitationRevokePayload:
        """Its link is worth nothing at once."""
        return await attempt(
            lambda: vendor_invitation_revoke(actor=info.context.actor, invitation_id=_row(input.id)),
            done=lambda _: VendorInvitationRevokePayload(deleted_id=input.id),
            refused=lambda errors: VendorInvitationRevokePayload(user_errors=errors),
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Come to work in the shop that asked. The invited address must be the signed-in user's: a link "
        "that was forwarded gives nothing.",
    )
    async def vendor_invitation_accept(self, info: WireInfo, input: VendorInvitationAcceptInput) -> VendorMemberPayload:
        """Once."""
        return await attempt(
            lambda: vendor_invitation_accept(actor=info.context.actor, token=input.token, now=info.context.now),
            done=placed,
            refused=not_placed,
        )
