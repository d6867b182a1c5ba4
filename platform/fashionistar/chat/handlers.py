"""What chat does about facts; one service call each."""

from datetime import datetime

from fashionistar.accounts.events import AccountDeleted
from fashionistar.chat.events import MessageAttachmentUploaded
from fashionistar.chat.services.chats_forget import chats_forget
from fashionistar.chat.services.inbox_leave import inbox_leave
from fashionistar.chat.services.part_report import part_report
from fashionistar.chat.tasks import process_attachment
from fashionistar.kernel.nudge import nudge
from fashionistar.orders.events import VendorOrderCancelled, VendorOrderDelivered, VendorOrderEvent, VendorOrderShipped
from fashionistar.vendors.events import VendorMemberEvent

_SAID: dict[type[VendorOrderEvent], str] = {
    VendorOrderShipped: "The order was sent.",
    VendorOrderDelivered: "The order has arrived.",
    VendorOrderCancelled: "The order was cancelled; the money goes back.",
}


def report_part(event: VendorOrderEvent, *, now: datetime) -> None:
    """Who talks about the part is told in the conversation."""
    part_report(vendor_order_id=event.vendor_order_id, body=_SAID[type(event)], now=now)


def leave_inbox(event: VendorMemberEvent, *, now: datetime) -> None:
    """Who may not reply any longer looks after nothing."""
    inbox_leave(vendor_id=event.vendor_id, user_id=event.user_id)


def forget_chats(event: AccountDeleted, *, now: datetime) -> None:
    """What she said as a shopper is erased."""
    chats_forget(user_id=event.user_id, now=now)


def wake_processor(event: MessageAttachmentUploaded, *, now: datetime) -> None:
    """A worker may take it."""
    nudge(process_attachment, str(event.attachment_id))
