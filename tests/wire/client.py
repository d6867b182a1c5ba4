"""A client of the wire: real schema, real HTTP view, the test's own transaction."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import httpx
import orjson
from asgiref.sync import async_to_sync
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.asgi import http as http_application
from fashionistar.accounts.models import User
from fashionistar.kernel.models import Record
from schema.lib.ids import global_id
from tests.people import token_of

ADDRESS = {"name": "Dami Odu", "phone": "+254712345678", "line1": "12 Moi Avenue", "city": "Nairobi", "country": "KE"}


def http(
    method: str = "POST",
    *,
    content: bytes | None = None,
    params: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    """Send one request to the endpoint through all that stands before it."""

    async def sending() -> httpx.Response:
        transport = httpx.ASGITransport(http_application)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            given = {"Content-Type": "application/json", **(headers or {})}
            raw = {name: value.encode("latin-1") for name, value in given.items()}
            return await client.request(method, "/graphql/", content=content, params=params, headers=raw)

    return async_to_sync(sending)()


class Answer(dict[str, Any]):
    """What came back; `statements` is how many SQL statements it took."""

    statements: int = 0
    status: int = 200
    headers: Any = None

    @property
    def data(self) -> Any:
        """The data, when there are no top-level errors."""
        assert "errors" not in self, self["errors"]
        return self["data"]


class Wire:
    """Sends operations as one person."""

    def __init__(self, user: User | None = None) -> None:
        """A guest, or a signed-in user."""
        self.headers = {"Accept": "application/graphql-response+json"}
        if user is not None:
            self.headers["Authorization"] = f"Bearer {token_of(user)}"

    def __call__(self, query: str, **variables: Any) -> Answer:
        """Send one operation; bytes among the fields of an input are a file beside it."""
        given = [(name, value) for name, value in variables.items() if isinstance(value, dict)]
        files = {
            f"{name}.{field}": value
            for name, fields in given
            for field, value in fields.items()
            if isinstance(value, bytes)
        }
        if files:
            return self._with_files(query, variables, files)
        with CaptureQueriesContext(connection) as captured:
            response = http(content=orjson.dumps({"query": query, "variables": variables}), headers=self.headers)
        answer = Answer(orjson.loads(response.content))
        answer.status, answer.headers = response.status_code, response.headers
        answer.statements = len(
            [q for q in captured.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        )
        return answer

    def _with_files(self, query: str, variables: dict[str, Any], files: Mapping[str, bytes]) -> Answer:
        form = {
            # What no JSON can say is null in it.
            "operations": orjson.dumps({"query": query, "variables": variables}, default=lambda _: None),
            "map": orjson.dumps({place: [f"variables.{place}"] for place in files}),
        }
        return multipart(self, form, {place: ("a.bin", content) for place, content in files.items()})


def multipart(wire: "Wire", fields: Mapping[str, Any], files: Mapping[str, Any]) -> Answer:
    """Send a form with files as one person."""
    made = httpx.Request("POST", "http://testserver/graphql/", data=fields, files=files)
    headers = wire.headers | {"Content-Type": made.headers["Content-Type"]}
    response = http(content=made.read(), headers=headers)
    found = response.content.startswith(b"{")
    answer = Answer(orjson.loads(response.content) if found else {"text": response.text})
    answer.status, answer.headers = response.status_code, response.headers
    return answer


def gid(row: Record) -> str:
    """The row's id on the wire."""
    return global_id(type(row).__name__, UUID(str(row.pk)))


def key() -> str:
    """A fresh idempotency key."""
    return str(uuid4())


CART_FIELDS = """
  cart { id status currency total { amount currency }
    lines { id quantity unitPrice { amount } variant { sku } }
    problems { code message lineId } }
  userErrors { code message field }
"""

CART_CREATE = f"mutation($input: CartCreateInput!) {{ cartCreate(input: $input) {{ {CART_FIELDS} }} }}"
LINES_ADD = f"mutation($input: CartLinesAddInput!) {{ cartLinesAdd(input: $input) {{ {CART_FIELDS} }} }}"
LINES_UPDATE = f"mutation($input: CartLinesUpdateInput!) {{ cartLinesUpdate(input: $input) {{ {CART_FIELDS} }} }}"
LINES_REMOVE = f"mutation($input: CartLinesRemoveInput!) {{ cartLinesRemove(input: $input) {{ {CART_FIELDS} }} }}"
CART = """query($id: ID!) { cart(id: $id) { id status problems { code message lineId } lines { id quantity } } }"""

CHECKOUT = """
mutation($input: CheckoutCompleteInput!, $key: String!) {
  checkoutComplete(input: $input) @idempotent(key: $key) {
    order { id number status total { amount currency }
      vendorOrders { id number status vendor { name } total { amount } lines { sku quantity total { amount } } } }
    payment { reference authorizationUrl status amount { amount currency } }
    userErrors { code message field }
  }
}
"""


def checkout_input(cart_id: str, **changes: Any) -> dict[str, Any]:
    """A good input of `checkoutComplete`, with changes."""
    return {"cartId": cart_id, "email": "dami@example.com", "shippingAddress": ADDRESS} | changes
