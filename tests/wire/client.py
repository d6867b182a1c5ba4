"""A client of the wire: real schema, real HTTP view, the test's own transaction."""

from typing import Any
from uuid import UUID, uuid4

import orjson
from asgiref.sync import async_to_sync
from django.db import connection
from django.test import AsyncClient
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fashionistar.accounts.models import User
from fashionistar.accounts.tokens import TokenKind, issue
from fashionistar.kernel.models import Record
from schema.lib.ids import global_id

ADDRESS = {"name": "Dami Odu", "phone": "+254712345678", "line1": "12 Moi Avenue", "city": "Nairobi", "country": "KE"}


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
            token = issue(TokenKind.ACCESS, user_id=user.pk, now=timezone.now())
            self.headers["Authorization"] = f"Bearer {token}"

    def __call__(self, query: str, **variables: Any) -> Answer:
        """Send one operation."""
        client = AsyncClient()
        with CaptureQueriesContext(connection) as captured:
            response = async_to_sync(client.post)(
                "/graphql/",
                data=orjson.dumps({"query": query, "variables": variables}),
                content_type="application/json",
                headers=self.headers,
            )
        answer = Answer(orjson.loads(response.content))
        answer.status, answer.headers = response.status_code, response.headers
        answer.statements = len(
            [q for q in captured.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        )
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
