"""Keys of shops' integrations."""

from datetime import datetime
from uuid import UUID

import strawberry

from fashionistar.vendors import models
from fashionistar.vendors.services.api_key_create import IssuedKey, api_key_create
from fashionistar.vendors.services.api_key_revoke import api_key_revoke
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.ids import row_named
from schema.lib.permissions import SignedIn
from schema.lib.projection.rows import one
from schema.vendors.ids import vendor_row
from schema.vendors.types import ApiKey


@strawberry.input
class ApiKeyCreateInput:
    """For which shop, and to do what."""

    vendor_id: strawberry.ID
    name: str = strawberry.field(description="What it is for; 80 characters at most.")
    scopes: list[models.VendorPermission] = strawberry.field(
        description="What may be done with it, none of it more than who makes it may; never MEMBERS_MANAGE, "
        "API_KEYS_MANAGE, PAYOUTS_MANAGE or MEASUREMENTS_MANAGE."
    )
    expires_at: datetime | None = strawberry.field(default=None, description="At most a year from now; null: never.")


@strawberry.input
class ApiKeyRevokeInput:
    """Which key."""

    id: strawberry.ID


@strawberry.type
class ApiKeyCreatePayload:
    """The key and its token, or what was wrong."""

    key_id: strawberry.Private[UUID | None] = None
    token: str | None = strawberry.field(
        default=None, description="Send it as `Authorization: Bearer …`. Shown now and never again."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def api_key(self) -> ApiKey | None:
        """The key."""
        return one(models.ApiKey, self.key_id)


@strawberry.type
class ApiKeyRevokePayload:
    """The key as it is now, or what was wrong."""

    key_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def api_key(self) -> ApiKey | None:
        """The key as it is now."""
        return one(models.ApiKey, self.key_id)


def _issued(issued: IssuedKey) -> ApiKeyCreatePayload:
    return ApiKeyCreatePayload(key_id=issued.key.pk, token=issued.token)


@strawberry.type
class ApiKeyMutations:
    """Root fields about API keys."""

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Make a key with which an integration acts for the shop, within its scopes. Needs a step-up.",
    )
    async def api_key_create(self, info: WireInfo, input: ApiKeyCreateInput) -> ApiKeyCreatePayload:
        """The payload has the token, this once."""
        return await attempt(
            lambda: api_key_create(
                actor=info.context.actor,
                vendor_id=vendor_row(input.vendor_id),
                name=input.name,
                scopes=input.scopes,
                expires_at=input.expires_at,
                now=info.context.now,
            ),
            done=_issued,
            refused=lambda errors: ApiKeyCreatePayload(user_errors=errors),
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Make a key worth nothing, at once; the subscriptions that it has open end.",
    )
    async def api_key_revoke(self, info: WireInfo, input: ApiKeyRevokeInput) -> ApiKeyRevokePayload:
        """Safe to repeat."""
        return await attempt(
            lambda: api_key_revoke(
                actor=info.context.actor,
                api_key_id=row_named(input.id, "ApiKey", "id", "Your shop has no such key."),
                now=info.context.now,
            ),
            done=lambda key: ApiKeyRevokePayload(key_id=key.pk),
            refused=lambda errors: ApiKeyRevokePayload(user_errors=errors),
        )
