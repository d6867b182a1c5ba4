"""How faults look on the wire: domain faults are data in `userErrors`, system faults are masked top-level errors."""

from collections.abc import Callable, Iterable
from typing import Any

import strawberry
import structlog
from asgiref.sync import sync_to_async
from django.db import DataError
from graphql import GraphQLError
from strawberry.extensions import SchemaExtension

from fashionistar.kernel.errors import DomainError, Fault
from fashionistar.kernel.request import current_request_id
from schema.lib.enums import ErrorCode

_log = structlog.get_logger("fashionistar.wire")

_UNSTORABLE = "Some value is too long, too large, or holds a character that cannot be stored (U+0000)."


@strawberry.type(description="Something the client can understand and mend. Nothing has changed.")
class UserError:
    """One fault of a mutation."""

    code: ErrorCode
    message: str = strawberry.field(description="A sentence for people.")
    field: list[str] | None = strawberry.field(description="The path below `input`, as ['lines', '0', 'quantity'].")


def user_errors(faults: Iterable[Fault]) -> list[UserError]:
    """Faults as they go over the wire."""
    return [UserError(code=fault.code, message=fault.message, field=list(fault.field) or None) for fault in faults]


async def attempt[Result, Payload](
    use_case: Callable[[], Result],
    *,
    done: Callable[[Result], Payload],
    refused: Callable[[list[UserError]], Payload],
) -> Payload:
    """Enter a use-case, once, in the request's database thread; a domain fault becomes the payload's `userErrors`."""
    try:
        result = await sync_to_async(use_case)()
    except DomainError as error:
        return refused(user_errors(error.faults))
    return done(result)


class WireErrors(SchemaExtension):
    """Masks what a client must not see, and puts the request's id into every top-level error."""

    def on_operation(self) -> Any:
        """Work on the errors once the operation has run, or was refused before that."""
        try:
            yield
        except GraphQLError as error:
            raise self._presentable(error) from error
        result = self.execution_context.result
        errors = getattr(result, "errors", None)
        if errors:
            result.errors = [self._presentable(error) for error in errors]  # type: ignore[union-attr]

    def _presentable(self, error: GraphQLError) -> GraphQLError:
        request_id = current_request_id()
        cause = error.original_error
        if isinstance(cause, DataError):
            _log.warning("input refused by the database", path=error.path, error=str(cause))
            error, cause = GraphQLError(_UNSTORABLE, error.nodes, path=error.path), None
        known = cause is None or isinstance(cause, GraphQLError) or (error.extensions or {}).get("code") is not None
        if not known:
            _log.error("resolver failed", path=error.path, exc_info=cause)
        return GraphQLError(
            error.message if known else "Something went wrong on our side. Quote the request id when you report it.",
            nodes=error.nodes,
            source=error.source,
            positions=error.positions,
            path=error.path,
            extensions={
                "code": "INVALID" if known else "INTERNAL",
                **(error.extensions or {}),
                "requestId": request_id,
            },
        )
