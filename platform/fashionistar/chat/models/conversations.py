"""Tables of chat: conversations, who takes part in them, and what was said."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from fashionistar.accounts.models import User
from fashionistar.kernel.models import Record
from fashionistar.measurements.estimation.terms import Term
from fashionistar.measurements.models import MeasurementProfile
from fashionistar.orders.models import VendorOrder
from fashionistar.products.models import Product
from fashionistar.vendors.models import Vendor, VendorMember

MAX_BODY = 4000


class ChatSide(models.TextChoices):
    """On whose side somebody speaks; PLATFORM says what happened to an order."""

    SHOPPER = "SHOPPER"
    SHOP = "SHOP"
    SUPPORT = "SUPPORT"
    PLATFORM = "PLATFORM"


class Conversation(Record):
    """A shopper's conversation with a shop, or without one with the platform's support."""

    shopper = models.ForeignKey(User, on_delete=models.PROTECT, related_name="conversations")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, null=True, related_name="conversations")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, related_name="+")
    vendor_order = models.ForeignKey(VendorOrder, on_delete=models.PROTECT, null=True, related_name="+")
    # Its id stays when a body is forgotten: what was said about it does not become what was said about nothing.
    measurement_profile = models.ForeignKey(
        MeasurementProfile, on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    assignee = models.ForeignKey(VendorMember, on_delete=models.SET_NULL, null=True, related_name="+")
    last_sequence = models.BigIntegerField(default=0, help_text="How many messages there are.")
    active_at = models.DateTimeField(help_text="When the last message came; before the first, when it was opened.")
    shopper_blocked_at = models.DateTimeField(null=True, help_text="Since when the shopper wants no messages.")
    team_blocked_at = models.DateTimeField(null=True, help_text="Since when the shop, or the support, wants none.")
    remind_at = models.DateTimeField(null=True, help_text="When to look whom to tell of what waits; null: never.")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["shopper", "vendor", "product", "vendor_order", "measurement_profile"],
                nulls_distinct=False,
                name="conversation_unique",
            ),
            models.CheckConstraint(
                condition=Q(product__isnull=True, vendor_order__isnull=True)
                | Q(product__isnull=True, measurement_profile__isnull=True)
                | Q(vendor_order__isnull=True, measurement_profile__isnull=True),
                name="conversation_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(vendor__isnull=False)
                | Q(product__isnull=True, vendor_order__isnull=True, measurement_profile__isnull=True, assignee=None),
                name="conversation_support_has_no_subject",
            ),
        )
        indexes = (
            models.Index(fields=["shopper", "-active_at", "-id"], name="conversation_of_shopper"),
            models.Index(fields=["vendor", "-active_at", "-id"], name="conversation_of_vendor"),
            models.Index(fields=["active_at"], name="conversation_old"),
            models.Index(fields=["remind_at", "id"], name="conversation_remind", condition=Q(remind_at__isnull=False)),
        )


class Participant(Record):
    """How far somebody has read: the shopper, a side as a whole (`user` is null), or one person of that side."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participants")
    side = models.CharField(max_length=8, choices=ChatSide)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    read_sequence = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    unread_count = models.IntegerField(default=0, help_text="Counted as messages come; see `selectors.unread_where`.")
    muted_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ("side", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["conversation", "side", "user"], nulls_distinct=False, name="participant_unique"
            ),
            models.CheckConstraint(condition=Q(unread_count__gte=0), name="participant_unread_not_negative"),
            models.CheckConstraint(
                condition=~Q(side="PLATFORM") & (~Q(side="SHOPPER") | Q(user__isnull=False)), name="participant_is_one"
            ),
        )


class MessageKind(models.TextChoices):
    """What a message is: words, a card, a request or an offer with words beside it, or what happened to the order."""

    TEXT = "TEXT"
    PRODUCT = "PRODUCT"
    ORDER = "ORDER"
    MEASUREMENT = "MEASUREMENT", "The shop asks the shopper to measure"
    OFFER = "OFFER"
    SYSTEM = "SYSTEM"


