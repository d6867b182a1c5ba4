"""What the arguments of operations are drawn from: ids, slugs and cursors of a database, and such as lead nowhere."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model
from strawberry.relay.utils import to_base64
from strawberry_django.utils.typing import get_django_definition

from fashionistar.accounts.models import AuditEntry, Session, User
from fashionistar.alterations.models import Alteration
from fashionistar.chat.models import Conversation, Message, MessageReport, Note
from fashionistar.fitting.models import SizeChart
from fashionistar.ledger.models import LedgerEntry
from fashionistar.measurements.models import MeasurementEstimate, MeasurementProfile, MeasurementValue
from fashionistar.offers.models import Offer
from fashionistar.orders.models import Order, VendorOrder
from fashionistar.payments.models import Dispute
from fashionistar.payouts.models import Payout
from fashionistar.products.models import Brand, Category, Collection, Product
from fashionistar.reconciliation.models import ReconciliationDifference, ReconciliationRun
from fashionistar.vendors.models import ApiKey, Vendor, VendorInvitation, VendorMember
from fashionistar.wallets.models import GiftCard
from fashionistar.webhooks.models import WebhookDelivery, WebhookEndpoint
from schema.lib.projection.cursors import list_name
from schema.lib.projection.rows import Rows
from schema.products.inputs import ProductSort
from schema.root import WireSchema, schema
from tests.projection.market_wallets import GIFT_CODES
from tests.projection.plain_pages import cursor_of

_NOBODY = UUID("01900000-0000-7000-8000-000000000000")
STRANGE = ("", "no such thing", 'a"b\\c', "%", "é👗", "nul\0byte")
NO_IDS = ("", "garbage", "!!!", "UHJvZHVjdDo=", "UHJvZHVjdA==", "\0", "é", *(
    to_base64(name, key)
    for name, key in (
        ("Product", _NOBODY),
        ("Product", "not a uuid"),
        ("Nothing", _NOBODY),
        ("PageInfo", _NOBODY),
        ("Node", _NOBODY),
        ("Money", _NOBODY),
        ("Query", _NOBODY),
        ("Order", str(_NOBODY).upper()),
        ("Cart", _NOBODY.hex),
        ("", ""),
    )
))  # fmt: skip
_WORDS = (
    "a",
    "AGBADA",
    "100% lace,",
    "50%s",
    "\\",
    '"',
    "buba bùbá",
    "和服",
    "_",
    "e\u0301",
    "no such word",
    "  ",
    "a l s",
)
_SLUGS: Mapping[str, Any] = {
    "Query.product.slug": Product,
    "Query.category.slug": Category,
    "Query.vendor.slug": Vendor,
    "ProductFilter.category": Category,
    "ProductFilter.vendor": Vendor,
    "ProductFilter.brand": Brand,
    "ProductFilter.collection": Collection,
}
_GATEWAYS = ("paystack", "stripe", "no such gateway")
_RECONCILED = {
    "Query.reconciliationRuns.gateway": _GATEWAYS,
    "ReconciliationDifferenceFilter.gateway": _GATEWAYS,
    "ReconciliationDifferenceFilter.reference": ("FS-1", "FS-2", "Agbada"),
}
_ORDERS: Mapping[str, tuple[type[Model], tuple[str, ...]]] = {
    **{f"Query.products {sort.name}": (Product, sort.value) for sort in ProductSort},
    "Query.vendors": (Vendor, ("name", "id")),
    "Query.vendorOrders": (VendorOrder, ("-created_at", "-id")),
    "User.orders": (Order, ("-placed_at", "-id")),
    "User.sessions": (Session, ("-last_used_at", "-id")),
    "User.auditLog": (AuditEntry, ("-created_at", "-id")),
    "Query.staff": (User, ("created_at", "id")),
    "Query.auditEntries": (AuditEntry, ("-created_at", "-id")),
    "Vendor.statement": (LedgerEntry, ("-sequence", "-id")),
    "Wallet.statement": (LedgerEntry, ("-sequence", "-id")),
    "Query.giftCards": (GiftCard, ("-created_at", "-id")),
    "Vendor.vendorMembers": (VendorMember, ("created_at", "id")),
    "Vendor.vendorInvitations": (VendorInvitation, ("-created_at", "-id")),
    "Vendor.apiKeys": (ApiKey, ("-created_at", "-id")),
    "Query.measurementProfiles": (MeasurementProfile, ("-created_at", "-id")),
    "MeasurementProfile.history": (MeasurementValue, ("-created_at", "-id")),
    "MeasurementProfile.estimates": (MeasurementEstimate, ("-created_at", "-id")),
    "Query.alterations": (Alteration, ("-created_at", "-id")),
    "Vendor.sizeCharts": (SizeChart, ("garment", "name", "id")),
    "Vendor.payouts": (Payout, ("-created_at", "-id")),
    "Query.reconciliationRuns": (ReconciliationRun, ("-day", "-id")),
    "Query.reconciliationDifferences": (ReconciliationDifference, ("-first_seen_at", "-id")),
    "Query.conversations": (Conversation, ("-active_at", "-id")),
    "User.conversations": (Conversation, ("-active_at", "-id")),
    "Query.messages": (Message, ("sequence", "id")),
    "Conversation.messages": (Message, ("sequence", "id")),
    "User.chatMessages": (Message, ("sent_at", "id")),
    "Conversation.offers": (Offer, ("-created_at", "-id")),
    "Conversation.notes": (Note, ("-created_at", "-id")),
    "Query.messageReports": (MessageReport, ("-created_at", "-id")),
    "Query.disputes": (Dispute, ("-opened_at", "-id")),
    "Query.webhookEndpoints": (WebhookEndpoint, ("-created_at", "-id")),
    "WebhookEndpoint.deliveries": (WebhookDelivery, ("-created_at", "-id")),
}


@dataclass(frozen=True)
class Cursors:
    """The cursors of a list in one order: of every row, and of one that is gone; and such as are none."""

    right: Sequence[str]
    odd: Sequence[str]


@dataclass(frozen=True)
class Pools:
    """Slugs and words by the coordinate of an argument or input field, cursors by list and order, ids by type."""

    slugs: Mapping[str, Sequence[str]]
    cursors: Mapping[str, Cursors]
    ids: Mapping[str, Sequence[str]]


def pools_of_database() -> Pools:
    """The pools of what the database holds now, whoever may see it."""
    slugs = {at: list(model.objects.order_by("pk").values_list("slug", flat=True)) for at, model in _SLUGS.items()}
    cursors = {name: cursors_of(*order) for name, order in _ORDERS.items()}
    actors = list(AuditEntry.objects.order_by("actor").values_list("actor", flat=True).distinct())
    ids = ids_of(schema)
    words = {
        "ProductFilter.fitsMe": ids["MeasurementProfile"],
        "ProductFilter.search": _WORDS,
        "Query.messages.search": _WORDS,
        "Query.auditEntries.actor": actors,
        "Query.giftCard.code": GIFT_CODES,
        **_RECONCILED,
    }
    return Pools({**slugs, **words}, cursors, ids)


def ids_of(of: WireSchema) -> dict[str, list[str]]:
    """The ids of all rows, by the types of a schema."""
    node: Any = of._schema.type_map["Node"]
    found = {}
    for kind in of._schema.get_possible_types(node):
        described = get_django_definition(kind.extensions["strawberry-definition"].origin)
        if described is not None and (keys := _keys(described.model)):
            found[kind.name] = [to_base64(kind.name, key) for key in keys]
    return found


def _keys(model: Any) -> list[Any]:
    return list(model._default_manager.order_by("pk").values_list("pk", flat=True))


def cursors_of(model: type[Model], order: tuple[str, ...]) -> Cursors:
    """The cursors of all rows of a model in an order."""
    rows = Rows(model, order=order)
    found = list(model._default_manager.order_by(*order))
    gone = model(**{name.removeprefix("-"): getattr(found[0], name.removeprefix("-")) for name in order})
    gone.pk = _NOBODY
    odd = ("[]", "null", json.dumps([None] * len(order)), json.dumps(["x"] * len(order)), json.dumps(["\0", "x"]))
    return Cursors(
        [cursor_of(rows, row) for row in (*found, gone)],
        [*(to_base64(list_name(rows), text) for text in odd), "garbage", ""],
    )
