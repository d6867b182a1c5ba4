"""Reads webhooks' payloads: the schema itself answers, as it would answer the endpoint's owner."""

from typing import Any
from uuid import UUID

import orjson
from asgiref.sync import async_to_sync

from fashionistar.kernel.actor import Actor
from fashionistar.webhooks.event_types import ABOUT, WebhookEventType
from fashionistar.webhooks.gateway import RenderError
from schema.lib.context import WireContext
from schema.lib.documents import OwnDocument
from schema.lib.ids import global_id
from schema.lib.projection.statements import close_pool
from schema.root import schema
from schema.webhooks.selection import DEFAULTS, payload_document


def render(*, actor: Actor, event: WebhookEventType, subject: UUID, selection: str) -> bytes:
    """The selection of the row that the event is about, as JSON; `null` when the actor may not see the row.

    Raises:
        RenderError: The schema refused it, or could not answer.
    """
    document = payload_document(selection or DEFAULTS[event])
    result = async_to_sync(_executed)(document, actor, global_id(ABOUT[event].type_name, subject))
    if result.errors:
        raise RenderError("; ".join(error.message for error in result.errors))
    return orjson.dumps(result.data["node"], default=str)


async def _executed(document: OwnDocument, actor: Actor, row: str) -> Any:
    try:
        return await schema.execute(document, variable_values={"id": row}, context_value=WireContext(actor=actor))
    finally:
        # The loop ends with this call, and so must the connections that it was given.
        await close_pool()
