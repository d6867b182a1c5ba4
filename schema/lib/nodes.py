"""`node(id:)`: any row by its global id, under the same scope as everywhere else."""

import inspect
from collections.abc import Callable, Mapping
from uuid import UUID

import strawberry
from asgiref.sync import sync_to_async
from django.db.models import Model, Q
from strawberry import relay
from strawberry.relay.utils import from_base64
from strawberry.types.base import StrawberryObjectDefinition
from strawberry_django.utils.typing import get_django_definition

from fashionistar.checkout.models import CartLine
from fashionistar.checkout.selectors import visible_carts
from fashionistar.inventory.models import StockItem
from fashionistar.kernel.actor import Actor
from fashionistar.orders.models import OrderLine
from fashionistar.orders.selectors import visible_payments, visible_vendor_orders
from fashionistar.payments.models import Payment
from fashionistar.products.models import Media, OptionValue, Product, ProductOption, Variant
from fashionistar.products.selectors import product_scope
from schema.lib.context import WireInfo
from schema.lib.ids import row_id
from schema.lib.permissions import Shopper

type Scope = Callable[[Actor], Q]

#: Scopes of rows that are otherwise reached through another row, whose own scope has then been asked.
SCOPES: Mapping[type[Model], Scope] = {
    Product: product_scope,
    Variant: lambda actor: product_scope(actor, "product__"),
    Media: lambda actor: product_scope(actor, "product__"),
    ProductOption: lambda actor: product_scope(actor, "product__"),
    OptionValue: lambda actor: product_scope(actor, "option__product__"),
    StockItem: lambda actor: product_scope(actor, "variant__product__"),
    CartLine: lambda actor: Q(cart__in=visible_carts(actor)),
    OrderLine: lambda actor: Q(vendor_order__in=visible_vendor_orders(actor)),
    Payment: lambda actor: Q(pk__in=visible_payments(actor)),
}


def _is_visible(definition: StrawberryObjectDefinition, row: UUID, actor: Actor) -> bool:
    described = get_django_definition(definition.origin)
    scope = SCOPES.get(described.model) if described else None
    if described is None or scope is None:
        return described is not None
    return described.model._default_manager.filter(scope(actor), pk=row).exists()  # noqa: SLF001


@strawberry.type
class NodeQueries:
    """The root field of Relay's object identification."""

    @strawberry.field(permission_classes=[Shopper], description="Any row by its global id.")
    async def node(self, info: WireInfo, id: strawberry.ID) -> relay.Node | None:
        """Null for an id that is malformed, unknown, or of a row that the actor may not see."""
        try:
            type_name = from_base64(id)[0]
        except ValueError:
            return None
        definition = info.schema.get_type_by_name(type_name)
        row = row_id(id, type_name)
        if row is None or not isinstance(definition, StrawberryObjectDefinition):
            return None
        if not issubclass(definition.origin, relay.Node):
            return None
        if not await sync_to_async(_is_visible)(definition, row, info.context.actor):
            return None
        found = definition.origin.resolve_node(str(row), info=info, required=False)
        return await found if inspect.isawaitable(found) else found
