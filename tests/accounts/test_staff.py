"""The platform's staff: who gives which powers to whom, and who reads the log."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from fashionistar.accounts.audit import note
from fashionistar.accounts.models import AuditAction, AuditEntry, Session, User
from fashionistar.kernel.actor import Actor, StaffPermission
from fashionistar.kernel.models import OutboxEvent
from tests.accounts.codes import ask, messages
from tests.accounts.second_factors import app_of, inside, proved
from tests.checkout.shopping import everything, faults, payload, refusals
from tests.people import PASSWORD, People
from tests.wire.client import Wire, gid

ALL = [str(each) for each in StaffPermission]
SET = "staffMember { name permissions isSuperuser } userErrors { code field }"
STAFF = "{ staff { nodes { name email permissions isSuperuser } } }"
LOG = """query($action: AuditAction, $actor: String, $account: ID, $since: DateTime, $until: DateTime, $after: String) {
  auditEntries(action: $action, actor: $actor, accountId: $account, since: $since, until: $until, first: 2,
    after: $after) { nodes { action actor accountId detail } pageInfo { hasNextPage endCursor } } }"""


def chief(*permissions: str, name: str = "Chief", **fields: Any) -> User:
    """Somebody who works for the platform, with an app; she may manage staff unless said."""
    named = list(permissions) or ["STAFF_MANAGE", "ORDERS_READ"]
    user: User = User.objects.create_user(
        email=f"{name.lower()}@example.com",
        name=name,
        password=PASSWORD,
        is_staff=True,
        staff_permissions=named,
        **fields,
    )
    app_of(user)
    return user


def give(wire: Wire, login: str, *permissions: str) -> Any:
    """Send `staffPermissionsSet`."""
    return ask("staffPermissionsSet", SET, wire, login=login, permissions=list(permissions))


def test_powers_are_given_taken_and_take_effect_at_once(people: People) -> None:
    boss, dami = chief(), people.dami
    app_of(dami)
    wire, hers = inside(proved(boss)), inside(proved(dami))
    orders = "{ auditEntries { totalCount } staff { totalCount } }"
    made = payload(give(wire, "Dami@example.com", "ORDERS_READ", "STAFF_MANAGE", "ORDERS_READ"))
    named = ["ORDERS_READ", "STAFF_MANAGE"]
    assert made == {"staffMember": {"name": "Dami", "permissions": named, "isSuperuser": False}, "userErrors": []}
    assert hers(orders).data["staff"]["totalCount"] == 2
    assert OutboxEvent.objects.filter(type="StaffPermissionsChanged").count() == 1
    assert messages("dami@example.com")[-1].startswith("What it may do for the platform was changed.")
    entries = AuditEntry.objects.filter(action="STAFF_PERMISSIONS_CHANGED").order_by("created_at", "pk")
    said = {"permissions": "ORDERS_READ,STAFF_MANAGE"}
    assert {entry.user_id: entry.detail for entry in entries} == {
        dami.pk: said,
        boss.pk: said | {"subject": str(dami.pk)},
    }
    assert payload(give(wire, "dami@example.com")) == {"staffMember": None, "userErrors": []}
    assert hers(orders).data["staff"]["totalCount"] == 0
    dami.refresh_from_db()
    assert (dami.is_staff, dami.staff_permissions) == (False, [])


#: What the actor may do, what the other could before, what she is to get, and what comes of it.
GIVING: list[tuple[list[str], list[str], list[str], str]] = [
    (["STAFF_MANAGE", "ORDERS_READ"], [], ["ORDERS_READ"], "OK"),
    (["STAFF_MANAGE", "ORDERS_READ"], [], ["AUDIT_READ"], "FORBIDDEN"),
    (["STAFF_MANAGE", "ORDERS_READ"], ["AUDIT_READ"], [], "FORBIDDEN"),
    (["STAFF_MANAGE", "ORDERS_READ"], ["AUDIT_READ"], ["AUDIT_READ", "ORDERS_READ"], "FORBIDDEN"),
    (["AUDIT_READ", "ORDERS_READ"], [], ["ORDERS_READ"], "FORBIDDEN"),
    (["STAFF_MANAGE", "ORDERS_READ"], ["ORDERS_READ"], ["ORDERS_READ"], "NOTHING"),
]


@pytest.mark.parametrize(("may", "before", "wanted", "outcome"), GIVING)
def test_nobody_gives_or_takes_what_she_may_not_do(
    people: People, may: list[str], before: list[str], wanted: list[str], outcome: str
) -> None:
    boss = chief(*may)
    User.objects.filter(pk=people.dami.pk).update(is_staff=bool(before), staff_permissions=before)
    wire, stands = inside(proved(boss)), everything()
    codes = [code for code, _ in faults(give(wire, "dami@example.com", *wanted))]
    assert codes == ([outcome] if outcome == "FORBIDDEN" else [])
    assert (everything() == stands) is (outcome != "OK")
    assert AuditEntry.objects.filter(action="PERMISSION_REFUSED", user=boss).exists() is (outcome == "FORBIDDEN")


def test_neither_oneself_nor_a_superuser_nor_nobody(people: People) -> None:
    assert people.ada
    boss, root = chief(*ALL), User.objects.create_superuser(email="root@example.com", name="Root")
    wire, stands = inside(proved(boss)), everything()
    answers = [faults(give(wire, login, "ORDERS_READ"))[0] for login in (boss.email, root.email, "nobody@example.com")]
    assert [code for code, _ in answers] == ["FORBIDDEN", "FORBIDDEN", "NOT_FOUND"]
    assert everything() == stands


def test_it_wants_a_second_factor_and_a_recent_proof(people: People) -> None:
    assert people.dami
    boss = chief()
    old, weak = inside(proved(boss, ago=timedelta(minutes=11))), inside(proved(boss, mfa=False))
    stands = everything()
    assert [faults(give(wire, "dami@example.com", "ORDERS_READ"))[0][0] for wire in (old, weak)] == [
        "STEP_UP_REQUIRED",
        "FORBIDDEN",
    ]
    boss.totp_factor.delete()
    assert faults(give(inside(proved(boss)), "dami@example.com", "ORDERS_READ"))[0][0] == "MFA_REQUIRED"
    stands.pop("TotpFactor")
    assert {name: rows for name, rows in everything().items() if name != "TotpFactor"} == stands


def test_the_staff_is_listed_for_those_who_manage_it(people: People) -> None:
    assert people.dami
    boss, clerk = chief(), chief("AUDIT_READ", name="Clerk")
    User.objects.create_superuser(email="root@example.com", name="Root")
    found = inside(proved(boss))(STAFF).data["staff"]["nodes"]
    assert [(each["name"], each["permissions"], each["isSuperuser"]) for each in found] == [
        ("Chief", ["STAFF_MANAGE", "ORDERS_READ"], False),
        ("Clerk", ["AUDIT_READ"], False),
        ("Root", ALL, True),
    ]
    for wire in (inside(proved(clerk)), Wire(people.dami), inside(proved(boss, mfa=False))):
        assert wire(STAFF).data == {"staff": {"nodes": []}}
    assert refusals(Wire()(STAFF)) == ["UNAUTHENTICATED"]


def log(wire: Wire, **given: Any) -> list[tuple[str, str]]:
    """What is found, page after page: what was done, and by whom."""
    found: list[tuple[str, str]] = []
    info = {"hasNextPage": True, "endCursor": None}
    while info["hasNextPage"]:
        page = wire(LOG, **given, after=info["endCursor"]).data["auditEntries"]
        found += [(each["action"], each["actor"]) for each in page["nodes"]]
        info = page["pageInfo"]
    return found


def test_the_log_is_read_by_oneself_and_by_staff_who_may(people: People) -> None:
    ada, dami = people.ada, people.dami
    now = timezone.now()
    for user in (ada, dami, ada):
        note(AuditAction.SIGNED_IN, user_id=user.pk, actor=Actor(user.pk))
    note(AuditAction.SIGN_IN_FAILED, user_id=None)
    note(AuditAction.PASSWORD_CHANGED, user_id=ada.pk, actor=Actor(ada.pk))
    clerk, hers = inside(proved(chief("AUDIT_READ", name="Clerk"))), f"user:{ada.pk}"
    assert log(Wire(ada)) == [("PASSWORD_CHANGED", hers), ("SIGNED_IN", hers), ("SIGNED_IN", hers)]
    assert log(Wire(ada), account=gid(dami)) == []
    assert len(log(clerk)) == 5
    assert log(clerk, action="SIGN_IN_FAILED") == [("SIGN_IN_FAILED", "guest")]
    assert log(clerk, account=gid(dami)) == [("SIGNED_IN", f"user:{dami.pk}")]
    assert log(clerk, account="nonsense") == []
    assert len(log(clerk, actor=hers, action="SIGNED_IN")) == 2
    assert (len(log(clerk, since=now.isoformat())), log(clerk, until=now.isoformat())) == (5, [])
    assert refusals(Wire()(LOG)) == ["UNAUTHENTICATED"]
    assert Session.objects.count() > 0
