"""The schema: every area named once."""

from datetime import datetime
from typing import Any, override

import strawberry
from graphql import GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.extensions.directives import DirectivesExtension, DirectivesExtensionSync
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StreamResult

from schema.accounts.addresses import AddressMutations
from schema.accounts.codes import CodeMutations
from schema.accounts.contacts import ContactMutations
from schema.accounts.mfa import MfaMutations
from schema.accounts.mutations import AccountMutations
from schema.accounts.passkeys import PasskeyMutations
from schema.accounts.passwords import PasswordMutations
from schema.accounts.privacy import PrivacyMutations
from schema.accounts.profile import ProfileMutations
from schema.accounts.queries import AccountQueries
from schema.accounts.sessions import SessionMutations
from schema.accounts.totp import TotpMutations
from schema.checkout.complete import CheckoutMutations
from schema.checkout.mutations import CartMutations
from schema.checkout.queries import CheckoutQueries
from schema.checkout.subscriptions import CheckoutSubscriptions
from schema.lib.documents import PreparedDocuments
from schema.lib.errors import WireErrors, told
from schema.lib.idempotent import idempotent
from schema.lib.instants import INSTANT
from schema.lib.nodes import NodeQueries
from schema.lib.projection.executor import ProjectingExecutor
from schema.orders.mutations import OrderMutations
from schema.orders.queries import OrderQueries
from schema.orders.subscriptions import OrderSubscriptions
from schema.payments.disputes import DisputeMutations, DisputeQueries
from schema.payments.mutations import PaymentMutations
from schema.payments.subscriptions import PaymentSubscriptions
from schema.payouts.accounts import PayoutAccountMutations
from schema.payouts.mutations import PayoutMutations
from schema.payouts.queries import PayoutQueries
from schema.payouts.subscriptions import PayoutSubscriptions
from schema.products.queries import ProductQueries
from schema.products.subscriptions import ProductSubscriptions
from schema.vendors.queries import VendorQueries
from schema.webhooks.mutations import WebhookMutations
from schema.webhooks.queries import WebhookQueries


@strawberry.type
class Query(
    NodeQueries,
    ProductQueries,
    VendorQueries,
    CheckoutQueries,
    OrderQueries,
    DisputeQueries,
    AccountQueries,
    WebhookQueries,
    PayoutQueries,
):
    """Everything that can be read."""


@strawberry.type
class Mutation(
    CartMutations,
    CheckoutMutations,
    PaymentMutations,
    DisputeMutations,
    OrderMutations,
    AccountMutations,
    CodeMutations,
    PasswordMutations,
    ContactMutations,
    SessionMutations,
    TotpMutations,
    PasskeyMutations,
    MfaMutations,
    ProfileMutations,
    AddressMutations,
    PrivacyMutations,
    WebhookMutations,
    PayoutAccountMutations,
    PayoutMutations,
):
    """Everything that can be done."""


@strawberry.type
class Subscription(
    OrderSubscriptions, PaymentSubscriptions, CheckoutSubscriptions, ProductSubscriptions, PayoutSubscriptions
):
    """Everything that can be watched."""


class WireSchema(strawberry.Schema):
    """The schema; its one operation directive is read by mutations and needs no work at every field."""

    @override
    def get_extensions(self, sync: bool = False) -> list[SchemaExtension]:
        """All extensions but the per-field directive runner."""
        runners = (DirectivesExtension, DirectivesExtensionSync)
        return [ext for ext in super().get_extensions(sync) if not isinstance(ext, runners)]

    @override
    async def stream(self, *args: Any, **kwargs: Any) -> StreamResult:
        """Run an operation of a WebSocket."""
        return told(await super().stream(*args, **kwargs))

    @override
    def process_errors(self, errors: list[GraphQLError], execution_context: Any = None) -> None:
        """Nothing: `WireErrors` logs what is ours to mend, once."""


_EXTENSIONS: list[Any] = [
    WireErrors,
    PreparedDocuments,
]

schema = WireSchema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    directives=[idempotent],
    extensions=_EXTENSIONS,
    execution_context_class=ProjectingExecutor,
    config=StrawberryConfig(scalar_map={datetime: INSTANT}),
)
