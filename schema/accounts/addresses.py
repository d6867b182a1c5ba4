"""The addresses that somebody keeps for the next checkout."""

from collections.abc import Callable
from uuid import UUID

import strawberry

from fashionistar.accounts import models
from fashionistar.accounts.services.address_create import address_create
from fashionistar.accounts.services.address_default_set import address_default_set
from fashionistar.accounts.services.address_delete import address_delete
from fashionistar.accounts.services.address_update import address_update
from schema.accounts.types import Address
from schema.checkout.inputs import ShippingAddressInput
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.ids import row_named
from schema.lib.permissions import SignedIn
from schema.lib.projection.rows import one


@strawberry.input(description="Where she has things sent. What is needed depends on the country.")
class AddressCreateInput(ShippingAddressInput):
    """A new address."""


@strawberry.input(description="What is left out, or null, stays as it is.")
class AddressUpdateInput:
    """A change of an address."""

    id: strawberry.ID
    name: str | None = None
    phone: str | None = strawberry.field(default=None, description="With + and the country code.")
    line1: str | None = None
    line2: str | None = None
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = strawberry.field(default=None, description="ISO 3166-1 alpha-2, such as KE.")

    def changes(self) -> dict[str, str]:
        """What was given, as the use-case takes it."""
        given = {
            "name": self.name,
            "phone": self.phone,
            "line1": self.line1,
            "line2": self.line2,
            "city": self.city,
            "region": self.region,
            "postal_code": self.postal_code,
            "country": self.country,
        }
        return {field: value for field, value in given.items() if value is not None}


@strawberry.input
class AddressDeleteInput:
    """Which address."""

    id: strawberry.ID


@strawberry.input
class AddressDefaultSetInput:
    """Which address."""

    id: strawberry.ID


@strawberry.type
class AddressPayload:
    """The address as it is now, or what was wrong."""

    address_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def address(self) -> Address | None:
        """The address as it is now."""
        return one(models.Address, self.address_id)


@strawberry.type
class AddressDeletePayload:
    """The id of what is gone, or what was wrong."""

    deleted_id: strawberry.ID | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


async def _address(use_case: Callable[[], models.Address]) -> AddressPayload:
    return await attempt(
        use_case,
        done=lambda address: AddressPayload(address_id=address.pk),
        refused=lambda errors: AddressPayload(user_errors=errors),
    )


def _row(given: strawberry.ID) -> UUID:
    return row_named(given, "Address", "id", "You have no such address.")


@strawberry.type
class AddressMutations:
    """Root fields about addresses."""

    @strawberry.mutation(
        permission_classes=[SignedIn], description="Keep an address, of at most 50; the first one becomes the default."
    )
    async def address_create(self, info: WireInfo, input: AddressCreateInput) -> AddressPayload:
        """Its `id` can be given to `checkoutComplete`."""
        ctx = info.context
        return await _address(lambda: address_create(actor=ctx.actor, address=input.as_address(), now=ctx.now))

    @strawberry.mutation(permission_classes=[SignedIn], description="Change a kept address; orders have copies.")
    async def address_update(self, info: WireInfo, input: AddressUpdateInput) -> AddressPayload:
        """Safe to repeat."""
        ctx = info.context
        return await _address(
            lambda: address_update(actor=ctx.actor, address_id=_row(input.id), changes=input.changes(), now=ctx.now)
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Forget a kept address. If it was the default, the newest other one becomes it.",
    )
    async def address_delete(self, info: WireInfo, input: AddressDeleteInput) -> AddressDeletePayload:
        """Orders have copies."""
        return await attempt(
            lambda: address_delete(actor=info.context.actor, address_id=_row(input.id)),
            done=lambda _: AddressDeletePayload(deleted_id=input.id),
            refused=lambda errors: AddressDeletePayload(user_errors=errors),
        )

    @strawberry.mutation(permission_classes=[SignedIn], description="Choose the address that is offered first.")
    async def address_default_set(self, info: WireInfo, input: AddressDefaultSetInput) -> AddressPayload:
        """Safe to repeat."""
        ctx = info.context
        return await _address(lambda: address_default_set(actor=ctx.actor, address_id=_row(input.id), now=ctx.now))
