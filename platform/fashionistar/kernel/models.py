"""The kernel's tables: the outbox, the inbox, idempotency records; and the base every other table grows on."""

from django.db import models
from django.db.models.functions import UUID7, Now


class Record(models.Model):
    """A row with a UUIDv7 key and a creation time, both from the database, so that keys sort by age."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True


class OutboxStatus(models.TextChoices):
    """Where an event stands: waiting for the relay, delivered to every handler, or given up."""

    PENDING = "PENDING"
    DELIVERED = "DELIVERED"
    DEAD = "DEAD"


class OutboxEvent(models.Model):
    """One fact, recorded in the transaction that made it true; `position` is its place in the log."""

    position = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField(unique=True, db_default=UUID7(), editable=False)
    type = models.CharField(max_length=80)
    aggregate = models.CharField(max_length=120, help_text="What the fact is about, as `order:<uuid>`.")
    payload = models.JSONField(help_text="Ids only.")
    actor = models.CharField(max_length=60)
    request_id = models.CharField(max_length=64, blank=True)
    occurred_at = models.DateTimeField(db_default=Now())
    status = models.CharField(max_length=12, choices=OutboxStatus, db_default=OutboxStatus.PENDING)
    attempts = models.PositiveSmallIntegerField(db_default=0)
    due_at = models.DateTimeField(db_default=Now())
    leased_until = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, db_default="")

    class Meta:
        ordering = ("position",)
        indexes = (
            models.Index(
                fields=["due_at", "position"],
                name="outbox_pending",
                condition=models.Q(status=OutboxStatus.PENDING),
            ),
            models.Index(
                fields=["aggregate", "position"],
                name="outbox_aggregate",
                condition=models.Q(status=OutboxStatus.PENDING),
            ),
        )


class InboxEntry(models.Model):
    """A handler has taken an event: written with the handler's own effects, so that they happen once."""

    pk = models.CompositePrimaryKey("event_id", "handler")
    event_id = models.UUIDField()
    handler = models.CharField(max_length=160)
    handled_at = models.DateTimeField(db_default=Now())


class IdempotencyRecord(Record):
    """A mutation that was done under a client's key: what it was asked and which row came of it."""

    scope = models.CharField(max_length=60, help_text="Whose key: `user:<uuid>` or `guest:<cart uuid>`.")
    operation = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    input_hash = models.CharField(max_length=64)
    result = models.UUIDField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["scope", "operation", "key"], name="idempotency_key_unique"),)
