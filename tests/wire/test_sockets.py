"""Operations over a WebSocket: each is asked anew whose it is, as a request over HTTP is."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from channels.testing import WebsocketCommunicator
from django.utils import timezone

from fashionistar.accounts.models import Session, User
from fashionistar.accounts.services.session_revoke import session_revoke
from schema.endpoint import socket_endpoint
from tests.people import PASSWORD, People, acting, session_of, token_of
from tests.wire.client import gid

ME = "{ me { id } }"
SIGN_IN = """mutation { tokenCreate(input: { login: "cleo@example.com", password: "%s" }) {
  user { id } userErrors { code } } }"""

type Ask = Callable[[str], Awaitable[Any]]


def over_a_socket(token: str, talk: Callable[[Ask], Awaitable[None]]) -> None:
    """Talk over one connection that is somebody's; `ask` gives the first payload of an operation."""

    async def talking() -> None:
        socket = WebsocketCommunicator(socket_endpoint, "/graphql/", subprotocols=["graphql-transport-ws"])
        await socket.connect()
        await socket.send_json_to({"type": "connection_init", "payload": {"Authorization": f"Bearer {token}"}})
        assert (await socket.receive_json_from(timeout=10))["type"] == "connection_ack"

        async def ask(query: str) -> Any:
            await socket.send_json_to({"id": "1", "type": "subscribe", "payload": {"query": query}})
            seen = await socket.receive_json_from(timeout=10)
            assert (await socket.receive_json_from(timeout=10))["type"] == "complete"
            return seen["payload"]

        await talk(ask)
        await socket.disconnect()

    async_to_sync(talking)()


def ends(session: Session) -> None:
    """She signs the device out from another."""
    session_revoke(actor=acting(session.user), session_id=session.pk, now=timezone.now())


def leaves(session: Session) -> None:
    """Her account is closed."""
    User.objects.filter(pk=session.user_id).update(is_active=False)


@pytest.mark.parametrize("happens", [ends, leaves])
def test_a_connection_is_nobodys_once_its_session_is_over(people: People, happens: Callable[[Session], None]) -> None:
    session = session_of(people.dami)

    async def talk(ask: Ask) -> None:
        assert await ask(ME) == {"data": {"me": {"id": gid(people.dami)}}}
        await sync_to_async(happens)(session)
        answer = await ask(ME)
        assert (answer["data"], answer["errors"][0]["extensions"]["code"]) == ({"me": None}, "UNAUTHENTICATED")
        assert await ask("{ __typename }") == {"data": {"__typename": "Query"}}

    over_a_socket(token_of(people.dami, session=session), talk)


def test_who_signs_in_over_a_connection_does_not_become_whose_it_is(people: People) -> None:
    dami, cleo = people.dami, people.cleo

    async def talk(ask: Ask) -> None:
        signed = await ask(SIGN_IN % PASSWORD)
        assert signed == {"data": {"tokenCreate": {"user": {"id": gid(cleo)}, "userErrors": []}}}
        assert await ask(ME) == {"data": {"me": {"id": gid(dami)}}}

    over_a_socket(token_of(dami), talk)
