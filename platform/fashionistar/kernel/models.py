"""The kernel's tables: the event log, the inbox, idempotency records; and the base that every other table grows on."""

from django.contrib.postgres.fields import ArrayField
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
    """One fact, recorded in the transaction that made it true; the outbox is also the log of all facts.

    A fact is first recorded and then, when its transaction has committed, placed: `position` is its place in the log
    of the platform, `sequence` its place among the facts about the same aggregate, both from 1 and without gaps. The
    table is partitioned by the month of `occurred_at`.
    """

    id = models.BigAutoField(primary_key=True)
    event_id = models.UUIDField(db_default=UUID7(), editable=False)
    position = models.BigIntegerField(null=True)
    sequence = models.BigIntegerField(null=True)
    type = models.CharField(max_length=80)
    aggregate = models.CharField(max_length=120, help_text="What the fact is about, as `order:<uuid>`.")
    topics = ArrayField(models.CharField(max_length=120), help_text="Whom it concerns: the aggregate, and others.")
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
            models.Index(fields=["position"], name="outbox_position"),
            models.Index(fields=["id"], name="outbox_unplaced", condition=models.Q(position__isnull=True)),
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
            models.Index(fields=["position"], name="outbox_dead", condition=models.Q(status=OutboxStatus.DEAD)),
        )


class LogHead(models.Model):
    """The one row that says how far the log goes: whoever places facts holds it."""

    position = models.BigIntegerField(default=0, help_text="The last place that is taken.")
    pruned = models.BigIntegerField(default=0, help_text="The last place whose fact may be gone.")


class Stream(models.Model):
    """How many facts there have been about one aggregate."""

    aggregate = models.CharField(primary_key=True, max_length=120)
    sequence = models.BigIntegerField()


class TopicEntry(models.Model):
    """Where in the log the facts are that concern a topic."""

    pk = models.CompositePrimaryKey("topic", "position")
    topic = models.CharField(max_length=120)
    position = models.BigIntegerField()


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
