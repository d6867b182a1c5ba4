"""The back edges of the graph, on one page: where a type leads to one that (directly or not) leads back to it.

Their targets are named lazily, so that areas never import each other in a circle.
"""

from typing import Annotated, Any

import strawberry

from schema.lib.paging import Connection

#: User.orders
Orders: Any = Connection[Annotated["Order", strawberry.lazy("schema.orders.types")]]  # type: ignore[name-defined]  # noqa: F821
#: VendorOrder.settlement
Settlement: Any = Annotated["Settlement", strawberry.lazy("schema.settlement.types")] | None
#: Order.refunds, VendorOrder.refunds
PartRefunds: Any = list[Annotated["PartRefund", strawberry.lazy("schema.settlement.types")]]  # type: ignore[name-defined]  # noqa: F821
#: OrderLine.alterations
Alterations: Any = list[Annotated["Alteration", strawberry.lazy("schema.alterations.types")]]  # type: ignore[name-defined]  # noqa: F821
#: User.carts
Carts: Any = list[Annotated["Cart", strawberry.lazy("schema.checkout.types")]]  # type: ignore[name-defined]  # noqa: F821
#: ProductPayload.product
Product: Any = Annotated["Product", strawberry.lazy("schema.products.types")] | None
#: Vendor.sizeCharts
SizeCharts: Any = Connection[Annotated["SizeChart", strawberry.lazy("schema.fitting.types")]]  # type: ignore[name-defined]  # noqa: F821
#: User.wallets
Wallets: Any = list[Annotated["Wallet", strawberry.lazy("schema.wallets.types")]]  # type: ignore[name-defined]  # noqa: F821
#: Order.tenders
Tenders: Any = list[Annotated["Tender", strawberry.lazy("schema.wallets.types")]]  # type: ignore[name-defined]  # noqa: F821
#: Vendor.vendorMembers
VendorMembers: Any = Connection[Annotated["VendorMember", strawberry.lazy("schema.vendors.types")]]  # type: ignore[name-defined]  # noqa: F821
#: Vendor.vendorInvitations
VendorInvitations: Any = Connection[Annotated["VendorInvitation", strawberry.lazy("schema.vendors.types")]]  # type: ignore[name-defined]  # noqa: F821
#: Vendor.apiKeys
ApiKeys: Any = Connection[Annotated["ApiKey", strawberry.lazy("schema.vendors.types")]]  # type: ignore[name-defined]  # noqa: F821
#: Vendor.payouts
Payouts: Any = Connection[Annotated["Payout", strawberry.lazy("schema.payouts.types")]]  # type: ignore[name-defined]  # noqa: F821
#: Vendor.payoutAccounts
PayoutAccounts: Any = list[Annotated["PayoutAccount", strawberry.lazy("schema.payouts.types")]]  # type: ignore[name-defined]  # noqa: F821
#: Vendor.balance
VendorBalance: Any = Annotated["VendorBalance", strawberry.lazy("schema.payouts.types")] | None
#: Vendor.payoutSchedule
PayoutSchedule: Any = Annotated["PayoutSchedule", strawberry.lazy("schema.payouts.types")] | None
#: Message.offer
Offer: Any = Annotated["Offer", strawberry.lazy("schema.offers.types")] | None
#: Conversation.offers
Offers: Any = Connection[Annotated["Offer", strawberry.lazy("schema.offers.types")]]
#: User.conversations
Conversations: Any = Connection[Annotated["Conversation", strawberry.lazy("schema.chat.types")]]  # type: ignore[name-defined]  # noqa: F821
#: User.chatMessages
ChatMessages: Any = Connection[Annotated["Message", strawberry.lazy("schema.chat.types")]]  # type: ignore[name-defined]  # noqa: F821
