"""People on the wire."""

from typing import Any

import strawberry
import strawberry_django
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import BooleanField, Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf
from strawberry import auto, relay
from strawberry.scalars import JSON

from fashionistar.accounts import models
from fashionistar.accounts.selectors import mfa_methods_array
from fashionistar.chat.models import Conversation, Message
from fashionistar.checkout.models import Cart, CartStatus
from fashionistar.kernel.actor import Actor, StaffPermission
from fashionistar.ledger.chart import AccountCode
from fashionistar.ledger.models import LedgerAccount
from fashionistar.orders.models import Order
from schema.accounts.factors import GoogleIdentity, Passkey
from schema.lib import edges
from schema.lib.context import WireInfo
from schema.lib.enums import CurrencyCode
from schema.lib.paging import Connection, connection
from schema.lib.projection.fields import computed, expression
from schema.lib.projection.rows import Rows
from schema.lib.projection.sql import global_id
from schema.vendors.types import VendorMember

strawberry.enum(models.SessionEnd, description="Why a session ended before its time.")
strawberry.enum(models.AuditAction, description="What was done to an account, or tried.")


@strawberry_django.type(models.Session, description="A device on which she is signed in.")
class Session(relay.Node):
    """A session; only its user sees it."""

    created_at: auto
    last_used_at: auto
    expires_at: auto
    ended_at: auto
    proved_at: auto = strawberry_django.field(description="When she last proved on it who she is.")
    mfa_at: auto = strawberry_django.field(description="When she last proved on it a second factor, or a passkey.")
    ip: str | None
    user_agent: auto

    end: models.SessionEnd | None = strawberry_django.field(
        annotate=NullIf("end", Value("")), description="Null as long as it goes on."
    )

    @computed(needs={"row": "id"}, description="Whether it is the one that this request belongs to.")
    def is_current(self, info: WireInfo) -> bool:
        """By the access token."""
        return self["row"] == info.context.actor.session_id  # type: ignore[index]  # the columns that it needs

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """One's own."""
        return rows.none() if actor.user_id is None else rows.filter(user=actor.user_id)


@strawberry_django.type(models.AuditEntry, description="One thing that was done to her account; nobody can change it.")
class AuditEntry(relay.Node):
    """An entry of the audit log; its user and the platform's staff see it."""

    action: models.AuditAction
    actor: str = strawberry_django.field(description="Who did it: `user:<uuid>`, `api_key:<uuid>`, `guest`, `system`.")
    created_at: auto
    ip: str | None
    user_agent: auto
    request_id: auto
    detail: JSON

    @expression(strawberry.ID | None, description="The id of the account that it was done to; null for nobody's.")
    def account_id() -> Any:
        """A user's."""
        return Case(When(user__isnull=False, then=global_id("User", F("user_id"))))

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """One's own; all for the platform's staff."""
        if actor.may(StaffPermission.AUDIT_READ):
            return rows
        return rows.none() if actor.user_id is None else rows.filter(user=actor.user_id)


@strawberry_django.type(models.Address, description="Where she has things sent; kept for the next checkout.")
class Address(relay.Node):
    """An address; only its user sees it."""

    created_at: auto
    name: auto
    phone: auto
    line1: auto
    line2: auto
    city: auto
    region: auto
    postal_code: auto
    country: str = strawberry_django.field(description="ISO 3166-1 alpha-2.")
    is_default: bool = strawberry_django.field(description="Whether it is offered first; one of hers is.")

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """One's own."""
        return rows.none() if actor.user_id is None else rows.filter(user=actor.user_id)


@strawberry_django.type(models.User, description="The signed-in user.")
class User(relay.Node):
    """A user as she sees herself; nobody else sees her."""

    email: auto
    phone: auto
    name: auto
    locale: str = strawberry_django.field(description="Her language, a BCP 47 tag such as en-NG.")
    currency: CurrencyCode | None = strawberry_django.field(
        annotate=NullIf("currency", Value("")), description="In which she likes to see prices; null if any will do."
    )
    addresses: list[Address] = strawberry_django.field(description="The default first, then the newest; 50 at most.")
    memberships: list[VendorMember] = strawberry_django.field(description="The shops in which she works.")
    google_identity: GoogleIdentity | None = strawberry_django.field(
        description="The Google account with which she signs in; null: none."
    )
    passkeys: list[Passkey] = strawberry_django.field(description="Her passkeys, the oldest first.")

    @expression(list[models.MfaMethod], description="What she may show as her second factor; empty: she has none.")
    def mfa_methods() -> Any:
        """Her factors, and her recovery codes as long as some are left."""
        return mfa_methods_array()

    @expression(int, description="How many recovery codes she has not used.")
    def recovery_codes_left() -> Any:
        """Ten at first."""
        unused = models.RecoveryCode.objects.filter(user=OuterRef("pk"), used_at__isnull=True).order_by()
        return Coalesce(Subquery(unused.values("user").annotate(count=Count("pk")).values("count")), Value(0))

    @expression(bool, description="Whether she can sign in with a password.")
    def has_password() -> Any:
        """Not as long as she only ever came by code, passkey or Google."""
        without = When(password__startswith=UNUSABLE_PASSWORD_PREFIX, then=Value(value=False))
        return Case(without, default=Value(value=True), output_field=BooleanField())

    @connection(edges.Orders, description="Her orders, newest first.")
    def orders() -> Rows:
        """Every order that she placed while signed in."""
        return Rows(Order, Q(user=OuterRef("pk")), order=("-placed_at", "-id"))

    @expression(edges.Carts, description="Her open carts, one per currency: they wait for her on every device.")
    def carts() -> Rows:
        """Each is one that `cartCreate` would give her."""
        return Rows(Cart, Q(user=OuterRef("pk"), status=CartStatus.OPEN), order=("currency",))

    @expression(edges.Wallets, description="Her wallets, one for each currency that she has ever kept money in.")
    def wallets() -> Rows:
        """By currency."""
        return Rows(LedgerAccount, Q(code=AccountCode.WALLET, owner_id=OuterRef("pk")), order=("currency",))

    @connection(Connection[Session], description="Her devices, the one used last first; also those signed out.")
    def sessions() -> Rows:
        """All of them."""
        return Rows(models.Session, Q(user=OuterRef("pk")), order=("-last_used_at", "-id"))

    @connection(Connection[AuditEntry], description="What was done to her account, newest first.")
    def audit_log() -> Rows:
        """All of it."""
        return Rows(models.AuditEntry, Q(user=OuterRef("pk")), order=("-created_at", "-id"))

    @connection(edges.Conversations, description="What she talks about as a shopper, the newest messages first.")
    def conversations() -> Rows:
        """With shops, and with the support."""
        return Rows(Conversation, Q(shopper=OuterRef("pk")), order=("-active_at", "-id"))

    @connection(edges.ChatMessages, description="What was said in all of these, the oldest first.")
    def chat_messages() -> Rows:
        """By her and by others."""
        return Rows(Message, Q(conversation__shopper=OuterRef("pk")), order=("sent_at", "id"))

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Only oneself."""
        return rows.none() if actor.user_id is None else rows.filter(pk=actor.user_id)
