"""The schema: every area named once."""

from typing import Any, override

import strawberry
from django.conf import settings
from graphql import GraphQLError
from strawberry.extensions import (
    MaxAliasesLimiter,
    MaxTokensLimiter,
    ParserCache,
    QueryDepthLimiter,
    SchemaExtension,
    ValidationCache,
)
from strawberry.extensions.directives import DirectivesExtension, DirectivesExtensionSync
from strawberry.schema.config import StrawberryConfig
from strawberry_django.optimizer import DjangoOptimizerExtension

from schema.accounts.mutations import AccountMutations
from schema.accounts.queries import AccountQueries
from schema.checkout.complete import CheckoutMutations
from schema.checkout.mutations import CartMutations
from schema.checkout.queries import CheckoutQueries
from schema.lib.errors import WireErrors
from schema.lib.idempotent import idempotent
from schema.lib.nodes import NodeQueries
from schema.orders.mutations import OrderMutations
from schema.orders.queries import OrderQueries
from schema.orders.subscriptions import OrderSubscriptions
from schema.payments.mutations import PaymentMutations
from schema.products.queries import ProductQueries
from schema.vendors.queries import VendorQueries


@strawberry.type
class Query(NodeQueries, ProductQueries, VendorQueries, CheckoutQueries, OrderQueries, AccountQueries):
    """Everything that can be read."""


@strawberry.type
class Mutation(CartMutations, CheckoutMutations, PaymentMutations, OrderMutations, AccountMutations):
    """Everything that can be done."""


@strawberry.type
class Subscription(OrderSubscriptions):
    """Everything that can be watched."""


class WireSchema(strawberry.Schema):
    """The schema; its one operation directive is read by mutations and needs no work at every field."""

    @override
    def get_extensions(self, sync: bool = False) -> list[SchemaExtension]:
        """All extensions but the per-field directive runner."""
        runners = (DirectivesExtension, DirectivesExtensionSync)
        return [ext for ext in super().get_extensions(sync) if not isinstance(ext, runners)]

    @override
    def process_errors(self, errors: list[GraphQLError], execution_context: Any = None) -> None:
        """Nothing: `WireErrors` logs what is ours to mend, once."""


_EXTENSIONS: list[Any] = [
    WireErrors,
    lambda: MaxTokensLimiter(max_token_count=settings.GRAPHQL_MAX_TOKENS),
    lambda: MaxAliasesLimiter(max_alias_count=settings.GRAPHQL_MAX_ALIASES),
    lambda: QueryDepthLimiter(max_depth=settings.GRAPHQL_MAX_DEPTH),
    lambda: ParserCache(maxsize=512),
    lambda: ValidationCache(maxsize=512),
    DjangoOptimizerExtension,
]

schema = WireSchema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    directives=[idempotent],
    extensions=_EXTENSIONS,
    config=StrawberryConfig(relay_max_results=100),
)
