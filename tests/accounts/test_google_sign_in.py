"""`googleNonceCreate` and `tokenCreateByGoogle`: signed in by Google, which knows her by its subject alone."""

from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from django.utils import timezone

from fashionistar.accounts.google import GoogleAnswer
from fashionistar.accounts.models import AuditEntry, GoogleIdentity, Session, User
from fashionistar.accounts.services.google_nonce_create import google_nonce_create
from fashionistar.accounts.services.token_create_by_google import token_create_by_google
from fashionistar.kernel.actor import GUEST
from fashionistar.kernel.models import OutboxEvent
from tests.accounts.codes import ask, code_at, messages
from tests.accounts.googling import NONCE, SIGN_IN, answer, asked, linked, sign_in
from tests.accounts.leaving import leave
from tests.accounts.second_factors import app_of, at_once
from tests.accounts.test_sessions import actions, bearing
from tests.checkout.shopping import cart_of, everything, faults, payload
from tests.factories.catalogue import garment
from tests.google import SUBJECT, Google, id_token
from tests.people import PASSWORD, People
from tests.wire.client import Wire, gid

REFUSED = ("INVALID_TOKEN", ["idToken"])
EXISTS = ("ACCOUNT_EXISTS", ["idToken"])
UNPROVEN = ("EMAIL_UNPROVEN", ["idToken"])


def test_somebody_new_gets_an_account_with_the_address_that_google_runs(db: None, google: Google) -> None:
    signed = payload(sign_in(email="Efua@Gmail.com"))
    user = User.objects.get()
    assert signed["userErrors"] == []
    assert signed["user"] == {
        "id": gid(user),
        "email": "efua@gmail.com",
        "name": "Efua Asante",
        "hasPassword": False,
        "googleIdentity": {"email": "Efua@Gmail.com"},
    }
    assert bearing(signed["accessToken"])("{ me { id } }").data["me"] == {"id": gid(user)}
    identity = GoogleIdentity.objects.get()
    assert (identity.user_id, identity.subject) == (user.pk, SUBJECT)
    assert (user.is_staff, user.is_superuser, user.phone) == (False, False, None)
    fact = OutboxEvent.objects.get()
    assert (fact.type, fact.payload, fact.actor) == ("AccountRegistered", {"user_id": str(user.pk)}, f"user:{user.pk}")
    assert actions() == ["REGISTERED", "GOOGLE_LINKED", "SIGNED_IN"]
    assert AuditEntry.objects.get(action="SIGNED_IN").detail == {"how": "google"}


def test_the_next_time_she_is_known_whatever_her_address_is_by_then(db: None, google: Google) -> None:
    first = payload(sign_in())["user"]["id"]
    User.objects.update(email="efua@elsewhere.example")
    assert payload(sign_in(email="efua.mensah@gmail.com", name="Efua Mensah"))["user"] == {
        "id": first,
        "email": "efua@elsewhere.example",
        "name": "Efua Asante",
        "hasPassword": False,
        "googleIdentity": {"email": "efua@gmail.com"},
    }
    assert (User.objects.count(), Session.objects.count(), google.asked) == (1, 2, 1)


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ({"email": "efua@gmail.com"}, []),
        ({"email": "efua@atelier.example", "hd": "atelier.example"}, []),
        ({"email": "efua@yahoo.example"}, [UNPROVEN]),
        ({"email": "efua@gmail.com.evil.example"}, [UNPROVEN]),
        ({"email": "efua@evilgmail.com"}, [UNPROVEN]),
        ({"email": "efua@atelier.example", "hd": ""}, [UNPROVEN]),
        ({"email": "\u0435fua@gmail.com"}, [UNPROVEN]),
        ({"email": "efua@\u0435xample.com", "hd": "\u0435xample.com"}, [UNPROVEN]),
    ],
)
def test_an_address_is_proven_by_google_only_where_google_runs_it(
    db: None, google: Google, said: dict[str, str], outcome: list[tuple[str, list[str]]]
) -> None:
    assert faults(sign_in(**said)) == outcome
    assert User.objects.count() == (0 if outcome else 1)


