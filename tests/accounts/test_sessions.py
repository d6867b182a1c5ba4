"""Sessions: one for each device, seen and ended from any other; refresh tokens that are good once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from django.utils import timezone

from fashionistar.accounts.models import AuditEntry, Session
from fashionistar.accounts.services.token_refresh import GRACE, token_refresh
from fashionistar.accounts.tokens import TokenKind
from fashionistar.kernel.errors import DomainError
from fashionistar.kernel.models import OutboxEvent
from tests.accounts.test_token_create import sign_in
from tests.accounts.test_token_refresh import refresh
from tests.checkout.shopping import faults, payload, refusals
from tests.people import PASSWORD, People, session_of, token_of
from tests.wire.client import Wire, gid, http

REVOKE = (
    "mutation($input: SessionRevokeInput!) { sessionRevoke(input: $input) { session { end } userErrors { code } } }"
)
REVOKE_ALL = """mutation($input: SessionRevokeAllInput!) { sessionRevokeAll(input: $input) {
  count userErrors { code } } }"""
DEVICES = "{ me { sessions { totalCount nodes { isCurrent userAgent end } } } }"
LOG = "{ me { auditLog { nodes { action userAgent detail } } } }"


def bearing(token: str) -> Wire:
    """A client with this access token."""
    wire = Wire()
    wire.headers["Authorization"] = f"Bearer {token}"
    return wire


def later(**span: float) -> Any:
    """A time from now."""
    return timezone.now() + timedelta(**span)


def actions() -> list[str]:
    """What the audit log holds, oldest first."""
    return list(AuditEntry.objects.order_by("created_at", "id").values_list("action", flat=True))


def test_signing_in_begins_a_session_that_the_user_sees(people: People) -> None:
    assert people.dami
    wire = bearing(payload(sign_in("dami@example.com"))["accessToken"])
    session_of(people.dami, age=timedelta(days=1))
    assert wire(DEVICES).data["me"]["sessions"] == {
        "totalCount": 2,
        "nodes": [
            {"isCurrent": True, "userAgent": "python-httpx/0.28.1", "end": None},
            {"isCurrent": False, "userAgent": "Tecno Spark", "end": None},
        ],
    }
    assert wire(LOG).data["me"]["auditLog"]["nodes"] == [
        {"action": "SIGNED_IN", "userAgent": "python-httpx/0.28.1", "detail": {"how": "password"}}
    ]


def test_a_device_is_signed_out_from_another_and_its_tokens_are_worth_nothing_at_once(people: People) -> None:
    lost = session_of(people.dami)
    access, fresh = token_of(people.dami, session=lost), token_of(people.dami, TokenKind.REFRESH, session=lost)
    assert payload(Wire(people.dami)(REVOKE, input={"id": gid(lost)})) == {
        "session": {"end": "REVOKED"},
        "userErrors": [],
    }
    assert refusals(bearing(access)("{ me { id } }")) == ["UNAUTHENTICATED"]
    assert faults(refresh(fresh)) == [("INVALID_TOKEN", ["refreshToken"])]
    assert (actions(), OutboxEvent.objects.get().type) == (["SESSION_REVOKED"], "SessionEnded")
    assert payload(Wire(people.dami)(REVOKE, input={"id": gid(lost)}))["userErrors"] == []
    assert OutboxEvent.objects.count() == 1, "a second time nothing happens"


def test_signing_out_ends_the_device_at_hand(people: People) -> None:
    wire = Wire(people.dami)
    assert payload(wire(REVOKE, input={}))["session"] == {"end": "SIGNED_OUT"}
    assert (refusals(wire("{ me { id } }")), actions()) == (["UNAUTHENTICATED"], ["SIGNED_OUT"])


@pytest.mark.parametrize(("keep", "ended"), [(True, 2), (False, 3)])
def test_all_devices_are_signed_out_but_nobody_elses(people: People, keep: bool, ended: int) -> None:
    session_of(people.cleo)
    session_of(people.dami)
    session_of(people.dami)
    wire = Wire(people.dami)
    assert payload(wire(REVOKE_ALL, input={"keepCurrent": keep})) == {"count": ended, "userErrors": []}
    assert Session.objects.filter(ended_at__isnull=True).count() == 4 - ended
    assert Session.objects.filter(user=people.cleo, ended_at__isnull=True).count() == 1


def test_nobody_sees_or_ends_anothers_session(people: People) -> None:
    hers = session_of(people.dami)
    assert Wire(people.cleo)("query($id: ID!) { node(id: $id) { id } }", id=gid(hers)).data == {"node": None}
    assert payload(Wire(people.cleo)(REVOKE, input={"id": gid(hers)}))["userErrors"] == [{"code": "NOT_FOUND"}]
    assert Session.objects.filter(ended_at__isnull=False).count() == 0


def test_a_spent_refresh_token_ends_the_session_and_is_noted(people: People) -> None:
    stolen = payload(sign_in(people.dami.email))["refreshToken"]
    fresh = payload(refresh(stolen))
    Session.objects.update(rotated_at=later(seconds=-GRACE.total_seconds() - 1))
    assert faults(refresh(stolen)) == [("INVALID_TOKEN", ["refreshToken"])]
    assert faults(refresh(fresh["refreshToken"])) == [("INVALID_TOKEN", ["refreshToken"])], "the family is dead"
    assert refusals(bearing(fresh["accessToken"])("{ me { id } }")) == ["UNAUTHENTICATED"]
    assert (actions(), Session.objects.get().end) == (["SIGNED_IN", "TOKEN_REUSED"], "REUSED")


def test_an_answer_that_was_lost_can_be_asked_for_again(people: People) -> None:
    token = payload(sign_in(people.dami.email))["refreshToken"]
    lost, found = payload(refresh(token)), payload(refresh(token))
    assert (found["userErrors"], Session.objects.get().generation) == ([], 1)
    for pair in (lost, found):
        assert bearing(pair["accessToken"])("{ me { id } }").data["me"] == {"id": gid(people.dami)}
    assert payload(refresh(found["refreshToken"]))["userErrors"] == []
    assert faults(refresh(token)) == [("INVALID_TOKEN", ["refreshToken"])], "two steps behind there is no grace"


@pytest.mark.django_db(transaction=True)
def test_two_refreshes_at_the_same_instant_both_succeed_and_rotate_once() -> None:
    session = session_of(People().dami)
    token = token_of(session.user, TokenKind.REFRESH, session=session)

    def ask(_: int) -> bool:
        try:
            token_refresh(refresh_token=token, now=timezone.now())
        except DomainError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == [True] * 8
    session.refresh_from_db()
    assert (session.generation, session.ended_at, actions()) == (1, None, [])


@pytest.mark.parametrize(("seconds", "trusted"), [(90, True), (119, True), (125, False), (-90, True)])
def test_a_server_whose_clock_is_90_seconds_off_is_trusted(people: People, seconds: int, trusted: bool) -> None:
    wire = bearing(token_of(people.dami, age=timedelta(seconds=-seconds)))
    assert ("errors" not in wire("{ me { id } }")) is trusted


def test_a_browser_gets_its_refresh_token_in_a_cookie_that_scripts_cannot_read(people: People) -> None:
    query = """mutation($input: TokenCreateInput!) { tokenCreate(input: $input) { accessToken refreshToken } }"""
    variables = {"input": {"login": people.dami.email, "password": PASSWORD, "cookie": True}}
    answer = Wire()(query, **variables)
    assert (answer.data["tokenCreate"]["refreshToken"], answer.data["tokenCreate"]["accessToken"] is None) == (
        None,
        False,
    )
    cookie = SimpleCookie(answer.headers["Set-Cookie"])["fashionistar-refresh"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "strict", "/graphql")
    browser = Wire()
    browser.headers["Cookie"] = f"fashionistar-refresh={cookie.value}"
    query = "mutation { tokenRefresh(input: {cookie: true}) { accessToken refreshToken userErrors { code } } }"
    fresh = browser(query)
    assert (fresh.data["tokenRefresh"]["userErrors"], fresh.data["tokenRefresh"]["refreshToken"]) == ([], None)
    assert SimpleCookie(fresh.headers["Set-Cookie"])["fashionistar-refresh"].value != cookie.value
    signed = bearing(fresh.data["tokenRefresh"]["accessToken"])
    gone = SimpleCookie(signed(REVOKE, input={}).headers["Set-Cookie"])["fashionistar-refresh"]
    assert (gone.value, gone["max-age"]) == ("", "0")
    assert faults(Wire()("mutation { tokenRefresh(input: {}) { userErrors { code field } } }")) == [
        ("REQUIRED", ["refreshToken"])
    ]


def test_the_audit_log_is_append_only_in_the_database_itself(people: People) -> None:
    sign_in(people.dami.email, "wrong")
    for change in (
        lambda: AuditEntry.objects.update(action="SIGNED_IN"),
        lambda: AuditEntry.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert actions() == ["SIGN_IN_FAILED"]


def test_an_account_that_goes_leaves_its_log(people: People) -> None:
    sign_in(people.dami.email, "wrong")
    people.dami.delete()
    assert AuditEntry.objects.get().action == "SIGN_IN_FAILED"


LIMITS: dict[str, Callable[[int], str]] = {
    "sign-in-address": lambda n: f"nobody-{n}@example.com",
    "sign-in-login": lambda _: "DAMI@example.com",
}


@pytest.mark.parametrize("name", LIMITS)
@pytest.mark.parametrize("known", [True, False])
def test_too_many_tries_are_told_to_wait(people: People, name: str, known: bool) -> None:
    assert not known or people.dami
    limits = {"sign-in-address": "1000/minute", "sign-in-login": "1000/minute", name: f"{3 + known}/minute"}
    with override_settings(THROTTLES=limits):
        answers = [sign_in(LIMITS[name](n), "wrong") for n in range(6)]
    codes = [faults(answer)[0][0] for answer in answers]
    assert codes[-1] == "RATE_LIMITED"
    assert set(codes) == {"INVALID_CREDENTIALS", "RATE_LIMITED"}


def test_the_address_is_the_one_before_our_own_proxies(people: People) -> None:
    body = b'{"query": "mutation { tokenCreate(input: {login: \\"x\\", password: \\"y\\"}) { userErrors { code } } }"}'
    for hops, expected in ((0, "127.0.0.1"), (1, "41.58.1.9"), (2, "9.9.9.9")):
        with override_settings(PROXY_HOPS=hops):
            http(content=body, headers={"X-Forwarded-For": "spoofed, 9.9.9.9, 41.58.1.9"})
        assert AuditEntry.objects.latest("id").ip == expected
