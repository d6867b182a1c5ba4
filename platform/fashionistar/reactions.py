"""Who reacts to what, on one page. The relay runs each handler once per fact, in its own transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from fashionistar.accounts.events import AccountDeleted, AccountRegistered, SessionEnded, StaffPermissionsChanged
from fashionistar.alterations import handlers as alterations
from fashionistar.alterations.events import (
    AlterationAccepted,
    AlterationCancelled,
    AlterationClosed,
    AlterationDeclined,
    AlterationReceived,
    AlterationRequested,
    AlterationReturned,
)
from fashionistar.chat import handlers as chat
from fashionistar.chat.events import (
    ConversationAssigned,
    ConversationBlocked,
    ConversationOpened,
    ConversationRead,
    ConversationUnblocked,
    MessageAttachmentReady,
    MessageAttachmentRejected,
    MessageAttachmentUploaded,
    MessageDeleted,
    MessageEdited,
    MessageReactionsChanged,
    MessageReported,
    MessageSent,
    NoteAdded,
)
from fashionistar.checkout import handlers as checkout
from fashionistar.checkout.events import CartCompleted, CartMerged, CartUpdated
from fashionistar.inventory.events import HoldExpired, StockChanged
from fashionistar.kernel.events import Event
from fashionistar.measurements import handlers as measurements
from fashionistar.measurements.events import (
    MeasurementEstimateFailed,
    MeasurementEstimateProgressed,
    MeasurementEstimateQueued,
    MeasurementEstimateRejected,
    MeasurementEstimateSucceeded,
)
from fashionistar.notifications import handlers as notifications
from fashionistar.notifications.events import NotificationQueued
from fashionistar.offers import handlers as offers
from fashionistar.offers.events import (
    OfferAccepted,
    OfferCountered,
    OfferDeclined,
    OfferExpired,
    OfferMade,
    OfferWithdrawn,
)
from fashionistar.orders import handlers as orders
from fashionistar.orders.events import (
    OrderCompleted,
    OrderExpired,
    OrderPaid,
    OrderPlaced,
    OrderRefunded,
    OrderRefunding,
    VendorOrderCancelled,
    VendorOrderDelivered,
    VendorOrderPaid,
    VendorOrderShipped,
)
from fashionistar.payments import handlers as payments
from fashionistar.payments.events import (
    DisputeLost,
    DisputeOpened,
    DisputeWon,
    PaymentDuplicated,
    PaymentFailed,
    PaymentInitialized,
    PaymentMismatched,
    PaymentSucceeded,
    RefundFailed,
    RefundProcessed,
    RefundRequested,
    TransferReported,
    WebhookReceived,
)
from fashionistar.payouts import handlers as payouts
from fashionistar.payouts.events import (
    PayoutAccountCancelled,
    PayoutAccountConfirmed,
    PayoutCancelled,
    PayoutFailed,
    PayoutRequested,
    PayoutReversed,
    PayoutSent,
    PayoutSucceeded,
)
from fashionistar.reminders import handlers as reminders
from fashionistar.settlement import handlers as settlement
from fashionistar.settlement.events import (
    CommissionRateUpdated,
    EscrowCaptured,
    EscrowReleased,
    PartRefunded,
    PartRefundFailed,
    PartRefundRequested,
)
from fashionistar.vendors import handlers as vendors
from fashionistar.vendors.events import ApiKeyRevoked, VendorMemberChanged, VendorMemberJoined, VendorMemberLeft
from fashionistar.wallets import handlers as wallets
from fashionistar.wallets.events import (
    GiftCardDeactivated,
    GiftCardExpired,
    GiftCardIssued,
    GiftCardRedeemed,
    WalletToppedUp,
)
from fashionistar.webhooks import handlers as webhooks
from fashionistar.webhooks.events import WebhookDeliveryRequested, WebhookEndpointDisabled


class Handler(Protocol):
    """A function of one fact; `now` is when the relay delivers it."""

    __module__: str
    __qualname__: str

    def __call__(self, event: Any, *, now: datetime) -> None:
        """React; everything it changes commits with the inbox row, or not at all."""


REACTIONS: Mapping[type[Event], tuple[Handler, ...]] = {
    NotificationQueued: (notifications.wake_sender,),
    AccountRegistered: (),
    SessionEnded: (),
    AccountDeleted: (
        vendors.leave_shops,
        measurements.forget_bodies,
        alterations.erase_bodies,
        checkout.drop_carts,
        webhooks.stop_endpoints,
        chat.forget_chats,
        offers.forget_offers,
        reminders.forget_reminders,
    ),
    StaffPermissionsChanged: (),
    VendorMemberJoined: (),
    VendorMemberChanged: (chat.leave_inbox, reminders.pass_reminders_on),
    VendorMemberLeft: (chat.leave_inbox, reminders.pass_reminders_on),
    ApiKeyRevoked: (),
    CartUpdated: (),
    CartMerged: (),
    CartCompleted: (),
    StockChanged: (webhooks.tell_of_stock,),
    HoldExpired: (orders.expire_order,),
    OrderPlaced: (),
    OrderPaid: (settlement.capture_escrow,),
    OrderExpired: (alterations.erase_bodies_of_order,),
    OrderRefunding: (settlement.capture_late_payment, alterations.erase_bodies_of_order),
    OrderRefunded: (alterations.erase_bodies_of_order,),
    OrderCompleted: (),
    VendorOrderPaid: (webhooks.tell_of_vendor_order,),
    VendorOrderShipped: (settlement.schedule_release, webhooks.tell_of_vendor_order, chat.report_part),
    VendorOrderDelivered: (
        settlement.release_escrow,
        webhooks.tell_of_vendor_order,
        chat.report_part,
        alterations.erase_bodies_of_order,
    ),
    VendorOrderCancelled: (webhooks.tell_of_vendor_order, chat.report_part, alterations.erase_bodies_of_order),
    AlterationRequested: (alterations.tell_other_side,),
    AlterationAccepted: (alterations.tell_other_side,),
    AlterationDeclined: (alterations.tell_other_side, alterations.erase_bodies_of_order),
    AlterationCancelled: (alterations.tell_other_side, alterations.erase_bodies_of_order),
    AlterationReceived: (alterations.tell_other_side,),
    AlterationReturned: (alterations.tell_other_side,),
    AlterationClosed: (alterations.tell_other_side, alterations.erase_bodies_of_order),
    EscrowCaptured: (),
    EscrowReleased: (),
    PartRefundRequested: (),
    PartRefunded: (settlement.close_refunded_order,),
    PartRefundFailed: (),
    CommissionRateUpdated: (),
    PaymentInitialized: (),
    PaymentSucceeded: (orders.pay_order, wallets.credit_top_up, wallets.deliver_gift_card),
    WalletToppedUp: (),
    GiftCardIssued: (),
    GiftCardRedeemed: (),
    GiftCardDeactivated: (),
    GiftCardExpired: (),
    PaymentFailed: (),
    PaymentMismatched: (settlement.capture_unapplied,),
    PaymentDuplicated: (settlement.capture_unapplied,),
    RefundRequested: (payments.wake_refund_worker,),
    RefundProcessed: (settlement.settle_refund, orders.refund_order),
    RefundFailed: (settlement.fail_refund,),
    DisputeOpened: (settlement.open_dispute,),
    DisputeWon: (settlement.win_dispute,),
    DisputeLost: (settlement.lose_dispute,),
    PayoutRequested: (payouts.wake_payout_sender,),
    PayoutSent: (),
    PayoutSucceeded: (),
    PayoutFailed: (),
    PayoutReversed: (),
    PayoutCancelled: (),
    PayoutAccountConfirmed: (),
    PayoutAccountCancelled: (),
    TransferReported: (payouts.recheck_payout,),
    WebhookReceived: (payments.wake_webhook_worker,),
    WebhookDeliveryRequested: (webhooks.wake_webhook_sender,),
    WebhookEndpointDisabled: (),
    MeasurementEstimateQueued: (measurements.wake_estimator,),
    MeasurementEstimateProgressed: (),
    MeasurementEstimateSucceeded: (),
    MeasurementEstimateRejected: (),
    MeasurementEstimateFailed: (),
    ConversationOpened: (),
    ConversationAssigned: (),
    ConversationBlocked: (),
    ConversationUnblocked: (),
    ConversationRead: (),
    NoteAdded: (),
    MessageSent: (),
    MessageEdited: (),
    MessageDeleted: (),
    MessageReactionsChanged: (),
    MessageReported: (),
    OfferMade: (),
    OfferAccepted: (),
    OfferDeclined: (),
    OfferCountered: (),
    OfferWithdrawn: (),
    OfferExpired: (),
    MessageAttachmentUploaded: (chat.wake_processor,),
    MessageAttachmentReady: (),
    MessageAttachmentRejected: (),
}