@pytest.mark.parametrize("hosted", [{"hd": "example.com"}, {}])
def test_an_account_of_the_same_address_is_not_signed_in_to(
    people: People, google: Google, hosted: dict[str, str]
) -> None:
    assert people.ada
    before = everything()
    refused = payload(sign_in(email="ada@example.com", **hosted))
    assert [(error["code"], error["field"]) for error in refused["userErrors"]] == [EXISTS if hosted else UNPROVEN]
    assert (refused["accessToken"], refused["mfa"], refused["user"]) == (None, None, None)
    after = everything()
    for each in (before, after):
        each["Challenge"] = []
    assert (after, Session.objects.count()) == (before, 0)
    entry = AuditEntry.objects.get(action="GOOGLE_REFUSED")
    assert entry.user_id == (people.ada.pk if hosted else None)


def test_of_an_address_that_google_does_not_run_nothing_is_learnt(people: People, google: Google) -> None:
    assert people.ada
    known, unknown = (payload(sign_in(email=email)) for email in ("ada@example.com", "nobody@example.com"))
    assert known == unknown
    details = AuditEntry.objects.filter(action="GOOGLE_REFUSED").values_list("user", "detail")
    assert list(details) == [(None, {"reason": "not authoritative"})] * 2


def test_whoever_waits_for_an_account_by_code_has_none_that_google_could_open(db: None, google: Google) -> None:
    """An account that was prepared for her before she came: it does not exist, and the code comes too late."""
    waiting = payload(ask("accountRegister", email="efua@gmail.com", password=PASSWORD))["challenge"]["id"]
    assert faults(sign_in()) == []
    late = ask("accountVerify", "userErrors { code field }", challengeId=waiting, code=code_at("efua@gmail.com"))
    assert faults(late) == [("ACCOUNT_EXISTS", ["code"])]
    user = User.objects.get()
    assert (user.has_usable_password(), user.google_identity.subject) == (False, SUBJECT)


def test_an_address_that_she_has_given_up_is_anothers_and_leads_nowhere_near_her(
    people: People, google: Google
) -> None:
    User.objects.filter(pk=people.dami.pk).update(email="dami@gmail.com")
    linked(people.dami, "dami", "dami@gmail.com")
    User.objects.filter(pk=people.dami.pk).update(email="dami@elsewhere.example")
    stranger = payload(sign_in(email="dami@gmail.com", sub="somebody else"))["user"]
    assert stranger["id"] != gid(people.dami)
    assert payload(sign_in(email="dami@gmail.com", sub="dami"))["user"]["id"] == gid(people.dami)


def test_a_second_factor_is_still_asked_for(people: People, google: Google) -> None:
    linked(people.dami)
    app = app_of(people.dami)
    signed = payload(sign_in())
    assert (signed["accessToken"], signed["user"], signed["mfa"]["methods"]) == (None, None, ["TOTP"])
    assert Session.objects.count() == 0
    given = {"challengeId": signed["mfa"]["challengeId"], "code": app.now()}
    done = payload(ask("mfaVerify", "accessToken userErrors { code }", **given))
    assert (done["userErrors"], done["accessToken"] is None) == ([], False)
    assert AuditEntry.objects.get(action="SIGNED_IN").detail == {"how": "google+totp"}


def test_staff_have_no_powers_by_google_alone(people: People, google: Google) -> None:
    User.objects.filter(pk=people.cleo.pk).update(is_staff=True, staff_permissions=["AUDIT_READ"])
    linked(people.cleo)
    entry = AuditEntry.objects.create(user=people.dami, action="SIGNED_OUT", actor="guest")
    wire = bearing(payload(sign_in())["accessToken"])
    assert wire("query($id: ID!) { node(id: $id) { id } }", id=gid(entry)).data == {"node": None}