class Message(Record):
    """Something that was said; `sequence` is its place in the conversation, from 1 and without gaps."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    sequence = models.BigIntegerField()
    client_id = models.UUIDField(null=True, help_text="What the client calls it; null for the platform's own.")
    side = models.CharField(max_length=8, choices=ChatSide)
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    sender = models.CharField(max_length=60, help_text="As the outbox names actors.")
    sent_hash = models.CharField(max_length=64, blank=True, default="", help_text="Of what the client asked to send.")
    kind = models.CharField(max_length=11, choices=MessageKind)
    body = models.TextField(max_length=MAX_BODY, blank=True, default="")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, null=True, related_name="+")
    vendor_order = models.ForeignKey(VendorOrder, on_delete=models.PROTECT, null=True, related_name="+")
    terms = ArrayField(
        models.CharField(max_length=24, choices=[(term.value, term.value) for term in Term]),
        default=list,
        help_text="What the shop asks to have measured, for MEASUREMENT.",
    )
    reply_to = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    has_contact = models.BooleanField(default=False, help_text="The filter found how somebody is reached elsewhere.")
    sent_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True, help_text="When its text was erased: privacy, or its time was up.")

    class Meta:
        ordering = ("sequence", "id")
        constraints = (
            models.UniqueConstraint(fields=["conversation", "sequence"], name="message_sequence_unique"),
            models.UniqueConstraint(fields=["conversation", "client_id"], name="message_client_id_unique"),
            models.CheckConstraint(condition=Q(sequence__gt=0), name="message_sequence_positive"),
            models.CheckConstraint(
                condition=Q(body="") | Q(deleted_at__isnull=True, forgotten_at__isnull=True),
                name="message_deleted_has_no_body",
            ),
            models.CheckConstraint(
                condition=Q(kind="SYSTEM", side="PLATFORM", client_id__isnull=True)
                | ~Q(kind="SYSTEM") & ~Q(side="PLATFORM") & Q(client_id__isnull=False),
                name="message_system_is_the_platforms",
            ),
        )
        indexes = (
            # As `icontains` compares; three letters of a word are enough to look it up.
            GinIndex(OpClass(Upper("body"), "gin_trgm_ops"), name="message_search"),
        )


class MessageChange(models.TextChoices):
    """What became of an earlier text."""

    EDITED = "EDITED"
    DELETED = "DELETED"


class MessageVersion(Record):
    """A text as it was before it was edited or deleted; kept for disputes, and the database lets nobody change it."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="versions")
    change = models.CharField(max_length=8, choices=MessageChange)
    body = models.TextField(max_length=MAX_BODY)
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["message"], name="message_version_of"),)


class MessageReaction(Record):
    """What somebody feels about a message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reactions")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=8, choices=ChatSide)
    emoji = models.CharField(max_length=16)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["message", "user", "emoji"], name="message_reaction_unique"),)


class ReportReason(models.TextChoices):
    """What is wrong with a message."""

    SPAM = "SPAM"
    ABUSE = "ABUSE"
    FRAUD = "FRAUD"
    OTHER = "OTHER"


class MessageReport(Record):
    """Somebody wants the platform's staff to look at a message."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=8, choices=ChatSide)
    reason = models.CharField(max_length=8, choices=ReportReason)
    comment = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (models.UniqueConstraint(fields=["message", "reporter"], name="message_report_unique"),)
        indexes = (models.Index(fields=["-created_at", "-id"], name="message_report_newest"),)


class Note(Record):
    """What members of a shop, or the support, tell each other about a conversation; the shopper never sees it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notes")
    client_id = models.UUIDField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    body = models.CharField(max_length=2000)

    class Meta:
        ordering = ("created_at", "id")
        constraints = (models.UniqueConstraint(fields=["conversation", "client_id"], name="note_client_id_unique"),)
        indexes = (models.Index(fields=["conversation", "-created_at", "-id"], name="note_newest"),)
