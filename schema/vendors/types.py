"""Shops on the wire, the people who work in them, and the keys of their integrations."""

from typing import Any

import strawberry
import strawberry_django
from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, F, Func, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, NullIf
from strawberry import auto, relay

from fashionistar.fitting.models import SizeChart
from fashionistar.kernel.actor import Actor
from fashionistar.payouts.models import Payout, PayoutAccount
from fashionistar.statements.selectors import ShopAccount
from fashionistar.vendors import models
from fashionistar.vendors.models import VendorPermission
from fashionistar.vendors.policies import OF_ROLE
from fashionistar.vendors.selectors import vendors_of, vendors_where
from schema.lib import edges
from schema.lib.enums import Channel, CurrencyCode
from schema.lib.paging import Connection, connection
from schema.lib.projection.fields import expression
from schema.lib.projection.rows import Rows
from schema.statements.types import From, StatementLine, To, lines
from schema.vendors.shapes import balance_rows, schedule_rows

strawberry.enum(models.VendorRole, description="What a member may do in the shop.")
strawberry.enum(VendorPermission, description="What can be done in a shop, by name; also the scopes of its API keys.")
strawberry.enum(models.ApiKeyEnd, description="Why a key opens nothing any longer, before its time.")

_NAMES = ArrayField(TextField())


@strawberry_django.type(models.Vendor, description="A shop: a tailor, a boutique or a brand.")
class Vendor(relay.Node):
    """The public face of a shop; who works there and with which keys is for its members."""

    slug: auto
    name: auto
    description: auto
    city: auto
    country: str = strawberry_django.field(description="ISO 3166-1 alpha-2.")
    currency: CurrencyCode = strawberry_django.field(description="The currency it keeps its books in.")
    currencies: list[CurrencyCode] = strawberry_django.field(description="Every currency it sells in.")

    @connection(edges.SizeCharts, description="Its size charts, by garment and name.")
    def size_charts() -> Rows:
        """Everybody may see how it sizes."""
        return Rows(SizeChart, Q(vendor=OuterRef("pk")), order=("garment", "name", "id"))

    @connection(edges.VendorMembers, description="Who works there, in the order they joined; only members see them.")
    def vendor_members() -> Rows:
        """Empty for all others."""
        return Rows(models.VendorMember, Q(vendor=OuterRef("pk")), order=("created_at", "id"))

    @expression(edges.VendorBalance, description="What it has with us in a currency; for those who manage its payouts.")
    def balance(currency: CurrencyCode) -> Any:  # noqa: N805  (no row is given)
        """Null for all others."""
        return balance_rows(currency)

    @expression(edges.PayoutSchedule, description="When it is paid in a currency; for those who manage its payouts.")
    def payout_schedule(currency: CurrencyCode) -> Any:  # noqa: N805  (as above)
        """Null for all others; the platform's own where the shop chose nothing."""
        return schedule_rows(currency)

    @expression(edges.PayoutAccounts, description="Where it is paid, newest first; for those who manage its payouts.")
    def payout_accounts() -> Any:
        """Empty for all others."""
        return Rows(PayoutAccount, Q(vendor=OuterRef("pk")), order=("-created_at", "-id"))

    @connection(edges.Payouts, description="Its payouts, newest first; for those who manage them.")
    def payouts() -> Rows:
        """Empty for all others."""
        return Rows(Payout, Q(vendor=OuterRef("pk")), order=("-created_at", "-id"))

    @connection(edges.VendorInvitations, description="Who is asked to, newest first; for those who manage members.")
    def vendor_invitations() -> Rows:
        """Empty for all others."""
        return Rows(models.VendorInvitation, Q(vendor=OuterRef("pk")), order=("-created_at", "-id"))

    @connection(
        Connection[StatementLine],
        description="What we owe it in a currency, or it owes us, newest first; what is pending is no line yet.",
    )
    def statement(
        currency: CurrencyCode,  # noqa: N805  (no row is given)
        of: ShopAccount = ShopAccount.EARNED,
        start: From = None,
        end: To = None,
    ) -> Rows:
        """Empty for who may not read its books."""
        account = Q(
            account__code=of.code,
            account__owner_id=OuterRef("pk"),
            account__currency=currency.value,
        )
        return lines(account, start, end)

    @connection(edges.ApiKeys, description="Its API keys, also those that ended, newest first; for who manages them.")
    def api_keys() -> Rows:
        """Empty for all others."""
        return Rows(models.ApiKey, Q(vendor=OuterRef("pk")), order=("-created_at", "-id"))


def _held() -> Case:
    """What a member may do: by her role or, on the staff, by name."""
    by_role = [
        When(role=role, then=Func(*names, template="ARRAY[%(expressions)s]::text[]", output_field=_NAMES))
        for role, held in OF_ROLE.items()
        if (names := [Value(str(each)) for each in VendorPermission if each in held])
    ]
    return Case(*by_role, default=Cast(F("permissions"), _NAMES), output_field=_NAMES)


@strawberry_django.type(models.VendorMember, description="Somebody's place in a shop.")
class VendorMember(relay.Node):
    """A membership, seen by its member and her shop."""

    vendor: Vendor
    role: models.VendorRole
    name: str = strawberry_django.field(annotate=F("user__name"), description="How she is called.")
    joined_at: auto = strawberry_django.field(field_name="created_at")

    @expression(list[VendorPermission], description="What she may do there: by her role or, for STAFF, by name.")
    def permissions() -> Any:
        """All that an owner may, nearly all for a manager."""
        return _held()

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """The members of the actor's own shops."""
        return rows.filter(vendor__in=vendors_of(actor)) if actor.is_authenticated else rows.none()


@strawberry_django.type(models.VendorInvitation, description="Somebody is asked to work in a shop.")
class VendorInvitation(relay.Node):
    """An invitation that nobody has accepted; those see it who manage the shop's members."""

    vendor: Vendor
    channel: Channel
    address: str = strawberry_django.field(description="The email address or phone number that it was sent to.")
    role: models.VendorRole
    permissions: list[VendorPermission] = strawberry_django.field(description="Named for STAFF.")
    created_at: auto
    sent_at: auto
    expires_at: auto

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Those of the shops whose members the actor manages."""
        return rows.filter(vendor__in=vendors_where(actor, VendorPermission.MEMBERS_MANAGE))


@strawberry_django.type(models.ApiKey, description="What a shop's own integration shows. Its secret cannot be read.")
class ApiKey(relay.Node):
    """A key; those see it who manage the shop's keys."""

    vendor: Vendor
    name: str = strawberry_django.field(description="What it is for.")
    prefix: str = strawberry_django.field(description="The part after `fs_live_`, which is no secret.")
    scopes: list[VendorPermission]
    creator_name: str = strawberry_django.field(annotate=F("creator__name"), description="Who made it.")
    created_at: auto
    expires_at: auto = strawberry_django.field(description="Null when it does not end by itself.")
    last_used_at: auto = strawberry_django.field(description="To the minute; null when it never was.")
    revoked_at: auto

    end: models.ApiKeyEnd | None = strawberry_django.field(
        annotate=NullIf("end", Value("")), description="Null as long as nobody ended it."
    )

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Those of the shops whose keys the actor manages."""
        return rows.filter(vendor__in=vendors_where(actor, VendorPermission.API_KEYS_MANAGE))