def test_an_account_that_was_disabled_stays_shut(people: People, google: Google) -> None:
    User.objects.filter(pk__in=[people.dami.pk, people.cleo.pk]).update(is_active=False)
    User.objects.filter(pk=people.cleo.pk).update(email="cleo@gmail.com")
    linked(people.dami)
    assert faults(sign_in()) == [REFUSED]
    assert faults(sign_in(sub="cleo", email="cleo@gmail.com")) == [EXISTS]
    refused = AuditEntry.objects.filter(action="GOOGLE_REFUSED").order_by("created_at")
    assert [(entry.user_id, entry.detail["reason"]) for entry in refused] == [
        (people.dami.pk, "inactive"),
        (people.cleo.pk, "not linked"),
    ]
    assert (Session.objects.count(), User.objects.count()) == (0, 2)


def test_after_she_has_left_google_opens_a_new_account_that_knows_nothing(db: None, google: Google) -> None:
    gone = payload(sign_in())["user"]["id"]
    assert faults(leave(User.objects.get())) == []
    assert GoogleIdentity.objects.count() == 0
    assert payload(sign_in())["user"]["id"] != gone
    assert User.objects.count() == 2


def test_a_cookie_carries_the_refresh_token_and_a_guests_cart_comes_along(people: People, google: Google) -> None:
    linked(people.dami)
    cart = cart_of(None, (garment(people.atelier), 1))
    response = Wire()(SIGN_IN, input=answer(asked()) | {"cookie": True, "cartId": gid(cart)})
    signed = payload(response)
    assert (signed["refreshToken"], signed["cart"] is None, signed["userErrors"]) == (None, False, [])
    assert SimpleCookie(response.headers["Set-Cookie"])["fashionistar-refresh"]["httponly"] is True


def test_signing_in_begins_a_session_of_its_own_whoever_was_signed_in_before(people: People, google: Google) -> None:
    linked(people.dami)
    wire = Wire(people.cleo)
    planted = Session.objects.get()
    signed = payload(wire(SIGN_IN, input=answer(asked(wire))))
    assert signed["user"]["id"] == gid(people.dami)
    assert Session.objects.exclude(pk=planted.pk).get().user_id == people.dami.pk


def test_a_guest_has_nothing_to_link_to(db: None, google: Google) -> None:
    before = everything()
    assert faults(Wire()(NONCE, input={"link": True})) == [("UNAUTHENTICATED", None)]
    assert everything() == before


def test_she_is_not_told_of_what_she_did_herself(db: None, google: Google) -> None:
    sign_in()
    assert messages("efua@gmail.com") == []


@pytest.mark.django_db(transaction=True)
def test_two_first_sign_ins_at_once_open_one_account(google: Google) -> None:
    now = timezone.now()
    nonces = [google_nonce_create(actor=GUEST, link=False, now=now) for _ in range(8)]
    answers = [GoogleAnswer(made.challenge.pk, made.verifier, id_token(made.nonce)) for made in nonces]
    done = at_once(lambda number: token_create_by_google(answer=answers[number], now=timezone.now()), times=8)
    assert done == ["OK"] * 8
    assert (User.objects.count(), GoogleIdentity.objects.count(), Session.objects.count()) == (1, 1, 8)
    assert OutboxEvent.objects.filter(type="AccountRegistered").count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_answer_that_is_sent_eight_times_at_once_signs_in_once(google: Google) -> None:
    made = google_nonce_create(actor=GUEST, link=False, now=timezone.now() - timedelta(minutes=9))
    sent = GoogleAnswer(made.challenge.pk, made.verifier, id_token(made.nonce))
    done = at_once(lambda _: token_create_by_google(answer=sent, now=timezone.now()), times=8)
    assert (done, Session.objects.count()) == (["CHALLENGE_OVER"] * 7 + ["OK"], 1)
