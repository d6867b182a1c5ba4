"""Everything that the API shows somebody about herself: the schema itself answers, as it answers her."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from fashionistar.kernel.actor import Actor
from fashionistar.kernel.money import Money
from fashionistar.privacy.selectors import OffTheWire
from schema.lib.context import WireContext, WireInfo
from schema.lib.documents import OwnDocument
from schema.lib.ids import global_id
from schema.lib.instants import written
from schema.lib.paging import LARGEST_PAGE
from schema.measurements.export import measured_body

_MONEY = "{ amount currency }"
_WHERE = "name phone line1 line2 city region postalCode country"
_LENGTH = "{ value unit }"
_SPECIFIED = f"""madeToMeasure {{
  id profileName createdAt leadTimeDays dueOn note erasedAt surcharge {_MONEY} agreedPrice {_MONEY}
  options {{ option choice surcharge {_MONEY} }} fabric {{ name description surcharge {_MONEY} }}
  measurements {{ term value {_LENGTH} low {_LENGTH} high {_LENGTH} source measuredAt modelId }} }}"""
_ALTERATIONS = f"""alterations {{
  id status createdAt note reason points {{ term verdict by {_LENGTH} }} steps {{ id status side at }} }}"""
_REFUNDS = f"refunds {{ id status reason requestedAt amount {_MONEY} storedValue {_MONEY} }}"
_ORDER = f"""
  id number status email placedAt paidAt total {_MONEY} shippingAddress {{ {_WHERE} }}
  storedValue {_MONEY} tenders {{ id kind status giftCardLastFour amount {_MONEY} refunded {_MONEY} }}
  payment {{ id purpose reference status message paidAt authorizationUrl amount {_MONEY} }}
  {_REFUNDS}
  vendorOrders {{
    id number status placedAt trackingNumber shippedAt deliveredAt total {_MONEY}
    storedValue {_MONEY} shippingAddress {{ {_WHERE} }}
    {_REFUNDS}
    vendor {{ id slug name }}
    lines {{
      id sku productName variantName quantity unitPrice {_MONEY} total {_MONEY} variant {{ id }}
      {_SPECIFIED} {_ALTERATIONS}
    }}
  }}"""
_CART = f"""
  id currency status total {_MONEY} problems {{ code message lineId }}
  lines {{
    id quantity unitPrice {_MONEY} total {_MONEY} variant {{ id sku product {{ id name }} }} {_SPECIFIED}
  }}"""

_TALK = """
  id createdAt activeAt lastSequence shopperName blockedBy
  vendor { id slug name } product { id name } vendorOrder { id number } measurementProfile { id name }
  viewer { id side readSequence readAt unreadCount mutedUntil }"""
_OFFER = f"""
  id side status quantity leadTimeDays terms expiresAt closedAt createdAt price {_MONEY} total {_MONEY}
  variant {{ id name }} options {{ option choice }} fabric {{ name description }} measurementProfile {{ id name }}
  madeToMeasure {{ id }} countered {{ id }} counter {{ id }}"""
_SAID = f"""
  id sequence side kind body terms hasContact sentAt editedAt deletedAt clientId authorId
  conversation {{ id }} product {{ id name }} vendorOrder {{ id number }} replyTo {{ id }}
  reactions {{ id emoji side authorId }}
  attachments {{
    id kind status rejection byteSize width height durationMs waveform createdAt processedAt clientId url previewUrl
  }}
  offer {{ {_OFFER} }}"""

#: What is read at once.
WHOLE = f"""
  id email phone name locale currency hasPassword mfaMethods recoveryCodesLeft
  googleIdentity {{ id email createdAt }}
  passkeys {{ id name createdAt lastUsedAt isBackedUp }}
  addresses {{ id createdAt {_WHERE} isDefault }}
  wallets {{ id currency available {_MONEY} pending {_MONEY} }}
  memberships {{ id role permissions name joinedAt vendor {{ id slug name }} }}
  carts {{ {_CART} }}"""
#: What is read page by page, by the name of the connection.
PAGED: Mapping[str, str] = {
    "orders": _ORDER,
    "sessions": "id createdAt lastUsedAt expiresAt endedAt end ip userAgent isCurrent provedAt mfaAt",
    "conversations": _TALK,
    "chatMessages": _SAID,
    "auditLog": "id action actor accountId createdAt ip userAgent requestId detail",
}


async def exported(info: WireInfo, besides: OffTheWire) -> dict[str, Any]:
    """The copy of whoever asks: each list of hers to its end, and what the API does not show."""
    actor = info.context.actor
    # As herself alone: what she may see as somebody's staff is not about her.
    hers = Actor(user_id=actor.user_id, session_id=actor.session_id)
    account = await _read(info, hers, WHOLE)
    for name, fields in PAGED.items():
        account[name] = await _to_its_end(info, hers, name, fields)
    return {"exportedAt": _instant(info.context.now), "account": account, **_besides(besides)}


async def _to_its_end(info: WireInfo, actor: Actor, name: str, fields: str) -> list[Any]:
    selection = (
        f"{name}(first: {LARGEST_PAGE}, after: $after) {{ nodes {{ {fields} }} pageInfo {{ hasNextPage endCursor }} }}"
    )
    found: list[Any] = []
    after = None
    while True:
        page = (await _read(info, actor, selection, after=after))[name]
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


async def _read(info: WireInfo, actor: Actor, selection: str, **variables: str | None) -> dict[str, Any]:
    declared = "($after: String)" if variables else ""
    document = OwnDocument(f"query AccountExport{declared} {{ me {{ {selection} }} }}")
    result = await info.schema.execute(document, variable_values=variables, context_value=WireContext(actor=actor))
    if result.errors or result.data is None:
        raise RuntimeError(f"the export could not be read: {result.errors}")
    read: dict[str, Any] = orjson.loads(orjson.dumps(result.data["me"], default=str))
    return read


def _besides(found: OffTheWire) -> dict[str, Any]:
    return {
        "signIn": {
            "authenticatorSince": _instant(found.authenticator_since),
            "passkeys": [
                {
                    "name": passkey.name,
                    "createdAt": _instant(passkey.created_at),
                    "lastUsedAt": _instant(passkey.last_used_at),
                }
                for passkey in found.passkeys
            ],
            "recoveryCodesLeft": found.recovery_codes_left,
            "google": found.google and {"email": found.google.email, "linkedAt": _instant(found.google.created_at)},
        },
        "notifications": [
            {
                "kind": sent.kind,
                "channel": sent.channel,
                "status": sent.status,
                "queuedAt": _instant(sent.created_at),
                "sentAt": _instant(sent.sent_at),
            }
            for sent in found.notifications
        ],
        "reminders": [
            {"conversationId": global_id("Conversation", told.conversation_id), "toldAt": _instant(told.told_at)}
            for told in found.reminders
        ],
        "measurementProfiles": [measured_body(profile) for profile in found.measurement_profiles],
        **_of_shops(found),
        **_of_stored_value(found),
    }


def _of_shops(found: OffTheWire) -> dict[str, Any]:
    return {
        "invitations": [
            {
                "shop": invitation.vendor.name,
                "role": invitation.role,
                "permissions": invitation.permissions,
                "sentAt": _instant(invitation.sent_at),
                "expiresAt": _instant(invitation.expires_at),
            }
            for invitation in found.invitations
        ],
        "apiKeys": [
            {
                "shop": key.vendor.name,
                "name": key.name,
                "scopes": key.scopes,
                "createdAt": _instant(key.created_at),
                "revokedAt": _instant(key.revoked_at),
            }
            for key in found.api_keys
        ],
    }


def _of_stored_value(found: OffTheWire) -> dict[str, Any]:
    return {
        "walletStatements": [
            {
                "bookedAt": _instant(line.booked_at),
                "description": line.description,
                "amount": str(line.amount.amount),
                "balance": str(line.balance.amount),
                "currency": line.amount.currency,
            }
            for line in found.wallet_lines
        ],
        "storedValuePayments": [
            {
                "purpose": payment.purpose,
                "reference": payment.reference,
                "status": payment.status,
                "amount": str(Money(payment.amount_minor, payment.currency).amount),
                "currency": payment.currency,
                "createdAt": _instant(payment.created_at),
                "paidAt": _instant(payment.paid_at),
            }
            for payment in found.stored_value_payments
        ],
    }


def _instant(time: datetime | None) -> str | None:
    return None if time is None else written(time)
