"""The doors of the wire: GraphQL over HTTP, GraphQL over WebSocket, and the one REST shim for gateways' webhooks."""

from json import JSONDecodeError
from pathlib import Path
from typing import Any, override

import orjson
from asgiref.sync import sync_to_async
from cross_web import AsyncHTTPRequestAdapter, HTTPException
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from starlette.websockets import WebSocketDisconnected as SocketGone
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http.base import BaseRequestProtocol
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.http.types import QueryParams
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler

from fashionistar.kernel.errors import DomainError
from fashionistar.payments.gateways import configured_gateways
from fashionistar.payments.models import WebhookOutcome
from fashionistar.payments.services.webhook_receive import webhook_receive
from schema.lib.context import WireContext
from schema.lib.documents import documents, identified
from schema.lib.identity import identify
from schema.lib.manifest import trusted_documents
from schema.root import schema
from schema.uploads import UploadAdapter, has_files

_RESPONSE_TYPE = "application/graphql-response+json"


def _is_refused(answer: Any) -> bool:
    """Whether the request was refused before anything ran: no data, and no error that has a path."""
    if not isinstance(answer, dict) or answer.get("data") is not None or "data" not in answer:
        return False
    errors = answer.get("errors") or []
    return bool(errors) and not any("path" in error for error in errors)


class GraphQLEndpoint(GraphQL[WireContext, None]):
    """GraphQL over HTTP and server-sent events, an application of its own: Django serves pages."""

    request_adapter_class = UploadAdapter

    @override
    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> WireContext:
        """Who is asking, from the Authorization header."""
        try:
            found = await identify(request.headers.get("Authorization"))
        except DomainError as error:
            raise HTTPException(429, error.faults[0].message) from error
        if has_files(request.headers) and not (found.actor.is_authenticated or found.actor.is_service):
            raise HTTPException(401, "Sign in to send files.")
        return WireContext(actor=found.actor, rejected=found.rejected, request=request, response=response)

    @override
    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """Remembers the media type that the client asked for."""
        response = await super().get_sub_response(request)
        if _RESPONSE_TYPE in request.headers.get("Accept", ""):
            response.media_type = _RESPONSE_TYPE
        return response

    @override
    def should_render_graphql_ide(self, request: BaseRequestProtocol) -> bool:
        """Never: who wants a page is not sent here."""
        return False

    @override
    def parse_json(self, data: str | bytes) -> Any:
        """Read JSON; a body is an object, or a list for the library to refuse."""
        parsed = super().parse_json(data)
        if not isinstance(data, bytes):
            return parsed
        if not isinstance(parsed, (dict, list)):
            raise JSONDecodeError("a request is an object", "", 0)
        return identified(parsed) if isinstance(parsed, dict) else parsed

    @override
    async def parse_multipart(self, request: AsyncHTTPRequestAdapter) -> dict[str, str]:
        """Read an operation and its files."""
        try:
            parsed = await super().parse_multipart(request)
        except (TypeError, ValueError, IndexError, AttributeError) as error:
            raise HTTPException(400, "Unable to parse the multipart body") from error
        if not isinstance(parsed, dict):
            raise HTTPException(400, "One operation comes with files.")
        return identified(parsed)

    @override
    def parse_query_params(self, params: QueryParams) -> dict[str, Any]:
        """Read what a GET gives."""
        return identified(super().parse_query_params(params))

    @override
    def create_response(self, response_data: Any, sub_response: Response) -> Response:
        """Answer in the media type that the client asked for."""
        if sub_response.media_type != _RESPONSE_TYPE:
            return super().create_response(response_data, sub_response)
        if refused := _is_refused(response_data):
            del response_data["data"]
        response = super().create_response(response_data, sub_response)
        response.headers["Content-Type"] = f"{_RESPONSE_TYPE}; charset=utf-8"
        if refused:
            response.status_code = 400
        return response

    @override
    def encode_json(self, data: object) -> bytes:
        """Fast, and decimals as strings."""
        return orjson.dumps(data, default=str)


class _SocketOperations(BaseGraphQLTransportWSHandler[WireContext, None]):
    """The operations of one socket."""

    @override
    async def handle_task_exception(self, error: Exception) -> None:
        """Log what is ours to mend: that a client went while it was being told something is not.

        The first who tells it something then meets `WebSocketDisconnected`, whoever comes after that `SocketGone`.
        """
        if not isinstance(error, WebSocketDisconnected | SocketGone):
            await super().handle_task_exception(error)


class GraphQLSocket(GraphQL[WireContext, None]):
    """`/graphql/` over WebSocket, `graphql-transport-ws` only; the token comes in the connection's payload."""

    graphql_transport_ws_handler_class = _SocketOperations

    @override
    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> WireContext:
        """The connection's; `WireSchema.stream` asks again who she is when an operation begins."""
        return WireContext(request=request)

    @override
    def encode_json(self, data: object) -> str:
        """As over HTTP."""
        return orjson.dumps(data, default=str).decode()

    @override
    async def on_ws_connect(self, context: WireContext) -> dict[str, object] | None:
        """Who is asking, from `{"Authorization": "Bearer …"}` in the connection's payload."""
        params = context.connection_params or {}
        authorization = params.get("Authorization") or params.get("authorization")
        try:
            found = await identify(authorization if isinstance(authorization, str) else None)
        except DomainError as error:
            raise ConnectionRejectionError({"message": error.faults[0].message}) from error
        context.actor, context.rejected = found.actor, found.rejected
        return None

    @override
    def decode_json(self, data: str | bytes) -> object:
        """Read a message; what is none of the protocol's becomes one without a type, which closes the socket (4400)."""
        message = super().decode_json(data)
        if not isinstance(message, dict):
            return {}
        if message.get("type") == "subscribe":
            payload = message.get("payload")
            if not isinstance(payload, dict):
                return {}
            identified(payload)
        return message


if settings.GRAPHQL_TRUSTED_DOCUMENTS:
    documents.trust(trusted_documents(Path(settings.GRAPHQL_TRUSTED_DOCUMENTS), schema._schema))  # noqa: SLF001

http_endpoint = GraphQLEndpoint(
    schema, graphql_ide=None, subscription_protocols=(GRAPHQL_SSE_PROTOCOL,), multipart_uploads_enabled=True
)
socket_endpoint = GraphQLSocket(
    schema,
    graphql_ide=None,
    subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
    allowed_origins=tuple(settings.WEBSOCKET_ORIGINS),
)


@csrf_exempt
@require_POST
async def gateway_webhook(request: HttpRequest, gateway: str) -> HttpResponse:
    """Store what a gateway sends, then answer: 200 once it is stored, 401 for a signature that does not hold."""
    if gateway not in configured_gateways():
        return HttpResponse(status=404)
    if int(request.headers.get("Content-Length") or 0) > settings.WEBHOOK_BODY_LIMIT:
        return HttpResponse(status=413)
    sender, body = configured_gateways().named(gateway), request.body
    headers = {name.lower(): value for name, value in request.headers.items()}
    stored = await sync_to_async(
        lambda: webhook_receive(gateway=sender, body=body, headers=headers, now=timezone.now())
    )()
    return HttpResponse(status=401 if stored.outcome == WebhookOutcome.FORGED else 200)
