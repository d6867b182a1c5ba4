"""What people do with wallets and gift cards."""

from uuid import UUID

import strawberry

from fashionistar.ledger.models import LedgerAccount
from fashionistar.payments import models as payments
from fashionistar.payments.gateways import configured_gateways
from fashionistar.wallets import models
from fashionistar.wallets.services.gift_card_deactivate import gift_card_deactivate
from fashionistar.wallets.services.gift_card_issue import gift_card_issue
from fashionistar.wallets.services.gift_card_purchase import gift_card_purchase
from fashionistar.wallets.services.gift_card_redeem import gift_card_redeem
from fashionistar.wallets.services.wallet_top_up import wallet_top_up
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.idempotent import once_over
from schema.lib.ids import row_id
from schema.lib.permissions import Shopper, SignedIn
from schema.lib.projection.rows import one
from schema.payments.pages import open_page
from schema.payments.types import Payment
from schema.wallets.inputs import (
    GiftCardDeactivateInput,
    GiftCardIssueInput,
    GiftCardPurchaseInput,
    GiftCardRedeemInput,
    WalletTopUpInput,
)
from schema.wallets.types import GiftCard, Wallet


@strawberry.type
class StoredValuePaymentPayload:
    """Where to pay, or what was wrong."""

    payment_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def payment(self) -> Payment | None:
        """Where to pay; null when it was refused."""
        return one(payments.Payment, self.payment_id)


@strawberry.type
class GiftCardPayload:
    """The card as it is now, or what was wrong."""

    gift_card_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def gift_card(self) -> GiftCard | None:
        """The card as it is now."""
        return one(models.GiftCard, self.gift_card_id)


@strawberry.type
class GiftCardRedeemPayload:
    """The wallet as it is now, or what was wrong."""

    wallet_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def wallet(self) -> Wallet | None:
        """The wallet as it is now."""
        return one(LedgerAccount, self.wallet_id)


@strawberry.type
class WalletMutations:
    """Root fields that move stored value."""

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Pay money into one's wallet. Needs `@idempotent(key:)`; the same key again returns the same "
        "payment. It is in the wallet once the gateway has confirmed it.",
    )
    async def wallet_top_up(self, info: WireInfo, input: WalletTopUpInput) -> StoredValuePaymentPayload:
        """The payment and its page."""
        ctx = info.context
        payload = await attempt(
            lambda: wallet_top_up(
                actor=ctx.actor,
                amount=input.amount.as_money(),
                email=input.email,
                country=input.country.strip().upper()[:2],
                gateways=configured_gateways(),
                once=once_over(info, operation="walletTopUp", given=input),
                now=ctx.now,
            ),
            done=lambda payment: StoredValuePaymentPayload(payment_id=payment.pk),
            refused=lambda errors: StoredValuePaymentPayload(user_errors=errors),
        )
        payload.user_errors += await open_page(payload.payment_id, now=ctx.now, done="The payment is made")
        return payload

    @strawberry.mutation(
        permission_classes=[Shopper],
        description="Buy a gift card. Needs `@idempotent(key:)`. Its code goes to the recipient by email once the "
        "gateway has confirmed the payment, and is shown nowhere else.",
    )
    async def gift_card_purchase(self, info: WireInfo, input: GiftCardPurchaseInput) -> StoredValuePaymentPayload:
        """The payment and its page."""
        ctx = info.context
        payload = await attempt(
            lambda: gift_card_purchase(
                actor=ctx.actor,
                amount=input.amount.as_money(),
                email=input.email,
                recipient_email=input.recipient_email,
                message=input.message,
                country=input.country.strip().upper()[:2],
                gateways=configured_gateways(),
                once=once_over(info, operation="giftCardPurchase", given=input, scope=input.email),
                now=ctx.now,
            ),
            done=lambda payment: StoredValuePaymentPayload(payment_id=payment.pk),
            refused=lambda errors: StoredValuePaymentPayload(user_errors=errors),
        )
        payload.user_errors += await open_page(payload.payment_id, now=ctx.now, done="The payment is made")
        return payload

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Move what is on a gift card into one's wallet. Needs `@idempotent(key:)`. INSUFFICIENT_FUNDS "
        "alike for a code that is unknown, spent or ended.",
    )
    async def gift_card_redeem(self, info: WireInfo, input: GiftCardRedeemInput) -> GiftCardRedeemPayload:
        """All that can be spent of it."""
        return await attempt(
            lambda: gift_card_redeem(
                actor=info.context.actor,
                code=input.code,
                once=once_over(info, operation="giftCardRedeem", given=input),
                now=info.context.now,
            ),
            done=lambda account: GiftCardRedeemPayload(wallet_id=account.pk),
            refused=lambda errors: GiftCardRedeemPayload(user_errors=errors),
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Give a gift card away; for staff who manage them. Needs `@idempotent(key:)`.",
    )
    async def gift_card_issue(self, info: WireInfo, input: GiftCardIssueInput) -> GiftCardPayload:
        """Its code goes to the recipient alone."""
        return await attempt(
            lambda: gift_card_issue(
                actor=info.context.actor,
                amount=input.amount.as_money(),
                recipient_email=input.recipient_email,
                reason=input.reason,
                once=once_over(info, operation="giftCardIssue", given=input),
                now=info.context.now,
            ),
            done=lambda card: GiftCardPayload(gift_card_id=card.pk),
            refused=lambda errors: GiftCardPayload(user_errors=errors),
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Stop a gift card; for staff who manage them. What is left on it stays in the books.",
    )
    async def gift_card_deactivate(self, info: WireInfo, input: GiftCardDeactivateInput) -> GiftCardPayload:
        """NOT_FOUND for everybody else."""
        return await attempt(
            lambda: gift_card_deactivate(actor=info.context.actor, gift_card_id=row_id(input.id, "GiftCard")),
            done=lambda card: GiftCardPayload(gift_card_id=card.pk),
            refused=lambda errors: GiftCardPayload(user_errors=errors),
        )
