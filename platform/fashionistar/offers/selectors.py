"""Reads of offers."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from fashionistar.chat.selectors import conversation_scope
from fashionistar.kernel.actor import Actor
from fashionistar.offers.models import Offer, OfferStatus


def visible_offers(actor: Actor, queryset: QuerySet[Offer] | None = None) -> QuerySet[Offer]:
    """The offers of the conversations that the actor may see."""
    offers = Offer.objects.all() if queryset is None else queryset
    return offers.filter(conversation_scope(actor, "conversation__"))


def standing_offers(conversation_ids: Iterable[UUID], *, now: datetime) -> QuerySet[Offer]:
    """The offers of these conversations that can still be accepted, the latest first."""
    open_ = Offer.objects.filter(conversation__in=conversation_ids, status=OfferStatus.OPEN, expires_at__gt=now)
    return open_.order_by("-created_at", "-pk")


def expired_offers(*, now: datetime, limit: int) -> list[UUID]:
    """Open offers whose time is up, the oldest first."""
    over = Offer.objects.filter(status=OfferStatus.OPEN, expires_at__lte=now).order_by("expires_at", "pk")
    return list(over.values_list("pk", flat=True)[:limit])
