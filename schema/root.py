"""The schema: every area named once."""

from dataclasses import replace
from datetime import datetime
from typing import Any, override

import strawberry
from graphql import GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.extensions.directives import DirectivesExtension, DirectivesExtensionSync
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StreamResult

from fashionistar.kernel.errors import DomainError
from schema.accounts.addresses import AddressMutations
from schema.accounts.codes import CodeMutations
from schema.accounts.contacts import ContactMutations
from schema.accounts.google import GoogleMutations
from schema.accounts.mfa import MfaMutations
from schema.accounts.mutations import AccountMutations
from schema.accounts.passkeys import PasskeyMutations
from schema.accounts.passwords import PasswordMutations
from schema.accounts.privacy import PrivacyMutations
from schema.accounts.profile import ProfileMutations
from schema.accounts.queries import AccountQueries
from schema.accounts.sessions import SessionMutations
from schema.accounts.staff import StaffMutations, StaffQueries
from schema.accounts.totp import TotpMutations
from schema.alterations.mutations import AlterationMutations
from schema.alterations.queries import AlterationQueries
from schema.chat.attachments import (
    MessageAttachmentMutations,
    MessageAttachmentQueries,
    MessageAttachmentSubscriptions,
)
from schema.chat.messages import MessageMutations
from schema.chat.moments import ChatMomentSubscriptions
from schema.chat.mutations import ConversationMutations
from schema.chat.queries import ChatQueries
from schema.chat.subscriptions import ChatSubscriptions
from schema.checkout.complete import CheckoutMutations
from schema.checkout.made_to_measure import MadeToMeasureMutations
from schema.checkout.mutations import CartMutations
from schema.checkout.queries import CheckoutQueries
from schema.checkout.subscriptions import CheckoutSubscriptions
from schema.fitting.mutations import FittingMutations
from schema.fitting.queries import FittingQueries
from schema.lib.context import WireContext
from schema.lib.documents import PreparedDocuments
from schema.lib.errors import WireErrors, refused, told, turned_away
from schema.lib.idempotent import idempotent
from schema.lib.identity import admit, again
from schema.lib.instants import INSTANT
from schema.lib.nodes import NodeQueries
from schema.lib.projection.executor import ProjectingExecutor
from schema.measurements.estimates import MeasurementEstimateMutations
from schema.measurements.profiles import MeasurementProfileMutations
from schema.measurements.queries import MeasurementQueries
from schema.measurements.subscriptions import MeasurementSubscriptions
from schema.measurements.values import MeasurementValueMutations
from schema.offers.mutations import OfferMutations
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
from schema.reconciliation.mutations import ReconciliationMutations
from schema.reconciliation.queries import ReconciliationQueries
from schema.settlement.mutations import SettlementMutations
from schema.statements.mutations import StatementMutations
from schema.tailoring.mutations import TailoringMutations
from schema.vendors.api_keys import ApiKeyMutations
from schema.vendors.invitations import VendorInvitationMutations
from schema.vendors.members import VendorMemberMutations
from schema.vendors.queries import VendorQueries
from schema.wallets.mutations import WalletMutations
from schema.wallets.queries import WalletQueries
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
    StaffQueries,
    WalletQueries,
    WebhookQueries,
    MeasurementQueries,
    FittingQueries,
    AlterationQueries,
    PayoutQueries,
    ReconciliationQueries,
    ChatQueries,
    MessageAttachmentQueries,
):
    """Everything that can be read."""


@strawberry.type
class Mutation(
    CartMutations,
    MadeToMeasureMutations,
    CheckoutMutations,
    PaymentMutations,
    DisputeMutations,
    OrderMutations,
    SettlementMutations,
    AccountMutations,
    CodeMutations,
    PasswordMutations,
    ContactMutations,
    SessionMutations,
    TotpMutations,
    PasskeyMutations,
    MfaMutations,
    GoogleMutations,
    ProfileMutations,
    AddressMutations,
    PrivacyMutations,
    StaffMutations,
    VendorMemberMutations,
    VendorInvitationMutations,
    ApiKeyMutations,
    WalletMutations,
    StatementMutations,
    WebhookMutations,
    MeasurementProfileMutations,
    MeasurementValueMutations,
    MeasurementEstimateMutations,
    FittingMutations,
    TailoringMutations,
    AlterationMutations,
    PayoutAccountMutations,
    PayoutMutations,
    ReconciliationMutations,
    ConversationMutations,
    MessageMutations,
    OfferMutations,
    MessageAttachmentMutations,
):
    """Everything that can be done."""


@strawberry.type
class Subscription(
    OrderSubscriptions,
    PaymentSubscriptions,
    CheckoutSubscriptions,
    ProductSubscriptions,
    PayoutSubscriptions,
    MeasurementSubscriptions,
    ChatSubscriptions,
    MessageAttachmentSubscriptions,
    ChatMomentSubscriptions,
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
        """Run an operation of a WebSocket, as whoever opened it is now, or a subscription of another transport."""
        context = kwargs.get("context_value")
        if isinstance(context, WireContext) and context.connection_params is not None and not context.rejected:
            try:
                found = await again(context.actor)
                await admit(found.actor)
            except GraphQLError as error:
                return turned_away(error)
            except DomainError as error:
                return turned_away(refused(error))
            kwargs["context_value"] = replace(context, actor=found.actor, rejected=found.rejected, loaders={})
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
