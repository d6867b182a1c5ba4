"""How faults look on the wire: domain faults are data in `userErrors`, system faults are masked top-level errors."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import aclosing
from typing import Any

import strawberry
import structlog
from django.db import DataError
from graphql import GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.extensions import SchemaExtension
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.schema.schema import StreamResult
from strawberry.types.execution import PreExecutionError

from fashionistar.kernel.errors import DomainError, Fault
from fashionistar.kernel.request import current_request_id, request_scope
from schema.lib.enums import ErrorCode
from schema.lib.threads import in_thread

_log = structlog.get_logger("fashionistar.wire")

_UNSTORABLE = "Some value is too long, too large, or holds a character that cannot be stored (U+0000)."


@strawberry.type(description="Something the client can understand and mend. Nothing has changed.")
class UserError:
    """One fault of a mutation."""

    code: ErrorCode
    message: str = strawberry.field(description="A sentence for people.")
    field: list[str] | None = strawberry.field(description="The path below `input`, as ['lines', '0', 'quantity'].")
    retry_after: int | None = strawberry.field(default=None, description="Seconds to wait, for RATE_LIMITED.")


def invalid(message: str) -> GraphQLError:
    """The error of an argument that makes no sense, wherever it stands."""
    return GraphQLError(message, extensions={"code": "INVALID"})


def refused(error: DomainError) -> GraphQLError:
    """The top-level error of a query that a use-case refused."""
    fault = error.faults[0]
    told = {} if fault.retry_after is None else {"retryAfter": fault.retry_after}
    return GraphQLError(fault.message, extensions={"code": fault.code.value, **told})


def user_errors(faults: Iterable[Fault]) -> list[UserError]:
    """Faults as they go over the wire."""
    return [
        UserError(
            code=fault.code, message=fault.message, field=list(fault.field) or None, retry_after=fault.retry_after
        )
        for fault in faults
    ]


async def attempt[Result, Payload](
    use_case: Callable[[], Result],
    *,
    done: Callable[[Result], Payload],
    refused: Callable[[list[UserError]], Payload],
) -> Payload:
    """Enter a use-case, once, in the request's database thread; a domain fault becomes the payload's `userErrors`."""
    try:
        result = await in_thread(use_case)
    except DomainError as error:
        return refused(user_errors(error.faults))
    return done(result)


async def told(results: StreamResult) -> StreamResult:
    """Results of a WebSocket's operation, with an id of its own; a refusal before it begins is its only result.

    One that took too long is the last, for what comes after it would have a client forget that it lacks something.
    """
    with request_scope(current_request_id()):
        async with aclosing(results):
            try:
                async for result in results:
                    yield result
                    if any(_code(error) == "TIMEOUT" for error in getattr(result, "errors", None) or ()):
                        return
            except GraphQLError as error:
                yield PreExecutionError(data=None, errors=[error])


def _code(error: GraphQLError) -> object:
    return (error.extensions or {}).get("code")


async def turned_away(error: GraphQLError) -> StreamResult:
    """The only result of a WebSocket's operation that is not begun."""
    with request_scope(current_request_id()) as request_id:
        extensions = {**(error.extensions or {}), "requestId": request_id}
        yield PreExecutionError(data=None, errors=[GraphQLError(error.message, extensions=extensions)])


def _reason(refused: MissingQueryError | CannotGetOperationTypeError | InvalidOperationTypeError) -> str:
    """Why a request is none, for the client that sent it."""
    if isinstance(refused, MissingQueryError):
        return "Send a document: `query`, or the `documentId` of a trusted one."
    if isinstance(refused, InvalidOperationTypeError):
        return f"This transport runs no {refused.operation_type.value}."
    return refused.as_http_error_reason()


class WireErrors(SchemaExtension):
    """Masks what a client must not see, and puts the request's id into every top-level error."""

    def on_operation(self) -> Any:
        """Work on the errors once the operation has run, or was refused before that."""
        try:
            yield
        except GraphQLError as error:
            raise self._presentable(error) from error
        self._present(self.execution_context.result)

    def on_stream_result(self, result: object) -> Iterator[None]:
        """Work on the errors of each result of a WebSocket's operation before it is sent."""
        self._present(result)
        yield

    def _present(self, result: object) -> None:
        if errors := getattr(result, "errors", None):
            result.errors = [self._presentable(error) for error in errors]  # type: ignore[attr-defined]

    def _presentable(self, error: GraphQLError) -> GraphQLError:
        request_id = current_request_id()
        cause = error.original_error
        if isinstance(cause, DataError):
            _log.warning("input refused by the database", path=error.path, error=str(cause))
            error, cause = GraphQLError(_UNSTORABLE, error.nodes, path=error.path), None
        elif isinstance(cause, (MissingQueryError, CannotGetOperationTypeError, InvalidOperationTypeError)):
            error, cause = GraphQLError(_reason(cause)), None
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
